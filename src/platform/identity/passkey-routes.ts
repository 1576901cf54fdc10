/** Passkeys over HTTP: one's own, asked for, made, renamed and removed; another's, for an admin. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { plainText } from '../../kernel/text.ts'
import { type Reply, type Route, route } from '../http/route.ts'
import { madeSchema } from './passkey-answer.ts'
import {
  beginMaking,
  freshUntil,
  makePasskey,
  ownPasskeys,
  PASSKEYS_MAX,
  passkeysOfPerson,
  removeOfPerson,
  removeOwn,
  renameOwn,
} from './passkeys.ts'
import type { NoPasskeys, PasskeySite } from './settings.ts'

const TAG = 'passkeys'
const personId = z.string().regex(/^person-[0-9a-z-]{3,40}$/)
const passkeyId = z.uuid()
const passkeyName = plainText(60)

const passkeySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  made_at: z.string(),
  last_used_at: z.string().nullable(),
  is_synced: z.boolean().describe('May be carried to other devices of its holder'),
  is_backed_up: z.boolean(),
})
const doneSchema = z.strictObject({ done: z.literal(true) })
const done = (result: Result<true>): Result<Reply> => (result.ok ? ok({ status: 200, json: { done: true } }) : result)

const type = z.literal('public-key')
/** PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3, 5.4). */
const makingSchema = z.strictObject({
  challenge: z.string(),
  rp: z.strictObject({ id: z.string(), name: z.string() }),
  user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.strictObject({ type, alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(z.strictObject({ type, id: z.string() })),
  authenticatorSelection: z.strictObject({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})
const MAKING_REFUSALS = [
  'passkey_by_machine',
  'passkeys_elsewhere',
  'passkeys_need_name',
  'log_in_not_fresh',
  'passkeys_full',
]

/** @param site  what passkeys are made for here, or why there are none */
export const passkeyRoutes = (site: PasskeySite | NoPasskeys): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/self/passkeys',
    summary: 'One’s own passkeys, and whether another may be made now',
    tag: TAG,
    action: 'passkey.read',
    refusals: ['passkey_by_machine'],
    answers: {
      200: z.strictObject({
        items: z.array(passkeySchema),
        most: z.int(),
        unavailable: z
          .enum(['provider', 'address'])
          .nullable()
          .describe('Why there are none here: people log in elsewhere, or the service is reached by a number'),
        may_make_until: z.string().nullable().describe('Null: log in again first'),
      }),
    },
    handle: async ({ tx, actor, now }) => {
      const found = await ownPasskeys(tx, actor)
      if (!found.ok) return found
      const json = {
        items: found.value,
        most: PASSKEYS_MAX,
        unavailable: typeof site === 'string' ? site : null,
        may_make_until: freshUntil(actor, now)?.toISOString() ?? null,
      }
      return ok({ status: 200, json })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/self/passkeys/challenges',
    summary: 'What a browser is asked, for a passkey of one’s own; within minutes of a log-in to the console',
    tag: TAG,
    action: 'passkey.change',
    refusals: MAKING_REFUSALS,
    answers: { 201: makingSchema },
    handle: async ({ tx, actor, now }) => {
      const begun = await beginMaking(tx, actor, site, now)
      return begun.ok ? ok({ status: 201, json: begun.value }) : begun
    },
  }),
  route({
    method: 'POST',
    path: '/v1/self/passkeys',
    summary: 'Keeps a passkey under a name, by what the browser answered',
    tag: TAG,
    action: 'passkey.change',
    refusals: [
      ...MAKING_REFUSALS,
      'passkey_challenge_over',
      'passkey_answer_unfit',
      'passkey_origin_wrong',
      'passkey_unverified',
      'passkey_known',
    ],
    body: z.strictObject({ name: passkeyName, answer: madeSchema }),
    answers: { 201: passkeySchema },
    handle: async ({ tx, actor, body, now }) => {
      const made = await makePasskey(tx, actor, site, body, now)
      return made.ok ? ok({ status: 201, json: made.value }) : made
    },
  }),
  route({
    method: 'POST',
    path: '/v1/self/passkeys/{passkey_id}/rename',
    summary: 'Gives a passkey of one’s own another name',
    tag: TAG,
    action: 'passkey.change',
    refusals: ['passkey_by_machine', 'passkey_missing'],
    params: z.strictObject({ passkey_id: passkeyId }),
    body: z.strictObject({ name: passkeyName }),
    example: { name: 'Telephone' },
    answers: { 200: passkeySchema },
    handle: async ({ tx, actor, params, body }) => {
      const renamed = await renameOwn(tx, actor, params.passkey_id, body.name)
      return renamed.ok ? ok({ status: 200, json: renamed.value }) : renamed
    },
  }),
  route({
    method: 'POST',
    path: '/v1/self/passkeys/{passkey_id}/remove',
    summary: 'Removes a passkey of one’s own: nobody logs in by it any more',
    tag: TAG,
    action: 'passkey.change',
    refusals: ['passkey_by_machine', 'passkey_missing'],
    params: z.strictObject({ passkey_id: passkeyId }),
    answers: { 200: doneSchema },
    handle: async ({ tx, actor, params }) => done(await removeOwn(tx, actor, params.passkey_id)),
  }),
  route({
    method: 'GET',
    path: '/v1/persons/{person_id}/passkeys',
    summary: 'A person’s passkeys, by name and days',
    tag: TAG,
    action: 'passkey.list',
    refusals: ['person_missing'],
    params: z.strictObject({ person_id: personId }),
    answers: { 200: z.strictObject({ items: z.array(passkeySchema) }) },
    handle: async ({ tx, actor, params }) => {
      const found = await passkeysOfPerson(tx, actor, params.person_id)
      return found.ok ? ok({ status: 200, json: { items: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/persons/{person_id}/passkeys/{passkey_id}/remove',
    summary: 'Removes another’s passkey, and ends all they are logged in with',
    tag: TAG,
    action: 'passkey.end',
    refusals: ['person_missing', 'passkey_missing'],
    params: z.strictObject({ person_id: personId, passkey_id: passkeyId }),
    body: z.strictObject({ reason: plainText(500) }),
    example: { reason: 'The telephone it was kept on was lost.' },
    answers: { 200: doneSchema },
    handle: async ({ tx, actor, params, body }) =>
      done(await removeOfPerson(tx, actor, { person: params.person_id, id: params.passkey_id }, body.reason)),
  }),
]
