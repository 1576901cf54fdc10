/** What must hold between the statistics of agreement, whatever the marks are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { alphaOf, coincidencesOf, METRICS, type Metric } from '../../../src/panel/agreement/alpha.ts'
import { FORMS, iccOf } from '../../../src/panel/agreement/icc.ts'
import { categoryCounts, fleissKappa, pairedCounts, weightedKappa } from '../../../src/panel/agreement/kappa.ts'
import { ratersAgainstOthers } from '../../../src/panel/agreement/leave-one-out.ts'
import { tableOf } from '../../../src/panel/agreement/ratings.ts'
import { type Cells, ratingsOf, tableFrom } from './published.ts'

const SCALE = [0, 1, 2, 3, 4]
const mark = fc.integer({ min: 0, max: 4 })
const ragged = fc.option(mark, { freq: 3 })

/** Tables of at least two subjects and raters. */
const cellsOf = <Value>(cell: fc.Arbitrary<Value>) =>
  fc
    .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 5 }))
    .chain(([subjects, raters]) =>
      fc.array(fc.array(cell, { minLength: raters, maxLength: raters }), { minLength: subjects, maxLength: subjects }),
    )
const full = cellsOf(mark).filter(cells => new Set(cells.flat()).size > 1)
const two = fc
  .array(fc.tuple(mark, mark), { minLength: 2, maxLength: 12 })
  .filter(cells => new Set(cells.flat()).size > 1)

const alpha = (cells: Cells, metric: Metric) => sure(alphaOf(sure(coincidencesOf(tableFrom(cells))), metric)).value
const counts = (cells: Cells) => categoryCounts(tableFrom(cells), SCALE)
const isClose = (one: number, other: number) => expect(Math.abs(one - other)).toBeLessThan(1e-9 * (1 + Math.abs(other)))
const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length
const variance = (list: readonly number[]) =>
  list.reduce((sum, one) => sum + (one - mean(list)) ** 2, 0) / (list.length - 1)

/** Every number a table gives: all statistics, one after the other, refusals by their reason. */
function everything(cells: Cells): (number | string)[] {
  const table = tableFrom(cells)
  const found = coincidencesOf(table)
  const icc = iccOf(table, 0.9)
  const fleiss = fleissKappa(categoryCounts(table, SCALE))
  return [
    ...METRICS.flatMap((metric): (number | string)[] => {
      const told = found.ok ? alphaOf(found.value, metric) : found
      return told.ok ? [told.value.value] : told.refusals.map(one => one.params['why'] ?? '')
    }),
    ...FORMS.flatMap((form): (number | string)[] => {
      const told = icc[form]
      if (!told.ok) return told.refusals.map(one => one.params['why'] ?? '')
      const { interval, test: tested } = told.value
      return [
        told.value.value,
        ...(interval.ok ? [interval.value.lower, interval.value.upper] : ['no interval']),
        ...(tested.ok ? [tested.value.f, tested.value.p] : ['no test']),
      ]
    }),
    ...(fleiss.ok ? [fleiss.value.value] : fleiss.refusals.map(one => one.params['why'] ?? '')),
  ]
}

