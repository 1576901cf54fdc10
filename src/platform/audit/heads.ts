/**
 * Signed heads of the audit tree: size, root and moment under a key of the audit log (ES256, compact JWS), and the file
 * beside the database that keeps every head ever signed together with the hashes of the leaves it added. Whoever can
 * change the database alone can change neither.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { canonicalJson } from '../../kernel/digest.ts'
import { secondText } from '../clock.ts'

export type SignedHead = { readonly size: number; readonly root: Uint8Array; readonly at: string; readonly key: string }
/** Public keys by id: all that a reader needs. */
export type HeadKeys = ReadonlyMap<string, KeyObject>
export type HeadSigner = {
  readonly sign: (size: number, root: Uint8Array, now: Date) => string
  readonly keys: HeadKeys
}

type KeptKeys = { readonly keys: readonly { readonly id: string; readonly public: string }[] }

const LIST = 'audit-head-keys.json'
const ES256 = { dsaEncoding: 'ieee-p1363' } as const
const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')

const listIn = (folder: string): KeptKeys => JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as KeptKeys

/** Public keys that heads are believed under, retired ones too: a head is kept for good. */
export const headKeysIn = (listPath: string): HeadKeys => {
  const { keys } = JSON.parse(readFileSync(listPath, 'utf8')) as KeptKeys
  return new Map(
    keys.map(one => [one.id, createPublicKey({ key: Buffer.from(one.public, 'base64'), format: 'der', type: 'spki' })]),
  )
}

function addKey(folder: string, list: KeptKeys): void {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = `audit-head-${list.keys.length + 1}`
  writeFileSync(join(folder, `${id}.key.pem`), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flush: true,
  })
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const beside = join(folder, `${LIST}.new`)
  writeFileSync(beside, `${JSON.stringify({ keys: [...list.keys, { id, public: spki }] }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  renameSync(beside, join(folder, LIST))
}

/** Opens the folder of the log's keys, making it (0700, files 0600) where there is none; the last key signs. */
export function openHeadSigner(folder: string): HeadSigner {
  if (!existsSync(join(folder, LIST))) {
    mkdirSync(dirname(folder), { recursive: true })
    const building = mkdtempSync(`${folder}.`)
    chmodSync(building, 0o700)
    try {
      addKey(building, { keys: [] })
      renameSync(building, folder)
    } catch (problem) {
      rmSync(building, { recursive: true, force: true })
      // Another process was first; its key is then the one.
      if (!existsSync(join(folder, LIST))) throw problem
    }
  }
  const last = listIn(folder).keys.at(-1)
  if (last === undefined) throw new Error(`the folder ${folder} lists no key for the heads of the audit log`)
  const privateKey = createPrivateKey(readFileSync(join(folder, `${last.id}.key.pem`)))
  return {
    keys: headKeysIn(join(folder, LIST)),
    sign: (size, root, now) => {
      const header = base64url(canonicalJson({ alg: 'ES256', kid: last.id, typ: 'audit-head' }))
      const claim = { at: secondText(now), root: Buffer.from(root).toString('hex'), size }
      const signed = `${header}.${base64url(canonicalJson(claim))}`
      return `${signed}.${base64url(sign('sha256', Buffer.from(signed), { key: privateKey, ...ES256 }))}`
    },
  }
}

/** Makes the next key; heads signed until now still verify. */
export function rotateHeadKey(folder: string): HeadSigner {
  addKey(folder, listIn(folder))
  return openHeadSigner(folder)
}

/** Reads a signed head; undefined where no listed key signed exactly this. */
export function readHead(text: string, keys: HeadKeys): SignedHead | undefined {
  const [head = '', body = '', signature = '', ...more] = text.split('.')
  if (more.length > 0) return undefined
  try {
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, unknown>
    const kid = header['kid']
    const key = typeof kid === 'string' ? keys.get(kid) : undefined
    if (key === undefined || header['alg'] !== 'ES256' || header['typ'] !== 'audit-head') return undefined
    const bytes = Buffer.from(signature, 'base64url')
    if (bytes.toString('base64url') !== signature) return undefined
    if (!verify('sha256', Buffer.from(`${head}.${body}`), { key, ...ES256 }, bytes)) return undefined
    const { size, root, at } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
    if (typeof size !== 'number' || typeof root !== 'string' || typeof at !== 'string') return undefined
    return { size, root: Buffer.from(root, 'hex'), at, key: String(kid) }
  } catch {
    // What cannot even be read was signed by nobody.
    return undefined
  }
}

/** A line of the file beside the database; `leaves` is left out in the copies that others keep. */
export type KeptHead = { readonly head: string; readonly leaves?: readonly Uint8Array[] }

const HASH_LENGTH = 32

function keptLine(line: string): KeptHead | undefined {
  try {
    const { head, leaves } = JSON.parse(line) as Record<string, unknown>
    if (typeof head !== 'string') return undefined
    if (typeof leaves !== 'string') return { head }
    const bytes = Buffer.from(leaves, 'base64')
    const count = bytes.length / HASH_LENGTH
    return {
      head,
      leaves: Array.from({ length: count }, (_, at) => bytes.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH)),
    }
  } catch {
    return undefined
  }
}

/**
 * Every line of a file of kept heads, undefined for one that cannot be read; nothing where there is no file. A last
 * line without its end that cannot be read is being written just now, or was when the machine went down: it is kept
 * again with the next batch, and is no line yet.
 */
export function keptHeads(path: string): readonly (KeptHead | undefined)[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  const last = lines.pop() ?? ''
  const open = last === '' ? undefined : keptLine(last)
  return [...lines.filter(line => line !== '').map(keptLine), ...(open === undefined ? [] : [open])]
}

/** More than the longest line: a batch's hashes in base64 and the head. */
const TAIL = 1_000_000

/** The end of a file, and where its last whole line ends; a line that a crash cut short has no end. */
function tailOf(file: number): { readonly text: string; readonly whole: number } {
  const { size } = fstatSync(file)
  const tail = Buffer.alloc(Math.min(size, TAIL))
  readSync(file, tail, 0, tail.length, size - tail.length)
  return { text: tail.toString('utf8'), whole: size - tail.length + tail.lastIndexOf(10) + 1 }
}

/** The last whole line of the file, without reading the rest of it. */
export function lastKept(path: string): KeptHead | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    const line = tailOf(file).text.split('\n').slice(0, -1).at(-1)
    return line === undefined ? undefined : keptLine(line)
  } finally {
    closeSync(file)
  }
}

/** Adds a line and waits until it is on the disk; a line cut short by a crash is taken away first. */
export function keepHead(path: string, head: string, leaves: readonly Uint8Array[]): void {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a+', 0o600)
  try {
    ftruncateSync(file, tailOf(file).whole)
    appendFileSync(file, `${JSON.stringify({ head, leaves: Buffer.concat(leaves).toString('base64') })}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
