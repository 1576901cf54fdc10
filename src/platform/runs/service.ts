/** Use cases of long runs, of whatever kind: what there is, how far one is, stopping it and going on. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { cancelRun, type Run, resumeRun, runOf, runsBefore } from './runs.ts'

/** How far a run is tells nothing of any case; what it came to does. */
const hasResult = ({ result }: Run): boolean => result !== null

export async function listRuns(
  tx: Tx,
  actor: Actor,
  wanted: Parameters<typeof runsBefore>[1],
): Promise<Result<readonly Run[]>> {
  const granted = may(actor, 'run.read', 'none')
  if (!granted.ok) return granted
  const runs = await runsBefore(tx, wanted)
  // What each came to stands in the list too, so that a look at the list is a look at them.
  if (runs.some(hasResult))
    await audited(tx, actor, { action: 'run.read', subject: 'runs', detail: { list: wanted.kind ?? 'all kinds' } })
  return ok(runs)
}

export async function readRun(tx: Tx, actor: Actor, id: string): Promise<Result<Run>> {
  const granted = may(actor, 'run.read', 'none')
  if (!granted.ok) return granted
  const run = await runOf(tx, id)
  if (run === undefined) return refuse(refusal('run_unknown', 'run_id', { value: id }))
  if (hasResult(run)) await audited(tx, actor, { action: 'run.read', subject: `run:${id}` })
  return ok(run)
}

const DEEDS = { cancel: cancelRun, resume: resumeRun } as const

/** Cancels a run, or resumes it. */
export async function changeRun(tx: Tx, actor: Actor, id: string, deed: keyof typeof DEEDS): Promise<Result<Run>> {
  const granted = may(actor, 'run.change', 'none')
  if (!granted.ok) return granted
  const after = await DEEDS[deed](tx, actor, id)
  if (!after.ok) return after
  const { kind, subject, parts, partsDone } = after.value
  const detail = { deed, kind, of: subject, parts, parts_done: partsDone }
  await audited(tx, actor, { action: 'run.change', subject: `run:${id}`, detail })
  return after
}
