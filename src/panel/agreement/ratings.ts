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
  const found: Refusal<AgreementCode>[] = []
  for (const [place, one] of ratings.entries())
    if (!isMark(one.value))
      found.push(refusal('rating_value_malformed', `${place}.value`, { value: String(one.value), limit: MARK_LIMIT }))
  if (found.length > 0) return refuse(...found)

  const subjects = named(ratings, one => one.subject)
  const raters = named(ratings, one => one.rater)
  // By rater first and then, in that order, by subject.
  const byRater = ordered(Int32Array.from(ratings.keys()), raters)
  const places = ordered(byRater, subjects)
  const raterAt = Int32Array.from(places, place => raters.codes[place] ?? 0)
  const values = Float64Array.from(places, place => ratings[place]?.value ?? 0)
  const starts = new Int32Array(subjects.names.length + 1)
  for (const code of subjects.codes) starts[code + 1] = (starts[code + 1] ?? 0) + 1
  for (let code = 1; code < starts.length; code++) starts[code] = (starts[code] ?? 0) + (starts[code - 1] ?? 0)
  for (let at = 1; at < places.length; at++) {
    const [before, place] = [places[at - 1] ?? 0, places[at] ?? 0]
    if (raterAt[at] !== raterAt[at - 1] || subjects.codes[before] !== subjects.codes[place]) continue
    found.push(
      refusal('rating_twice', `${place}`, { value: ratings[place]?.rater ?? '', field: ratings[place]?.subject ?? '' }),
    )
  }
  if (found.length > 0) return refuse(...found)
  return ok({ subjects: subjects.names, raters: raters.names, starts, raterAt, values })
}

/** Names in their order, and for each of the list the place of its name. */
type Named = { readonly names: readonly string[]; readonly codes: Int32Array }

function named<One>(list: readonly One[], nameOf: (one: One) => string): Named {
  const met = new Map<string, number>()
  const order = Int32Array.from(list, one => {
    const name = nameOf(one)
    const known = met.get(name)
    if (known !== undefined) return known
    met.set(name, met.size)
    return met.size - 1
  })
  const names = [...met.keys()].sort()
  const codeOf = new Int32Array(names.length)
  for (const [code, name] of names.entries()) codeOf[met.get(name) ?? 0] = code
  return { names, codes: order.map(place => codeOf[place] ?? 0) }
}

/** The places in the order of their codes; those of one code stay as they were. */
function ordered(places: Int32Array, { names, codes }: Named): Int32Array {
  const next = new Int32Array(names.length + 1)
  for (const code of codes) next[code + 1] = (next[code + 1] ?? 0) + 1
  for (let code = 1; code < next.length; code++) next[code] = (next[code] ?? 0) + (next[code - 1] ?? 0)
  const sorted = new Int32Array(places.length)
  for (const place of places) {
    const code = codes[place] ?? 0
    const to = next[code] ?? 0
    sorted[to] = place
    next[code] = to + 1
  }
  return sorted
}
