/**
 * What lenders contribute to the fund (Act, article 13): assessed for each month or quarter on the loans the law
 * counts, at a rate that moves with what the fund paid on claims for the lender; credited to basic property when
 * assessed.
 */
import type { Contributor } from '../../decision/fund-schema.ts'
import { feeOf } from '../../decision/terms.ts'
import { addDays, addMonths, type CalendarDate, calendarDate, daysBetween } from '../../kernel/calendar.ts'
import { type Fixed, ONE } from '../../kernel/fixed.ts'
import { isMoneyText, type Money, moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { ContributionRule } from './edition.ts'
import type { FundCode } from './refusals.ts'

/** What a lender reports of a period. */
export type ContributionBase = {
  readonly kind: Contributor
  /** The first month of the period, as `2026-03`; of a quarter its first. */
  readonly month: string
  /** Loans the law counts, on the average of the period; at least 0. */
  readonly loans: Money
  /** What the fund paid on claims for the lender, and what the lender contributed, in the year before. */
  readonly claimsPaid: Money
  readonly contributed: Money
}

export type Contribution = {
  /** The last day of the period. */
  readonly on: CalendarDate
  readonly days: number
  readonly rate: Fixed
  readonly amount: Money
}

/** The rate of a lender: its own with what claims add or take off, from 0 to the most the Act allows. */
export function contributionRate(
  { kind, claimsPaid, contributed }: Pick<ContributionBase, 'kind' | 'claimsPaid' | 'contributed'>,
  { rate, rateMax, adjustments }: ContributionRule,
): Fixed {
  // Who contributed nothing yet has no ratio, and the rate is its own.
  const step =
    kind !== 'bank' || contributed === 0n
      ? undefined
      : adjustments.find(({ upTo }) => upTo === null || claimsPaid * ONE <= upTo * contributed)
  const adjusted = rate[kind] + (step?.change ?? 0n)
  return adjusted < 0n ? 0n : adjusted > rateMax ? rateMax : adjusted
}

/**
 * Assesses a period that is over: `loans x rate x days of the period / day count`, cut to the step in favour of who
 * pays.
 * @returns `contribution_amount`, `contribution_period_open`
 * @source rules/fund contributions (Act 13(3), Rule 5)
 */
export function contributionOf(
  base: ContributionBase,
  today: CalendarDate,
  rule: ContributionRule,
): Result<Contribution, FundCode> {
  const bad = (['loans', 'claimsPaid', 'contributed'] as const).flatMap(name => {
    const text = moneyText(base[name])
    return base[name] >= 0n && isMoneyText(text)
      ? []
      : [refusal('contribution_amount' as const, name, { value: text, limit: 'whole won from 0, below 10^18' })]
  })
  if (bad.length > 0) return refuse(...bad)
  const from = calendarDate(`${base.month}-01`)
  const next = addMonths(from, rule.months[base.kind])
  if (today < next)
    return refuse(refusal('contribution_period_open', 'month', { value: base.month, limit: `from ${next}` }))
  const days = daysBetween(from, next)
  const rate = contributionRate(base, rule)
  return ok({ on: addDays(next, -1), days, rate, amount: feeOf(base.loans, rate, days, rule.dayCount, rule.step) })
}

/** What was assessed of one lender for one period. */
export type Assessed = Pick<ContributionBase, 'kind' | 'month' | 'loans'> & { readonly amount: Money }

/**
 * Whether an assessment is the same again, which changes nothing; another for the same period is refused.
 * @returns `contribution_repeated`
 */
export function isSameAssessment(before: Assessed, now: Assessed): Result<true, FundCode> {
  const isSame = before.kind === now.kind && before.loans === now.loans && before.amount === now.amount
  return isSame
    ? ok(true)
    : refuse(refusal('contribution_repeated', 'month', { value: moneyText(now.loans), limit: moneyText(before.loans) }))
}

/**
 * Whether a payment lies within what is assessed and not paid.
 * @returns `contribution_amount`, `contribution_above_assessed`
 */
export function isWithinAssessed(amount: Money, open: Money): Result<true, FundCode> {
  const value = moneyText(amount)
  if (amount < 1n || !isMoneyText(value))
    return refuse(refusal('contribution_amount', 'amount', { value, limit: 'whole won from 1, below 10^18' }))
  return amount <= open
    ? ok(true)
    : refuse(refusal('contribution_above_assessed', 'amount', { value, limit: moneyText(open) }))
}
