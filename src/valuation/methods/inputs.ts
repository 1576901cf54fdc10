/** What methods of valuation are given alike: a number or a range, years of sales; and a value with its range. */
import { z } from 'zod'
import { isDecimalText } from '../../kernel/decimal.ts'
import { type Fixed, fixedOfInteger } from '../../kernel/fixed.ts'
import { decimalText, moneyAmount } from '../../kernel/text.ts'
import { fixedOfText, type Stretch } from '../present-value.ts'
import { ratioText } from '../schema.ts'
import type { Ranged, RangedValue } from './ranges.ts'

type Bounds = { readonly low: string; readonly mid: string; readonly high: string }
const isRising = ({ low, mid, high }: Bounds): boolean =>
  fixedOfText(low) <= fixedOfText(mid) && fixedOfText(mid) <= fixedOfText(high)

/** A number, or its bounds with what is likeliest between them. */
export const ranged = (number: typeof decimalText) =>
  z.union([
    number,
    z
      .strictObject({ low: number, mid: number, high: number })
      // What is no decimal was refused by its own place already.
      .refine(range => ![range.low, range.mid, range.high].every(isDecimalText) || isRising(range), {
        message: 'low, mid and high do not fall',
      }),
  ])
export type RangedText = string | Bounds
export const rangedOf = (given: RangedText): Ranged => {
  const { low, mid, high } = typeof given === 'string' ? { low: given, mid: given, high: given } : given
  return { low: fixedOfText(low), mid: fixedOfText(mid), high: fixedOfText(high) }
}
export const growthText = decimalText.refine(text => Number(text) > -1 && Number(text) <= 1, {
  message: 'above -1, up to 1',
})
export const factorText = decimalText.refine(text => Number(text) >= 0 && Number(text) <= 10, {
  message: 'from 0 to 10',
})
export const positiveText = decimalText.refine(text => Number(text) > 0, { message: 'above 0' })
export const monthsText = decimalText.refine(text => Number(text) >= 0 && Number(text) <= 480, {
  message: 'from 0 to 480',
})

export const drivers = z.array(
  z.strictObject({
    input: z.string(),
    low: decimalText,
    high: decimalText,
    value_at_low: moneyAmount,
    value_at_high: moneyAmount,
  }),
)
export const valueShape = { low: moneyAmount, mid: moneyAmount, high: moneyAmount, drivers }
export const shownValue = ({ low, mid, high, drivers: found }: RangedValue) => ({
  low: String(low),
  mid: String(mid),
  high: String(high),
  drivers: [...found],
})

export const timing = { preparation_months: z.int().min(0).max(120), months_of_last_year: z.int().min(1).max(12) }
export const timingOf = (
  years: number,
  given: { readonly preparation_months: number; readonly months_of_last_year: number },
) => ({
  preparationMonths: given.preparation_months,
  stretches: Array.from(
    { length: years },
    (_, index): Stretch => ({ year: index + 1, months: index + 1 === years ? given.months_of_last_year : 12 }),
  ),
})
export const wonOf = (amounts: readonly string[]): readonly Fixed[] => amounts.map(text => fixedOfInteger(BigInt(text)))
export const years = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(40)
export const taxRate = ratioText.refine(text => Number(text) < 1, { message: 'below 1' })
export const amortisation = z.int().min(1).max(40).optional()
