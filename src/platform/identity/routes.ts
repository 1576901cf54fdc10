/**
 * Identity over HTTP: oneself, organisations, their members, delegations, and for an admin new parties; and the
 * sandbox's plays.
 */
import { z } from 'zod'
import { type Actor, KINDS, ROLES } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { plainText } from '../../kernel/text.ts'
import { wordsSchema } from '../../kernel/words.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Reply, type Route, route } from '../http/route.ts'
import { mailAddress } from '../notifications/schema.ts'
import { clientId, machineRoutes, publicKey } from './machine-routes.ts'
import { KEYS_MAX } from './machines.ts'
import {
  delegate,
  endDelegation,
  endRole,
  giveRole,
  type Member,
  membersOf,
  type Organisation,
  organisationNamed,
  relationsToOrganisation,
} from './members.ts'
import { addOrganisation, addPerson, endClient, putClient, putParent } from './parties.ts'
import { invite } from './password-changes.ts'
import { sandboxScenarios } from './sandbox.ts'

const TAG = 'members'
export const organisationId = z.string().regex(/^(firm|bank|agency|region|office)-[0-9a-z-]{3,40}$/)
const personId = z.string().regex(/^person-[0-9a-z-]{3,40}$/)
const role = z.enum(ROLES)
const reason = plainText(500)
const moment = z.iso.datetime({ offset: false, precision: 0 })

export const organisationSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['firm', 'bank', 'agency', 'region', 'office']),
  parent: z.string().nullable(),
  is_sandbox: z.boolean(),
  names: wordsSchema,
})
const memberSchema = z.strictObject({
  person: z.string(),
  names: wordsSchema,
  role: z.string(),
  since: z.string(),
  until: z.string().nullable(),
  delegated_by: z.string().nullable(),
})
const doneSchema = z.strictObject({ done: z.literal(true) })
const done = (result: Result<true>, status: 200 | 201 = 200): Result<Reply> =>
  result.ok ? ok({ status, json: { done: true } }) : result

/** An organisation as far as the actor may do that with it. */
async function found(tx: Tx, actor: Actor, id: string, action: Action): Promise<Result<Organisation>> {
  const organisation = await organisationNamed(tx, id)
  const missing = refuse(refusal('organisation_missing', 'organisation_id'))
  if (organisation === undefined) return missing
  const relations = relationsToOrganisation(actor, organisation, action === 'organisation.read')
  const granted = may(actor, action, relations)
  if (granted.ok) return ok(organisation)
  return granted.refusals[0]?.code === 'subject_missing' ? missing : granted
}

const selfRead = route({
  method: 'GET',
  path: '/v1/self',
  summary: 'Who one is here, and what roles one has now',
  tag: TAG,
  action: 'self.read',
  answers: {
    200: z.strictObject({
      person: z.string(),
      kind: z.enum(KINDS),
      organisation: z.string(),
      roles: z.array(role),
      delegations: z.record(z.string(), z.string()),
      is_sandbox: z.boolean(),
    }),
  },
  handle: async ({ actor }) => {
    const granted = may(actor, 'self.read', 'none')
    if (!granted.ok) return granted
    const { person, kind, party, roles, delegations, isSandbox } = actor
    return ok({ status: 200, json: { person, kind, organisation: party, roles, delegations, is_sandbox: isSandbox } })
  },
})

const organisationRead = route({
  method: 'GET',
  path: '/v1/organisations/{organisation_id}',
  summary: 'One organisation: one’s own, an office or the agency; for the agency any',
  tag: TAG,
  action: 'organisation.read',
  refusals: ['organisation_missing'],
  params: z.strictObject({ organisation_id: organisationId }),
  answers: { 200: organisationSchema },
  handle: async ({ tx, actor, params }) => {
    const organisation = await found(tx, actor, params.organisation_id, 'organisation.read')
    return organisation.ok ? ok({ status: 200, json: organisation.value }) : organisation
  },
})

