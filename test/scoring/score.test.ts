// The technology score: points that re-add to the score to the last digit, by hand and for every model shipped.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import type { ConsolidatedMark } from '../../src/panel/consolidated.ts'
import { MARKS, type Mark } from '../../src/panel/schema.ts'
import { compileGrades, finalGradeOf, gradeRank, technologyGradeOf } from '../../src/scoring/grades.ts'
import { gradesSchema, TECHNOLOGY_GRADES } from '../../src/scoring/grades-schema.ts'
import { modelsSchema } from '../../src/scoring/models-schema.ts'
import { RISK_GRADES } from '../../src/scoring/risk-schema.ts'
import { rubricSchema } from '../../src/scoring/rubric-schema.ts'
import {
  averageOf,
  type CompiledIndicator,
  type CompiledModel,
  compileModels,
  millionths,
  pointsText,
  technologyScore,
} from '../../src/scoring/score.ts'
import { runCases } from '../cases.ts'

const edition = (kind: string): unknown => JSON.parse(readFileSync(`rules/${kind}/2026-01.json`, 'utf8'))
const rubric = sure(parsed(rubricSchema, edition('rubric')))
const grades = compileGrades(sure(parsed(gradesSchema, edition('grades'))))
const models = compileModels(rubric, sure(parsed(modelsSchema, edition('models'))))
const shipped = [...models.values()]

const step = (mark: Mark): number => MARKS.indexOf(mark)
const sheetOf = (model: CompiledModel, marks: readonly Mark[]): ConsolidatedMark[] =>
  model.codes.map((indicator, place) => ({ indicator, mark: marks[place] as Mark, basis: 'judged', spread: 0 }))
const allOf = (model: CompiledModel, mark: Mark) =>
  sheetOf(
    model,
    model.codes.map(() => mark),
  )

type Row = { readonly code: string; readonly weight: string; readonly measured?: boolean }
/** A model written by hand: its weights as text, marks worth 100, 80, 60, 40 and 20 points. */
function modelOf(rows: readonly Row[]): CompiledModel {
  const worth: Readonly<Record<Mark, number>> = { A: 100, B: 80, C: 60, D: 40, E: 20 }
  const indicators = rows.map(({ code, weight, measured = false }): CompiledIndicator => {
    const millionthsOf = millionths(weight)
    const points = Object.fromEntries(MARKS.map(mark => [mark, millionthsOf * worth[mark]])) as Record<Mark, number>
    const effort = { E_D: 1, D_C: 1, C_B: 1, B_A: 1 }
    return {
      code,
      module: 'technology',
      isMeasured: measured,
      weight: millionthsOf,
      points,
      effort,
      horizon: 'at_once',
    }
  })
  const measuredWeight = indicators.reduce((sum, one) => sum + (one.isMeasured ? one.weight : 0), 0)
  const codes = indicators.map(one => one.code)
  return { code: 'by_hand', family: 'machinery', stage: 'growth', indicators, codes, measuredWeight }
}

runCases('scoring', given => {
  const { model, marks } = given as { readonly model: readonly Row[]; readonly marks: readonly Mark[] }
  const compiled = modelOf(model)
  const score = technologyScore(compiled, sheetOf(compiled, marks))
  return {
    points: score.items.map(item => pointsText(item.points)),
    total: pointsText(score.total),
    quantitative: pointsText(score.quantitative),
    grade: technologyGradeOf(grades, score.total),
  }
})

describe('points as text', () => {
  test('millionths of a point are written without trailing zeros', () => {
    expect([81_250_000, 100_000_000, 0, 1, 72_000_001, 500_000].map(pointsText)).toEqual([
      '81.25',
      '100',
      '0',
      '0.000001',
      '72.000001',
      '0.5',
    ])
  })

  test('text is read back as the same millionths', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), value => {
        expect(millionths(pointsText(value))).toBe(value)
      }),
    )
  })

  test('a weight of more than six decimals, or below zero, is a mistake of the edition', () => {
    expect(() => millionths('0.1234567')).toThrow('no count of millionths')
    expect(() => millionths('-0.1')).toThrow('no count of millionths')
  })

  test('an average is cut, and nothing measured averages zero', () => {
    // 20,000,001 / 300,000 millionths of weight = 66.666670 points, cut at the sixth decimal.
    expect(averageOf(20_000_001, 300_000)).toBe(66_666_670)
    expect(averageOf(0, 0)).toBe(0)
    expect(averageOf(100_000_000, 1_000_000)).toBe(100_000_000)
  })
})

