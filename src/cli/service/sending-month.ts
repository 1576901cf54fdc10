/** A bank's month sent to the running service: announced, sent in parts, completed, and what was found of it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { PART_BYTES_MAX } from '../../guarantee/reports/schema.ts'
import { type ExitCode, print } from '../command.ts'
import { type Call, calling, listed, type Speaker } from './calling.ts'

type Report = {
  readonly id: string
  readonly state: string
  readonly rows: number | null
  readonly problems: number | null
  readonly differences: number | null
  readonly parts: readonly { readonly part: number }[]
}
type Problem = { readonly row: number; readonly column: string; readonly code: string; readonly remedy: string }
type Difference = {
  readonly guarantee: string
  readonly kind: string
  readonly expected: string
  readonly reported: string
  readonly deed: string
}

const OCTETS = 'application/octet-stream'
/** Until the service has checked a report it is asked again so often; a month of full size takes some seconds. */
const ASKED_EVERY_MS = 500

const pause = (): Promise<void> => new Promise(done => setTimeout(done, ASKED_EVERY_MS))
const one = (id: string, path = ''): string => `/v1/reports/${id}${path}`

/** Sends what the service does not have of a file, and says what it found: 0 clean, 1 with something to correct. */
export async function sentMonth(speaker: Speaker, path: string, month: string): Promise<ExitCode> {
  const bytes = readFileSync(path)
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const body = { kind: 'utilisation', month, name: basename(path), size: bytes.length, digest }
  let report = await calling<Report>(speaker, { method: 'POST', path: '/v1/reports', body })
  if (report.state === 'receiving') {
    const has = new Set(report.parts.map(each => each.part))
    for (let part = 0; part * PART_BYTES_MAX < bytes.length; part++) {
      if (has.has(part)) continue
      const sent = new Uint8Array(bytes.subarray(part * PART_BYTES_MAX, (part + 1) * PART_BYTES_MAX))
      const call: Call = { method: 'PUT', path: one(report.id, `/parts/${part}`), body: sent, mediaType: OCTETS }
      await calling(speaker, call)
    }
    report = await calling<Report>(speaker, { method: 'POST', path: one(report.id, '/complete') })
  }
  while (report.state === 'received') {
    await pause()
    report = await calling<Report>(speaker, { method: 'GET', path: one(report.id) })
  }
  for await (const { row, column, code, remedy } of listed<Problem>(speaker, one(report.id, '/problems'), {}))
    print(`row ${row}${column === '' ? '' : `, ${column}`}: ${code}. ${remedy}`)
  for await (const each of listed<Difference>(speaker, one(report.id, '/differences'), {}))
    print(`${each.guarantee}: ${each.kind}, expected ${each.expected}, reported ${each.reported}: ${each.deed}`)
  const { rows, problems, differences } = report
  print(`${report.id} ${report.state}: ${rows ?? 0} rows, ${problems ?? 0} problems, ${differences ?? 0} differences`)
  return report.state === 'refused' || (problems ?? 0) > 0 || (differences ?? 0) > 0 ? 1 : 0
}
