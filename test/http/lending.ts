// Extracts of the register handed in over HTTP, as they would be on the day on which the test runs.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { House } from '../../src/cli/faults/house.ts'
import { addDays, calendarDate } from '../../src/kernel/calendar.ts'
import { keyed, tokenOf } from './tenants.ts'

export const TODAY = calendarDate(new Date().toISOString().slice(0, 10))
const YEAR = 365

// biome-ignore lint/suspicious/noExplicitAny: an extract a test changes as it wants
export type Extract = any

/**
 * The extract of fixtures/patents, drawn so many days ago: of a firm's own name, its fees paid for a year to come, the
 * licence on it deleted.
 */
export function extractOf(firm: string, daysAgo: number, change: (extract: Extract) => void = () => {}): string {
  const text = readFileSync('fixtures/patents/kipo-register.json', 'utf8').replaceAll('Hanbit Cells', firm)
  const extract = JSON.parse(text)
  extract.issued_on = addDays(TODAY, -daysAgo)
  extract.annuities.at(-1).keeps_until = addDays(TODAY, YEAR)
  extract.exclusive_licences.deletions.push({
    ...{ entry: '1-1', deletes: '1', holder: 'Cell Works', registered_on: '2026-02-02' },
  })
  change(extract)
  return JSON.stringify(extract)
}

/** Hands a file in with a case and has it read as a file of an office. */
export async function filedWith(house: House, caseId: string, persona: string, text: string, type = 'evidence') {
  const bytes = Buffer.from(text)
  const authorization = `Bearer ${tokenOf(house, persona)}`
  const send = async (method: 'POST' | 'PUT', url: string, payload?: object | Buffer) => {
    const isBytes = Buffer.isBuffer(payload)
    const type = isBytes ? 'application/octet-stream' : 'application/json'
    const answer = await house.server.inject({
      ...{ method, url },
      headers: {
        authorization,
        ...(method === 'POST' ? keyed() : {}),
        ...(payload === undefined ? {} : { 'content-type': type }),
      },
      ...(payload === undefined ? {} : { payload: isBytes ? payload : JSON.stringify(payload) }),
    })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body.slice(0, 400)}`)
    return answer.body === '' ? {} : answer.json()
  }
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const paper = await send('POST', `/v1/cases/${caseId}/papers`, {
    ...{ type, name: 'extract.json', size: bytes.length, digest },
  })
  await send('PUT', `/v1/papers/${paper.id}/parts/0`, bytes)
  const kept = await send('POST', `/v1/papers/${paper.id}/complete`)
  if (kept.state !== 'kept') throw new Error(`the paper is ${kept.state}: ${JSON.stringify(kept)}`)
  return await send('POST', `/v1/cases/${caseId}/rights/files`, { paper: paper.id })
}
