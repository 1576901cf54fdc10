/** The rules of a day a decision on collateral is made by, with the names of their editions. */
import type { RuleBook } from '../../appraisal/rule-book.ts'
import { collateralRules } from '../../decision/collateral-schema.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { inForceOn } from '../../rules/edition.ts'
import { officePolicyOf } from '../../technology/offices/edition.ts'
import { productOf } from './products.ts'
import type { Named } from './record.ts'

/**
 * What decides on collateral on a day: its edition, the programmes that lend on intellectual property, and how long
 * rights live by law.
 * @returns `rules_not_in_force` where one of the three is not
 */
export function collateralOn({ shelves }: RuleBook, day: CalendarDate): Result<Named> {
  const carried = inForceOn<(typeof shelves.collateral)[number]>(shelves.collateral, day)
  const catalogue = inForceOn<(typeof shelves.programmes)[number]>(shelves.programmes, day)
  const offices = inForceOn<(typeof shelves.offices)[number]>(shelves.offices, day)
  if (carried === undefined || catalogue === undefined || offices === undefined)
    return refuse(refusal('rules_not_in_force', 'collateral', { value: day, limit: 'collateral, programmes, offices' }))
  const products = catalogue.content.programmes.flatMap(one => {
    const product = productOf(one)
    return product === undefined ? [] : [[one.code, product] as const]
  })
  return ok({
    rules: collateralRules(carried.content),
    products: new Map(products),
    terms: officePolicyOf(offices.content).terms,
    editions: [carried, catalogue, offices].map(({ kind, edition, digest }) => ({ kind, edition, digest })),
  })
}
