/**
 * What is simulated: the value of a stream of sales, as the income method and relief from royalty have it, in floating
 * point and for a whole block of scenarios at once. Nothing here is promised; the promise is the method's own figure.
 */

/** The inputs, in the order their columns are drawn. */
export const INPUTS = [
  'sales',
  'growth',
  'margin',
  'tax_rate',
  'investment',
  'contribution',
  'discount_rate',
  'life_years',
] as const
export type Input = (typeof INPUTS)[number]

/** Where each input has to lie for the value to be defined. */
export const LIMITS: Readonly<Record<Input, readonly [number, number]>> = {
  sales: [0, 1e18],
  growth: [-0.99, 10],
  margin: [-10, 10],
  tax_rate: [0, 1],
  investment: [-10, 10],
  contribution: [0, 1],
  discount_rate: [1e-6, 10],
  life_years: [1 / 12, 40],
}

export type Columns = Readonly<Record<Input, Float64Array>>

/**
 * value = contribution x sum over the years of share of year x sales (1 + g)^(t-1) x (m - tax x max(m, 0) - i)
 *         / (1 + r)^(preparation + end of the year); the last year counts by the part of it the life reaches.
 * @param columns one column per input
 * @param preparation years before the first sale, 0 or more
 * @param out values, one per scenario, in the currency of `sales`
 */
export function valuesOf(columns: Columns, preparation: number, count: number, out: Float64Array): void {
  const { sales, growth, margin, tax_rate, investment, contribution, discount_rate, life_years } = columns
  for (let row = 0; row < count; row++) {
    const earned = margin[row] as number
    const life = life_years[row] as number
    const wholeYears = life | 0
    const part = life - wholeYears
    const yearly = 1 / (1 + (discount_rate[row] as number))
    const step = (1 + (growth[row] as number)) * yearly
    const kept = earned - (earned > 0 ? (tax_rate[row] as number) * earned : 0) - (investment[row] as number)
    let worth = yearly
    let total = 0
    for (let year = 0; year < wholeYears; year++) {
      total += worth
      worth *= step
    }
    // The last part of a year is over after that part, not after a whole year.
    if (part > 0) total += part * (worth / yearly) * yearly ** part
    const begun = preparation === 0 ? 1 : yearly ** preparation
    out[row] = (contribution[row] as number) * (sales[row] as number) * kept * total * begun
  }
}
