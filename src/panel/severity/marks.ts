/** Marks as the severity model takes them: sparse, in typed arrays, by the place of technology, appraiser and item. */
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Rating } from '../agreement/ratings.ts'
import { type AgreementCode, undefinedStatistic } from '../agreement/refusals.ts'

/** What a measure can belong to. A subject is a technology, a rater an appraiser, an item an indicator. */
export const FACETS = ['subject', 'rater', 'item'] as const
export type Facet = (typeof FACETS)[number]

/** One entry a mark in each array; a place counts in the names of its facet, which stand in their order. */
export type Marks = {
  readonly count: number
  readonly names: Readonly<Record<Facet, readonly string[]>>
  readonly subject: Int32Array
  readonly rater: Int32Array
  readonly item: Int32Array
  readonly value: Uint8Array
  /** The highest value of the scale; the lowest is 0. */
  readonly top: number
}

/** The scale of E to A. */
export const TOP = 4

function namesOf(ratings: readonly Rating[], facet: Facet) {
  const names = [...new Set(ratings.map(one => one[facet]))].sort()
  const placeOf = new Map(names.map((name, place) => [name, place]))
  return { names, at: Int32Array.from(ratings, one => placeOf.get(one[facet]) ?? 0) }
}

/**
 * The marks of a list. Names stand in their own order, so that the order of the list changes nothing.
 * @param top highest value of the scale, at least 1
 * @returns the marks; none at all, a value off the scale, or two marks of one appraiser in one place are refused
 */
export function marksOf(ratings: readonly Rating[], top = TOP): Result<Marks, AgreementCode> {
  if (ratings.length === 0) return refuse(undefinedStatistic('rasch', 'no_marks'))
  const found: Refusal<AgreementCode>[] = []
  for (const [place, { value }] of ratings.entries())
    if (!Number.isInteger(value) || value < 0 || value > top)
      found.push(
        refusal('rating_value_malformed', `${place}.value`, {
          value: String(value),
          limit: `whole numbers 0 to ${top}`,
        }),
      )
  if (found.length > 0) return refuse(...found)

  const [subject, rater, item] = [namesOf(ratings, 'subject'), namesOf(ratings, 'rater'), namesOf(ratings, 'item')]
  const cells = new Set<number>()
  for (const [place, one] of ratings.entries()) {
    const sheet = (subject.at[place] as number) * rater.names.length + (rater.at[place] as number)
    const cell = sheet * item.names.length + (item.at[place] as number)
    if (cells.has(cell)) found.push(refusal('rating_twice', `${place}`, { value: one.rater, field: one.subject }))
    cells.add(cell)
  }
  if (found.length > 0) return refuse(...found)
  return ok({
    count: ratings.length,
    names: { subject: subject.names, rater: rater.names, item: item.names },
    subject: subject.at,
    rater: rater.at,
    item: item.at,
    value: Uint8Array.from(ratings, one => one.value),
    top,
  })
}

/** The places of every mark, in order. */
export const everyMark = (marks: Marks): Int32Array => Int32Array.from({ length: marks.count }, (_, place) => place)
