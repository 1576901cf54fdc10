/**
 * The places of a rule book that a case can reach: every clause, and every row of every table a decision reads. A place
 * is written as its edition is read: `terms.ceiling_by_grade.BBB`, `programmes.restart.limits.restart_limit`.
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import type { CompiledProgramme } from '../../decision/policy.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../scoring/grades-schema.ts'
import { RISK_GRADES } from '../../scoring/risk-schema.ts'

/** The place of a programme's clause, by its number in the order they are read. */
export function clausePlace(programme: CompiledProgramme, number: number): string {
  const set = programme.sets[number] ?? 'programme'
  const name = programme.clauses.clauses[number]?.clause ?? ''
  return set === 'programme' ? `programmes.${programme.code}.clauses.${name}` : `eligibility.${set}.${name}`
}

/** Every clause once, in the order of the editions. */
export const clausePlaces = (rules: Rules): readonly string[] => [
  ...new Set(
    [...rules.policy.programmes.values()].flatMap(programme =>
      programme.clauses.clauses.map((_, number) => clausePlace(programme, number)),
    ),
  ),
]

const below = (place: string, codes: readonly { readonly code: string }[]): string[] =>
  codes.map(one => `${place}.${one.code}`)

function programmeRows(programme: CompiledProgramme): string[] {
  const at = `programmes.${programme.code}`
  return [
    at,
    ...below(`${at}.coverage`, programme.coverage),
    ...below(`${at}.limits`, programme.limits),
    ...below(`${at}.needs`, programme.needs),
    ...below(`${at}.conditions`, programme.conditions),
    ...below(`${at}.gates`, programme.gates),
    ...programme.limitsRequired.map(code => `${at}.limits_required.${code}`),
    ...(programme.feeFixed === undefined ? [] : [`${at}.fee.fixed`]),
    ...(programme.feeDiscount > 0n ? [`${at}.fee.discount`] : []),
    ...(programme.pledgeShare === undefined ? [] : [`${at}.pledge_share`]),
  ]
}

/** Every row of the tables a decision reads, in the order of the way. */
export function rowPlaces(rules: Rules): readonly string[] {
  const { terms, levels, programmes } = rules.policy
  return [
    ...rules.grades.cutOffs.map(one => `grades.technology_score_min.${one.grade}`),
    ...TECHNOLOGY_GRADES.flatMap(t => RISK_GRADES.map(r => `grades.matrix.${t}.${r}`)),
    'terms.coverage.basic',
    ...below('terms.coverage.reductions', terms.coverageReductions),
    ...FINAL_GRADES.map(grade => `terms.ceiling_by_grade.${grade}`),
    ...below('terms.statutory_caps', terms.statutory),
    ...below('terms.caps', terms.caps),
    ...below('terms.needs', terms.needs),
    ...Object.keys(rules.editions.terms.fees.base_by_grade.values).map(grade => `terms.fees.base_by_grade.${grade}`),
    ...below('terms.fees.surcharges', terms.surcharges),
    ...below('terms.fees.discounts', terms.discounts),
    ...below('terms.conditions', terms.conditions),
    ...[...programmes.values()].flatMap(programmeRows),
    ...below('authority.levels', levels),
  ]
}

/** The table a row stands in: its place without its own name; what a programme has stands with that of the others. */
export function tableOf(row: string): string {
  const parts = row.split('.')
  if (parts[0] === 'grades' && parts[1] === 'matrix') return 'grades.matrix'
  if (parts[0] !== 'programmes') return parts.slice(0, -1).join('.')
  return parts.length === 2 ? 'programmes' : `programmes.${parts[2]}`
}

/** The kind of edition a place belongs to. */
export const kindOfPlace = (place: string): string => place.split('.')[0] ?? ''
