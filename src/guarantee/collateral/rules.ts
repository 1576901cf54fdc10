/** The rules of a day a decision on collateral is made by, with the names of their editions. */
import type { RuleBook } from '../../appraisal/rule-book.ts'
import { collateralRules } from '../../decision/collateral-schema.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { inForceOn } from '../../rules/edition.ts'
import { productOf } from './products.ts'
import type { Named } from './record.ts'

/**
 * What decides on collateral on a day: its edition, and the programmes that lend on intellectual property.
 * @returns `rules_not_in_force` where one of the two is not
 */
export function collateralOn({ shelves }: RuleBook, day: CalendarDate): Result<Named> {
  const carried = inForceOn<(typeof shelves.collateral)[number]>(shelves.collateral, day)
  const catalogue = inForceOn<(typeof shelves.programmes)[number]>(shelves.programmes, day)
  if (carried === undefined || catalogue === undefined)
    return refuse(refusal('rules_not_in_force', 'collateral', { value: day, limit: 'collateral, programmes' }))
  const products = catalogue.content.programmes.flatMap(one => {
    const product = productOf(one)
    return product === undefined ? [] : [[one.code, product] as const]
  })
  return ok({
    rules: collateralRules(carried.content),
    products: new Map(products),
    terms: [],
    editions: [carried, catalogue].map(({ kind, edition, digest }) => ({ kind, edition, digest })),
  })
}
