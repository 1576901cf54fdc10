/** The JSON API of the draw: panels and whoever takes a place in them, what an appraiser has to sign, and refusals. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { DrawingService } from './service.ts'
import {
  assignmentParams,
  assignmentView,
  caseParams,
  drawShown,
  drawView,
  ownListView,
  refusalBody,
  refusalCountsView,
  refusedView,
  replacedView,
} from './view.ts'

const TAG = 'panel'
export const drawingRoutes = (service: DrawingService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/assignments',
    summary: 'Draws the appraisers of a case; anyone may draw again from what is shown',
    tag: TAG,
    action: 'assignment.draw',
    refusals: ['case_state', 'appraisers_too_few'],
    params: caseParams,
    answers: { 201: z.strictObject({ draw: drawView, appraisers: z.array(z.string()), version: z.int() }) },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.assign(tx, actor, params.case_id, { now, day })
      if (!found.ok) return found
      const { draw, appraisers, kept } = found.value
      const { version } = kept.life
      return ok({
        status: 201,
        json: { draw: drawShown(draw, true), appraisers: [...appraisers], version },
        etag: version,
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/assignments',
    summary: 'Everybody drawn for a case, with the draw, until when they sign, and who refused or was replaced',
    tag: TAG,
    action: 'assignment.read',
    params: caseParams,
    answers: { 200: z.strictObject({ items: z.array(assignmentView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.assignments(tx, actor, params.case_id)
      if (!found.ok) return found
      const isHouse = actor.kind !== 'appraiser'
      const items = found.value.map(one => ({ ...one, draw: drawShown(one.draw, isHouse) }))
      return ok({ status: 200, json: { items } })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/assignments/{appraiser}/refusal',
    summary: 'Refuses a case drawn for, with the reason; somebody else is drawn at once where somebody may be',
    tag: TAG,
    action: 'assignment.refuse',
    refusals: [
      ...['case_state', 'appraiser_not_assigned'],
      ...['assignment_missing', 'assignment_signed', 'assignment_refused'],
    ],
    params: assignmentParams,
    body: refusalBody,
    answers: { 200: refusedView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const { case_id, appraiser } = params
      const found = await service.refuse(tx, actor, case_id, appraiser, body, { now, day })
      return found.ok ? ok({ status: 200, json: { appraiser, is_replaced: found.value.isReplaced } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/assignments/{appraiser}/replacement',
    summary:
      'Draws somebody in the place of an appraiser who refused or did not sign in time; a job does so every night',
    tag: TAG,
    action: 'assignment.replace',
    refusals: [
      ...['case_state', 'appraisers_too_few'],
      ...['assignment_missing', 'assignment_signed', 'assignment_not_due'],
    ],
    params: assignmentParams,
    answers: { 201: replacedView },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.replace(tx, actor, params.case_id, params.appraiser, { now, day })
      if (!found.ok) return found
      const { draw, appraisers } = found.value
      return ok({ status: 201, json: { draw: drawShown(draw, true), appraisers: [...appraisers] } })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/assignments',
    summary: 'What the caller was drawn for and has still to sign, what is due first first',
    tag: TAG,
    action: 'assignment.own',
    answers: { 200: ownListView },
    handle: async ({ tx, actor, now, day }) => {
      const found = await service.own(tx, actor, { now, day })
      if (!found.ok) return found
      const { items, refusals, months } = found.value
      return ok({ status: 200, json: { items, refusals, refusal_months: months } })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/assignments/refusals',
    summary: 'How often each appraiser refused a case drawn for, over the months the rules count',
    tag: TAG,
    action: 'assignment_refusal.list',
    answers: { 200: refusalCountsView },
    handle: async ({ tx, actor, now, day }) => {
      const found = await service.refusals(tx, actor, { now, day })
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
