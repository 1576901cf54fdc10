/** What losses are reckoned by on a side: the chances and losses its grades edition states, with how they are known. */
import type { Rules } from '../../appraisal/rule-book.ts'
import type { FundStanding, LossBasis, Reckoning } from './report.ts'

export function lossBasisOf({ editions }: Rules): LossBasis {
  const { edition, default_chance, loss_given_default } = editions.grades
  return {
    edition,
    chances: default_chance.values,
    chances_status: default_chance.status,
    losses: loss_given_default.values,
    losses_status: loss_given_default.status,
  }
}

export const reckoningOf = (before: Rules, after: Rules, fund: FundStanding | null): Reckoning => ({
  before: lossBasisOf(before),
  after: lossBasisOf(after),
  fund,
})
