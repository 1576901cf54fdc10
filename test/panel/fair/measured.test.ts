/** What marks stand for: by the model's own definition, from a measurement that compares only what can be compared. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import type { Rating } from '../../../src/panel/agreement/ratings.ts'
import { fairOf, measurementOf } from '../../../src/panel/fair/measured.ts'
import { fairTables, measurementSchema } from '../../../src/panel/fair/schema.ts'
import { fairValues } from '../../../src/panel/severity/fair.ts'
import { rasch } from '../../../src/panel/severity/rasch.ts'
import { drawnMark, playedPanel } from '../severity/made.ts'

const DAY = '2026-10-31'
const DIGEST = `sha256:${'ab'.repeat(32)}`
/** The seventh of a dozen marks two logits more leniently than the others. */
const LENIENT = 'r06'
const panel = playedPanel(7, 60, (chance, place, { of }) => drawnMark(chance, place + (of === 6 ? 2 : 0)))
const [set] = sure(rasch(panel.ratings)).subsets
if (set === undefined) throw new Error('nothing was measured')
const { fitted, steps } = set

/** The expected mark at a place, from the steps as they are told: chances are `exp(k place - steps up to k)`. */
function expectedAt(place: number): number {
  const own = steps[0]?.steps ?? []
  const weights = [0, 1, 2, 3, 4].map(k =>
    Math.exp(k * place - own.slice(0, k).reduce((a: number, b) => a + (b ?? 0), 0)),
  )
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.reduce((mean, weight, k) => mean + (k * weight) / sum, 0)
}
/** Where a mark is expected, found on a grid. */
const placeOf = (mark: number): number => {
  let best = 0
  for (let place = -12; place <= 12; place += 0.0005)
    if (Math.abs(expectedAt(place) - mark) < Math.abs(expectedAt(best) - mark)) best = place
  return best
}

test('a mark stands for what one of average severity is expected to give where this one is expected to give it', () => {
  for (const severity of [-2, -0.5, 1.2])
    for (const mark of [1, 2, 3])
      expect(fairValues(fitted, severity)[mark]).toBeCloseTo(expectedAt(placeOf(mark) + severity), 2)
})

test('at the ends it is moved as far as a mark 0.3 of a point from the end would be', () => {
  const low = fairValues(fitted, 1.2)[0] ?? 0
  const high = fairValues(fitted, -1.2)[4] ?? 0
  expect(low).toBeCloseTo(expectedAt(placeOf(0.3) + 1.2) - 0.3, 2)
  expect(high).toBeCloseTo(4 + expectedAt(placeOf(3.7) - 1.2) - 3.7, 2)
})

test('whoever is of average severity keeps each mark to the last digit', () => {
  expect(fairValues(fitted, 0)).toEqual([0, 1, 2, 3, 4])
})

