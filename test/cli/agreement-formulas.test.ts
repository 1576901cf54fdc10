/** The formulas of agreement and of the hierarchy process on input without an answer, or given in more than one way. */
import { describe, expect, test } from 'vitest'
import { rulesOn } from '../../src/appraisal/rule-book.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { agreementFormulas } from '../../src/cli/formulas/agreement.ts'
import { ahpFormulas } from '../../src/cli/formulas/ahp.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { FLEISS } from '../panel/agreement/published.ts'

const all = [...agreementFormulas(), ...ahpFormulas(sure(rulesOn(shippedRules(), calendarDate('2026-11-22'))))]
const run = (name: string, input: unknown) => {
  const found = all.find(one => one.name === name)
  if (found === undefined) throw new Error(`no formula ${name}`)
  const result = found.run(input)
  if (result.ok) expect(found.output.safeParse(result.value).success).toBe(true)
  return result
}
const refusalsOf = (name: string, input: unknown) => {
  const found = run(name, input)
  return found.ok ? [] : found.refusals.map(({ code, at, params }) => [code, at, params['why'] ?? params['value']])
}

describe('a table of marks', () => {
  test.each<[string, unknown, unknown[]]>([
    ['icc', { marks: [[1, 2], [3]] }, ['input_out_of_bounds', 'marks.1', '1 cells']],
    ['icc', { marks: [[1, 'good']] }, ['input_malformed', 'marks.0.1', 'good']],
    ['icc', { marks: [[1, 2]] }, ['statistic_undefined', 'icc_1_1', 'one_subject']],
    ['icc', { marks: [[null, null]] }, ['statistic_undefined', 'icc_1_1', 'no_marks']],
    ['icc', { marks: [[1, 2]], level: '1' }, ['input_malformed', 'level', '"1"']],
    [
      'krippendorff-alpha',
      {
        marks: [
          [4, 4],
          [4, 4],
        ],
        metric: 'nominal',
      },
      ['statistic_undefined', 'krippendorff_alpha', 'no_variation'],
    ],
    [
      'krippendorff-alpha',
      { marks: [['-1', '2']], metric: 'ratio' },
      ['statistic_undefined', 'krippendorff_alpha', 'negative_on_a_ratio_scale'],
    ],
    [
      'weighted-kappa',
      { marks: [[1, 2, 3]], weights: 'linear' },
      ['statistic_undefined', 'weighted_kappa', 'not_two_raters'],
    ],
    [
      'weighted-kappa',
      { marks: [['A', 'F']], weights: 'linear', categories: ['A', 'B', 'C'] },
      ['rating_off_scale', 'marks.0.1', 'F'],
    ],
    ['weighted-kappa', { weights: 'linear' }, ['input_field_missing', 'table', 'both or neither']],
    ['weighted-kappa', { table: [[1, 2]], weights: 'linear' }, ['input_out_of_bounds', 'table.0', '2 counts']],
    [
      'weighted-kappa',
      {
        table: [
          [1, 2],
          [3, 4],
        ],
        weights: [
          ['1', '2'],
          ['0', '1'],
        ],
      },
      ['weights_malformed', 'weights.0.1', '2'],
    ],
    [
      'fleiss-kappa',
      {
        marks: [
          [1, 2],
          [2, null],
        ],
      },
      ['statistic_undefined', 'fleiss_kappa', 'marks_unequal_in_number'],
    ],
  ])('%s of %j is refused', (name, input, due) => {
    expect(refusalsOf(name, input)).toEqual([due])
  })

  test('of categories by name is that of their places: the psychiatrists, each diagnosis by its name', () => {
    const names = ['a depression', 'b personality', 'c schizophrenia', 'd neurosis', 'e other']
    const marks = FLEISS.map(row => row.flatMap((count, at) => Array.from({ length: count }, () => names[at])))
    expect(run('fleiss-kappa', { marks })).toEqual(run('fleiss-kappa', { counts: FLEISS }))
  })

  test('of two raters is the table of its pairs, absent categories named in their place', () => {
    const marks = [
      ['A', 'A'],
      ['A', 'C'],
      ['C', 'C'],
      ['C', 'C'],
    ]
    const table = [
      [1, 0, 1],
      [0, 0, 0],
      [0, 0, 2],
    ]
    const told = run('weighted-kappa', { marks, weights: 'linear', categories: ['A', 'B', 'C'] })
    expect(told).toEqual(run('weighted-kappa', { table, weights: 'linear' }))
    expect(sure(told)).toMatchObject({ kappa: '0.500000' })
  })

  test('with an empty cell tells the one-way forms, and names the cell to the others', () => {
    const found = sure(
      run('icc', {
        marks: [
          [1, 2, 2],
          [4, null, 3],
          [2, 2, 1],
        ],
      }),
    )
    const forms = (found as { forms: { form: string; value: string | null }[] }).forms
    expect(forms.filter(one => one.value !== null).map(one => one.form)).toEqual(['ICC(1,1)', 'ICC(1,k)'])
    expect(found).toMatchObject({
      undefined: [2, 3, 4, 5].map(() =>
        expect.objectContaining({
          code: 'statistic_undefined',
          shown: { why: 'cell_missing', subject: 'row 00002', rater: 'column 00002' },
        }),
      ),
    })
  })
})

