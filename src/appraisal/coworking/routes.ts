/** The JSON API of co-workers: invited to sections of a draft, let in by a code, reading and writing these alone. */
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  caseParams,
  codeBody,
  coWorkersView,
  coWorkerView,
  coWorkingsView,
  coWorkingView,
  invitationBody,
  invitedView,
  ofCaseParams,
  ownParams,
  savingBody,
} from './schema.ts'
import type { CoWorkingService } from './service.ts'

const TAG = 'co-workers'

export const coWorkingRoutes = (service: CoWorkingService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/co-workers',
    summary: 'Invites somebody to sections of a draft; the code to hand over is shown in this answer and never again',
    tag: TAG,
    action: 'co_worker.invite',
    refusals: ['co_worker_not_draft', 'co_worker_until', 'co_worker_many'],
    params: caseParams,
    body: invitationBody,
    example: { label: 'Tax accountant', sections: ['financials'], until: '2026-05-31' },
    answers: { 201: invitedView },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const made = await service.invite(tx, actor, params.case_id, body, { now, day })
      return made.ok ? ok({ status: 201, json: made.value, kept: { ...made.value, code: null } }) : made
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/co-workers',
    summary: 'Who helps with an application, and who saved each of its sections last',
    tag: TAG,
    action: 'co_worker.list',
    params: caseParams,
    answers: { 200: coWorkersView },
    handle: async ({ tx, actor, params, day }) => {
      const found = await service.list(tx, actor, params.case_id, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/co-workers/{co_worker_id}/end',
    summary: 'Takes an invitation back; whoever helped reads and writes nothing from then on',
    tag: TAG,
    action: 'co_worker.end',
    refusals: ['co_worker_unknown', 'co_worker_ended'],
    params: ofCaseParams,
    answers: { 200: coWorkerView },
    handle: async ({ tx, actor, params, now, day }) => {
      const done = await service.end(tx, actor, params.case_id, params.co_worker_id, { now, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'POST',
    path: '/v1/co-workings',
    summary: 'Begins to help with an application by the code its firm handed over',
    tag: TAG,
    action: 'co_working.accept',
    refusals: ['co_working_code_unknown', 'co_working_code_used', 'co_working_own_firm', 'co_working_over'],
    body: codeBody,
    example: { code: '7F3K-9QXM-2WTR-B8HN-5VJD' },
    answers: { 201: coWorkingView },
    handle: async ({ tx, actor, body, now, day }) => {
      const taken = await service.accept(tx, actor, body.code, { now, day })
      if (!taken.ok) return taken
      const { id, version } = taken.value
      return ok({ status: 201, json: taken.value, etag: version, location: `/v1/co-workings/${id}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/co-workings',
    summary: 'Applications the caller helps with',
    tag: TAG,
    action: 'co_working.read',
    answers: { 200: coWorkingsView },
    handle: async ({ tx, actor, day }) => {
      const found = await service.mine(tx, actor, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/co-workings/{co_worker_id}',
    summary: 'The sections of an application that were given to the caller, and nothing else of it',
    tag: TAG,
    action: 'co_working.read',
    refusals: ['co_working_unknown', 'co_working_over'],
    params: ownParams,
    answers: { 200: coWorkingView },
    handle: async ({ tx, actor, params, day }) => {
      const found = await service.read(tx, actor, params.co_worker_id, day)
      return found.ok ? ok({ status: 200, json: found.value, etag: found.value.version }) : found
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/co-workings/{co_worker_id}',
    summary: 'Saves the sections that were given to the caller',
    tag: TAG,
    action: 'co_working.save',
    refusals: ['co_working_unknown', 'co_working_over', 'co_working_section_other'],
    isVersioned: true,
    params: ownParams,
    body: savingBody,
    answers: { 200: coWorkingView },
    handle: async ({ tx, actor, params, body, ifMatch, now, day }) => {
      const saved = await service.save(tx, actor, params.co_worker_id, body, ifMatch, { now, day })
      return saved.ok ? ok({ status: 200, json: saved.value, etag: saved.value.version }) : saved
    },
  }),
]
