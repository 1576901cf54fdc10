/**
 * Use cases of passkeys: who has logged in just now makes one under a name; its holder looks at their own, gives one
 * another name and removes one; an admin looks at another's and removes what is lost. Only public halves come here.
 */
import { randomBytes } from 'node:crypto'
import { type Actor, isMachine } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { asSystem } from '../db/elevated.ts'
import { uuid7 } from '../ids.ts'
import { challengeIn, handleOf, type Made, type Misfit, misfitOfPage } from './passkey-answer.ts'
import { ALGORITHMS, madeCredential } from './passkey-check.ts'
import {
  deletePasskey,
  heldPerson,
  insertPasskey,
  isSomebody,
  keepChallenge,
  MAKING,
  type Passkey,
  passkeysOf,
  renamePasskey,
  takeChallenge,
} from './passkey-store.ts'
import { endSessions } from './password-changes.ts'
import type { IdentityRefusal } from './refusals.ts'
import type { NoPasskeys, PasskeySite } from './settings.ts'

/** Passkeys of one person: every device of theirs, and room for those they forgot. */
export const PASSKEYS_MAX = 10
/** How long after a log-in a passkey may be made: whoever finds a desk unlocked makes none to come back by. */
export const FRESH_MINUTES = 10
/** How long a challenge waits for its answer: to look for a key, and not to send it about. */
export const CHALLENGE_SECONDS = 300
const MINUTE_MS = 60_000

const no = (code: IdentityRefusal, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, at, params))

const OF_MISFITS: Readonly<Record<Misfit, IdentityRefusal>> = {
  malformed: 'passkey_answer_unfit',
  challenge: 'passkey_challenge_over',
  origin: 'passkey_origin_wrong',
  unverified: 'passkey_unverified',
  unknown: 'passkey_missing',
  signature: 'passkey_answer_unfit',
  copied: 'passkey_answer_unfit',
}

/** Until when the actor may make a passkey; null where they have to log in again first. */
export function freshUntil({ enteredAt }: Actor, now: Date): Date | null {
  if (enteredAt === undefined) return null
  const until = new Date(Date.parse(enteredAt) + FRESH_MINUTES * MINUTE_MS)
  return until.getTime() > now.getTime() ? until : null
}

const shown = ({ id, name, made_at, last_used_at, is_synced, is_backed_up }: Passkey): Passkey => ({
  ...{ id, name, made_at, last_used_at, is_synced, is_backed_up },
})

function allowed(actor: Actor, action: Action): Result<true> {
  const granted = may(actor, action, 'none')
  if (!granted.ok) return granted
  return isMachine(actor) ? no('passkey_by_machine') : ok(true)
}

/** One's own passkeys. */
export async function ownPasskeys(tx: Tx, actor: Actor): Promise<Result<readonly Passkey[]>> {
  const granted = allowed(actor, 'passkey.read')
  if (!granted.ok) return granted
  const found = await asSystem(tx, actor, () => passkeysOf(tx, actor.person))
  return ok(found.map(shown))
}

/** What must hold before one is made: a name to make it for, and a log-in of just now. */
function mayMake(actor: Actor, site: PasskeySite | NoPasskeys, now: Date): Result<PasskeySite> {
  const granted = allowed(actor, 'passkey.change')
  if (!granted.ok) return granted
  if (site === 'provider') return no('passkeys_elsewhere')
  if (site === 'address') return no('passkeys_need_name')
  return freshUntil(actor, now) === null ? no('log_in_not_fresh', '', { limit: String(FRESH_MINUTES) }) : ok(site)
}

/** PublicKeyCredentialCreationOptionsJSON, as far as it is said here (WebAuthn Level 3, 5.4). */
export type Making = {
  readonly challenge: string
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[]
  readonly timeout: number
  readonly excludeCredentials: readonly { readonly type: 'public-key'; readonly id: string }[]
  readonly authenticatorSelection: {
    readonly residentKey: 'required'
    readonly requireResidentKey: true
    readonly userVerification: 'required'
  }
  readonly attestation: 'none'
}

/**
 * Asks for a passkey: a challenge for this person in this session, answered once.
 *
 * Errors: `passkey_by_machine`, `passkeys_elsewhere`, `passkeys_need_name`, `log_in_not_fresh`, `passkeys_full`.
 */
export async function beginMaking(
  tx: Tx,
  actor: Actor,
  site: PasskeySite | NoPasskeys,
  now: Date,
): Promise<Result<Making>> {
  const granted = mayMake(actor, site, now)
  if (!granted.ok) return granted
  const { rpId } = granted.value
  const challenge = randomBytes(32).toString('base64url')
  return await asSystem(tx, actor, async () => {
    const subject = await heldPerson(tx, actor.person)
    if (subject === undefined) return no('person_missing')
    const had = await passkeysOf(tx, actor.person)
    if (had.length >= PASSKEYS_MAX) return no('passkeys_full', '', { limit: String(PASSKEYS_MAX) })
    const given = { person: actor.person, enteredAt: actor.enteredAt }
    await keepChallenge(tx, MAKING, challenge, given, new Date(now.getTime() + CHALLENGE_SECONDS * 1000))
    return ok({
      challenge,
      rp: { id: rpId, name: rpId },
      user: { id: handleOf(actor.person), name: subject, displayName: subject },
      pubKeyCredParams: ALGORITHMS.map(alg => ({ type: 'public-key' as const, alg })),
      timeout: CHALLENGE_SECONDS * 1000,
      excludeCredentials: had.map(one => ({ type: 'public-key' as const, id: one.credential })),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    })
  })
}

