/**
 * Marks as statistics take them: a flat list of who gave what to whom, and the table made of it, in which a cell may be
 * empty. What a statistic cannot be computed from it refuses, and says why.
 */
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { AgreementCode } from './refusals.ts'

/** One mark: what was marked, by whom, on which item of the rubric. Of the marks E to A the value is 0 to 4. */
export type Rating = {
  readonly subject: string
  readonly rater: string
  readonly item: string
  readonly value: number
}

/**
 * Subjects by raters, each cell at most one value; only the cells that are filled are kept. The marks of subject `s`
 * stand at places `starts[s]` up to `starts[s + 1]`, in the order of the raters.
 */
export type RatingTable = {
  readonly subjects: readonly string[]
  readonly raters: readonly string[]
  /** One more than there are subjects. */
  readonly starts: Int32Array
  /** Place of the rater in `raters`, for each mark. */
  readonly raterAt: Int32Array
  readonly values: Float64Array
}

/** Six decimals of up to a thousand million: so many a double tells apart, and their squares too. */
const MARK_MAX = 1e9
const MARK_UNITS = 1e6
const MARK_LIMIT = 'a number of at most six decimals, between -10^9 and 10^9'
const isMark = (value: number): boolean =>
  Math.abs(value) <= MARK_MAX && Math.round(value * MARK_UNITS) / MARK_UNITS === value

/**
 * The table of some marks. Subjects and raters stand in the order of their names, so that the order of the list changes
 * no statistic.
 *
 * @param ratings of one item, or of several whose subjects are named apart
 * @returns the table; a value that is no mark, or a second mark in one cell, is refused
 */
export function tableOf(
  ratings: readonly Pick<Rating, 'subject' | 'rater' | 'value'>[],
): Result<RatingTable, AgreementCode> {
  const subjects = namesOf(ratings, one => one.subject)
  const raters = namesOf(ratings, one => one.rater)
  const found: Refusal<AgreementCode>[] = []
  for (const [place, one] of ratings.entries())
    if (!isMark(one.value))
      found.push(refusal('rating_value_malformed', `${place}.value`, { value: String(one.value), limit: MARK_LIMIT }))
  if (found.length > 0) return refuse(...found)

  const cells = ratings.map((one, place) => ({
    place,
    cell: (subjects.placeOf.get(one.subject) ?? 0) * raters.names.length + (raters.placeOf.get(one.rater) ?? 0),
  }))
  cells.sort((a, b) => a.cell - b.cell || a.place - b.place)
  const starts = new Int32Array(subjects.names.length + 1)
  const raterAt = new Int32Array(ratings.length)
  const values = new Float64Array(ratings.length)
  for (const [at, { cell, place }] of cells.entries()) {
    if (at > 0 && cells[at - 1]?.cell === cell) {
      const { subject, rater } = ratings[place] as Rating
      found.push(refusal('rating_twice', `${place}`, { value: rater, field: subject }))
    }
    raterAt[at] = cell % raters.names.length
    values[at] = ratings[place]?.value ?? 0
    starts[Math.floor(cell / raters.names.length) + 1] = at + 1
  }
  if (found.length > 0) return refuse(...found)
  return ok({ subjects: subjects.names, raters: raters.names, starts, raterAt, values })
}

function namesOf<One>(list: readonly One[], nameOf: (one: One) => string) {
  const names = [...new Set(list.map(nameOf))].sort()
  return { names, placeOf: new Map(names.map((name, place) => [name, place])) }
}
