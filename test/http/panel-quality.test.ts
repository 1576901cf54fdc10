/** Agreement and severity of the sheets that are kept: who is told of them, what they are made of, month by month. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { digestOf } from '../../src/kernel/digest.ts'
import { ok, sure } from '../../src/kernel/result.ts'
import { makeFairService } from '../../src/panel/fair/service.ts'
import { answered } from '../../src/panel/quality/asked.ts'
import type { AgreementFigures, Feedback, SeverityFigures } from '../../src/panel/quality/schema.ts'
import { makeQualityService } from '../../src/panel/quality/service.ts'
import { MARKS } from '../../src/panel/schema.ts'
import { raterLimits } from '../../src/panel/severity/edition.ts'
import { book } from '../flow/people.ts'
import { asOwner, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-quality-'))
const faults: string[] = []
const [FIRST, SECOND, LENIENT, ALONE] = [1, 2, 3, 4].map(at => `person-demo-appraiser-${at}`) as [
  string,
  string,
  string,
  string,
]
const INDICATORS = ['innovativeness', 'differentiation', 'market_size', 'team_depth', 'governance']
const CASES = 12
let house: House

/** Values 0 (E) to 3 (B), so that a step higher is still a mark. */
const valueAt = (of: number, item: number): number => (of * 7 + item * 5 + of * item) % 4
const sheetOf = (appraiser: string, marks: readonly number[]) => ({
  ...{ id: randomUUID(), appraiser, appraiser_grade: '1', signed_on: '2026-04-14' },
  marks: marks.map((value, at) => ({ indicator: INDICATORS[at], mark: MARKS[4 - value], evidence: [] })),
})

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  await asOwner(folder, async client => {
    const keep = async (caseId: string, appraiser: string, marks: readonly number[], isSuperseded = false) => {
      const body = sheetOf(appraiser, marks)
      await client.query(
        `insert into app.sheets (id, case_id, appraiser, body, digest, superseded_at, signed_at, drafted_at)
         values ($1, $2, $3, $4, 'x', $5, coalesce($5::timestamptz - interval '1 day', now()), now() - $6::interval)`,
        [
          ...[body.id, caseId, appraiser, JSON.stringify(body), isSuperseded ? '2026-04-15T00:00:00Z' : null],
          // Two drafted here, one of them sooner signed than five marks can be read; the others handed theirs in whole.
          appraiser === LENIENT ? '30 seconds' : appraiser === SECOND ? '1 hour' : null,
        ],
      )
    }
    const open = async (ksic: string, isSandbox: boolean): Promise<string> => {
      const id = randomUUID()
      await client.query(
        `insert into app.cases (id, firm, bank, office, state, content, names, asked_by, is_sandbox)
         values ($1, 'firm-901', 'bank-901', 'office-demo-seoul', 'noticed', $2, '{}', 'firm', $3)`,
        [id, JSON.stringify({ party: { firm: { ksic: { code: ksic } } } }), isSandbox],
      )
      return id
    }
    for (let of = 0; of < CASES; of++) {
      const id = await open(of % 2 === 0 ? '62010' : '29271', false)
      const marks = INDICATORS.map((_, item) => valueAt(of, item))
      await keep(id, FIRST, marks)
      await keep(id, SECOND, marks)
      await keep(
        id,
        LENIENT,
        marks.map(value => value + 1),
      )
      // What was superseded said the opposite, and is compared with nothing.
      if (of < 3)
        await keep(
          id,
          SECOND,
          marks.map(value => 4 - value),
          true,
        )
    }
    await keep(
      await open('62010', false),
      ALONE,
      INDICATORS.map(() => 2),
    )
    await keep(
      await open('62010', true),
      FIRST,
      INDICATORS.map(() => 0),
    )
  })
}, 120_000)
afterAll(async () => {
  await house?.close()
}, 60_000)

const read = async (url: string, who: string) =>
  await house.server.inject({ method: 'GET', url, headers: { authorization: `Bearer ${tokenOf(house, who)}` } })

test('of the sheets that stand, two who marked alike agree wholly, and who is a step higher shows it', async () => {
  const answer = await read('/v1/panel/agreement', 'risk-officer')
  expect(answer.statusCode, answer.body).toBe(200)
  const figures = answer.json() as AgreementFigures
  expect([figures.sheets, figures.superseded, figures.undefined]).toEqual([3 * CASES + 1, 3, null])
  const pair = (one: string, other: string) =>
    figures.pairs.find(pair => pair.appraisers.join() === [one, other].join())
  expect(pair(FIRST, SECOND)).toMatchObject({ compared: CASES * 5, same: CASES * 5, weighted_kappa: { value: '1' } })
  expect(pair(FIRST, LENIENT)).toMatchObject({ compared: CASES * 5, same: 0 })
  const own = (appraiser: string) => figures.appraisers.find(one => one.appraiser === appraiser)
  // A step above both others; each of those half a step below the mean of the other two.
  expect(own(LENIENT)?.difference.value).toBe('1')
  expect(own(FIRST)?.difference.value).toBe('-0.5')
  expect(own(ALONE)).toMatchObject({ compared: 0, difference: { value: null } })
  expect(figures.indicators.map(one => one.name)).toEqual([...INDICATORS].sort())
  const fields = book.shelves.panel[0]?.content.roster.ksic.values ?? {}
  expect(figures.fields.map(one => one.name)).toEqual([fields['29'], fields['62']].sort())
})

