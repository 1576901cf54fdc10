/** Challengers on a real PostgreSQL: they follow every decision that counts, change nothing of it, and few see them. */
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { systemActor } from '../../src/access/actor.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { openFileReading } from '../../src/policy/exchange/service.ts'
import { makeGrowingBook } from '../../src/policy/publishing/service.ts'
import { shadowRoutes } from '../../src/policy/shadow/routes.ts'
import { makePolicy, type Policy } from '../../src/services.ts'
import { changed } from '../cases.ts'
import { opened, PEOPLE, type World } from '../guarantee/service/served.ts'
import { draftsHere } from '../policy/drafts.ts'
import { contentOf, fixture, sandboxBank, sheetsOf } from './people.ts'

let world: World
let policy: Policy
beforeAll(async () => {
  const firms = ['firm-6301', 'firm-6302', 'firm-6303', 'firm-6304']
  world = await opened(firms, fresh => {
    policy = makePolicy(
      makeGrowingBook(fresh.database.plain, textsBelow(join(HOME, 'rules'))),
      openFileReading(),
      draftsHere(),
    )
    return shadowRoutes(policy.shadows)
  })
}, 120_000)
afterAll(() => world?.close(), 60_000)

const FILES = textsBelow(join(HOME, 'rules'))
const jsonAt = (name: string) => JSON.parse(FILES.get(name) ?? '')
const named = { kind: 'terms', edition: '2026-05' }
const head = { edition: '2026-05', in_force_from: '2026-05-01' }
/** Challenging terms with places of the shipped ones changed. */
const asked = (set: Readonly<Record<string, unknown>>) => ({
  ...named,
  numbers: changed(jsonAt('terms/2026-01.json'), { ...head, ...set }),
  words: { ...jsonAt('terms/2026-01.words.json'), edition: '2026-05' },
  reason: 'What five points less would come to.',
})
const LOWERED = asked({ 'coverage.basic.value': '0.8' })

