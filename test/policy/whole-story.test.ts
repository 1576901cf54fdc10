/**
 * A change of policy by all that stands around it, over HTTP: a gap is told with the case that falls into it and
 * mended, what moves over the decided book and what it costs is seen, the cases of the draft are tried, and only then
 * is it proposed, on exactly these grounds.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { type RunWorker, workRuns } from '../../src/platform/runs/worker.ts'
import { openWorkers, type Workers } from '../../src/platform/workers.ts'
import { editionRoutes } from '../../src/policy/editions/routes.ts'
import { openFileReading } from '../../src/policy/exchange/service.ts'
import type { Answer, Asked } from '../../src/policy/impact/asked.ts'
import { impactRoutes } from '../../src/policy/impact/routes.ts'
import { IMPACT, impactKind } from '../../src/policy/impact/service.ts'
import { makeGrowingBook } from '../../src/policy/publishing/service.ts'
import { trialRoutes } from '../../src/policy/trials/routes.ts'
import { TRIAL_RUN } from '../../src/policy/trials/service.ts'
import { makeFlow, makeImpact, makePolicy } from '../../src/services.ts'
import { asPlace } from '../db/planted.ts'
import { opened, type World } from '../guarantee/service/served.ts'
import { draftsHere, secondOpinion } from './drafts.ts'
import { named } from './trials/sample.ts'

const RULES = textsBelow(`${HOME}/rules`)
const DRAFT = { kind: 'terms', edition: '2026-05' }
const AT = '/v1/rules/editions/terms/2026-05'
const FIRMS = ['firm-6501', 'firm-6502', 'firm-6503']

let world: World
let worker: RunWorker
let workers: Workers<Asked, Answer>
const problems: string[] = []
/** While it is on, json-rules-engine is made to say of the first clause what it did not find. */
let isPlanted = false
const drafts = draftsHere(undefined, (set, vocabulary) => {
  const honest = secondOpinion(set, vocabulary)
  return async values => {
    const outcomes = await honest(values)
    if (isPlanted) outcomes[0] = ((outcomes[0] ?? 0) + 1) % 3
    return outcomes
  }
})
/** What the kept cases say, changed past every guard, as only a superuser could. */
const rewritten = (from: string, to: string): Promise<unknown> =>
  asPlace(world.fresh.superuser, async client => {
    await client.query("set session_replication_role = 'replica'")
    const text = 'update app.rule_trials set body = replace(body::text, $1, $2)::json'
    const { rowCount } = await client.query(text, [from, to])
    await client.query('reset session_replication_role')
    expect(rowCount).toBeGreaterThan(0)
  })
beforeAll(async () => {
  workers = openWorkers<Asked, Answer>({
    file: new URL('../../src/policy/impact/impact.worker.ts', import.meta.url),
    ...{ count: 1, settings: RULES, secondsMax: 60, megabytesMax: 512 },
  })
  world = await opened(FIRMS, fresh => {
    const book = makeGrowingBook(fresh.database.plain, RULES)
    const policy = makePolicy(book, openFileReading(), drafts)
    const flow = makeFlow({ book, offices: [], referDays: 10, retryLater: async () => undefined })
    worker = workRuns(
      fresh.database.plain,
      {
        [TRIAL_RUN]: policy.trials.runKind(fresh.database.plain),
        [IMPACT]: impactKind(fresh.database, workers, book.known),
      },
      { pollMs: 10, triesMax: 1, onProblem: (problem, where) => problems.push(`${where}: ${problem}`) },
    )
    return [
      ...editionRoutes(policy.editions),
      ...trialRoutes(policy.trials),
      ...impactRoutes(makeImpact({ send: async () => undefined }, workers, book, flow)),
    ]
  })
}, 120_000)
afterAll(async () => {
  await worker?.close()
  await workers?.close()
  await world?.close()
}, 60_000)

