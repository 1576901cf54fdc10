// Exact decimals and the fixed point of the hot loops: the same numbers, and every rounding named.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  annualRate,
  compare,
  type Decimal,
  decimal,
  decimalOfInteger,
  decimalText,
  divide,
  isDecimalText,
  isNegative,
  max,
  min,
  multiply,
  points,
  ratio,
  roundDown,
  roundHalfEven,
  roundUp,
  scaled,
  subtract,
} from '../../src/kernel/decimal.ts'
import { dividedHalfEven, fixed, fixedOf, fixedText, ONE, over, times, toDecimal } from '../../src/kernel/fixed.ts'

/** Decimal text of so many digits before the point and after it. */
const texts = (whole: number, fraction: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.boolean(), fc.bigInt(0n, 10n ** BigInt(whole) - 1n), fc.bigInt(0n, 10n ** BigInt(fraction) - 1n))
    .map(([isBelow, left, right]) => `${isBelow ? '-' : ''}${left}.${right.toString().padStart(fraction, '0')}`)

const size = (value: Decimal): Decimal => (isNegative(value) ? multiply(value, decimal('-1')) : value)

describe('decimals are read from plain text only', () => {
  test('what looks like a number and is not written plainly is refused', () => {
    const odd = ['1e3', '+1', '.5', '5.', '01', '1,000', '', ' 1', '1\n', 'NaN', 'Infinity', '0x10', '1_000', '--1']
    for (const text of [...odd, '\uff10.\uff15']) {
      expect(isDecimalText(text)).toBe(false)
      expect(() => decimal(text)).toThrow('plain decimal')
    }
  })

  test('0.1 and 0.2 make 0.3, which machine fractions do not', () => {
    expect(decimalText(add(decimal('0.1'), decimal('0.2')))).toBe('0.3')
  })

  test('9 is less than 10, though not as text', () => {
    expect(compare(decimal('9'), decimal('10'))).toBe(-1)
    expect(decimalText(min(decimal('9'), decimal('10')))).toBe('9')
    expect(decimalText(max(decimal('9'), decimal('10')))).toBe('10')
  })

  test('it is written without exponent, without trailing zeros, and zero without a sign', () => {
    expect(decimalText(decimal('0.0000001'))).toBe('0.0000001')
    expect(decimalText(decimal('1000000000000000000000000000000'))).toBe('1000000000000000000000000000000')
    expect(decimalText(decimal('1.500'))).toBe('1.5')
    expect(decimalText(decimal('-0.0'))).toBe('0')
  })

  test('text that is read and written is the same number', () => {
    fc.assert(
      fc.property(texts(18, 18), text => {
        const value = decimal(text)
        expect(compare(decimal(decimalText(value)), value)).toBe(0)
        expect(isDecimalText(decimalText(value))).toBe(true)
      }),
    )
  })

  test('a ratio lies between 0 and 1, points between 0 and 100, a yearly rate between -1 and 10', () => {
    for (const text of ['-0.01', '1.01']) expect(() => ratio(text)).toThrow('a ratio lies between')
    for (const text of ['-0.1', '100.1']) expect(() => points(text)).toThrow('points lies between')
    for (const text of ['-1.1', '10.1']) expect(() => annualRate(text)).toThrow('a yearly rate lies between')
    expect([ratio('0'), ratio('1'), points('100'), annualRate('-1')].map(decimalText)).toEqual(['0', '1', '100', '-1'])
  })

  test('dividing by zero is our own mistake', () => {
    expect(() => divide(decimal('1'), decimal('0'))).toThrow('divided by zero')
  })
})

