/**
 * The whole change of policy from the command line, as a risk officer types it against a service that listens: a gap
 * and the case that falls into it, who moves and what it costs, cases that are tried, four eyes, the next day's
 * decision and those of before, read outside the service by editions that were fetched from it, and the way back.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificateService } from '../../../src/certificate/service.ts'
import { carried } from '../../../src/cli/carried.ts'
import { digestOf } from '../../../src/kernel/digest.ts'
import { ok } from '../../../src/kernel/result.ts'
import type { Place } from '../../../src/platform/db/embedded.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { openPress } from '../../../src/platform/fonts.ts'
import { uuid7 } from '../../../src/platform/ids.ts'
import { openKeys } from '../../../src/platform/keys.ts'
import { runRoutes } from '../../../src/platform/runs/routes.ts'
import { type RunWorker, workRuns } from '../../../src/platform/runs/worker.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import type { Answer as DraftAnswer, Asked as DraftAsked } from '../../../src/policy/drafts/service.ts'
import { openFileReading } from '../../../src/policy/exchange/service.ts'
import type { Answer, Asked } from '../../../src/policy/impact/asked.ts'
import { impactRoutes } from '../../../src/policy/impact/routes.ts'
import { IMPACT, impactKind, makeImpactService } from '../../../src/policy/impact/service.ts'
import { shadowRoutes } from '../../../src/policy/shadow/routes.ts'
import { trialRoutes } from '../../../src/policy/trials/routes.ts'
import { TRIAL_RUN } from '../../../src/policy/trials/service.ts'
import { makePolicy } from '../../../src/services.ts'
import { issued, named } from '../../certificate/shipped.ts'
import { workplace } from '../../cli/command-line.ts'
import { asPlace } from '../../db/planted.ts'
import { openPolicy, type Person, type PolicyHouse } from './house.ts'

const here = workplace('policy-story')
const RULES = textsBelow(`${HOME}/rules`)
const ends: (() => Promise<unknown>)[] = []
let house: PolicyHouse
let worker: RunWorker
let api: string

const FUND = {
  ...{ edition: '2026-01', cap: '1000000000000', used: '0', technology: '0', credit: '0' },
  ...{ technology_share_min: '0.75', credit_programmes: ['credit_guarantee'] },
}
const threads = <A, B>(file: string) => {
  const workers = openWorkers<A, B>({
    file: new URL(`../../../src/policy/${file}`, import.meta.url),
    ...{ count: 1, settings: RULES, secondsMax: 60, megabytesMax: 512 },
  })
  ends.push(workers.close)
  return workers
}

beforeAll(async () => {
  house = await openPolicy((fresh, { book }) => {
    const drafts = threads<DraftAsked, DraftAnswer>('drafts/drafts.worker.ts')
    const workers = threads<Asked, Answer>('impact/impact.worker.ts')
    const files = openFileReading()
    ends.push(files.close)
    const policy = makePolicy(book, files, drafts)
    const impact = makeImpactService({
      jobs: { send: async () => undefined },
      workers,
      known: book.known,
      fundStanding: async () => ok(FUND),
      uuid: uuid7,
    })
    const { plain } = fresh.database
    worker = workRuns(
      plain,
      { [TRIAL_RUN]: policy.trials.runKind(plain), [IMPACT]: impactKind(fresh.database, workers, book.known) },
      { pollMs: 20 },
    )
    const { editions } = policy
    const routes = [...trialRoutes(policy.trials), ...shadowRoutes(policy.shadows), ...impactRoutes(impact)]
    return { editions, routes: [...routes, ...runRoutes({})] }
  })
  api = await house.listen()
  // Decisions that count: those of the sandbox are in nobody's book.
  const folder = 'fixtures/records/tech-guarantee-1'
  const records = readdirSync(folder).map(name => readFileSync(`${folder}/${name}`, 'utf8'))
  const caseId = uuid7()
  await asPlace(house.fresh.superuser, async client => {
    await client.query(
      `insert into app.organisations (id, kind, names) values
         ('office-book', 'office', '{}'), ('bank-book', 'bank', '{}'), ('firm-book', 'firm', '{}')`,
    )
    await client.query(
      `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
       values ($1, 'firm-book', 'bank-book', 'office-book', 'marked', '{}', '{}', 'bank')`,
      [caseId],
    )
    for (const text of records)
      await client.query(
        `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
           quorum) values ($1, $2, $3, $4, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1)`,
        [uuid7(), caseId, text, digestOf(text)],
      )
  })
}, 240_000)
afterAll(async () => {
  await worker?.close()
  for (const end of ends) await end()
  await house?.close()
  here.remove()
}, 60_000)

const rules = (person: Person, ...words: string[]) => here.typed(['rules', ...words, '--api', api], person)
const codes = (said: { readonly err: string }): string[] =>
  JSON.parse(said.err.slice(said.err.indexOf('{'))).errors.map((one: { code: string }) => one.code)
const T = 'terms/2026-04'

type Numbers = { coverage: { basic: { value: string }; reductions: Record<string, unknown>[] } }
/** The files of the draft changed and saved on the version they were read at. */
async function saved(version: number, change: (numbers: Numbers) => void) {
  const file = here.place('mine', `${T}.json`)
  const numbers = JSON.parse(readFileSync(file, 'utf8'))
  change(numbers)
  writeFileSync(file, JSON.stringify(numbers))
  expect((await rules('risk-1', 'save', T, here.place('mine'), '--version', String(version))).code).toBe(0)
}
const leaf = (operator: string, value: string) => ({ fact: 'guarantee_use_years', operator, value })
const reducing = ({ coverage }: Numbers, all: readonly unknown[]): void => {
  coverage.reductions[1] = { ...structuredClone(coverage.reductions[0]), code: 'middle_use', when: { all } }
}
/** Proposed by one, approved by another and published. */
async function published(name: string, number: string, isOwnTried = true): Promise<void> {
  const proposed = await rules('risk-1', 'propose', name, `steering_committee=${number}`)
  expect([proposed.code, proposed.err]).toEqual([0, ''])
  const [digest = '', words = ''] = [...proposed.out.matchAll(/^(?:numbers|words) +(\S+)$/gm)].map(one => one[1] ?? '')
  if (isOwnTried) expect(codes(await rules('risk-1', 'approve', name, digest, words))).toContain('edition_own_work')
  expect((await rules('committee-1', 'approve', name, digest, words)).code).toBe(0)
  expect((await rules('committee-1', 'schedule', name)).out).toMatch(new RegExp(`^${name} +scheduled`))
}
const termsOf = (record: string) => {
  const { editions, decision } = JSON.parse(record)
  return [editions.find((one: { kind: string }) => one.kind === 'terms').edition, decision.terms.ratio]
}
let before: string
let after: string

