/** What became of the rights a decision relied on: how many lapsed since, and their worst title, on a day. */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { countInForce, type RightsPolicy } from '../../technology/in-force.ts'
import type { Asset } from '../../technology/schema.ts'
import { titleOf } from '../../technology/title.ts'
import type { Observation } from './readings.ts'

/** The part of a case this reads. */
export type ReliedOn = { readonly firm: string; readonly assets: readonly Asset[]; readonly begunOn: CalendarDate }

const GRAVEST_LAST = ['clear', 'shared', 'encumbered', 'unclear'] as const

/**
 * Readings of a day: the rights in force when the guarantee was begun less those in force on the day, and the worst
 * title.
 * Registers are as they were told to the case, terms and annuities run on; what is not known is not told.
 * @param country the one whose rights count, `@source` rules/eligibility country
 */
export function rightsReadings(
  relied: ReliedOn,
  country: string,
  day: CalendarDate,
  policy: RightsPolicy,
): readonly Observation[] {
  const { firm, assets, begunOn } = relied
  if (assets.length === 0 || begunOn > day) return []
  const before = countInForce(assets, country, begunOn, policy)
  const now = countInForce(assets, country, day, policy)
  const titles = assets.map(asset => titleOf(asset, firm, day, policy).answer)
  const told = { asOf: day, validUntil: day, source: 'register' }
  const lapsed = Math.max(0, before.inForce - now.inForce)
  const count = before.unknown + now.unknown > 0 ? [] : [{ ...told, fact: 'rights_lapsed', value: String(lapsed) }]
  const worst = GRAVEST_LAST.findLast(one => titles.includes(one))
  if (titles.includes('unknown') || worst === undefined) return count
  return [...count, { ...told, fact: 'title', value: worst }]
}
