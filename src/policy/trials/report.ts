/**
 * What a trial comes to when it is run in parts: the cases in one, the book in others, and the whole put together.
 * Plain JSON, so that a part can be kept and the parts of several workers make one report.
 */
import { z } from 'zod'
import { OUTCOMES } from '../../rules/evaluate.ts'
import { type Coverage, coverageOf, type Tally, together } from './coverage.ts'
import type { FormDifference } from './forms.ts'
import type { TrialResult } from './trial.ts'

/** Differences kept of those found: enough to see what is wrong; how many there are is counted. */
export const DIFFERENCES_SHOWN = 50

const count = z.int().min(0)
const counts = z.strictObject({ not_met: count, unknown: count, met: count, not_applicable: count })
const tally = z.strictObject({
  cases: count,
  clauses: z.record(z.string(), counts),
  rows: z.record(z.string(), z.strictObject({ hit: count, bound: count })),
})
const differs = z.strictObject({ what: z.string(), expected: z.string(), found: z.string(), place: z.string() })
const formDifference = z.strictObject({
  set: z.string(),
  clause: z.string(),
  row: count,
  closures: z.string(),
  traced: z.string(),
  columns: z.string(),
  engine: z.string(),
})
const formsSchema = z.strictObject({
  rows: count,
  outcomes: count,
  different: count,
  shown: z.array(formDifference),
})
export type Forms = z.output<typeof formsSchema>
/** One part of a run: what it was over, what was reached, and the forms. */
export const partSchema = z.strictObject({
  results: z.array(z.strictObject({ code: z.string(), isHeld: z.boolean(), differs: z.array(differs) })),
  cases: tally.nullable(),
  book: tally.nullable(),
  /** Decisions of the book that the rules refuse, which no row can be made of. */
  refused: count,
  forms: formsSchema,
})
export type Part = z.output<typeof partSchema>

export const NO_FORMS: Forms = { rows: 0, outcomes: 0, different: 0, shown: [] }

export const addedForms = (one: Forms, other: Forms): Forms => ({
  rows: one.rows + other.rows,
  outcomes: one.outcomes + other.outcomes,
  different: one.different + other.different,
  shown: [...one.shown, ...other.shown].slice(0, DIFFERENCES_SHOWN),
})

/** The forms of one set of clauses over some rows. */
export const formsOf = (rows: number, outcomes: number, differences: readonly FormDifference[]): Forms => ({
  rows,
  outcomes,
  different: differences.length,
  shown: differences.slice(0, DIFFERENCES_SHOWN),
})

export type Report = {
  readonly outcome: 'passed' | 'failed'
  readonly held: number
  readonly failed: readonly TrialResult[]
  readonly coverage: Coverage
  readonly refused: number
  readonly forms: Forms
}

const added = (one: Tally | null, other: Tally | null): Tally | null =>
  one === null ? other : other === null ? one : together(one, other)

const NOTHING: Tally = { cases: 0, clauses: {}, rows: {} }

/** The parts put together; passed where every case is held and the three forms agree. */
export function reportOf(parts: readonly Part[], kind: string): Report {
  const results = parts.flatMap(part => part.results)
  const failed = results.filter(one => !one.isHeld)
  const cases = parts.reduce<Tally | null>((sum, part) => added(sum, part.cases), null) ?? NOTHING
  const book = parts.reduce<Tally | null>((sum, part) => added(sum, part.book), null)
  const forms = parts.reduce<Forms>((sum, part) => addedForms(sum, part.forms), NO_FORMS)
  const outcome = failed.length === 0 && forms.different === 0 ? 'passed' : 'failed'
  const refused = parts.reduce((sum, part) => sum + part.refused, 0)
  return {
    outcome,
    held: results.length - failed.length,
    failed,
    coverage: coverageOf(cases, book, kind),
    refused,
    forms,
  }
}

const clauseCoverage = z.strictObject({
  clause: z.string(),
  cases: counts,
  book: counts,
  unshown: z.array(z.enum(OUTCOMES)),
})
/** A report as it is shown. */
export const reportSchema = z.strictObject({
  outcome: z.enum(['passed', 'failed']),
  held: count,
  failed: z.array(z.strictObject({ code: z.string(), differs: z.array(differs) })),
  coverage: z.strictObject({
    cases: count,
    book: count,
    clauses: z.array(clauseCoverage),
    tables: z.array(
      z.strictObject({
        table: z.string(),
        rows: count,
        hit: count,
        missed: z.array(z.string()),
        missed_by_all: z.array(z.string()),
      }),
    ),
    /** Clauses the trial cases have not shown both met and not met. */
    one_sided: z.array(z.strictObject({ clause: z.string(), unshown: z.array(z.enum(OUTCOMES)) })),
  }),
  refused: count,
  forms: formsSchema,
})

/** A report as JSON, in the names of the API. */
export const reportShown = ({ coverage, ...report }: Report): z.output<typeof reportSchema> => ({
  ...report,
  failed: report.failed.map(({ code, differs: where }) => ({ code, differs: [...where] })),
  coverage: {
    cases: coverage.cases,
    book: coverage.book,
    clauses: coverage.clauses.map(one => ({ ...one, unshown: [...one.unshown] })),
    tables: coverage.tables.map(({ missed, missedByAll, ...one }) => ({
      ...one,
      missed: [...missed],
      missed_by_all: [...missedByAll],
    })),
    one_sided: coverage.oneSided.map(one => ({ ...one, unshown: [...one.unshown] })),
  },
})
