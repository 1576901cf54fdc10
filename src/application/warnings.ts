/**
 * What an officer should look at in the figures though it refuses nothing: statements that do not agree with
 * themselves.
 */
import type { Application, FiscalYear } from './schema.ts'

export const APPLICATION_WARNINGS = [
  'balance_sheet_does_not_add',
  'current_assets_above_assets',
  'current_liabilities_above_liabilities',
  'fiscal_years_with_a_gap',
] as const
export type ApplicationWarning = {
  readonly code: (typeof APPLICATION_WARNINGS)[number]
  readonly at: string
  readonly params: Readonly<Record<string, string>>
}

function yearWarnings(year: FiscalYear, index: number): readonly ApplicationWarning[] {
  const found: ApplicationWarning[] = []
  const warn = (code: ApplicationWarning['code'], field: string, value: string, limit: string): void => {
    const at = `financials.${index}.${field}`
    found.push({ code, at, params: { field: at, value, limit } })
  }
  const claims = BigInt(year.total_liabilities) + BigInt(year.equity)
  if (BigInt(year.total_assets) !== claims)
    warn('balance_sheet_does_not_add', 'total_assets', year.total_assets, claims.toString())
  if (BigInt(year.current_assets) > BigInt(year.total_assets))
    warn('current_assets_above_assets', 'current_assets', year.current_assets, year.total_assets)
  if (BigInt(year.current_liabilities) > BigInt(year.total_liabilities))
    warn(
      'current_liabilities_above_liabilities',
      'current_liabilities',
      year.current_liabilities,
      year.total_liabilities,
    )
  return found
}

/** Warnings in the order of the figures. */
export function applicationWarnings(application: Application): readonly ApplicationWarning[] {
  const years = application.financials.map(year => year.fiscal_year).toSorted((a, b) => a - b)
  const gap = years.find((year, index) => index > 0 && year !== (years[index - 1] as number) + 1)
  const found = application.financials.flatMap(yearWarnings)
  if (gap === undefined) return found
  const params = { field: 'financials', value: String(gap), limit: 'fiscal years that follow each other' }
  return [...found, { code: 'fiscal_years_with_a_gap', at: 'financials', params }]
}