describe('every rounding is named', () => {
  test('half to even, towards zero, away from zero', () => {
    const each = (round: typeof roundDown) =>
      ['0.5', '1.5', '2.5', '-0.5', '-1.5', '2.51'].map(text => decimalText(round(decimal(text), 0)))
    expect(each(roundHalfEven)).toEqual(['0', '2', '2', '0', '-2', '3'])
    expect(each(roundDown)).toEqual(['0', '1', '2', '0', '-1', '2'])
    expect(each(roundUp)).toEqual(['1', '2', '3', '-1', '-2', '3'])
  })

  test('a decimal is scaled only where nothing is lost', () => {
    expect(scaled(decimal('0.85'), 2)).toBe(85n)
    expect(scaled(decimal('-1.5'), 6)).toBe(-1_500_000n)
    expect(() => scaled(decimal('0.855'), 2)).toThrow('more than 2 decimals')
  })

  test('a quotient rounded to even: ties go to the even neighbour, all else to the nearest', () => {
    const quotients = [1n, 3n, 5n, 7n, -1n, -3n, -5n].map(value => dividedHalfEven(value, 2n))
    // 0.5 1.5 2.5 3.5 and their opposites
    expect(quotients).toEqual([0n, 2n, 2n, 4n, 0n, -2n, -2n])
    expect([4n, 5n, 6n].map(value => dividedHalfEven(value, 10n))).toEqual([0n, 0n, 1n])
    expect([14n, 15n, 16n, 25n].map(value => dividedHalfEven(value, 10n))).toEqual([1n, 2n, 2n, 2n])
  })

  test('it is never further than half a unit from the truth, and even where it is exactly half', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(1n, 10n ** 12n), (dividend, divisor) => {
        const quotient = dividedHalfEven(dividend, divisor)
        const off = dividend - quotient * divisor
        const twice = 2n * (off < 0n ? -off : off)
        expect(twice <= divisor).toBe(true)
        if (twice === divisor) expect(quotient % 2n).toBe(0n)
      }),
    )
  })
})

describe('fixed point is the decimal, within half a unit of its eighteenth decimal', () => {
  const HALF_UNIT = decimal('0.0000000000000000005')

  test('0.85 is 85 hundredths of the unit, and text comes back', () => {
    expect(fixed('0.85')).toBe((ONE * 85n) / 100n)
    expect(['0.85', '-0.003', '0', '12', '1.000000000000000001'].map(text => fixedText(fixed(text)))).toEqual([
      '0.85',
      '-0.003',
      '0',
      '12',
      '1.000000000000000001',
    ])
  })

  test('what has more than 18 decimals is rounded half to even', () => {
    expect(fixed('0.0000000000000000005')).toBe(0n)
    expect(fixed('0.0000000000000000015')).toBe(2n)
    expect(fixed('0.00000000000000000051')).toBe(1n)
  })

  test('reading, adding and subtracting lose nothing at 18 decimals', () => {
    fc.assert(
      fc.property(texts(12, 18), texts(12, 18), (left, right) => {
        expect(compare(toDecimal(fixed(left)), decimal(left))).toBe(0)
        expect(compare(toDecimal(fixed(left) + fixed(right)), add(decimal(left), decimal(right)))).toBe(0)
        expect(fixedOf(toDecimal(fixed(left)))).toBe(fixed(left))
      }),
    )
  })

  test('products and quotients are the exact ones within half a unit', () => {
    fc.assert(
      fc.property(texts(6, 9), texts(6, 9), (left, right) => {
        // Nine decimals times nine are eighteen, which the fixed point holds: the product is exact.
        expect(compare(toDecimal(times(fixed(left), fixed(right))), multiply(decimal(left), decimal(right)))).toBe(0)
        fc.pre(fixed(right) !== 0n)
        const exact = divide(decimal(left), decimal(right))
        const off = size(subtract(toDecimal(over(fixed(left), fixed(right))), exact))
        expect(compare(off, HALF_UNIT)).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('products of eighteen decimals are rounded, never by more than half a unit', () => {
    fc.assert(
      fc.property(texts(2, 18), texts(2, 18), (left, right) => {
        const exact = multiply(decimal(left), decimal(right))
        const off = size(subtract(toDecimal(times(fixed(left), fixed(right))), exact))
        expect(compare(off, HALF_UNIT)).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('dividing by zero is our own mistake', () => {
    expect(() => over(ONE, 0n)).toThrow(RangeError)
  })

  test('whole numbers become decimals of the same size', () => {
    expect(decimalText(decimalOfInteger(-150_000_000n))).toBe('-150000000')
  })
})
