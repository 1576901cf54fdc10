/** The free cash flow of each year of sales, from ratios to sales, and which source each ratio was taken from. */
import { dividedHalfEven, type Fixed, fixedOfInteger, ONE, times } from '../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { fixedOfText, type Stretch } from './present-value.ts'
import type { ValuationCode } from './refusals.ts'
import { RATIOS, type RatioCode, type RatioSource } from './schema.ts'

export type Ratios = Readonly<Record<RatioCode, Fixed>>
export type GivenRatios = Readonly<
  Partial<Record<RatioSource, Readonly<Partial<Record<RatioCode, string | undefined>>> | undefined>>
>
export type ChosenRatios = { readonly ratios: Ratios; readonly sources: Readonly<Record<RatioCode, RatioSource>> }

/**
 * Takes each ratio from the first source of the edition's order that has it.
 * @returns the ratios, and for each the source it came from; `valuation_ratio_missing` where none has it
 * @source TVL, step 4 (industry five-year average, competitors, own three years, manual); rules/valuation, ratio_order
 */
export function chosenRatios(order: readonly RatioSource[], given: GivenRatios): Result<ChosenRatios, ValuationCode> {
  const sources: Partial<Record<RatioCode, RatioSource>> = {}
  const ratios: Partial<Record<RatioCode, Fixed>> = {}
  const missing: RatioCode[] = []
  for (const ratio of RATIOS) {
    const source = order.find(candidate => given[candidate]?.[ratio] !== undefined)
    const value = source === undefined ? undefined : given[source]?.[ratio]
    if (source === undefined || value === undefined) missing.push(ratio)
    else {
      sources[ratio] = source
      ratios[ratio] = fixedOfText(value)
    }
  }
  if (missing.length > 0)
    return refuse(...missing.map(ratio => refusal('valuation_ratio_missing' as const, 'income.ratios', { ratio })))
  return ok({ ratios: ratios as Ratios, sources: sources as Record<RatioCode, RatioSource> })
}

/**
 * Sales of each stretch at a full year's pace: the amounts given, then growth from the last one.
 * @param amounts whole won as text, first year first
 * @param growthAfter a yearly rate, or undefined where the amounts have to suffice
 * @returns fixed-point won a year; `valuation_sales_too_short` where years are left without sales
 */
export function yearlySales(
  amounts: readonly string[],
  growthAfter: string | undefined,
  years: number,
): Result<readonly Fixed[], ValuationCode> {
  if (growthAfter === undefined && amounts.length < years) {
    const params = { value: String(amounts.length), limit: String(years) }
    return refuse(refusal('valuation_sales_too_short', 'sales.amounts', params))
  }
  const growth = ONE + fixedOfText(growthAfter ?? '0')
  const sales: Fixed[] = []
  let current = 0n
  for (let year = 0; year < years; year++) {
    const amount = amounts[year]
    current = amount === undefined ? times(current, growth) : fixedOfInteger(BigInt(amount))
    sales.push(current)
  }
  return ok(sales)
}

/** Part of a yearly amount that falls into a stretch. */
export const inStretch = (amount: Fixed, stretch: Stretch): Fixed =>
  stretch.months === 12 ? amount : dividedHalfEven(amount * BigInt(stretch.months), 12n)

/** Fixed-point won of one stretch. */
export type Flow = {
  readonly sales: Fixed
  readonly operatingProfit: Fixed
  readonly tax: Fixed
  readonly freeCashFlow: Fixed
}

/**
 * Free cash flow of one stretch.
 * FCF = profit - tax + depreciation - capital expenditure - growth of working capital, where
 * profit = sales x (1 - cost of goods - selling and administration), tax = max(0, profit) x t, and
 * working capital = sales x (receivables + inventory - payables). No tax comes back on a loss, and the working
 * capital bound at the end is not counted as received: both on the careful side.
 * @param yearly sales of the year at a full year's pace, fixed-point won
 * @param yearBefore the same of the year before, 0 for the first
 * @returns fixed-point won; each product half to even at 18 decimals
 * @source TVL, step 4 (technology valuation practice guide 2021)
 */
export function freeCashFlow(ratios: Ratios, taxRate: Fixed, yearly: Fixed, yearBefore: Fixed, stretch: Stretch): Flow {
  const sales = inStretch(yearly, stretch)
  const operatingProfit = times(sales, ONE - ratios.cost_of_goods - ratios.selling_and_administration)
  const tax = operatingProfit > 0n ? times(operatingProfit, taxRate) : 0n
  const investment = times(sales, ratios.capital_expenditure - ratios.depreciation)
  const bound = times(inStretch(yearly - yearBefore, stretch), ratios.receivables + ratios.inventory - ratios.payables)
  return { sales, operatingProfit, tax, freeCashFlow: operatingProfit - tax - investment - bound }
}
