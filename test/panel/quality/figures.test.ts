/** The figures of a panel by themselves: what is compared, what is said of it, and what is not known. */
import { expect, test } from 'vitest'
import { exportedSchema, outcomesOf, sheetsOf } from '../../../src/panel/quality/exported.ts'
import { feedbackOf, SENTENCES } from '../../../src/panel/quality/feedback.ts'
import { agreementFigures, severityFigures } from '../../../src/panel/quality/figures.ts'
import type { AgreementFigures, Figure, SeverityFigures } from '../../../src/panel/quality/schema.ts'
import { fieldOfIndustry, type MarkedSheet, ratingsOf, timedIn, writtenIn } from '../../../src/panel/quality/sheets.ts'
import { MARKS } from '../../../src/panel/schema.ts'
import { raterLimits } from '../../../src/panel/severity/edition.ts'
import { book } from '../../flow/people.ts'

const [edition] = book.shelves.panel
const limits = raterLimits(edition?.content.raters as never)
const sheet = (
  subject: string,
  rater: string,
  values: readonly number[],
  more: Partial<MarkedSheet> = {},
): MarkedSheet => ({
  ...{ subject, rater, field: null, rubric: null, signed_on: '2026-04-14', seconds: null },
  marks: values.map((value, at) => ({
    ...{ indicator: `indicator_${at}`, mark: MARKS[4 - value] ?? 'E', override_reason: null, quotations: [] },
  })),
  ...more,
})

test('E is 0 and A is 4', () => {
  expect(ratingsOf([sheet('case', 'rater', [0, 4])]).map(one => one.value)).toEqual([0, 4])
})

test('without a mark nothing is told, and each says why', () => {
  const agreement = agreementFigures([], 2)
  expect(agreement).toMatchObject({ sheets: 0, superseded: 2, pairs: [], appraisers: [] })
  expect(agreement.all?.alpha.undefined ?? agreement.undefined).toBe('no_marks')
  const severity = severityFigures([], [], limits)
  expect([severity.sets, severity.findings]).toEqual([[], []])
  expect(severity.silent.map(one => one.fault).sort()).toEqual(
    ['leniency', 'halo', 'central_tendency', 'drift', 'misfit', 'speed', 'outcomes'].sort(),
  )
})

test('no number that is none leaves, whatever the marks', () => {
  const alike = ['a', 'b', 'c'].flatMap(subject => ['x', 'y'].map(rater => sheet(subject, rater, [2, 2])))
  for (const figures of [agreementFigures(alike, 0), severityFigures(alike, [], limits)])
    expect(JSON.stringify(figures)).not.toMatch(/NaN|Infinity/)
})

test('agreement is told rubric by rubric, a unit for each indicator of a case; one not scored stands in none', () => {
  const pair = (subject: string, rubric: string | null, values: readonly number[], others = values) => [
    sheet(subject, 'x', values, { rubric }),
    sheet(subject, 'y', others, { rubric }),
  ]
  const figures = agreementFigures(
    [
      ...[...pair('a', 'general', [0, 4]), ...pair('b', 'general', [3, 1])],
      ...[...pair('c', 'startup', [0, 4], [4, 0]), ...pair('d', 'startup', [3, 1], [1, 3])],
      ...pair('e', null, [2, 2]),
    ],
    0,
  )
  expect(figures.rubrics.map(one => [one.name, one.subjects, one.marks])).toEqual([
    ['general', 4, 8],
    ['startup', 4, 8],
  ])
  const alpha = (name: string) => Number(figures.rubrics.find(one => one.name === name)?.alpha.value)
  expect(alpha('general')).toBe(1)
  expect(alpha('startup')).toBeLessThan(0)
})

test('how long sheets took is told of those that were timed, and of those alone', () => {
  const sheets = [sheet('a', 'x', [1, 2], { seconds: 30 }), sheet('b', 'x', [1, 2])]
  expect(timedIn(sheets)).toEqual([{ rater: 'x', marks: 2, seconds: 30 }])
})

test('the same reason beside marks of two technologies is named as copied, with both places', () => {
  const reason = 'The order book was read in full, and the two largest customers confirmed their orders by letter.'
  const marks = [{ indicator: 'sales_plan', mark: 'C' as const, override_reason: reason, quotations: [] }]
  const sheets = [sheet('a', 'x', [], { marks }), sheet('b', 'y', [], { marks })]
  expect(writtenIn(sheets)).toHaveLength(2)
  const [copied] = severityFigures(sheets, [], limits).copied
  expect(copied?.figure).toBe('1')
  expect(copied?.texts.map(one => `${one.case} ${one.appraiser}`)).toEqual(['a x', 'b y'])
})

