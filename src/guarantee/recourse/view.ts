/** What is shown of recourse: snake_case, amounts and rates as text, parties by id. */
import { fixedText } from '../../kernel/fixed.ts'
import { type Money, moneyText } from '../../kernel/money.ts'
import type { Owed } from '../../ledger/recovery-order.ts'
import type { Attachment } from './attachments.ts'
import { actBy, type Limitation, type LimitationStep } from './limitation.ts'
import type { Obligor } from './obligors.ts'
import type { OwedUnderPlan, Plan, PlanStanding } from './plan.ts'
import type { RecourseShown, StatementShown } from './schema.ts'
import type { DebtStatement } from './statement.ts'

const owedText = (owed: Owed) => ({
  costs: moneyText(owed.costs),
  damages: moneyText(owed.damages),
  principal: moneyText(owed.principal),
})

export const shownStatement = (guarantee: string, one: DebtStatement, under: OwedUnderPlan): StatementShown => ({
  guarantee,
  on: one.on,
  steps: one.steps.map(({ from, to, days, principal, rate, dayCount, damages }) => ({
    ...{ from, to, days },
    principal: moneyText(principal),
    rate: fixedText(rate),
    day_count: dayCount.toString(),
    damages: moneyText(damages),
  })),
  rounding: 'cut_to_the_won_once_in_the_debtors_favour',
  applications: one.applications.map(({ on, amount, applied, surplus }) => ({
    on,
    amount: moneyText(amount),
    applied: owedText(applied),
    surplus: moneyText(surplus),
  })),
  charged: owedText(one.charged),
  applied: owedText(one.applied),
  left: owedText(one.left),
  whole: moneyText(one.whole),
  owed: moneyText(under.owed),
  due: moneyText(under.due),
  given_up: moneyText(under.givenUp),
})

export const shownLimitation = (one: Limitation) => ({
  status: one.status,
  years: one.years,
  runs_from: one.runsFrom,
  last_day: one.lastDay,
  held_to: one.heldTo,
  act_by: actBy(one),
})

export const shownObligor = (
  one: Obligor,
  answersFor: Money | undefined,
  limitation: Limitation | undefined,
): RecourseShown['obligors'][number] => ({
  id: one.id,
  party: one.party,
  role: one.role,
  successor_of: one.successorOf,
  succession: one.succession,
  share: { ...one.share },
  limit: one.limit === null ? null : moneyText(one.limit),
  since: one.since,
  until: one.until,
  ending: one.ending,
  reliefs: one.reliefs.map(({ ground, on, before, after }) => ({
    ...{ ground, on },
    before: moneyText(before),
    after: moneyText(after),
  })),
  answers_for: answersFor === undefined ? null : moneyText(answersFor),
  limitation: limitation === undefined ? null : shownLimitation(limitation),
})

export function shownStep(
  id: string,
  obligor: string,
  step: LimitationStep,
  reference: string,
): RecourseShown['steps'][number] {
  const ended: { readonly on: string; readonly how?: string } | null = 'ended' in step ? step.ended : null
  return {
    ...{ id, obligor, type: step.type, on: step.on, reference },
    ended_on: ended?.on ?? null,
    how: ended?.how ?? null,
  }
}

export const shownAttachment = (one: Attachment): RecourseShown['attachments'][number] => ({
  id: one.id,
  obligor: one.obligor,
  kind: one.kind,
  asset: one.asset,
  place: one.place,
  court: one.court,
  case_number: one.caseNumber,
  on: one.on,
  rank: one.rank,
  value: moneyText(one.value),
  auction_on: one.auctionOn,
  suit_on: one.suitOn,
  released_on: one.releasedOn,
  release: one.release,
})

export const shownPlan = (
  plan: Plan & {
    readonly id: string
    readonly obligor: string
    readonly level: string
    readonly approvedBy: string
    readonly resolution: string
  },
  standing: PlanStanding,
): RecourseShown['plans'][number] => ({
  id: plan.id,
  obligor: plan.obligor,
  agreed_on: plan.agreedOn,
  level: plan.level,
  approved_by: plan.approvedBy,
  resolution: plan.resolution,
  reduction: moneyText(plan.reduction),
  status: standing.status,
  ended_on: standing.endedOn,
  keep_by: standing.keepBy,
  paid: moneyText(standing.paid),
  left: moneyText(standing.left),
  overdue: moneyText(standing.overdue),
  beyond: moneyText(standing.beyond),
  instalments: standing.instalments.map(one => ({
    due: one.due,
    amount: moneyText(one.amount),
    paid: moneyText(one.paid),
    left: moneyText(one.left),
  })),
})
