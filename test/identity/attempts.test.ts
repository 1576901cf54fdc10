/**
 * Attempts to log in: so many of one account and from one address, whichever process of the service is asked, and never
 * for longer than a quarter of an hour.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { superuserOf } from '../../src/cli/faults/process.ts'
import {
  ATTEMPTS_MAX,
  forgetAttempts,
  makeAttempts,
  placeOf,
  WINDOW_SECONDS,
} from '../../src/platform/identity/attempts.ts'
import { makeLogIn } from '../../src/platform/identity/passwords.ts'
import { endAll, freePort, type Running, start } from '../fault/started.ts'
import { authorisationAt, browser, followedTo, logInAt, type Site, siteOf } from './browser.ts'
import { type House, house } from './house.ts'

const NOW = new Date('2026-11-22T03:00:00.000Z')
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)

describe('attempts', () => {
  let of: House
  beforeAll(async () => {
    of = await house(8080)
  }, 60_000)
  afterAll(() => of.close())
  /** As many processes as are asked for have counters of their own on one database. */
  const counter = (secret = 'one secret') => makeAttempts(of.fresh.database.plain, secret)
  const countsOf = async () =>
    (await of.fresh.database.plain.selectFrom('app.log_in_attempts').selectAll().execute()).length

  test('of one account sent at once to two processes pass as often as there is room, and no more', async () => {
    const [one, two] = [counter(), counter()]
    const waits = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : two).begun({ account: 'rush', address: null }, NOW)),
    )
    expect(waits.filter(wait => wait === null)).toHaveLength(ATTEMPTS_MAX.account)
    expect(waits.filter(wait => wait !== null).every(wait => wait === WINDOW_SECONDS)).toBe(true)
  })

  test('from one address pass over many accounts until it is full; another, or none, is not concerned', async () => {
    const { begun } = counter()
    for (let n = 0; n < ATTEMPTS_MAX.address; n++)
      expect(await begun({ account: `spray-${n}`, address: '192.0.2.7' }, NOW)).toBeNull()
    expect(await begun({ account: 'spray-more', address: '192.0.2.7' }, later(100))).toBe(WINDOW_SECONDS - 100)
    expect(await begun({ account: 'spray-more', address: '192.0.2.8' }, NOW)).toBeNull()
    expect(await begun({ account: 'spray-more', address: null }, NOW)).toBeNull()
  })

  test('a right password begins an account anew, and was no failure of its address', async () => {
    const { begun, passed } = counter()
    const attempt = { account: 'steady', address: '192.0.2.9' }
    for (let n = 0; n < 3 * ATTEMPTS_MAX.address; n++) {
      expect(await begun(attempt, NOW)).toBeNull()
      await passed(attempt)
    }
  })

  test('a right password waits with the wrong ones, and holds when the time is over', async () => {
    const enter = makeLogIn(of.fresh.database.plain, counter())
    const right = of.demonstration.password
    for (let i = 0; i < ATTEMPTS_MAX.account; i++)
      expect(await enter('demo-admin', 'wrong', null, later(i))).toEqual({ is: 'wrong' })
    expect(await enter('demo-admin', right, null, later(60))).toEqual({ is: 'waiting', seconds: WINDOW_SECONDS - 60 })
    // Whoever keeps trying does not keep the account shut.
    for (let i = 61; i < 80; i++) expect((await enter('demo-admin', 'wrong', null, later(i))).is).toBe('waiting')
    expect((await enter('demo-admin', right, null, later(WINDOW_SECONDS - 1))).is).toBe('waiting')
    expect(await enter('demo-admin', right, null, later(WINDOW_SECONDS))).toMatchObject({
      is: 'in',
      subject: 'demo-admin',
    })
  }, 60_000)

  test('sent at once are counted before a password is looked at; nobody’s name waits like a person’s', async () => {
    const doors = [0, 1].map(() => makeLogIn(of.fresh.database.plain, counter()))
    for (const name of ['nobody-at-all', 'demo-officer-busan']) {
      const ends = await Promise.all(
        Array.from({ length: 2 * ATTEMPTS_MAX.account }, (_, n) => doors[n % 2]!(name, 'wrong', null, NOW)),
      )
      expect(ends.filter(end => end.is === 'wrong')).toHaveLength(ATTEMPTS_MAX.account)
      expect(ends.filter(end => end.is === 'waiting')).toHaveLength(ATTEMPTS_MAX.account)
    }
  }, 60_000)

  test('are kept under digests alone, and forgotten when they count no more', async () => {
    await counter().begun({ account: 'planted-name', address: '198.51.100.77' }, NOW)
    const rows = await of.fresh.database.plain.selectFrom('app.log_in_attempts').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/planted-name|198\.51\.100\.77/)
    const before = await countsOf()
    await counter('another secret').begun({ account: 'planted-name', address: '198.51.100.77' }, NOW)
    expect(await countsOf()).toBe(before + 2)
    expect(await forgetAttempts(of.fresh.database.plain, later(WINDOW_SECONDS - 1))).toBe(0)
    await forgetAttempts(of.fresh.database.plain, later(2 * WINDOW_SECONDS + 1))
    expect(await countsOf()).toBe(0)
  })

  // RFC 4291, 2.2 and 2.5.4: one text for one address, and the network is its first 64 bits.
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['2001:0db8:0000:0001::9', '2001:db8:0:1'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('from %s are counted under %s', (address, place) => expect(placeOf(address)).toBe(place))
})

