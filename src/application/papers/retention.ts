/** The shape of rules/retention, how long papers and lines of requests are kept, and the numbers that hold on a day. */
import { z } from 'zod'
import { editionHeader, sourcedNumber } from '../../kernel/sourced.ts'

export const retentionSchema = z.strictObject({
  kind: z.literal('retention'),
  ...editionHeader,
  /** Papers of a decided case, from its last decision on. */
  decision_papers: sourcedNumber('years').refine(years => /^([1-9]|[1-9][0-9])$/.test(years.value), {
    message: 'papers are kept for whole years, at least 1 and at most 99',
  }),
  /** What a bank's or a firm's machines asked of the service. */
  request_log: sourcedNumber('days').refine(days => /^[1-9][0-9]{0,3}$/.test(days.value), {
    message: 'what machines asked is kept for whole days, at least 1 and at most 9999',
  }),
})
export type RetentionEdition = z.output<typeof retentionSchema>

/**
 * Years papers of a decided case are kept for.
 * @source rules/retention: decision_papers
 */
export const paperYears = (edition: RetentionEdition): number => Number(edition.decision_papers.value)

/**
 * Days what machines asked is kept for.
 * @source rules/retention: request_log
 */
export const requestDays = (edition: RetentionEdition): number => Number(edition.request_log.value)