test('severity tells the lenient one from the others, and what cannot be known says why', async () => {
  const answer = await read('/v1/panel/severity', 'auditor')
  expect(answer.statusCode, answer.body).toBe(200)
  const figures = answer.json() as SeverityFigures
  const severity = (appraiser: string) =>
    Number(figures.sets[0]?.appraisers.find(one => one.appraiser === appraiser)?.severity)
  expect(severity(LENIENT)).toBeLessThan(severity(FIRST))
  expect(severity(FIRST)).toBeCloseTo(severity(SECOND), 4)
  expect(figures.silent).toEqual([{ fault: 'outcomes', why: 'no_outcomes' }])
  const hasty = figures.findings.filter(one => one.fault === 'speed' && one.is_found)
  expect(hasty.map(one => one.appraiser)).toEqual([LENIENT])
  expect(figures.policy_uses_fair_scores).toBe(false)
})

test('an appraiser reads their own page, in which nobody else is named, and no other', async () => {
  const own = await read(`/v1/panel/appraisers/${LENIENT}/feedback`, 'appraiser-3')
  expect(own.statusCode, own.body).toBe(200)
  const page = own.json() as Feedback
  expect(page.sheets).toBe(CASES)
  expect(page.says.map(one => one.about)).toEqual(expect.arrayContaining(['sheets', 'compared', 'higher', 'severity']))
  expect(page.says_not.map(one => one.about)).toEqual(['one_figure', 'not_wrong', 'few_sheets'])
  for (const peer of [FIRST, SECOND, ALONE]) expect(own.body).not.toContain(peer)
  for (const { text } of [...page.says, ...page.says_not])
    expect(Object.values(text).every(one => one !== '' && !/\{|panel\.quality/.test(one))).toBe(true)
  const other = await read(`/v1/panel/appraisers/${FIRST}/feedback`, 'appraiser-3')
  expect(other.statusCode).toBe(403)
  const alone = (await read(`/v1/panel/appraisers/${ALONE}/feedback`, 'appraiser-4')).json() as Feedback
  expect(alone.says.map(one => one.about)).toContain('not_compared')
  const nobody = (await read('/v1/panel/appraisers/person-x/feedback', 'admin')).json() as Feedback
  expect(nobody.says.map(one => one.about)).toEqual(['no_sheets'])
})

test.each([
  ['appraiser-3', 403],
  ['officer-seoul', 403],
  ['branch-head-seoul', 403],
  ['claims', 403],
  ['sme-laser', 403],
  ['admin', 200],
])('the figures of all appraisers answer %s with %i', async (who, status) => {
  for (const what of ['agreement', 'severity']) expect((await read(`/v1/panel/${what}`, who)).statusCode).toBe(status)
})

test('the figures of a month are kept once, from the first working day after it on', async () => {
  const limits = raterLimits(book.shelves.panel[0]?.content.raters as never)
  const rules = { limits, chanceOf: () => 0.01, fieldOf: () => 'ict', say: () => ({ ko: '', en: '', zh: '' }) }
  const service = makeQualityService({
    workers: { run: async asked => answered(asked) },
    rulesOn: () => ok(rules),
    holidaysOn: () => new Set(['2026-05-01']),
  })
  const at = (day: string) => ({ now: new Date(`${day}T00:10:00Z`), day })
  const kept = () =>
    asOwner(folder, async client => {
      const { rows } = await client.query<{ month: string; what: string; digest: string }>(
        'select month, what, digest from app.panel_figures order by what',
      )
      return rows
    })
  // A holiday on a Friday: the first working day of May is the fourth.
  await service.keepDue(house.database, at('2026-05-03'))
  expect(await kept()).toEqual([])
  await service.keepDue(house.database, at('2026-05-04'))
  const first = await kept()
  expect(first.map(row => `${row.month} ${row.what}`)).toEqual([
    ...['2026-04 agreement', '2026-04 fair', '2026-04 severity'],
  ])
  // What policy would read is of the sheets signed by the end of the month, and of no other.
  const fairOn = async (day: string) =>
    sure(
      await house.database.transaction(systemActor('test'), tx =>
        makeFairService(() => ok({ ...limits, usesFairScores: true, fairMarksMin: 60 }))(tx, day, [
          LENIENT,
          'person-x',
        ]),
      ),
    )
  expect(await fairOn('2026-04-30')).toMatchObject({ measured_to: null, measurement: null })
  const fair = await fairOn('2026-05-04')
  expect(fair).toMatchObject({
    ...{ measured_to: '2026-04-30', measurement: first.find(row => row.what === 'fair')?.digest, marks_min: 60 },
    appraisers: [
      { appraiser: LENIENT, is: 'fair', marks: CASES * INDICATORS.length },
      { appraiser: 'person-x', is: 'not_measured' },
    ],
  })
  expect(Number(fair?.appraisers[0]?.fair_marks?.B)).toBeLessThan(3)
  expect(
    await house.database.transaction(systemActor('test'), tx =>
      makeFairService(() => ok(limits))(tx, '2026-05-04', []),
    ),
  ).toEqual(ok(undefined))
  const shown = await read('/v1/panel/figures/2026-04', 'auditor')
  const items = JSON.parse(shown.body).items as { what: string; digest: string; body: string }[]
  expect(items.map(one => [one.what, one.digest])).toEqual(first.map(row => [row.what, row.digest]))
  for (const one of items) expect(digestOf(JSON.parse(one.body))).toBe(one.digest)
  expect(JSON.parse((await read('/v1/panel/figures/2026-03', 'auditor')).body)).toEqual({ items: [] })
  expect((await read('/v1/panel/figures/2026-04', 'officer-seoul')).statusCode).toBe(403)
  await service.keepDue(house.database, at('2026-05-06'))
  expect(await kept()).toEqual(first)
  expect(faults).toEqual([])
})
