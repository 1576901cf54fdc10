/** The JSON API of telling: programmes and banks to choose from, and a decision explained. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { consultationBody } from './schema.ts'
import type { TellingService } from './service.ts'
import { banksView, consultationView, explanationView, programmesView, replayedView } from './view.ts'

export const tellingRoutes = (service: TellingService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/programmes',
    summary: 'Programmes in force, each with what it is for, the grade it asks for and its papers',
    tag: 'cases',
    action: 'programme.list',
    isPublic: true,
    answers: { 200: programmesView },
    handle: async ({ actor, day }) => {
      const found = service.programmes(actor, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/public/consultations',
    summary: 'Which programmes are likely, what stands against each and what would help: no log-in, nothing is kept',
    tag: 'cases',
    action: 'consultation.ask',
    isPublic: true,
    refusals: ['industry_not_appraised'],
    body: consultationBody,
    answers: { 200: consultationView },
    handle: async ({ actor, body, day }) => {
      const found = service.consulted(actor, body, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/banks',
    summary: 'Banks that may be asked for the loan; in the sandbox its own',
    tag: 'cases',
    action: 'bank.list',
    answers: { 200: banksView },
    handle: async ({ tx, actor }) => {
      const found = await service.banks(tx, actor)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/{decision_id}/explanation',
    summary: 'Why a decision is what it is, in words: what was read, what is due, what would change it, how soon',
    tag: 'decisions',
    action: 'decision.read',
    refusals: ['decision_while_marking', 'decision_missing'],
    params: z.strictObject({ decision_id: z.uuid() }),
    answers: { 200: explanationView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.explanation(tx, actor, params.decision_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/{decision_id}/replay',
    summary:
      'A decision run again under the editions its record names: the same to the byte, or where it differs first',
    tag: 'decisions',
    action: 'decision.prove',
    params: z.strictObject({ decision_id: z.uuid() }),
    answers: { 200: replayedView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.replayed(tx, actor, params.decision_id)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
]
