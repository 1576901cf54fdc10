/** Judgements of several, incomplete ones and the order they lead to: published examples, and what must hold. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Result } from '../../src/kernel/result.ts'
import { sure } from '../../src/kernel/result.ts'
import { type Comparisons, priorities } from '../../src/scoring/ahp.ts'
import { nearestSaaty } from '../../src/scoring/ahp-draft.ts'
import { judgedTogether } from '../../src/scoring/ahp-group.ts'
import { consistencyRatio, furthest, judgedMatrix, weighed } from '../../src/scoring/ahp-judgements.ts'
import { rankChanges, scoresBy } from '../../src/scoring/ahp-sensitivity.ts'

/** Saaty (1980): consistency index of matrices filled by chance. */
const RANDOM_INDEX = { '3': '0.58', '4': '0.90', '5': '1.12', '6': '1.24', '7': '1.32' }

const refusalsOf = (found: Result<unknown>) =>
  found.ok ? [] : found.refusals.map(({ code, at, params }) => [code, at, params['value']])
const rounded = (values: readonly number[], places = 3) => values.map(value => value.toFixed(places))
const of = (order: readonly string[], comparisons: Comparisons) =>
  sure(weighed(order, sure(judgedMatrix(order, comparisons))))

/** Saaty, Theory and Applications of the Analytic Network Process, 2005: four cities by five criteria. */
const CRITERIA = ['culture', 'family', 'housing', 'jobs', 'transport']
const CRITERIA_JUDGED: Comparisons = {
  culture: { housing: '3', transport: '5' },
  family: { culture: '5', housing: '7', transport: '7', jobs: '1' },
  housing: { transport: '3' },
  jobs: { culture: '2', housing: '4', transport: '7' },
}
const CITIES = ['bethesda', 'boston', 'pittsburgh', 'santa_fe']
const CITIES_JUDGED: Record<string, Comparisons> = {
  culture: {
    bethesda: { pittsburgh: '1' },
    boston: { bethesda: '2', pittsburgh: '2.5', santa_fe: '1' },
    santa_fe: { bethesda: '2', pittsburgh: '2.5' },
  },
  family: {
    bethesda: { boston: '2', santa_fe: '4' },
    boston: { santa_fe: '2' },
    pittsburgh: { bethesda: '3', boston: '8', santa_fe: '9' },
  },
  housing: {
    bethesda: { boston: '5', santa_fe: '2.5' },
    pittsburgh: { bethesda: '2', boston: '9', santa_fe: '7' },
    santa_fe: { boston: '4' },
  },
  jobs: {
    bethesda: { pittsburgh: '3', santa_fe: '4' },
    boston: { bethesda: '2', pittsburgh: '6', santa_fe: '8' },
    pittsburgh: { santa_fe: '1' },
  },
  transport: {
    bethesda: { boston: '1.5', santa_fe: '4' },
    boston: { santa_fe: '2.5' },
    pittsburgh: { bethesda: '2', boston: '3.5', santa_fe: '9' },
  },
}
const byCity = CITIES.map((_, city) => CRITERIA.map(name => of(CITIES, CITIES_JUDGED[name] ?? {}).weights[city] ?? 0))
const criteria = of(CRITERIA, CRITERIA_JUDGED).weights

