/** Replays of the book over HTTP. They are listed, cancelled and resumed as every long run is, under /v1/runs. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { replaySchema } from './schema.ts'
import type { ReplayService } from './service.ts'

const TAG = 'rules'
const params = z.strictObject({ run_id: z.uuid() })

export const replayRoutes = (service: ReplayService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/replays',
    summary: 'Runs every stored decision again under the editions it names, or joins the replay under way',
    tag: TAG,
    action: 'replay.begin',
    refusals: ['replay_nothing_stored'],
    answers: { 202: replaySchema },
    handle: async ({ tx, actor }) => {
      const begun = await service.begin(tx, actor)
      return begun.ok ? ok({ status: 202, json: begun.value, location: `/v1/replays/${begun.value.id}` }) : begun
    },
  }),
  route({
    method: 'GET',
    path: '/v1/replays/{run_id}',
    summary: 'A replay: how many records are the same to the byte, which differ and where first',
    tag: TAG,
    action: 'run.read',
    refusals: ['replay_unknown'],
    params,
    answers: { 200: replaySchema },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.run_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
