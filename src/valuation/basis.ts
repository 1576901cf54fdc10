/** What every method of a valuation stands on: how long sales last, and the rate they are discounted at. */
import type { CalendarDate } from '../kernel/calendar.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { type Fixed, fixedText } from '../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { yearlySales } from './cash-flow.ts'
import { type Capital, discountRate2017, discountRate2021, riskPremium } from './discount-rate.ts'
import { economicLife, lifeScore, type Quartiles, salesPeriod } from './economic-life.ts'
import type { CompiledValuation, Row } from './edition.ts'
import { LIFE_FACTORS, type Marks, RISK_ITEMS, scoresOf } from './items.ts'
import { discountFactors, fixedOfText, type Stretch, stretchesOf } from './present-value.ts'
import type { ValuationCode } from './refusals.ts'
import type { Guide, Scenario, Size, ValuationRequest } from './schema.ts'

/** Where a number came from: a published table, one of our own, a publication quoted, or the edition's policy. */
export type Ground = 'published' | 'assumed' | 'quoted' | 'policy'

/** One assumption of a valuation, as code and parameters; the sentence is made at the edge. */
export type Assumption = {
  readonly code: string
  readonly ground: Ground
  readonly source: string
  readonly params: Readonly<Record<string, string>>
}

/** The basis as it stands in the record: codes, decimals as text, months as whole numbers. */
export type BasisRecord = {
  readonly guide: Guide
  readonly ksic_division: string
  readonly size: Size
  readonly life_score: string
  readonly citation_life: { readonly q1: string; readonly q2: string; readonly q3: string }
  readonly economic_life_years: string
  readonly life_months: number
  readonly elapsed_months: number
  readonly legal_months: number | null
  readonly preparation_months: number
  readonly sales_months: number
  readonly bound: 'economic_life' | 'right'
  readonly risk_score: number
  readonly risk_premium: string
  readonly equity_cost: string
  readonly debt_cost: string
  readonly equity_share: string
  readonly size_premium: string
  readonly tax_rate: string
  readonly discount_rate: string
}

export type Discount = { readonly rate: Fixed; readonly factors: readonly Fixed[] }

export type Basis = {
  readonly record: BasisRecord
  readonly stretches: readonly Stretch[]
  /** At a full year's pace, one per stretch, fixed-point won. */
  readonly sales: readonly Fixed[]
  /** Rate of each scenario, and its factors, one per stretch. */
  readonly discount: Readonly<Record<Scenario, Discount>>
  readonly assumptions: readonly Assumption[]
}

/** Grounds on which no collateral may be taken. */
export const isGrounded = (assumption: Assumption): boolean => assumption.ground !== 'assumed'

export const assumed = (
  code: string,
  ground: Ground,
  source: string,
  params: Readonly<Record<string, string>>,
): Assumption => ({ code, ground, source, params })

/** The assumption that a row of a table stands for. */
export const rowAssumption = (
  code: string,
  row: Row<unknown> & { readonly isQuoted?: boolean },
  params: Readonly<Record<string, string>>,
): Assumption =>
  assumed(code, row.isQuoted === true ? 'quoted' : row.isPublished ? 'published' : 'assumed', row.source, params)

export type Quotation = { readonly publication: string; readonly at: string }

/** A quoted row counts as published: the edition names the publications that may be quoted. */
export const quotedRow = <Value>(value: Value, quotation: Quotation): Row<Value> & { readonly isQuoted: true } => ({
  value,
  isPublished: true,
  isQuoted: true,
  source: `${quotation.publication}: ${quotation.at}`,
})

type Quoted = NonNullable<ValuationRequest['quoted']>

/** Refuses a quotation from a publication the edition does not accept. */
export function checkedQuotations(
  edition: CompiledValuation,
  quoted: Quoted | undefined,
): Result<Quoted, ValuationCode> {
  for (const [field, quotation] of Object.entries(quoted ?? {})) {
    if (quotation !== undefined && !edition.quotable.has(quotation.publication)) {
      const params = { value: quotation.publication, limit: [...edition.quotable].join(', ') }
      return refuse(refusal('valuation_publication_unknown', `quoted.${field}.publication`, params))
    }
  }
  return ok(quoted ?? {})
}

type CapitalRow = Row<Capital> & { readonly isQuoted?: boolean }

function capitalOf(
  edition: CompiledValuation,
  request: ValuationRequest,
  quoted: Quoted,
): Result<CapitalRow, ValuationCode> {
  if (quoted.capital !== undefined) {
    const { equity_cost, debt_cost, equity_share, size_premium } = quoted.capital
    const capital: Capital = {
      equityCost: fixedOfText(equity_cost),
      debtCost: fixedOfText(debt_cost),
      equityShare: fixedOfText(equity_share),
      sizePremium: fixedOfText(size_premium ?? '0'),
    }
    return ok(quotedRow(capital, quoted.capital))
  }
  // The tables that could be obtained give equity shares of unlisted companies only.
  if (request.listed === true) return refuse(refusal('valuation_listed_row_missing', 'listed', { value: 'true' }))
  const row = edition.capital[request.guide].get(`${request.ksic_division} ${request.size}`)
  if (row !== undefined) return ok(row)
  const params = { value: request.ksic_division, size: request.size, guide: request.guide }
  return refuse(refusal('valuation_industry_row_missing', 'ksic_division', params))
}

type LifeRow = Row<Quartiles> & { readonly isQuoted?: boolean }

