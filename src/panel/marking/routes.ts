/** The JSON API of drafts and sheets: filled in, saved as often as wanted, signed, corrected, read. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import {
  caseParams,
  draftBody,
  draftMarkBody,
  draftView,
  formView,
  markParams,
  savedView,
  sheetBody,
  sheetView,
  signedView,
} from './schema.ts'
import type { MarkingService } from './service.ts'

const TAG = 'panel'
const OWN = '/v1/cases/{case_id}/drafts/own'
const UNOPEN = ['case_state', 'draft_missing'] as const

const saved = (found: Result<{ readonly version: number; readonly savedAt: string }>): Result<Reply> => {
  if (!found.ok) return found
  const { version, savedAt } = found.value
  return ok({ status: 200, json: { version, saved_at: savedAt }, etag: version })
}

export const markingRoutes = (service: MarkingService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/sheets/form',
    summary:
      'What a sheet of this case is filled in on: its indicators, and what is measured of them, by whom and when',
    tag: TAG,
    action: 'sheet.draft',
    params: caseParams,
    answers: { 200: formView },
    handle: async ({ tx, actor, params, day }) => {
      const found = await service.form(tx, actor, params.case_id, day)
      if (!found.ok) return found
      const { indicators, evidenceRequired, quotationRequired, isVisitRequired } = found.value
      const json = {
        indicators: indicators.map(({ indicator, evidenceTypes, measured }) => ({
          indicator,
          evidence_types: [...evidenceTypes],
          measured,
        })),
        evidence_required: [...evidenceRequired],
        quotation_required: [...quotationRequired],
        site_visit_required: isVisitRequired,
      }
      return ok({ status: 200, json })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/drafts',
    summary: 'Opens the caller’s draft of a sheet; one that is open stays as it is',
    tag: TAG,
    action: 'sheet.draft',
    refusals: ['case_state'],
    params: caseParams,
    answers: { 201: draftView },
    handle: async ({ tx, actor, params, now }) => {
      const found = await service.open(tx, actor, params.case_id, now)
      if (!found.ok) return found
      const { version, savedAt, marks } = found.value
      return ok({ status: 201, json: { version, saved_at: savedAt, marks }, etag: version })
    },
  }),
  route({
    method: 'GET',
    path: OWN,
    summary: 'The caller’s draft; nobody else reads it',
    tag: TAG,
    action: 'sheet.draft',
    refusals: UNOPEN,
    params: caseParams,
    answers: { 200: draftView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.draft(tx, actor, params.case_id)
      if (!found.ok) return found
      const { version, savedAt, marks } = found.value
      return ok({ status: 200, json: { version, saved_at: savedAt, marks }, etag: version })
    },
  }),
  route({
    method: 'PUT',
    path: OWN,
    summary: 'Saves the draft whole, on the version that was read',
    tag: TAG,
    action: 'sheet.draft',
    refusals: [...UNOPEN, 'draft_saved_meanwhile'],
    isVersioned: true,
    params: caseParams,
    body: draftBody,
    answers: { 200: savedView },
    handle: async ({ tx, actor, params, body, ifMatch, now }) =>
      saved(await service.save(tx, actor, params.case_id, body.marks, ifMatch, now)),
  }),
  route({
    method: 'PUT',
    path: `${OWN}/marks/{indicator}`,
    summary: 'Saves one mark of the draft, on the version that was read',
    tag: TAG,
    action: 'sheet.draft',
    refusals: [...UNOPEN, 'draft_saved_meanwhile'],
    isVersioned: true,
    params: markParams,
    body: draftMarkBody,
    answers: { 200: savedView },
    handle: async ({ tx, actor, params, body, ifMatch, now }) => {
      const mark = { indicator: params.indicator, ...body }
      return saved(await service.saveMark(tx, actor, params.case_id, mark, ifMatch, now))
    },
  }),
  route({
    method: 'DELETE',
    path: `${OWN}/marks/{indicator}`,
    summary: 'Takes one mark out of the draft',
    tag: TAG,
    action: 'sheet.draft',
    refusals: [...UNOPEN, 'draft_saved_meanwhile'],
    isVersioned: true,
    params: markParams,
    answers: { 200: savedView },
    handle: async ({ tx, actor, params, ifMatch, now }) =>
      saved(await service.dropMark(tx, actor, params.case_id, params.indicator, ifMatch, now)),
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/sheets',
    summary: 'Signs a sheet of marks, which freezes it; a correction is a new version with its reason',
    tag: TAG,
    action: 'sheet.sign',
    refusals: [
      'case_state',
      'appraiser_not_assigned',
      'draft_saved_meanwhile',
      'correction_reason_missing',
      'indicator_not_in_model',
      'mark_missing',
      'evidence_missing',
      'override_reason_missing',
      'evidence_paper_unknown',
      'evidence_paper_withdrawn',
      'quotation_missing',
      'site_visit_missing',
      'visit_before_the_panel',
    ],
    params: caseParams,
    body: sheetBody,
    answers: { 201: signedView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.sign(tx, actor, params.case_id, body, { now, day })
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
    params: caseParams,
    answers: { 200: z.strictObject({ items: z.array(sheetView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.sheets(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
]
