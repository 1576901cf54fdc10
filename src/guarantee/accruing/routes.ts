/** The JSON API of fees earned: by day, programme and bank, out of the books. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { dayText, moneyNotNegative } from '../../kernel/text.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { AccruingService } from './service.ts'

const earnedView = z.strictObject({
  items: z.array(
    z.strictObject({ day: z.string(), programme: z.string(), bank: z.string(), amount: moneyNotNegative }),
  ),
})

export const accruingRoutes = (service: AccruingService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/fees/earned',
    summary: 'What fees earned on each day of at most a month, by programme and bank, as the books have it',
    tag: 'fees',
    action: 'fee.read',
    refusals: ['guarantee_terms'],
    query: z.strictObject({ from: dayText, to: dayText }),
    answers: { 200: earnedView },
    handle: async ({ tx, actor, query }) => {
      const found = await service.earned(tx, actor, query.from, query.to)
      return found.ok ? ok({ status: 200, json: { items: [...found.value] } }) : found
    },
  }),
]
