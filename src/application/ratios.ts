/**
 * What the figures say: ratios of the latest fiscal year as exact decimals. A ratio that cannot be computed (a part
 * not stated, a division by zero) is undefined and never zero; scoring and the repayment test read these.
 */
import { add, type Decimal, decimal, divide, isNegative, isZero, roundHalfEven, subtract } from '../kernel/decimal.ts'
import { fixedOf, rootRoundedDown, toDecimal } from '../kernel/fixed.ts'
import type { Application, FiscalYear } from './schema.ts'

/** The year with the greatest number; undefined when the firm has no figures yet. */
export function latestYear(application: Application): FiscalYear | undefined {
  return application.financials.reduce<FiscalYear | undefined>(
    (latest, year) => (latest === undefined || year.fiscal_year > latest.fiscal_year ? year : latest),
    undefined,
  )
}

/** The figures of one fiscal year. */
export const yearOf = (application: Application, fiscalYear: number): FiscalYear | undefined =>
  application.financials.find(year => year.fiscal_year === fiscalYear)

const amount = (text: string | undefined): Decimal | undefined => (text === undefined ? undefined : decimal(text))

/** `part / whole` to 40 significant digits, half to even; undefined when a part is missing or the whole is zero. */
function share(part: Decimal | undefined, whole: Decimal | undefined): Decimal | undefined {
  if (part === undefined || whole === undefined || isZero(whole)) return undefined
  return divide(part, whole)
}

/** Operating income / sales. */
export const operatingMargin = (year: FiscalYear): Decimal | undefined =>
  share(amount(year.operating_income), amount(year.sales))

/** Net income / sales. */
export const netMargin = (year: FiscalYear): Decimal | undefined => share(amount(year.net_income), amount(year.sales))

/** Equity / total assets; below zero when the capital is eaten up. */
export const equityRatio = (year: FiscalYear): Decimal | undefined =>
  share(amount(year.equity), amount(year.total_assets))

/** Total liabilities / equity; undefined when equity is not above zero, since the ratio then says nothing. */
export function debtToEquity(year: FiscalYear): Decimal | undefined {
  const equity = decimal(year.equity)
  return isNegative(equity) ? undefined : share(amount(year.total_liabilities), equity)
}

/** Current assets / current liabilities. */
export const currentRatio = (year: FiscalYear): Decimal | undefined =>
  share(amount(year.current_assets), amount(year.current_liabilities))

/** Sales / total assets at the end of the year, in turns a year. */
export const assetTurnover = (year: FiscalYear): Decimal | undefined =>
  share(amount(year.sales), amount(year.total_assets))

/** Expense on research and development / sales. */
export const rndIntensity = (year: FiscalYear): Decimal | undefined =>
  share(amount(year.rnd_expense), amount(year.sales))

const sum = (a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined =>
  a === undefined || b === undefined ? undefined : add(a, b)

/** What the year must serve: interest expense + principal due, in won. */
export const debtService = (year: FiscalYear): Decimal | undefined =>
  sum(amount(year.interest_expense), amount(year.debt_principal_due))

/**
 * (operating income + depreciation) / (interest expense + principal due); undefined when one is not stated or nothing
 * is due. Below zero when the firm earns less than nothing before it pays.
 */
export const debtServiceCoverage = (year: FiscalYear): Decimal | undefined =>
  share(sum(amount(year.operating_income), amount(year.depreciation)), debtService(year))

/**
 * `(sales now / sales then)^(1 / years) - 1`, then and now being the latest fiscal year and the one so many before it.
 * One year: the exact quotient. More: rounded half to even at 12 decimals, since the root does not end.
 * @param years 1 to 4; undefined when one of the two years is missing or the earlier had no sales
 */
export function salesGrowth(application: Application, years = 1): Decimal | undefined {
  const now = latestYear(application)
  const then = now === undefined ? undefined : yearOf(application, now.fiscal_year - years)
  const factor = share(amount(now?.sales), amount(then?.sales))
  if (factor === undefined) return undefined
  if (years === 1) return subtract(factor, decimal('1'))
  const root = toDecimal(rootRoundedDown(fixedOf(factor), years))
  return roundHalfEven(subtract(root, decimal('1')), 12)
}

/** Research staff / all staff as the plan states them, 0 to 1. */
export const rndStaffRatio = ({ plan }: Application): Decimal | undefined =>
  share(amount(plan.employees_rnd?.value.toString()), amount(plan.employees_total?.value.toString()))

export type Ratios = {
  readonly fiscalYear: number | undefined
  readonly operatingMargin: Decimal | undefined
  readonly netMargin: Decimal | undefined
  readonly equityRatio: Decimal | undefined
  readonly debtToEquity: Decimal | undefined
  readonly currentRatio: Decimal | undefined
  readonly assetTurnover: Decimal | undefined
  readonly salesGrowth: Decimal | undefined
  readonly debtServiceCoverage: Decimal | undefined
  readonly rndIntensity: Decimal | undefined
}

/** Every ratio of the latest year at once. */
export function ratiosOf(application: Application): Ratios {
  const year = latestYear(application)
  const of = (ratio: (figures: FiscalYear) => Decimal | undefined): Decimal | undefined =>
    year === undefined ? undefined : ratio(year)
  return {
    fiscalYear: year?.fiscal_year,
    operatingMargin: of(operatingMargin),
    netMargin: of(netMargin),
    equityRatio: of(equityRatio),
    debtToEquity: of(debtToEquity),
    currentRatio: of(currentRatio),
    assetTurnover: of(assetTurnover),
    salesGrowth: salesGrowth(application),
    debtServiceCoverage: of(debtServiceCoverage),
    rndIntensity: of(rndIntensity),
  }
}
