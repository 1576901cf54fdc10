/** How an exam is drawn and scored, from the formula: agreement, leniency, and what is no answer to it. */
import { expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { casesDrawn } from '../../../src/panel/examining/drawing-cases.ts'
import { compared, type ExamCase, type GivenMark, kappaOf, scored } from '../../../src/panel/examining/score.ts'
import { MARKS, type Mark } from '../../../src/panel/schema.ts'
import { own } from '../roster/sample.ts'

const caseOf = (id: string, marks: string): ExamCase => ({
  id,
  reference: [...marks].map((mark, at) => ({ indicator: `indicator_${at}`, mark: mark as Mark, reasons: [] })),
})
const marksOf = (id: string, marks: string): GivenMark[] =>
  [...marks].map((mark, at) => ({ case: id, indicator: `indicator_${at}`, mark: mark as Mark }))
const pairsOf = (given: string, due: string) => sure(compared(marksOf('one', given), [caseOf('one', due)]))
const scoreOf = (given: string, due: string) => scored(pairsOf(given, due), own)

test('kappa with quadratic weights is one less observed over expected disagreement', () => {
  // Given AABC against ABBC: one step once of four; by chance 12 + 2 + 6 = 20 over 4, so 1 - 4 * 1 / 20.
  expect(sure(kappaOf(pairsOf('AABC', 'ABBC'))).value).toBeCloseTo(0.8, 12)
  expect(scoreOf('AABC', 'ABBC')).toMatchObject({ marks: 4, kappa: '0.8', difference: '0.25', isPassed: true })
  // AABB against ABAB agrees as often as chance does.
  expect(scoreOf('AABB', 'ABAB').kappa).toBe('0')
  // Turned upside down it is as far from agreement as can be.
  expect(scoreOf('AAEE', 'EEAA')).toMatchObject({ kappa: '-1', difference: '0', isPassed: false })
  expect(scoreOf('ABCDE', 'ABCDE').kappa).toBe('1')
})

test('the bounds themselves pass, and what lies just beyond does not', () => {
  // One mark of two lies one step above: half a step on average.
  expect(scoreOf('AC', 'BC')).toMatchObject({ difference: '0.5', isPassed: true })
  // Everybody one step up keeps the order but not the level.
  const up = scoreOf('AABBCCDD', 'BBCCDDEE')
  expect(up).toMatchObject({ difference: '1', isPassed: false })
  expect(Number(up.kappa)).toBeGreaterThan(0.6)
  const down = scoreOf('BBCCDDEE', 'AABBCCDD')
  expect(down).toMatchObject({ difference: '-1', isPassed: false })
  const kappa = (least: string) =>
    scored(pairsOf('AABC', 'ABBC'), { ...own, exam_kappa_min: { ...own.exam_kappa_min, value: least } }).isPassed
  expect([kappa('0.8'), kappa('0.80001')]).toEqual([true, false])
})

test('what is shown is rounded down, so that nothing seems to have reached the bound that has not', () => {
  // AABC against BBBC: three marks of four, 1 - 4 * 2 / 18 = 5/9.
  expect(scoreOf('AABC', 'BBBC').kappa).toBe('0.5555')
  expect(scoreOf('BBBC', 'AABC').difference).toBe('-0.5')
})

test('where all marks are one and the same there is no agreement to speak of, and nothing is passed', () => {
  expect(scoreOf('CCC', 'CCC')).toEqual({
    ...{ marks: 3, kappa: null, undefined_because: 'no_disagreement_expected', difference: '0', isPassed: false },
  })
  expect(scoreOf('CCC', 'ABC')).toMatchObject({ kappa: '0', isPassed: false })
})

test('marks for what was not asked, twice or not at all are refused, each at its place', () => {
  const cases = [caseOf('one', 'AB'), caseOf('two', 'C')]
  const good = [...marksOf('one', 'AB'), ...marksOf('two', 'C')]
  const codes = (given: readonly GivenMark[]) => {
    const result = compared(given, cases)
    return result.ok ? [] : result.refusals.map(one => `${one.code} ${one.at} ${one.params['value']}`)
  }
  expect(codes(good)).toEqual([])
  expect(codes([...good, ...marksOf('three', 'A')])).toEqual(['exam_case_unknown marks.3.case three'])
  expect(codes([...good, { case: 'two', indicator: 'indicator_1', mark: 'A' }])).toEqual([
    'indicator_unknown marks.3.indicator indicator_1',
  ])
  expect(codes([...good, ...marksOf('two', 'C')])).toEqual(['indicator_twice marks.3.indicator indicator_0'])
  expect(codes(good.slice(1))).toEqual(['mark_missing marks one indicator_0'])
})

test('better marks than the reference make the difference greater, mark by mark', () => {
  for (const [at, given] of MARKS.entries())
    for (const [place, due] of MARKS.entries())
      expect(pairsOf(given, due)[0]?.difference, `${given} for ${due}`).toBe(place - at)
})

test('an exam is drawn by its seed: unseen cases first, then those of the field, and each seed another', () => {
  const pool = Array.from({ length: 12 }, (_, at) => ({
    id: `case-${at}`,
    fields: [at % 2 === 0 ? ('ict' as const) : ('textile' as const)],
  }))
  const drawnBy = (seed: string, seen: ReadonlyMap<string, number> = new Map()) =>
    casesDrawn(seed, pool, 2, { fields: ['ict'], seen })
  expect(drawnBy('a')).toEqual(drawnBy('a'))
  const drawn = Array.from({ length: 60 }, (_, at) => drawnBy(`seed ${at}`)).flat()
  expect(new Set(drawn)).toEqual(new Set(pool.filter((_, at) => at % 2 === 0).map(one => one.id)))
  const seen = new Map(pool.filter(one => one.fields.includes('ict')).map(one => [one.id, 1]))
  expect(drawnBy('a', seen).every(id => !seen.has(id))).toBe(true)
  expect(new Set(drawnBy('a', new Map(pool.map(one => [one.id, one.id === 'case-3' ? 1 : 2]))))).toContain('case-3')
})
