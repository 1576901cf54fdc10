/** The JSON API of the agreement's joint guarantors. */
import { z } from 'zod'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import type { Obligor } from '../recourse/obligors.ts'
import { bindingBody, boundShown, releasingBody } from './schema.ts'
import type { BindingService } from './service.ts'

const TAG = 'guarantees'
const path = '/v1/guarantees/{guarantee_id}/obligors'
const params = z.strictObject({ guarantee_id: z.uuid() })

const shown = (found: Result<readonly Obligor[]>, status: 200 | 201): Result<Reply> =>
  found.ok
    ? ok({
        status,
        json: {
          items: found.value.map(({ id, party, role, limit, since, until }) => ({
            ...{ id, party, role, since, until },
            limit: limit === null ? null : moneyText(limit),
          })),
        },
      })
    : found

export const bindingRoutes = (service: BindingService): readonly Route[] => [
  route({
    method: 'GET',
    path,
    summary: 'Who is bound beside the firm, and up to what',
    tag: TAG,
    action: 'guarantee.read',
    params,
    answers: { 200: boundShown },
    handle: async ({ tx, actor, params: { guarantee_id } }) => shown(await service.list(tx, actor, guarantee_id), 200),
  }),
  route({
    method: 'POST',
    path,
    summary: 'Binds a joint guarantor by the agreement; once the letter is sent with their consent, and it is amended',
    tag: TAG,
    action: 'guarantee.bind',
    params,
    body: bindingBody,
    example: { party: 'person-demo-owner', limit: '50000000' },
    refusals: ['guarantee_state', 'obligor_consent_missing', 'obligor_limit', 'obligor_repeated', 'changed_meanwhile'],
    answers: { 201: boundShown },
    handle: async ({ tx, actor, params: { guarantee_id }, body, ifMatch, now, day }) =>
      shown(await service.bind(tx, actor, guarantee_id, body, { now, day }, ifMatch), 201),
  }),
  route({
    method: 'POST',
    path: `${path}/{obligor_id}/release`,
    summary: 'Releases a joint guarantor by resolution of the fund, before an accident; the letter is amended',
    tag: TAG,
    action: 'guarantee.bind',
    params: z.strictObject({ guarantee_id: z.uuid(), obligor_id: z.uuid() }),
    body: releasingBody,
    example: { reason: 'The owner has left the firm and another one is bound.', resolution: 'committee 7 of 2026' },
    refusals: ['guarantee_state', 'obligor_unknown', 'obligor_ended', 'changed_meanwhile'],
    answers: { 200: boundShown },
    handle: async ({ tx, actor, params, body, ifMatch, now, day }) => {
      const of = { guarantee: params.guarantee_id, obligor: params.obligor_id }
      return shown(await service.release(tx, actor, of, body, { now, day }, ifMatch), 200)
    },
  }),
]
