/** Discounting in fixed point against exact decimals and against sums done by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  type Decimal,
  decimal,
  divide,
  multiply,
  power,
  roundHalfEven,
  subtract,
} from '../../src/kernel/decimal.ts'
import { fixed, fixedOfInteger, ONE, toDecimal } from '../../src/kernel/fixed.ts'
import {
  discountFactors,
  fixedOfText,
  presentValue,
  presentValueParts,
  stretchesOf,
  twelfthRoot,
} from '../../src/valuation/present-value.ts'

const basisPoints = (min: number, max: number) =>
  fc.integer({ min, max }).map(value => `0.${String(value).padStart(4, '0')}`)
const rate = basisPoints(1, 5000)
const flows = fc.array(fc.bigInt({ min: -(10n ** 11n), max: 10n ** 12n }), { minLength: 1, maxLength: 20 })

/** The same sum in decimals of 40 digits, with a real power for each time. */
function inDecimals(
  won: readonly bigint[],
  rateText: string,
  delay: number,
  lastMonths: number,
  weight: string,
): Decimal {
  const growth = add(decimal('1'), decimal(rateText))
  let sum = decimal('0')
  won.forEach((flow, index) => {
    const months = delay + 12 * index + (index === won.length - 1 ? lastMonths : 12)
    const factor = power(growth, divide(decimal(String(months)), decimal('12')))
    sum = add(sum, divide(decimal(String(flow)), factor))
  })
  return multiply(sum, decimal(weight))
}

test('text is read as the kernel reads it', () => {
  const text = fc
    .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.stringMatching(/^[0-9]{0,24}$/))
    .map(([whole, decimals]) => (decimals === '' ? String(whole) : `${whole}.${decimals}`))
  fc.assert(fc.property(text, value => fixedOfText(value) === fixed(value)))
  expect(fixedOfText('-0.5')).toBe(fixed('-0.5'))
})

test('the monthly factor is the greatest whose twelfth power does not exceed the yearly one', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: ONE / 10n, max: 3n * ONE }), factor => {
      const root = twelfthRoot(factor)
      const limit = factor * ONE ** 11n
      return root ** 12n <= limit && (root + 1n) ** 12n > limit
    }),
  )
})

test('sales of 80 months are six years and eight months', () => {
  expect(stretchesOf(80).map(stretch => stretch.months)).toEqual([12, 12, 12, 12, 12, 12, 8])
  expect(stretchesOf(12)).toEqual([{ year: 1, months: 12 }])
})

describe('by hand', () => {
  test('121 after one year of preparation and one of sales at 10 percent is 100', () => {
    const factors = discountFactors(fixed('0.1'), 12, stretchesOf(12))
    expect(presentValue([fixedOfInteger(121_000_000n)], factors, ONE)).toBe(100_000_000n)
  })

  test('110 after half a year at 21 percent is 100', () => {
    const factors = discountFactors(fixed('0.21'), 0, stretchesOf(6))
    expect(presentValue([fixedOfInteger(110_000_000n)], factors, ONE)).toBe(100_000_000n)
  })

  test('half of it belongs to a technology that contributes 50 percent', () => {
    const factors = discountFactors(fixed('0.21'), 0, stretchesOf(6))
    expect(presentValue([fixedOfInteger(110_000_000n)], factors, fixed('0.5'))).toBe(50_000_000n)
  })
})

test('fixed point and decimals of 40 digits agree within one won', () => {
  const months = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(
      flows,
      rate,
      fc.integer({ min: 0, max: 60 }),
      months,
      basisPoints(1, 9999),
      (won, r, delay, last, weight) => {
        const stretches = stretchesOf(12 * (won.length - 1) + last)
        const total = presentValue(won.map(fixedOfInteger), discountFactors(fixed(r), delay, stretches), fixed(weight))
        const difference = subtract(toDecimal(fixedOfInteger(total)), inDecimals(won, r, delay, last, weight)).abs()
        return roundHalfEven(difference, 6).lte(decimal('1'))
      },
    ),
    { numRuns: 300 },
  )
})

test('the years add to the whole, to the won', () => {
  fc.assert(
    fc.property(flows, rate, fc.integer({ min: 0, max: 60 }), basisPoints(1, 9999), (won, r, delay, weight) => {
      const factors = discountFactors(fixed(r), delay, stretchesOf(12 * won.length))
      const fixedFlows = won.map(fixedOfInteger)
      const parts = presentValueParts(fixedFlows, factors, fixed(weight))
      return parts.reduce((a, b) => a + b, 0n) === presentValue(fixedFlows, factors, fixed(weight))
    }),
  )
})

test('a higher rate never raises the value of income', () => {
  const income = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 })
  const months = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(income, rate, rate, fc.integer({ min: 0, max: 60 }), months, (won, a, b, delay, last) => {
      const [low, high] = fixed(a) < fixed(b) ? [a, b] : [b, a]
      const stretches = stretchesOf(12 * (won.length - 1) + last)
      const at = (r: string) => presentValue(won.map(fixedOfInteger), discountFactors(fixed(r), delay, stretches), ONE)
      return at(high) <= at(low)
    }),
  )
})