describe('the hierarchy process', () => {
  const ORDER = ['a', 'b', 'c']
  const judges = (comparisons: unknown) => ({ order: ORDER, judges: [{ judge: 'x', comparisons }] })

  test.each<[unknown, unknown[]]>([
    [judges({ a: { b: '3' }, b: { a: '2' } }), ['judgement_not_reciprocal', 'judges.0.comparisons.b.a', '2']],
    [judges({ a: { b: '-1' } }), ['judgement_not_positive', 'judges.0.comparisons.a.b', '-1']],
    [judges({ a: { b: '2' } }), ['judgements_disconnected', 'judges', 'a, b | c']],
    [{ ...judges({}), order: ['a', 'b', 'a'] }, ['input_malformed', 'order', 'a']],
    [
      {
        ...judges({ a: { b: '2', c: '2' } }),
        alternatives: { order: ['x', 'y'], comparisons: { a: { x: { y: '2' } } } },
      },
      ['input_field_missing', 'alternatives.comparisons.b', 'nothing'],
    ],
  ])('refuses %j', (input, due) => {
    expect(refusalsOf('ahp', input)).toEqual([due])
  })

  test('tells where two alternatives change places', () => {
    // a weighs 3/4, b 1/4. x is 3 to 1 by a, y 3 to 1 by b: level where both weigh a half.
    const found = run('ahp', {
      order: ['a', 'b'],
      judges: [{ judge: 'x', comparisons: { a: { b: '3' } } }],
      alternatives: { order: ['x', 'y'], comparisons: { a: { x: { y: '3' } }, b: { y: { x: '3' } } } },
    })
    expect(sure(found)).toMatchObject({
      weights: { a: '0.750000', b: '0.250000' },
      alternatives: {
        scores: { x: '0.625000', y: '0.375000' },
        changes: [
          { criterion: 'a', first: 'x', second: 'y', weight: '0.750000', changes_at: '0.500000' },
          { criterion: 'b', first: 'x', second: 'y', weight: '0.250000', changes_at: '0.500000' },
        ],
      },
    })
  })

  test('names the pair to ask about again, as it was judged and as the weights imply', () => {
    const judged = { a: { b: '2', c: '4', d: '8' }, b: { c: '2', d: '1/4' }, c: { d: '2' } }
    expect(
      sure(run('ahp', { order: ['a', 'b', 'c', 'd'], judges: [{ judge: 'x', comparisons: judged }] })),
    ).toMatchObject({
      is_consistent: false,
      furthest: { row: 'b', column: 'd', judged: '0.250000' },
    })
  })

  test('tells the weights of many codes, and that the edition has no index to hold them to', () => {
    const order = 'abcdefghijk'.split('')
    const comparisons = Object.fromEntries(
      order.map((row, i) => [row, Object.fromEntries(order.slice(i + 1).map(one => [one, '1']))]),
    )
    expect(sure(run('ahp', { order, judges: [{ judge: 'x', comparisons }] }))).toMatchObject({
      consistency_ratio: null,
      is_consistent: null,
      undefined: [
        { statistic: 'order', code: 'random_index_missing', shown: expect.objectContaining({ value: '11' }) },
        expect.objectContaining({ code: 'random_index_missing' }),
      ],
    })
  })
})
