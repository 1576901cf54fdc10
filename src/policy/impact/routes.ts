/** Impact of a change of the rules over HTTP. Its runs are listed, cancelled and resumed like any, under /v1/runs. */
import { z } from 'zod'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { FIGURES, isFigure } from './moves.ts'
import {
  explainedShownOf,
  explainedView,
  impactBody,
  impactShownOf,
  impactView,
  moveShownOf,
  movesAsked,
  moveView,
} from './schema.ts'
import type { ImpactService } from './service.ts'

const TAG = 'rules'
const ONE = '/v1/rules/impacts/{run_id}'
const params = z.strictObject({ run_id: z.uuid() })
const PLACE = /^(\d{1,7})\.(\d{1,9})$/

export const impactRoutes = (service: ImpactService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/rules/impacts',
    summary:
      'Runs every decision that holds, or a book made from a seed, under a draft of the rules: what would change',
    tag: TAG,
    action: 'impact.begin',
    refusals: ['impact_kind_silent', 'edition_unknown', 'impact_draft_changed', 'impact_nothing_decided'],
    body: impactBody,
    answers: { 202: impactView },
    handle: async ({ tx, actor, body, now, day }) => {
      const begun = await service.begin(tx, actor, body, { now, day })
      return begun.ok
        ? ok({ status: 202, json: impactShownOf(begun.value), location: `/v1/rules/impacts/${begun.value.id}` })
        : begun
    },
  }),
  route({
    method: 'GET',
    path: ONE,
    summary: 'An impact: what is known of how many parts, and exact once it is done',
    tag: TAG,
    action: 'impact.read',
    refusals: ['impact_unknown'],
    params,
    answers: { 200: impactView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.read(tx, actor, params.run_id)
      return found.ok ? ok({ status: 200, json: impactShownOf(found.value) }) : found
    },
  }),
  route({
    method: 'GET',
    path: `${ONE}/moves`,
    summary: 'The cases that move: whose answer changes, or of which a figure does, each with what moves and why',
    tag: TAG,
    action: 'impact.read',
    refusals: ['impact_unknown', 'impact_direction_of_none'],
    params,
    query: z.strictObject({ ...pageShape, ...movesAsked }),
    answers: { 200: pageOf(moveView) },
    handle: async ({ tx, actor, params, query }) => {
      const { moved = 'answer', direction = null, from = null, to = null, programme = null } = query
      if (direction !== null && !isFigure(moved))
        return refuse(refusal('impact_direction_of_none', 'direction', { value: moved, limit: FIGURES.join(', ') }))
      const wanted = { moved, direction, from, to, programme }
      const list = `moves of ${params.run_id} ${Object.values(wanted).map(one => one ?? 'any')}`
      const found = placeOf(list, query.cursor)
      if (!found.ok) return found
      const place = found.value === undefined ? undefined : PLACE.exec(found.value)
      if (place === null) return refuse(refusal('cursor_malformed', 'cursor'))
      const after = place === undefined ? undefined : { part: Number(place[1]), place: Number(place[2]) }
      const limit = pageLimit(query)
      const rows = await service.moves(tx, actor, params.run_id, after, wanted, limit + 1)
      if (!rows.ok) return rows
      const json = page(rows.value, limit, list, row => `${row.part}.${row.place}`, moveShownOf)
      return ok({ status: 200, json })
    },
  }),
  route({
    method: 'GET',
    path: `${ONE}/decisions/{decision}`,
    summary: 'One decided case under both rule sets, side by side, with every reason',
    tag: TAG,
    action: 'impact.read',
    refusals: ['impact_unknown', 'impact_case_unknown'],
    params: z.strictObject({ run_id: z.uuid(), decision: z.uuid() }),
    answers: { 200: explainedView },
    handle: async ({ tx, actor, params }) => {
      const found = await service.explain(tx, actor, params.run_id, params.decision)
      return found.ok ? ok({ status: 200, json: explainedShownOf(found.value) }) : found
    },
  }),
]
