/** One firm side by side: what each rule set recommends, every reason, every clause that comes out otherwise. */
import type { Appraisal } from '../../appraisal/appraise.ts'
import type { Reason } from '../../decision/reasons.ts'
import { fixedText } from '../../kernel/fixed.ts'
import { moneyText } from '../../kernel/money.ts'
import type { Result } from '../../kernel/result.ts'
import { pointsText } from '../../scoring/score.ts'

export type ExplainedSide =
  | { readonly refused: readonly { readonly code: string; readonly at: string }[] }
  | {
      readonly recommended: string
      readonly grade: string
      readonly technology_grade: string
      readonly risk_grade: string
      readonly score: string
      readonly risk_points: number
      readonly class: string | null
      readonly amount: string
      readonly ratio: string
      readonly fee_rate: string
      readonly fee: string
      readonly level: string
      readonly reasons: readonly Reason[]
      readonly caps: readonly {
        readonly code: string
        readonly limit: string
        readonly used: string
        readonly room: string
      }[]
      readonly conditions: readonly string[]
    }
export type Explained = {
  readonly before: ExplainedSide
  readonly after: ExplainedSide
  /** Clauses whose outcome differs; null where a side has no such clause. */
  readonly clauses: readonly {
    readonly clause: string
    readonly before: string | null
    readonly after: string | null
  }[]
}

function sideOf(made: Result<Appraisal>): ExplainedSide {
  if (!made.ok) return { refused: made.refusals.map(({ code, at }) => ({ code, at })) }
  const { graded, decision } = made.value
  return {
    recommended: decision.recommended,
    grade: graded.grade,
    technology_grade: graded.technologyGrade,
    risk_grade: graded.risk.grade,
    score: pointsText(graded.score.total),
    risk_points: graded.risk.total,
    class: decision.guaranteeClass,
    amount: moneyText(decision.cover.guaranteed),
    ratio: fixedText(decision.coverage.ratio),
    fee_rate: fixedText(decision.fee.rate),
    fee: moneyText(decision.fee.first),
    level: decision.authority.level,
    reasons: decision.reasons,
    caps: decision.caps.map(({ code, limit, used, room }) => ({
      code,
      limit: moneyText(limit),
      used: moneyText(used),
      room: moneyText(room),
    })),
    conditions: decision.conditions,
  }
}

const outcomesOf = (made: Result<Appraisal>): ReadonlyMap<string, string> =>
  new Map(made.ok ? made.value.decision.findings.map(one => [one.clause.clause, one.outcome]) : [])

export function explained(before: Result<Appraisal>, after: Result<Appraisal>): Explained {
  const [one, other] = [outcomesOf(before), outcomesOf(after)]
  const clauses = [...new Set([...one.keys(), ...other.keys()])]
    .map(clause => ({ clause, before: one.get(clause) ?? null, after: other.get(clause) ?? null }))
    .filter(each => each.before !== each.after)
  return { before: sideOf(before), after: sideOf(after), clauses }
}