test('accidents far beyond what the grades let expect are found of who marked them', () => {
  const results = Array.from({ length: 60 }, (_, at) => ({
    rater: at < 30 ? 'x' : 'y',
    chance: 0.03,
    isAccident: at < 12,
  }))
  const found = severityFigures([], results, limits).findings
  expect(found.map(one => [one.appraiser, one.is_found])).toEqual([
    ['x', true],
    ['y', false],
  ])
  // Twelve where 30 x 0.03 = 0.9 were to be expected.
  expect(found[0]?.figure).toBe('13.3333')
})

test('a field is that of the longest prefix of the industry`s code', () => {
  const fields = { '26': 'electrical', '2612': 'ict' }
  expect(['26121', '26210', '99000'].map(code => fieldOfIndustry(code, fields))).toEqual(['ict', 'electrical', null])
})

const figure = (value: string | null, low: string | null, high: string | null): Figure => ({
  value,
  low,
  high,
  undefined: null,
})
const severity: SeverityFigures = {
  ...{ sheets: 4, undefined: null, policy_uses_fair_scores: false, sets: [], unmeasured: [], copied: [] },
  findings: [
    {
      fault: 'halo',
      appraiser: 'x',
      figure: '0.4',
      limit: '0.5',
      low: '0.3',
      high: '0.5',
      rate: '0.001',
      is_found: true,
    },
    {
      fault: 'halo',
      appraiser: 'peer',
      figure: '0.2',
      limit: '0.5',
      low: '0.1',
      high: '0.3',
      rate: '0.001',
      is_found: true,
    },
  ],
  silent: [{ fault: 'speed', why: 'sheets_not_timed' }],
}
const agreement = (difference: Figure): AgreementFigures => ({
  ...{ sheets: 4, superseded: 0, undefined: null, all: null, indicators: [], rubrics: [], fields: [], pairs: [] },
  appraisers: [
    { appraiser: 'x', marks: 8, compared: 8, difference, correlation: difference, alpha_without: difference },
  ],
})
const words = book.wordsOf.get('panel/2026-01')
const say = (key: string) => words?.get(key) ?? { ko: '', en: '', zh: '' }

test.each([
  ['higher', figure('0.5', '0.2', '0.8')],
  ['lower', figure('-0.5', '-0.8', '-0.2')],
  ['alike', figure('0.5', '-0.1', '1.1')],
  ['alike', figure('-0.5', '-1.1', '0.1')],
  ['alike', figure('0.5', '0', '1')],
])('who is %s by the whole interval is told so', (about, difference) => {
  const said = feedbackOf('x', 2, agreement(difference), severity, say).says.map(one => one.about)
  expect(said.filter(one => ['higher', 'lower', 'alike'].includes(one))).toEqual([about])
})

test('a page names what was found of its reader, and neither peers nor what was found of them', () => {
  const page = feedbackOf('x', 2, agreement(figure('0.5', '0.2', '0.8')), severity, say)
  expect(page.says.map(one => one.about)).toEqual(['sheets', 'compared', 'higher', 'severity_unknown', 'halo', 'speed'])
  expect(JSON.stringify(page)).not.toContain('peer')
  expect(page.says.find(one => one.about === 'halo')?.text.en).toContain('0.4')
})

test('every sentence of a page stands in the edition in three languages', () => {
  for (const one of SENTENCES)
    expect(
      Object.values(say(`panel.quality.feedback.${one}`)).filter(text => text !== ''),
      one,
    ).toHaveLength(3)
})

test('exported marks are read strictly', () => {
  const marks = [{ indicator: 'innovativeness', mark: 'B' }]
  const good = { sheets: [{ case: 'case-1', appraiser: 'person-1', signed_on: '2026-04-14', marks }] }
  const read = exportedSchema.parse(good)
  expect(sheetsOf(read)[0]).toMatchObject({ subject: 'case-1', rater: 'person-1', field: null, seconds: null })
  expect(outcomesOf(read)).toEqual([])
  for (const bad of [{ ...good, more: 1 }, { sheets: [{ ...good.sheets[0], marks: [{ indicator: 'x', mark: 'F' }] }] }])
    expect(exportedSchema.safeParse(bad).success).toBe(false)
})
