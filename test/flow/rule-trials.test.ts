/** Trials over HTTP on a real PostgreSQL: cases of a draft, their run, and what a proposal rests on. */
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { type RunWorker, workRuns } from '../../src/platform/runs/worker.ts'
import { editionRoutes } from '../../src/policy/editions/routes.ts'
import { openFileReading } from '../../src/policy/exchange/service.ts'
import { makeGrowingBook } from '../../src/policy/publishing/service.ts'
import { trialRoutes } from '../../src/policy/trials/routes.ts'
import { TRIAL_RUN } from '../../src/policy/trials/service.ts'
import { makePolicy, type Policy } from '../../src/services.ts'
import { opened, type World } from '../guarantee/service/served.ts'
import { draftsHere } from '../policy/drafts.ts'
import { casesOf, named } from '../policy/trials/sample.ts'

let world: World
let policy: Policy
let worker: RunWorker
const problems: string[] = []
beforeAll(async () => {
  world = await opened(['firm-6201'], fresh => {
    const book = makeGrowingBook(fresh.database.plain, textsBelow(join(HOME, 'rules')))
    policy = makePolicy(book, openFileReading(), draftsHere())
    return [...editionRoutes(policy.editions), ...trialRoutes(policy.trials)]
  })
  const { plain } = world.fresh.database
  worker = workRuns(
    plain,
    { [TRIAL_RUN]: policy.trials.runKind(plain) },
    { pollMs: 10, triesMax: 1, onProblem: (problem, where) => problems.push(`${where}: ${problem}`) },
  )
}, 120_000)
afterAll(async () => {
  await worker?.close()
  await world?.close()
}, 60_000)

