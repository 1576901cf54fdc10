/** How much of the cash flow the technology itself earns. */
import { type Fixed, fixedOfInteger, over, times } from '../kernel/fixed.ts'

/**
 * Individual strength of the technology: the sum of twenty items of 1 to 5 over the edition's divisor.
 * @param sum 20 to 100
 * @param divisor points that stand for a strength of 1
 * @source TVL, step 6.1; BLT
 */
export const individualStrength = (sum: number, divisor: Fixed): Fixed => over(fixedOfInteger(BigInt(sum)), divisor)

/**
 * Technology contribution: industry factor x individual strength x share of the technology in the product.
 * @param industryFactor 0 to 1
 * @param strength 0 to 1
 * @param share 0 to 1
 * @returns 0 to 1, half to even at 18 decimals
 * @source BLT, worked example 71 % x 55 % x 72 % = 28 %; TVL, step 6.2
 */
export const technologyContribution = (industryFactor: Fixed, strength: Fixed, share: Fixed): Fixed =>
  times(times(industryFactor, strength), share)