test('a gap is told with its case and mended; who moves and what it costs is seen', async () => {
  before = here.write('records/before.json', (await house.recommended()).record)
  expect((await rules('risk-1', 'draft', T, '--first-day', '2026-04-15')).code).toBe(0)
  await rules('risk-1', 'show', T, '--out', here.place('mine'))
  await saved(1, numbers => reducing(numbers, [leaf('at_least', '5'), leaf('at_most', '9')]))
  const late = await rules('risk-2', 'save', T, here.place('mine'), '--version', '1')
  expect([late.code, codes(late)]).toEqual([2, ['edition_saved_meanwhile']])
  const holed = await rules('risk-1', 'check', T)
  expect(holed.code).toBe(1)
  expect(holed.out).toMatch(/^error gap terms\/2026-04\.json#coverage\.reductions\n/)
  expect(holed.out).toContain('such as {"guarantee_use_years":"10"')
  await saved(3, numbers => {
    reducing(numbers, [leaf('at_least', '5')])
    numbers.coverage.basic.value = '0.8'
  })
  expect((await rules('risk-1', 'check', T)).out).toBe(`${T}: no finding\n`)

  // Over a book that is made from a seed, without the service, and over every decision that holds in it.
  cpSync(`${HOME}/rules`, here.place('candidate'), { recursive: true })
  cpSync(here.place('mine'), here.place('candidate'), { recursive: true })
  const made = await here.run(['rules', 'impact', '-', here.place('candidate'), '--cases', '300'])
  expect(made.out).toMatch(/^300 cases, /)
  const impact = await rules('risk-1', 'impact', T)
  expect(impact.code).toBe(0)
  expect(impact.out).toMatch(/exposure approved +[\d,]+ +[\d,]+ +-[\d,]+/)
  const [, run = ''] = /^impact (\S+) of /m.exec(impact.out) ?? []
  const moves = await rules('risk-1', 'moves', run, '--moved', 'ratio', '--direction', 'less', '--most', '2')
  expect(moves.out.split('\n').filter(line => line === '    terms.coverage.basic: 0.85 -> 0.8')).toHaveLength(2)
  expect(moves.out).toMatch(/the first 2; --most lists more\n$/)
  expect(codes(await rules('risk-1', 'moves', run, '--direction', 'less'))).toEqual(['impact_direction_of_none'])
}, 240_000)

test('cases are attached, tried, mended; then it is proposed, approved by another and published', async () => {
  const all = JSON.parse(RULES.get('trials/terms/2026-01.json') ?? '')
  const [purpose, export_] = ['other_purpose', 'export'].map(code =>
    all.cases.find((one: { code: string }) => one.code === code),
  )
  const file = (cases: readonly unknown[]) => here.write('cases.json', JSON.stringify({ ...all, cases }))
  expect((await rules('risk-1', 'trials', 'add', T, file([purpose, export_]))).out).toMatch(/2 cases\n$/)
  const failed = await rules('risk-1', 'trials', 'run', T)
  expect([failed.code, failed.out]).toEqual([1, expect.stringContaining('export: not held')])
  expect(failed.out).toContain('guaranteed: expected 4250000000, found 4000000000')
  expect(codes(await rules('risk-1', 'propose', T, 'steering_committee=2026-14'))).toEqual(['edition_grounds_missing'])
  // 5,000,000,000 at 0.8, and a year of 0.006 of it.
  const mended = { ...export_, expect: { ...export_.expect, guaranteed: '4000000000', first_fee: '24000000' } }
  await rules('risk-1', 'trials', 'add', T, file([mended]))
  expect((await rules('risk-1', 'trials', 'take-out', T, 'other_purpose')).out).toMatch(/^export .*\n1 cases\n$/)
  const passed = await rules('risk-1', 'trials', 'run', T)
  expect([passed.code, passed.out]).toEqual([0, expect.stringMatching(/three forms: .* 0 differences\n.*: passed\n$/)])
  await published(T, '2026-14')
  const listed = await rules('risk-2', 'list', 'terms')
  expect(listed.out.split('\n').map(line => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['terms/2026-01', 'in_force'],
    [T, 'scheduled'],
    [''],
  ])
}, 240_000)

test('the next day is decided by it, and records of both days are read by editions that are fetched', async () => {
  house.clock.day = '2026-04-15'
  const { record } = await house.recommended()
  expect(termsOf(record)).toEqual(['2026-04', '0.8'])
  after = here.write('records/after.json', record)
  expect((await here.run(['replay', before])).out).toContain('identical')
  const unknown = await here.run(['replay', after])
  expect([unknown.code, unknown.out, codes(unknown)]).toEqual([2, '', ['record_edition_unknown']])
  expect(unknown.err).toMatch(/known here: 2026-01; `rules published <dir> --api <url>`/)

  const fetched = here.place('fetched')
  expect((await rules('risk-2', 'published', fetched)).out).toMatch(/published editions\n$/)
  expect(here.filesIn('fetched/terms')).toEqual(['2026-04.json', '2026-04.words.json'])
  const by = ['--editions', fetched]
  expect((await here.run(['replay', after, ...by])).out).toBe(`${after}: identical\n`)
  const every = await here.run(['replay', '--all', '--folder', here.place('records'), ...by])
  expect([every.code, every.out]).toEqual([0, expect.stringMatching(/^2 records: 2 identical/)])
  expect((await here.run(['explain', after, '--lang', 'en', ...by])).code).toBe(0)
  const url = ({ user, host, port, database }: Place): string =>
    `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
  const { owner, app } = house.fresh
  const environment = { DATABASE_URL: url(owner), DATABASE_APP_URL: url(app) }
  expect((await here.run(['replay', after, '--editions', 'database'], '', environment)).out).toContain('identical')

  // A folder whose edition is not the shipped one of that name is no rule book.
  writeFileSync(`${fetched}/terms/2026-01.json`, readFileSync(`${fetched}/terms/2026-04.json`))
  expect(codes(await here.run(['replay', after, ...by]))).toEqual(['rules_edition_repeated'])
}, 240_000)

test('a paper under a published edition is genuine, and which edition is not known is said', async () => {
  const pilot = named('case-robot-learning-poc-pilot')
  const book = house.own.book.now()
  const keys = await openKeys(here.keys, new Date('2026-11-01T00:00:00Z'))
  const certificates = makeCertificateService({
    ...{ book, press: openPress(), serial: () => 1n },
    clock: { now: () => new Date('2026-11-23T01:02:03Z') },
  })
  const done = carried(pilot.file, book)
  expect(termsOf(JSON.stringify(done.record))[0]).toBe('2026-04')
  const paper = here.write('paper.pdf', issued({ ...pilot, done }, 'en', keys, certificates))
  const alone = await here.run(['verify', paper])
  expect([alone.code, alone.out]).toEqual([0, expect.stringContaining('  not known   terms/2026-04: `rules published')])
  await rules('risk-2', 'published', here.place('again'))
  const known = await here.run(['verify', paper, '--editions', here.place('again')])
  expect([known.code, known.out]).toEqual([0, expect.stringContaining('drawn again, the same to the byte')])
  expect(known.out).not.toContain('not known')
}, 240_000)

test('a challenger is put on and stopped; and the change is rolled back by a new edition', async () => {
  const back = 'terms/2026-04.1'
  await rules('risk-1', 'draft', back, '--first-day', '2026-04-16', '--from', '2026-01')
  const on = await rules('risk-1', 'shadows', 'begin', back, 'As', 'it', 'was.')
  expect(on.out).toMatch(/ {2}terms\/2026-04\.1 {2}on since \S+ {2}As it was\.\n$/)
  const id = on.out.split(' ')[0] ?? ''
  const [show, comparisons] = await Promise.all([
    rules('risk-1', 'shadows', 'show', id),
    rules('risk-1', 'shadows', 'comparisons', id, '--differing'),
  ])
  expect([show.out, comparisons.out]).toEqual([expect.stringContaining('0 compared, 0 waiting'), '0 comparisons\n'])
  expect((await rules('risk-1', 'shadows', 'stop', id)).out).toMatch(/ {2}stopped /)
  expect((await rules('risk-1', 'shadows', 'list')).out).toMatch(new RegExp(`^${id} .* stopped `))

  expect((await rules('risk-1', 'check', back)).code).toBe(0)
  expect((await rules('risk-1', 'trials', 'add', back, 'authority/2026-01')).code).toBe(0)
  const tried = await rules('risk-1', 'trials', 'run', back)
  expect([tried.code, tried.out]).toEqual([0, expect.stringContaining(': passed')])
  expect((await rules('risk-1', 'impact', back)).code).toBe(0)
  await published(back, '2026-15', false)
  house.clock.day = '2026-04-16'
  const { record } = await house.recommended()
  expect(termsOf(record)).toEqual(['2026-04.1', '0.85'])
}, 240_000)
