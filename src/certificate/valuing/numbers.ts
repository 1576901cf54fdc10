/** The editions a valuation is made by on its base day. */
import type { RuleBook } from '../../appraisal/rule-book.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { inForceOn } from '../../rules/edition.ts'
import type { EditionNamed } from '../../valuation/reporting/valued.ts'
import type { Numbers } from './attachment.ts'

/** @returns `rules_not_in_force` for a day before the first edition of one of the kinds */
export function numbersOn({ shelves }: Pick<RuleBook, 'shelves'>, day: CalendarDate): Result<Numbers> {
  const valuation = inForceOn<RuleBook['shelves']['valuation'][number]>(shelves.valuation, day)
  const worth = inForceOn<RuleBook['shelves']['worth'][number]>(shelves.worth, day)
  const offices = inForceOn<RuleBook['shelves']['offices'][number]>(shelves.offices, day)
  if (valuation === undefined || worth === undefined || offices === undefined)
    return refuse(refusal('rules_not_in_force', 'base_day', { value: day, limit: 'valuation, worth, offices' }))
  return ok({ valuation: valuation.content, worth: worth.content, offices: offices.content })
}

/** The editions a valuation names, by their digests; it was made under editions of ours, so a strange one is thrown. */
export function numbersNamed({ shelves }: Pick<RuleBook, 'shelves'>, named: readonly EditionNamed[]): Numbers {
  const digestOf = (kind: string) => named.find(one => one.kind === kind)?.digest
  const valuation = shelves.valuation.find(one => one.digest === digestOf('valuation'))?.content
  const worth = shelves.worth.find(one => one.digest === digestOf('worth'))?.content
  const offices = shelves.offices.find(one => one.digest === digestOf('offices'))?.content
  if (valuation === undefined || worth === undefined || (offices === undefined) !== (digestOf('offices') === undefined))
    throw new Error(`no edition on the shelves is ${named.map(one => `${one.kind} ${one.digest}`).join(', ')}`)
  return { valuation, worth, ...(offices === undefined ? {} : { offices }) }
}