/**
 * Keeps a passkey that answers a challenge of one's own.
 *
 * Errors: those of `beginMaking`; `passkey_challenge_over` where the challenge was answered, is past its end, or is of
 * another person or session; `passkey_origin_wrong`, `passkey_unverified`, `passkey_answer_unfit`, `passkey_known`.
 */
export async function makePasskey(
  tx: Tx,
  actor: Actor,
  site: PasskeySite | NoPasskeys,
  { name, answer }: { readonly name: string; readonly answer: Made },
  now: Date,
): Promise<Result<Passkey>> {
  const granted = mayMake(actor, site, now)
  if (!granted.ok) return granted
  const made = await asSystem(tx, actor, async (): Promise<Result<Passkey>> => {
    const challenge = challengeIn(answer)
    if (challenge === null) return no('passkey_answer_unfit', 'answer')
    if ((await heldPerson(tx, actor.person)) === undefined) return no('person_missing')
    const given = await takeChallenge(tx, MAKING, challenge, now)
    if (given?.['person'] !== actor.person || given['enteredAt'] !== actor.enteredAt)
      return no('passkey_challenge_over', 'answer')
    const misfit = misfitOfPage(answer, 'webauthn.create', challenge, granted.value)
    if (misfit !== null) return no(OF_MISFITS[misfit], 'answer')
    const checked = await madeCredential(answer, challenge, granted.value)
    if (typeof checked === 'string') return no(OF_MISFITS[checked], 'answer')
    if ((await passkeysOf(tx, actor.person)).length >= PASSKEYS_MAX)
      return no('passkeys_full', '', { limit: String(PASSKEYS_MAX) })
    const row = { id: uuid7(), name, made_at: now.toISOString(), person: actor.person, ...checked }
    if (!(await insertPasskey(tx, row))) return no('passkey_known', 'answer')
    return ok(shown({ ...row, last_used_at: null }))
  })
  if (!made.ok) return made
  const { id, is_synced } = made.value
  await audited(tx, actor, {
    action: 'passkey.change',
    subject: `person:${actor.person}`,
    detail: { made: id, is_synced },
  })
  return made
}

/** Gives one of one's own another name; the log says which, and neither name. Error: `passkey_missing`. */
export async function renameOwn(tx: Tx, actor: Actor, id: string, name: string): Promise<Result<Passkey>> {
  const granted = allowed(actor, 'passkey.change')
  if (!granted.ok) return granted
  const renamed = await asSystem(tx, actor, () => renamePasskey(tx, actor.person, id, name))
  if (renamed === undefined) return no('passkey_missing', 'passkey_id', { value: id })
  await audited(tx, actor, { action: 'passkey.change', subject: `person:${actor.person}`, detail: { renamed: id } })
  return ok(shown(renamed))
}

/** Removes one of one's own. Error: `passkey_missing`. */
export async function removeOwn(tx: Tx, actor: Actor, id: string): Promise<Result<true>> {
  const granted = allowed(actor, 'passkey.change')
  if (!granted.ok) return granted
  if (!(await asSystem(tx, actor, () => deletePasskey(tx, actor.person, id))))
    return no('passkey_missing', 'passkey_id', { value: id })
  await audited(tx, actor, { action: 'passkey.change', subject: `person:${actor.person}`, detail: { removed: id } })
  return ok(true)
}

/** Another's passkeys, for whoever keeps the register. Error: `person_missing`. */
export async function passkeysOfPerson(tx: Tx, actor: Actor, person: string): Promise<Result<readonly Passkey[]>> {
  const granted = may(actor, 'passkey.list', 'none')
  if (!granted.ok) return granted
  const found = await asSystem(tx, actor, async () =>
    (await isSomebody(tx, person)) ? await passkeysOf(tx, person) : undefined,
  )
  if (found === undefined) return no('person_missing', 'person_id', { value: person })
  await audited(tx, actor, { action: 'passkey.list', subject: `person:${person}` })
  return ok(found.map(shown))
}

/**
 * Removes another's passkey, and ends all they are logged in with: whoever holds what was lost is out at once.
 *
 * Errors: `person_missing`, `passkey_missing`.
 */
export async function removeOfPerson(
  tx: Tx,
  actor: Actor,
  { person, id }: { readonly person: string; readonly id: string },
  reason: string,
): Promise<Result<true>> {
  const granted = may(actor, 'passkey.end', 'none')
  if (!granted.ok) return granted
  const done = await asSystem(tx, actor, async (): Promise<Result<true>> => {
    const subject = await heldPerson(tx, person)
    if (subject === undefined) return no('person_missing', 'person_id', { value: person })
    if (!(await deletePasskey(tx, person, id))) return no('passkey_missing', 'passkey_id', { value: id })
    await endSessions(tx, subject)
    return ok(true)
  })
  if (!done.ok) return done
  await audited(tx, actor, { action: 'passkey.end', subject: `person:${person}`, reason, detail: { removed: id } })
  return ok(true)
}
