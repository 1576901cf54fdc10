/**
 * One case run under the rules of a day, and what it reached on its way: the outcome of every clause read for it, and
 * the row of every table that was hit. Whole cases go the way of every case, small ones from their row on.
 */
import { type AppraiseCode, appraise } from '../../appraisal/appraise.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { leastRoom, NO_USE, type Use, type Uses } from '../../decision/caps.ts'
import type { CompiledProgramme } from '../../decision/policy.ts'
import { type Decision, recommend } from '../../decision/recommendation.ts'
import { splitLoan } from '../../decision/terms.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { type Money, moneyFromText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Finding } from '../../rules/evaluate.ts'
import { type Row, rowOf } from '../../rules/rows.ts'
import { finalGradeOf } from '../../scoring/grades.ts'
import type { FinalGrade, TechnologyGrade } from '../../scoring/grades-schema.ts'
import type { RiskGrade } from '../../scoring/risk-schema.ts'
import type { SmallGiven } from './case.ts'
import { clausePlace } from './places.ts'

/** What one run reached: each place once. `bound`: rows that held the amount down to what was recommended. */
export type Seen = {
  readonly clauses: readonly { readonly place: string; readonly finding: Finding }[]
  readonly rows: readonly string[]
  readonly bound: readonly string[]
}
export type Ran = {
  readonly programme: CompiledProgramme
  readonly row: Row
  readonly seen: Seen
  /** Null where only a row of facts was given. */
  readonly decided: { readonly decision: Decision; readonly grade: FinalGrade } | null
}

type Grades = {
  readonly score?: TechnologyGrade
  readonly technology: TechnologyGrade
  readonly risk: RiskGrade
  readonly final: FinalGrade
}

const clausesSeen = (programme: CompiledProgramme, findings: readonly Finding[]): Seen['clauses'] =>
  findings.map((finding, number) => ({ place: clausePlace(programme, number), finding }))

/** The place of the row a cap was read from. */
function capPlace(rules: Rules, programme: CompiledProgramme, code: string, grade: FinalGrade): string {
  const { terms } = rules.policy
  const at = `programmes.${programme.code}`
  const isIn = (list: readonly { readonly code: string }[]) => list.some(one => one.code === code)
  if (code === 'grade_ceiling') return `terms.ceiling_by_grade.${grade}`
  if (isIn(terms.statutory)) return `terms.statutory_caps.${code}`
  if (isIn(programme.limits)) return `${at}.limits.${code}`
  if (isIn(terms.caps)) return `terms.caps.${code}`
  if (isIn(programme.needs)) return `${at}.needs.${code}`
  if (isIn(terms.needs)) return `terms.needs.${code}`
  return `${at}.limits_required.${code}`
}

function feeRows(programme: CompiledProgramme, { fee }: Decision, grade: FinalGrade): string[] {
  const at = `programmes.${programme.code}.fee`
  if (fee.basis === 'fixed') return [`${at}.fixed`]
  const own = programme.feeDiscount > 0n
  const discounts = own ? fee.discounts.slice(0, -1) : fee.discounts
  return [
    `terms.fees.base_by_grade.${grade}`,
    ...fee.surcharges.map(code => `terms.fees.surcharges.${code}`),
    ...discounts.map(code => `terms.fees.discounts.${code}`),
    ...(own ? [`${at}.discount`] : []),
  ]
}

function conditionRows(rules: Rules, programme: CompiledProgramme, decision: Decision): string[] {
  const given = new Set(decision.conditions)
  const of = (place: string, list: readonly { readonly code: string }[]) =>
    list.filter(one => given.has(one.code)).map(one => `${place}.${one.code}`)
  return [
    ...of('terms.conditions', rules.policy.terms.conditions),
    ...of(`programmes.${programme.code}.conditions`, programme.conditions),
  ]
}

