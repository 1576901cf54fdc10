/**
 * What an issued valuation is to those who rely on it: which rights it is of, what they are worth and for how long that
 * holds, and by which method. Its whole content is `content.ts`'s.
 */
import { z } from 'zod'
import { dayText, digestText, moneyAmount, plainText } from '../../kernel/text.ts'
import { LEADING_GROUNDS, VALUE_METHODS } from '../methods/reconciliation.ts'

export const PURPOSES = ['guarantee', 'transfer', 'contribution', 'litigation', 'other'] as const
export const VALUATION_STATES = ['drafted', 'issued', 'superseded', 'withdrawn'] as const

/** Whole won, low to high. */
export const valueRange = z.strictObject({ low: moneyAmount, mid: moneyAmount, high: moneyAmount })
export type ValueRange = z.output<typeof valueRange>

export const issuedValuation = z.strictObject({
  id: z.uuid(),
  /** Over the canonical content, which it can be worked out from again. */
  digest: digestText,
  base_day: dayText,
  /** The last day on which it may be relied on. */
  valid_until: dayText,
  /** Each as `rightKey` names it: country, kind, type of number and number. */
  rights: z.array(plainText(80)).min(1).max(50),
  lead: z.strictObject({ method: z.enum(VALUE_METHODS), reason: z.enum(LEADING_GROUNDS) }),
  value: valueRange,
  methods: z.array(z.strictObject({ method: z.enum(VALUE_METHODS), ...valueRange.shape })).min(1),
})
export type IssuedValuation = z.output<typeof issuedValuation>
