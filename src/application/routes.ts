/** The JSON API of a case that needs no rules: list, read, accept; its events and the facts gathered for it. */
import { z } from 'zod'
import { ok } from '../kernel/result.ts'
import { plainText } from '../kernel/text.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../platform/http/page.ts'
import { type Route, route } from '../platform/http/route.ts'
import { STATES } from './life.ts'
import type { ApplicationService } from './service.ts'
import { caseHead, caseParams, caseView, eventView, eventViewOf, factView, viewOf, viewTo } from './view.ts'

const TAG = 'cases'
const reasonBody = z.strictObject({ reason: plainText(2000) })
const factsAnswer = z.strictObject({ items: z.array(factView) })

export const applicationRoutes = (service: ApplicationService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases',
    summary: 'Cases the caller may see, newest first',
    tag: TAG,
    action: 'case.list',
    query: z.strictObject({ ...pageShape, state: z.enum(STATES).optional(), office: z.string().max(64).optional() }),
    answers: { 200: pageOf(caseHead) },
    handle: async ({ tx, actor, query }) => {
      const list = `cases ${query.state ?? ''} ${query.office ?? ''}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, {
        limit,
        ...(place.value === undefined ? {} : { before: place.value }),
        ...(query.state === undefined ? {} : { state: query.state }),
        ...(query.office === undefined ? {} : { office: query.office }),
      })
      if (!found.ok) return found
      return ok({
        status: 200,
        json: page(
          found.value,
          limit,
          list,
          row => row.id,
          row => row,
        ),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}',
    summary: 'One case: its state, who holds it until when, and what was handed in',
    tag: TAG,
    action: 'case.read',
    params: caseParams,
    answers: { 200: caseView },
    handle: async ({ tx, actor, params }) => {
      const kept = await service.read(tx, actor, params.case_id)
      if (!kept.ok) return kept
      const json = viewTo(kept.value, service.hiddenFrom(actor, kept.value))
      return ok({ status: 200, json, etag: kept.value.life.version })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/events',
    summary: 'What happened to a case, in order',
    tag: TAG,
    action: 'case.read',
    params: caseParams,
    answers: { 200: z.strictObject({ items: z.array(eventView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.events(tx, actor, params.case_id)
      if (!found.ok) return found
      const isMarking = service.hiddenFrom(actor, found.value.kept).includes('requested_amount')
      const isStaff = actor.kind === 'agency' || actor.kind === 'system'
      const reader = isMarking ? 'marking' : isStaff ? 'staff' : 'party'
      const items = found.value.events.map(event => eventViewOf(event, reader, actor.person))
      return ok({ status: 200, json: { items } })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/accept',
    summary: 'Takes a submitted case into the office’s care',
    tag: TAG,
    action: 'case.accept',
    refusals: ['case_state'],
    params: caseParams,
    answers: { 200: caseView },
    handle: async ({ tx, actor, params, now, day }) => {
      const kept = await service.accept(tx, actor, params.case_id, now, day)
      return kept.ok ? ok({ status: 200, json: viewOf(kept.value), etag: kept.value.life.version }) : kept
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/ask-person',
    summary: 'Asks for a person: nothing is signed before an officer has written a memo since',
    tag: TAG,
    action: 'case.ask_person',
    refusals: ['case_state'],
    params: caseParams,
    body: reasonBody,
    example: { reason: 'The sales of 2025 were read without the export branch.' },
    answers: { 200: caseView },
    handle: async ({ tx, actor, params, body, now }) => {
      const kept = await service.askPerson(tx, actor, params.case_id, body.reason, now)
      return kept.ok ? ok({ status: 200, json: viewOf(kept.value), etag: kept.value.life.version }) : kept
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/facts/gather',
    summary: 'Asks every office for the facts that can exclude a firm',
    tag: 'facts',
    action: 'facts.gather',
    refusals: ['case_state'],
    params: caseParams,
    answers: { 200: factsAnswer },
    ahead: async ({ tx, actor, params, day }) => {
      const asking = await service.toGather(tx, actor, params.case_id, day)
      return asking.ok ? ok(() => service.asked(asking.value)) : asking
    },
    handle: async ({ tx, actor, ahead, now }) => {
      const found = await service.gather(tx, actor, ahead, now)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/facts',
    summary: 'The newest reading of each fact, with its source, its day and the consent; unavailable ones too',
    tag: 'facts',
    action: 'facts.read',
    params: caseParams,
    answers: { 200: factsAnswer },
    handle: async ({ tx, actor, params }) => {
      const found = await service.facts(tx, actor, params.case_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
]
