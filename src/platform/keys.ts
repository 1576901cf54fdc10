/**
 * The key folder: the root, the key that seals, the key of the local time-stamp authority, and the trust list that
 * says which keys are believed from when to when. Made once where it is missing; only the owner of the process may
 * read it.
 */
import { createHash, createPrivateKey, sign as signBytes, webcrypto } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

export type KeyPurpose = 'seal' | 'time_stamp'
export type ListedKey = {
  readonly id: string
  readonly purpose: KeyPurpose
  readonly certificate: string
  readonly not_before: string
  readonly not_after: string
  readonly status: 'active' | 'retired' | 'revoked'
}
/** What stands in trust-list.json; public, to be handed to whoever verifies. */
export type KeptTrustList = { readonly format: 1; readonly root: string; readonly keys: readonly ListedKey[] }

export type KeptKey = {
  readonly id: string
  readonly certificate: Uint8Array
  /** ECDSA P-256 over SHA-256 of the message, DER, the smaller of the two equivalent s. */
  readonly sign: (message: Uint8Array) => Uint8Array
}
export type KeyRing = { readonly seal: KeptKey; readonly timeStamp: KeptKey; readonly trustList: KeptTrustList }

const LIST = 'trust-list.json'
const ROOT = 'root'
const YEARS = { root: 30, seal: 3, time_stamp: 10 } as const

const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto })
pkijs.setEngine('node', engine)

