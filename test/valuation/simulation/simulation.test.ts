/** Simulated values against what is known without simulating, and one thread against many. */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { simulationFormula } from '../../../src/cli/formulas/simulation.ts'
import { fixed, fixedOfInteger, ONE } from '../../../src/kernel/fixed.ts'
import { type Result, sure } from '../../../src/kernel/result.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import { known } from '../../../src/valuation/methods/ranges.ts'
import { royaltyRelief } from '../../../src/valuation/methods/royalty-relief.ts'
import { stretchesOf } from '../../../src/valuation/present-value.ts'
import { normalCorrelation, triangleOf } from '../../../src/valuation/simulation/correlation.ts'
import { type Distribution, leastOf, marginalOf, valueAt } from '../../../src/valuation/simulation/distribution.ts'
import { INPUTS, type Input } from '../../../src/valuation/simulation/model.ts'
import { outcomeOf, percentileOf } from '../../../src/valuation/simulation/outcome.ts'
import { type Asked, rangesFor } from '../../../src/valuation/simulation/running.ts'
import { makeSimulationService, SIMULATION_WORKER } from '../../../src/valuation/simulation/service.ts'
import {
  BLOCK,
  blockOf,
  compiled,
  type Part,
  type Simulation,
  scratchOf,
  simulated,
} from '../../../src/valuation/simulation/simulate.ts'

const NUMBERS: Readonly<Record<Input, Distribution>> = {
  sales: '1000000000',
  growth: '0',
  margin: '0.1',
  tax_rate: '0.2',
  investment: '0',
  contribution: '1',
  discount_rate: '0.1',
  life_years: '5',
}
const simulation = (inputs: Partial<Record<Input, Distribution>>, more: Partial<Simulation> = {}): Simulation => ({
  inputs: { ...NUMBERS, ...inputs },
  ...{ correlations: [], preparation_months: 0, scenarios: 50_000, seed: 11 },
  ...more,
})
const run = (given: Simulation) => {
  const made = sure(compiled(given))
  return outcomeOf(made, simulated(made))
}
const codes = (found: Result<unknown>) => (found.ok ? [] : found.refusals.map(one => `${one.code} ${one.at}`))
const triangular = (low: string, mode: string, high: string): Distribution => ({ shape: 'triangular', low, mode, high })

describe('distributions', () => {
  const at = (given: Distribution, normal: number) => valueAt(sure(marginalOf(given, 'x')), normal)
  const HALF = 0
  const QUARTER = -0.6744897501960817
  test('medians and quartiles are those of the shape', () => {
    expect(at({ shape: 'normal', mean: '3', deviation: '2' }, QUARTER)).toBeCloseTo(3 - 2 * 0.6744897501960817, 6)
    expect(at({ shape: 'lognormal', median: '5', deviation: '0.4' }, HALF)).toBeCloseTo(5, 6)
    expect(at({ shape: 'uniform', low: '2', high: '6' }, QUARTER)).toBeCloseTo(3, 6)
    // A quarter of the area of 0, 3, 4 lies below sqrt(0.25 x 4 x 3); half of it below sqrt(6).
    expect(at(triangular('0', '3', '4'), QUARTER)).toBeCloseTo(Math.sqrt(3), 6)
    expect(at(triangular('0', '3', '4'), HALF)).toBeCloseTo(Math.sqrt(6), 6)
    // Beta of weights 3 and 3 is even about the middle; its quartile is 0.359436.
    expect(at({ shape: 'pert', low: '0', mode: '1', high: '2' }, HALF)).toBeCloseTo(1, 6)
    expect(at({ shape: 'pert', low: '0', mode: '0.5', high: '1' }, QUARTER)).toBeCloseTo(0.359436, 5)
  })

  test('what is cut off is never drawn, and the rest keeps its shape', () => {
    const cut = sure(marginalOf({ shape: 'normal', mean: '0', deviation: '1', least: '0' }, 'x'))
    expect(leastOf(cut)).toBeGreaterThanOrEqual(0)
    // The half normal's median is the normal's upper quartile.
    expect(valueAt(cut, -6.4)).toBeLessThan(1e-6)
    expect(valueAt(cut, HALF)).toBeCloseTo(0.6744897501960817, 6)
  })

  test.each<[string, Distribution, string]>([
    ['a deviation of 0', { shape: 'normal', mean: '1', deviation: '0' }, 'x.deviation'],
    ['a negative deviation', { shape: 'normal', mean: '1', deviation: '-1' }, 'x.deviation'],
    ['a median of 0', { shape: 'lognormal', median: '0', deviation: '1' }, 'x.median'],
    ['ends out of order', { shape: 'uniform', low: '2', high: '2' }, 'x.high'],
    ['a mode outside', triangular('0', '5', '4'), 'x.mode'],
    ['a mode outside a beta', { shape: 'pert', low: '0', mode: '-1', high: '4' }, 'x.mode'],
    ['bounds that leave nothing', { shape: 'normal', mean: '0', deviation: '1', least: '40' }, 'x.greatest'],
    ['bounds out of order', { shape: 'normal', mean: '0', deviation: '1', least: '1', greatest: '0' }, 'x.greatest'],
  ])('%s is refused', (_, given, place) => {
    expect(codes(marginalOf(given, 'x'))).toEqual([`simulation_distribution_invalid ${place}`])
  })
})