describe('two processes of the service', () => {
  const place = mkdtempSync(join(tmpdir(), 'tg-attempts-'))
  let processes: readonly { running: Running; site: Site }[]
  let password = ''
  beforeAll(async () => {
    const opened = []
    for (let n = 0; n < 2; n++) {
      const port = await freePort()
      const running = await start(place, { PORT: String(port), TRUSTED_PROXIES: '127.0.0.1' })
      opened.push({ running, site: siteOf(running.address) })
    }
    processes = opened
    password = (JSON.parse(readFileSync(join(place, 'demo-tokens.json'), 'utf8')) as { password: string }).password
  }, 120_000)
  afterAll(async () => {
    for (const { running } of processes) running.child.kill('SIGTERM')
    await Promise.all(processes.map(({ running }) => running.ended))
    await endAll()
    rmSync(place, { recursive: true, force: true })
  })
  const siteAt = (n: number): Site => processes[n % 2]!.site
  const tried = async (n: number, name: string, given: string) =>
    (await logInAt(siteAt(n), browser(), name, given)).sent

  test('refuse the eleventh attempt on an account, whichever of them was asked before', async () => {
    const statuses = []
    for (let n = 0; n < ATTEMPTS_MAX.account; n++) statuses.push((await tried(n, 'demo-claims', 'wrong')).status)
    expect(statuses).toEqual(statuses.map(() => 401))
    for (const n of [0, 1]) {
      const refused = await tried(n, 'demo-claims', password)
      expect(refused.status).toBe(429)
      const wait = Number(refused.headers.get('retry-after'))
      expect(wait > 0 && wait <= WINDOW_SECONDS).toBe(true)
      expect(refused.text).toContain('<html lang="ko">')
    }
    // Everybody else comes in, at both.
    for (const n of [0, 1]) expect((await tried(n, 'demo-finance', password)).status).toBe(303)
  }, 120_000)

  /** Accounts that have no attempt left, read from the database itself. */
  async function fullAccounts(): Promise<number> {
    const client = new pg.Client(superuserOf(place))
    await client.connect()
    const { rows } = await client.query(
      "select 1 from app.log_in_attempts where key like 'account:%' and attempts = $1",
      [ATTEMPTS_MAX.account],
    )
    await client.end()
    return rows.length
  }

  /** Sends the whole form and goes away without waiting for the answer. */
  async function goneAway(n: number, name: string): Promise<void> {
    const site = siteAt(n)
    const page = await followedTo(browser(), authorisationAt(site), site.redirect)
    const { hostname, port, pathname } = new URL(page.address)
    const body = new URLSearchParams({ name, password: 'wrong' }).toString()
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `cookie: ${page.cookie}`,
      'content-type: application/x-www-form-urlencoded',
      `content-length: ${body.length}`,
    ]
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => setTimeout(() => socket.destroy(), 20)),
      )
      socket.on('close', () => resolve()).on('error', reject)
    })
  }

  test('count what was cut off by whoever sent it', async () => {
    for (let n = 0; n < ATTEMPTS_MAX.account; n++) await goneAway(n, 'demo-auditor')
    // What was cut off is still being looked at for a moment: the account before, and this one, are full then.
    await expect.poll(fullAccounts, { timeout: 60_000 }).toBe(2)
    expect((await tried(1, 'demo-auditor', password)).status).toBe(429)
  }, 120_000)
})