describe('judgements', () => {
  test('of four cities by five criteria lead to the order printed by Saaty (2005)', () => {
    expect(rounded(scoresBy(criteria, byCity))).toEqual(['0.229', '0.275', '0.385', '0.111'])
  })

  test.each<[string, Comparisons, [string, string, string | undefined][]]>([
    ['of a code that is not there', { a: { z: '2' } }, [['judgement_pair_unknown', 'comparisons.a.z', 'z']]],
    ['of nothing', { a: { b: '0' } }, [['judgement_not_positive', 'comparisons.a.b', '0']]],
    ['below nothing', { a: { b: '-3' } }, [['judgement_not_positive', 'comparisons.a.b', '-3']]],
    ['over nothing', { a: { b: '1/0' } }, [['judgement_not_positive', 'comparisons.a.b', '1/0']]],
    ['that are no numbers', { a: { b: 'much' } }, [['judgement_not_positive', 'comparisons.a.b', 'much']]],
    ['above nine', { a: { b: '9.5' } }, [['judgement_off_scale', 'comparisons.a.b', '9.5']]],
    ['below one ninth', { a: { b: '1/10' } }, [['judgement_off_scale', 'comparisons.a.b', '1/10']]],
    ['of a code with itself', { b: { b: '2' } }, [['judgement_not_reciprocal', 'comparisons.b.b', '2']]],
    [
      'that contradict the cell across',
      { a: { b: '3' }, b: { a: '3' } },
      [['judgement_not_reciprocal', 'comparisons.b.a', '3']],
    ],
  ])('%s are refused by the cell', (_, comparisons, due) => {
    expect(refusalsOf(judgedMatrix(['a', 'b', 'c'], comparisons))).toEqual(due)
  })

  test('given both ways are one where each is one over the other, as a decimal of three digits writes it', () => {
    const found = sure(judgedMatrix(['a', 'b'], { a: { b: '3' }, b: { a: '0.333' } }))
    expect(found).toEqual([
      [1, 3],
      [1 / 3, 1],
    ])
  })

  test('that join no two groups of codes are refused with the groups', () => {
    const order = ['a', 'b', 'c', 'd']
    const apart = weighed(order, sure(judgedMatrix(order, { a: { c: '2' }, d: { b: '3' } })))
    expect(refusalsOf(apart)).toEqual([['judgements_disconnected', 'comparisons', 'a, c | b, d']])
  })
})

describe('incomplete judgements', () => {
  // Bozoki, Fulop & Ronyai (2010), Mathematical and Computer Modelling 52, 318-333: one pair of four codes missing.
  // The completion that contradicts least has it at the root of 8/15, 0.7303; the weights by Harker lie close to it.
  const ORDER = ['a', 'b', 'c', 'd']
  const JUDGED: Comparisons = { a: { b: '1', c: '5', d: '2' }, b: { c: '3', d: '4' } }

  test('are weighed close to the best completion printed, and no completion contradicts less than that one', () => {
    const found = of(ORDER, JUDGED)
    const missing = found.completed[2]?.[3] ?? 0
    expect(Math.abs(missing - 0.7303)).toBeLessThan(0.01)
    const eigenvalueAt = (value: number) =>
      priorities(
        found.completed.map((row, i) =>
          row.map((one, j) => (i + j !== 5 || i < 2 || j < 2 || i === j ? one : i < j ? value : 1 / value)),
        ),
      ).eigenvalue
    expect(eigenvalueAt(0.7303)).toBeLessThanOrEqual(found.eigenvalue + 1e-9)
    expect(eigenvalueAt(0.72)).toBeGreaterThan(eigenvalueAt(0.7303))
    expect(eigenvalueAt(0.74)).toBeGreaterThan(eigenvalueAt(0.7303))
  })

  test('have the weights and the eigenvalue of what they are completed to', () => {
    const found = of(ORDER, JUDGED)
    const whole = priorities(found.completed)
    expect(whole.eigenvalue).toBeCloseTo(found.eigenvalue, 9)
    whole.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(found.weights[at] ?? 0, 9)
    })
  })

  test('of proportions tell those proportions, as long as they join all codes', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 15 })
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.boolean()), (list, also) => {
        const order = list.map((_, at) => `c${at}`)
        const comparisons = Object.fromEntries(
          list.slice(0, -1).map((part, i) => [
            `c${i}`,
            Object.fromEntries(
              list
                .slice(i + 1)
                .map((other, at) => ({ j: i + 1 + at, other }))
                .filter(({ j }) => j === i + 1 || also.next().value)
                .map(({ j, other }) => [`c${j}`, `${part}/${other}`]),
            ),
          ]),
        )
        const found = of(order, comparisons)
        const whole = list.reduce((sum, part) => sum + part, 0)
        list.forEach((part, at) => {
          expect(found.weights[at]).toBeCloseTo(part / whole, 8)
        })
      }),
      { numRuns: 40 },
    )
  })

  test('of a tree cannot contradict each other, whatever they are; one more pair can', () => {
    const tree = of(ORDER, { a: { b: '9' }, b: { c: '9' }, d: { a: '9' } })
    expect(sure(consistencyRatio(tree, {}))).toBe(0)
    const circle = of(ORDER, { a: { b: '9' }, b: { c: '9' }, c: { a: '9' }, d: { a: '1' } })
    expect(sure(consistencyRatio(circle, RANDOM_INDEX))).toBeGreaterThan(0.1)
  })

  test('are held to chance with as many missing: of four codes with one pair missing, two thirds of the index', () => {
    const found = of(ORDER, JUDGED)
    const index = (found.eigenvalue - 4) / 3
    expect(sure(consistencyRatio(found, RANDOM_INDEX))).toBeCloseTo(index / (0.9 * (2 / 3)), 12)
  })

  test('of more codes than the index has are refused, not called consistent', () => {
    const order = 'abcdefgh'.split('')
    const all = Object.fromEntries(
      order.map((row, i) => [row, Object.fromEntries(order.slice(i + 1).map(one => [one, '1']))]),
    )
    expect(refusalsOf(consistencyRatio(of(order, all), RANDOM_INDEX))).toEqual([['random_index_missing', 'order', '8']])
  })
})