describe('correlations', () => {
  const drawn = (rank: string) => {
    const made = sure(
      compiled(
        simulation(
          {
            sales: { shape: 'uniform', low: '1', high: '2' },
            margin: { shape: 'lognormal', median: '0.1', deviation: '0.2', greatest: '9' },
          },
          { correlations: [{ between: ['margin', 'sales'], rank }], scenarios: BLOCK },
        ),
      ),
    )
    const scratch = scratchOf(made)
    blockOf(made, 0, scratch)
    const ranks = (values: Float64Array) => {
      const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number))
      const found = new Float64Array(values.length)
      for (const [rankOf, place] of order.entries()) found[place] = rankOf
      return found
    }
    const [a, b] = [ranks(scratch.columns.sales), ranks(scratch.columns.margin)]
    const difference = a.reduce((sum, value, place) => sum + (value - (b[place] as number)) ** 2, 0)
    return 1 - (6 * difference) / (BLOCK * (BLOCK ** 2 - 1))
  }
  test.each(['0.8', '-0.5', '0'])('ranks of two inputs go together by %s', rank => {
    expect(Math.abs(drawn(rank) - Number(rank))).toBeLessThan(4 / Math.sqrt(BLOCK))
  })
  test('a rank correlation of 1 is one of 1, and of 0.5 it is 2 sin(pi / 12)', () => {
    expect(normalCorrelation(1)).toBeCloseTo(1, 12)
    expect(normalCorrelation(0.5)).toBeCloseTo(0.5176380902050415, 12)
  })

  test('the triangle times its transpose is the matrix; what no numbers can do is refused', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), ranks => {
        const [ab = 0, ac = 0, bc = 0] = ranks
        const matrix = [
          [1, ab, ac],
          [ab, 1, bc],
          [ac, bc, 1],
        ]
        // Three correlations are possible where the determinant is not below 0.
        const determinant = 1 + 2 * ab * ac * bc - ab ** 2 - ac ** 2 - bc ** 2
        const names = ['a', 'b', 'c']
        const found = triangleOf(
          names,
          matrix.map(row => Float64Array.from(row)),
        )
        if (determinant < -1e-6) expect(codes(found)).toEqual(['simulation_correlations_inconsistent correlations'])
        if (determinant < 1e-6) return
        const triangle = sure(found)
        for (const [i, row] of matrix.entries())
          for (const [j, value] of row.entries()) {
            const shared = Math.min(i, j) + 1
            let product = 0
            for (let k = 0; k < shared; k++) product += (triangle[i]?.[k] ?? 0) * (triangle[j]?.[k] ?? 0)
            expect(product).toBeCloseTo(value, 9)
          }
      }),
    ))

  test('inputs that move wholly together are drawn, one against itself or a number is not', () => {
    const inputs = { sales: triangular('1', '2', '3'), margin: triangular('0', '0.1', '0.2') }
    const together = (between: [Input, Input], rank = '1') =>
      compiled(simulation(inputs, { correlations: [{ between, rank }] }))
    expect(together(['sales', 'margin']).ok).toBe(true)
    expect(codes(together(['sales', 'sales']))).toEqual(['simulation_correlation_unknown correlations.0.between'])
    expect(codes(together(['sales', 'growth']))).toEqual(['simulation_correlation_unknown correlations.0.between'])
    const twice = simulation(inputs, {
      correlations: [
        { between: ['sales', 'margin'], rank: '0.1' },
        { between: ['margin', 'sales'], rank: '0.2' },
      ],
    })
    expect(codes(compiled(twice))).toEqual(['simulation_correlation_twice correlations.1'])
  })
})

