/** The JSON API of enforcement: steps of limitation and attachments, told and ended. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { OF_CHANGE } from '../recourse/refusals.ts'
import {
  attachmentBody,
  attachmentDatesBody,
  deferralBody,
  type RecourseShown,
  recourseShown,
  releaseBody,
  stepBody,
  stepEndBody,
} from '../recourse/schema.ts'
import type { EnforcementService } from './service.ts'

const TAG = 'recourse'
const ofGuarantee = z.strictObject({ guarantee_id: z.uuid() })
const ofStep = z.strictObject({ guarantee_id: z.uuid(), step_id: z.uuid() })
const ofAttachment = z.strictObject({ guarantee_id: z.uuid(), attachment_id: z.uuid() })
const ID = '01890a5d-ac96-774b-bcce-b302099a8057'
/** The file as it stands after a change. */
const changed = (done: Result<RecourseShown>, status: 200 | 201 = 200): Result<Reply> =>
  done.ok ? ok({ status, json: done.value }) : done

const BASE = '/v1/guarantees/{guarantee_id}/recourse'
const change = { method: 'POST', tag: TAG, action: 'recourse.change' } as const

export const enforcementRoutes = (service: EnforcementService): readonly Route[] => [
  route({
    ...change,
    path: `${BASE}/steps`,
    summary: 'Tells a step against an obligor: a demand, a suit, an acknowledgement, a suspension',
    params: ofGuarantee,
    body: stepBody,
    example: { type: 'demand', obligor: ID, on: '2026-04-14', reference: 'registered letter 2026-100' },
    refusals: [...OF_CHANGE, 'obligor_unknown', 'obligor_ended'],
    answers: { 201: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) =>
      changed(await service.addStep(tx, actor, params.guarantee_id, body, { now, day }), 201),
  }),
  route({
    ...change,
    path: `${BASE}/deferrals`,
    summary: 'Defers recourse by resolution of the board, on a ground that the file bears out',
    params: ofGuarantee,
    body: deferralBody,
    example: {
      until: '2027-04-14',
      ground: { of: 'nothing_left', expected_costs: '3000000' },
      resolution: 'board 3 of 2026',
    },
    refusals: [
      ...OF_CHANGE,
      'deferral_too_long',
      'deferral_assets_left',
      'deferral_prospect_missing',
      'guarantee_day_past',
      'guarantee_resolution_missing',
    ],
    answers: { 200: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) =>
      changed(await service.defer(tx, actor, params.guarantee_id, body, { now, day })),
  }),
  route({
    ...change,
    path: `${BASE}/steps/{step_id}/end`,
    summary: 'Tells how a suit, an order, a claim in bankruptcy or a suspension ended',
    params: ofStep,
    body: stepEndBody,
    example: { ended_on: '2026-04-14', how: 'fixed' },
    refusals: [...OF_CHANGE, 'limitation_step_unknown', 'limitation_step_ended', 'limitation_step_end'],
    answers: { 200: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const of = { id: params.guarantee_id, step: params.step_id }
      return changed(await service.endStep(tx, actor, of, body, { now, day }))
    },
  }),
  route({
    ...change,
    path: `${BASE}/attachments`,
    summary: "Enters an attachment, provisional or final, or a prohibition of disposal on an obligor's property",
    params: ofGuarantee,
    body: attachmentBody,
    example: {
      obligor: ID,
      kind: 'provisional_attachment',
      asset: 'real_estate',
      place: 'registry of Seocho',
      court: 'Seoul Central District Court',
      case_number: '2026-kadan-12345',
      on: '2026-04-14',
      rank: 2,
      value: '70000000',
    },
    refusals: [...OF_CHANGE, 'obligor_unknown', 'obligor_ended'],
    answers: { 201: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) =>
      changed(await service.attach(tx, actor, params.guarantee_id, body, { now, day }), 201),
  }),
  route({
    ...change,
    path: `${BASE}/attachments/{attachment_id}/dates`,
    summary: 'Sets the days of an auction and of the suit on the claim itself',
    params: ofAttachment,
    body: attachmentDatesBody,
    example: { auction_on: '2026-06-15', suit_on: null },
    refusals: [...OF_CHANGE, 'attachment_unknown', 'attachment_released'],
    answers: { 200: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const of = { id: params.guarantee_id, attachment: params.attachment_id }
      return changed(await service.dateAttachment(tx, actor, of, body, { now, day }))
    },
  }),
  route({
    ...change,
    path: `${BASE}/attachments/{attachment_id}/release`,
    summary: 'Releases an attachment: realised, satisfied or cancelled',
    params: ofAttachment,
    body: releaseBody,
    example: { on: '2026-04-14', release: 'satisfied' },
    refusals: [...OF_CHANGE, 'attachment_unknown', 'attachment_released', 'attachment_day'],
    answers: { 200: recourseShown },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const of = { id: params.guarantee_id, attachment: params.attachment_id }
      return changed(await service.release(tx, actor, of, body, { now, day }))
    },
  }),
]
