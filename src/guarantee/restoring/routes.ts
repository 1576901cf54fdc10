/** The JSON API by which a month told again with less repaid is followed. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { offersShown, restorationBody } from './schema.ts'
import type { RestoringService } from './service.ts'

const TAG = 'guarantees'
const path = '/v1/guarantees/{guarantee_id}/restorations'
const params = z.strictObject({ guarantee_id: z.uuid() })

type Offers = Awaited<ReturnType<RestoringService['offers']>>
const shown = (found: Offers): Result<Reply> =>
  found.ok
    ? ok({
        status: 200,
        json: {
          items: found.value.map(({ sequence, restoredBy, restoredAt, ...one }) => ({
            ...one,
            ...{ difference: sequence, restored_by: restoredBy, restored_at: restoredAt },
          })),
        },
      })
    : found

export const restoringRoutes = (service: RestoringService): readonly Route[] => [
  route({
    method: 'GET',
    path,
    summary: 'What months told again say was released too much: offered to be restored, or restored',
    tag: TAG,
    action: 'guarantee.read',
    params,
    answers: { 200: offersShown },
    handle: async ({ tx, actor, params: { guarantee_id } }) => shown(await service.offers(tx, actor, guarantee_id)),
  }),
  route({
    method: 'POST',
    path,
    summary: 'Accepts what a month told again offers: each release that was too large is put right by its difference',
    tag: TAG,
    action: 'guarantee.restate',
    params,
    body: restorationBody,
    example: {
      report: '01890a5d-ac96-774b-bcce-b302099a8057',
      difference: 1,
      reason: 'The repayment was of another loan, as the bank shows.',
    },
    refusals: [
      'restoration_over',
      'guarantee_state',
      'guarantee_day_backwards',
      'changed_meanwhile',
      'restatement_overtaken',
      'restatement_above_told',
      'guarantee_limit_full',
    ],
    answers: { 200: offersShown },
    handle: async ({ tx, actor, params: { guarantee_id }, body, ifMatch, now, day }) =>
      shown(await service.restore(tx, actor, guarantee_id, body, { now, day }, ifMatch)),
  }),
]
