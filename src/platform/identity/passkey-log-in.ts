/**
 * Log-in by a passkey: the visit is given a challenge that it alone may answer, once and soon; the answer says by which
 * credential, and the signature that it is at hand. Attempts are counted as those of passwords are.
 */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type Actor, systemActor } from '../../access/actor.ts'
import { audited } from '../audit/entry.ts'
import type { Tables } from '../db/tables.ts'
import { uuid7 } from '../ids.ts'
import type { Attempts } from './attempts.ts'
import {
  countsOn,
  handleOf,
  type Misfit,
  misfitOfAuthenticator,
  misfitOfPage,
  type Used,
  usedSchema,
} from './passkey-answer.ts'
import { provedBy } from './passkey-check.ts'
import { ENTERING, heldCounter, isStillThere, keepChallenge, knownBy, noteUse, takeChallenge } from './passkey-store.ts'
import { CHALLENGE_SECONDS } from './passkeys.ts'
import type { PasskeySite } from './settings.ts'

export type EnteredBy =
  | { readonly is: 'in'; readonly subject: string; readonly passkey: string }
  | { readonly is: 'refused'; readonly because: Misfit }
  | { readonly is: 'waiting'; readonly seconds: number }

export type PasskeyLogIn = {
  /** A challenge for this visit; one given before is worth nothing any more. */
  readonly challenge: (visit: string, now: Date) => Promise<string>
  /**
   * Lets a person in by what the page sent.
   *
   * @param address  where the attempt comes from; null where it cannot be known
   */
  readonly enter: (visit: string, sent: string, address: string | null, now: Date) => Promise<EnteredBy>
  /** Whether the passkey somebody came in by is still theirs, asked after the log-in was written down. */
  readonly isStillThere: (passkey: string) => Promise<boolean>
}

/** What a page sent, where it can be read at all. */
function answerIn(sent: string): Used | null {
  try {
    return usedSchema.safeParse(JSON.parse(sent)).data ?? null
  } catch {
    return null
  }
}

export function makePasskeyLogIn(db: Kysely<Tables>, attempts: Attempts, site: PasskeySite): PasskeyLogIn {
  const refused = (because: Misfit): EnteredBy => ({ is: 'refused', because })

  async function looked(visit: string, answer: Used | null, now: Date): Promise<EnteredBy> {
    // Whatever comes, the challenge is used up by it.
    const given = await takeChallenge(db, ENTERING, visit, now)
    if (answer === null) return refused('malformed')
    const challenge = given?.['challenge']
    if (typeof challenge !== 'string') return refused('challenge')
    const misfit = misfitOfPage(answer, 'webauthn.get', challenge, site) ?? misfitOfAuthenticator(answer, site)
    if (misfit !== null) return refused(misfit)
    const known = await knownBy(db, answer.id)
    if (known === undefined || answer.response.userHandle !== handleOf(known.person)) return refused('unknown')
    const proved = await provedBy(answer, known.publicKey, challenge, site)
    if (typeof proved === 'string') return refused(proved)
    return await db.transaction().execute(async tx => {
      const counter = await heldCounter(tx, known.id)
      if (counter === undefined) return refused('unknown')
      if (!countsOn(counter, proved.counter)) {
        const actor: Actor = { ...systemActor(uuid7()), person: known.person }
        const detail = { passkey: known.id, kept: counter, told: proved.counter }
        await audited(tx, actor, { action: 'passkey.refuse', subject: `person:${known.person}`, detail })
        return refused('copied')
      }
      await noteUse(tx, known.id, { ...proved, now })
      return { is: 'in', subject: known.subject, passkey: known.id } as const
    })
  }

  return {
    challenge: async (visit, now) => {
      const challenge = randomBytes(32).toString('base64url')
      await keepChallenge(db, ENTERING, visit, { challenge }, new Date(now.getTime() + CHALLENGE_SECONDS * 1000))
      return challenge
    },
    enter: async (visit, sent, address, now) => {
      const answer = answerIn(sent)
      const attempt = { account: `passkey ${answer?.id ?? ''}`, address }
      const seconds = await attempts.begun(attempt, now)
      if (seconds !== null) return { is: 'waiting', seconds }
      const entered = await looked(visit, answer, now)
      if (entered.is === 'in') await attempts.passed(attempt)
      return entered
    },
    isStillThere: passkey => isStillThere(db, passkey),
  }
}