describe('every statistic', () => {
  test('is the same whoever of the raters and subjects is named first', () => {
    fc.assert(
      fc.property(cellsOf(ragged), fc.infiniteStream(fc.nat()), (cells, order) => {
        const turned = cells.map(row => [...row].reverse())
        const keyed = turned.map(row => ({ row, key: order.next().value ?? 0 }))
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(one => one.row)
        const [one, other] = [everything(cells), everything(shuffled)]
        expect(other.length).toBe(one.length)
        for (const [at, value] of one.entries())
          if (typeof value === 'number' && typeof other[at] === 'number') isClose(other[at], value)
          else expect(other[at]).toBe(value)
      }),
    )
  })

  // ICC(2, 1) is -1/4 here and the weighted variances of raters and error are -7/16 and 7/16: no degrees of freedom.
  test.each<[Cells]>([
    [
      [
        [0, 1, 1],
        [0, 2, 0],
      ],
    ],
    [
      [
        [0, 2, 0],
        [1, 1, 0],
      ],
    ],
    [
      [
        [1, 0, 1],
        [2, 0, 0],
      ],
    ],
  ])('has no interval of absolute agreement where its degrees of freedom cancel, in whatever order: %j', cells => {
    const icc = iccOf(tableFrom(cells), 0.9)
    expect(sure(icc['2_1']).interval.ok).toBe(false)
    expect(sure(icc['2_k']).interval.ok).toBe(false)
  })

  test('does not change with the order of the list of marks', () => {
    fc.assert(
      fc.property(
        full.chain(cells =>
          fc.shuffledSubarray(ratingsOf(cells), { minLength: cells.flat().length }).map(list => ({ cells, list })),
        ),
        ({ cells, list }) => {
          expect(sure(tableOf(list))).toEqual(tableFrom(cells))
        },
      ),
    )
  })

  test('is 1 where raters agree and subjects differ', () => {
    const agreed = fc
      .tuple(fc.array(mark, { minLength: 2, maxLength: 8 }), fc.integer({ min: 2, max: 4 }))
      .filter(([marks]) => new Set(marks).size > 1)
    fc.assert(
      fc.property(agreed, ([marks, raters]) => {
        const cells = marks.map(one => Array.from({ length: raters }, () => one))
        for (const metric of METRICS) isClose(alpha(cells, metric), 1)
        for (const form of FORMS) {
          const found = sure(iccOf(tableFrom(cells), 0.95)[form])
          isClose(found.value, 1)
          expect(sure(found.interval)).toEqual({ lower: 1, upper: 1 })
        }
        isClose(sure(fleissKappa(counts(cells))).value, 1)
        const paired = sure(pairedCounts(tableFrom(cells.map(row => row.slice(0, 2))), SCALE))
        for (const weights of ['identity', 'linear', 'quadratic'] as const)
          isClose(sure(weightedKappa(paired, weights, 0.95)).value, 1)
      }),
    )
  })
})

describe('statistics of categories', () => {
  test('do not change when the categories are named anew', () => {
    fc.assert(
      fc.property(full, fc.shuffledSubarray(SCALE, { minLength: 5 }), (cells, names) => {
        const renamed = cells.map(row => row.map(one => names[one] ?? 0))
        isClose(alpha(renamed, 'nominal'), alpha(cells, 'nominal'))
        isClose(sure(fleissKappa(counts(renamed))).value, sure(fleissKappa(counts(cells))).value)
      }),
    )
  })

  // 1 - alpha = (1 - kappa) (N - 1) / N of N marks: the two differ by what chance owes a sample, less with each mark.
  test('nominal alpha is the kappa of Fleiss, but for one part in as many as there are marks', () => {
    fc.assert(
      fc.property(full, cells => {
        const marks = cells.flat().length
        const kappa = sure(fleissKappa(counts(cells))).value
        isClose(1 - alpha(cells, 'nominal'), ((1 - kappa) * (marks - 1)) / marks)
      }),
    )
  })

  test('weighted kappa of two categories is the kappa of Cohen, whatever the weights', () => {
    const cell = fc.integer({ min: 0, max: 30 })
    fc.assert(
      fc.property(fc.tuple(cell, cell, cell, cell), ([a, b, c, d]) => {
        const n = a + b + c + d
        fc.pre((a + b) * (a + c) + (c + d) * (b + d) < n * n && n > 1)
        const chance = ((a + b) * (a + c) + (c + d) * (b + d)) / n ** 2
        const cohen = ((a + d) / n - chance) / (1 - chance)
        const table = [
          [a, b],
          [c, d],
        ]
        for (const weights of ['identity', 'linear', 'quadratic'] as const)
          isClose(sure(weightedKappa(table, weights, 0.95)).value, cohen)
      }),
    )
  })

  test('the kappa of Fleiss of two categories is that of either of them', () => {
    fc.assert(
      fc.property(
        cellsOf(fc.integer({ min: 0, max: 1 })).filter(cells => new Set(cells.flat()).size > 1),
        cells => {
          const found = sure(fleissKappa(categoryCounts(tableFrom(cells), [0, 1])))
          for (const category of found.categories) {
            isClose(sure(category).value, found.value)
            isClose(sure(category).test.standardError, sure(found.test).standardError)
          }
        },
      ),
    )
  })
})

