/** What capital costs: equity by the capital asset pricing model, and equity and debt weighted. */
import { type Fixed, ONE, over, times } from '../../kernel/fixed.ts'

/**
 * Beta of a firm with debt, from that of its business: beta x (1 + (1 - t) x D / E).
 * @param unlevered beta of the business without debt
 * @param equityShare of capital, above 0 to 1; D / E follows from it
 * @source Hamada (1972), Journal of Finance 27(2), 435-452
 */
export const leveredBeta = (unlevered: Fixed, equityShare: Fixed, taxRate: Fixed): Fixed =>
  times(unlevered, ONE + times(ONE - taxRate, over(ONE - equityShare, equityShare)))

/** The inverse: beta of the business, from that of a firm with debt. */
export const unleveredBeta = (levered: Fixed, equityShare: Fixed, taxRate: Fixed): Fixed =>
  over(levered, ONE + times(ONE - taxRate, over(ONE - equityShare, equityShare)))

/**
 * Cost of equity: risk-free rate + beta x equity risk premium + added premiums, such as that for size.
 * @source Sharpe (1964), Journal of Finance 19(3), 425-442; Lintner (1965)
 */
export const equityCost = (riskFree: Fixed, beta: Fixed, premium: Fixed, added: Fixed): Fixed =>
  riskFree + times(beta, premium) + added

/**
 * Weighted cost of capital after tax: Ke x E + Kd x (1 - t) x (1 - E).
 * @returns a yearly rate, 18 decimals, half to even
 * @source Modigliani & Miller (1963), American Economic Review 53(3), 433-443
 */
export const weightedCost = (equity: Fixed, debt: Fixed, equityShare: Fixed, taxRate: Fixed): Fixed =>
  times(equity, equityShare) + times(times(debt, ONE - taxRate), ONE - equityShare)