function citationLifeOf(
  edition: CompiledValuation,
  request: ValuationRequest,
  quoted: Quoted,
): Result<LifeRow, ValuationCode> {
  if (quoted.citation_life !== undefined) {
    const { q1, q2, q3 } = quoted.citation_life
    const life = { q1: fixedOfText(q1), q2: fixedOfText(q2), q3: fixedOfText(q3) }
    if (life.q1 > life.q2 || life.q2 > life.q3)
      return refuse(refusal('valuation_quartiles_unordered', 'quoted.citation_life', { value: `${q1}, ${q2}, ${q3}` }))
    return ok(quotedRow(life, quoted.citation_life))
  }
  const row = edition.citationLife.get(request.ipc_class?.charAt(0) ?? '')
  return row === undefined
    ? refuse(refusal('valuation_citation_life_missing', 'ipc_class', { value: request.ipc_class ?? '-' }))
    : ok(row)
}

/**
 * Works out what all methods share.
 * @param request a request its schema has passed
 * @param day the day of valuation
 * @param marks consolidated signed marks, which go before the request's own scores
 */
export function basisOf(
  edition: CompiledValuation,
  request: ValuationRequest,
  day: CalendarDate,
  marks: Marks,
): Result<Basis, ValuationCode> {
  const quoted = checkedQuotations(edition, request.quoted)
  if (!quoted.ok) return quoted
  const capital = capitalOf(edition, request, quoted.value)
  if (!capital.ok) return capital
  const citation = citationLifeOf(edition, request, quoted.value)
  if (!citation.ok) return citation
  const factors = scoresOf(
    'life_factors',
    LIFE_FACTORS,
    request.life_factors ?? {},
    edition.itemMarks.life_factors,
    marks,
  )
  if (!factors.ok) return factors
  const risks = scoresOf('risk_items', RISK_ITEMS, request.risk_items ?? {}, edition.itemMarks.risk_items, marks)
  if (!risks.ok) return risks

  const score = lifeScore(edition.life, factors.value.of)
  const life = economicLife(edition.life, score, citation.value.value)
  const period = salesPeriod(
    edition.life,
    life,
    request.preparation_months,
    day,
    request.registered_on === undefined ? undefined : calendarDate(request.registered_on),
    request.expires_on === undefined ? undefined : calendarDate(request.expires_on),
  )
  if (!period.ok) return period
  const stretches = stretchesOf(period.value.salesMonths)
  const sales = yearlySales(request.sales.amounts, request.sales.growth_after, stretches.length)
  if (!sales.ok) return sales

  const premium = riskPremium(edition.premium, risks.value.sum)
  const costs = capital.value.value
  const discountRate =
    request.guide === '2021'
      ? discountRate2021(costs, premium, edition.taxRate, edition.discountPlaces)
      : discountRate2017(costs, premium, edition.discountPlaces)
  const lowest = discountRate + edition.spread.high.addedRate
  if (lowest <= 0n || discountRate <= 0n)
    return refuse(refusal('valuation_discount_rate_not_positive', 'quoted.capital', { value: fixedText(lowest) }))

  const discountOf = (scenario: Scenario): Discount => {
    const rate = discountRate + edition.spread[scenario].addedRate
    return { rate, factors: discountFactors(rate, request.preparation_months, stretches) }
  }
  const quartiles = citation.value.value
  return ok({
    record: {
      guide: request.guide,
      ksic_division: request.ksic_division,
      size: request.size,
      life_score: fixedText(score),
      citation_life: { q1: fixedText(quartiles.q1), q2: fixedText(quartiles.q2), q3: fixedText(quartiles.q3) },
      economic_life_years: fixedText(life),
      life_months: period.value.lifeMonths,
      elapsed_months: period.value.elapsedMonths,
      legal_months: period.value.legalMonths ?? null,
      preparation_months: request.preparation_months,
      sales_months: period.value.salesMonths,
      bound: period.value.bound,
      risk_score: risks.value.sum,
      risk_premium: fixedText(premium),
      equity_cost: fixedText(costs.equityCost),
      debt_cost: fixedText(costs.debtCost),
      equity_share: fixedText(costs.equityShare),
      size_premium: fixedText(costs.sizePremium),
      tax_rate: fixedText(edition.taxRate),
      discount_rate: fixedText(discountRate),
    },
    stretches,
    sales: sales.value,
    discount: { low: discountOf('low'), mid: discountOf('mid'), high: discountOf('high') },
    assumptions: [
      rowAssumption('citation_life', citation.value, { ipc_class: request.ipc_class ?? '-' }),
      rowAssumption('capital', capital.value, {
        ksic_division: request.ksic_division,
        size: request.size,
        guide: request.guide,
      }),
      ...policiesOf(edition, request),
      assumed('scenarios', 'policy', '', {
        sales_low: fixedText(edition.spread.low.salesFactor),
        sales_high: fixedText(edition.spread.high.salesFactor),
        rate_low: fixedText(edition.spread.low.addedRate),
        rate_high: fixedText(edition.spread.high.addedRate),
      }),
    ],
  })
}

/** What the edition decides for every case, and what the request leaves open. */
function policiesOf(edition: CompiledValuation, request: ValuationRequest): readonly Assumption[] {
  const policies: Assumption[] = []
  const policy = (code: string, params: Readonly<Record<string, string>> = {}) =>
    policies.push(assumed(code, 'policy', '', params))
  if (edition.life.isElapsedSubtracted && request.registered_on !== undefined) policy('elapsed_subtracted')
  if (edition.life.isPreparationInsideLife && request.preparation_months > 0) policy('preparation_inside_life')
  if (request.expires_on === undefined) policy('no_right_expiry')
  if (request.sales.growth_after !== undefined) policy('growth_after', { rate: request.sales.growth_after })
  return policies
}
