// What would raise the grade: the cheapest set of better marks, equal to trying all of them wherever that can be done.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MARKS, type Mark } from '../../src/panel/schema.ts'
import { cheapestImprovement, movesOf, type Target } from '../../src/scoring/improvement.ts'
import type { CompiledIndicator, CompiledModel } from '../../src/scoring/score.ts'

const WORTH: Readonly<Record<Mark, number>> = { A: 100, B: 80, C: 60, D: 40, E: 20 }
type Efforts = readonly [number, number, number, number]
type Made = { readonly weight: number; readonly isMeasured: boolean; readonly efforts: Efforts }

/** A model of indicators with whole weights (millionths) and the efforts of the steps E-D, D-C, C-B, B-A. */
function modelOf(rows: readonly Made[]): CompiledModel {
  const indicators = rows.map(({ weight, isMeasured, efforts }, place): CompiledIndicator => {
    const [E_D, D_C, C_B, B_A] = efforts
    const points = Object.fromEntries(MARKS.map(mark => [mark, weight * WORTH[mark]])) as Record<Mark, number>
    const effort = { E_D, D_C, C_B, B_A }
    return { code: `i${place}`, module: 'm', isMeasured, weight, points, effort, horizon: 'at_once' }
  })
  const measuredWeight = rows.reduce((sum, one) => sum + (one.isMeasured ? one.weight : 0), 0)
  const codes = indicators.map(one => one.code)
  return { code: 'made', family: 'f', stage: 's', indicators, codes, measuredWeight }
}

const step = (mark: Mark): number => MARKS.indexOf(mark)
const STEPS = ['B_A', 'C_B', 'D_C', 'E_D'] as const
/** Effort of lifting a mark, one step after another. */
const effortOf = (indicator: CompiledIndicator, from: Mark, to: Mark): number =>
  STEPS.slice(step(to), step(from)).reduce((sum, one) => sum + indicator.effort[one], 0)

/** Whether marks reach the target: the score by its sum, the measured ones by an average compared without division. */
function reaches(model: CompiledModel, marks: readonly Mark[], target: Target): boolean {
  let total = 0
  let measured = 0n
  for (const [place, indicator] of model.indicators.entries()) {
    const points = indicator.points[marks[place] as Mark]
    total += points
    if (indicator.isMeasured) measured += BigInt(points)
  }
  return total >= target.total && measured * 1_000_000n >= BigInt(target.quantitative) * BigInt(model.measuredWeight)
}

/** The least effort over every set of marks at least as good as those given, by trying all of them. */
function leastEffort(model: CompiledModel, from: readonly Mark[], target: Target): number | undefined {
  let least: number | undefined
  const tried: Mark[] = []
  const visit = (place: number, effort: number): void => {
    const indicator = model.indicators[place]
    if (indicator === undefined) {
      if (reaches(model, tried, target) && (least === undefined || effort < least)) least = effort
      return
    }
    const start = from[place] as Mark
    for (const to of MARKS.slice(0, step(start) + 1)) {
      tried[place] = to
      visit(place + 1, effort + effortOf(indicator, start, to))
    }
  }
  visit(0, 0)
  return least
}

const efforts = (): fc.Arbitrary<Efforts> => {
  const one = fc.integer({ min: 1, max: 9 })
  return fc.tuple(one, one, one, one)
}
const made = (): fc.Arbitrary<Made> =>
  fc.record({ weight: fc.integer({ min: 1, max: 400_000 }), isMeasured: fc.boolean(), efforts: efforts() })
const given = (most: number) =>
  fc.array(made(), { minLength: 1, maxLength: most }).chain(rows =>
    fc.record({
      model: fc.constant(modelOf(rows)),
      marks: fc.array(fc.constantFrom(...MARKS), { minLength: rows.length, maxLength: rows.length }),
      // Shares of what nothing but A would reach; above 100 percent nothing leads there.
      share: fc.integer({ min: 0, max: 105 }),
      quantitative: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 105_000_000 })),
    }),
  )
const targetOf = (model: CompiledModel, share: number, quantitative: number): Target => {
  const whole = model.indicators.reduce((sum, one) => sum + one.points.A, 0)
  return { total: Math.floor((whole * share) / 100), quantitative: model.measuredWeight === 0 ? 0 : quantitative }
}

