/** What is answered over HTTP about replays of the book. */
import { z } from 'zod'

const counts = { records: z.int(), identical: z.int(), differing: z.int(), not_run: z.int() }

export const tallySchema = z.strictObject({
  ...counts,
  by_engine: z.array(z.strictObject({ engine: z.string(), ...counts })),
  by_edition: z.array(z.strictObject({ kind: z.string(), edition: z.string(), digest: z.string(), ...counts })),
  not_run_because: z.array(z.strictObject({ code: z.string(), records: z.int() })),
  /** The first hundred of those that differ or could not be run; all of them are counted above. */
  listed: z.array(
    z.strictObject({
      record: z.string(),
      at: z.string(),
      recorded: z.string().nullable(),
      computed: z.string().nullable(),
      code: z.string().nullable(),
    }),
  ),
})

export const replaySchema = z.strictObject({
  id: z.uuid(),
  state: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  parts: z.int(),
  parts_done: z.int(),
  failure: z.string().nullable(),
  /** Of the parts done so far; of the whole book once the state is `done`. */
  report: tallySchema,
  /** `sha256:` over the canonical JSON of the whole report; null until it is done. */
  report_digest: z.string().nullable(),
  asked_by: z.string().nullable(),
  asked_at: z.string(),
  ended_at: z.string().nullable(),
})
export type ReplayShown = z.output<typeof replaySchema>
