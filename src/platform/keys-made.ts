/**
 * Keys and their certificates made: a key folder where there is none, and the next key of a purpose. Loaded when a key
 * is made, which is hardly ever: the libraries for it take megabytes of every process otherwise.
 */
import { createHash, createPrivateKey, webcrypto } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { type KeptTrustList, type KeyPurpose, LIST, type ListedKey, second, write, writeList } from './key-folder.ts'

const ROOT = 'root'
const YEARS = { root: 30, seal: 3, time_stamp: 10 } as const

const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto })
pkijs.setEngine('node', engine)

const yearsAfter = (moment: Date, years: number): Date => {
  const later = new Date(moment)
  later.setUTCFullYear(later.getUTCFullYear() + years)
  return later
}
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

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

/** Makes the folder, or finds the one that another process was first to make. */
export async function createKeys(folder: string, now: Date): Promise<void> {
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

/** Makes the next key of a purpose; `list` names those before it. */
export async function madeNext(folder: string, list: KeptTrustList, purpose: KeyPurpose, now: Date): Promise<void> {
  writeList(folder, await addKey(folder, list, purpose, await openRoot(folder, list), now))
}
