/**
 * The first admin of a production start: made on the machine, logs in by authorization code with PKCE, and does what
 * only an admin may; and everything for which the command refuses.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fitPassword, makeFirstAdmin, wordsFrom } from '../../src/platform/identity/first-admin.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { endAll, freePort, type Running, start, stop } from '../fault/started.ts'
import { siteOf, tokensBy } from '../identity/browser.ts'
import { each, problemIn, type Workplace, workplace } from './command-line.ts'

const PRODUCTION = { NODE_ENV: 'production' }
const PASSWORD = '산과 바다 Between 7 rivers'
const WORDS = [
  'admin',
  '--user',
  'hong',
  '--name-ko',
  '홍길동',
  '--name-en',
  'Hong Gildong',
  '--agency-ko',
  '한빛기술보증',
]
const OTHER = ['admin', '--user', 'other', '--name-en', 'Other Person']

afterAll(endAll)

async function production(here: Workplace, more: Readonly<Record<string, string>> = {}): Promise<Running> {
  return await start(here.place('kept'), { ...PRODUCTION, PORT: String(await freePort()), ...more })
}
const asked = async ({ address }: Running, token: string, method: 'GET' | 'POST', path: string, body?: unknown) => {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': path }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

describe('beside a service in production', () => {
  const here = workplace('admin')
  let service: Running
  beforeAll(async () => {
    service = await production(here, { BACKUP_DIR: here.place('backups') })
  }, 60_000)
  afterAll(async () => {
    await stop(service)
    here.remove()
  }, 60_000)

  test('nothing wrong in the words makes anybody, and what was typed of a password is not said again', async () => {
    const wrong: readonly (readonly [readonly string[], string, string, string])[] = [
      [[...WORDS, '--password', PASSWORD], '', 'command_misused', 'never as an argument'],
      [[...WORDS, `--password=${PASSWORD}`], '', 'command_misused', 'never as an argument'],
      [[...WORDS, 'more'], PASSWORD, 'command_misused', 'options only'],
      [['admin', '--name-ko', '홍길동'], PASSWORD, 'command_misused', '--user'],
      [['admin', '--subject', 's', '--name-ko', '홍길동'], PASSWORD, 'command_misused', 'OIDC_ISSUER'],
      [['admin', '--user', 'hong'], PASSWORD, 'command_misused', '--name-ko'],
      [['admin', '--user', ' hong', '--name-ko', '홍길동'], PASSWORD, 'input_malformed', ''],
      [WORDS, '', 'password_unfit', '15 to 256 characters'],
      [WORDS, 'fourteen chars', 'password_unfit', '15 to 256 characters'],
      [WORDS, `${PASSWORD}\nand another line`, 'password_unfit', 'one line'],
      [OTHER, PASSWORD, 'agency_missing', 'its name'],
    ]
    const found = await each(wrong, ([words, input], at) =>
      (at % 5 === 0 ? here.run : here.typed)(words, input, PRODUCTION),
    )
    for (const [[words, , code, limit], said] of found) {
      expect([words.join(' '), said.code, said.out, problemIn(said).errors[0]?.code]).toEqual([
        words.join(' '),
        2,
        '',
        code,
      ])
      expect(problemIn(said).errors[0]?.['limit'] ?? '').toContain(limit)
      expect(said.err).not.toContain(PASSWORD)
    }
    await expect(tokensBy(siteOf(service.address), 'hong', PASSWORD)).rejects.toThrow('401')
  }, 120_000)

  test('it makes the admin, who logs in, reads the members and adds a bank; then it refuses', async () => {
    const settings = () => readFileSync(here.place('kept/database/files/service.conf'), 'utf8')
    const before = settings()
    expect(before).toContain('backups')
    const said = await here.run(WORDS, `${PASSWORD}\n`, PRODUCTION)
    expect(said.code, said.err).toBe(0)
    expect(said.out + said.err).not.toContain(PASSWORD)
    const [, person] = /^admin +(person-\S+)$/m.exec(said.out) ?? []
    expect(said.out).toMatch(/^organisation +agency-main, made$/m)
    // The keeping of backups is the service's to set.
    expect(settings()).toBe(before)

    const { access_token: token = '' } = await tokensBy(siteOf(service.address), 'hong', PASSWORD)
    expect((await asked(service, token, 'GET', '/v1/self')).json).toMatchObject({
      person,
      kind: 'agency',
      organisation: 'agency-main',
      roles: ['admin'],
    })
    const members = await asked(service, token, 'GET', '/v1/organisations/agency-main/members')
    expect(members.json['items']).toEqual([
      expect.objectContaining({
        person,
        role: 'admin',
        until: null,
        names: { ko: '홍길동', en: 'Hong Gildong', zh: '홍길동' },
      }),
    ])
    const names = { ko: '은행', en: 'Bank', zh: '银行' }
    const bank = { id: 'bank-first', kind: 'bank', names }
    expect((await asked(service, token, 'POST', '/v1/organisations', bank)).status).toBe(201)

    const again = await here.run(OTHER, PASSWORD, PRODUCTION)
    expect([again.code, problemIn(again).errors[0]]).toEqual([
      2,
      expect.objectContaining({ code: 'admin_exists', value: person }),
    ])
    await expect(tokensBy(siteOf(service.address), 'other', PASSWORD)).rejects.toThrow('401')
  }, 120_000)
})

describe('before the first start', () => {
  const here = workplace('admin-first')
  afterAll(here.remove)
  test('the admin is made in an empty folder, and logs in when the service starts', async () => {
    const said = await here.run(WORDS, PASSWORD, PRODUCTION)
    expect(said.code, said.err).toBe(0)
    const service = await production(here)
    const { access_token: token = '' } = await tokensBy(siteOf(service.address), 'hong', PASSWORD)
    expect((await asked(service, token, 'GET', '/v1/self')).json['roles']).toEqual(['admin'])
    expect(await stop(service)).toBe(0)
  }, 120_000)
})

describe('on a server of DATABASE_URL', () => {
  const here = workplace('admin-url')
  let fresh: Fresh
  let environment: Readonly<Record<string, string>>
  beforeAll(async () => {
    fresh = await freshDatabase()
    const { host, port, user, database } = fresh.owner
    const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
    environment = {
      ...PRODUCTION,
      DATABASE_URL: url,
      OIDC_ISSUER: 'https://id.example',
      OIDC_AUDIENCE: 'https://api.example',
    }
  }, 60_000)
  afterAll(async () => {
    await fresh.close()
    here.remove()
  })
  const words = (subject: string) => ['admin', '--subject', subject, '--name-en', 'Hong', '--agency-en', 'Agency']

  test('another provider`s subject is made admin without a password, once, and the audit log tells of it', async () => {
    expect(problemIn(await here.run(WORDS, PASSWORD, environment)).errors[0]).toMatchObject({ code: 'command_misused' })
    const said = await Promise.all(['one@id', 'two@id'].map(subject => here.run(words(subject), '', environment)))
    expect(said.map(one => one.code).toSorted()).toEqual([0, 2])
    expect(said.filter(one => one.code === 2).map(one => problemIn(one).errors[0]?.code)).toEqual(['admin_exists'])
    expect(here.filesIn('kept')).toEqual([])
    const db = fresh.database.plain
    const people = await db.selectFrom('app.persons').select(['id', 'subject', 'names']).execute()
    const [{ id } = { id: '' }] = people
    expect(people).toEqual([
      { id, subject: expect.stringMatching(/^(one|two)@id$/), names: { ko: 'Hong', en: 'Hong', zh: 'Hong' } },
    ])
    expect(await db.selectFrom('app.passwords').selectAll().execute()).toEqual([])
    const trail = await db.selectFrom('app.audit_leaves').selectAll().orderBy('sequence').execute()
    expect(trail.map(one => [one.action, one.subject, one.person])).toEqual([
      ['member.change', 'organisation:agency-main', 'system'],
      ['member.change', `person:${id}`, 'system'],
      ['member.change', `member:agency-main:${id}`, 'system'],
    ])
    expect(trail[2]).toMatchObject({ reason: 'the first admin, made on the machine of the service' })
  }, 60_000)

  test('when the admin`s role has ended, another can be made, in the agency that stands', async () => {
    const db = fresh.database.plain
    await db.updateTable('app.memberships').set({ until: new Date().toISOString() }).execute()
    const named = await here.run(words('three@id'), '', environment)
    expect(problemIn(named).errors[0]).toMatchObject({ code: 'party_known_already', value: 'agency-main' })
    const taken = (await db.selectFrom('app.persons').select('subject').executeTakeFirstOrThrow()).subject
    const again = await here.run(['admin', '--subject', taken, '--name-en', 'Hong'], '', environment)
    expect(problemIn(again).errors[0]).toMatchObject({ code: 'party_known_already', at: 'subject' })
    const said = await here.run(['admin', '--subject', 'three@id', '--name-en', 'Kim'], '', environment)
    expect(said.code, said.err).toBe(0)
    expect(said.out).toMatch(/^organisation +agency-main$/m)
  }, 60_000)

  test('of several at once, in the agency that stands, one is made', async () => {
    await fresh.database.plain
      .updateTable('app.memberships')
      .set({ until: new Date(0).toISOString() })
      .execute()
    const names = { ko: '이름', en: 'Name', zh: '名' }
    const ends = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(n =>
        makeFirstAdmin(
          fresh.database,
          { names, subject: `at-once-${n}`, password: null, agency: null },
          false,
          new Date(),
        ),
      ),
    )
    expect(ends.filter(end => end.ok)).toHaveLength(1)
    expect(ends.flatMap(end => (end.ok ? [] : end.refusals.map(one => one.code)))).toEqual(
      Array.from({ length: 5 }, () => 'admin_exists'),
    )
  }, 60_000)

  test('that does not answer, nothing is done, and that is said', async () => {
    const url = `postgres://user:secret-word@127.0.0.1:${await freePort()}/database`
    const said = await here.run(words('four@id'), '', { ...environment, DATABASE_URL: url })
    expect([said.code, problemIn(said).errors[0]?.code]).toEqual([2, 'not_done'])
    expect(said.err).not.toContain('secret-word')
  }, 60_000)
})

test('a demonstration`s admin counts where it was made, and not in production', async () => {
  const here = workplace('admin-demonstration')
  try {
    const demonstration = await start(here.place('kept'))
    expect(await stop(demonstration)).toBe(0)
    const refused = await here.run(OTHER, PASSWORD, { NODE_ENV: 'development' })
    expect(problemIn(refused).errors[0]).toMatchObject({ code: 'admin_exists', value: 'person-demo-admin' })
    const said = await here.run(WORDS, PASSWORD, PRODUCTION)
    expect(said.code, said.err).toBe(0)
    expect(said.out).toMatch(/^organisation +agency-main, made$/m)
  } finally {
    here.remove()
  }
}, 120_000)

test('names in one language stand in for the others, Korean first', () => {
  expect(wordsFrom({})).toBeNull()
  expect(wordsFrom({ zh: '名' })).toEqual({ ko: '名', en: '名', zh: '名' })
  expect(wordsFrom({ en: 'Name', ko: '이름' })).toEqual({ ko: '이름', en: 'Name', zh: '이름' })
})

// NIST SP 800-63B-4, 3.1.1.2: at least 15 characters where the password is the only factor, each code point one.
test.each([
  ['fifteen letters', 'abcdefghijklmno', true],
  ['fourteen letters', 'abcdefghijklmn', false],
  ['fifteen syllables', '가나다라마바사아자차카타파하거', true],
  ['256 characters', 'abcdefgh'.repeat(32), true],
  ['257 characters', `${'abcdefgh'.repeat(32)}i`, false],
  ['one letter again and again', 'aaaaaaaaaaaaaaaaaaaa', false],
  ['the log-in name in it', 'long enough with HONG in it', false],
  ['a tab in it', 'long enough\twith a tab', false],
])('a password of %s is fit: %s %s', (_what, password, isFit) => {
  expect(fitPassword(password, 'hong').ok).toBe(isFit)
})
