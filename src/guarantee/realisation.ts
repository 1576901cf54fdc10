/**
 * What a realisation of the UK kind is worth to a guaranteed debt, and what of it goes back to the guarantor: security
 * linked to the debt pays it first; other security pays what ranks before, and then all that is left in proportion.
 */
import type { Fixed } from '../kernel/fixed.ts'
import { type Money, maxMoney, minMoney, minus, money, plus, portionRoundedDown, ZERO } from '../kernel/money.ts'

export type Realisation = {
  /** What of the guaranteed debt was outstanding when the guarantor paid. */
  readonly debt: Money
  /** Proceeds of security given for this debt. */
  readonly linked: Money
  /** Proceeds of all other security. */
  readonly other: Money
  /** Debts of the borrower to the lender that rank before, and beside or after, the guaranteed one. */
  readonly before: Money
  readonly beside: Money
}

/** `attributable = toGuarantor + toLender`. */
export type Realised = { readonly attributable: Money; readonly toGuarantor: Money; readonly toLender: Money }

/**
 * `linked` up to the debt; of the other proceeds, less what ranks before, the share `rest of the debt / (rest +
 * beside)`, cut to the unit and at most the rest; the guarantor gets its rate of both, cut to the unit, and the
 * lender the rest.
 * @source EFG, EfgRecoveryCalculator
 */
export function realisedOf({ debt, linked, other, before, beside }: Realisation, rate: Fixed): Realised {
  const own = minMoney(debt, linked)
  const rest = minus(debt, own)
  const free = maxMoney(ZERO, minus(other, before))
  const shared = rest === 0n ? ZERO : minMoney(rest, money((free * rest) / (rest + beside)))
  const attributable = plus(own, shared)
  const toGuarantor = portionRoundedDown(attributable, rate)
  return { attributable, toGuarantor, toLender: minus(attributable, toGuarantor) }
}
