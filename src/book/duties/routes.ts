/** The JSON API of the duties followed in a case. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { dutyView } from './schema.ts'
import type { DutiesService } from './service.ts'

export const dutiesRoutes = (service: DutiesService, zone: string): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/duties',
    summary: 'The duties of a case step by step, met, not met or unknown: an auditor reads all, staff their own',
    tag: 'duties',
    action: 'duty.read',
    params: z.strictObject({ case_id: z.uuid() }),
    answers: { 200: z.strictObject({ items: z.array(dutyView) }) },
    handle: async ({ tx, actor, params, day }) => {
      const found = await service.ofCase(tx, actor, params.case_id, { day, zone })
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
]
