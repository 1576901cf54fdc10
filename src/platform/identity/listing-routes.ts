/** Whom the house knows over HTTP, for an admin and the auditor; and what each role may do. */
import { z } from 'zod'
import { ROLES } from '../../access/actor.ts'
import { ACTIONS, may, RELATIONS } from '../../access/table.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { plainText } from '../../kernel/text.ts'
import { wordsSchema } from '../../kernel/words.ts'
import { audited } from '../audit/entry.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Route, route } from '../http/route.ts'
import { clientsAfter, organisationsAfter, personsAfter } from './listing.ts'
import { organisationNamed } from './members.ts'
import { organisationId, organisationSchema } from './routes.ts'

const TAG = 'members'
const KINDS = ['firm', 'bank', 'agency', 'region', 'office'] as const
/** As many as a page of anything else names. */
const IDS_MAX = 200

const organisationList = route({
  method: 'GET',
  path: '/v1/organisations',
  summary: 'Firms, banks, regions, offices and the agency, by id',
  tag: TAG,
  action: 'organisation.list',
  query: z.strictObject({ ...pageShape, kind: z.enum(KINDS).optional() }),
  answers: { 200: pageOf(organisationSchema) },
  handle: async ({ tx, actor, query }) => {
    const granted = may(actor, 'organisation.list', 'none')
    if (!granted.ok) return granted
    const list = `organisations ${query.kind ?? ''}`
    const place = placeOf(list, query.cursor)
    if (!place.ok) return place
    const limit = pageLimit(query)
    const rows = await organisationsAfter(tx, place.value, query.kind, limit + 1)
    return ok({
      status: 200,
      json: page(
        rows,
        limit,
        list,
        row => row.id,
        row => row,
      ),
    })
  },
})

const personSchema = z.strictObject({
  id: z.string(),
  subject: z.string(),
  names: wordsSchema,
  created_at: z.string(),
  erased_at: z.string().nullable(),
  roles: z.array(
    z.strictObject({
      organisation: z.string(),
      organisation_names: wordsSchema,
      role: z.enum(ROLES),
      since: z.string(),
      until: z.string().nullable(),
      delegated_by: z.string().nullable(),
      is_in_force: z.boolean(),
    }),
  ),
})

const personList = route({
  method: 'GET',
  path: '/v1/persons',
  summary: 'Persons by id, with every role they have or had; those with a word in their name, or those named',
  tag: TAG,
  action: 'person.list',
  query: z.strictObject({
    ...pageShape,
    find: plainText(100).optional(),
    ids: z
      .string()
      .regex(/^[a-z][0-9a-z-]{2,60}(,[a-z][0-9a-z-]{2,60})*$/)
      .transform(text => text.split(','))
      .refine(ids => ids.length <= IDS_MAX, { message: `1 to ${IDS_MAX}` })
      .optional(),
  }),
  answers: { 200: pageOf(personSchema) },
  handle: async ({ tx, actor, query, now }) => {
    const granted = may(actor, 'person.list', 'none')
    if (!granted.ok) return granted
    const list = `persons ${query.find ?? ''} ${query.ids?.join(' ') ?? ''}`
    const place = placeOf(list, query.cursor)
    if (!place.ok) return place
    const limit = pageLimit(query)
    const rows = await personsAfter(tx, { after: place.value, find: query.find, ids: query.ids, limit: limit + 1 }, now)
    await audited(tx, actor, { action: 'person.list', subject: 'person:all' })
    return ok({
      status: 200,
      json: page(
        rows,
        limit,
        list,
        row => row.id,
        row => row,
      ),
    })
  },
})

const clientSchema = z.strictObject({
  id: z.string(),
  binding: z.enum(['none', 'dpop', 'mtls']),
  requests_per_minute: z.int().nullable(),
  is_active: z.boolean(),
  created_at: z.string(),
  keys: z.array(z.string()).describe('Names of its keys that hold now'),
})

const clientList = route({
  method: 'GET',
  path: '/v1/organisations/{organisation_id}/clients',
  summary: 'Machines of a bank or a firm: the names of their keys, how they bind their tokens, their rate',
  tag: TAG,
  action: 'client.list',
  refusals: ['organisation_missing'],
  params: z.strictObject({ organisation_id: organisationId }),
  query: z.strictObject(pageShape),
  answers: { 200: pageOf(clientSchema) },
  handle: async ({ tx, actor, params, query }) => {
    const granted = may(actor, 'client.list', 'none')
    if (!granted.ok) return granted
    const organisation = await organisationNamed(tx, params.organisation_id)
    if (organisation === undefined) return refuse(refusal('organisation_missing', 'organisation_id'))
    const list = `clients of ${organisation.id}`
    const place = placeOf(list, query.cursor)
    if (!place.ok) return place
    const limit = pageLimit(query)
    const rows = await clientsAfter(tx, organisation.id, place.value, limit + 1)
    return ok({
      status: 200,
      json: page(
        rows,
        limit,
        list,
        row => row.id,
        row => row,
      ),
    })
  },
})

const relation = z.enum([...RELATIONS, 'any'])

const accessRead = route({
  method: 'GET',
  path: '/v1/access',
  summary: 'What each role may do, and in which relation to its subject: the table the service asks',
  tag: TAG,
  action: 'access.read',
  answers: {
    200: z.strictObject({
      items: z.array(
        z.strictObject({
          action: z.string(),
          grants: z.array(z.strictObject({ role: z.string(), relations: z.array(relation) })),
          is_for_others_work: z.boolean(),
        }),
      ),
    }),
  },
  handle: async ({ actor }) => {
    const granted = may(actor, 'access.read', 'none')
    if (!granted.ok) return granted
    const items = Object.entries(ACTIONS).map(([action, { grants, isForOthersWork }]) => ({
      action,
      grants: Object.entries(grants)
        .map(([role, relations]) => ({ role, relations: [...relations] }))
        .filter(each => each.relations.length > 0),
      is_for_others_work: isForOthersWork,
    }))
    return ok({ status: 200, json: { items } })
  },
})

export const listingRoutes = (): readonly Route[] => [organisationList, personList, clientList, accessRead]
