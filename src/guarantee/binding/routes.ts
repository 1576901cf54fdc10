/** The JSON API of the agreement's joint guarantors. */
import { z } from 'zod'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import type { Obligor } from '../recourse/obligors.ts'
import { bindingBody, boundShown } from './schema.ts'
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
    summary: 'Binds a joint guarantor by the agreement, before the letter that names them is sent',
    tag: TAG,
    action: 'guarantee.bind',
    params,
    body: bindingBody,
    example: { party: 'person-demo-owner', limit: '50000000' },
    refusals: ['guarantee_state', 'obligor_limit', 'obligor_repeated'],
    answers: { 201: boundShown },
    handle: async ({ tx, actor, params: { guarantee_id }, body, day }) =>
      shown(await service.bind(tx, actor, guarantee_id, body, day), 201),
  }),
]
