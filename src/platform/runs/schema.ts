/** What is answered over HTTP about long runs. */
import { z } from 'zod'
import { RUN_STATES, type Run } from './runs.ts'

export const runSchema = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  /** What it is of, such as the digest of a draft. */
  subject: z.string(),
  asked: z.record(z.string(), z.unknown()),
  state: z.enum(RUN_STATES),
  parts: z.int(),
  parts_done: z.int(),
  /** What it came to; null until it is done. */
  result: z.record(z.string(), z.unknown()).nullable(),
  /** `sha256:` over the canonical JSON of the result. */
  result_digest: z.string().nullable(),
  failure: z.string().nullable(),
  asked_by: z.string().nullable(),
  asked_at: z.string(),
  ended_at: z.string().nullable(),
})
export type RunShown = z.output<typeof runSchema>

/** A run as it is shown: what it was asked for and what it came to are objects of their kind. */
export const runShown = (run: Run): RunShown => ({
  id: run.id,
  kind: run.kind,
  subject: run.subject,
  asked: run.asked as RunShown['asked'],
  state: run.state,
  parts: run.parts,
  parts_done: run.partsDone,
  result: run.result as RunShown['result'],
  result_digest: run.resultDigest,
  failure: run.failure,
  asked_by: run.askedBy,
  asked_at: run.askedAt,
  ended_at: run.endedAt,
})
