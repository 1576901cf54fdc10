/**
 * A request that the shipped editions approve, for tests to change: a machine builder in its eleventh year. Party and
 * group carry different amounts at every guarantor, so that no scope can stand in for another.
 */

import { readFileSync } from 'node:fs'
import { authoritySchema } from '../../src/decision/authority-schema.ts'
import type { Use, Uses } from '../../src/decision/caps.ts'
import { eligibilitySchema } from '../../src/decision/eligibility-schema.ts'
import { holidaysSchema } from '../../src/decision/holidays-schema.ts'
import { type CompiledPolicy, compilePolicy } from '../../src/decision/policy.ts'
import { programmesSchema } from '../../src/decision/programmes-schema.ts'
import { type Decision, type DecisionRequest, recommend } from '../../src/decision/recommendation.ts'
import { termsSchema } from '../../src/decision/terms-schema.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { money } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { vocabularyOf } from '../../src/rules/facts.ts'
import { type FactValue, rowOf } from '../../src/rules/rows.ts'
import { finalGradeSchema } from '../../src/scoring/grades-schema.ts'

const edition = (kind: string): unknown => JSON.parse(readFileSync(`rules/${kind}/2026-01.json`, 'utf8'))

export const vocabulary = sure(vocabularyOf((edition('facts') as { readonly facts: readonly unknown[] }).facts))
export const editions = {
  eligibility: sure(parsed(eligibilitySchema, edition('eligibility'))),
  terms: sure(parsed(termsSchema, edition('terms'))),
  programmes: sure(parsed(programmesSchema, edition('programmes'))),
  authority: sure(parsed(authoritySchema, edition('authority'))),
}
export type Editions = typeof editions
export const policy = sure(compilePolicy(vocabulary, editions))

/** The policy with something in its editions changed; the copy may be written to. */
export function policyWith(change: (copy: Editions) => void): CompiledPolicy {
  const copy = structuredClone(editions)
  change(copy)
  return sure(compilePolicy(vocabulary, copy))
}

const holidaysEdition = sure(parsed(holidaysSchema, edition('holidays')))
export const holidays: ReadonlySet<string> = new Set(
  holidaysEdition.years.flatMap(year => year.days.map(one => one.day)),
)

export type Values = Readonly<Record<string, FactValue>>

/** What is known of the sample; a test that wants a fact unknown sets it to null. */
export const facts: Values = {
  legal_form: 'company',
  has_business_number: true,
  stock_company: true,
  firm_age_years: '10',
  firm_age_months: '131',
  owner_age_years: '51',
  owner_industry_years: '17',
  employees: '48',
  total_assets: '9800000000',
  sales_average_3y: '7100000000',
  sales_latest: '8200000000',
  sales_increase_latest: '1100000000',
  estimated_sales: '40000000000',
  excluded_industry: 'none',
  sme_sales_limit: '120000000000',
  sme_certified: true,
  venture_certified: false,
  innobiz_certified: false,
  technology_intensive: false,
  research_institute_certified: false,
  research_institute_company_certified: false,
  green_certified: false,
  excellent_technology_certified: false,
  materials_certified: false,
  has_technology_asset: true,
  rights_in_force: '1',
  registered_patents_in_force: '1',
  title: 'clear',
  trl: '9',
  purpose: 'working_capital',
  programme: 'technology_guarantee',
  loan_amount: '1000000000',
  loan_term_months: '12',
  papers_complete: true,
  guarantee_use_years: '2',
  debt_service_coverage: '2',
  interest_coverage: '3',
  capital_impaired: false,
  debt_ratio: '0.78',
  sales_growth: '0.1549',
  grade: 'BBB',
  technology_grade: 'T5',
  marks_agree: true,
  quantitative_minimum_met: true,
  site_visit_done: true,
  appraisers_enough: true,
  suspended_or_closed: false,
  credit_information_managed: false,
  owner_credit_managed: false,
  national_tax_delinquent: false,
  local_tax_delinquent: false,
  bankruptcy_or_rehabilitation: false,
  approved_plan_performed: false,
  unpaid_indemnity: false,
  related_unpaid_indemnity: false,
  debt_evasion_ban: false,
  accident_firm: false,
  arrears_days: '0',
  arrears_count_3m: '0',
  premises_attached: false,
  bill_clearing_suspended: false,
  duplicate_guarantee: false,
}

export const use = (own: bigint, kodit = 0n, foundation = 0n, other = 0n): Use => ({
  own: money(own),
  kodit: money(kodit),
  regional_foundation: money(foundation),
  other: money(other),
})
export const uses: Uses = { firm: use(300_000_000n), group: use(300_000_000n), isGroupKnown: true, external: [] }

export type Asked = {
  readonly values?: Values
  readonly request?: Partial<Omit<DecisionRequest, 'programme'>>
  readonly under?: CompiledPolicy
}

/** What is recommended on the sample, changed. Facts that repeat the request (programme, grade, loan) follow it. */
export function asked({ values = {}, request = {}, under = policy }: Asked = {}): Decision {
  const all: Values = { ...facts, ...values }
  const programme = under.programmes.get(String(all['programme']))
  if (programme === undefined) throw new Error(`no programme ${String(all['programme'])}`)
  const grade = request.grade ?? finalGradeSchema.parse(all['grade'])
  const loan = request.loan ?? money(BigInt(String(all['loan_amount'])))
  const row = sure(rowOf(vocabulary, { ...all, grade, loan_amount: String(loan) }))
  return recommend(under, row, {
    programme,
    purpose: String(all['purpose']),
    termMonths: Number(all['loan_term_months']),
    trl: 9,
    uses,
    day: calendarDate('2026-03-16'),
    holidays,
    ...request,
    grade,
    loan,
  })
}
