/**
 * What cases reached of a rule book: how often each clause was met, not met, not known or not applicable, how often
 * each row was hit and how often it held an amount down; by trial cases and by the book, side by side, with what
 * nobody reached. Counts of parts are added up, so that a long run gives the same as one pass.
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import { type ClauseOutcome, OUTCOMES } from '../../rules/evaluate.ts'
import { clausePlaces, kindOfPlace, rowPlaces, tableOf } from './places.ts'
import type { Seen } from './running.ts'

type Counts = Readonly<Record<ClauseOutcome, number>>
type Hits = { readonly hit: number; readonly bound: number }

/** Counts by place, every place of the rule book among them; plain JSON. */
export type Tally = {
  readonly cases: number
  readonly clauses: Readonly<Record<string, Counts>>
  readonly rows: Readonly<Record<string, Hits>>
}

const NO_COUNTS: Counts = { not_met: 0, unknown: 0, met: 0, not_applicable: 0 }
const NO_HITS: Hits = { hit: 0, bound: 0 }

/** Nothing reached yet. */
export const emptyTally = (rules: Rules): Tally => ({
  cases: 0,
  clauses: Object.fromEntries(clausePlaces(rules).map(place => [place, NO_COUNTS])),
  rows: Object.fromEntries(rowPlaces(rules).map(place => [place, NO_HITS])),
})

/** A tally with more cases in it; a row outside the tables (a limit of an agreement) is nobody's place. */
export function counted(tally: Tally, seen: readonly Seen[]): Tally {
  const clauses: Record<string, Counts> = { ...tally.clauses }
  const rows: Record<string, Hits> = { ...tally.rows }
  for (const one of seen) {
    for (const { place, finding } of one.clauses) {
      const before = clauses[place] ?? NO_COUNTS
      clauses[place] = { ...before, [finding.outcome]: before[finding.outcome] + 1 }
    }
    const bound = new Set(one.bound)
    for (const row of new Set(one.rows)) {
      const before = rows[row]
      if (before !== undefined) rows[row] = { hit: before.hit + 1, bound: before.bound + (bound.has(row) ? 1 : 0) }
    }
  }
  return { cases: tally.cases + seen.length, clauses, rows }
}

const sumOf = (a: Counts, b: Counts): Counts => ({
  not_met: a.not_met + b.not_met,
  unknown: a.unknown + b.unknown,
  met: a.met + b.met,
  not_applicable: a.not_applicable + b.not_applicable,
})

/** Two parts of one count, made under the same rules, as one. */
export const together = (one: Tally, other: Tally): Tally => ({
  cases: one.cases + other.cases,
  clauses: Object.fromEntries(
    Object.entries(one.clauses).map(([place, counts]) => [place, sumOf(counts, other.clauses[place] ?? NO_COUNTS)]),
  ),
  rows: Object.fromEntries(
    Object.entries(one.rows).map(([place, { hit, bound }]) => {
      const more = other.rows[place] ?? NO_HITS
      return [place, { hit: hit + more.hit, bound: bound + more.bound }]
    }),
  ),
})

export type ClauseCoverage = {
  readonly clause: string
  readonly cases: Counts
  readonly book: Counts
  /** Outcomes of met and not met that neither cases nor book have shown. */
  readonly unshown: readonly ClauseOutcome[]
}
export type TableCoverage = {
  readonly table: string
  readonly rows: number
  readonly hit: number
  /** Rows no trial case hit, and those of them that no case of the book hit either. */
  readonly missed: readonly string[]
  readonly missedByAll: readonly string[]
}
export type Coverage = {
  readonly cases: number
  /** Cases of the book that were run beside them. */
  readonly book: number
  readonly clauses: readonly ClauseCoverage[]
  readonly tables: readonly TableCoverage[]
  /** Every clause was seen met and seen not met, by the trial cases alone; else which were not. */
  readonly oneSided: readonly { readonly clause: string; readonly unshown: readonly ClauseOutcome[] }[]
}

const BOTH: readonly ClauseOutcome[] = OUTCOMES.filter(outcome => outcome === 'met' || outcome === 'not_met')

const unshownIn = (counts: Counts): readonly ClauseOutcome[] => BOTH.filter(outcome => counts[outcome] === 0)

/**
 * Coverage by trial cases and by the book.
 * @param kind only the places of this kind of edition; all of them where it is left out
 */
export function coverageOf(cases: Tally, book: Tally | null, kind?: string): Coverage {
  const isAsked = (place: string): boolean => kind === undefined || kindOfPlace(place) === kind
  const clauses = Object.entries(cases.clauses)
    .filter(([place]) => isAsked(place))
    .map(([clause, counts]) => {
      const ofBook = book?.clauses[clause] ?? NO_COUNTS
      return { clause, cases: counts, book: ofBook, unshown: unshownIn(sumOf(counts, ofBook)) }
    })
  const rows = Object.keys(cases.rows).filter(isAsked)
  const tables = [...new Set(rows.map(tableOf))].map(table => {
    const own = rows.filter(row => tableOf(row) === table)
    const missed = own.filter(row => cases.rows[row]?.hit === 0)
    const missedByAll = missed.filter(row => (book?.rows[row]?.hit ?? 0) === 0)
    return { table, rows: own.length, hit: own.length - missed.length, missed, missedByAll }
  })
  const oneSided = clauses
    .map(one => ({ clause: one.clause, unshown: unshownIn(one.cases) }))
    .filter(one => one.unshown.length > 0)
  return { cases: cases.cases, book: book?.cases ?? 0, clauses, tables, oneSided }
}