/** The list of members, or of the delegated ones alone. */
const memberList = (path: string, summary: string, action: 'member.read' | 'delegation.read') =>
  route({
    method: 'GET',
    path: `/v1/organisations/{organisation_id}/${path}`,
    summary,
    tag: TAG,
    action,
    refusals: ['organisation_missing'],
    params: z.strictObject({ organisation_id: organisationId }),
    query: z.strictObject(pageShape),
    answers: { 200: pageOf(memberSchema) },
    handle: async ({ tx, actor, params, query }) => {
      const organisation = await found(tx, actor, params.organisation_id, action)
      if (!organisation.ok) return organisation
      const list = `${path} of ${organisation.value.id}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const rows = await membersOf(tx, organisation.value.id, place.value, limit + 1, action === 'delegation.read')
      await audited(tx, actor, { action, subject: `organisation:${organisation.value.id}` })
      const idOf = (member: Member): string => `${member.person} ${member.role}`
      return ok({ status: 200, json: page(rows, limit, list, idOf, member => member) })
    },
  })

const memberGive = route({
  method: 'POST',
  path: '/v1/organisations/{organisation_id}/members',
  summary: 'Gives a person a role; nobody gives themselves one',
  tag: TAG,
  action: 'member.change',
  refusals: [
    'own_membership_unchangeable',
    'organisation_missing',
    'person_missing',
    'role_unfit_for_organisation',
    'period_unfit',
    'membership_held_already',
  ],
  params: z.strictObject({ organisation_id: organisationId }),
  body: z.strictObject({ person: personId, role, until: moment.nullable().default(null), reason }),
  answers: { 201: doneSchema },
  handle: async ({ tx, actor, params, body, now }) => {
    const given = { organisation: params.organisation_id, person: body.person, role: body.role, until: body.until }
    return done(await giveRole(tx, actor, given, body.reason, now), 201)
  },
})

const memberEnd = route({
  method: 'POST',
  path: '/v1/organisations/{organisation_id}/members/end',
  summary: 'Ends a person’s role, and with it what they delegated of it',
  tag: TAG,
  action: 'member.change',
  refusals: ['own_membership_unchangeable', 'last_admin_stays', 'membership_missing'],
  params: z.strictObject({ organisation_id: organisationId }),
  body: z.strictObject({ person: personId, role, reason }),
  answers: { 200: doneSchema },
  handle: async ({ tx, actor, params, body, now }) => {
    const ended = { organisation: params.organisation_id, person: body.person, role: body.role }
    return done(await endRole(tx, actor, ended, body.reason, now))
  },
})

const delegationGive = route({
  method: 'POST',
  path: '/v1/delegations',
  summary: 'Delegates a role of one’s own to a colleague, for at most 90 days',
  tag: TAG,
  action: 'delegation.give',
  refusals: [
    'role_not_held',
    'own_membership_unchangeable',
    'period_unfit',
    'person_missing',
    'membership_held_already',
  ],
  body: z.strictObject({ role, to: personId, until: moment, reason }),
  answers: { 201: doneSchema },
  handle: async ({ tx, actor, body, now }) => done(await delegate(tx, actor, body, body.reason, now), 201),
})

const delegationEnd = route({
  method: 'POST',
  path: '/v1/delegations/end',
  summary: 'Takes a delegated role back',
  tag: TAG,
  action: 'delegation.give',
  refusals: ['membership_missing'],
  body: z.strictObject({ role, to: personId, reason }),
  answers: { 200: doneSchema },
  handle: async ({ tx, actor, body, now }) => done(await endDelegation(tx, actor, body, body.reason, now)),
})

const organisationAdd = route({
  method: 'POST',
  path: '/v1/organisations',
  summary: 'Adds a firm, a bank, a region or an office',
  tag: TAG,
  action: 'member.change',
  refusals: ['organisation_missing', 'parent_unfit', 'party_known_already'],
  body: z
    .strictObject({
      id: organisationId,
      kind: z.enum(['firm', 'bank', 'region', 'office']),
      parent: organisationId.nullable().default(null),
      names: wordsSchema,
    })
    .refine(body => body.id.startsWith(`${body.kind}-`), { message: 'an id begins with its kind', path: ['id'] }),
  answers: { 201: doneSchema },
  handle: async ({ tx, actor, body }) => done(await addOrganisation(tx, actor, body), 201),
})

const parentPut = route({
  method: 'PUT',
  path: '/v1/organisations/{organisation_id}/parent',
  summary: 'Puts an office into a region or the agency: from the next request on its head sees the office’s cases',
  tag: TAG,
  action: 'member.change',
  refusals: ['organisation_missing', 'parent_unfit'],
  params: z.strictObject({ organisation_id: organisationId }),
  body: z.strictObject({ parent: organisationId, reason }),
  answers: { 200: doneSchema },
  handle: async ({ tx, actor, params, body }) =>
    done(await putParent(tx, actor, params.organisation_id, body.parent, body.reason)),
})

/** Has a code mailed to an address given for somebody: the address is theirs once they have sent the code back. */
export type GiveAddress = (tx: Tx, actor: Actor, person: string, address: string, now: Date) => Promise<Result<true>>

const personAdd = (giveAddress: GiveAddress | null) =>
  route({
    method: 'POST',
    path: '/v1/persons',
    summary: 'Adds a person by the subject their OpenID provider knows them by; without a role they may do nothing',
    tag: TAG,
    action: 'member.change',
    refusals: ['party_known_already', 'mail_not_sent'],
    body: z.strictObject({
      id: personId,
      subject: plainText(200),
      names: wordsSchema,
      appraiser_grade: z.enum(['1', '2', '3']).nullable().default(null),
      mail_address: mailAddress
        .nullable()
        .default(null)
        .describe('A code is mailed there; nothing else is before they have sent it back'),
    }),
    answers: { 201: doneSchema },
    handle: async ({ tx, actor, body, now }) => {
      const { mail_address: address, ...person } = body
      const added = await addPerson(tx, actor, person)
      if (!added.ok || address === null) return done(added, 201)
      if (giveAddress === null) return refuse(refusal('mail_not_sent', 'mail_address'))
      return done(await giveAddress(tx, actor, person.id, address, now), 201)
    },
  })

/** @param invitationsAt  the address before an invitation's code; null where another provider holds the passwords */
const passwordInvite = (invitationsAt: string | null) =>
  route({
    method: 'POST',
    path: '/v1/persons/{person_id}/password-invitations',
    summary:
      'Gives a person a link to set a password by, used once; a password they had and all they are logged in with end',
    tag: TAG,
    action: 'password.invite',
    refusals: ['person_missing', 'own_password_unresettable', 'passwords_elsewhere'],
    params: z.strictObject({ person_id: personId }),
    body: z.strictObject({ reason }),
    example: { reason: 'The person begins at the Seoul office.' },
    answers: {
      201: z.strictObject({
        link: z.string().nullable().describe('Told once: null where the same request is answered again'),
        expires_at: moment,
      }),
    },
    handle: async ({ tx, actor, params, body, now }) => {
      if (invitationsAt === null) return refuse(refusal('passwords_elsewhere'))
      const invited = await invite(tx, actor, params.person_id, body.reason, now)
      if (!invited.ok) return invited
      const { code, expiresAt } = invited.value
      const expires_at = expiresAt.toISOString().replace(/\.\d+Z$/, 'Z')
      return ok({
        status: 201,
        json: { link: `${invitationsAt}/${code}`, expires_at },
        kept: { link: null, expires_at },
      })
    },
  })

const clientPut = route({
  method: 'PUT',
  path: '/v1/clients/{client_id}',
  summary:
    'Puts a bank’s or a firm’s machine: the public halves of its keys (ES256), how it binds its tokens, its rate',
  tag: TAG,
  action: 'member.change',
  refusals: ['organisation_missing', 'role_unfit_for_organisation', 'party_known_already'],
  params: z.strictObject({ client_id: clientId }),
  body: z.strictObject({
    organisation: organisationId,
    keys: z
      .array(publicKey)
      .min(1)
      .max(KEYS_MAX)
      .refine(keys => new Set(keys.map(key => key.kid)).size === keys.length, { message: 'two keys of one kid' }),
    binding: z.enum(['none', 'dpop', 'mtls']),
    requests_per_minute: z.int().min(1).max(1_000_000).nullable().optional(),
  }),
  answers: { 200: doneSchema },
  handle: async ({ tx, actor, params, body }) => {
    const { requests_per_minute: requestsPerMinute, ...put } = body
    return done(await putClient(tx, actor, { id: params.client_id, ...put, requestsPerMinute }))
  },
})

const clientEnd = route({
  method: 'POST',
  path: '/v1/clients/{client_id}/end',
  summary: 'Switches a machine off',
  tag: TAG,
  action: 'member.change',
  refusals: ['membership_missing'],
  params: z.strictObject({ client_id: clientId }),
  body: z.strictObject({ reason }),
  answers: { 200: doneSchema },
  handle: async ({ tx, actor, params, body }) => done(await endClient(tx, actor, params.client_id, body.reason)),
})

const scenarios = route({
  method: 'GET',
  path: '/v1/sandbox/scenarios',
  summary: 'What the sandbox plays, by the name a sandbox case gives as its scenario',
  tag: 'sandbox',
  action: 'sandbox.use',
  answers: {
    200: z.strictObject({
      items: z.array(
        z.strictObject({ code: z.string(), title: wordsSchema, happens: wordsSchema, recommends: z.string() }),
      ),
    }),
  },
  handle: async ({ actor }) => {
    const granted = may(actor, 'sandbox.use', 'none')
    if (!granted.ok) return granted
    const items = sandboxScenarios.map(({ code, title, happens, recommends }) => ({ code, title, happens, recommends }))
    return ok({ status: 200, json: { items } })
  },
})

/**
 * @param invitationsAt  see `invitationsAt` of settings.ts
 * @param giveAddress    null where nobody is told anything by mail
 */
export const identityRoutes = (
  invitationsAt: string | null = null,
  giveAddress: GiveAddress | null = null,
): readonly Route[] => [
  selfRead,
  organisationRead,
  organisationAdd,
  parentPut,
  memberList('members', 'Who belongs to an organisation, and as what; ended roles too', 'member.read'),
  memberGive,
  memberEnd,
  memberList('delegations', 'Roles delegated in an organisation, with who delegated them', 'delegation.read'),
  delegationGive,
  delegationEnd,
  personAdd(giveAddress),
  passwordInvite(invitationsAt),
  clientPut,
  clientEnd,
  ...machineRoutes(),
  scenarios,
]
