/** What is known of a firm from the case itself and from the bank's months, as readings the watch takes. */
import { addDays, addMonths, type CalendarDate, calendarDate, daysBetween } from '../../kernel/calendar.ts'
import type { Observation } from './readings.ts'

/** The part of a case this reads. */
export type CaseFigures = {
  readonly party: {
    readonly firm: { readonly employees?: number | undefined }
    readonly exclusion_facts: readonly {
      readonly fact: string
      readonly value: string | boolean
      readonly source: string
      readonly as_of: string
      readonly valid_until: string
    }[]
  }
  readonly application: {
    readonly financials: readonly {
      readonly fiscal_year: number
      readonly sales: string
      readonly equity: string
      readonly operating_income: string
      readonly interest_expense?: string | undefined
    }[]
  }
}

const FIGURES = ['sales', 'equity', 'operating_income', 'interest_expense'] as const

/**
 * The readings of a case: its fiscal years on their last days, employees on the day the guarantee was begun, and what
 * offices had told. A firm's own word is no reading. Years are told as annual accounts are, so that the accounts of a
 * year told later correct what the case had of it.
 */
export function caseReadings(figures: CaseFigures, begunOn: CalendarDate): readonly Observation[] {
  const years = figures.application.financials.flatMap(year => {
    const asOf = calendarDate(`${year.fiscal_year}-12-31`)
    return FIGURES.flatMap(fact => {
      const value = year[fact]
      return value === undefined ? [] : [{ fact, value, asOf, validUntil: null, source: 'annual_accounts' }]
    })
  })
  const { employees } = figures.party.firm
  const counted =
    employees === undefined
      ? []
      : [{ fact: 'employees', value: String(employees), asOf: begunOn, validUntil: null, source: 'site_visit' }]
  const offices = figures.party.exclusion_facts
    .filter(one => one.source !== 'self_declaration')
    .map(one => ({
      ...{ fact: one.fact, value: one.value, source: one.source },
      asOf: calendarDate(one.as_of),
      validUntil: calendarDate(one.valid_until),
    }))
  return [...years, ...counted, ...offices]
}

/** A month as the bank reported it and it was accepted. */
export type MonthTold = { readonly month: string; readonly arrearsSince: CalendarDate | null }

/** Days in arrears at the month's end, from the day since when: none where the bank told of none. */
export function arrearsReading({ month, arrearsSince }: MonthTold): Observation {
  const end = addDays(addMonths(calendarDate(`${month}-01`), 1), -1)
  const days = arrearsSince === null ? 0 : Math.max(0, daysBetween(arrearsSince, end))
  return { fact: 'loan_arrears_days', value: String(days), asOf: end, validUntil: null, source: 'bank' }
}