/** As a caller that is told the service is busy: a book that is read holds the one process of this test up. */
async function ask(...words: Parameters<World['ask']>): ReturnType<World['ask']> {
  for (let left = 20; ; left -= 1) {
    const answer = await world.ask(...words)
    if (answer.status !== 503 || left === 0) return answer
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const post = (who: string, path: string, body?: unknown) => ask(who, 'POST', path, body)
const codeOf = (answer: { readonly json: { errors?: { code: string }[] } }) => answer.json.errors?.[0]?.code
const compare = () => policy.shadows.compareDue(world.fresh.database, world.today)
const as = <Row>(who: Actor, statement: string): Promise<readonly Row[]> =>
  world.fresh.database.transaction(who, async tx => (await sql.raw<Row>(statement).execute(tx)).rows)
const followed = () =>
  as<{ shadow: string; decision: string; compared_at: string | null }>(
    systemActor('test'),
    'select shadow, decision, compared_at from app.rule_shadow_results order by decision',
  )

/** Everything the database holds but for what a challenger itself keeps, each table by a digest of its rows. */
async function everythingElse(): Promise<Readonly<Record<string, string>>> {
  const client = new pg.Client(world.fresh.superuser)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname = 'app' and tablename <> 'rule_shadow_results' order by 1`,
    )
    const found: Record<string, string> = {}
    for (const { name } of rows) {
      const digest = await client.query<{ digest: string }>(
        `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} as t`,
      )
      found[name] = digest.rows[0]?.digest ?? ''
    }
    return found
  } finally {
    await client.end()
  }
}

test('while no challenger is on, no decision is followed', async () => {
  await world.approved('firm-6301')
  expect(await followed()).toEqual([])
  expect(await compare()).toBe(0)
})

let shadow: string
describe('a challenger', () => {
  test('is put on by a risk officer, one of a kind at a time, and never one that does not load', async () => {
    for (const who of ['officer', 'bank', 'auditor', 'committee', 'head'])
      expect((await post(who, '/v1/rules/shadows', LOWERED)).status).toBe(403)
    const broken = await post('risk', '/v1/rules/shadows', asked({ 'coverage.basic.value': 'much' }))
    expect([broken.status, broken.json.errors[0].at]).toEqual([400, 'terms/2026-05.json#coverage.basic.value'])
    const fees = { kind: 'fees', edition: '2026-05', numbers: {}, words: {}, reason: 'None.' }
    expect(codeOf(await post('risk', '/v1/rules/shadows', fees))).toBe('shadow_kind_undecided')
    expect(codeOf(await post('risk', '/v1/rules/shadows', { ...named, reason: 'None.' }))).toBe(
      'shadow_edition_unknown',
    )
    const made = await post('risk', '/v1/rules/shadows', LOWERED)
    expect([made.status, made.json.errors ?? null]).toEqual([201, null])
    shadow = made.json.id
    expect(codeOf(await post('risk', '/v1/rules/shadows', LOWERED))).toBe('shadow_standing')
  })

  test('follows a decision in the transaction that keeps it, and compares it afterwards', async () => {
    await world.approved('firm-6302')
    const [waiting, ...more] = await followed()
    expect([waiting?.shadow, waiting?.compared_at, more]).toEqual([shadow, null, []])
    expect(await compare()).toBe(1)
    expect(await compare()).toBe(0)
    const summary = await ask('risk', 'GET', `/v1/rules/shadows/${shadow}`)
    // 85 % and 80 % of 940 million are 799 and 752: 47 million less. 0.8 % of them are 6,392,000 and 6,016,000.
    expect(summary.json).toMatchObject({
      ...{ compared: 1, waiting: 0, faults: 0, alike: 0, flips: 0, grades: 0, reasons: 0 },
      agreement: [{ champion: 'approve', challenger: 'approve', cases: 1 }],
      guaranteed: { more: 0, less: 1, by: '-47000000' },
      first_fee: { more: 0, less: 1, by: '-376000' },
    })
    const { items } = (await ask('auditor', 'GET', `/v1/rules/shadows/${shadow}/comparisons?differing=yes`)).json
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      ...{ decision_id: waiting?.decision, differs: ['ratio', 'guaranteed', 'first_fee'] },
      champion: { outcome: 'approve', ratio: '0.85', guaranteed: '799000000' },
      challenger: { outcome: 'approve', ratio: '0.8', guaranteed: '752000000' },
    })
  })

  test('changes nothing at all but its own comparison', async () => {
    await world.approved('firm-6303')
    const before = await everythingElse()
    expect(Object.keys(before).length).toBeGreaterThan(40)
    expect(await compare()).toBe(1)
    expect(await everythingElse()).toEqual(before)
  })

  test('does not follow what is not kept, nor the sandbox', async () => {
    const before = (await followed()).length
    const file = fixture('laser-rod-growth')
    const played = await world.fresh.database.transaction(sandboxBank, tx =>
      world.flow.appraisal.played(
        tx,
        sandboxBank,
        { content: contentOf(file), names: file.names },
        sheetsOf(file),
        world.today(),
      ),
    )
    expect(played.ok).toBe(true)
    expect((await followed()).length).toBe(before)
    const rolledBack = world.fresh.database.transaction(systemActor('test'), async tx => {
      await sql`insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount,
          level, quorum, made_at)
        select gen_random_uuid(), case_id, record, 'sha256:' || repeat('0', 64), facts, editions, grade, recommended,
          amount, level, quorum, now() from app.decisions limit 1`.execute(tx)
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from app.rule_shadow_results`.execute(tx)
      throw new Error(`followed ${(rows[0]?.count ?? 0) - before}`)
    })
    await expect(rolledBack).rejects.toThrow('followed 1')
    expect((await followed()).length).toBe(before)
  })

  test('is shown to nobody whose work it could sway, by no route and by no query', async () => {
    const paths = ['/v1/rules/shadows', `/v1/rules/shadows/${shadow}`, `/v1/rules/shadows/${shadow}/comparisons`]
    for (const path of paths)
      for (const who of ['bank', 'firm-6302', 'officer', 'head', 'committee', 'claims', 'finance'])
        expect([path, who, (await ask(who, 'GET', path)).status]).toEqual([path, who, 403])
    const seen = async (who: Actor) =>
      (await as<{ count: number }>(who, 'select count(*)::integer as count from app.rule_shadow_results'))[0]?.count
    const blind = ['bank', 'officer', 'head', 'committee', 'claims', 'finance'].map(name => PEOPLE[name] as Actor)
    const appraiser = { ...(PEOPLE['officer'] as Actor), kind: 'appraiser', roles: ['appraiser'] } as const
    for (const who of [...blind, world.firmActor('firm-6302'), appraiser]) expect(await seen(who)).toBe(0)
    expect(await seen(PEOPLE['risk'] as Actor)).toBe(2)
    // The officer of the cases, were they a risk officer as well, sees no comparison of them.
    const officer = PEOPLE['officer'] as Actor
    expect(await seen({ ...officer, roles: ['officer', 'risk_officer'] })).toBe(0)
  })

  test('is kept as it was put on, and a comparison as it was made', async () => {
    const { plain } = world.fresh.database
    for (const change of [
      `update app.rule_shadows set reason = 'x'`,
      `update app.rule_shadows set numbers = '{}'`,
      'delete from app.rule_shadows',
      `update app.rule_shadow_results set differs = '{}'`,
      'delete from app.rule_shadow_results',
    ])
      await expect(sql.raw(change).execute(plain)).rejects.toThrow()
  })

  test('is stopped once; what it followed until then is still compared, and nothing after', async () => {
    await world.approved('firm-6304')
    const waiting = (await followed()).length
    expect((await post('auditor', `/v1/rules/shadows/${shadow}/stop`)).status).toBe(403)
    const stopped = await post('risk', `/v1/rules/shadows/${shadow}/stop`)
    expect([stopped.status, stopped.json.stopped_by]).toEqual([200, PEOPLE['risk']?.person])
    expect(codeOf(await post('risk', `/v1/rules/shadows/${shadow}/stop`))).toBe('shadow_stopped')
    expect(await compare()).toBe(1)
    expect((await followed()).filter(one => one.compared_at === null)).toEqual([])
    // Another of the kind may follow it.
    const next = await post('risk', '/v1/rules/shadows', asked({ 'term_months_max.value': '1' }))
    expect(next.status).toBe(201)
    expect((await followed()).length).toBe(waiting)
    const list = await ask('auditor', 'GET', '/v1/rules/shadows')
    expect(list.json.items.map((one: { id: string }) => one.id)).toEqual([next.json.id, shadow])
    await post('risk', `/v1/rules/shadows/${next.json.id}/stop`)
  })
})

test('a decision whose record cannot be read any more is told as such, and holds nothing up', async () => {
  const made = await post('risk', '/v1/rules/shadows', LOWERED)
  await world.fresh.database.transaction(systemActor('test'), tx =>
    sql`insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
        quorum, made_at)
      select 'ffffffff-ffff-7fff-8fff-ffffffffffff', d.case_id, '{}', 'sha256:' || repeat('1', 64), d.facts, d.editions,
        d.grade, d.recommended, d.amount, d.level, d.quorum, now()
      from app.decisions d join app.cases c on c.id = d.case_id and not c.is_sandbox limit 1`.execute(tx),
  )
  expect(await compare()).toBe(1)
  const { json } = await ask('risk', 'GET', `/v1/rules/shadows/${made.json.id}`)
  expect([json.compared, json.faults, json.waiting]).toEqual([0, 1, 0])
})
