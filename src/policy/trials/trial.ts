/**
 * The trial of a rule book: every case run under the rules of a day and held to what it expects. A case that is not
 * held says where it differs: what was expected, what was found, and which clause or row made it so.
 */
import { type RuleBook, type Rules, rulesNamed, rulesOn } from '../../appraisal/rule-book.ts'
import type { BookCode } from '../../appraisal/rule-files.ts'
import type { Case } from '../../appraisal/schema.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { fixedText } from '../../kernel/fixed.ts'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { decidingLeaves, type Finding, shownLeaf } from '../../rules/evaluate.ts'
import type { Row } from '../../rules/rows.ts'
import type { Expected, TrialCase } from './case.ts'
import { counted, emptyTally, type Tally } from './coverage.ts'
import { type Ran, ranSmall, ranWhole } from './running.ts'

/** Where a case differs. `place` is the clause or row that made it so; empty where there is none to name. */
export type Differs = {
  readonly what: string
  readonly expected: string
  readonly found: string
  readonly place: string
}
export type TrialResult = { readonly code: string; readonly isHeld: boolean; readonly differs: readonly Differs[] }

export type Trial = {
  readonly results: readonly TrialResult[]
  readonly seen: Tally
  /** The rows the cases were decided on, by programme: what the other forms of the rules are held to as well. */
  readonly rows: readonly { readonly programme: string; readonly row: Row }[]
}

export const isPassed = (results: readonly TrialResult[]): boolean => results.every(one => one.isHeld)

const nothing = 'nothing'

/** The values that made a clause come out as it did. */
const readingsOf = (finding: Finding): string =>
  decidingLeaves(finding.applies !== null && finding.applies.outcome !== 'met' ? finding.applies : finding.conditions)
    .map(shownLeaf)
    .map(one => `${one.fact} ${one.value ?? 'not known'}, ${one.operator} ${one.threshold ?? 'not known'}`)
    .join('; ')

function clauseDiffers(expect: Expected, ran: Ran): Differs[] {
  return Object.entries(expect.clauses ?? {}).flatMap(([clause, outcome]) => {
    const seen = ran.seen.clauses.find(one => one.finding.clause.clause === clause)
    if (seen === undefined)
      return [
        { what: `clause ${clause}`, expected: outcome, found: nothing, place: `programmes.${ran.programme.code}` },
      ]
    if (seen.finding.outcome === outcome) return []
    const found = `${seen.finding.outcome} (${readingsOf(seen.finding)})`
    return [{ what: `clause ${clause}`, expected: outcome, found, place: seen.place }]
  })
}

/** The row that stands behind an amount or rate: the table's among those hit. */
const rowIn = (rows: readonly string[], ...tables: readonly string[]): string =>
  rows.filter(row => tables.some(table => row.includes(table))).join(' ')

function decisionDiffers(expect: Expected, ran: Ran): Differs[] {
  if (ran.decided === null) return []
  const { decision, grade } = ran.decided
  const { rows, bound } = ran.seen
  const reasons = decision.reasons.map(one => one.code)
  const found: readonly (readonly [keyof Expected, string, string])[] = [
    ['recommended', decision.recommended, reasons.join(' ')],
    ['class', decision.guaranteeClass ?? 'none', 'eligibility.technology'],
    ['grade', grade, rowIn(rows, 'grades.matrix.')],
    ['ratio', fixedText(decision.coverage.ratio), rowIn(rows, '.coverage.')],
    ['guaranteed', moneyText(decision.cover.guaranteed), bound.join(' ')],
    ['fee_rate', fixedText(decision.fee.rate), rowIn(rows, '.fees.', '.fee.')],
    ['first_fee', moneyText(decision.fee.first), rowIn(rows, '.fees.', '.fee.')],
    ['authority', decision.authority.level, rowIn(rows, 'authority.')],
  ]
  const differs = found.flatMap(([what, is, place]) => {
    const due = expect[what]
    return due === undefined || due === is ? [] : [{ what, expected: String(due), found: is, place }]
  })
  const due = expect.reasons
  if (due !== undefined && due.join(' ') !== reasons.join(' '))
    differs.push({ what: 'reasons', expected: due.join(' '), found: reasons.join(' ') || nothing, place: '' })
  return differs
}

function rowDiffers(expect: Expected, { seen }: Ran): Differs[] {
  const hit = new Set(seen.rows)
  const besideOf = (row: string) => seen.rows.filter(one => one.startsWith(row.slice(0, row.lastIndexOf('.') + 1)))
  return (expect.rows ?? [])
    .filter(row => !hit.has(row))
    .map(row => ({ what: 'row', expected: row, found: besideOf(row).join(' ') || nothing, place: row }))
}

/** One case under rules that are made ready, and what it reached. */
export function triedCase(rules: Rules, one: TrialCase): { readonly result: TrialResult; readonly ran: Ran | null } {
  const { small, case: whole } = one.given
  const ran = small === undefined ? ranWhole(rules, whole as Case) : ranSmall(rules, small)
  const { refused } = one.expect
  if (!ran.ok) {
    const [first] = ran.refusals
    const isHeld = refused !== undefined && refused === first?.code
    const found = `refused: ${first?.code ?? nothing}`
    const expected = refused === undefined ? 'not refused' : refused
    const differs = isHeld ? [] : [{ what: 'refused', expected, found, place: first?.at ?? '' }]
    return { result: { code: one.code, isHeld, differs }, ran: null }
  }
  const differs =
    refused === undefined
      ? [
          ...clauseDiffers(one.expect, ran.value),
          ...decisionDiffers(one.expect, ran.value),
          ...rowDiffers(one.expect, ran.value),
        ]
      : [{ what: 'refused', expected: refused, found: 'not refused', place: '' }]
  return { result: { code: one.code, isHeld: differs.length === 0, differs }, ran: ran.value }
}

/** Rules of the same editions on another day; those of each day are made ready once. */
function byDay(book: RuleBook, rules: Rules): (day: CalendarDate) => Result<Rules, BookCode> {
  const kept = new Map([[rules.day, rules]])
  return day => {
    const found = kept.get(day)
    if (found !== undefined) return ok(found)
    const made = rulesNamed(book, rules.references, day)
    if (made.ok) kept.set(day, made.value)
    return made
  }
}

/**
 * Every case run under the editions in force on a day: a whole case on its own day by those editions, a small one on
 * the day itself.
 * @returns per case whether it is held and where it differs, and what all of them reached; refused where a kind has no
 *          edition on the day
 */
export function trialOf(book: RuleBook, day: CalendarDate, cases: readonly TrialCase[]): Result<Trial, BookCode> {
  const rules = rulesOn(book, day)
  if (!rules.ok) return rules
  const rulesFor = byDay(book, rules.value)
  const results: TrialResult[] = []
  const ran: Ran[] = []
  for (const one of cases) {
    const own = rulesFor(one.given.case === undefined ? day : calendarDate(one.given.case.day))
    if (!own.ok) return own
    const tried = triedCase(own.value, one)
    results.push(tried.result)
    if (tried.ran !== null) ran.push(tried.ran)
  }
  const seen = counted(
    emptyTally(rules.value),
    ran.map(one => one.seen),
  )
  return ok({ results, seen, rows: ran.map(one => ({ programme: one.programme.code, row: one.row })) })
}
