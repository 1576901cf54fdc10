/** The editions a valuation is made by on its base day. */
import type { RuleBook } from '../../appraisal/rule-book.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { inForceOn } from '../../rules/edition.ts'
import type { Numbers } from './attachment.ts'

/** @returns `rules_not_in_force` for a day before the first edition of either kind */
export function numbersOn({ shelves }: Pick<RuleBook, 'shelves'>, day: CalendarDate): Result<Numbers> {
  const valuation = inForceOn<RuleBook['shelves']['valuation'][number]>(shelves.valuation, day)
  const worth = inForceOn<RuleBook['shelves']['worth'][number]>(shelves.worth, day)
  if (valuation === undefined || worth === undefined)
    return refuse(refusal('rules_not_in_force', 'base_day', { value: day, limit: 'valuation, worth' }))
  return ok({ valuation: valuation.content, worth: worth.content })
}
