/** What the recovery fund pays for a pledged right when the loan on it fails, and who is paid out of it. */
import type { CollateralRules } from '../../decision/collateral-schema.ts'
import { type Fixed, fixedText } from '../../kernel/fixed.ts'
import { type Money, minus, portionRoundedDown, sumMoney } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type Covered, coveredByRank, type Ranked } from './advance.ts'
import type { CollateralCode } from './refusals.ts'

export type Purchase = {
  /** value x share, cut to the won in the buyer's favour. */
  readonly price: Money
  /** By rank, and what each is paid; one that is not registered is paid nothing. */
  readonly paid: readonly Covered[]
  /** What is left of the price, which is the owner's. */
  readonly owner: Money
}

/**
 * The right is bought at a share of its value at lending, and the price goes to the pledgees by rank.
 * @param value   at lending, whole won
 * @param share   as agreed at lending, between the edition's least and greatest
 * @param pledges what each is still owed, at most what it has secured
 * @source rules/collateral: recovery; RCV, RCVR
 */
export function purchaseOf(
  value: Money,
  share: Fixed,
  pledges: readonly Ranked[],
  { shareMin, shareMax }: Pick<CollateralRules, 'shareMin' | 'shareMax'>,
): Result<Purchase, CollateralCode> {
  if (value <= 0n) return refuse(refusal('recovery_value', 'value', { value: String(value), limit: 'above 0' }))
  if (share < shareMin || share > shareMax)
    return refuse(
      refusal('recovery_share', 'share', {
        value: fixedText(share),
        limit: `${fixedText(shareMin)} to ${fixedText(shareMax)}`,
      }),
    )
  const price = portionRoundedDown(value, share)
  const paid = coveredByRank(price, pledges)
  return ok({ price, paid, owner: minus(price, sumMoney(paid.map(one => one.covered))) })
}