describe("Krippendorff's alpha", () => {
  // 1 - alpha = MS within / (SS total / (N - 1)).
  test('of intervals is one less the variance within units over that of all marks', () => {
    fc.assert(
      fc.property(full, cells => {
        const within = mean(cells.map(variance))
        isClose(1 - alpha(cells, 'interval'), within / variance(cells.flat()))
      }),
    )
  })

  test('of ranks is what its definition says: differences count the marks between two values', () => {
    fc.assert(
      fc.property(
        cellsOf(ragged).filter(cells => coincidencesOf(tableFrom(cells)).ok),
        cells => {
          const units = cells.map(row => row.filter(one => one !== null)).filter(row => row.length > 1)
          const all = units.flat()
          fc.pre(new Set(all).size > 1)
          const given = (value: number) => all.filter(one => one === value).length
          const between = (a: number, b: number) => {
            const [low, high] = [Math.min(a, b), Math.max(a, b)]
            const sum = SCALE.filter(one => one >= low && one <= high).reduce((total, one) => total + given(one), 0)
            return (sum - (given(a) + given(b)) / 2) ** 2
          }
          const pairs = (list: readonly number[]) =>
            list.reduce((sum, a, i) => sum + list.reduce((own, b, j) => own + (i === j ? 0 : between(a, b)), 0), 0)
          const observed = units.reduce((sum, unit) => sum + pairs(unit) / (unit.length - 1), 0) / all.length
          const expected = pairs(all) / (all.length * (all.length - 1))
          isClose(alpha(cells, 'ordinal'), 1 - observed / expected)
        },
      ),
    )
  })

  test('without a rater is that of the marks without their marks', () => {
    fc.assert(
      fc.property(cellsOf(ragged), fc.constantFrom<Metric>(...METRICS), (cells, metric) => {
        for (const told of ratersAgainstOthers(tableFrom(cells), SCALE, metric)) {
          const rest = sure(tableOf(ratingsOf(cells).filter(one => one.rater !== told.rater)))
          const found = coincidencesOf(rest)
          const due = found.ok ? alphaOf(found.value, metric) : found
          if (due.ok) isClose(sure(told.alphaWithout), due.value.value)
          else expect(told.alphaWithout.ok).toBe(false)
        }
      }),
    )
  })
})

