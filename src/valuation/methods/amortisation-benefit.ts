/** What a buyer saves in tax by writing the bought asset off, which belongs to its value where the law lets them. */
import { type Fixed, fixedOfInteger, ONE, over, times } from '../../kernel/fixed.ts'
import { discountFactors, stretchesOf } from '../present-value.ts'

/**
 * The factor a value without the benefit is multiplied with to have it inside.
 * V = PV + V x (t / n) x sum(DF of the n years), hence factor = 1 / (1 - (t / n) x sum(DF)). Written off in equal parts
 * at the end of each year.
 * @param rate yearly discount rate, above -1
 * @param taxRate 0 to below 1
 * @param years the tax life, a whole number from 1 to 40
 * @returns 1 or more; 18 decimals, half to even
 * @source International Valuation Standards 210, tax amortisation benefit
 */
export function amortisationFactor(rate: Fixed, taxRate: Fixed, years: number): Fixed {
  const factors = discountFactors(rate, 0, stretchesOf(years * 12))
  const annuity = factors.reduce((sum, factor) => sum + factor, 0n)
  return over(ONE, ONE - over(times(taxRate, annuity), fixedOfInteger(BigInt(years))))
}
