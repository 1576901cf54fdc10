/** What marks leave undefined is said by name and reason, and no number anywhere is NaN or without end. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Result } from '../../../src/kernel/result.ts'
import { sure } from '../../../src/kernel/result.ts'
import { agreementOf } from '../../../src/panel/agreement/agreement.ts'
import { alphaOf, coincidencesOf, METRICS } from '../../../src/panel/agreement/alpha.ts'
import { RESAMPLES } from '../../../src/panel/agreement/alpha-interval.ts'
import { FORMS, iccOf } from '../../../src/panel/agreement/icc.ts'
import { categoryCounts, fleissKappa, pairedCounts, weightedKappa } from '../../../src/panel/agreement/kappa.ts'
import { tableOf } from '../../../src/panel/agreement/ratings.ts'
import { REASONS } from '../../../src/panel/agreement/refusals.ts'
import { type Cells, ratingsOf, tableFrom } from './published.ts'

const SCALE = [0, 1, 2, 3, 4]

/** What is told of a statistic: its name and why it is undefined, or that it is told. */
const told = (found: Result<unknown>): string =>
  found.ok ? 'told' : found.refusals.map(one => `${one.at}: ${one.params['why'] ?? one.code}`).join()

const statistics = (cells: Cells) => {
  const table = tableFrom(cells)
  const icc = iccOf(table, 0.95)
  const found = coincidencesOf(table)
  const paired = pairedCounts(table, SCALE)
  return {
    icc_1_1: told(icc['1_1']),
    icc_2_1: told(icc['2_1']),
    icc_3_k: told(icc['3_k']),
    alpha: told(found.ok ? alphaOf(found.value, 'ordinal') : found),
    weighted: told(paired.ok ? weightedKappa(paired.value, 'quadratic', 0.95) : paired),
    fleiss: told(fleissKappa(categoryCounts(table, SCALE))),
  }
}

describe('a statistic is undefined', () => {
  test.each<[string, Cells, Partial<ReturnType<typeof statistics>>]>([
    [
      'without a mark',
      [],
      {
        icc_1_1: 'icc_1_1: no_marks',
        icc_3_k: 'icc_3_k: no_marks',
        alpha: 'krippendorff_alpha: no_marks',
        weighted: 'weighted_kappa: no_marks',
        fleiss: 'fleiss_kappa: no_marks',
      },
    ],
    [
      'of one rater',
      [[1], [2], [4]],
      {
        icc_2_1: 'icc_2_1: one_rater',
        alpha: 'krippendorff_alpha: one_rater',
        weighted: 'weighted_kappa: not_two_raters',
        fleiss: 'fleiss_kappa: one_rater',
      },
    ],
    [
      'of one subject, but for alpha, which takes its marks as they are',
      [[1, 2]],
      {
        icc_1_1: 'icc_1_1: one_subject',
        alpha: 'told',
        weighted: 'weighted_kappa: one_subject',
        fleiss: 'fleiss_kappa: one_subject',
      },
    ],
    [
      'of raters who have marked nothing together',
      [
        [1, null],
        [null, 2],
        [3, null],
      ],
      {
        icc_1_1: 'icc_1_1: no_pair_of_marks',
        alpha: 'krippendorff_alpha: no_pair_of_marks',
        weighted: 'weighted_kappa: no_pair_of_marks',
        fleiss: 'fleiss_kappa: one_rater',
      },
    ],
    [
      'of marks that are all the same',
      [
        [3, 3],
        [3, 3],
        [3, 3],
      ],
      {
        icc_1_1: 'icc_1_1: no_variation',
        alpha: 'krippendorff_alpha: no_variation',
        weighted: 'weighted_kappa: no_disagreement_expected',
        fleiss: 'fleiss_kappa: no_disagreement_expected',
      },
    ],
    [
      'where raters differ always and alike, so that subjects do not',
      [
        [1, 3],
        [1, 3],
        [1, 3],
      ],
      {
        icc_1_1: 'told',
        icc_3_k: 'icc_3_k: no_variation_between_subjects',
        alpha: 'told',
        weighted: 'told',
        fleiss: 'told',
      },
    ],
    [
      'where a cell is empty and the form needs it',
      [
        [1, 2, 3],
        [2, null, 4],
        [3, 3, 1],
      ],
      {
        icc_1_1: 'told',
        icc_2_1: 'icc_2_1: cell_missing',
        weighted: 'weighted_kappa: not_two_raters',
        fleiss: 'fleiss_kappa: marks_unequal_in_number',
      },
    ],
  ])('%s', (_, cells, due) => {
    expect(statistics(cells)).toMatchObject(due)
  })

  test('names the empty cell', () => {
    const found = iccOf(
      tableFrom([
        [1, 2, 3],
        [2, null, 4],
      ]),
      0.95,
    )['2_1']
    expect(found.ok ? {} : found.refusals[0]?.params).toEqual({ why: 'cell_missing', subject: 's0001', rater: 'r0001' })
  })

  test('on a ratio scale below nothing', () => {
    const found = sure(
      coincidencesOf(
        tableFrom([
          [-1, 2],
          [0, 1],
        ]),
      ),
    )
    expect(told(alphaOf(found, 'ratio'))).toBe('krippendorff_alpha: negative_on_a_ratio_scale')
  })

  test('where agreement is perfect, its test alone', () => {
    const found = sure(
      iccOf(
        tableFrom([
          [1, 1],
          [2, 2],
        ]),
        0.95,
      )['3_1'],
    )
    expect([found.value, told(found.test)]).toEqual([1, 'icc_3_1: no_variation_within_subjects'])
  })

  test('for a reason that docs/errors.md explains', () => {
    const page = readFileSync('docs/errors.md', 'utf8')
    const section = page.slice(page.indexOf('## panel/agreement'))
    const explained = section.slice(0, section.indexOf('\n## ', 1))
    expect(REASONS.filter(reason => !explained.includes(`\`${reason}\``))).toEqual([])
  })
})

