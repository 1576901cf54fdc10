/** Chances of default per grade: Jeffreys' means, monotone values and the edition's figures made again. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  gradeChances,
  gradeCounts,
  jeffreysMean,
  neverFalling,
  tenThousandthsText,
} from '../../src/book/grade-chances.ts'
import { FINAL_GRADES, gradesSchema } from '../../src/scoring/grades-schema.ts'

const edition = gradesSchema.parse(
  JSON.parse(readFileSync(new URL('../../rules/grades/2026-01.json', import.meta.url), 'utf8')),
)

test('no accident in 142 evaluations is no chance of zero: 0.5 / 143 = 0.35 percent', () => {
  expect(jeffreysMean(0, 142)).toBeCloseTo(0.0035, 4)
})

test('sizes follow from the printed counts and rates: 3 / 0.31 % = 968; AAA with AA hold the rest of 8,899', () => {
  expect(gradeCounts(edition.observed)).toEqual([
    { grades: ['AAA', 'AA'], bad: 0, cases: 8899 - 968 - 2143 - 2803 - 2843 },
    { grades: ['A'], bad: 3, cases: 968 },
    { grades: ['BBB'], bad: 15, cases: 2143 },
    { grades: ['BB'], bad: 44, cases: 2803 },
    { grades: ['B'], bad: 56, cases: 2843 },
  ])
})

test('values that fall are pooled to their weighted mean: 1, 3, 2, 4 gives 1, 2.5, 2.5, 4', () => {
  expect(neverFalling([1, 3, 2, 4], [1, 1, 1, 1])).toEqual([1, 2.5, 2.5, 4])
  expect(neverFalling([3, 2, 1], [1, 1, 2])).toEqual([1.75, 1.75, 1.75])
})

test('pooled values never fall and keep the weighted mean', () => {
  const pairs = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 500 })), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(pairs, rows => {
      const [values, weights] = [rows.map(([value]) => value), rows.map(([, weight]) => weight)]
      const pooled = neverFalling(values, weights)
      const mean = (of: readonly number[]): number =>
        of.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0)
      expect(pooled.length).toBe(values.length)
      expect(pooled.every((value, index) => index === 0 || value >= (pooled[index - 1] ?? 0))).toBe(true)
      expect(mean(pooled)).toBeCloseTo(mean(values), 6)
    }),
  )
})

test('the chances the edition states are those its formula gives from the counts it cites', () => {
  const made = gradeChances(edition.observed)
  const texts = Object.fromEntries(FINAL_GRADES.map(grade => [grade, tenThousandthsText(made[grade])]))
  expect(texts).toEqual(edition.default_chance.values)
})

test('one accident more in a grade moves its chance, so a changed count is seen', () => {
  const observed = structuredClone(edition.observed)
  observed.accidents.values['B'] = '57'
  expect(gradeChances(observed).B).not.toBe(gradeChances(edition.observed).B)
})

test('the loss given default is 1 less the recoveries cited, to the nearest twentieth, and their mean between', () => {
  const { low, central, high } = edition.loss_given_default.values
  const lossOf = (recovery: string): number => Math.round((1 - Number(recovery)) * 20) / 20
  expect([Number(low), Number(high)]).toEqual([
    lossOf(edition.observed.recovery_long_run.value),
    lossOf(edition.observed.recovery_latest.value),
  ])
  expect(Number(central)).toBe((Number(low) + Number(high)) / 2)
})
