/**
 * What of an application was known on a day: figures and plans told later are left out, since three dates are kept
 * apart.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import type { Application } from './schema.ts'

/** Whether something told on `asOf` was known on the day; what nobody dated counts as known. */
export const isKnown = (asOf: string | undefined, day: CalendarDate): boolean => asOf === undefined || asOf <= day

type Said = { readonly as_of: string } | undefined
const kept = <Value extends Said>(said: Value, day: CalendarDate): Value | undefined =>
  isKnown(said?.as_of, day) ? said : undefined

/** The application as it stood on a day. */
export function knownOn(application: Application, day: CalendarDate): Application {
  const { plan } = application
  return {
    ...application,
    financials: application.financials.filter(year => isKnown(year.as_of, day)),
    estimated_sales: kept(application.estimated_sales, day),
    rnd_budget: kept(application.rnd_budget, day),
    facility_quote: kept(application.facility_quote, day),
    plan: {
      market_growth_rate: kept(plan.market_growth_rate, day),
      preparation_months: kept(plan.preparation_months, day),
      employees_rnd: kept(plan.employees_rnd, day),
      employees_total: kept(plan.employees_total, day),
    },
  }
}