describe('marks', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e10, 0.1234567])('of %d are refused with their place', value => {
    const found = tableOf([{ subject: 'a', rater: 'b', value }])
    expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at])).toEqual([
      ['rating_value_malformed', '0.value'],
    ])
  })

  test('given twice by one rater to one subject are refused, whichever is first', () => {
    const mark = { subject: 'a', rater: 'b', value: 1 }
    const found = tableOf([mark, { ...mark, rater: 'c' }, { ...mark, value: 2 }])
    expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at, one.params])).toEqual([
      ['rating_twice', '2', { value: 'b', field: 'a' }],
    ])
  })

  test('off the scale are refused', () => {
    const asked = { scale: SCALE, metric: 'ordinal', level: 0.95, fieldOf: () => undefined } as const
    const found = agreementOf([{ subject: 'a', rater: 'b', item: 'c', value: 5 }], asked)
    expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at, one.params])).toEqual([
      ['rating_off_scale', '0.value', { value: '5', limit: '0,1,2,3,4' }],
    ])
  })

  test.each([
    [[[1, 0]], 'weights'],
    [[[1], [0, 1]], 'weights.0'],
    [
      [
        [0.9, 0],
        [0, 1],
      ],
      'weights.0.0',
    ],
    [
      [
        [1, 1.5],
        [0, 1],
      ],
      'weights.0.1',
    ],
    [
      [
        [1, Number.NaN],
        [0, 1],
      ],
      'weights.0.1',
    ],
  ])('are not weighted by %j', (weights, at) => {
    const found = weightedKappa(
      [
        [1, 2],
        [3, 4],
      ],
      weights,
      0.95,
    )
    expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at])).toEqual([['weights_malformed', at]])
  })
})

