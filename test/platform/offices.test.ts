/** Offices that answer for facts: a file, a service; and that no answer, a late or a false one is never a "no". */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answersRead } from '../../src/party/answers.ts'
import { configuredOffices } from '../../src/platform/offices/configured.ts'
import { fileOffice } from '../../src/platform/offices/file-office.ts'
import { httpOffice } from '../../src/platform/offices/http-office.ts'
import { askedInTime, UNAVAILABLE } from '../../src/platform/offices/office.ts'

const FACTS = ['national_tax_delinquent', 'local_tax_delinquent']
const question = { firm: 'firm-103', persons: ['person-103'], facts: FACTS, consent: 'consent-103', day: '2026-04-14' }
const reading = { fact: 'national_tax_delinquent', value: false, as_of: '2026-04-10', valid_until: '2026-05-10' }
const folder = mkdtempSync(join(tmpdir(), 'offices-'))
let server: Server
let address = ''
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/hangs') return
    if (request.url === '/moved') response.writeHead(302, { location: '/told' }).end()
    else if (request.url === '/broken') response.writeHead(500).end()
    else if (request.url === '/floods') response.end('x'.repeat(1_000_000))
    else response.end(JSON.stringify({ readings: [reading] }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})
const ask = (path: string, timeoutMs = 5000) =>
  askedInTime(httpOffice('tax_office', FACTS, { url: `${address}${path}`, timeoutMs }), question)

describe('an office', () => {
  test('behind HTTP answers with its readings', async () => {
    expect(await ask('/told')).toEqual([reading])
  })

  test('that hangs, breaks, sends elsewhere or floods is unavailable, in time', async () => {
    expect(await ask('/hangs', 150)).toBe(UNAVAILABLE)
    for (const path of ['/broken', '/moved', '/floods']) expect([path, await ask(path)]).toEqual([path, UNAVAILABLE])
  })

  test('of any kind is waited for no longer than it is given, and told when nobody waits any more', async () => {
    const cut: boolean[] = []
    const ask = async (_: unknown, signal: AbortSignal) => {
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      cut.push(signal.aborted)
      return [reading]
    }
    expect(await askedInTime({ source: 'court', facts: FACTS, timeoutMs: 20, ask }, question)).toBe(UNAVAILABLE)
    expect(cut).toEqual([true])
    const broken = async () => Promise.reject(new Error('broken'))
    expect(await askedInTime({ source: 'court', facts: FACTS, timeoutMs: 1000, ask: broken }, question)).toBe(
      UNAVAILABLE,
    )
  })

  test('in a file answers for the firms it names and for no other', async () => {
    const path = join(folder, 'tax.json')
    writeFileSync(path, JSON.stringify({ 'firm-103': [reading] }))
    const office = fileOffice('tax_office', FACTS, path, 1000)
    expect(await askedInTime(office, question)).toEqual([reading])
    expect(await askedInTime(office, { ...question, firm: 'firm-104' })).toBe(UNAVAILABLE)
    expect(await askedInTime(fileOffice('tax_office', FACTS, join(folder, 'none.json'), 1000), question)).toBe(
      UNAVAILABLE,
    )
  })

  test('is configured with a file or an address on this machine, and with nothing else', () => {
    const path = join(folder, 'offices.json')
    const errorsOf = (offices: unknown) => {
      writeFileSync(path, JSON.stringify(offices))
      return configuredOffices(path, true).errors.length
    }
    const one = { source: 'tax_office', facts: FACTS }
    expect(
      errorsOf([
        { ...one, file: 'tax.json' },
        { ...one, url: `${address}/told` },
      ]),
    ).toBe(0)
    expect(errorsOf([one])).toBe(1)
    expect(errorsOf([{ ...one, url: 'http://example.com/' }])).toBe(1)
    expect(errorsOf([{ ...one, url: 'file:///etc/passwd' }])).toBeGreaterThan(0)
    expect(errorsOf([{ ...one, source: 'self_declaration', file: 'x' }])).toBe(1)
  })
})

describe('an answer', () => {
  const read = (answer: unknown) =>
    answersRead('tax_office', FACTS, answer, 'consent-103', '2026-04-14').map(({ fact, state, value }) => [
      fact,
      state,
      value,
    ])

  test('gives the newest reading of each fact asked, and the rest as unavailable', () => {
    const older = { ...reading, value: true, as_of: '2026-03-01' }
    expect(read([older, reading])).toEqual([
      ['national_tax_delinquent', 'known', false],
      ['local_tax_delinquent', 'unavailable', null],
    ])
  })

  test('of another shape, of a later day or of nothing is no reading', () => {
    for (const answer of [
      undefined,
      null,
      'no',
      [{ ...reading, extra: 1 }],
      [{ ...reading, value: 0 }],
      [{ ...reading, as_of: '2026-04-15' }],
    ])
      expect(read(answer).map(([, state]) => state)).toEqual(['unavailable', 'unavailable'])
  })
})
