/** What was decided of a guarantee, as its record says it, and what of that a notice may promise. */
import { addYears, type CalendarDate } from '../kernel/calendar.ts'
import { type Fixed, fixed } from '../kernel/fixed.ts'
import { type Money, minus, moneyFromText, moneyText, sumMoney, ZERO } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Asked as Answers } from '../technology/readiness/judging.ts'
import { type Life, undrawnOf } from './commands.ts'
import type { GateJudge, GateShown } from './gate-evidence.ts'
import type { GuaranteeCode } from './refusals.ts'

/** A tranche of a programme with gates. */
type Tranche = { readonly gate: string; readonly amount: Money; readonly isReleased: boolean }
export type Promised = {
  readonly programme: string
  readonly grade: string
  readonly loan: Money
  readonly amount: Money
  readonly ratio: string
  readonly termMonths: number
  readonly fee: {
    readonly basis: 'fixed' | 'by_grade'
    readonly rate: string
    readonly surcharges: readonly string[]
    readonly discounts: readonly string[]
  }
  readonly tranches: readonly Tranche[]
  readonly conditions: readonly string[]
}

/** The part of a record this stage reads. */
export type Recorded = {
  readonly scoring: { readonly grade: string }
  readonly decision: {
    readonly programme: string
    readonly terms: {
      readonly loan: string
      readonly guaranteed: string
      readonly ratio: string
      readonly term_months: number
      readonly fee: Promised['fee']
      readonly tranches: readonly { readonly gate: string; readonly amount: string; readonly released: boolean }[]
      readonly conditions: readonly string[]
    } | null
  }
}

/** What a record promises; undefined where it promises nothing. */
export const promisedBy = (record: string): Promised | undefined => promisedIn(JSON.parse(record) as Recorded)

export function promisedIn({ scoring, decision }: Recorded): Promised | undefined {
  const { terms } = decision
  if (terms === null || terms.guaranteed === '0') return undefined
  return {
    programme: decision.programme,
    grade: scoring.grade,
    loan: moneyFromText(terms.loan),
    amount: moneyFromText(terms.guaranteed),
    ratio: terms.ratio,
    termMonths: terms.term_months,
    fee: terms.fee,
    tranches: terms.tranches.map(one => ({
      gate: one.gate,
      amount: moneyFromText(one.amount),
      isReleased: one.released,
    })),
    conditions: terms.conditions,
  }
}

/** How a firm uses guarantees: full years, and what is guaranteed for it in all. */
export type FirmUse = { readonly years: number; readonly amount: Money }

type Exposed = {
  readonly case: {
    readonly party: {
      readonly firm: {
        readonly standing: {
          readonly exposures: readonly {
            readonly guarantor: string
            readonly since: string
            readonly balance: string
          }[]
        }
      }
    }
  }
}
/** Since when a firm has had guarantees of the fund that stood when its record was made; undefined where none did. */
export const usedSince = (record: string): string | undefined =>
  (JSON.parse(record) as Exposed).case.party.firm.standing.exposures
    .filter(one => one.guarantor === 'own' && one.balance !== '0')
    .map(one => one.since)
    .sort()[0]

/** Full years from one day to another. */
export const yearsBetween = (since: CalendarDate, day: CalendarDate): number => {
  let years = 0
  while (addYears(since, years + 1) <= day) years += 1
  return years
}

export const ratioOfText = (ratio: string): Fixed => fixed(ratio)

/** Ids of notices are their guarantee's with a place behind it: they name accounts, which all guarantees share. */
export const noticeId = (guarantee: string, place: number): string => `${guarantee}.${place}`

/** What is promised or was drawn already: it can be promised once. */
export const usedUp = (life: Life): Money => sumMoney(life.notices.map(one => sumMoney([one.drawn, undrawnOf(one)])))

/** What a caller asks a notice for: a gate of a programme that has them, or an amount; the whole where neither. */
export type NoticeAsked = {
  readonly gate?: string | undefined
  readonly amount?: Money | undefined
  /** The paper that shows that the gate is reached, where the decision did not say so. */
  readonly evidence?: string | undefined
  /** Answers to the questions of readiness, where the decision did not say so and the gate asks for them. */
  readonly readiness?: Answers | undefined
}
export type NoticeDue = {
  readonly amount: Money
  readonly gate: string | null
  /** What was shown of the gate by questions; null where none were asked. */
  readonly shown: GateShown | null
}

/**
 * The amount of a notice. With gates each tranche has its own, once; without, what is left of the amount decided.
 * @param judge whether answers show a gate, on the day of the notice
 * @param given what was promised under notices before, by gate: a tranche that was void may be promised anew
 * Errors: `notice_gate_unknown`, `notice_above_decision`, `notice_gate_not_reached`, those of the judge.
 */
export function noticeDue(
  promised: Promised,
  asked: NoticeAsked,
  given: { readonly whole: Money; readonly ofGate: (gate: string) => Money },
  judge: GateJudge,
): Result<NoticeDue, GuaranteeCode> {
  const { tranches } = promised
  const gates = tranches.map(one => one.gate).join(', ')
  if (tranches.length === 0) {
    if (asked.gate !== undefined)
      return refuse(refusal('notice_gate_unknown', 'gate', { value: asked.gate, limit: 'no gates' }))
    const left = minus(promised.amount, given.whole)
    const amount = asked.amount ?? left
    return amount > left || amount <= 0n
      ? refuse(refusal('notice_above_decision', 'amount', { value: moneyText(amount), limit: moneyText(left) }))
      : ok({ amount, gate: null, shown: null })
  }
  const first = tranches.find(one => given.ofGate(one.gate) < one.amount)
  const tranche = asked.gate === undefined ? first : tranches.find(one => one.gate === asked.gate)
  if (tranche === undefined)
    return refuse(refusal('notice_gate_unknown', 'gate', { value: asked.gate ?? '', limit: gates }))
  const left = minus(tranche.amount, given.ofGate(tranche.gate))
  if (left <= 0n || (asked.amount !== undefined && asked.amount !== left))
    return refuse(
      refusal('notice_above_decision', 'amount', {
        value: moneyText(asked.amount ?? tranche.amount),
        limit: moneyText(left < 0n ? ZERO : left),
      }),
    )
  if (tranche.isReleased) return ok({ amount: left, gate: tranche.gate, shown: null })
  if (asked.evidence === undefined)
    return refuse(
      refusal('notice_gate_not_reached', 'evidence', { value: tranche.gate, limit: 'a paper that shows it' }),
    )
  const shown = judge(tranche.gate, asked.readiness)
  return shown.ok ? ok({ amount: left, gate: tranche.gate, shown: shown.value }) : shown
}
