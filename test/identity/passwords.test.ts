/** Passwords given by invitation, changed and reset: over HTTP, as a browser and an admin's program meet them. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { refusals as ofAccess } from '../../src/access/refusals.ts'
import { isAction, mayEver } from '../../src/access/table.ts'
import { adviceIn } from '../../src/kernel/problem.ts'
import { refusals as ofInput } from '../../src/kernel/schema.ts'
import { type App, makeApp } from '../../src/platform/http/app.ts'
import { refusals as ofHttp } from '../../src/platform/http/refusals.ts'
import { kindsOf } from '../../src/platform/http/status.ts'
import { ATTEMPTS_MAX, makeAttempts } from '../../src/platform/identity/attempts.ts'
import { INVITATION_HOURS, makePasswordChanges } from '../../src/platform/identity/password-changes.ts'
import { makeLogIn } from '../../src/platform/identity/passwords.ts'
import { refusals as ofIdentity } from '../../src/platform/identity/refusals.ts'
import { identityRoutes } from '../../src/platform/identity/routes.ts'
import { invitationsAt } from '../../src/platform/identity/settings.ts'
import { browser, logInAt, type Site, siteOf, tokensBy } from './browser.ts'
import { asked, type House, house } from './house.ts'

// A password is slow to check by design, and slower beside other tests.
vi.setConfig({ testTimeout: 30_000 })

let of: House
let app: App
let site: Site

/** A server with the routes of identity and the issuer's pages; its own, where another provider holds the passwords. */
async function appWith(isElsewhere = false): Promise<App> {
  return await makeApp({
    database: of.fresh.database,
    routes: identityRoutes(isElsewhere ? null : invitationsAt(of.settings)),
    authenticate: of.identity.authenticate,
    isKnownAction: isAction,
    mayEver,
    kinds: kindsOf([ofInput, ofAccess, ofHttp, ofIdentity]),
    advice: adviceIn(readFileSync('docs/errors.md', 'utf8')),
    now: () => new Date(Date.now() + 1000),
    dayOf: moment => moment.toISOString().slice(0, 10),
    newId: randomUUID,
    log: { level: 'fatal' },
  })
}

beforeAll(async () => {
  const probe = Fastify()
  const port = Number(new URL(await probe.listen({ port: 0, host: '127.0.0.1' })).port)
  await probe.close()
  of = await house(port)
  app = await appWith()
  await of.identity.mount(app.server)
  await app.server.listen({ port, host: '127.0.0.1' })
  site = siteOf(of.settings.publicUrl)
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await of.close()
})
// What one test has tried is not held against the next.
beforeEach(async () => {
  await of.fresh.database.plain.deleteFrom('app.log_in_attempts').execute()
})

const tokenOf = (persona: string): string =>
  `Bearer ${of.demonstration.people.find(each => each.persona === persona)!.access_token}`
