/** The JSON API of a guarantee played in the sandbox. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { STATES } from '../life-table.ts'
import type { GuaranteeSandbox } from './service.ts'

const playedView = z.strictObject({ guarantee_id: z.uuid(), state: z.enum(STATES), steps: z.array(z.string()) })

export const guaranteeSandboxRoutes = (service: GuaranteeSandbox): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/sandbox/cases/{case_id}/guarantee',
    summary: 'Plays the agency of a sandbox case`s guarantee as far as it is to act; each minute it does so unasked',
    tag: 'sandbox',
    action: 'guarantee.play',
    refusals: ['scenario_unknown', 'case_state'],
    params: z.strictObject({ case_id: z.uuid() }),
    answers: { 200: playedView },
    handle: async ({ tx, actor, params, now, day }) => {
      const done = await service.play(tx, actor, params.case_id, { now, day })
      if (!done.ok) return done
      const { guarantee, state, steps } = done.value
      return ok({ status: 200, json: playedView.parse({ guarantee_id: guarantee, state, steps: [...steps] }) })
    },
  }),
]
