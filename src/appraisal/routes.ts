/** The JSON API around the way: look a case over, draft it, hand it in, recommend, correct. */
import { ok } from '../kernel/result.ts'
import { type Route, route } from '../platform/http/route.ts'
import type { AppraisalService } from './service.ts'
import {
  appraisalParams,
  caseShown,
  caseShownOf,
  correctionBody,
  correctionView,
  createdView,
  draftBody,
  editBody,
  madeView,
  precheckBody,
  precheckView,
  wordsQuery,
  wordsView,
} from './view.ts'

const TAG = 'cases'
const draftRefusals = [
  'case_firm_not_own',
  'case_bank_not_own',
  'case_consent_missing',
  'case_firm_unknown',
  'case_bank_unknown',
  'case_office_unknown',
  'case_scenario_not_sandbox',
]

export const appraisalRoutes = (service: AppraisalService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/prechecks',
    summary: 'What is missing for a case, and where the rules would likely lead; nothing is kept',
    tag: TAG,
    action: 'case.precheck',
    refusals: ['programme_unknown', 'industry_not_appraised'],
    body: precheckBody,
    answers: { 200: precheckView },
    handle: async ({ actor, body, day }) => {
      const found = service.precheck(actor, body.content, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/words',
    summary: 'What the rules of a day call things, in three languages, by key; keys without words are left out',
    tag: TAG,
    action: 'words.read',
    query: wordsQuery,
    answers: { 200: wordsView },
    handle: async ({ actor, query, day }) => {
      const found = service.words(actor, query.keys, query.day ?? day)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases',
    summary: 'Drafts a case; in the sandbox, with sheets, also recommends it at once',
    tag: TAG,
    action: 'case.create',
    refusals: [...draftRefusals, 'scenario_unknown', 'sheets_not_given_here', 'limit_unavailable'],
    body: draftBody,
    answers: { 201: createdView },
    isShared: body => body.sheets !== undefined,
    handle: async ({ tx, actor, body, now, day }) => {
      const { sheets, ...given } = body
      if (sheets !== undefined) {
        const made = await service.played(tx, actor, given, sheets, { now, day })
        if (!made.ok) return made
        const { id: case_id, decision: decision_id, digest, version } = made.value
        const json = { case_id, decision_id, digest, state: 'recommended' }
        return ok({ status: 201, json, etag: version, location: `/v1/cases/${case_id}` })
      }
      const kept = await service.draft(tx, actor, given, { now, day })
      if (!kept.ok) return kept
      const { id: caseId, life } = kept.value
      return ok({ status: 201, json: caseShownOf(kept.value), etag: life.version, location: `/v1/cases/${caseId}` })
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/cases/{case_id}',
    summary: 'Changes a draft',
    tag: TAG,
    action: 'case.update',
    refusals: ['case_state', ...draftRefusals],
    isVersioned: true,
    params: appraisalParams,
    body: editBody,
    answers: { 200: caseShown },
    handle: async ({ tx, actor, params, body, ifMatch, now, day }) => {
      const kept = await service.edit(tx, actor, params.case_id, body, ifMatch, { now, day })
      return kept.ok ? ok({ status: 200, json: caseShownOf(kept.value), etag: kept.value.life.version }) : kept
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/submit',
    summary: 'Hands a draft in; in the sandbox a case with a scenario then runs itself',
    tag: TAG,
    action: 'case.submit',
    refusals: ['case_state', 'programme_unknown', 'industry_not_appraised', 'application_applicant_unknown'],
    params: appraisalParams,
    answers: { 200: caseShown },
    handle: async ({ tx, actor, params, now, day }) => {
      const kept = await service.submit(tx, actor, params.case_id, { now, day })
      return kept.ok ? ok({ status: 200, json: caseShownOf(kept.value), etag: kept.value.life.version }) : kept
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/recommendation',
    summary: 'Runs the way over a marked case and reserves what it recommends in every limit, or in none',
    tag: 'decisions',
    action: 'case.recommend',
    refusals: ['case_state', 'facts_not_gathered', 'limit_unavailable', 'recommendation_unchanged'],
    params: appraisalParams,
    answers: { 201: madeView },
    handle: async ({ tx, actor, params, now, day }) => {
      const made = await service.recommend(tx, actor, params.case_id, { now, day })
      if (!made.ok) return made
      const { decision, digest } = made.value
      const json = { case_id: params.case_id, decision_id: decision, digest }
      return ok({ status: 201, json, location: `/v1/decisions/${decision}` })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/correct',
    summary: 'Corrects what a case says; what was recommended of it is recommended anew, with where the two differ',
    tag: TAG,
    action: 'case.correct',
    refusals: ['case_state', 'case_firm_not_own', 'case_bank_not_own', 'recommendation_unchanged', 'limit_unavailable'],
    params: appraisalParams,
    body: correctionBody,
    answers: { 200: correctionView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const found = await service.correct(tx, actor, params.case_id, body, { now, day })
      if (!found.ok) return found
      const { made, before, differences } = found.value
      const json = { decision_id: made?.decision ?? null, before, after: made?.digest ?? null, differences }
      return ok({ status: 200, json })
    },
  }),
]