/** As a caller that is told the service is busy: a book that is read holds the one process of this test up. */
async function ask(...words: Parameters<World['ask']>): ReturnType<World['ask']> {
  for (let left = 50; ; left -= 1) {
    const answer = await world.ask(...words)
    if (answer.status !== 503 || left === 0) return answer
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
const post = (who: string, path: string, body?: unknown) => ask(who, 'POST', path, body)
const codes = (answer: { readonly json: { errors?: { code: string }[] } }) =>
  answer.json.errors?.map(one => one.code) ?? []

async function done(id: string): Promise<void> {
  for (let left = 1200; left > 0; left -= 1) {
    const { rows } = await sql<{ state: string }>`select state from app.runs where id = ${id}`.execute(
      world.fresh.database.plain,
    )
    if (rows[0]?.state === 'done') return
    if (rows[0]?.state === 'failed') throw new Error(problems.join('\n'))
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error('the run did not end')
}

type Numbers = { coverage: { basic: { value: string }; reductions: Record<string, unknown>[] } }
/** Saves the draft with its numbers changed. */
async function save(change: (numbers: Numbers) => void): Promise<void> {
  const { numbers, words, version } = (await ask('risk', 'GET', AT)).json
  change(numbers)
  const saved = await ask('risk', 'PUT', AT, { numbers, words }, { 'if-match': `"${version}"` })
  expect([saved.status, codes(saved)]).toEqual([200, []])
}
const leaf = (operator: string, value: string) => ({ fact: 'guarantee_use_years', operator, value })
/** The reduction of long use once more, for firms in use for so many years. */
const reducing = (numbers: Numbers, all: unknown[]) => {
  const [first] = numbers.coverage.reductions
  numbers.coverage.reductions[1] = { ...structuredClone(first), code: 'middle_use', when: { all } }
}
const RESOLUTIONS = { resolutions: { steering_committee: 'SC 2026-11' } }
const proposed = () => post('risk', `${AT}/propose`, RESOLUTIONS)

test('a coverage lowered by five points: the gap, the book, the cases, and then the proposal', async () => {
  for (const firm of FIRMS) await world.approved(firm)
  const made = await post('risk', '/v1/rules/editions', { ...DRAFT, in_force_from: '2026-05-01' })
  expect(made.status).toBe(201)

  // Five points less for five to nine years of use: the tenth year is forgotten, and a case of it is shown.
  await save(numbers => reducing(numbers, [leaf('at_least', '5'), leaf('at_most', '9')]))
  const holed = await post('risk', `${AT}/check`)
  expect(holed.json.edition.state).toBe('draft')
  const gap = holed.json.findings.find((one: { code: string }) => one.code === 'gap')
  expect(gap).toMatchObject({
    severity: 'error',
    at: 'terms/2026-05.json#coverage.reductions',
    witness: { guarantee_use_years: '10' },
  })
  for (const language of ['ko', 'en', 'zh']) expect(gap.says[language]).toContain('10')
  expect(codes(await proposed())).toEqual(['edition_not_checked'])

  // Mended, and the ordinary coverage lowered by five points.
  await save(numbers => {
    reducing(numbers, [leaf('at_least', '5')])
    numbers.coverage.basic.value = '0.8'
  })
  const checked = await post('risk', `${AT}/check`)
  expect([checked.json.findings, checked.json.edition.state]).toEqual([[], 'checked'])

  // Neither tried nor looked at over the book, it is not proposed: both are named.
  const early = await proposed()
  expect(early.status).toBeGreaterThanOrEqual(400)
  expect(JSON.stringify(early.json)).toMatch(/trial.*impact/)

  // What it would do to every decided case, exact to its end.
  const { digest } = (await ask('risk', 'GET', AT)).json
  const begun = await post('risk', '/v1/rules/impacts', { ...DRAFT, digest })
  expect([begun.status, codes(begun)]).toEqual([202, []])
  await done(begun.json.id)
  const impact = (await ask('risk', 'GET', `/v1/rules/impacts/${begun.json.id}`)).json
  expect([impact.is_exact, impact.report.cases, impact.problems]).toEqual([true, FIRMS.length, []])
  const [before, after] = [impact.report.before, impact.report.after].map(side => BigInt(side.exposure))
  expect(after).toBeLessThan(before as bigint)
  expect((await ask('bank', 'GET', `/v1/rules/impacts/${begun.json.id}`)).status).toBe(403)

  // Its cases: the one that says what it was is not held under what it will be, and bars the proposal.
  const tried = async (cases: readonly unknown[]): Promise<string> => {
    expect((await post('risk', '/v1/rules/trials', { ...DRAFT, cases })).status).toBe(201)
    const run = await post('risk', '/v1/rules/trials/runs', DRAFT)
    expect(run.status).toBe(202)
    await done(run.json.run_id)
    return run.json.run_id
  }
  const [purpose, export_] = ['other_purpose', 'export'].map(code => named('terms', code))
  await tried([purpose, export_])
  const barred = await proposed()
  expect([barred.status, codes(barred)]).toEqual([409, ['edition_grounds_missing']])
  expect(JSON.stringify(barred.json)).toContain('trial')
  // 5,000,000,000 at 0.8, and a year of 0.006 of it.
  const expected = { ...export_?.expect, guaranteed: '4000000000', first_fee: '24000000' }
  const run = await tried([{ ...export_, expect: expected }])

  const answer = await proposed()
  expect([answer.status, codes(answer)]).toEqual([200, []])
  expect(answer.json.made.grounds).toEqual({ findings: 0, trial: run, impact: impact.result_digest })
  const read = { digest, words_digest: answer.json.made.words_digest }
  expect((await post('risk', `${AT}/approve`, read)).status).toBe(403)
  expect((await post('committee', `${AT}/approve`, read)).json.state).toBe('approved')

  // Published only where closures, columns and json-rules-engine make the same of every case and of the book.
  isPlanted = true
  const stopped = await post('committee', `${AT}/schedule`)
  expect([stopped.status, codes(stopped)]).toEqual([409, ['edition_forms_differ']])
  expect(stopped.json.errors[0].value).toMatch(/^closures (\w+), traced \1, columns \1, json-rules-engine (?!\1)\w+$/)
  expect((await ask('risk', 'GET', AT)).json.state).toBe('approved')
  isPlanted = false
  // Nor where a case is not held in the book it is published into, whatever was passed when it was proposed.
  await rewritten('"24000000"', '"24000001"')
  const unheld = await post('committee', `${AT}/schedule`)
  expect([unheld.status, codes(unheld)]).toEqual([409, ['edition_case_not_held']])
  expect(unheld.json.errors[0]).toMatchObject({ value: '24000000', limit: '24000001' })
  await rewritten('"24000001"', '"24000000"')
  expect((await post('committee', `${AT}/schedule`)).json.state).toBe('scheduled')
}, 120_000)
