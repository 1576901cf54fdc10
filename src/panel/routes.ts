/** The JSON API of the panel: the draw. */
import { z } from 'zod'
import { ok } from '../kernel/result.ts'
import { type Route, route } from '../platform/http/route.ts'
import type { PanelService } from './service.ts'
import { assignmentView, drawView, panelParams } from './view.ts'

const TAG = 'panel'
export const panelRoutes = (service: PanelService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/assignments',
    summary: 'Draws the appraisers of a case; anyone may draw again from what is shown',
    tag: TAG,
    action: 'assignment.draw',
    refusals: ['case_state', 'appraisers_too_few'],
    params: panelParams,
    answers: { 201: z.strictObject({ draw: drawView, appraisers: z.array(z.string()), version: z.int() }) },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.assign(tx, actor, params.case_id, { now, day })
      if (!found.ok) return found
      const { draw, appraisers, kept } = found.value
      return ok({ status: 201, json: { draw, appraisers, version: kept.life.version }, etag: kept.life.version })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/assignments',
    summary: 'Everybody drawn for a case, with the draw',
    tag: TAG,
    action: 'assignment.read',
    params: panelParams,
    answers: { 200: z.strictObject({ items: z.array(assignmentView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.assignments(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
]