describe('the value', () => {
  test('without chance it is that of relief from royalty, to the won', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 3 }),
        (years, rate, margin, preparation) => {
          const text = (percent: number) => `0.${String(percent).padStart(2, '0')}`
          const exact = sure(
            royaltyRelief({
              sales: Array.from({ length: years }, () => fixedOfInteger(1_000_000_000n)),
              timing: { preparationMonths: preparation * 12, stretches: stretchesOf(years * 12) },
              ...{ royaltyRate: known(fixed(text(margin))), discountRate: known(fixed(text(rate))) },
              ...{ taxRate: fixed('0.2'), salesFactor: known(ONE), amortisationYears: undefined },
            }),
          ).mid
          const given = { margin: text(margin), discount_rate: text(rate), life_years: String(years) }
          const found = run(simulation(given, { preparation_months: preparation * 12, scenarios: 1_000 }))
          expect(Math.abs(Number(found.percentiles['p50']) - Number(exact))).toBeLessThanOrEqual(1)
          expect(found.deviation).toBe('0')
        },
      ),
      { numRuns: 30 },
    ))

  test('a lognormal input alone: median and percentiles known, the mean within four standard errors', () => {
    const found = run(simulation({ sales: { shape: 'lognormal', median: '1000000000', deviation: '0.5' } }))
    const plain = Number(run(simulation({}, { scenarios: 1_000 })).mean)
    const within = (text: string, expected: number, tolerance: number) =>
      expect(Math.abs(Number(text) - expected)).toBeLessThan(tolerance)
    const error = Number(found.standard_error)
    within(found.mean, plain * Math.exp(0.125), 4 * error)
    within(found.percentiles['p50'] ?? '', plain, 6 * error)
    within(found.percentiles['p95'] ?? '', plain * Math.exp(0.5 * 1.6448536), 25 * error)
    expect(found.tornado).toEqual([
      {
        input: 'sales',
        at_p10: expect.stringMatching(/^\d+$/),
        at_p90: expect.stringMatching(/^\d+$/),
      },
    ])
    within(found.tornado[0]?.at_p90 ?? '', plain * Math.exp(0.5 * 1.2815516), plain / 1e6)
  })

  test('a part of a last year is earned and discounted as that part', () => {
    // One year and a half at 21 %: 80 million / 1.21 + half of it / 1.21^1.5 = 1.331.
    const found = run(simulation({ life_years: '1.5', discount_rate: '0.21' }, { scenarios: 1_000 }))
    expect(found.mean).toBe(String(Math.round(80e6 / 1.21 + 40e6 / 1.331)))
  })

  test('a loss takes no tax back', () => {
    expect(run(simulation({ margin: '-0.1', life_years: '1' }, { scenarios: 1_000 })).mean).toBe('-90909091')
    expect(run(simulation({ margin: '-0.1' }, { scenarios: 1_000 })).not_above_zero).toBe('1')
  })

  test('shares add to 1, and a wide input takes more than a narrow one beside it', () => {
    const found = run(
      simulation({
        sales: triangular('900000000', '1000000000', '1100000000'),
        margin: triangular('0.05', '0.1', '0.15'),
      }),
    )
    const shares = Object.fromEntries(found.shares.map(one => [one.input, Number(one.share)]))
    expect((shares['margin'] ?? 0) + (shares['sales'] ?? 0)).toBeCloseTo(1, 3)
    // Relative spreads of 0.1 and 0.5: variances 1 to 25.
    expect(shares['margin']).toBeGreaterThan(0.95)
    expect(found.tornado.map(one => one.input)).toEqual(['margin', 'sales'])
    expect(Number(found.explained)).toBeGreaterThan(0.9)
  })

  test('an input that can leave what the value is defined for is refused', () => {
    const normal = { shape: 'normal', mean: '0.1', deviation: '0.03' } as const
    expect(codes(compiled(simulation({ discount_rate: normal })))).toEqual([
      'simulation_input_unbounded inputs.discount_rate',
    ])
    expect(compiled(simulation({ discount_rate: { ...normal, least: '0.01', greatest: '1' } })).ok).toBe(true)
    expect(codes(compiled(simulation({ contribution: '1.2' })))).toEqual([
      'simulation_input_unbounded inputs.contribution',
    ])
  })
})

