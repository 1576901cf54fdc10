/** The JSON API of the emergency stop. */
import { ok } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { liftBody, stopBody, stopParams, stopView } from './schema.ts'
import type { StopService } from './service.ts'

const TAG = 'rules'
type Stop = Extract<Awaited<ReturnType<StopService['stop']>>, { ok: true }>['value']

const viewOf = ({ hands: _, ...shown }: Stop) => shown

export const stopRoutes = (service: StopService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/rules/stops',
    summary: 'Rule sets that are or were stopped, the latest first',
    tag: TAG,
    action: 'rule_stop.read',
    query: pageQuery,
    answers: { 200: pageOf(stopView) },
    handle: async ({ tx, actor, query }) => {
      const place = placeOf('stops', query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, place.value, limit)
      if (!found.ok) return found
      return ok({ status: 200, json: page(found.value, limit, 'stops', one => one.id, viewOf) })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/stops',
    summary:
      'Stops a rule set: every recommendation from now on is referred to a person, until somebody else lets it go',
    tag: TAG,
    action: 'rule_stop.set',
    refusals: ['stop_stands'],
    example: { kind: 'terms', reason: 'A ceiling was published with a digit too many.' },
    body: stopBody,
    answers: { 201: stopView },
    handle: async ({ tx, actor, body, now }) => {
      const made = await service.stop(tx, actor, body, now)
      return made.ok ? ok({ status: 201, json: viewOf(made.value) }) : made
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/stops/{stop_id}/lift',
    summary: 'Lets a stopped rule set go; never by whoever stopped it',
    tag: TAG,
    action: 'rule_stop.lift',
    refusals: ['stop_unknown', 'stop_lifted', 'stop_own_work'],
    params: stopParams,
    body: liftBody,
    answers: { 200: stopView },
    handle: async ({ tx, actor, params, body, now }) => {
      const lifted = await service.lift(tx, actor, params.stop_id, body.reason, now)
      return lifted.ok ? ok({ status: 200, json: viewOf(lifted.value) }) : lifted
    },
  }),
]
