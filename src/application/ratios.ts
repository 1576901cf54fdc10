/**
 * What the figures say: ratios of the latest fiscal year as exact fractions. A ratio that cannot be computed (a part
 * not stated, a division by zero) is undefined and never zero; scoring and the repayment test read these.
 */
import { dividedHalfEven, ONE, rootRoundedDown } from '../kernel/fixed.ts'
import { type Fraction, fraction } from '../kernel/fraction.ts'
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

/** An amount, in whole won. */
const amount = (text: string | undefined): bigint | undefined => (text === undefined ? undefined : BigInt(text))

/** `part / whole`; undefined when one is missing or the whole is zero. */
const share = (part: bigint | undefined, whole: bigint | undefined): Fraction | undefined =>
  part === undefined || whole === undefined ? undefined : fraction(part, whole)

/** Operating income / sales. */
export const operatingMargin = (year: FiscalYear): Fraction | undefined =>
  share(amount(year.operating_income), amount(year.sales))

/** Net income / sales. */
export const netMargin = (year: FiscalYear): Fraction | undefined => share(amount(year.net_income), amount(year.sales))

/** Equity / total assets; below zero when the capital is eaten up. */
export const equityRatio = (year: FiscalYear): Fraction | undefined =>
  share(amount(year.equity), amount(year.total_assets))

/** Total liabilities / equity; undefined when equity is not above zero, since the ratio then says nothing. */
export function debtToEquity(year: FiscalYear): Fraction | undefined {
  const equity = BigInt(year.equity)
  return equity < 0n ? undefined : share(amount(year.total_liabilities), equity)
}

/** Current assets / current liabilities. */
export const currentRatio = (year: FiscalYear): Fraction | undefined =>
  share(amount(year.current_assets), amount(year.current_liabilities))

/** Sales / total assets at the end of the year, in turns a year. */
export const assetTurnover = (year: FiscalYear): Fraction | undefined =>
  share(amount(year.sales), amount(year.total_assets))

/** Expense on research and development / sales. */
export const rndIntensity = (year: FiscalYear): Fraction | undefined =>
  share(amount(year.rnd_expense), amount(year.sales))

const sum = (a: bigint | undefined, b: bigint | undefined): bigint | undefined =>
  a === undefined || b === undefined ? undefined : a + b

/** What the year must serve: interest expense + principal due, in won. */
export const debtService = (year: FiscalYear): bigint | undefined =>
  sum(amount(year.interest_expense), amount(year.debt_principal_due))

/**
 * (operating income + depreciation) / (interest expense + principal due); undefined when one is not stated or nothing
 * is due. Below zero when the firm earns less than nothing before it pays.
 */
export const debtServiceCoverage = (year: FiscalYear): Fraction | undefined =>
  share(sum(amount(year.operating_income), amount(year.depreciation)), debtService(year))

/** (net income + depreciation) / total liabilities. */
export const cashFlowToLiabilities = (year: FiscalYear): Fraction | undefined =>
  share(sum(amount(year.net_income), amount(year.depreciation)), amount(year.total_liabilities))

/** Operating income / interest expense. */
export const interestCoverage = (year: FiscalYear): Fraction | undefined =>
  share(amount(year.operating_income), amount(year.interest_expense))

/** Sales of the latest fiscal year and of the one so many before it. */
function salesSince(application: Application, years: number): Fraction | undefined {
  const now = latestYear(application)
  const then = now === undefined ? undefined : yearOf(application, now.fiscal_year - years)
  return share(amount(now?.sales), amount(then?.sales))
}

/** Decimals of a growth over years: its root does not end. */
const ROOT_PLACES = 12
const ROOT_STEP = ONE / 10n ** BigInt(ROOT_PLACES)

/**
 * `(sales now / sales then)^(1 / years) - 1`, then and now being the latest fiscal year and the one so many before it.
 * One year: the exact quotient. More: rounded half to even at 12 decimals, since the root does not end.
 * @param years 1 to 4; undefined when one of the two years is missing or the earlier had no sales
 */
export function salesGrowth(application: Application, years = 1): Fraction | undefined {
  const factor = salesSince(application, years)
  if (factor === undefined) return undefined
  if (years === 1) return { num: factor.num - factor.den, den: factor.den }
  const root = rootRoundedDown(dividedHalfEven(factor.num * ONE, factor.den), years)
  return { num: dividedHalfEven(root - ONE, ROOT_STEP), den: ONE / ROOT_STEP }
}

const count = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value))

/** Research staff / all staff as the plan states them, 0 to 1. */
export const rndStaffRatio = ({ plan }: Application): Fraction | undefined =>
  share(count(plan.employees_rnd?.value), count(plan.employees_total?.value))

export type Ratios = {
  readonly fiscalYear: number | undefined
  readonly operatingMargin: Fraction | undefined
  readonly netMargin: Fraction | undefined
  readonly equityRatio: Fraction | undefined
  readonly debtToEquity: Fraction | undefined
  readonly currentRatio: Fraction | undefined
  readonly assetTurnover: Fraction | undefined
  readonly salesGrowth: Fraction | undefined
  readonly debtServiceCoverage: Fraction | undefined
  readonly cashFlowToLiabilities: Fraction | undefined
  readonly interestCoverage: Fraction | undefined
  readonly rndIntensity: Fraction | undefined
}

/** Every ratio of the latest year at once. */
export function ratiosOf(application: Application): Ratios {
  const year = latestYear(application)
  const of = (ratio: (figures: FiscalYear) => Fraction | undefined): Fraction | undefined =>
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
    cashFlowToLiabilities: of(cashFlowToLiabilities),
    interestCoverage: of(interestCoverage),
    rndIntensity: of(rndIntensity),
  }
}