test('a lenient appraiser`s marks stand for less, a severe one`s for more, in their order and on the scale', () => {
  fc.assert(
    fc.property(fc.integer({ min: -6000, max: 6000 }), thousandths => {
      // As finely as a severity is told; what is finer is lost in the last digit of a double.
      const severity = thousandths / 1000
      const values = fairValues(fitted, severity)
      for (const [mark, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(severity > 0 ? mark : 0)
        expect(value).toBeLessThanOrEqual(severity < 0 ? mark : 4)
        if (mark > 0) expect(value).toBeGreaterThan((values[mark - 1] as number) - 1e-9)
      }
    }),
  )
})

const rename =
  (to: string) =>
  (one: Rating): Rating => ({ ...one, subject: `${to}${one.subject}`, rater: `${to}${one.rater}` })

test('the lenient appraiser is measured as such, and a measurement is the same in whatever order marks come', () => {
  const found = measurementOf(panel.ratings, DAY)
  expect(measurementSchema.parse(found)).toEqual(found)
  expect([found.measured_to, found.marks, found.undefined, found.appraisers.length]).toEqual([
    ...[DAY, panel.ratings.length, null, 12],
  ])
  const lenient = found.appraisers.find(one => one.appraiser === LENIENT)
  // Two logits planted, and the honest ones lie by an eleventh of it above the mean.
  expect(Number(lenient?.severity)).toBeLessThan(-1.4)
  expect(Number(lenient?.fair_marks?.B)).toBeLessThan(2.6)
  expect(measurementOf([...panel.ratings].reverse(), DAY)).toEqual(found)
})

test('who marked only technologies that cannot be compared with the others is named, and not measured', () => {
  const apart = panel.ratings.filter(one => one.subject < 't020').map(rename('x'))
  const found = measurementOf([...panel.ratings, ...apart], DAY)
  const isOf = (name: string) => found.appraisers.find(one => one.appraiser === name)
  expect(isOf(LENIENT)).toEqual(measurementOf(panel.ratings, DAY).appraisers.find(one => one.appraiser === LENIENT))
  expect(isOf(`x${LENIENT}`)).toEqual({ appraiser: `x${LENIENT}`, is: 'not_connected', marks: expect.any(Number) })
})

test('who gave the highest mark alone is told as an extreme, and of no marks or no variation nothing is told', () => {
  const kind = panel.ratings.filter(one => one.subject < 't010' && one.rater === 'r00')
  const found = measurementOf([...panel.ratings, ...kind.map(one => ({ ...one, rater: 'r99', value: 4 }))], DAY)
  const extreme = found.appraisers.find(one => one.appraiser === 'r99')
  expect([extreme?.is, extreme?.fair_marks]).toEqual(['extreme', undefined])
  expect(measurementOf([], DAY)).toEqual({ measured_to: DAY, marks: 0, undefined: 'no_marks', appraisers: [] })
  const same = panel.ratings.map(one => ({ ...one, value: 2 }))
  expect(measurementOf(same, DAY)).toMatchObject({ undefined: 'no_variation', appraisers: [] })
})

const MARKS = { A: '3.500', B: '2.500', C: '1.500', D: '0.500', E: '0.000' }
const measured = { is: 'measured' as const, marks: 120, severity: '-0.9000', error: '0.2000', fair_marks: MARKS }
const kept = {
  digest: DIGEST,
  measurement: {
    ...{ measured_to: DAY, marks: 1000, undefined: null },
    appraisers: [
      { appraiser: 'whole', ...measured },
      { appraiser: 'few', ...measured, marks: 98 },
      { appraiser: 'at-least', ...measured, marks: 99 },
      { appraiser: 'rough', ...measured, error: '0.2501' },
      { appraiser: 'at-most', ...measured, error: '0.2500' },
      { appraiser: 'apart', is: 'not_connected' as const, marks: 120 },
      { appraiser: 'end', is: 'extreme' as const, marks: 120, severity: '-4.0000', error: '1.0000' },
      { appraiser: 'alone', is: 'not_measured' as const },
    ],
  },
}
const LIMITS = { fairMarksMin: 99, fairErrorMax: '0.25' }

test.each([
  ['whole', 'fair'],
  ['few', 'few_marks'],
  ['at-least', 'fair'],
  ['rough', 'error_large'],
  ['at-most', 'fair'],
  ['apart', 'not_connected'],
  ['end', 'extreme'],
  ['alone', 'not_measured'],
  ['stranger', 'not_measured'],
])('of %s it says %s, and only of who is fair the marks stand for anything', (appraiser, is) => {
  const fair = fairOf(kept, LIMITS, [appraiser])
  expect(fair).toMatchObject({ measured_to: DAY, measurement: DIGEST, marks_min: 99, error_max: '0.25' })
  expect(fair.appraisers.map(one => [one.is, one.fair_marks !== undefined])).toEqual([[is, is === 'fair']])
  expect([...fairTables(fair)].length).toBe(is === 'fair' ? 1 : 0)
})

test('where nothing was kept by then it says so, and every mark stands as given', () => {
  expect(fairOf(undefined, LIMITS, ['b', 'a'])).toEqual({
    ...{ measured_to: null, measurement: null, marks_min: 99, error_max: '0.25' },
    appraisers: [
      { appraiser: 'a', is: 'not_measured' },
      { appraiser: 'b', is: 'not_measured' },
    ],
  })
})
