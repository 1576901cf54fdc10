/** The JSON API of the panel's figures: agreement, severity, and each appraiser's own page. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  type AgreementFigures,
  agreementView,
  type Feedback,
  feedbackView,
  keptView,
  type SeverityFigures,
  severityView,
} from './schema.ts'
import type { QualityService } from './service.ts'

const TAG = 'panel'
const ofMonth = z.strictObject({ month: z.string().regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/) })
const ofAppraiser = z.strictObject({ appraiser_id: z.string().min(1).max(64) })

export const qualityRoutes = (service: QualityService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/panel/agreement',
    summary: 'How far appraisers agree: over all, by indicator, field, pair and appraiser, of the sheets that stand',
    tag: TAG,
    action: 'panel_quality.read',
    answers: { 200: agreementView },
    ahead: ({ tx, actor, day }) => service.agreement(tx, actor, day),
    handle: async ({ tx, actor, ahead }) => {
      await service.told(tx, actor, 'panel_quality.read', 'panel:agreement')
      return ok({ status: 200, json: ahead as unknown as AgreementFigures })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/panel/severity',
    summary: 'How severe each appraiser is, fair marks beside raw ones, and what is found of their conduct',
    tag: TAG,
    action: 'panel_quality.read',
    answers: { 200: severityView },
    ahead: ({ tx, actor, day }) => service.severity(tx, actor, day),
    handle: async ({ tx, actor, ahead }) => {
      await service.told(tx, actor, 'panel_quality.read', 'panel:severity')
      return ok({ status: 200, json: ahead as unknown as SeverityFigures })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/panel/figures/{month}',
    summary:
      'Figures as they were kept when a month was over, with what marks stand for where policy reads fair scores',
    tag: TAG,
    action: 'panel_quality.read',
    params: ofMonth,
    answers: { 200: keptView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.kept(tx, actor, params.month)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/panel/appraisers/{appraiser_id}/feedback',
    summary:
      "An appraiser's own page: what the figures say of their marks beside those of others, and what they do not",
    tag: TAG,
    action: 'panel_feedback.read',
    params: ofAppraiser,
    answers: { 200: feedbackView },
    ahead: ({ tx, actor, params, day }) => service.feedback(tx, actor, params.appraiser_id, day),
    handle: async ({ tx, actor, params, ahead }) => {
      await service.told(tx, actor, 'panel_feedback.read', `person:${params.appraiser_id}`)
      return ok({ status: 200, json: ahead as unknown as Feedback })
    },
  }),
]
