/** The JSON API of a recommendation once made: memo, signatures, notice, objection, withdrawal; and the limits. */
import { z } from 'zod'
import { ok } from '../kernel/result.ts'
import { code, moneyNotNegative, plainText } from '../kernel/text.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../platform/http/page.ts'
import { type Route, route } from '../platform/http/route.ts'
import type { DecisionService } from './service.ts'
import { SCOPES } from './terms-schema.ts'
import { caseShown, caseShownOf, decisionView, gradeView, reviewedOf, reviewedView } from './view.ts'

const TAG = 'decisions'
const limitView = z.strictObject({
  scope: z.enum(SCOPES),
  code: z.string(),
  key: z.string(),
  cap: z.string(),
  used: z.string(),
  reserved: z.string(),
  /** What was used before anything was promised here: the use is that and the guarantees that stand. */
  brought: z.string(),
  version: z.string(),
})
const caseParams = z.strictObject({ case_id: z.uuid() })
const reasonBody = z.strictObject({ reason: plainText(2000) })
const memoBody = z.strictObject({ memo: plainText(8000) })
const signatureBody = z.strictObject({
  /** The decision signed, so that nobody signs another than they read. */
  decision: z.uuid(),
  verdict: z.enum(['approve', 'decline']),
  override_reason: plainText(2000).optional(),
})
const limitParams = z.strictObject({ scope: z.enum(SCOPES), code, key: z.string().regex(/^[a-z0-9._-]{1,80}$/) })
const STALE = ['case_state', 'decision_missing']

export const decisionRoutes = (service: DecisionService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/decisions',
    summary: 'What was recommended and decided, newest first; a superseded one stands beside the one that holds',
    tag: TAG,
    action: 'decision.read',
    refusals: ['decision_while_marking'],
    params: caseParams,
    answers: { 200: z.strictObject({ items: z.array(decisionView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.decisions(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/grade',
    summary: 'The grade of a case, once it may be read; asked for too early it is refused, and that is kept',
    tag: TAG,
    action: 'decision.read',
    refusals: ['decision_while_marking', 'grade_not_issued', 'decision_missing'],
    params: caseParams,
    answers: { 200: gradeView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.grade(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/{decision_id}',
    summary: 'One decision: recommendation, terms and reasons, who signed',
    tag: TAG,
    action: 'decision.read',
    refusals: ['decision_while_marking'],
    params: z.strictObject({ decision_id: z.uuid() }),
    answers: { 200: decisionView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.decision(tx, actor, params.decision_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/memo',
    summary: 'The officer’s review memo; a referred case then waits in the queue of its level',
    tag: TAG,
    action: 'decision.review',
    refusals: [...STALE, 'case_signed_already'],
    params: caseParams,
    body: memoBody,
    answers: { 200: reviewedView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.memo(tx, actor, params.case_id, body.memo, { now, day })
      return found.ok ? ok({ status: 200, json: reviewedOf(found.value), etag: found.value.kept.life.version }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/take',
    summary: 'Takes a referred case out of the queue',
    tag: TAG,
    action: 'case.refer',
    refusals: ['case_state'],
    params: caseParams,
    answers: { 200: caseShown },
    handle: async ({ tx, actor, params, now }) => {
      const found = await service.take(tx, actor, params.case_id, now)
      return found.ok ? ok({ status: 200, json: caseShownOf(found.value), etag: found.value.life.version }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/put-before-committee',
    summary: 'Puts a reviewed case before the head office’s committee, which else sees only what is at its level',
    tag: TAG,
    action: 'case.put_before_committee',
    refusals: [...STALE, 'case_before_committee'],
    params: caseParams,
    body: reasonBody,
    answers: { 200: caseShown },
    handle: async ({ tx, actor, params, body, now }) => {
      const found = await service.putBeforeCommittee(tx, actor, params.case_id, body.reason, now)
      return found.ok ? ok({ status: 200, json: caseShownOf(found.value), etag: found.value.life.version }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/signatures',
    summary: 'Signs the recommendation, for or against; with the last signature the case is approved or declined',
    tag: TAG,
    action: 'decision.sign',
    refusals: [
      ...STALE,
      'case_person_asked',
      'decision_superseded',
      'memo_missing',
      'signature_role_missing',
      'override_not_allowed',
      'signature_own_work',
      'signature_twice',
      'override_reason_needed',
      'decision_lapsed',
      'facts_to_gather_again',
      'facts_changed',
    ],
    params: caseParams,
    body: signatureBody,
    answers: { 201: reviewedView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.sign(tx, actor, params.case_id, body, { now, day })
      return found.ok ? ok({ status: 201, json: reviewedOf(found.value), etag: found.value.kept.life.version }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/notice',
    summary: 'Tells the firm and the bank what was decided',
    tag: TAG,
    action: 'case.notice',
    refusals: STALE,
    params: caseParams,
    answers: { 200: reviewedView },
    handle: async ({ tx, actor, params, now, day }) => {
      const found = await service.notice(tx, actor, params.case_id, { now, day })
      return found.ok ? ok({ status: 200, json: reviewedOf(found.value), etag: found.value.kept.life.version }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/withdraw',
    summary: 'Takes a case back; what was reserved for it is free again',
    tag: TAG,
    action: 'case.withdraw',
    refusals: ['case_state'],
    params: caseParams,
    body: reasonBody,
    answers: { 200: caseShown },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.withdraw(tx, actor, params.case_id, body.reason, { now, day })
      return found.ok ? ok({ status: 200, json: caseShownOf(found.value), etag: found.value.life.version }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/object',
    summary: 'Objects to what was decided, once: other appraisers look at the case again',
    tag: TAG,
    action: 'case.object',
    refusals: ['case_state', 'case_objected_already'],
    params: caseParams,
    body: reasonBody,
    answers: { 200: caseShown },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.object(tx, actor, params.case_id, body.reason, now, day)
      return found.ok ? ok({ status: 200, json: caseShownOf(found.value), etag: found.value.life.version }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/limits',
    summary: 'Limits with what is used and reserved of them, in the order of scope, code and key',
    tag: 'limits',
    action: 'limit.read',
    query: pageQuery,
    answers: { 200: pageOf(limitView) },
    handle: async ({ tx, actor, query }) => {
      const place = placeOf('limits', query.cursor)
      if (!place.ok) return place
      const [scope, of, key] = place.value?.split(' ') ?? []
      const after =
        scope === undefined || of === undefined || key === undefined ? undefined : ([scope, of, key] as const)
      const limit = pageLimit(query)
      const found = await service.limits(tx, actor, after, limit)
      if (!found.ok) return found
      const idOf = (row: (typeof found.value)[number]) => `${row.scope} ${row.code} ${row.key}`
      return ok({ status: 200, json: page(found.value, limit, 'limits', idOf, row => row) })
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/limits/{scope}/{code}/{key}',
    summary: 'Opens a limit or sets its cap, never below what is used and reserved',
    tag: 'limits',
    action: 'limit.set',
    refusals: ['limit_below_use'],
    params: limitParams,
    body: z.strictObject({ cap: moneyNotNegative }),
    answers: { 200: limitView },
    handle: async ({ tx, actor, params, body }) => {
      const found = await service.setLimit(tx, actor, { ...params, cap: body.cap })
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
