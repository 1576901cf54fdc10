/** What is asked of trials over the API, and what is answered. */
import { z } from 'zod'
import { editionHeader } from '../../kernel/sourced.ts'
import { code, digestText } from '../../kernel/text.ts'
import { CASES_MAX, trialCase } from './case.ts'
import { reportSchema } from './report.ts'

export const editionNamed = z.strictObject({ kind: code, edition: editionHeader.edition })
export const attachBody = z.strictObject({
  ...editionNamed.shape,
  cases: z.array(trialCase).min(1).max(CASES_MAX),
})
export const trialParams = z.strictObject({ trial_id: z.uuid() })

const trialView = z.strictObject({
  id: z.uuid(),
  code,
  version: z.int(),
  digest: digestText,
  attached_by: z.string(),
  attached_at: z.string(),
  /** The case as it was attached: title, how it was worked out, what is given and what expected. */
  case: z.record(z.string(), z.unknown()),
})
export type TrialView = z.output<typeof trialView>
export const trialsView = z.strictObject({ ...editionNamed.shape, items: z.array(trialView) })

/** A run that was begun; how far it is says /v1/runs. */
export const begunView = z.strictObject({ run_id: z.uuid(), state: z.string(), digest: digestText, parts: z.int() })

export const resultView = z.strictObject({
  ...editionNamed.shape,
  /** How the edition stands with the cases it now has. */
  standing: z.enum(['passed', 'failed', 'not_run']),
  run: z.uuid().nullable(),
  digest: digestText.nullable(),
  cases_digest: digestText.nullable(),
  at: z.string().nullable(),
  report: reportSchema.nullable(),
})
