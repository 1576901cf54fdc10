/** Who has to decide a new edition: the bodies of every number and clause in which it differs from the one before. */
import { BODIES } from '../../kernel/sourced.ts'
import { type Body, changesBetween, type EditionContent } from './changes.ts'

/**
 * The bodies that decide what changed, in the order of BODIES; none where two editions differ in name, first day and
 * note alone. A number counts for the body it names before and after, so that nobody takes a number from another by
 * naming themselves. What carries no body of its own (a condition, a purpose, the order of rows) counts for those of
 * the row it stands in, else of the least part of the edition in which anybody is named.
 */
export function bodiesOf(before: EditionContent, after: EditionContent): readonly Body[] {
  const found = new Set(changesBetween(before, after).flatMap(change => change.bodies))
  return BODIES.filter(body => found.has(body))
}
