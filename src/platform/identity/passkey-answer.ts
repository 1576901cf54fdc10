/**
 * What a browser answers to a challenge, read before anything is computed: which ceremony, which challenge, from which
 * page, on which name, and whether the person was verified (WebAuthn Level 3, 7.1 and 7.2). Each thing that is wrong
 * has a name of its own, so that whoever meets it knows what to do.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PasskeySite } from './settings.ts'

/** Longest id of a credential: 1023 bytes (WebAuthn Level 3, 4). */
const ID_MAX = 1366
/** A key of RSA with its certificates fits in; more is nobody's. */
const PART_MAX = 16_384
const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/)
const transports = z.array(z.string().regex(/^[a-z-]{1,30}$/)).max(10)

/** What every answer has beside its response; what browsers add is left alone. */
const head = {
  id: base64url(ID_MAX),
  rawId: base64url(ID_MAX),
  type: z.literal('public-key'),
}
/** RegistrationResponseJSON, as far as it is used. */
export const madeSchema = z.object({
  ...head,
  response: z.object({
    clientDataJSON: base64url(PART_MAX),
    attestationObject: base64url(PART_MAX),
    transports: transports.optional(),
  }),
})
export type Made = z.output<typeof madeSchema>
/** AuthenticationResponseJSON, as far as it is used; of a discoverable credential the handle is there. */
export const usedSchema = z.object({
  ...head,
  response: z.object({
    clientDataJSON: base64url(PART_MAX),
    authenticatorData: base64url(PART_MAX),
    signature: base64url(PART_MAX),
    userHandle: base64url(100),
  }),
})
export type Used = z.output<typeof usedSchema>

const clientSchema = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
})
type Ceremony = 'webauthn.create' | 'webauthn.get'

/** What is wrong with an answer, most basic first. */
export type Misfit = 'malformed' | 'challenge' | 'origin' | 'unverified' | 'unknown' | 'signature' | 'copied'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

function saidBy(text: string): z.output<typeof clientSchema> | null {
  try {
    return clientSchema.safeParse(JSON.parse(bytes(text).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** The challenge an answer says it answers; null where it cannot be read. */
export const challengeIn = ({ response }: Made | Used): string | null =>
  saidBy(response.clientDataJSON)?.challenge ?? null

/** What is wrong with where an answer comes from; null where nothing is. */
export function misfitOfPage(
  { response }: Made | Used,
  ceremony: Ceremony,
  challenge: string,
  site: PasskeySite,
): Misfit | null {
  const said = saidBy(response.clientDataJSON)
  if (said === null || said.type !== ceremony) return 'malformed'
  if (said.challenge !== challenge) return 'challenge'
  // No page of ours is framed by another.
  return said.origin !== site.origin || said.crossOrigin === true ? 'origin' : null
}

/** Where flags and counter stand in an authenticator's data (WebAuthn Level 3, 6.1). */
const FLAGS_AT = 32
const LENGTH_MIN = 37
const PRESENT = 0x01
const VERIFIED = 0x04

/** What is wrong with what the authenticator says of the name and the person; null where nothing is. */
export function misfitOfAuthenticator({ response }: Used, site: PasskeySite): Misfit | null {
  const told = bytes(response.authenticatorData)
  if (told.length < LENGTH_MIN) return 'malformed'
  if (!told.subarray(0, FLAGS_AT).equals(createHash('sha256').update(site.rpId).digest())) return 'origin'
  const flags = told[FLAGS_AT] ?? 0
  return (flags & PRESENT) === 0 || (flags & VERIFIED) === 0 ? 'unverified' : null
}

/**
 * Whether a count of signatures goes on from the one kept. Authenticators that do not count stay at 0; a count that
 * stands still or goes back says that the key was copied (WebAuthn Level 3, 6.1.1).
 */
export const countsOn = (kept: number, told: number): boolean => (kept === 0 && told === 0) || told > kept

/** By what an authenticator knows a person: made of their id, and saying nothing of it. */
export const handleOf = (person: string): string =>
  createHash('sha256').update(`passkeys of ${person}`).digest('base64url')
