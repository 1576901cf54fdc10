/** Keys, sealed papers and the tools outside that give a second opinion, for the tests of the certificate. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CertificateContent } from '../../src/certificate/content.ts'
import { drawCertificate } from '../../src/certificate/pdf.ts'
import { localTimeStamper, sealCertificate } from '../../src/certificate/seal.ts'
import { readTrustList, type TrustList } from '../../src/certificate/trust-list.ts'
import { verifySealedPdf } from '../../src/certificate/verify.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { openPress } from '../../src/platform/fonts.ts'
import { type KeyRing, openKeys } from '../../src/platform/keys.ts'
import { sampleContent } from './sample.ts'

export const MADE = new Date('2026-11-01T00:00:00Z')
export const STAMPED = '2026-11-23T01:02:03Z'
export const TODAY = calendarDate('2026-11-23')

/** A folder that is gone when the function has ended. */
export function inFolder<Value>(work: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Keys of a root of their own; their files are gone again when they are open. */
export function freshRing() {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-keys-'))
  return openKeys(join(folder, 'keys'), MADE).finally(() => rmSync(folder, { recursive: true, force: true }))
}
export const listOf = (ring: KeyRing): TrustList => sure(readTrustList(ring.trustList))

export const drawn = (content: CertificateContent = sampleContent('ko')): Uint8Array =>
  sure(drawCertificate(content, openPress()))

export const sealed = (ring: KeyRing, pdf: Uint8Array = drawn(), moment = STAMPED): Uint8Array =>
  sealCertificate(pdf, ring.seal, localTimeStamper(ring.timeStamp, moment, 1n))

/** The first code a file is refused with, with its reason where it has one, or 'genuine'. */
export function verdict(bytes: Uint8Array, list: TrustList, day = TODAY): string {
  const verified = verifySealedPdf(bytes, list, day)
  if (verified.ok) return 'genuine'
  const first = verified.refusals[0]
  const reason = first?.params['reason']
  return reason === undefined ? String(first?.code) : `${first?.code}: ${reason}`
}

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))

/** Exchanges text of one length for text of the same length. */
export function exchanged(bytes: Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const before = latin1(bytes)
  const after = before.replace(from, to)
  if (after === before || after.length !== before.length) throw new Error(`nothing of one length to exchange: ${from}`)
  return bytesOf(after)
}

export function hole(bytes: Uint8Array): { readonly from: number; readonly to: number; readonly rest: number } {
  const found = /\/ByteRange \[0 ([0-9]+) ([0-9]+) ([0-9]+)\]/.exec(latin1(bytes))
  if (found === null) throw new Error('not sealed')
  return { from: Number(found[1]), to: Number(found[2]), rest: Number(found[3]) }
}
/** The seal without its padding: a SEQUENCE with a length of two bytes. */
export function sealBytes(bytes: Uint8Array): Uint8Array {
  const { from, to } = hole(bytes)
  const padded = Buffer.from(latin1(bytes.subarray(from + 1, to - 1)), 'hex')
  return Uint8Array.from(padded.subarray(0, padded.readUInt16BE(2) + 4))
}
export function withSeal(bytes: Uint8Array, seal: Uint8Array): Uint8Array {
  const { from, to } = hole(bytes)
  const changed = bytes.slice()
  changed.set(
    bytesOf(
      Buffer.from(seal)
        .toString('hex')
        .padEnd(to - from - 2, '0'),
    ),
    from + 1,
  )
  return changed
}

export const isInstalled = (tool: string): boolean => {
  const isThere = spawnSync('which', [tool]).status === 0
  if (!isThere) process.stderr.write(`${tool} is not installed: its second opinion is skipped\n`)
  return isThere
}
export const run = (tool: string, ...parameters: readonly string[]): string =>
  execFileSync(tool, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

export function written(folder: string, name: string, bytes: Uint8Array): string {
  const place = join(folder, name)
  writeFileSync(place, bytes)
  return place
}