describe('one seed, one answer', () => {
  const given = simulation(
    { sales: { shape: 'lognormal', median: '1000000000', deviation: '0.5' }, margin: triangular('0.05', '0.1', '0.3') },
    { correlations: [{ between: ['sales', 'margin'], rank: '0.4' }], scenarios: 5 * BLOCK + 17 },
  )
  const open = (threads: number) => {
    const settings = { file: SIMULATION_WORKER, count: threads, settings: null, secondsMax: 60, megabytesMax: 256 }
    const workers = openWorkers<Asked, readonly Part[]>(settings)
    closings.push(workers.close)
    return makeSimulationService(workers, threads)
  }
  const closings: (() => Promise<void>)[] = []
  afterAll(() => Promise.all(closings.map(close => close())))

  test('one thread, four threads and none at all give the same digits; another seed gives others', async () => {
    const alone = run(given)
    expect(await open(1).run(given)).toEqual({ ok: true, value: alone })
    expect(await open(4).run(given)).toEqual({ ok: true, value: alone })
    expect(run({ ...given, seed: 12 }).mean).not.toBe(alone.mean)
  })

  test('ranges of blocks follow each other and leave none out', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9 }), (blocks, threads) => {
        const ranges = rangesFor(blocks, threads)
        expect(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual([
          ...Array(blocks).keys(),
        ])
      }),
    ))

  test('the figures come to rest: the standard error falls as the root of the count', () => {
    const { convergence, standard_error, percentiles } = run(given)
    expect(convergence.map(one => one.scenarios)).toEqual([BLOCK, 2 * BLOCK, 4 * BLOCK, 5 * BLOCK + 17])
    expect(convergence.at(-1)).toMatchObject({ standard_error, p50: percentiles['p50'] })
    const ratio = Number(convergence[0]?.standard_error) / Number(convergence[2]?.standard_error)
    expect(ratio).toBeGreaterThan(1.8)
    expect(ratio).toBeLessThan(2.2)
  })
})

describe('percentiles', () => {
  test('lie straight between their neighbours', () => {
    const blocks = [Float64Array.of(10, 40), Float64Array.of(20, 30)]
    expect([0, 25, 50, 100].map(percent => percentileOf(blocks, percent))).toEqual([10, 17.5, 25, 40])
  })

  test('are those of all values sorted together, however they lie in blocks and however many are alike', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -9e9, max: 9e9 })), {
            minLength: 1,
            maxLength: 400,
          }),
          { minLength: 1, maxLength: 8 },
        ),
        fc.integer({ min: 0, max: 100 }),
        (lists, percent) => {
          const blocks = lists.map(list => Float64Array.from(list).sort())
          const all = Float64Array.from(lists.flat()).sort()
          const place = (percent / 100) * (all.length - 1)
          const below = Math.trunc(place)
          const [low, high] = [all[below] as number, all[Math.min(below + 1, all.length - 1)] as number]
          expect(percentileOf(blocks, percent)).toBe(low + (place - below) * (high - low))
        },
      ),
    ))

  test('of very many values alike are that value', () => {
    const blocks = [new Float64Array(5_000).fill(7), Float64Array.of(1, 7, 9)]
    expect([0, 1, 50, 99, 100].map(percent => percentileOf(blocks, percent))).toEqual([1, 7, 7, 7, 9])
  })
})

test('every input is asked for, and the formula answers what its schema says', () => {
  const { growth: _, ...without } = NUMBERS
  const missing = simulationFormula.run({ ...simulation({}), inputs: without })
  expect(missing.ok).toBe(false)
  const found = simulationFormula.run(simulation({ sales: triangular('1', '5', '9') }, { scenarios: 1_000 }))
  expect(found.ok && simulationFormula.output.safeParse(found.value).success).toBe(true)
  expect(INPUTS).toHaveLength(8)
})
