/** A visit to the place of business: when, where, who was there, and what was photographed, by digest. */
import { z } from 'zod'
import { type Refusal, refusal } from '../../kernel/result.ts'
import { plainText } from '../../kernel/text.ts'
import { siteVisitSchema } from '../schema.ts'
import type { VisitingCode } from './refusals.ts'

export const visitGivenSchema = siteVisitSchema.extend({
  /** The address, or what else the place is found by. */
  place: plainText(400),
})
export type VisitGiven = z.infer<typeof visitGivenSchema>

export const visitView = siteVisitSchema.extend({
  id: z.uuid(),
  /** Null for a visit that was told with the sheet signed on it. */
  place: z.string().nullable(),
  recorded_by: z.string(),
  recorded_at: z.string(),
})
export type Visit = z.infer<typeof visitView>

/** What a visit is held against. */
export type Around = {
  readonly day: string
  /** The day the case was taken into the office's care, or last to be looked at again; null where it is not kept. */
  readonly since: string | null
  readonly isPersonKnown: (person: string) => boolean
  /** Whether a digest is of a paper of this case that can be read. */
  readonly isPaper: (digest: string) => boolean
}

/** What is wrong with a visit, each at its place below `at`. */
export function visitRefusals(
  visit: Pick<VisitGiven, 'visited_on' | 'persons' | 'photographs'>,
  around: Around,
  at = '',
): Refusal<VisitingCode>[] {
  const { visited_on: on } = visit
  const found: Refusal<VisitingCode>[] = []
  if (on > around.day) found.push(refusal('visit_after_the_day', `${at}visited_on`, { value: on, limit: around.day }))
  if (around.since !== null && on < around.since)
    found.push(refusal('visit_before_the_panel', `${at}visited_on`, { value: on, limit: around.since }))
  for (const [place, person] of visit.persons.entries())
    if (!around.isPersonKnown(person))
      found.push(refusal('visit_person_unknown', `${at}persons.${place}`, { value: person }))
  for (const [place, digest] of visit.photographs.entries())
    if (!around.isPaper(digest))
      found.push(refusal('visit_photograph_unknown', `${at}photographs.${place}`, { value: digest }))
  return found
}
