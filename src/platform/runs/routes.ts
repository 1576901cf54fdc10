/** Long runs over HTTP, under /v1/runs. Each kind has its own route that begins one. */
import { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Reply, type Route, route } from '../http/route.ts'
import type { Run } from './runs.ts'
import { runSchema, runShown } from './schema.ts'
import { changeRun, listRuns, readRun } from './service.ts'

const TAG = 'runs'
const LIST = 'runs'
const ONE = '/v1/runs/{run_id}'
const params = z.strictObject({ run_id: z.uuid() })
const replied = (result: Result<Run>): Result<Reply> =>
  result.ok ? ok({ status: 200, json: runShown(result.value) }) : result

/** @param looked told by kind when somebody looks at the runs of it, as who begins one does */
export const runRoutes = (looked: Readonly<Record<string, (actor: Actor, day: string) => void>>): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/runs',
    summary: 'Long runs, newest first: what was asked, how far each is, and what it came to',
    tag: TAG,
    action: 'run.read',
    query: z.strictObject({ ...pageShape, kind: z.string().min(1).max(60).optional() }),
    answers: { 200: pageOf(runSchema) },
    handle: async ({ tx, actor, query, day }) => {
      const list = `${LIST} of ${query.kind ?? 'all kinds'}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      if (place.value !== undefined && !z.uuid().safeParse(place.value).success)
        return refuse(refusal('cursor_malformed', 'cursor'))
      const limit = pageLimit(query)
      const found = await listRuns(tx, actor, { kind: query.kind, before: place.value, limit: limit + 1 })
      if (!found.ok) return found
      looked[query.kind ?? '']?.(actor, day)
      return ok({ status: 200, json: page(found.value, limit, list, run => run.id, runShown) })
    },
  }),
  route({
    method: 'GET',
    path: ONE,
    summary: 'A long run: its progress, and its result once it is done',
    tag: TAG,
    action: 'run.read',
    refusals: ['run_unknown'],
    params,
    answers: { 200: runSchema },
    handle: async ({ tx, actor, params }) => replied(await readRun(tx, actor, params.run_id)),
  }),
  route({
    method: 'POST',
    path: `${ONE}/cancel`,
    summary: 'Stops a run at the next part; what is done stays done',
    tag: TAG,
    action: 'run.change',
    refusals: ['run_unknown', 'run_state'],
    params,
    answers: { 200: runSchema },
    handle: async ({ tx, actor, params }) => replied(await changeRun(tx, actor, params.run_id, 'cancel')),
  }),
  route({
    method: 'POST',
    path: `${ONE}/resume`,
    summary: 'Goes on with a run that was cancelled or failed, where it stood',
    tag: TAG,
    action: 'run.change',
    refusals: ['run_unknown', 'run_state'],
    params,
    answers: { 200: runSchema },
    handle: async ({ tx, actor, params }) => replied(await changeRun(tx, actor, params.run_id, 'resume')),
  }),
]
