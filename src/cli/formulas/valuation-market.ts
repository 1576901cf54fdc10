/** What comparable licences say, and how several methods are reconciled. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { decimalText, moneyAmount, plainText } from '../../kernel/text.ts'
import { valueShape } from '../../valuation/methods/inputs.ts'
import { marketFound, marketInput } from '../../valuation/methods/market-inputs.ts'
import { LEADING_GROUNDS, reconciled, VALUE_METHODS } from '../../valuation/methods/reconciliation.ts'
import { fixedOfText } from '../../valuation/present-value.ts'
import { ratioText } from '../../valuation/schema.ts'
import { type Formula, formula } from './formula.ts'

const market = formula({
  name: 'market-value',
  title: { ko: '시장접근법 기술가치', en: 'Value by comparable licences', zh: '市场法技术价值' },
  source: 'Gower (1971) similarity of licence terms (S:MKNN); International Valuation Standards 105, market approach',
  input: marketInput,
  output: z.strictObject({
    ...valueShape,
    rate: z.strictObject({ low: ratioText, mid: ratioText, high: ratioText }),
    used: z.array(
      z.strictObject({
        id: z.string(),
        similarity: ratioText,
        royalty: ratioText,
        adjusted_royalty: decimalText,
        adjustments: z.array(z.strictObject({ attribute: z.string(), factor: decimalText, reason: z.string() })),
      }),
    ),
    left_out: z.array(z.strictObject({ id: z.string(), why: z.enum(['no_royalty', 'royalty_of_zero', 'duplicate']) })),
  }),
  compute: marketFound,
})

const reconciliation = formula({
  name: 'reconciliation',
  title: { ko: '평가액 조정', en: 'Reconciliation of values', zh: '评估值协调' },
  source: 'TES: one method leads and is justified, others check it, no mechanical averaging',
  input: z.strictObject({
    candidates: z
      .array(
        z
          .strictObject({
            method: z.enum(VALUE_METHODS),
            low: moneyAmount,
            mid: moneyAmount,
            high: moneyAmount,
            differs_because: plainText(1000).optional(),
          })
          .refine(one => BigInt(one.low) <= BigInt(one.mid) && BigInt(one.mid) <= BigInt(one.high), {
            message: 'low, mid and high do not fall',
          }),
      )
      .min(1)
      .max(20),
    leading: z.enum(VALUE_METHODS),
    ground: z.enum(LEADING_GROUNDS),
    tolerance: ratioText,
  }),
  output: z.strictObject({
    leading: z.enum(VALUE_METHODS),
    ground: z.enum(LEADING_GROUNDS),
    low: moneyAmount,
    mid: moneyAmount,
    high: moneyAmount,
    checks: z.array(
      z.strictObject({
        method: z.enum(VALUE_METHODS),
        mid: moneyAmount,
        ratio: decimalText,
        within_range: z.boolean(),
        within_tolerance: z.boolean(),
        differs_because: z.string().nullable(),
      }),
    ),
  }),
  compute: input => {
    const candidates = input.candidates.map(one => ({
      ...one,
      low: BigInt(one.low),
      mid: BigInt(one.mid),
      high: BigInt(one.high),
    }))
    const found = reconciled(candidates, input.leading, input.ground, fixedOfText(input.tolerance))
    return found.ok ? ok({ ...found.value, checks: [...found.value.checks] }) : found
  },
})

export const marketFormulas: readonly Formula[] = [market, reconciliation]
