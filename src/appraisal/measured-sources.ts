/** Who said what a measured mark is read from, and of which day: the case tells it, since a row holds numbers alone. */
import { knownOn } from '../application/known.ts'
import { latestYear } from '../application/ratios.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { managersOf } from '../party/standing.ts'
import type { Case } from './schema.ts'

export type Told = { readonly source: string; readonly as_of: string | null }
type Said = { readonly source: string; readonly as_of?: string | undefined }

/** Facts that no single statement gives are the house's own reckoning, of no day but that on which it is done. */
const COMPUTED: Told = { source: 'computed', as_of: null }

/** Of several statements the oldest day: none of them is fresher than that. */
function together(said: readonly (Said | undefined)[]): Told {
  const there = said.filter(one => one !== undefined)
  const days = there.map(one => one.as_of ?? null)
  const oldest = days.includes(null) ? null : (days.sort()[0] ?? null)
  const sources = [...new Set(there.map(one => one.source))]
  return sources.length === 0
    ? COMPUTED
    : { source: sources.length === 1 ? (sources[0] ?? '') : 'several', as_of: oldest }
}

/** Who told what a fact is read from. A fact that is not named here is computed. */
export function toldOf(fact: string, theCase: Case): Told {
  const application = knownOn(theCase.application, calendarDate(theCase.day))
  const { plan } = application
  const { technology, party } = theCase
  switch (fact) {
    case 'owner_industry_years': {
      const [manager] = [...managersOf(party.firm)].sort((a, b) => Number(b.share) - Number(a.share))
      return together([manager?.industry_years])
    }
    case 'rnd_staff_ratio':
      return together([plan.employees_rnd, plan.employees_total])
    case 'rnd_intensity':
    case 'margin_over_peer':
      return together([latestYear(application)])
    case 'market_growth_rate':
      return together([plan.market_growth_rate])
    case 'preparation_months':
      return together([plan.preparation_months])
    case 'rights_in_force':
      return together(
        technology.assets
          .filter(asset => technology.relied_on.includes(asset.id))
          .map(asset => ({ source: asset.status_source, as_of: asset.as_of })),
      )
    default:
      return COMPUTED
  }
}
