/** The JSON API of the centres appraisers belong to. */
import { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageQuery, placeOf } from '../../platform/http/page.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { centreBody, centreParams, centreView, closeCentreBody, reasonBody, suspendBody } from '../roster/schema.ts'
import type { CentreService, CentreShown } from './service.ts'

const TAG = 'appraisers'
const viewOf = ({ exams, passed, isWeak, ...one }: CentreShown): z.input<typeof centreView> => ({
  ...one,
  quality: { exams, passed, is_weak: isWeak },
})
const shown = (found: Result<CentreShown>): Result<Reply> =>
  found.ok ? ok({ status: 200, json: viewOf(found.value), etag: found.value.version }) : found

export const centreRoutes = (service: CentreService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/centres',
    summary: 'Centres of appraisers, the latest first, with how the last exams of their people went',
    tag: TAG,
    action: 'centre.read',
    query: pageQuery,
    answers: { 200: pageOf(centreView) },
    handle: async ({ tx, actor, query, day }) => {
      const place = placeOf('centres', query.cursor)
      if (!place.ok) return place
      if (place.value !== undefined && !z.uuid().safeParse(place.value).success)
        return refuse(refusal('cursor_malformed', 'cursor'))
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, { after: place.value ?? null, limit: limit + 1 }, day)
      return found.ok ? ok({ status: 200, json: page(found.value, limit, 'centres', one => one.id, viewOf) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/centres',
    summary: 'Adds a centre: of the agency, founded by it, or of others under the same rules',
    tag: TAG,
    action: 'centre.change',
    body: centreBody,
    example: { name: 'Centre for battery technology', kind: 'founded', since: '2026-03-02' },
    answers: { 201: centreView },
    handle: async ({ tx, actor, body, day }) => {
      const made = await service.add(tx, actor, body, day)
      if (!made.ok) return made
      const { id, version } = made.value
      return ok({ status: 201, json: viewOf(made.value), etag: version, location: `/v1/centres/${id}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/centres/{centre_id}',
    summary: 'One centre',
    tag: TAG,
    action: 'centre.read',
    refusals: ['centre_unknown'],
    params: centreParams,
    answers: { 200: centreView },
    handle: async ({ tx, actor, params, day }) => shown(await service.read(tx, actor, params.centre_id, day)),
  }),
  route({
    method: 'POST',
    path: '/v1/centres/{centre_id}/close',
    summary: 'Ends a centre on a day; nobody of it is drawn afterwards',
    tag: TAG,
    action: 'centre.change',
    refusals: ['centre_unknown', 'centre_over'],
    params: centreParams,
    body: closeCentreBody,
    isVersioned: true,
    answers: { 200: centreView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.close(tx, actor, params.centre_id, body, { day, ifMatch })),
  }),
  route({
    method: 'POST',
    path: '/v1/centres/{centre_id}/suspend',
    summary: 'Suspends a centre from today to a day, with a reason; nobody of it is drawn meanwhile',
    tag: TAG,
    action: 'centre.suspend',
    refusals: ['centre_unknown', 'suspension_period'],
    params: centreParams,
    body: suspendBody,
    isVersioned: true,
    answers: { 200: centreView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.suspend(tx, actor, params.centre_id, body, { day, ifMatch })),
  }),
  route({
    method: 'POST',
    path: '/v1/centres/{centre_id}/lift',
    summary: 'Lifts the suspension of a centre before its last day',
    tag: TAG,
    action: 'centre.suspend',
    refusals: ['centre_unknown', 'suspension_none'],
    params: centreParams,
    body: reasonBody,
    isVersioned: true,
    answers: { 200: centreView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.lift(tx, actor, params.centre_id, body.reason, { day, ifMatch })),
  }),
]