describe('the cheapest improvement', () => {
  // Weights 0.5 and 0.5; from C and C (60 points) to 70 points: one mark one step up gives 0.5 x 20 = 10.
  const two = (first: Efforts, second: Efforts) =>
    modelOf([
      { weight: 500_000, isMeasured: true, efforts: first },
      { weight: 500_000, isMeasured: false, efforts: second },
    ])

  test('takes the cheaper of two steps that do as much', () => {
    const found = cheapestImprovement(two([1, 1, 7, 9], [1, 1, 4, 9]), ['C', 'C'], {
      total: 70_000_000,
      quantitative: 0,
    })
    expect(found).toEqual([{ indicator: 'i1', from: 'C', to: 'B', effort: 4, gain: 10_000_000, horizon: 'at_once' }])
  })

  test('takes the dearer one where the measured average asks for it', () => {
    // The measured indicator has to average 80: it stands at 60, so its own step is due, whatever it costs.
    const found = cheapestImprovement(two([1, 1, 7, 9], [1, 1, 4, 9]), ['C', 'C'], {
      total: 70_000_000,
      quantitative: 80_000_000,
    })
    expect(found).toEqual([{ indicator: 'i0', from: 'C', to: 'B', effort: 7, gain: 10_000_000, horizon: 'at_once' }])
  })

  test('one indicator is lifted twice where that costs less than two lifted once', () => {
    // 80 points: both to B for 7 + 4 = 11, or one of them to A for 7 + 9 = 16 or 4 + 5 = 9.
    const found = cheapestImprovement(two([1, 1, 7, 9], [1, 1, 4, 5]), ['C', 'C'], {
      total: 80_000_000,
      quantitative: 0,
    })
    expect(found).toEqual([{ indicator: 'i1', from: 'C', to: 'A', effort: 9, gain: 20_000_000, horizon: 'at_once' }])
  })

  test('is nothing where the target is reached already, and undefined where A everywhere falls short', () => {
    const model = two([1, 1, 1, 1], [1, 1, 1, 1])
    expect(cheapestImprovement(model, ['B', 'C'], { total: 70_000_000, quantitative: 80_000_000 })).toEqual([])
    expect(cheapestImprovement(model, ['B', 'C'], { total: 100_000_001, quantitative: 0 })).toBeUndefined()
    expect(cheapestImprovement(model, ['B', 'C'], { total: 0, quantitative: 100_000_001 })).toBeUndefined()
    expect(cheapestImprovement(model, ['E', 'E'], { total: 100_000_000, quantitative: 100_000_000 })?.length).toBe(2)
  })

  test('a mark has a move to every better one, its effort the sum of the steps', () => {
    const indicator = modelOf([{ weight: 1, isMeasured: false, efforts: [2, 3, 5, 8] }]).indicators[0]
    if (indicator === undefined) throw new Error('one indicator')
    expect(movesOf(indicator, 'A')).toEqual([])
    // From D: to C 3, to B 3 + 5, to A 3 + 5 + 8.
    expect(movesOf(indicator, 'D').map(({ to, effort, gain }) => [to, effort, gain])).toEqual([
      ['C', 3, 20],
      ['B', 8, 40],
      ['A', 16, 60],
    ])
  })

  test('costs what trying every set of marks finds to be least, for both demands at once', () => {
    fc.assert(
      fc.property(given(5), ({ model, marks, share, quantitative }) => {
        const target = targetOf(model, share, quantitative)
        const found = cheapestImprovement(model, marks, target)
        expect(found?.reduce((sum, one) => sum + one.effort, 0)).toBe(leastEffort(model, marks, target))
      }),
      { numRuns: 150 },
    )
  })

  test('and for six indicators', () => {
    fc.assert(
      fc.property(given(6), ({ model, marks, share, quantitative }) => {
        const target = targetOf(model, share, quantitative)
        const found = cheapestImprovement(model, marks, target)
        expect(found?.reduce((sum, one) => sum + one.effort, 0)).toBe(leastEffort(model, marks, target))
      }),
      { numRuns: 25 },
    )
  })

  test('leads there when it is carried out, makes nothing worse and touches no indicator twice', () => {
    fc.assert(
      fc.property(given(12), ({ model, marks, share, quantitative }) => {
        const target = targetOf(model, share, quantitative)
        const found = cheapestImprovement(model, marks, target)
        if (found === undefined) return
        const to = new Map(found.map(one => [one.indicator, one.to]))
        const after = marks.map((mark, place) => to.get(`i${place}`) ?? mark)
        expect(reaches(model, after, target)).toBe(true)
        expect(to.size).toBe(found.length)
        for (const one of found) {
          const place = Number(one.indicator.slice(1))
          const indicator = model.indicators[place]
          if (indicator === undefined) throw new Error('an indicator of the model')
          expect(one.from).toBe(marks[place])
          expect(step(one.to)).toBeLessThan(step(one.from))
          expect(one.effort).toBe(effortOf(indicator, one.from, one.to))
          expect(one.gain).toBe(indicator.points[one.to] - indicator.points[one.from])
        }
      }),
    )
  })

  test('is undefined exactly when A everywhere would fall short', () => {
    fc.assert(
      fc.property(given(8), ({ model, marks, share, quantitative }) => {
        const target = targetOf(model, share, quantitative)
        const best = reaches(
          model,
          marks.map(() => 'A'),
          target,
        )
        expect(cheapestImprovement(model, marks, target) !== undefined).toBe(best)
      }),
    )
  })

  test('a higher target never costs less', () => {
    fc.assert(
      fc.property(given(6), fc.integer({ min: 0, max: 20 }), ({ model, marks, share, quantitative }, more) => {
        const cost = (of: number) =>
          cheapestImprovement(model, marks, targetOf(model, of, quantitative))?.reduce(
            (sum, one) => sum + one.effort,
            0,
          )
        expect(cost(share + more) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
          cost(share) ?? Number.POSITIVE_INFINITY,
        )
      }),
    )
  })
})