describe('the pair to ask about again', () => {
  const ORDER = ['a', 'b', 'c', 'd']
  // Proportions 8 : 4 : 2 : 1.
  const AGREED: Comparisons = { a: { b: '2', c: '4', d: '8' }, b: { c: '2', d: '4' }, c: { d: '2' } }

  test('is the one that was turned round, and none where judgements agree', () => {
    expect(furthest(of(ORDER, AGREED))).toBeUndefined()
    const found = furthest(of(ORDER, { ...AGREED, b: { c: '2', d: '1/4' } }))
    expect(found).toMatchObject({ row: 1, column: 3, judged: 0.25 })
    // The others say 4; what was turned round pulls the weights its way, but not as far as itself.
    expect(found?.implied).toBeGreaterThan(0.25)
    expect(found?.implied).toBeLessThan(4)
  })
})

describe('several judges', () => {
  const ORDER = ['a', 'b', 'c']
  const FIRST: Comparisons = { a: { b: '4', c: '2' }, b: { c: '1/2' } }
  const judge = (name: string, comparisons: Comparisons, weight = 1) => ({ judge: name, comparisons, weight })
  const saaty = fc.constantFrom('1/9', '1/5', '1/3', '1/2', '1', '2', '3', '5', '9')
  const judged = fc
    .tuple(saaty, saaty, saaty)
    .map(([ab, ac, bc]): Comparisons => ({ a: { b: ab, c: ac }, b: { c: bc } }))

  test('of one mind are that one, by judgements and by priorities', () => {
    const found = sure(judgedTogether(ORDER, [judge('x', FIRST), judge('y', FIRST)], RANDOM_INDEX))
    const alone = of(ORDER, FIRST).weights
    const told = [found.weighed.weights, sure(found.ofPriorities)]
    for (const weights of told) expect(rounded(weights, 9)).toEqual(rounded(alone, 9))
    // Consistent as they are: 4 : 1 : 2 of 7.
    expect(rounded(alone, 9)).toEqual(rounded([4 / 7, 1 / 7, 2 / 7], 9))
  })

  test('are made one by the geometric mean of what they say: 9 and 1/4 are 3/2', () => {
    const found = sure(
      judgedTogether(['a', 'b'], [judge('x', { a: { b: '9' } }), judge('y', { a: { b: '1/4' } })], RANDOM_INDEX),
    )
    expect(found.judgements[0]?.[1]).toBeCloseTo(1.5, 12)
    expect(rounded(found.weighed.weights, 6)).toEqual(['0.600000', '0.400000'])
    expect(rounded(sure(found.ofPriorities), 6)).toEqual(['0.600000', '0.400000'])
  })

  test('that count double are as two of the same mind', () => {
    fc.assert(
      fc.property(judged, judged, (one, other) => {
        const heavy = sure(judgedTogether(ORDER, [judge('x', one, 2), judge('y', other)], RANDOM_INDEX))
        const twice = sure(judgedTogether(ORDER, [judge('x', one), judge('x', one), judge('y', other)], RANDOM_INDEX))
        expect(rounded(heavy.weighed.weights, 9)).toEqual(rounded(twice.weighed.weights, 9))
        expect(rounded(sure(heavy.ofPriorities), 9)).toEqual(rounded(sure(twice.ofPriorities), 9))
      }),
    )
  })

  test('are reciprocal together, in whatever order they stand', () => {
    fc.assert(
      fc.property(fc.array(judged, { minLength: 1, maxLength: 4 }), list => {
        const judges = list.map((one, at) => judge(`j${at}`, one))
        const found = sure(judgedTogether(ORDER, judges, RANDOM_INDEX))
        const turned = sure(judgedTogether(ORDER, judges.toReversed(), RANDOM_INDEX))
        expect(rounded(turned.weighed.weights, 9)).toEqual(rounded(found.weighed.weights, 9))
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++)
            expect((found.judgements[i]?.[j] ?? 0) * (found.judgements[j]?.[i] ?? 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  test('together may join what each leaves apart; then the priorities of one are refused by name', () => {
    const judges = [judge('x', { a: { b: '2' } }), judge('y', { b: { c: '3' } })]
    const found = sure(judgedTogether(ORDER, judges, RANDOM_INDEX))
    expect(rounded(found.weighed.weights)).toEqual(rounded([6 / 10, 3 / 10, 1 / 10]))
    expect(refusalsOf(found.ofPriorities)).toEqual([['judgements_disconnected', 'judges.0.comparisons', 'a, b | c']])
  })

  test.each<[string, Parameters<typeof judgedTogether>[1], unknown[]]>([
    ['nobody', [], [['judges_missing', 'judges', undefined]]],
    ['one that counts for nothing', [judge('x', FIRST, 0)], [['judge_weight_malformed', 'judges.0.weight', '0']]],
    [
      'one whose cell is wrong',
      [judge('x', FIRST), judge('y', { a: { b: '0' } })],
      [['judgement_not_positive', 'judges.1.comparisons.a.b', '0']],
    ],
  ])('of %s are refused', (_, judges, due) => {
    expect(refusalsOf(judgedTogether(ORDER, judges, RANDOM_INDEX))).toEqual(due)
  })
})

describe('the order of alternatives', () => {
  test('changes at the weight named, and at no other in between', () => {
    const part = fc.integer({ min: 1, max: 9 })
    const shares = (list: readonly number[]) => list.map(one => one / list.reduce((sum, other) => sum + other, 0))
    const whole = fc
      .tuple(
        fc.array(part, { minLength: 3, maxLength: 3 }),
        fc.array(fc.array(part, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 }),
      )
      .map(([weights, scores]) => ({ weights: shares(weights), scores }))
    fc.assert(
      fc.property(whole, ({ weights, scores }) => {
        for (const change of rankChanges(weights, scores)) {
          const at = (weight: number) => {
            const rest = 1 - (weights[change.criterion] ?? 0)
            const moved = weights.map((one, place) =>
              place === change.criterion ? weight : (one * (1 - weight)) / rest,
            )
            const found = scoresBy(moved, scores)
            return (found[change.first] ?? 0) - (found[change.second] ?? 0)
          }
          expect(at(change.changesAt)).toBeCloseTo(0, 9)
          expect(at(change.weight)).toBeGreaterThan(0)
          const beyond = change.changesAt + Math.sign(change.changesAt - change.weight) * 0.01
          expect(at(beyond)).toBeLessThan(0)
        }
      }),
    )
  })

  // Worked out by hand: a - b is 2 t - 1 of a criterion t that is 0.7, and 0 at a half.
  test('of two that each win one of two criteria changes where both weigh the same', () => {
    const found = rankChanges(
      [0.7, 0.3],
      [
        [1, 0],
        [0, 1],
      ],
    )
    expect(found.map(({ criterion, first, second }) => [criterion, first, second])).toEqual([
      [0, 0, 1],
      [1, 0, 1],
    ])
    for (const change of found) expect(change.changesAt).toBeCloseTo(0.5, 12)
  })

  test('of one that is better by every criterion never changes', () => {
    expect(
      rankChanges(
        [0.5, 0.5],
        [
          [2, 3],
          [1, 2],
        ],
      ),
    ).toEqual([])
  })
})

test.each([
  [1, '1'],
  [1.45, '2'],
  [1.4, '1'],
  [0.3, '1/3'],
  [8.9, '9'],
  [20, '9'],
  [Math.SQRT2, '1'],
  [Math.SQRT1_2, '1'],
])('the value of the scale nearest to %f is %s', (value, text) => expect(nearestSaaty(value)).toBe(text))
