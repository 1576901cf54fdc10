/** The JSON API of visits to the place of business. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { VisitingService } from './service.ts'
import { visitGivenSchema, visitView } from './visit.ts'

const TAG = 'panel'
const params = z.strictObject({ case_id: z.uuid() })

export const visitingRoutes = (service: VisitingService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/site-visits',
    summary: 'Keeps a visit: when, where, who was there, and photographs by the digests of papers of the case',
    tag: TAG,
    action: 'site_visit.record',
    refusals: [
      'case_state',
      'visit_after_the_day',
      'visit_before_the_panel',
      'visit_person_unknown',
      'visit_photograph_unknown',
    ],
    params,
    body: visitGivenSchema,
    answers: { 201: visitView },
    handle: async ({ tx, actor, params: { case_id: id }, body, now, day }) => {
      const found = await service.record(tx, actor, id, body, { now, day })
      return found.ok ? ok({ status: 201, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/site-visits',
    summary: 'Visits of a case, the last one last',
    tag: TAG,
    action: 'site_visit.read',
    params,
    answers: { 200: z.strictObject({ items: z.array(visitView) }) },
    handle: async ({ tx, actor, params: { case_id: id } }) => {
      const found = await service.list(tx, actor, id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
]