/** Every number below a value. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : []
}

describe('whatever the marks are', () => {
  const name = (letters: string) => fc.constantFrom(...letters)
  const rating = fc.record({
    subject: name('stuvw'),
    rater: name('abcd'),
    item: name('xyz'),
    value: fc.constantFrom(...SCALE),
  })
  const ratings = fc.uniqueArray(rating, { selector: one => one.subject + one.rater + one.item, maxLength: 40 })

  test('every number is finite, and every refusal gives a known reason', () => {
    fc.assert(
      fc.property(ratings, fc.constantFrom(...METRICS), fc.constantFrom(...RESAMPLES), (list, metric, by) => {
        const found = sure(
          agreementOf(list, {
            scale: SCALE,
            metric,
            level: 0.95,
            resampling: { by, count: 20, seed: 3 },
            fieldOf: subject => (subject === 's' ? undefined : subject < 'u' ? 'early' : 'late'),
          }),
        )
        expect(numbersOf(found).filter(one => !Number.isFinite(one))).toEqual([])
        for (const why of JSON.stringify(found).matchAll(/"why":"(\w+)"/g)) expect(REASONS).toContain(why[1])
        for (const text of JSON.stringify(found).matchAll(/"code":"(\w+)"/g))
          expect(text[1]).toBe('statistic_undefined')
      }),
    )
  })

  test('decimals as close and as far apart as marks may be give finite numbers too', () => {
    const value = fc.constantFrom(-1e9, 1e9, 1e9 - 1e-6, 0, 1e-6, -1e-6, 0.1, 0.2, 0.3)
    const cells = fc.array(fc.tuple(fc.option(value), value, value), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(cells, rows => {
        const table = tableFrom(rows)
        const found = coincidencesOf(table)
        const alphas = METRICS.map(metric => (found.ok ? alphaOf(found.value, metric) : found))
        const all = [alphas, FORMS.map(form => iccOf(table, 0.95)[form])]
        expect(numbersOf(all).filter(one => !Number.isFinite(one))).toEqual([])
      }),
    )
  })
})

describe('the agreement of a panel', () => {
  // Two items, three cases: a and b agree on x; on y, b marks one step higher; c has marked one case of x alone.
  const x = ratingsOf(
    [
      [0, 0, null],
      [2, 2, 1],
      [4, 4, null],
    ],
    'x',
  )
  const y = ratingsOf(
    [
      [0, 1, null],
      [1, 2, null],
      [3, 4, null],
    ],
    'y',
  )
  const found = sure(
    agreementOf([...y, ...x], {
      scale: SCALE,
      metric: 'interval',
      level: 0.95,
      resampling: { by: 'units', count: 50, seed: 9 },
      fieldOf: subject => ({ s0000: 'optics', s0001: 'software' })[subject],
    }),
  )

  test('is told of all marks, of each item, and of each field that has a subject', () => {
    const shape = [found.all, ...found.items, ...found.fields].map(({ name, subjects, raters, marks }) => [
      name,
      subjects,
      raters,
      marks,
    ])
    expect(shape).toEqual([
      ['all', 6, 3, 13],
      ['x', 3, 3, 7],
      ['y', 3, 2, 6],
      ['optics', 2, 2, 4],
      ['software', 2, 3, 5],
    ])
  })

  test('on an item takes that item alone', () => {
    // y: within units 1/2 each; all six marks 0 1 1 2 3 4 have the variance 65/30: alpha = 1 - (1/2) / (65/30).
    expect(sure(found.items[1]!.alpha).value).toBeCloseTo(1 - 0.5 / (65 / 30), 12)
  })

  test('names each pair that has marked the same, with what is the same', () => {
    expect(found.pairs.map(({ raters, compared, same }) => [raters.join(), compared, same])).toEqual([
      ['r0000,r0001', 6, 3],
      ['r0000,r0002', 1, 0],
      ['r0001,r0002', 1, 0],
    ])
    expect(told(found.pairs[0]!.quadraticKappa)).toBe('told')
    expect(told(found.pairs[1]!.quadraticKappa)).toBe('weighted_kappa: one_subject')
  })

  test('of a rater against the others is the mean difference, theirs counted as one', () => {
    const [a, b, c] = found.raters
    // a less the others: 0, 2 - 1.5, 0, and three times -1: -2.5 of 6. b: 0, 2 - 1.5, 0 and three times 1. c: 1 - 2.
    expect([a, b, c].map(one => sure(one!.difference))).toEqual([-2.5 / 6, 3.5 / 6, -1])
    expect(told(c!.correlation)).toBe('correlation: one_subject')
    expect(told(c!.differenceError)).toBe('difference_error: one_subject')
  })

  test('is drawn anew from the same seed, each group for itself', () => {
    const again = agreementOf([...x, ...y], {
      scale: SCALE,
      metric: 'interval',
      level: 0.95,
      resampling: { by: 'units', count: 50, seed: 9 },
      fieldOf: subject => ({ s0000: 'optics', s0001: 'software' })[subject],
    })
    expect(sure(again)).toEqual(found)
  })
})