function seenBy(rules: Rules, programme: CompiledProgramme, decision: Decision, loan: Money, grades: Grades): Seen {
  const at = `programmes.${programme.code}`
  const { coverage } = decision
  const isOwn = programme.coverage.some(one => one.code === coverage.row)
  const asked = splitLoan(loan, coverage.ratio).guaranteed
  const least = leastRoom(decision.caps, asked)
  const places = decision.caps.map(cap => ({ cap, place: capPlace(rules, programme, cap.code, grades.final) }))
  return {
    clauses: clausesSeen(programme, decision.findings),
    rows: [
      ...(grades.score === undefined ? [] : [`grades.technology_score_min.${grades.score}`]),
      `grades.matrix.${grades.technology}.${grades.risk}`,
      at,
      isOwn ? `${at}.coverage.${coverage.row}` : 'terms.coverage.basic',
      ...coverage.reductions.map(code => `terms.coverage.reductions.${code}`),
      ...places.map(one => one.place),
      ...feeRows(programme, decision, grades.final),
      ...conditionRows(rules, programme, decision),
      ...decision.tranches.filter(one => one.isReleased).map(one => `${at}.gates.${one.gate}`),
      ...(programme.pledgeShare === undefined ? [] : [`${at}.pledge_share`]),
      `authority.levels.${decision.authority.level}`,
    ],
    bound: places.filter(({ cap }) => cap.room < asked && cap.room === least).map(one => one.place),
  }
}

/** A whole case, as every case goes its way. */
export function ranWhole(rules: Rules, theCase: Case): Result<Ran, AppraiseCode> {
  const appraisal = appraise(rules, theCase)
  if (!appraisal.ok) return appraisal
  const { decision, graded, row } = appraisal.value
  const programme = rules.policy.programmes.get(decision.programme) as CompiledProgramme
  const grades = {
    score: graded.scoreGrade,
    technology: graded.technologyGrade,
    risk: graded.risk.grade,
    final: graded.grade,
  }
  const loan = moneyFromText(theCase.application.request.loan_amount)
  const seen = seenBy(rules, programme, decision, loan, grades)
  return ok({ programme, row, seen, decided: { decision, grade: graded.grade } })
}

const useOf = (given: Readonly<Record<keyof Use, string>> | undefined): Use =>
  given === undefined
    ? NO_USE
    : {
        own: moneyFromText(given.own),
        kodit: moneyFromText(given.kodit),
        regional_foundation: moneyFromText(given.regional_foundation),
        other: moneyFromText(given.other),
      }

function usesOf({ firm, group, limits }: NonNullable<SmallGiven['request']>): Uses {
  const read = limits.map(one => ({ ...one, limit: moneyFromText(one.limit), used: moneyFromText(one.used) }))
  return { firm: useOf(firm), group: useOf(group ?? firm), isGroupKnown: true, external: read }
}

/** A small case, from its row of facts on. */
export function ranSmall(rules: Rules, { programme: code, facts, request }: SmallGiven): Result<Ran, AppraiseCode> {
  const programme = rules.policy.programmes.get(code)
  if (programme === undefined)
    return refuse(
      refusal('programme_unknown', 'programme', { value: code, limit: [...rules.policy.programmes.keys()].join(', ') }),
    )
  if (request === undefined) {
    const given = rowOf(rules.vocabulary, { ...facts, programme: code })
    if (!given.ok) return given
    const clauses = clausesSeen(programme, programme.clauses.trace(given.value))
    return ok({ programme, row: given.value, seen: { clauses, rows: [], bound: [] }, decided: null })
  }
  const { technology_grade: technology, risk_grade: risk, purpose, loan, term_months: termMonths } = request
  const final = finalGradeOf(rules.grades, technology, risk)
  const made = rowOf(rules.vocabulary, {
    ...facts,
    programme: code,
    purpose,
    loan_amount: loan,
    loan_term_months: String(termMonths),
    trl: request.trl === undefined ? undefined : String(request.trl),
    technology_grade: technology,
    risk_grade: risk,
    grade: final,
  })
  if (!made.ok) return made
  const row = made.value
  const decision = recommend(rules.policy, row, {
    programme,
    purpose,
    loan: moneyFromText(loan),
    termMonths,
    grade: final,
    trl: request.trl,
    uses: usesOf(request),
    day: calendarDate(request.day),
    holidays: rules.holidays,
  })
  const seen = seenBy(rules, programme, decision, moneyFromText(loan), { technology, risk, final })
  return ok({ programme, row, seen, decided: { decision, grade: final } })
}
