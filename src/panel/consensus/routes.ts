/** The JSON API of a panel heard on the marks it does not agree on. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { heardView, hearingView, statementBody } from './schema.ts'
import type { ConsensusService, Heard } from './service.ts'

const TAG = 'panel'
const params = z.strictObject({ case_id: z.uuid() })

const heard = (found: Result<Heard>): Result<Reply> => {
  if (!found.ok) return found
  const { outcome, sheet, kept } = found.value
  const { state, version } = kept.life
  return ok({ status: 200, json: { outcome, sheet, state, version }, etag: version })
}

export const consensusRoutes = (service: ConsensusService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/cases/{case_id}/consensus',
    summary: 'The marks a panel does not agree on, each with its evidence, and what was said of them; for the panel',
    tag: TAG,
    action: 'consensus.read',
    refusals: ['consensus_missing'],
    params,
    answers: { 200: hearingView },
    handle: async ({ tx, actor, params: { case_id: id } }) => {
      const found = await service.read(tx, actor, id)
      if (!found.ok) return found
      const { consensus, before, after, statements, waiting } = found.value
      const { openedAt: opened_at, dueOn: due_on, closedAt: closed_at, outcome } = consensus
      const head = { id: consensus.id, opened_at, due_on, outcome, closed_at }
      return ok({ status: 200, json: { ...head, before, after, statements, waiting } })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/consensus',
    summary: 'States what an appraiser holds of the marks that differ, with those marked again, or staying',
    tag: TAG,
    action: 'consensus.state',
    refusals: ['case_state', 'consensus_stated_already', 'consensus_indicator_agreed', 'evidence_missing'],
    params,
    body: statementBody,
    answers: { 200: heardView },
    handle: async ({ tx, actor, params: { case_id: id }, body, now, day }) =>
      heard(await service.state(tx, actor, id, body, { now, day })),
  }),
  route({
    method: 'POST',
    path: '/v1/cases/{case_id}/consensus/end',
    summary: 'Ends a hearing whose days are over; what is left of the difference goes with the case',
    tag: TAG,
    action: 'consensus.end',
    refusals: ['case_state', 'consensus_open'],
    params,
    answers: { 200: heardView },
    handle: async ({ tx, actor, params: { case_id: id }, now, day }) =>
      heard(await service.end(tx, actor, id, { now, day })),
  }),
]
