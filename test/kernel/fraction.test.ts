/** Exact quotients: rounded as the decimals of 40 digits are, without making one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, decimalOfInteger, decimalText, divide, roundHalfEven, subtract } from '../../src/kernel/decimal.ts'
import { decimalOfFraction, type Fraction, fraction, lessScaled, scaledHalfEven } from '../../src/kernel/fraction.ts'

const AMOUNT = 10n ** 18n - 1n
const amount = fc.oneof(fc.bigInt({ min: -AMOUNT, max: AMOUNT }), fc.bigInt({ min: -2000n, max: 2000n }))
const scale = fc.constantFrom(0, 1, 4, 6)
const at = (value: Fraction, places: number): string => decimalText(decimal(String(scaledHalfEven(value, places))))

/** The decimal way: 40 digits, half to even at the places, as a whole number of them. */
const byDecimals = (value: ReturnType<typeof divide>, places: number): string =>
  decimalText(roundHalfEven(value, places).times(10 ** places))

test('comes out as the quotient of 40 digits rounded half to even, whatever the amounts', () => {
  fc.assert(
    fc.property(amount, amount, scale, (num, den, places) => {
      const value = fraction(num, den)
      expect(value === undefined).toBe(den === 0n)
      if (value === undefined) return
      const quotient = divide(decimalOfInteger(num), decimalOfInteger(den))
      expect(at(value, places)).toBe(byDecimals(quotient, places))
      expect(decimalText(decimalOfFraction(value))).toBe(decimalText(quotient))
    }),
    { numRuns: 3000 },
  )
})

test('less a value of a scale of its own, as decimals are subtracted', () => {
  const peer = fc.integer({ min: -100_000, max: 100_000 })
  fc.assert(
    fc.property(amount, amount, peer, scale, (num, den, value, places) => {
      const one = fraction(num, den)
      if (one === undefined) return
      const less = subtract(decimalOfFraction(one), divide(decimal(String(value)), decimal('10000')))
      expect(at(lessScaled(one, BigInt(value), 4), places)).toBe(byDecimals(less, places))
    }),
    { numRuns: 1000 },
  )
})

test('a tie goes to the even neighbour on either side of zero', () => {
  const halves = [1n, 3n, 5n, -1n, -3n, -5n].map(num => scaledHalfEven({ num, den: 2n }, 0))
  expect(halves).toEqual([0n, 2n, 2n, 0n, -2n, -2n])
  expect(scaledHalfEven({ num: 1n, den: 8n }, 2)).toBe(12n)
})
