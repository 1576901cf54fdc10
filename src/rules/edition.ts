/**
 * Editions: an edition stores only its first day; the next one of its kind ends it, so gaps and overlaps cannot be
 * stored. Also what a set of edition files holds in all: kinds, words, sources.
 */
import { z } from 'zod'
import type { CalendarDate } from '../kernel/calendar.ts'
import { editionHeader } from '../kernel/sourced.ts'
import { wordsSchema } from '../kernel/words.ts'

/** What any edition tells of itself. */
export type EditionHead = { readonly kind: string; readonly edition: string; readonly in_force_from: string }

/** The edition in force on a day: the latest that began by then; undefined before the first. */
export function inForceOn<Edition extends EditionHead>(
  editions: readonly Edition[],
  day: CalendarDate,
): Edition | undefined {
  let found: Edition | undefined
  for (const edition of editions)
    if (edition.in_force_from <= day && (found === undefined || edition.in_force_from > found.in_force_from))
      found = edition
  return found
}

/** The words of an edition of any kind. */
export const anyWordsSchema = z.strictObject({
  kind: z.string(),
  edition: editionHeader.edition,
  words: z.record(z.string(), wordsSchema),
})