async function post(persona: string, url: string, body: object, key: string = randomUUID(), at = app) {
  const answer = await at.server.inject({
    method: 'POST',
    url,
    headers: { authorization: tokenOf(persona), 'idempotency-key': key, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })
  const json = answer.json() as { link?: string | null; expires_at?: string; errors?: { code: string }[] }
  return { status: answer.statusCode, json, code: json.errors?.[0]?.code ?? '', text: answer.body }
}
const REASON = { reason: 'begins at the Seoul office' }
const inviteBy = (persona: string, person: string, key?: string) =>
  post(persona, `/v1/persons/${person}/password-invitations`, REASON, key)
const linkFor = async (person: string): Promise<string> => (await inviteBy('admin', person)).json.link!
let made = 0
/** A person whom an admin adds over the API, with a role: nobody has given them a password. */
async function newcomer(): Promise<{ id: string; subject: string }> {
  made += 1
  const [id, subject] = [`person-new-${made}`, `newcomer${made}`]
  const names = { ko: '새 사람', en: 'Newcomer', zh: '新人' }
  expect((await post('admin', '/v1/persons', { id, subject, names })).status).toBe(201)
  const role = { person: id, role: 'auditor', reason: 'appointed' }
  expect((await post('admin', '/v1/organisations/agency-demo/members', role)).status).toBe(201)
  return { id, subject }
}
const GOOD = 'a horse, some rain, 42'
const setBy = (link: string, password: string, again = password) => browser()(link, { password, again })
const changeBy = (name: string, old: string, password: string, again = password) =>
  browser()(`${of.settings.publicUrl}/password`, { name, old, password, again })
/** The status with which a log-in is answered: 303 goes on to the console. */
const logInStatus = async (name: string, password: string) =>
  (await logInAt(site, browser(), name, password)).sent.status
/** Whether a person is known by an access token now. */
const isIn = async (token: string): Promise<boolean> =>
  typeof (await asked(of, `Bearer ${token}`, new Date(Date.now() + 1000))) === 'object'

describe('an invitation', () => {
  test('lets a new person set a password, once, and log in by it', async () => {
    const { id, subject } = await newcomer()
    const link = await linkFor(id)
    const page = await browser()(link)
    expect(page.status).toBe(200)
    expect(page.text).toContain(`value="${subject}" readonly`)
    // Machines that look at links before people do use nothing up.
    expect((await browser()(link)).status).toBe(200)
    const kept = await setBy(link, GOOD)
    expect([kept.status, kept.text.includes(subject)]).toEqual([200, true])
    expect(await isIn((await tokensBy(site, subject, GOOD))['access_token']!)).toBe(true)
    expect((await browser()(link)).status).toBe(404)
    expect((await setBy(link, `${GOOD} again`)).status).toBe(404)
    expect(await logInStatus(subject, GOOD)).toBe(303)
  })
  test('sent by ten forms at once is taken up by one', async () => {
    const { id, subject } = await newcomer()
    const link = await linkFor(id)
    const passwords = Array.from({ length: 10 }, (_, n) => `${GOOD} number ${n}`)
    const sent = await Promise.all(passwords.map(password => setBy(link, password)))
    expect(sent.map(each => each.status).filter(status => status === 200)).toHaveLength(1)
    expect(sent.every(each => each.status === 200 || each.status === 404)).toBe(true)
    const winner = passwords[sent.findIndex(each => each.status === 200)]!
    expect(await logInStatus(subject, winner)).toBe(303)
  })
  test('holds until its hour, and not a moment longer', async () => {
    const { id } = await newcomer()
    const code = (await linkFor(id)).split('/').at(-1)!
    const db = of.fresh.database.plain
    const attempts = makeAttempts(db, 'secret')
    const changes = makePasswordChanges(db, attempts, makeLogIn(db, attempts))
    const row = await db
      .selectFrom('app.password_invitations')
      .selectAll()
      .where('person', '=', id)
      .executeTakeFirstOrThrow()
    const end = Date.parse(row.expires_at)
    expect(end - Date.parse(row.made_at)).toBe(INVITATION_HOURS * 3_600_000)
    expect((await changes.invited(code, null, new Date(end - 1))).is).toBe('open')
    expect((await changes.invited(code, null, new Date(end))).is).toBe('over')
    expect((await changes.taken(code, GOOD, new Date(end))).is).toBe('over')
    expect((await changes.taken(code, GOOD, new Date(end - 1))).is).toBe('changed')
  })
  test('takes the place of the one before', async () => {
    const { id } = await newcomer()
    const [first, second] = [await linkFor(id), await linkFor(id)]
    expect((await setBy(first, GOOD)).status).toBe(404)
    expect((await setBy(second, GOOD)).status).toBe(200)
  })
  test('is told once: its code stands in no table, and not in the answer to the same request', async () => {
    const { id } = await newcomer()
    const key = randomUUID()
    const first = await inviteBy('admin', id, key)
    const code = first.json.link!.split('/').at(-1)!
    expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const again = await inviteBy('admin', id, key)
    expect(again).toMatchObject({ status: 201, json: { link: null, expires_at: first.json.expires_at } })
    const db = of.fresh.database.plain
    const rows = await Promise.all([
      db.selectFrom('app.idempotency').selectAll().execute(),
      db.selectFrom('app.password_invitations').selectAll().execute(),
      db.selectFrom('app.audit_leaves').selectAll().execute(),
      db.selectFrom('app.log_in_attempts').selectAll().execute(),
    ])
    expect(JSON.stringify(rows)).not.toContain(code)
    // The link of the first answer still holds: the second request did nothing.
    expect((await setBy(first.json.link!, GOOD)).status).toBe(200)
  })
  test('is given by an admin alone, not to oneself, and not where another provider logs people in', async () => {
    const { id } = await newcomer()
    const others = of.demonstration.people.filter(each => each.role !== 'admin').map(each => each.persona)
    for (const persona of others) expect([403, 404], persona).toContain((await inviteBy(persona, id)).status)
    expect((await inviteBy('admin', 'person-demo-admin')).code).toBe('own_password_unresettable')
    expect((await inviteBy('admin', 'person-nobody-here')).code).toBe('person_missing')
    const elsewhere = await appWith(true)
    const url = `/v1/persons/${id}/password-invitations`
    expect((await post('admin', url, REASON, randomUUID(), elsewhere)).code).toBe('passwords_elsewhere')
    await elsewhere.server.close()
  })
  test('of a person erased meanwhile is over', async () => {
    const { id } = await newcomer()
    const link = await linkFor(id)
    const db = of.fresh.database.plain
    await db.updateTable('app.persons').set({ erased_at: new Date().toISOString() }).where('id', '=', id).execute()
    expect((await setBy(link, GOOD)).status).toBe(404)
    expect((await inviteBy('admin', id)).code).toBe('person_missing')
  })
  test('that never was reads like one that is over, and too many guesses from one place wait', async () => {
    const { id } = await newcomer()
    const used = await linkFor(id)
    await setBy(used, GOOD)
    const guess = (n: number) => `${of.settings.publicUrl}/password/${String(n).padStart(43, 'x')}`
    const [never, over] = [await browser()(guess(0)), await browser()(used)]
    expect([never.status, never.text]).toEqual([over.status, over.text])
    const statuses: number[] = []
    for (let n = 1; n < ATTEMPTS_MAX.address; n++) statuses.push((await browser()(guess(n))).status)
    expect(statuses.filter(status => status === 429)).toHaveLength(1)
    const waiting = await browser()(await linkFor(id))
    expect([waiting.status, Number(waiting.headers.get('retry-after')) > 0]).toEqual([429, true])
  })
})

describe('a password', () => {
  const UNFIT: readonly (readonly [string, string])[] = [
    ['of fourteen characters', 'abcdefghij 123'],
    ['of one character many times', 'aaaaaaaaaaaaaaaaaaaa'],
    ['with a control character', 'a horse, some\train, 42'],
    ['longer than anybody types', 'abcde'.repeat(52)],
  ]
  test.each(UNFIT)('%s is not taken, by an invitation or by the old one', async (_name, password) => {
    const { id, subject } = await newcomer()
    const link = await linkFor(id)
    expect((await setBy(link, password)).status).toBe(422)
    expect((await setBy(link, GOOD)).status).toBe(200)
    expect((await changeBy(subject, GOOD, password)).status).toBe(422)
    expect(await logInStatus(subject, GOOD)).toBe(303)
  })
  test('with the log-in name in it, or typed in two ways, is not taken', async () => {
    const { id, subject } = await newcomer()
    const link = await linkFor(id)
    expect((await setBy(link, `my name is ${subject.toUpperCase()}`)).status).toBe(422)
    expect((await setBy(link, GOOD, `${GOOD}!`)).status).toBe(422)
    expect((await setBy(link, GOOD)).status).toBe(200)
    expect((await changeBy(subject, GOOD, `${GOOD} and more`, GOOD)).status).toBe(422)
  })
})

describe('who knows their password', () => {
  test('changes it: the old one lets nobody in, and whoever was logged in by it is out', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const before = await tokensBy(site, subject, GOOD)
    const other = await tokensBy(site, 'demo-finance', of.demonstration.password)
    expect(await isIn(before['access_token']!)).toBe(true)
    const changed = `${GOOD} and then`
    expect((await changeBy(subject, GOOD, changed)).status).toBe(200)
    expect(await isIn(before['access_token']!)).toBe(false)
    const refreshed = await fetch(`${site.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'console',
        refresh_token: before['refresh_token']!,
      }),
    })
    expect(refreshed.status).toBe(400)
    expect([await logInStatus(subject, GOOD), await logInStatus(subject, changed)]).toEqual([401, 303])
    // Nobody else is concerned.
    expect(await isIn(other['access_token']!)).toBe(true)
  })
  test('is asked for it again by a browser that was logged in', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const go = browser()
    const { sent } = await logInAt(site, go, subject, GOOD)
    let address = sent.location
    while (address !== null && !address.startsWith(site.redirect)) address = (await go(address)).location
    const { page: still } = await logInAt(site, go, 'nobody', 'x').catch(() => ({ page: { text: 'no page' } }))
    expect(still.text).not.toContain('name="password"')
    await changeBy(subject, GOOD, `${GOOD} and then`)
    const { page } = await logInAt(site, go, 'nobody', 'x')
    expect(page.text).toContain('name="password"')
  })
  test('wrongly, or as nobody, reads the same of both; too often, and waits with their log-in', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const wrong = await changeBy(subject, 'not the password', `${GOOD} new`)
    const nobody = await changeBy('nobody-at-all', 'not the password', `${GOOD} new`)
    // The name typed is kept; besides it nothing differs.
    const other = wrong.text.replace(`value="${subject}"`, 'value="nobody-at-all"')
    expect([wrong.status, other]).toEqual([nobody.status, nobody.text])
    expect(wrong.status).toBe(401)
    for (let n = 1; n < ATTEMPTS_MAX.account; n++) await changeBy(subject, 'wrong', `${GOOD} new`)
    expect((await changeBy(subject, GOOD, `${GOOD} new`)).status).toBe(429)
    expect(await logInStatus(subject, GOOD)).toBe(429)
  })
  test('twice at once changes it once', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const both = await Promise.all(['one', 'two'].map(word => changeBy(subject, GOOD, `${GOOD} ${word}`)))
    expect(both.map(each => each.status).sort()).toEqual([200, 401])
  })
})

describe('an admin who resets a password', () => {
  test('ends the old one and every log-in at once, before the new one is set', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const before = await tokensBy(site, subject, GOOD)
    const link = await linkFor(id)
    expect(await isIn(before['access_token']!)).toBe(false)
    expect(await logInStatus(subject, GOOD)).toBe(401)
    expect((await changeBy(subject, GOOD, `${GOOD} new`)).status).toBe(401)
    await setBy(link, `${GOOD} new`)
    expect(await logInStatus(subject, `${GOOD} new`)).toBe(303)
  })
  test('ends a log-in that had been let in and not yet gone on', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const go = browser()
    const { sent } = await logInAt(site, go, subject, GOOD)
    await linkFor(id)
    const resumed = await go(sent.location!)
    expect(resumed.location ?? '').not.toContain('code=')
  })
  test('leaves no log-in that was looked at meanwhile: it waits, and finds its password gone', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    const db = of.fresh.database.plain
    const waits = async (): Promise<number> =>
      (
        await sql`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%for share of w'`.execute(db)
      ).rows.length
    let entering: Promise<number> | undefined
    await db.transaction().execute(async tx => {
      await tx.deleteFrom('app.passwords').where('person', '=', id).execute()
      entering = logInStatus(subject, GOOD)
      await expect.poll(waits, { timeout: 20_000 }).toBe(1)
    })
    expect(await entering).toBe(401)
  })
  test('is in the log, with reason; and so is who set which password by what, without it', async () => {
    const { id, subject } = await newcomer()
    await setBy(await linkFor(id), GOOD)
    await changeBy(subject, GOOD, `${GOOD} new`)
    const leaves = await of.fresh.database.plain
      .selectFrom('app.audit_leaves')
      .select(['person', 'action', 'reason', 'body'])
      .where('subject', '=', `person:${id}`)
      .where('action', 'like', 'password.%')
      .orderBy('sequence')
      .execute()
    expect(leaves.map(({ person, action, reason }) => [person, action, reason])).toEqual([
      ['person-demo-admin', 'password.invite', REASON.reason],
      [id, 'password.change', null],
      [id, 'password.change', null],
    ])
    expect(leaves.map(({ body }) => (JSON.parse(body) as { detail: object }).detail)).toMatchObject([
      { had_password: false },
      { by: 'invitation' },
      { by: 'old_password' },
    ])
  })
})

test('no page runs a script, loads anything, or may be framed; all of this met no fault', async () => {
  const { id } = await newcomer()
  for (const address of [await linkFor(id), `${of.settings.publicUrl}/password`]) {
    const page = await browser()(address)
    expect(page.text).not.toMatch(/<script|\sstyle=|\son[a-z]+=|src=/)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('cache-control')).toBe('no-store')
  }
  expect(of.faults).toEqual([])
})
