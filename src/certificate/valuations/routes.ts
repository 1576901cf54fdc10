/** The JSON API of valuations: drafted, signed, issued, read and withdrawn, each of a case. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { languageSchema } from '../../kernel/words.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  draftGiven,
  issueGiven,
  signatureGiven,
  valuationHead,
  valuationListed,
  valuationView,
  withdrawalGiven,
} from './schema.ts'
import { headOf, type ValuationsService } from './service.ts'

const TAG = 'valuations'
const ofCase = z.strictObject({ case_id: z.uuid() })
const ofOne = z.strictObject({ case_id: z.uuid(), valuation_id: z.uuid() })
const of = (params: z.output<typeof ofOne>) => ({ caseId: params.case_id, id: params.valuation_id })
const LIST = '/v1/cases/{case_id}/valuations'
const ONE = `${LIST}/{valuation_id}`

export const valuationRoutes = (service: ValuationsService): readonly Route[] => [
  route({
    method: 'POST',
    path: LIST,
    summary: 'Works a valuation out and keeps it as a draft: title, methods, reconciliation, spread',
    tag: TAG,
    action: 'valuation.draft',
    refusals: [
      ...['valuation_client_strange', 'valued_right_lapsed', 'valued_right_unowned', 'valued_right_pledged'],
      ...['valued_right_status_unknown', 'valuation_difference_unexplained', 'rules_not_in_force'],
    ],
    params: ofCase,
    body: draftGiven,
    answers: { 201: valuationHead },
    ahead: ({ tx, actor, params, body, now }) => service.toValue(tx, actor, params.case_id, body.request, now),
    handle: async ({ tx, actor, params, ahead, now, day }) => {
      if (!ahead.ok) return ahead
      const found = await service.draft(tx, actor, params.case_id, ahead.value, { now, day })
      if (!found.ok) return found
      return ok({
        status: 201,
        json: found.value,
        location: `/v1/cases/${params.case_id}/valuations/${found.value.id}`,
      })
    },
  }),
  route({
    method: 'GET',
    path: LIST,
    summary: 'Valuations of a case, the newest first; a firm and a bank see those that were issued',
    tag: TAG,
    action: 'valuation.read',
    params: ofCase,
    answers: { 200: z.strictObject({ items: z.array(valuationListed) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.list(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'GET',
    path: ONE,
    summary: 'A valuation with its whole content, from which its digest follows',
    tag: TAG,
    action: 'valuation.read',
    refusals: ['valuation_unknown'],
    params: ofOne,
    answers: { 200: valuationView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, of(params))
      return found.ok ? ok({ status: 200, json: { ...headOf(found.value), valuation: found.value.record } }) : found
    },
  }),
  route({
    method: 'POST',
    path: `${ONE}/signature`,
    summary: 'The valuer it names signs a draft, under its digest',
    tag: TAG,
    action: 'valuation.sign',
    refusals: ['valuation_unknown', 'valuation_state', 'valuation_signer_strange', 'valuation_digest_differs'],
    params: ofOne,
    body: signatureGiven,
    answers: { 200: valuationHead },
    handle: async ({ tx, actor, params, body, now }) => {
      const found = await service.sign(tx, actor, of(params), body.digest, now)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: `${ONE}/issue`,
    summary:
      'The reviewer it names issues what was signed: reports are drawn and sealed in every language it is written in',
    tag: TAG,
    action: 'valuation.issue',
    refusals: [
      ...['valuation_unknown', 'valuation_state', 'valuation_signer_strange', 'valuation_digest_differs'],
      ...['valuation_unsigned', 'certificate_text_undrawable'],
    ],
    params: ofOne,
    body: issueGiven,
    answers: { 200: valuationHead },
    ahead: ({ tx, actor, params, body, now }) => service.toDraw(tx, actor, of(params), body.digest, now),
    handle: async ({ tx, actor, params, body, ahead, now }) => {
      if (!ahead.ok) return ahead
      const found = await service.issue(tx, actor, of(params), body, ahead.value, now)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: `${ONE}/report`,
    summary: 'The sealed report in a language, as it was issued',
    tag: TAG,
    action: 'valuation.download',
    refusals: ['valuation_unknown', 'valuation_language_none'],
    params: ofOne,
    query: z.strictObject({ lang: languageSchema }),
    answers: { 200: 'bytes' },
    handle: async ({ tx, actor, params, query }) => {
      const found = await service.report(tx, actor, of(params), query.lang)
      if (!found.ok) return found
      const fileName = `valuation-${found.value.number}-${query.lang}.pdf`
      return ok({ status: 200, bytes: found.value.bytes, mediaType: 'application/pdf', fileName })
    },
  }),
  route({
    method: 'POST',
    path: `${ONE}/withdraw`,
    summary: 'Withdraws a draft, or what was issued: nobody may rely on it any more',
    tag: TAG,
    action: 'valuation.withdraw',
    refusals: ['valuation_unknown', 'valuation_state'],
    params: ofOne,
    body: withdrawalGiven,
    example: { reason: 'The pledge was released; it is valued anew.' },
    answers: { 200: valuationHead },
    handle: async ({ tx, actor, params, body, now }) => {
      const found = await service.withdraw(tx, actor, of(params), body.reason, now)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
