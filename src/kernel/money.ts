/**
 * Money: whole minor units of the fund's currency as a bigint. For the Korean won, which has no smaller unit,
 * the won. Money and decimals meet only here, in functions named after their rounding.
 */

import { type Decimal, decimalOfInteger, type Ratio, roundDown, roundHalfEven, roundUp } from './decimal.ts'
import { type Fixed, ONE } from './fixed.ts'

declare const unit: unique symbol
/** Whole minor units. Adding two gives a bare bigint, so a sum has to be named again with `money()`. */
export type Money = bigint & { readonly [unit]: 'money' }

/** ISO 4217 code of the fund's currency. */
export const CURRENCY = 'KRW'

const MONEY_TEXT = /^-?(0|[1-9][0-9]{0,17})$/

export const isMoneyText = (text: string): boolean => MONEY_TEXT.test(text) && text !== '-0'

export const money = (amount: bigint): Money => amount as Money
export const ZERO = money(0n)

/** Reads an amount from its digits. The edge has checked the text, so a bad one here is our fault, and is thrown. */
export function moneyFromText(text: string): Money {
  if (!isMoneyText(text)) throw new RangeError(`not an amount of money: ${JSON.stringify(text)}`)
  return money(BigInt(text))
}
export const moneyText = (amount: Money): string => amount.toString()
export const moneyDecimal = (amount: Money): Decimal => decimalOfInteger(amount)

export const plus = (a: Money, b: Money): Money => money(a + b)
export const minus = (a: Money, b: Money): Money => money(a - b)
export const minMoney = (a: Money, b: Money): Money => (a < b ? a : b)
export const maxMoney = (a: Money, b: Money): Money => (a > b ? a : b)
export const sumMoney = (amounts: Iterable<Money>): Money => {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return money(sum)
}

const whole = (value: Decimal): Money => money(BigInt(value.toFixed(0)))

/** `amount x factor`, cut towards zero: at most one unit, in the giver's favour. */
export const shareRoundedDown = (amount: Money, factor: Ratio | Decimal): Money =>
  whole(roundDown(decimalOfInteger(amount).times(factor), 0))
/** `amount x factor`, up to the next whole unit: at most one unit, in the taker's favour. */
export const shareRoundedUp = (amount: Money, factor: Ratio | Decimal): Money =>
  whole(roundUp(decimalOfInteger(amount).times(factor), 0))
/** `amount x factor`, to the nearest whole unit, ties to even. */
export const shareHalfEven = (amount: Money, factor: Ratio | Decimal): Money =>
  whole(roundHalfEven(decimalOfInteger(amount).times(factor), 0))
/** `amount / factor`, cut towards zero. */
export const dividedRoundedDown = (amount: Money, factor: Ratio | Decimal): Money =>
  whole(roundDown(decimalOfInteger(amount).div(factor), 0))
/** The greatest multiple of `step` that is at most `amount`; both at least zero. */
export const roundedDownTo = (amount: Money, step: Money): Money => money(amount - (amount % step))

/** `amount x portion`, cut towards zero, for hot loops; both at least zero. Equal to `shareRoundedDown`, by test. */
export const portionRoundedDown = (amount: Money, portion: Fixed): Money => money((amount * portion) / ONE)
/** `amount / portion`, up to the next whole unit; amount at least zero, portion above zero. */
export const wholeRoundedUp = (amount: Money, portion: Fixed): Money => money((amount * ONE + portion - 1n) / portion)
