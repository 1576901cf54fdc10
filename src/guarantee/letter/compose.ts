/** What a letter or an amendment says, from a guarantee as it is kept and the record of its decision. */
import type { DecisionRecord } from '../../appraisal/record.ts'
import { splitLoan } from '../../decision/terms.ts'
import { fixed } from '../../kernel/fixed.ts'
import { type Money, moneyText, sumMoney, wholeRoundedUp } from '../../kernel/money.ts'
import type { Life, Notice } from '../commands.ts'
import type { AmendmentBody, Body, LetterBody, Standing } from './bodies.ts'

/** What of a kept guarantee its papers tell. */
export type Told = {
  readonly number: string
  readonly firm: string
  readonly bank: string
  readonly programme: string
  readonly loan: Money
  readonly amount: Money
  /** A decimal. */
  readonly ratio: string
  readonly termMonths: number
  readonly bankLoan: string | null
  /** Promised and guaranteed together, now. */
  readonly held: Money
  readonly life: Pick<Life, 'kind' | 'notices' | 'maturesOn'>
  readonly obligors: Standing['obligors']
}
type Issue = Body['issue']

/**
 * What stands guaranteed now: as decided, or, where part of it has ended since, the least loan whose guaranteed part is
 * what is left.
 */
export function standingOf(told: Told): Standing {
  const ratio = fixed(told.ratio)
  const loan = told.held === told.amount ? told.loan : wholeRoundedUp(told.held, ratio)
  return {
    creditor: told.bank,
    debtor: told.firm,
    obligors: told.obligors,
    loan: moneyText(loan),
    ratio: told.ratio,
    guaranteed: moneyText(splitLoan(loan, ratio).guaranteed),
    matures_on: told.life.maturesOn,
    bank_loan: told.bankLoan,
  }
}

const promisedBy = (notice: Notice): Money => (notice.step === 'over' ? notice.drawn : notice.amount)

const headOf = (told: Told, record: DecisionRecord) => ({
  guarantee: { number: told.number, kind: told.life.kind, programme: told.programme },
  record: { digest: record.digest, day: record.day },
})

/**
 * The letter that follows a notice.
 * @param noticedOn the day of the notice, from which its sixty days run
 * @param editions  those in force on that day
 */
export function letterOf(
  told: Told,
  record: DecisionRecord,
  notice: Notice & { readonly gate: string | null },
  noticedOn: string,
  issue: Issue,
  editions: Body['editions'],
): LetterBody {
  const place = told.life.notices.findIndex(one => one.id === notice.id)
  const terms = record.decision.terms
  return {
    paper: 'letter',
    issue,
    ...headOf(told, record),
    standing: standingOf(told),
    notice: {
      id: notice.id,
      gate: notice.gate,
      amount: moneyText(notice.amount),
      earlier: moneyText(sumMoney(told.life.notices.slice(0, place).map(promisedBy))),
      noticed_on: noticedOn,
      until: notice.until,
    },
    term_months: told.termMonths,
    conditions: [...(terms?.conditions ?? [])],
    editions,
  }
}

/** What an amendment is of: an event of the life, and the papers before it. */
export type Amending = {
  readonly letter: AmendmentBody['letter']
  readonly place: number
  readonly before: Standing
  readonly acknowledged: AmendmentBody['acknowledged']
  readonly cause: AmendmentBody['cause']
  readonly effectiveOn: string
}

export const amendmentOf = (
  told: Told,
  record: DecisionRecord,
  { letter, place, before, acknowledged, cause, effectiveOn }: Amending,
  issue: Issue,
  editions: Body['editions'],
): AmendmentBody => ({
  paper: 'amendment',
  issue,
  ...headOf(told, record),
  letter,
  place,
  cause,
  effective_on: effectiveOn,
  before,
  after: standingOf(told),
  acknowledged,
  editions,
})
