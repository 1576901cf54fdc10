/**
 * The key folder: the root, the key that seals, the key of the local time-stamp authority, and the trust list that
 * says which keys are believed from when to when. Made once where it is missing; only the owner of the process may
 * read it.
 */
import { createPrivateKey, sign as signBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KeptTrustList, type KeyPurpose, LIST, type ListedKey, listIn, second, writeList } from './key-folder.ts'

export type KeptKey = {
  readonly id: string
  readonly certificate: Uint8Array
  /** ECDSA P-256 over SHA-256 of the message, DER, the smaller of the two equivalent s. */
  readonly sign: (message: Uint8Array) => Uint8Array
}
export type KeyRing = { readonly seal: KeptKey; readonly timeStamp: KeptKey; readonly trustList: KeptTrustList }

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * DER of r and s, s brought into the lower half: of the two signatures that verify, the one that a verifier of ours
 * takes.
 */
function lowDer(compact: Uint8Array): Uint8Array {
  const hex = Buffer.from(compact).toString('hex')
  const [r, high] = [BigInt(`0x${hex.slice(0, 64)}`), BigInt(`0x${hex.slice(64)}`)]
  const integer = (value: bigint): Buffer => {
    const digits = value.toString(16)
    const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
    const padded = (bytes[0] as number) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes
    return Buffer.concat([Buffer.of(2, padded.length), padded])
  }
  const body = Buffer.concat([integer(r), integer(high > ORDER / 2n ? ORDER - high : high)])
  return Uint8Array.from(Buffer.concat([Buffer.of(0x30, body.length), body]))
}

function opened(folder: string, key: ListedKey): KeptKey {
  const privateKey = createPrivateKey(readFileSync(join(folder, `${key.id}.key.pem`)))
  return {
    id: key.id,
    certificate: Uint8Array.from(Buffer.from(key.certificate, 'base64')),
    sign: message => lowDer(signBytes('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  }
}

/** The trust list of a folder, without opening any private key; undefined where there is none. */
export function readKeptTrustList(folder: string): KeptTrustList | undefined {
  return existsSync(join(folder, LIST)) ? listIn(folder) : undefined
}

/** The trust list of a folder that must have one, as it stands now. */
export function trustListOf(folder: string): KeptTrustList {
  const kept = readKeptTrustList(folder)
  if (kept === undefined) throw new Error(`there is no trust list in ${folder}`)
  return kept
}

/** Opens the key folder, making it (mode 0700, files 0600) where there is none. */
export async function openKeys(folder: string, now: Date): Promise<KeyRing> {
  if (!existsSync(join(folder, LIST))) await (await import('./keys-made.ts')).createKeys(folder, now)
  const trustList = listIn(folder)
  const active = (purpose: KeyPurpose): ListedKey => {
    const key = trustList.keys.find(each => each.purpose === purpose && each.status === 'active')
    if (key === undefined) throw new Error(`the key folder ${folder} has no active key for ${purpose}: rotate it`)
    return key
  }
  return { seal: opened(folder, active('seal')), timeStamp: opened(folder, active('time_stamp')), trustList }
}

/** Retires the active key of a purpose as of now and makes the next one; what it sealed until now still verifies. */
export async function rotateKey(folder: string, purpose: KeyPurpose, now: Date): Promise<KeyRing> {
  const list = listIn(folder)
  const retired = list.keys.map((key): ListedKey => {
    if (key.purpose !== purpose || key.status !== 'active') return key
    return { ...key, status: 'retired', not_after: key.not_after < second(now) ? key.not_after : second(now) }
  })
  const { madeNext } = await import('./keys-made.ts')
  await madeNext(folder, { ...list, keys: retired }, purpose, now)
  return openKeys(folder, now)
}

/**
 * Revokes a key: nothing it ever sealed is believed any more. Where it was the active one, rotate before sealing again.
 */
export function revokeKey(folder: string, id: string): KeptTrustList {
  const list = listIn(folder)
  if (!list.keys.some(key => key.id === id)) throw new Error(`no key named ${id} in ${folder}`)
  const keys = list.keys.map((key): ListedKey => (key.id === id ? { ...key, status: 'revoked' } : key))
  const revoked = { ...list, keys }
  writeList(folder, revoked)
  return revoked
}
