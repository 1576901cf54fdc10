/** When a stream begins and ends, and the rate it may be discounted at: alike in every method of a stream. */
import { type Fixed, fixedText } from '../../kernel/fixed.ts'
import { refusal, refuse } from '../../kernel/result.ts'
import type { Stretch } from '../present-value.ts'

/** When sales begin and how long they last; all of a stream's stretches. */
export type Timing = { readonly preparationMonths: number; readonly stretches: readonly Stretch[] }

/** A rate a value is divided by has to leave something to divide by. */
export const refusedRate = (rate: Fixed, at: string) =>
  rate > 0n
    ? undefined
    : refuse(refusal('valuation_discount_rate_not_positive' as const, at, { value: fixedText(rate) }))