const DRAFT = { kind: 'terms', edition: '2026-05' }
const OF = '?kind=terms&edition=2026-05'
const AT = '/v1/rules/editions/terms/2026-05'
/** As a caller that is told the service is busy: a book that is read holds the one process of this test up. */
async function ask(...words: Parameters<World['ask']>): ReturnType<World['ask']> {
  for (let left = 20; ; left -= 1) {
    const answer = await world.ask(...words)
    if (answer.status !== 503 || left === 0) return answer
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const codeOf = (answer: { readonly json: { errors?: { code: string }[] } }) => answer.json.errors?.[0]?.code
const post = (who: string, path: string, body?: unknown) => ask(who, 'POST', path, body)
const attach = (cases: readonly unknown[], who = 'risk') => post(who, '/v1/rules/trials', { ...DRAFT, cases })
const result = async () => (await ask('auditor', 'GET', `/v1/rules/trials/result${OF}`)).json
const own = ['long_in_use', 'ordinary_cap', 'export'].map(code => named('terms', code))
const audited = (action: string) =>
  world.fresh.database.transaction(systemActor('test'), async tx => {
    const { rows } = await sql<{ body: string }>`
      select body from app.audit_leaves where action = ${action} order by sequence`.execute(tx)
    return rows.map(row => JSON.parse(row.body).detail)
  })

/** Runs the cases of the draft to the end. */
async function run(): Promise<Awaited<ReturnType<typeof result>>> {
  const begun = await post('risk', '/v1/rules/trials/runs', DRAFT)
  expect(begun.status).toBe(202)
  for (let left = 600; left > 0; left -= 1) {
    const { rows } = await sql<{ state: string }>`select state from app.runs where id = ${begun.json.run_id}`.execute(
      world.fresh.database.plain,
    )
    if (rows[0]?.state === 'done') return await result()
    if (rows[0]?.state === 'failed') throw new Error(problems.join('\n'))
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error('the run did not end')
}
/** Saves the draft with one of its numbers changed. */
async function save(change: (numbers: { coverage: { basic: { value: string; note?: string } } }) => void) {
  const read = await ask('risk', 'GET', AT)
  const { numbers, words, version } = read.json
  change(numbers)
  const saved = await ask('risk', 'PUT', AT, { numbers, words }, { 'if-match': `"${version}"` })
  expect([saved.status, saved.json.errors ?? null]).toEqual([200, null])
}
const RESOLUTIONS = {
  resolutions: { steering_committee: 'SC 2026-11', board: 'B 2026-4', minister: 'M 2026-1', risk_officer: 'R 1' },
}

describe('cases of a draft', () => {
  test('are attached by risk officers to a draft that is there, and read by who resolves it', async () => {
    const none = await attach(own)
    expect([none.status, codeOf(none)]).toEqual([400, 'trial_edition_unknown'])
    const made = await post('risk', '/v1/rules/editions', { ...DRAFT, in_force_from: '2026-05-01' })
    expect([made.status, made.json.errors ?? null]).toEqual([201, null])
    for (const who of ['officer', 'bank', 'auditor', 'committee']) expect((await attach(own, who)).status).toBe(403)
    const attached = await attach(own)
    expect(attached.status).toBe(201)
    expect(attached.json.items.map((one: { code: string; version: number }) => [one.code, one.version])).toEqual([
      ['export', 1],
      ['long_in_use', 1],
      ['ordinary_cap', 1],
    ])
    const read = await ask('committee', 'GET', `/v1/rules/trials${OF}`)
    expect(read.json).toEqual(attached.json)
    for (const who of ['officer', 'bank', 'head'])
      expect((await ask(who, 'GET', `/v1/rules/trials${OF}`)).status).toBe(403)
  })

  test('are refused for a published edition, for a kind that decides nothing, and with a code twice', async () => {
    const given = (kind: string, edition: string, cases = own) =>
      post('risk', '/v1/rules/trials', { kind, edition, cases })
    expect(codeOf(await given('terms', '2026-01'))).toBe('trial_edition_closed')
    expect(codeOf(await given('fees', '2026-01'))).toBe('trial_kind_undecided')
    expect(codeOf(await given('terms', '2026-05', [...own, ...own]))).toBe('trial_repeated')
    expect((await attach([{ ...own[0], expect: {} }])).status).toBe(400)
  })

  test('keep every version: the same again is none, another takes its place, one taken out comes back', async () => {
    const versions = async () =>
      (
        await sql<{ code: string; version: number; is_out: boolean }>`
          select code, version, digest is null as is_out from app.rule_trials order by id`.execute(
          world.fresh.database.plain,
        )
      ).rows.map(row => `${row.code} ${row.version}${row.is_out ? ' out' : ''}`)
    const before = await versions()
    await attach(own)
    expect(await versions()).toEqual(before)
    const changed = await attach([{ ...own[0], title: 'Another title.' }])
    const now = changed.json.items.find((one: { code: string }) => one.code === 'long_in_use')
    expect([now.version, now.case.title]).toEqual([2, 'Another title.'])
    const out = await post('risk', `/v1/rules/trials/${now.id}/take-out`)
    expect([out.status, out.json.items.map((one: { code: string }) => one.code)]).toEqual([
      200,
      ['export', 'ordinary_cap'],
    ])
    expect(codeOf(await post('risk', `/v1/rules/trials/${now.id}/take-out`))).toBe('trial_unknown')
    await attach(own)
    expect((await versions()).slice(before.length)).toEqual(['long_in_use 2', 'long_in_use 3 out', 'long_in_use 4'])
    expect((await audited('trial.change')).map(one => ('taken_out' in one ? 'taken out' : 'attached'))).toEqual([
      ...['attached', 'attached', 'taken out', 'attached'],
    ])
  })

  test('are not changed or deleted, by whatever role', async () => {
    const { plain } = world.fresh.database
    for (const change of ['update app.rule_trials set code = code', 'delete from app.rule_trials'])
      await expect(sql.raw(change).execute(plain)).rejects.toThrow()
  })
})

describe('a draft', () => {
  test('is not proposed before its cases were run', async () => {
    expect((await result()).standing).toBe('not_run')
    await save(({ coverage }) => Object.assign(coverage.basic, { value: '0.8', note: 'Lowered by five points.' }))
    expect((await post('risk', `${AT}/check`)).status).toBe(200)
    const refused = await post('risk', `${AT}/propose`, RESOLUTIONS)
    expect([refused.status, refused.json.errors[0].code, refused.json.errors[0].value]).toEqual([
      409,
      'edition_grounds_missing',
      'trial',
    ])
  })

  test('whose cases fail says where, clause and row, and is not proposed', async () => {
    const found = await run()
    expect(found.standing).toBe('failed')
    // 75 % after twelve years of use: 5 points below what was worked out by hand.
    expect(found.report.failed[1]).toMatchObject({
      code: 'long_in_use',
      differs: [{ what: 'ratio', expected: '0.8', found: '0.75' }, {}, {}],
    })
    expect(found.report.forms).toMatchObject({ rows: 3, different: 0, shown: [] })
    expect(found.report.forms.outcomes).toBeGreaterThan(100)
    expect(codeOf(await post('risk', `${AT}/propose`, RESOLUTIONS))).toBe('edition_grounds_missing')
  })

  test('whose cases are held is proposed on that run; then its cases stay', async () => {
    const lowered = own.map(one =>
      one.code === 'long_in_use'
        ? { ...one, expect: { ratio: '0.75', guaranteed: '750000000' } }
        : { ...one, expect: { grade: one.code === 'export' ? 'AAA' : 'BBB' } },
    )
    await attach(lowered)
    // Run as they were before, they say nothing of the cases as they are.
    expect((await result()).standing).toBe('not_run')
    expect(codeOf(await post('risk', `${AT}/propose`, RESOLUTIONS))).toBe('edition_grounds_missing')
    const found = await run()
    expect([found.standing, found.report.held, found.report.failed]).toEqual(['passed', 3, []])
    const proposed = await post('risk', `${AT}/propose`, RESOLUTIONS)
    expect([proposed.status, proposed.json.errors ?? null]).toEqual([200, null])
    expect(proposed.json.made.grounds.trial).toBe(found.run)
    expect(codeOf(await attach(own))).toBe('trial_edition_closed')
    const { items } = (await ask('risk', 'GET', `/v1/rules/trials${OF}`)).json
    expect(codeOf(await post('risk', `/v1/rules/trials/${items[0].id}/take-out`))).toBe('trial_edition_closed')
    // Nor past the service.
    await expect(
      world.fresh.database.transaction(systemActor('test'), tx =>
        sql`insert into app.rule_trials (id, kind, edition, code, version, person, at)
          values (gen_random_uuid(), 'terms', '2026-05', 'export', 9, 'x', now())`.execute(tx),
      ),
    ).rejects.toThrow('stay')
  })
})

test('a run reads the book beside the cases, and counts what each reached', async () => {
  await world.approved('firm-6201')
  const begun = await post('risk', '/v1/rules/trials/runs', DRAFT)
  expect(begun.json.parts).toBe(2)
  const found = await run()
  expect(found.report.coverage).toMatchObject({ cases: 3, book: 1 })
  const basic = found.report.coverage.tables.find((one: { table: string }) => one.table === 'terms.coverage')
  expect(basic).toMatchObject({ rows: 1, hit: 1, missed: [] })
  expect(found.report.coverage.tables.every((one: { table: string }) => one.table.startsWith('terms.'))).toBe(true)
  // T3 of the approved firm has a discount that no case of the draft hits but the export one.
  expect(found.report.forms.rows).toBe(4)
})

test('a kind no decision is made by has nothing to try', async () => {
  const made = await post('risk', '/v1/rules/editions', {
    ...{ kind: 'watch', edition: '2026-05', in_force_from: '2026-05-01' },
  })
  const standing = await world.fresh.database.transaction(systemActor('test'), tx =>
    policy.trials.trial(tx, made.json.digest),
  )
  expect(standing).toBe('passed')
  expect(codeOf(await post('risk', '/v1/rules/trials/runs', { kind: 'watch', edition: '2026-05' }))).toBe(
    'trial_kind_undecided',
  )
})

test('the shipped cases of the terms are attached at once', async () => {
  const other = { kind: 'terms', edition: '2026-07' }
  await post('risk', '/v1/rules/editions', { ...other, in_force_from: '2026-07-01' })
  const attached = await post('risk', '/v1/rules/trials', { ...other, cases: casesOf('terms') })
  expect([attached.status, attached.json.items.length]).toEqual([201, casesOf('terms').length])
})
