/** What the cost approach is given, as text, and what it makes of it. */
import { z } from 'zod'
import { fixedOfInteger } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { decimalText, moneyNotNegative } from '../../kernel/text.ts'
import { fixedOfText } from '../present-value.ts'
import { ratioText } from '../schema.ts'
import { COST_KINDS, costValue } from './cost.ts'
import { monthsText, ranged, rangedOf, shownValue } from './inputs.ts'

export const costInput = z.strictObject({
  items: z
    .array(
      z.strictObject({
        kind: z.enum(COST_KINDS),
        amount: moneyNotNegative,
        index_then: decimalText,
        index_now: decimalText,
      }),
    )
    .min(1)
    .max(1000),
  industry_return: ranged(ratioText),
  elapsed_months: z.int().min(0).max(480),
  life_months: ranged(monthsText),
  other_obsolescence: ranged(ratioText).default('0'),
})

export type CostInput = z.output<typeof costInput>

export function costFound(input: CostInput) {
  const found = costValue({
    items: input.items.map(item => ({
      kind: item.kind,
      amount: fixedOfInteger(BigInt(item.amount)),
      indexThen: fixedOfText(item.index_then),
      indexNow: fixedOfText(item.index_now),
    })),
    industryReturn: rangedOf(input.industry_return),
    elapsedMonths: input.elapsed_months,
    lifeMonths: rangedOf(input.life_months),
    otherObsolescence: rangedOf(input.other_obsolescence),
  })
  return found.ok ? ok({ ...shownValue(found.value), ...found.value.steps }) : found
}
