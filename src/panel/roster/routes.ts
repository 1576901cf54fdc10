/** The JSON API of the roster: who may appraise what, until when, and what they declared and learned. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../../platform/http/page.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { FIELDS } from './edition.ts'
import {
  appraiserParams,
  appraiserView,
  certifyBody,
  courseBody,
  courseView,
  endInterestBody,
  interestBody,
  interestParams,
  interestView,
  moveBody,
  reasonBody,
  registerBody,
  suspendBody,
} from './schema.ts'
import type { RosterService, Shown } from './service.ts'

const TAG = 'appraisers'
const rosterQuery = z.strictObject({
  ...pageShape,
  field: z.enum(FIELDS).optional(),
  centre: z.uuid().optional(),
})

const viewOf = (one: Shown): z.input<typeof appraiserView> => ({
  person: one.person,
  names: one.names as Record<string, string>,
  certificate: one.certificate,
  certified_on: one.certifiedOn,
  valid_until: one.validUntil,
  fields: [...one.fields],
  centre: one.centreId,
  suspension: one.suspension,
  standing: { ...one.standing, grounds: [...one.standing.grounds] },
  examined_on: one.examinedOn,
  open_assignments: one.openAssignments,
  room: one.room,
  note: one.note,
  version: one.version,
})
const shown = (found: Result<Shown>): Result<Reply> =>
  found.ok ? ok({ status: 200, json: viewOf(found.value), etag: found.value.version }) : found

export const rosterRoutes = (service: RosterService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/appraisers',
    summary: 'The roster by person: certificates, fields, how each stands today and how many cases they may take',
    tag: TAG,
    action: 'appraiser.list',
    query: rosterQuery,
    answers: { 200: pageOf(appraiserView) },
    handle: async ({ tx, actor, query, day }) => {
      const { field = null, centre = null } = query
      const list = `appraisers ${field ?? 'all'} ${centre ?? 'all'}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const wanted = { after: place.value ?? '', field, centre, limit: limit + 1 }
      const found = await service.list(tx, actor, wanted, day)
      return found.ok ? ok({ status: 200, json: page(found.value, limit, list, one => one.person, viewOf) }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers',
    summary: 'Puts a person on the roster; until they are certified by somebody else they appraise nothing',
    tag: TAG,
    action: 'appraiser.register',
    refusals: ['person_missing', 'centre_unknown', 'centre_over', 'appraiser_own_standing', 'appraiser_registered'],
    body: registerBody,
    example: { person: 'person-900', centre: null },
    answers: { 201: appraiserView },
    handle: async ({ tx, actor, body, day }) => {
      const made = await service.register(tx, actor, body, day)
      if (!made.ok) return made
      const { person, version } = made.value
      return ok({ status: 201, json: viewOf(made.value), etag: version, location: `/v1/appraisers/${person}` })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/appraisers/{appraiser_id}',
    summary: 'One appraiser; an appraiser reads themselves alone',
    tag: TAG,
    action: 'appraiser.read',
    refusals: ['appraiser_unknown'],
    params: appraiserParams,
    answers: { 200: appraiserView },
    handle: async ({ tx, actor, params, day }) => shown(await service.read(tx, actor, params.appraiser_id, day)),
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/certify',
    summary: 'Gives a certificate with its fields from today on',
    tag: TAG,
    action: 'appraiser.certify',
    refusals: ['appraiser_unknown', 'appraiser_own_standing'],
    params: appraiserParams,
    body: certifyBody,
    example: { certificate: '2', fields: ['ict', 'electrical'], reason: 'Certificate 2026-113 seen' },
    isVersioned: true,
    answers: { 200: appraiserView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.certify(tx, actor, params.appraiser_id, body, { day, ifMatch })),
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/renew',
    summary: 'Lets a certificate hold for another term from today; its holder must be examined and schooled',
    tag: TAG,
    action: 'appraiser.certify',
    refusals: ['appraiser_unknown', 'appraiser_own_standing', 'appraiser_not_renewable'],
    params: appraiserParams,
    body: reasonBody,
    isVersioned: true,
    answers: { 200: appraiserView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.renew(tx, actor, params.appraiser_id, body.reason, { day, ifMatch })),
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/suspend',
    summary: 'Suspends an appraiser from today to a day, with a reason; nobody suspends themselves',
    tag: TAG,
    action: 'appraiser.suspend',
    refusals: ['appraiser_unknown', 'appraiser_own_standing', 'suspension_period'],
    params: appraiserParams,
    body: suspendBody,
    isVersioned: true,
    answers: { 200: appraiserView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.suspend(tx, actor, params.appraiser_id, body, { day, ifMatch })),
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/lift',
    summary: 'Lifts a suspension before its last day',
    tag: TAG,
    action: 'appraiser.suspend',
    refusals: ['appraiser_unknown', 'appraiser_own_standing', 'suspension_none'],
    params: appraiserParams,
    body: reasonBody,
    isVersioned: true,
    answers: { 200: appraiserView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.lift(tx, actor, params.appraiser_id, body.reason, { day, ifMatch })),
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/move',
    summary: 'Puts an appraiser into a centre, or among the agency’s own people',
    tag: TAG,
    action: 'appraiser.move',
    refusals: ['appraiser_unknown', 'appraiser_own_standing', 'centre_unknown', 'centre_over'],
    params: appraiserParams,
    body: moveBody,
    isVersioned: true,
    answers: { 200: appraiserView },
    handle: async ({ tx, actor, params, body, day, ifMatch }) =>
      shown(await service.move(tx, actor, params.appraiser_id, body, { day, ifMatch })),
  }),
  route({
    method: 'GET',
    path: '/v1/appraisers/{appraiser_id}/interests',
    summary: 'Whom an appraiser declared to be bound to, also what is over',
    tag: TAG,
    action: 'interest.read',
    refusals: ['appraiser_unknown'],
    params: appraiserParams,
    answers: { 200: z.strictObject({ items: z.array(interestView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.interests(tx, actor, params.appraiser_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/interests',
    summary: 'Declares whom one is bound to: by employment, ownership, family, past advice or an invention',
    tag: TAG,
    action: 'appraiser.declare',
    refusals: ['appraiser_unknown', 'interest_period'],
    params: appraiserParams,
    body: interestBody,
    example: { kind: 'employment', organisation: 'firm-103', since: '2019-03-01', until: '2024-02-29' },
    answers: { 201: interestView },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await service.declare(tx, actor, params.appraiser_id, body, day)
      return made.ok ? ok({ status: 201, json: made.value }) : made
    },
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/interests/{interest_id}/end',
    summary: 'Says since when an interest is over; it stays declared',
    tag: TAG,
    action: 'appraiser.declare',
    refusals: ['appraiser_unknown', 'interest_unknown', 'interest_ended', 'interest_period'],
    params: interestParams,
    body: endInterestBody,
    answers: { 200: interestView },
    handle: async ({ tx, actor, params, body, day }) => {
      const { appraiser_id, interest_id } = params
      const done = await service.endInterest(tx, actor, appraiser_id, interest_id, { until: body.until, day })
      return done.ok ? ok({ status: 200, json: done.value }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/appraisers/{appraiser_id}/education',
    summary: 'Courses written down, the latest first',
    tag: TAG,
    action: 'appraiser.read',
    refusals: ['appraiser_unknown'],
    params: appraiserParams,
    answers: { 200: z.strictObject({ items: z.array(courseView) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await service.education(tx, actor, params.appraiser_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/appraisers/{appraiser_id}/education',
    summary: 'Writes down hours of continuing education, with the paper that shows them',
    tag: TAG,
    action: 'appraiser.declare',
    refusals: ['appraiser_unknown', 'course_day', 'course_recorded'],
    params: appraiserParams,
    body: courseBody,
    answers: { 201: courseView },
    handle: async ({ tx, actor, params, body, day }) => {
      const made = await service.record(tx, actor, params.appraiser_id, body, day)
      return made.ok ? ok({ status: 201, json: made.value }) : made
    },
  }),
]
