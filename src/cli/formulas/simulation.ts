/** A value under uncertainty, from inputs that are numbers or distributions. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { decimalText, moneyAmount } from '../../kernel/text.ts'
import { outcomeOf, PERCENTILES } from '../../valuation/simulation/outcome.ts'
import { compiled, simulated, simulationSchema } from '../../valuation/simulation/simulate.ts'
import { type Formula, formula } from './formula.ts'

const outcome = z.strictObject({
  scenarios: z.int(),
  seed: z.int(),
  mean: moneyAmount,
  deviation: moneyAmount,
  standard_error: moneyAmount,
  percentiles: z.record(z.enum(PERCENTILES.map(one => `p${one}` as const)), moneyAmount),
  not_above_zero: decimalText,
  tornado: z.array(z.strictObject({ input: z.string(), at_p10: moneyAmount, at_p90: moneyAmount })),
  shares: z.array(z.strictObject({ input: z.string(), share: decimalText })),
  explained: decimalText,
  convergence: z.array(
    z.strictObject({
      ...{ scenarios: z.int(), mean: moneyAmount, standard_error: moneyAmount },
      ...{ p5: moneyAmount, p50: moneyAmount, p95: moneyAmount },
    }),
  ),
  histogram: z.strictObject({ from: moneyAmount, to: moneyAmount, counts: z.array(z.int()) }),
})

export const simulationFormula: Formula = formula({
  name: 'value-simulation',
  title: { ko: '기술가치 시뮬레이션', en: 'Value under uncertainty', zh: '技术价值模拟' },
  source:
    'Income method over drawn scenarios; rank correlations by Pearson (1907); quantiles AS 241; xoshiro128** per block',
  input: simulationSchema,
  output: outcome,
  compute: input => {
    const found = compiled(input)
    return found.ok
      ? ok(structuredClone(outcomeOf(found.value, simulated(found.value))) as z.output<typeof outcome>)
      : found
  },
})
