// Money: whole won, and the few places where it meets a fraction. Nothing is lost, and every rounding has a side.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, decimal, decimalOfInteger, decimalText, multiply, ratio } from '../../src/kernel/decimal.ts'
import { fixed, ONE } from '../../src/kernel/fixed.ts'
import {
  CURRENCY,
  dividedRoundedDown,
  isMoneyText,
  maxMoney,
  minMoney,
  minus,
  money,
  moneyFromText,
  moneyText,
  plus,
  portionRoundedDown,
  roundedDownTo,
  shareHalfEven,
  shareRoundedDown,
  shareRoundedUp,
  sumMoney,
  wholeRoundedUp,
} from '../../src/kernel/money.ts'

const amounts = () => fc.bigInt(0n, 10n ** 18n - 1n).map(money)
/** A share of up to 18 decimals, as text. */
const shares = () => fc.bigInt(0n, ONE).map(value => (value === ONE ? '1' : `0.${value.toString().padStart(18, '0')}`))
const positiveShares = () => shares().filter(text => fixed(text) > 0n)

describe('amounts', () => {
  test('are whole won in ASCII digits, at most eighteen of them', () => {
    expect(['0', '150000000', '-1', '999999999999999999'].map(isMoneyText)).toEqual([true, true, true, true])
    const odd = ['', '-0', '01', '1.0', '1e9', '+1', '1,000', ' 1', '1\n', '1000000000000000000', '\uff11\uff10', '1n']
    for (const text of odd) {
      expect(isMoneyText(text)).toBe(false)
      expect(() => moneyFromText(text)).toThrow('not an amount')
    }
    expect(CURRENCY).toBe('KRW')
  })

  test('beyond 2^53 no won is lost, where a machine number loses one', () => {
    const text = '9007199254740993'
    expect(Number(text).toString()).not.toBe(text)
    expect(moneyText(moneyFromText(text))).toBe(text)
    expect(moneyText(plus(moneyFromText(text), money(1n)))).toBe('9007199254740994')
  })

  test('sum, difference, least and greatest', () => {
    const three = [money(300n), money(-20n), money(7n)]
    expect(sumMoney(three)).toBe(287n)
    expect(sumMoney([])).toBe(0n)
    expect(minus(money(7n), money(20n))).toBe(-13n)
    expect([minMoney(money(7n), money(9n)), maxMoney(money(7n), money(9n))]).toEqual([7n, 9n])
  })
})

describe('a share of an amount', () => {
  test('85 percent of 1,000,000,001 won is 850,000,000.85, cut down or taken up', () => {
    const amount = money(1_000_000_001n)
    expect(shareRoundedDown(amount, ratio('0.85'))).toBe(850_000_000n)
    expect(shareRoundedUp(amount, ratio('0.85'))).toBe(850_000_001n)
    expect(shareHalfEven(amount, ratio('0.85'))).toBe(850_000_001n)
    expect(shareHalfEven(money(1n), ratio('0.5'))).toBe(0n)
    expect(shareHalfEven(money(3n), ratio('0.5'))).toBe(2n)
    expect(dividedRoundedDown(money(850_000_000n), ratio('0.85'))).toBe(1_000_000_000n)
    expect(dividedRoundedDown(money(100n), ratio('0.3'))).toBe(333n)
  })

  test('the hot loop cuts to the very won the exact one does', () => {
    fc.assert(
      fc.property(amounts(), shares(), (amount, share) => {
        expect(portionRoundedDown(amount, fixed(share))).toBe(shareRoundedDown(amount, ratio(share)))
      }),
    )
  })

  test('down and up lie on either side of the truth, less than one won from it and from each other', () => {
    fc.assert(
      fc.property(amounts(), shares(), (amount, share) => {
        const exact = multiply(decimalOfInteger(amount), decimal(share))
        const [down, up] = [shareRoundedDown(amount, ratio(share)), shareRoundedUp(amount, ratio(share))]
        expect(compare(decimalOfInteger(down), exact)).toBeLessThanOrEqual(0)
        expect(compare(decimalOfInteger(up), exact)).toBeGreaterThanOrEqual(0)
        expect(up - down === 0n || up - down === 1n).toBe(true)
        const half = shareHalfEven(amount, ratio(share))
        expect(half === down || half === up).toBe(true)
      }),
    )
  })

  test('a part and what it leaves are the whole: no won is made and none is lost', () => {
    fc.assert(
      fc.property(amounts(), shares(), (amount, share) => {
        const part = portionRoundedDown(amount, fixed(share))
        expect(plus(part, minus(amount, part))).toBe(amount)
        expect(part >= 0n && part <= amount).toBe(true)
      }),
    )
  })
})

describe('from a part back to the whole', () => {
  test('850,000,000 at 85 percent is 1,000,000,000; a won more needs two more', () => {
    expect(wholeRoundedUp(money(850_000_000n), fixed('0.85'))).toBe(1_000_000_000n)
    // 850,000,001 / 0.85 = 1,000,000,001.18
    expect(wholeRoundedUp(money(850_000_001n), fixed('0.85'))).toBe(1_000_000_002n)
  })

  test('is the least whole whose part is that amount', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n).map(money), positiveShares(), (part, share) => {
        const whole = wholeRoundedUp(part, fixed(share))
        expect(portionRoundedDown(whole, fixed(share))).toBe(part)
        if (whole > 0n) expect(portionRoundedDown(minus(whole, money(1n)), fixed(share)) < part).toBe(true)
      }),
    )
  })

  test('a multiple of the step at most the amount, and no greater one fits', () => {
    expect(roundedDownTo(money(5_141_917n), money(10n))).toBe(5_141_910n)
    expect(roundedDownTo(money(999_999n), money(1_000_000n))).toBe(0n)
    fc.assert(
      fc.property(amounts(), fc.bigInt(1n, 10n ** 9n).map(money), (amount, step) => {
        const cut = roundedDownTo(amount, step)
        expect(cut % step).toBe(0n)
        expect(cut <= amount && amount - cut < step).toBe(true)
      }),
    )
  })

  test('a rate written as text is the same rate in both arithmetics', () => {
    fc.assert(
      fc.property(shares(), share => {
        const digits = decimalText(decimal(share))
        expect(fixed(digits)).toBe(fixed(share))
      }),
    )
  })
})