describe('intraclass correlations', () => {
  test('of the mean of raters follow from those of one by Spearman and Brown, ends included', () => {
    fc.assert(
      fc.property(full, cells => {
        const raters = cells[0]?.length ?? 0
        const icc = iccOf(tableFrom(cells), 0.95)
        const lowered = (mean: number) => mean / (raters - (raters - 1) * mean)
        for (const [one, of] of [
          ['1_1', '1_k'],
          ['2_1', '2_k'],
          ['3_1', '3_k'],
        ] as const) {
          const [single, average] = [icc[one], icc[of]]
          if (!single.ok || !average.ok) continue
          isClose(lowered(average.value.value), single.value.value)
          const [within, ofMean] = [single.value.interval, average.value.interval]
          if (!within.ok || !ofMean.ok) continue
          isClose(lowered(ofMean.value.lower), within.value.lower)
          isClose(lowered(ofMean.value.upper), within.value.upper)
        }
      }),
    )
  })

  test('(3, k) is the alpha of Cronbach', () => {
    fc.assert(
      fc.property(full, cells => {
        const found = iccOf(tableFrom(cells), 0.95)['3_k']
        fc.pre(found.ok)
        const k = cells[0]?.length ?? 0
        const raters = Array.from({ length: k }, (_, at) => variance(cells.map(row => row[at] ?? 0)))
        const sums = variance(cells.map(row => row.reduce((sum, one) => sum + one, 0)))
        isClose(sure(found).value, (k / (k - 1)) * (1 - raters.reduce((sum, one) => sum + one, 0) / sums))
      }),
    )
  })

  test('lie between their ends, which close in as the level falls', () => {
    fc.assert(
      fc.property(full, cells => {
        const [wide, narrow] = [iccOf(tableFrom(cells), 0.99), iccOf(tableFrom(cells), 0.5)]
        for (const form of ['1_1', '3_1'] as const) {
          const [one, other] = [wide[form], narrow[form]]
          if (!one.ok || !other.ok) continue
          const [out, inside] = [sure(one.value.interval), sure(other.value.interval)]
          expect(out.lower).toBeLessThanOrEqual(one.value.value + 1e-9)
          expect(out.upper).toBeGreaterThanOrEqual(one.value.value - 1e-9)
          expect(inside.upper - inside.lower).toBeLessThanOrEqual(out.upper - out.lower + 1e-9)
        }
      }),
    )
  })

  // Fleiss & Cohen (1973). With V the sum of both variances over n - 1, d the difference of means and c the covariance,
  // ICC is 2 c / (V + d^2 - (V - 2 c) / n) and kappa 2 c / (V + d^2 n / (n - 1)): apart by at most 2.5 / n from n = 20.
  test('(2, 1) and the quadratic kappa of two raters come together as the subjects grow many', () => {
    fc.assert(
      fc.property(two, pairs => {
        const cells = Array.from({ length: 10 }, () => pairs).flat()
        const n = cells.length
        const [x, y] = [cells.map(([one]) => one), cells.map(([, other]) => other)]
        const c = cells.reduce((sum, [one, other]) => sum + (one - mean(x)) * (other - mean(y)), 0) / (n - 1)
        const [sum, d] = [variance(x) + variance(y), mean(x) - mean(y)]
        const icc = sure(iccOf(tableFrom(cells), 0.95)['2_1']).value
        const kappa = weightedKappa(sure(pairedCounts(tableFrom(cells), SCALE)), 'quadratic', 0.95)
        isClose(icc, (2 * c) / (sum + d ** 2 - (sum - 2 * c) / n))
        if (kappa.ok) expect(Math.abs(icc - kappa.value.value) * n).toBeLessThan(2.5)
      }),
      { numRuns: 40 },
    )
  })

  // Sizes 2 and 3 have n0 = (5 - 13/5) / 1 = 2.4; squares 7.5 between, 5/6 within: (7.5 - 5/6) / (7.5 + 1.4 x 5/6).
  test('(1, 1) of unequal numbers of marks takes n0 for k', () => {
    const cells = [
      [1, 2, null],
      [3, 4, 5],
    ]
    isClose(sure(iccOf(tableFrom(cells), 0.95)['1_1']).value, 10 / 13)
  })

  // The concordance of Lin, with variances over n: 2 s_xy / (s_xx + s_yy + (mean x - mean y)^2).
  test('the quadratic kappa of two raters is their concordance', () => {
    fc.assert(
      fc.property(two, pairs => {
        const kappa = weightedKappa(sure(pairedCounts(tableFrom(pairs), SCALE)), 'quadratic', 0.95)
        fc.pre(kappa.ok)
        const [x, y] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
        const over = (a: number[], b: number[]) => mean(a.map((one, at) => (one - mean(a)) * ((b[at] ?? 0) - mean(b))))
        isClose(sure(kappa).value, (2 * over(x, y)) / (over(x, x) + over(y, y) + (mean(x) - mean(y)) ** 2))
      }),
    )
  })
})
