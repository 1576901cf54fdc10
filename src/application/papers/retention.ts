/** The shape of rules/retention, how long papers are kept, and the number that holds on a day. */
import { z } from 'zod'
import { editionHeader, sourcedNumber } from '../../kernel/sourced.ts'

export const retentionSchema = z.strictObject({
  kind: z.literal('retention'),
  ...editionHeader,
  /** Papers of a decided case, from its last decision on. */
  decision_papers: sourcedNumber('years').refine(years => /^([1-9]|[1-9][0-9])$/.test(years.value), {
    message: 'papers are kept for whole years, at least 1 and at most 99',
  }),
})
export type RetentionEdition = z.output<typeof retentionSchema>

/**
 * Years papers of a decided case are kept for.
 * @source rules/retention: decision_papers
 */
export const paperYears = (edition: RetentionEdition): number => Number(edition.decision_papers.value)
