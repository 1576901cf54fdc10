/** How a recovery is applied to what is owed: costs, damages and principal, one after the other. */
import { type Money, minMoney, minus, moneyText, ZERO } from '../kernel/money.ts'

/** What is owed to the fund on a claim it paid. */
export const DEBTS = ['costs', 'damages', 'principal'] as const
export type Debt = (typeof DEBTS)[number]
export type Owed = Readonly<Record<Debt, Money>>

/**
 * Applies a recovery: each debt is paid whole before the next in the order. The parts make the recovery; nothing is
 * rounded.
 * @param recovery at least 0, at most all that is owed
 * @param order    each debt once; what comes first is paid first
 * @source rules of after-care, recovery_order
 */
export function appliedTo(recovery: Money, owed: Owed, order: readonly Debt[]): Owed {
  let left = recovery
  const parts: Record<Debt, Money> = { costs: ZERO, damages: ZERO, principal: ZERO }
  for (const debt of order) {
    parts[debt] = minMoney(left, owed[debt])
    left = minus(left, parts[debt])
  }
  // The caller has compared the recovery with what is owed; an order that leaves a debt out is our fault.
  if (left !== 0n) throw new RangeError(`the order ${order.join(', ')} leaves ${moneyText(left)} of a recovery`)
  return parts
}
