/** The many-facet model: printed figures, answers by another method, and what happens where there is no answer. */
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import type { Rating } from '../../../src/panel/agreement/ratings.ts'
import { FACETS, marksOf } from '../../../src/panel/severity/marks.ts'
import { chancesAt } from '../../../src/panel/severity/measures.ts'
import { type Rasch, type RaschOptions, rasch } from '../../../src/panel/severity/rasch.ts'
import { climbedTogether } from './climbed-together.ts'
import { ACTIVITIES, ANSWERS, CHILDREN } from './liking-for-science.ts'
import { made } from './made.ts'

const measuredAs = (ratings: readonly Rating[], options?: RaschOptions): Rasch => sure(rasch(ratings, options))
const first = (of: Rasch) => {
  const subset = of.subsets[0]
  if (subset === undefined) throw new Error('nothing was measured')
  return subset
}
const codesOf = (ratings: readonly Rating[], options?: RaschOptions) => {
  const found = rasch(ratings, options)
  return found.ok ? [] : found.refusals.map(one => [one.code, one.at, one.params['why'], one.params['value']])
}
const named = (of: Rasch, facet: 'subject' | 'rater' | 'item', name: string) => {
  const found = first(of).measures[facet].find(one => one.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

/** Three appraisers, each technology by two of them, four indicators: every facet differs. */
const PANEL = made({
  't1 r1': '4332',
  't1 r2': '3321',
  't2 r2': '1210',
  't2 r3': '2211',
  't3 r1': '3243',
  't3 r3': '4333',
  't4 r1': '2221',
  't4 r2': '1121',
  't5 r2': '0201',
  't5 r3': '1310',
})

describe('Liking for Science, partial credit, one rater', () => {
  const ratings = ANSWERS.flatMap((line, child) =>
    [...line].map((digit, activity) => ({
      subject: String(child + 1).padStart(2, '0'),
      rater: 'self',
      item: String(activity + 1).padStart(2, '0'),
      value: Number(digit),
    })),
  )
  const found = first(measuredAs(ratings, { scaling: 'partial_credit', top: 2 }))

  test('gives the measures that Winsteps prints', () => {
    for (const [at, [measure]] of ACTIVITIES.entries())
      expect(Math.abs((found.measures.item[at]?.measure ?? 9) - measure)).toBeLessThan(0.007)
    for (const [number, score, measure] of CHILDREN) {
      const child = found.measures.subject[number - 1]
      expect((child?.raw ?? 0) * 25).toBeCloseTo(score, 9)
      expect(Math.abs((child?.measure ?? 9) - measure)).toBeLessThan(0.011)
    }
  })

  // Winsteps ends by default (LCONV=) where no logit moves by more than 0.005 any more; what is printed is that far on.
  test('is where the way that Winsteps goes would end, had it not stopped where its figures are printed', () => {
    const answers = ANSWERS.map(line => [...line].map(Number))
    const stopped = climbedTogether(answers, 0.005)
    for (const [at, [measure]] of ACTIVITIES.entries())
      expect(Math.abs((stopped.item[at] ?? 9) - measure)).toBeLessThan(0.0015)
    const ended = climbedTogether(answers, 1e-10)
    for (const [at, measure] of ended.item.entries())
      expect(measure).toBeCloseTo(found.measures.item[at]?.measure ?? 9, 8)
    for (const [number, , measure] of CHILDREN) {
      const [short, long] = [stopped.child[number - 1] ?? null, ended.child[number - 1] ?? null]
      if (short === null || long === null) continue
      expect(Math.abs(short - measure)).toBeLessThan(0.003)
      expect(long).toBeCloseTo(found.measures.subject[number - 1]?.measure ?? 9, 8)
    }
  })

  test('gives the standard errors that Winsteps prints, the extreme child among them', () => {
    for (const [at, [, error]] of ACTIVITIES.entries())
      expect(Math.abs((found.measures.item[at]?.modelError ?? 9) - error)).toBeLessThan(0.0055)
    for (const [number, , , error] of CHILDREN)
      expect(Math.abs((found.measures.subject[number - 1]?.modelError ?? 9) - error)).toBeLessThan(0.0055)
    expect(found.measures.subject.filter(one => one.isExtreme).map(one => one.name)).toEqual(['02'])
  })

  test('gives infit and outfit as Winsteps prints them, plain and standardised', () => {
    for (const [at, [, , infit, infitZ, outfit, outfitZ]] of ACTIVITIES.entries()) {
      const fit = found.measures.item[at]?.fit
      expect(Math.abs((fit?.infit ?? 9) / infit - 1)).toBeLessThan(0.004)
      expect(Math.abs((fit?.outfit ?? 9) / outfit - 1)).toBeLessThan(0.006)
      expect(Math.abs((fit?.infitZ ?? 9) - infitZ)).toBeLessThan(0.02)
      expect(Math.abs((fit?.outfitZ ?? 9) - outfitZ)).toBeLessThan(0.06)
    }
  })

  test('has no step beside the value nobody gave: going to a museum was disliked by none', () => {
    expect(found.steps[11]?.item).toBe('12')
    expect(found.steps[11]?.steps).toEqual([null, expect.closeTo(0, 12)])
  })
})

describe('three facets', () => {
  const found = measuredAs(PANEL)
  const { fitted } = first(found)

  test('the expected score of every technology, appraiser and indicator is the score given', () => {
    const chances = new Float64Array(5)
    for (const facet of FACETS) {
      const rest = new Map<number, number>()
      for (let mark = 0; mark < fitted.design.count; mark++) {
        chancesAt(fitted, mark, chances)
        const expected = chances.reduce((sum, chance, value) => sum + value * chance, 0)
        const at = fitted.design[facet][mark] ?? 0
        rest.set(at, (rest.get(at) ?? 0) + (fitted.design.value[mark] ?? 0) - expected)
      }
      for (const off of rest.values()) expect(Math.abs(off)).toBeLessThan(1e-9)
    }
  })

  test('each value is as often expected as given', () => {
    const chances = new Float64Array(5)
    const often = [0, 0, 0, 0, 0]
    for (let mark = 0; mark < fitted.design.count; mark++) {
      chancesAt(fitted, mark, chances)
      for (const value of often.keys())
        often[value] = (often[value] ?? 0) + (chances[value] ?? 0) - (fitted.design.value[mark] === value ? 1 : 0)
    }
    for (const off of often) expect(Math.abs(off)).toBeLessThan(1e-9)
  })

  test('is what climbing the likelihood one unknown at a time comes to', () => {
    const climbed = climbedTo(PANEL)
    for (const facet of FACETS)
      for (const one of first(found).measures[facet])
        expect(one.measure).toBeCloseTo(climbed[facet].get(one.name) ?? 9, 4)
    for (const [k, step] of (first(found).steps[0]?.steps ?? []).entries())
      expect(step).toBeCloseTo(climbed.steps[k] ?? 9, 4)
  })

  test('is the same from any start, in any order of the list', () => {
    const far = measuredAs(PANEL, { start: (facet, at) => (facet === 'step' ? 2 - at : 4 - 3 * at) })
    // From here the parabola of a round points far beyond all bounds: strides have to be held back.
    const astray = measuredAs(PANEL, { start: (facet, at) => (facet === 'step' ? 0 : at % 2 === 0 ? 9 : -9) })
    const turned = measuredAs([...PANEL].reverse())
    for (const other of [far, astray, turned])
      for (const facet of FACETS)
        for (const [at, one] of first(found).measures[facet].entries())
          expect(first(other).measures[facet][at]?.measure).toBeCloseTo(one.measure, 9)
  })

  test('severities and difficulties lie about zero, and who marks lower is more severe', () => {
    for (const facet of ['rater', 'item'] as const)
      expect(first(found).measures[facet].reduce((sum, one) => sum + one.measure, 0)).toBeCloseTo(0, 12)
    // On t1 and t4, marked by both, r2 gives four and three points less than r1.
    expect(named(found, 'rater', 'r2').measure).toBeGreaterThan(named(found, 'rater', 'r1').measure)
    // The second indicator has 23 points, the fourth 13, from the same appraisers of the same technologies.
    expect(named(found, 'item', 'i4').measure).toBeGreaterThan(named(found, 'item', 'i2').measure)
  })

  test('whoever met severe appraisers has a fair mark above the raw one', () => {
    const lenient = made({ 't9 r1': '2222', 't8 r2': '2222' })
    const both = measuredAs([...PANEL, ...lenient])
    const [byLenient, bySevere] = [named(both, 'subject', 't9'), named(both, 'subject', 't8')]
    expect([byLenient.raw, bySevere.raw]).toEqual([2, 2])
    expect(bySevere.fair).toBeGreaterThan(2)
    expect(byLenient.fair).toBeLessThan(2)
    expect(bySevere.measure).toBeGreaterThan(byLenient.measure)
    // What an appraiser of severity zero would be expected to give, indicator by indicator.
    const steps = (first(both).steps[0]?.steps ?? []).map(step => step ?? 0)
    const fair = first(both).measures.item.map(item => {
      const place = bySevere.measure - item.measure
      const powers = [0, 1, 2, 3, 4].map(k => Math.exp(k * place - steps.slice(0, k).reduce((a, b) => a + b, 0)))
      return powers.reduce((sum, power, k) => sum + k * power, 0) / powers.reduce((a, b) => a + b, 0)
    })
    expect(bySevere.fair).toBeCloseTo(fair.reduce((a, b) => a + b, 0) / fair.length, 9)
  })

  test('separation is the variance that errors do not explain, over n - 1', () => {
    const { measures, separation } = first(found)
    for (const facet of FACETS) {
      const values = measures[facet].map(one => one.measure)
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      const observed = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
      const squared = measures[facet].reduce((sum, one) => sum + one.modelError ** 2, 0) / values.length
      expect(separation[facet]?.reliability).toBeCloseTo(Math.max(0, 1 - squared / observed), 12)
    }
  })

  test('the error of a severity is that of the likelihood’s curvature, worked out by differences', () => {
    const errors = errorsOf(PANEL, found)
    for (const one of first(found).measures.rater) expect(one.error).toBeCloseTo(errors.get(one.name) ?? 9, 3)
  })

  test('the error of a measure is more than where all others are known', () => {
    for (const facet of FACETS)
      for (const one of first(found).measures[facet])
        expect(one.error ?? 0).toBeGreaterThan(facet === 'subject' ? one.modelError : 0)
  })
})

/** Another way to the same place: each unknown in turn, until none moves. Slow, and without any derivative. */
function climbedTo(ratings: readonly Rating[]) {
  const at = {
    subject: new Map(ratings.map(one => [one.subject, 0])),
    rater: new Map(ratings.map(one => [one.rater, 0])),
    item: new Map(ratings.map(one => [one.item, 0])),
  }
  const steps = [0, 0, 0, 0]
  const likelihood = () =>
    ratings.reduce((sum, one) => {
      const place = (at.subject.get(one.subject) ?? 0) - (at.rater.get(one.rater) ?? 0) - (at.item.get(one.item) ?? 0)
      const powers = [0, 1, 2, 3, 4].map(k => Math.exp(k * place - steps.slice(0, k).reduce((a, b) => a + b, 0)))
      return sum + Math.log((powers[one.value] ?? 0) / powers.reduce((a, b) => a + b, 0))
    }, 0)
  // Golden sections of a span that narrows as the others come to rest.
  let span = 12
  const highest = (from: number, put: (value: number) => void): number => {
    let [low, high] = [from - span, from + span]
    for (let i = 0; i < 24; i++) {
      const [a, b] = [low + (high - low) * 0.382, low + (high - low) * 0.618]
      put(a)
      const below = likelihood()
      put(b)
      if (below > likelihood()) high = b
      else low = a
    }
    put((low + high) / 2)
    return Math.abs((low + high) / 2 - from)
  }
  for (let round = 0, moved = 1; moved > 1e-6 && round < 400; round++) {
    moved = 0
    for (const facet of FACETS)
      for (const [name, before] of at[facet])
        moved = Math.max(
          moved,
          highest(before, value => at[facet].set(name, value)),
        )
    for (const [k, before] of steps.entries())
      moved = Math.max(
        moved,
        highest(before, value => {
          steps[k] = value
        }),
      )
    span = Math.min(span, 3 * moved)
  }
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const [severe, hard, step] = [meanOf([...at.rater.values()]), meanOf([...at.item.values()]), meanOf(steps)]
  return {
    subject: new Map([...at.subject].map(([name, value]) => [name, value - severe - hard - step])),
    rater: new Map([...at.rater].map(([name, value]) => [name, value - severe])),
    item: new Map([...at.item].map(([name, value]) => [name, value - hard])),
    steps: steps.map(value => value - step),
  }
}

/**
 * Errors of severities another way: the curvature of the likelihood in all unknowns by differences, with the sums of
 * severities, difficulties and steps held at zero by a stiff spring, and inverted by elimination.
 */
function errorsOf(ratings: readonly Rating[], of: Rasch): ReadonlyMap<string, number> {
  const { measures, steps } = first(of)
  const names = FACETS.flatMap(facet => measures[facet].map(one => `${facet} ${one.name}`))
  const at = [
    ...FACETS.flatMap(facet => measures[facet].map(one => one.measure)),
    ...(steps[0]?.steps ?? []).map(step => step ?? 0),
  ]
  const placeOf = new Map(names.map((name, place) => [name, place]))
  const subjects = measures.subject.length
  const raters = measures.rater.length
  const held = [
    [subjects, subjects + raters],
    [subjects + raters, names.length],
    [names.length, at.length],
  ] as const
  const likelihood = (values: readonly number[]) => {
    const stepsHere = values.slice(names.length)
    const sum = ratings.reduce((total, one) => {
      const read = (key: string) => values[placeOf.get(key) ?? -1] ?? 0
      const place = read(`subject ${one.subject}`) - read(`rater ${one.rater}`) - read(`item ${one.item}`)
      const powers = [0, 1, 2, 3, 4].map(k => Math.exp(k * place - stepsHere.slice(0, k).reduce((a, b) => a + b, 0)))
      return total + Math.log((powers[one.value] ?? 0) / powers.reduce((a, b) => a + b, 0))
    }, 0)
    return (
      sum -
      held.reduce((spring, [from, to]) => spring + 1e3 * values.slice(from, to).reduce((a, b) => a + b, 0) ** 2, 0)
    )
  }
  const h = 1e-3
  const moved = (i: number, j: number, a: number, b: number) =>
    likelihood(at.map((value, k) => value + (k === i ? a * h : 0) + (k === j ? b * h : 0)))
  const matrix = at.map((_, i) =>
    at.map(
      (__, j) => -(moved(i, j, 1, 1) - moved(i, j, 1, -1) - moved(i, j, -1, 1) + moved(i, j, -1, -1)) / (4 * h * h),
    ),
  )
  const inverse = inverted(matrix)
  return new Map(measures.rater.map((one, r) => [one.name, Math.sqrt(inverse[subjects + r]?.[subjects + r] ?? 0)]))
}

/** Gauss and Jordan, with pivots on the diagonal. */
function inverted(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (const [i, row] of rows.entries()) {
    const pivot = row[i] ?? 1
    for (const k of row.keys()) row[k] = (row[k] ?? 0) / pivot
    for (const [j, other] of rows.entries()) {
      if (i === j) continue
      const factor = other[i] ?? 0
      for (const k of other.keys()) other[k] = (other[k] ?? 0) - factor * (row[k] ?? 0)
    }
  }
  return rows.map(row => row.slice(matrix.length))
}

describe('extremes', () => {
  test('a technology of highest marks alone is measured above the others, three tenths of a point from the end', () => {
    const found = measuredAs([...PANEL, ...made({ 't9 r1': '4444', 't9 r2': '4444' })])
    const top = named(found, 'subject', 't9')
    expect(top).toMatchObject({ isExtreme: true, fit: null, marks: 8, raw: 4 })
    const { fitted } = first(found)
    const expected = (measure: number) =>
      ['r1', 'r2'].flatMap(rater =>
        ['i1', 'i2', 'i3', 'i4'].map(item => {
          const place = measure - named(found, 'rater', rater).measure - named(found, 'item', item).measure
          const powers = [...fitted.weights].map((weight, k) => weight * Math.exp(k * place))
          return powers.reduce((sum, power, k) => sum + k * power, 0) / powers.reduce((a, b) => a + b, 0)
        }),
      )
    expect(expected(top.measure).reduce((a, b) => a + b, 0)).toBeCloseTo(32 - 0.3, 8)
    // The others are measured as if it were not there.
    for (const one of first(measuredAs(PANEL)).measures.rater)
      expect(named(found, 'rater', one.name).measure).toBeCloseTo(one.measure, 10)
  })

  test('an appraiser of lowest marks alone is the most severe, and is measured as well', () => {
    const found = measuredAs([...PANEL, ...made({ 't1 r9': '0000', 't3 r9': '0000' })])
    expect(named(found, 'rater', 'r9')).toMatchObject({ isExtreme: true, raw: 0 })
    for (const other of ['r1', 'r2', 'r3'])
      expect(named(found, 'rater', 'r9').measure).toBeGreaterThan(named(found, 'rater', other).measure)
  })

  test('extremes that met nobody but each other are named, not measured', () => {
    const found = measuredAs([...PANEL, ...made({ 't9 r9': '4444' })])
    expect(found.unmeasured).toEqual([
      { facet: 'rater', name: 'r9', why: 'no_partner' },
      { facet: 'subject', name: 't9', why: 'no_partner' },
    ])
  })
})

describe('sets that cannot be compared', () => {
  const rename = (one: Rating): Rating => ({ ...one, subject: `x${one.subject}`, rater: `x${one.rater}` })

  test('two panels without an appraiser in common are measured apart, though their indicators are the same', () => {
    const found = measuredAs([...PANEL, ...PANEL.slice(0, 32).map(rename)])
    expect(found.subsets.map(one => [one.name, one.measures.subject.map(measure => measure.name)])).toEqual([
      ['1', ['t1', 't2', 't3', 't4', 't5']],
      ['2', ['xt1', 'xt2', 'xt3', 'xt4']],
    ])
    // Each is what it is alone: nothing was estimated across.
    const alone = first(measuredAs(PANEL))
    for (const facet of FACETS)
      for (const [at, one] of alone.measures[facet].entries())
        expect(found.subsets[0]?.measures[facet][at]?.measure).toBe(one.measure)
  })

  test('one appraiser on both sides joins them', () => {
    const bridge = made({ 'xt1 r1': '3322' })
    expect(measuredAs([...PANEL, ...PANEL.map(rename), ...bridge]).subsets).toHaveLength(1)
  })

  test('technologies marked on different indicators are apart, though the appraisers are the same', () => {
    const others = PANEL.map(one => ({ ...one, subject: `x${one.subject}`, item: `x${one.item}` }))
    expect(measuredAs([...PANEL, ...others]).subsets).toHaveLength(2)
  })

  test('an extreme technology marked from both sides is named: it has no one place', () => {
    const between = made({ 't9 r1': '4444', 't9 xr1': '4444' })
    expect(measuredAs([...PANEL, ...PANEL.map(rename), ...between]).unmeasured).toEqual([
      { facet: 'subject', name: 't9', why: 'between_subsets' },
    ])
  })
})

describe('what is undefined', () => {
  test.each([
    ['no marks at all', [], [['statistic_undefined', 'rasch', 'no_marks', undefined]]],
    [
      'every mark the same',
      made({ 't1 r1': '2222', 't2 r2': '2222' }),
      [['statistic_undefined', 'rasch', 'no_variation', 'every mark']],
    ],
    ['a mark off the scale', made({ 't1 r1': '25' }), [['rating_value_malformed', '1.value', undefined, '5']]],
    [
      'half a mark',
      [{ subject: 't', rater: 'r', item: 'i', value: 1.5 }],
      [['rating_value_malformed', '0.value', undefined, '1.5']],
    ],
    [
      'no number',
      [{ subject: 't', rater: 'r', item: 'i', value: Number.NaN }],
      [['rating_value_malformed', '0.value', undefined, 'NaN']],
    ],
    [
      'two marks in one place',
      [...made({ 't1 r1': '2' }), ...made({ 't1 r1': '3' })],
      [['rating_twice', '1', undefined, 'r1']],
    ],
  ])('%s is refused, and never a NaN', (_, ratings, expected) => {
    expect(codesOf(ratings)).toEqual(expected)
  })

  test('an appraiser for each indicator is confounded with it', () => {
    const ratings = ['t1', 't2', 't3'].flatMap((subject, t) =>
      ['a', 'b', 'c'].map((name, r) => ({ subject, rater: name, item: name, value: (t + r * t) % 4 })),
    )
    expect(codesOf(ratings)).toEqual([['statistic_undefined', 'rasch', 'confounded', expect.stringMatching(/^item /)]])
  })

  test('marks that part in two without an overlap have no finite measure', () => {
    // Whoever has the first two has them all but one; the others have none of the last two.
    const parted = made({ 't1 r': '1110', 't2 r': '1101', 't3 r': '1000', 't4 r': '0100' })
    expect(codesOf(parted, { top: 1 })).toEqual([
      ['statistic_undefined', 'rasch', 'no_finite_measure', expect.any(String)],
    ])
  })

  test('one appraiser leaves the model of two facets: a severity of zero, and no error to it', () => {
    const found = measuredAs(PANEL.map(one => ({ ...one, subject: `${one.subject} ${one.rater}`, rater: 'r' })))
    expect(first(found).measures.rater).toMatchObject([{ name: 'r', measure: 0, error: null }])
    expect(first(found).separation.rater).toBeNull()
  })

  test('no figure of a measured panel is NaN or endless', () => {
    const found = measuredAs([...PANEL, ...made({ 't9 r1': '4444', 't8 r9': '0000' })])
    const numbers = JSON.stringify({ ...found, marks: 0, subsets: found.subsets.map(({ fitted: _, ...rest }) => rest) })
    // What is no number becomes null in JSON; nulls stand where nothing is to be told, in these places alone.
    const nulls = [...numbers.matchAll(/"(\w+)":null/g)].map(match => match[1])
    expect(new Set(nulls)).toEqual(new Set(['item', 'fit']))
  })

  test('the highest value may be another than that of E to A', () => {
    expect(marksOf(made({ 't1 r1': '05' }), 5).ok).toBe(true)
  })
})
