/**
 * Deferring recourse by resolution of the board (Act 37 (3)): on what ground, and for how long at a time. That the
 * board resolved, and that the claim is in a state for it, is the life's own question.
 */
import { addMonths, type CalendarDate } from '../../kernel/calendar.ts'
import { type Money, moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { RecourseCode } from './refusals.ts'

export type Deferral = {
  readonly until: CalendarDate
  readonly ground: /** Nothing of the property would be left once the costs of recourse are paid from it. */
    | { readonly of: 'nothing_left'; readonly assets: Money; readonly costs: Money }
    /** The firm is expected to be able to pay more later. */
    | { readonly of: 'more_later'; readonly prospect: string }
}

/** Whether recourse may be deferred so on a day; `@source` rules/recourse deferral_max. */
export function deferrable(
  { until, ground }: Deferral,
  day: CalendarDate,
  deferralMonths: number,
): Result<true, RecourseCode> {
  const last = addMonths(day, deferralMonths)
  if (until > last) return refuse(refusal('deferral_too_long', 'until', { value: until, limit: `to ${last}` }))
  if (ground.of === 'nothing_left' && ground.assets > ground.costs)
    return refuse(
      refusal('deferral_assets_left', 'ground', {
        value: moneyText(ground.assets),
        limit: `at most the costs of ${moneyText(ground.costs)}`,
      }),
    )
  if (ground.of === 'more_later' && ground.prospect.trim() === '')
    return refuse(refusal('deferral_prospect_missing', 'ground.prospect', { limit: 'why more can be paid later' }))
  return ok(true)
}
