/** The JSON API of the panel: the sheets signed. */
import { z } from 'zod'
import { ok } from '../kernel/result.ts'
import { type Route, route } from '../platform/http/route.ts'
import type { PanelService } from './service.ts'
import { panelParams, sheetBody, sheetView } from './view.ts'

const TAG = 'panel'
export const panelRoutes = (service: PanelService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/sheets',
    summary: 'Signs a sheet of marks; only an appraiser drawn for the case does, and a later sheet supersedes',
    tag: TAG,
    action: 'sheet.sign',
    refusals: [
      ...['case_state', 'appraiser_not_assigned', 'assignment_refused'],
      ...['mark_missing', 'evidence_missing', 'indicator_not_in_model'],
    ],
    params: panelParams,
    body: sheetBody,
    answers: { 201: z.strictObject({ id: z.uuid(), digest: z.string(), state: z.string(), version: z.int() }) },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.sign(tx, actor, params.case_id, body as never, { now, day })
      if (!found.ok) return found
      const { id, digest, kept } = found.value
      const { state, version } = kept.life
      return ok({ status: 201, json: { id, digest, state, version }, etag: version })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/sheets',
    summary: 'Sheets the caller may read: an appraiser their own, the agency all, superseded ones too',
    tag: TAG,
    action: 'sheet.read',
    params: panelParams,
    answers: { 200: z.strictObject({ items: z.array(sheetView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.sheets(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
]
