/**
 * The keys that sign tokens, in the key folder: one active, the retired kept as long as a token signed by them can
 * live. Demonstration tokens have a key of their own, which production never opens.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { writeWhole } from '../folders.ts'
import { TOKEN_SECONDS } from './settings.ts'

/** A private key as JWK with its id; `retired_at` a moment in UTC, null for the active one. */
export type TokenKey = { readonly jwk: JWK & { readonly kid: string }; readonly retired_at: string | null }
export type TokenKeyRing = { readonly active: TokenKey; readonly all: readonly TokenKey[] }

/** Retired keys are shown a day longer than the longest token, for clocks and caches. */
const KEPT_MS = (TOKEN_SECONDS + 86_400) * 1000

/** Which keys: of the issuer, or of demonstration tokens. */
export type KeyUse = 'token-keys' | 'demonstration-keys'

/** A new ES256 key pair as private JWK, its id the thumbprint of RFC 7638. */
export async function newKey(): Promise<JWK & { readonly kid: string }> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = pair.privateKey.export({ format: 'jwk' }) as JWK
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'ES256' }
}

/** The public half of a private JWK. */
export function publicJwk(jwk: JWK & { readonly kid: string }): JWK & { readonly kid: string } {
  const opened = createPublicKey(createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }))
  return { ...(opened.export({ format: 'jwk' }) as JWK), kid: jwk.kid, use: 'sig', alg: 'ES256' }
}

const placeOf = (folder: string, use: KeyUse): string => join(folder, `${use}.json`)
export const hasTokenKeys = (folder: string, use: KeyUse): boolean => existsSync(placeOf(folder, use))
const write = (folder: string, use: KeyUse, keys: readonly TokenKey[]): void =>
  writeWhole(placeOf(folder, use), `${JSON.stringify({ format: 1, keys }, null, 2)}\n`, 0o600)

/** Of several processes that start at once the first one's key is the key. */
function writeFirst(place: string, content: unknown): void {
  const beside = `${place}.${process.pid}.first`
  writeFileSync(beside, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(beside, place)
  } catch (problem) {
    if (!existsSync(place)) throw problem
  } finally {
    unlinkSync(beside)
  }
}

function read(folder: string, use: KeyUse, now: Date): TokenKeyRing {
  const { keys } = JSON.parse(readFileSync(placeOf(folder, use), 'utf8')) as { readonly keys: readonly TokenKey[] }
  const active = keys.find(key => key.retired_at === null)
  if (active === undefined) throw new Error(`${placeOf(folder, use)} holds no active key: rotate it`)
  const lives = (key: TokenKey): boolean =>
    key.retired_at === null || Date.parse(key.retired_at) + KEPT_MS > now.getTime()
  return { active, all: keys.filter(lives) }
}

/** Opens the keys of a folder, making the first where there is none; folder mode 0700, file 0600. */
export async function openTokenKeys(folder: string, now: Date, use: KeyUse = 'token-keys'): Promise<TokenKeyRing> {
  if (!existsSync(placeOf(folder, use))) {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      chmodSync(folder, 0o700)
    }
    writeFirst(placeOf(folder, use), { format: 1, keys: [{ jwk: await newKey(), retired_at: null }] })
  }
  return read(folder, use, now)
}

/** Retires the active key and makes the next; tokens signed until now still verify until they end. */
export async function rotateTokenKey(folder: string, now: Date): Promise<TokenKeyRing> {
  const before = await openTokenKeys(folder, now)
  const retired = before.all.map(key => (key.retired_at === null ? { ...key, retired_at: now.toISOString() } : key))
  write(folder, 'token-keys', [{ jwk: await newKey(), retired_at: null }, ...retired])
  return read(folder, 'token-keys', now)
}