describe('every model shipped', () => {
  test('gives 100 for nothing but A, 20 for nothing but E, exactly', () => {
    const ends = shipped.map(model => [
      technologyScore(model, allOf(model, 'A')).total,
      technologyScore(model, allOf(model, 'E')).total,
    ])
    expect(ends).toEqual(shipped.map(() => [100_000_000, 20_000_000]))
    expect(shipped.map(model => technologyScore(model, allOf(model, 'B')).quantitative)).toEqual(
      shipped.map(() => 80_000_000),
    )
  })

  test('has two stages a family, and the start-up one uses nothing financial', () => {
    expect(shipped.length).toBe(16)
    const financial = rubric.indicators.filter(one => one.financial).map(one => one.code)
    for (const model of shipped)
      expect(model.codes.filter(code => financial.includes(code))).toEqual(model.stage === 'startup' ? [] : financial)
  })

  const scored = () =>
    fc.constantFrom(...shipped).chain(model =>
      fc.record({
        model: fc.constant(model),
        marks: fc.array(fc.constantFrom(...MARKS), { minLength: model.codes.length, maxLength: model.codes.length }),
      }),
    )

  test('items re-add to the score, points never beyond their most, the measured ones to their average', () => {
    fc.assert(
      fc.property(scored(), ({ model, marks }) => {
        const score = technologyScore(model, sheetOf(model, marks))
        expect(score.items.reduce((sum, item) => sum + item.points, 0)).toBe(score.total)
        expect(score.items.reduce((sum, item) => sum + item.pointsMax, 0)).toBe(100_000_000)
        expect(score.items.every(item => item.points <= item.pointsMax && Number.isSafeInteger(item.points))).toBe(true)
        // The same sum once more, from the texts a certificate prints, in millionths as whole numbers.
        expect(score.items.reduce((sum, item) => sum + millionths(pointsText(item.points)), 0)).toBe(score.total)
        const measured = score.items.filter((_, place) => model.indicators[place]?.isMeasured)
        const sum = measured.reduce((points, item) => points + BigInt(item.points), 0n)
        expect(BigInt(score.quantitative)).toBe((sum * 1_000_000n) / BigInt(model.measuredWeight))
      }),
    )
  })

  test('a better mark never lowers score, measured average, technology grade or final grade', () => {
    const better = scored().chain(({ model, marks }) =>
      fc.record({
        model: fc.constant(model),
        marks: fc.constant(marks),
        place: fc.integer({ min: 0, max: marks.length - 1 }),
        steps: fc.integer({ min: 1, max: 4 }),
      }),
    )
    fc.assert(
      fc.property(better, ({ model, marks, place, steps }) => {
        const raised = marks.map((mark, at) => (at === place ? (MARKS[Math.max(0, step(mark) - steps)] as Mark) : mark))
        const [before, after] = [marks, raised].map(list => technologyScore(model, sheetOf(model, list)))
        if (before === undefined || after === undefined) throw new Error('two scores')
        expect(after.total).toBeGreaterThanOrEqual(before.total)
        expect(after.quantitative).toBeGreaterThanOrEqual(before.quantitative)
        const [worse, good] = [before, after].map(score => technologyGradeOf(grades, score.total))
        if (worse === undefined || good === undefined) throw new Error('two grades')
        expect(TECHNOLOGY_GRADES.indexOf(good)).toBeLessThanOrEqual(TECHNOLOGY_GRADES.indexOf(worse))
        for (const risk of RISK_GRADES)
          expect(gradeRank(finalGradeOf(grades, good, risk))).toBeLessThanOrEqual(
            gradeRank(finalGradeOf(grades, worse, risk)),
          )
      }),
    )
  })
})

describe('marks that do not belong to the model are our own mistake', () => {
  const model = models.get('machinery_growth') as CompiledModel

  test('one too few, one too many, another order', () => {
    const sheet = allOf(model, 'C')
    expect(() => technologyScore(model, sheet.slice(1))).toThrow('32 marks for model machinery_growth')
    expect(() => technologyScore(model, [...sheet, ...sheet.slice(0, 1)])).toThrow('34 marks')
    expect(() => technologyScore(model, sheet.toReversed())).toThrow('where industry_experience is due')
  })

  test('each line names its module and where its mark comes from', () => {
    const sheet = allOf(model, 'C').map(given => ({ ...given, basis: 'overridden' as const }))
    const { items } = technologyScore(model, sheet)
    expect(items.find(item => item.indicator === 'imitability')).toMatchObject({
      module: 'technology',
      mark: 'C',
      basis: 'overridden',
    })
  })
})