const second = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`
const yearsAfter = (moment: Date, years: number): Date => {
  const later = new Date(moment)
  later.setUTCFullYear(later.getUTCFullYear() + years)
  return later
}
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

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

type Made = { readonly pem: string; readonly certificate: pkijs.Certificate; readonly privateKey: webcrypto.CryptoKey }
type Wanted = { readonly name: string; readonly kind: 'root' | KeyPurpose; readonly from: Date; readonly to: Date }

const nameOf = (commonName: string): pkijs.RelativeDistinguishedNames =>
  new pkijs.RelativeDistinguishedNames({
    typesAndValues: [
      new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: commonName }) }),
    ],
  })

/** UTCTime until 2049 and GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
const timeOf = (moment: Date): pkijs.Time =>
  new pkijs.Time({ type: moment.getUTCFullYear() < 2050 ? 0 : 1, value: moment })

const extension = (id: string, critical: boolean, value: { toBER: () => ArrayBuffer }): pkijs.Extension =>
  new pkijs.Extension({ extnID: id, critical, extnValue: value.toBER() })

const keyHash = (publicKey: pkijs.PublicKeyInfo): ArrayBuffer =>
  Uint8Array.from(createHash('sha1').update(publicKey.subjectPublicKey.valueBlock.valueHexView).digest()).buffer

/** Extensions after RFC 5280 and, for time-stamps, RFC 3161, 2.3: that one use only, marked critical. */
function extensionsOf(kind: Wanted['kind'], own: pkijs.PublicKeyInfo, issuer: pkijs.PublicKeyInfo): pkijs.Extension[] {
  const isRoot = kind === 'root'
  // Bits from the left: root keyCertSign and cRLSign; seal digitalSignature and nonRepudiation; time-stamp
  // digitalSignature.
  const [bits, unused] = isRoot ? [0x06, 1] : kind === 'seal' ? [0xc0, 6] : [0x80, 7]
  const usage = new asn1js.BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits: unused })
  const list = [
    extension(
      '2.5.29.19',
      true,
      new pkijs.BasicConstraints(isRoot ? { cA: true, pathLenConstraint: 0 } : {}).toSchema(),
    ),
    extension('2.5.29.15', true, usage),
    extension('2.5.29.14', false, new asn1js.OctetString({ valueHex: keyHash(own) })),
    extension(
      '2.5.29.35',
      false,
      new pkijs.AuthorityKeyIdentifier({
        keyIdentifier: new asn1js.OctetString({ valueHex: keyHash(issuer) }),
      }).toSchema(),
    ),
  ]
  if (kind === 'time_stamp') {
    list.push(extension('2.5.29.37', true, new pkijs.ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.8'] }).toSchema()))
  }
  return list
}

async function made(wanted: Wanted, root: Made | undefined): Promise<Made> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = new pkijs.Certificate()
  certificate.version = 2
  const serial = webcrypto.getRandomValues(new Uint8Array(16))
  // Positive and never shorter: the first byte is 1 to 127.
  serial[0] = ((serial[0] as number) & 0x7f) | 0x01
  certificate.serialNumber = new asn1js.Integer({ valueHex: serial.buffer })
  certificate.subject = nameOf(wanted.name)
  certificate.issuer = root === undefined ? nameOf(wanted.name) : root.certificate.subject
  certificate.notBefore = timeOf(wanted.from)
  certificate.notAfter = timeOf(wanted.to)
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey as webcrypto.CryptoKey, engine)
  const own = certificate.subjectPublicKeyInfo
  certificate.extensions = extensionsOf(wanted.kind, own, root?.certificate.subjectPublicKeyInfo ?? own)
  await certificate.sign(root?.privateKey ?? (pair.privateKey as webcrypto.CryptoKey), 'SHA-256', engine)
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey)).toString('base64')
  const lines = pkcs8.match(/.{1,64}/g)?.join('\n')
  const pem = `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`
  return { pem, certificate, privateKey: pair.privateKey as webcrypto.CryptoKey }
}

const encoded = (certificate: pkijs.Certificate): Uint8Array => new Uint8Array(certificate.toSchema().toBER())

function write(folder: string, name: string, text: string): void {
  const place = join(folder, name)
  // Written beside and moved over, so that nobody ever reads half a file.
  writeFileSync(`${place}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${place}.new`, place)
}
const writeList = (folder: string, list: KeptTrustList): void =>
  write(folder, LIST, `${JSON.stringify(list, null, 2)}\n`)

async function addKey(
  folder: string,
  list: KeptTrustList,
  purpose: KeyPurpose,
  root: Made,
  now: Date,
): Promise<KeptTrustList> {
  const count = list.keys.filter(key => key.purpose === purpose).length + 1
  const id = `${purpose === 'seal' ? 'seal' : 'time-stamp'}-${count}`
  const [from, to] = [new Date(`${second(now)}`), yearsAfter(now, YEARS[purpose])]
  const name = purpose === 'seal' ? `Certificate seal ${count}` : `Local test time-stamp authority ${count}`
  const key = await made({ name, kind: purpose, from, to }, root)
  write(folder, `${id}.key.pem`, key.pem)
  const entry: ListedKey = {
    id,
    purpose,
    certificate: base64(encoded(key.certificate)),
    not_before: second(from),
    not_after: second(to),
    status: 'active',
  }
  return { ...list, keys: [...list.keys, entry] }
}

async function openRoot(folder: string, list: KeptTrustList): Promise<Made> {
  const pem = readFileSync(join(folder, `${ROOT}.key.pem`), 'utf8')
  const pkcs8 = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  const certificate = pkijs.Certificate.fromBER(Uint8Array.from(Buffer.from(list.root, 'base64')))
  return { pem, certificate, privateKey: privateKey as webcrypto.CryptoKey }
}

async function create(folder: string, now: Date): Promise<void> {
  const from = new Date(second(now))
  mkdirSync(dirname(folder), { recursive: true })
  const building = mkdtempSync(`${folder}.`)
  try {
    chmodSync(building, 0o700)
    const wanted = { name: 'Guarantee agency root', kind: 'root', from, to: yearsAfter(from, YEARS.root) } as const
    const root = await made(wanted, undefined)
    write(building, `${ROOT}.key.pem`, root.pem)
    const empty: KeptTrustList = { format: 1, root: base64(encoded(root.certificate)), keys: [] }
    const sealing = await addKey(building, empty, 'seal', root, from)
    writeList(building, await addKey(building, sealing, 'time_stamp', root, from))
    // The move fails where another process was first and the folder is no longer empty; its keys are then the ones.
    renameSync(building, folder)
  } catch (problem) {
    rmSync(building, { recursive: true, force: true })
    if (!existsSync(join(folder, LIST))) throw problem
  }
}

const listIn = (folder: string): KeptTrustList => JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as KeptTrustList

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
  if (!existsSync(join(folder, LIST))) await create(folder, now)
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
  const root = await openRoot(folder, list)
  writeList(folder, await addKey(folder, { ...list, keys: retired }, purpose, root, now))
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
