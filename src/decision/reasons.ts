/**
 * Why a recommendation is what it is: at most four principal reasons in the order of their effect, each with the value
 * read, the threshold and what would change it. Codes and values only; sentences are made at the edge.
 */
import type { Money } from '../kernel/money.ts'
import { minus, moneyText } from '../kernel/money.ts'
import { decidingLeaves, type Finding, shownLeaf } from '../rules/evaluate.ts'
import type { Cap } from './caps.ts'

/** US Regulation B, comment 9(b)(2)-1 finds more than four reasons of no use to an applicant; the house keeps to it. */
export const REASONS_MAX = 4

export const REASON_KINDS = ['decline', 'refer', 'reduce'] as const
export type ReasonKind = (typeof REASON_KINDS)[number]

/** One value read, and what it had to be. `value` is null where it is not known. */
export type Reading = {
  readonly fact: string
  readonly value: string | null
  readonly operator: string
  readonly threshold: string | null
}

export type Reason = {
  readonly kind: ReasonKind
  /** Code of the clause, the cap or the stop. */
  readonly code: string
  readonly readings: readonly Reading[]
  /** Guaranteed amount this reason alone withholds, whole won as text. */
  readonly withheld: string
}

/** The reason a clause gives: the leaves that made it come out so. */
export function clauseReason(finding: Finding, kind: ReasonKind, withheld: Money): Reason {
  const trace = finding.applies !== null && finding.applies.outcome === 'unknown' ? finding.applies : finding.conditions
  const readings = decidingLeaves(trace).map(leaf => {
    const { fact, value, operator, threshold } = shownLeaf(leaf)
    return { fact, value, operator, threshold }
  })
  return { kind, code: finding.clause.clause, readings, withheld: moneyText(withheld) }
}

/** The reason a cap gives: its use and its limit. */
export function capReason(cap: Cap, kind: ReasonKind, asked: Money): Reason {
  return {
    kind,
    code: `cap.${cap.code}`,
    readings: [
      { fact: `used.${cap.scope}`, value: moneyText(cap.used), operator: 'at_most', threshold: moneyText(cap.limit) },
    ],
    withheld: moneyText(minus(asked, cap.room)),
  }
}

/** The reason a stopped rule set gives: whatever it would say, a person decides on the whole amount. */
export const stopReason = (kind: string, asked: Money): Reason => ({
  kind: 'refer',
  code: `stop.${kind}`,
  readings: [],
  withheld: moneyText(asked),
})

/** A reason as it counts while a rule set is stopped: nobody is declined by it. */
export const referred = (reason: Reason): Reason => (reason.kind === 'decline' ? { ...reason, kind: 'refer' } : reason)

/** The most serious kind first, then what withholds most, then the order found (most basic first). */
export function principal(reasons: readonly Reason[]): readonly Reason[] {
  return reasons
    .map((reason, place) => ({ reason, place }))
    .sort((a, b) => {
      const kind = REASON_KINDS.indexOf(a.reason.kind) - REASON_KINDS.indexOf(b.reason.kind)
      if (kind !== 0) return kind
      const [left, right] = [BigInt(a.reason.withheld), BigInt(b.reason.withheld)]
      return left === right ? a.place - b.place : left > right ? -1 : 1
    })
    .slice(0, REASONS_MAX)
    .map(({ reason }) => reason)
}
