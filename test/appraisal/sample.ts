/**
 * A whole case the shipped rules approve, for tests to change: a maker of machines with one patent and one appraiser.
 * No firm or person in it exists. Also the shipped rule book, read once, and books with something in them changed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { sha256Hex } from '#sha256'
import { type Appraisal, appraise } from '../../src/appraisal/appraise.ts'
import { recordOf } from '../../src/appraisal/record.ts'
import { type RuleBook, type Rules, readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { type Case, caseSchema } from '../../src/appraisal/schema.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { changed } from '../cases.ts'

/** Path below rules/ -> text. */
export type Files = ReadonlyMap<string, string>
export const files: Files = new Map(
  readdirSync('rules', { recursive: true, encoding: 'utf8' })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.json'))
    .map(name => [name, readFileSync(`rules/${name}`, 'utf8')] as const),
)
export const book: RuleBook = sure(readRuleBook(files))
export const rules: Rules = sure(rulesOn(book, calendarDate('2026-03-16')))

/** The files with one of them changed: dotted places set, and some left out. */
export function filesWith(
  name: string,
  set: Readonly<Record<string, unknown>>,
  leaveOut: readonly string[] = [],
): Files {
  const text = files.get(name)
  if (text === undefined) throw new Error(`rules/ has no ${name}`)
  return new Map([...files, [name, JSON.stringify(changed(JSON.parse(text), set, leaveOut))]])
}

/** The files with a second edition of a kind, begun on a day, its numbers changed. */
export function filesWithEdition(
  kind: string,
  edition: string,
  day: string,
  set: Readonly<Record<string, unknown>>,
): Files {
  const head = { edition, in_force_from: day }
  const text = filesWith(`${kind}/2026-01.json`, { ...head, ...set }).get(`${kind}/2026-01.json`) ?? ''
  return new Map([...files, [`${kind}/${edition}.json`, text]])
}

const digest = (name: string): string => `sha256:${sha256Hex(`sample:${name}`)}`

/** Exclusion fact -> who tells it; every one of them clean. */
const OFFICES = {
  suspended_or_closed: 'business_status',
  credit_information_managed: 'credit_bureau',
  owner_credit_managed: 'credit_bureau',
  national_tax_delinquent: 'tax_office',
  local_tax_delinquent: 'tax_office',
  bankruptcy_or_rehabilitation: 'court',
  unpaid_indemnity: 'guarantor',
  related_unpaid_indemnity: 'guarantor',
  debt_evasion_ban: 'guarantor',
  accident_firm: 'guarantor',
  premises_attached: 'court',
  bill_clearing_suspended: 'credit_bureau',
  duplicate_guarantee: 'guarantor',
  arrears_days: 'credit_bureau',
  arrears_count_3m: 'credit_bureau',
} as const

const exclusionFacts = Object.entries(OFFICES).map(([fact, source]) => ({
  fact,
  value: fact.startsWith('arrears') ? '0' : false,
  source,
  as_of: '2026-03-10',
  valid_until: '2026-04-10',
  consent: source === 'credit_bureau' || source === 'tax_office' ? 'consent-001' : null,
}))

const year = (fiscal: number, sales: number, income: number, assets: number, liabilities: number) => ({
  fiscal_year: fiscal,
  sales: String(sales),
  operating_income: String(income),
  net_income: String(income - income / 10),
  total_assets: String(assets),
  current_assets: String(assets / 2),
  total_liabilities: String(liabilities),
  current_liabilities: String(liabilities / 2),
  equity: String(assets - liabilities),
  depreciation: '270000000',
  interest_expense: '110000000',
  debt_principal_due: '200000000',
  rnd_expense: String(sales / 20),
  source: 'tax_office',
  as_of: '2026-03-02',
})

const PAPERS = [
  'business_registration',
  'tax_clearance_national',
  'tax_clearance_local',
  'credit_consent',
  'technology_business_plan',
  'financial_statements',
  'sales_tax_base_certificate',
  'shareholder_list',
]
const EVIDENCE = [
  'patent_publication',
  'concept_document',
  'lab_report',
  'third_party_test_report',
  'relevant_environment_test',
  'pilot_report',
  'operational_demonstration',
  'certification',
  'sales_invoice',
]

const indicators = rules.models.get('machinery_growth')?.indicators ?? []
/** Judged: B, two of them C; measured ones are left to the facts, but for profitability, whose peer is not known. */
const marks = indicators
  .filter(one => !one.isMeasured || one.code === 'profitability')
  .map(({ code }) => ({
    indicator: code,
    mark: code === 'imitability' || code === 'market_size' ? 'C' : 'B',
    evidence: [{ paper: digest(code), type: 'business_plan', page: 3 }],
  }))

export const sample = {
  schema: 'tech-guarantee/case/1',
  id: 'case-sample',
  day: '2026-03-16',
  party: {
    firm: {
      id: 'firm-001',
      legal_form: 'company',
      company_form: 'stock',
      business_number: '1108123459',
      ksic: { revision: '10', code: '29271' },
      founded_on: '2015-04-01',
      employees: 48,
      total_assets: '9800000000',
      region: 'KR-41',
      certifications: [
        { kind: 'sme', valid_until: '2027-03-31' },
        { kind: 'venture', valid_until: '2027-06-30' },
      ],
      owners: [
        {
          person: 'person-001',
          role: 'owner',
          share: '0.62',
          born_on: '1974-05-11',
          is_founder: true,
          industry_years: { value: 17, source: 'employment_insurance', as_of: '2026-03-02' },
        },
      ],
      affiliates: [],
      standing: {
        exposures: [
          { guarantor: 'own', balance: '300000000', since: '2023-05-02', source: 'guarantor', as_of: '2026-03-10' },
        ],
      },
    },
    exclusion_facts: exclusionFacts,
  },
  application: {
    id: 'application-001',
    applicant: 'firm-001',
    programme: 'technology_guarantee',
    submitted_on: '2026-03-02',
    request: {
      purpose: 'working_capital',
      loan_amount: '1000000000',
      term_months: 12,
      bank: 'bank-001',
      currency: 'KRW',
    },
    financials: [
      year(2025, 8_200_000_000, 900_000_000, 9_800_000_000, 4_300_000_000),
      year(2024, 7_100_000_000, 690_000_000, 8_600_000_000, 4_300_000_000),
      year(2023, 6_000_000_000, 480_000_000, 7_800_000_000, 4_300_000_000),
      year(2022, 5_200_000_000, 360_000_000, 7_000_000_000, 4_000_000_000),
    ],
    estimated_sales: { value: '9000000000', source: 'officer_review', as_of: '2026-03-12' },
    plan: {
      market_growth_rate: { value: '0.09', source: 'industry_statistics', as_of: '2026-02-01' },
      preparation_months: { value: 0, source: 'officer_review', as_of: '2026-03-12' },
      employees_rnd: { value: 9, source: 'employment_insurance', as_of: '2026-03-02' },
      employees_total: { value: 48, source: 'employment_insurance', as_of: '2026-03-02' },
    },
    papers: PAPERS.map(type => ({ type, digest: digest(type), received_on: '2026-03-02' })),
  },
  technology: {
    assets: [
      {
        id: 'asset-1',
        kind: 'patent',
        office: 'KR',
        number: '10-1234567',
        registered_on: '2019-03-04',
        expires_on: '2037-06-01',
        classes: ['B23K 26/00'],
        owners: [{ party: 'firm-001', share: '1' }],
        pledges: [],
        licences: [],
        seizures: [],
        annuities: [{ due_on: '2026-03-04', paid_on: '2026-02-10' }],
        status_source: 'kipris',
        as_of: '2026-03-05',
      },
    ],
    readiness: {
      components: [
        { code: 'laser_head', trl: 9, evidence: EVIDENCE.map(type => ({ type, digest: digest(`evidence ${type}`) })) },
      ],
    },
    relied_on: ['asset-1'],
  },
  stated_facts: [] as readonly unknown[],
  group_exposures: [] as readonly unknown[],
  limits: [] as readonly unknown[],
  sheets: [
    {
      id: 'sheet-001',
      appraiser: 'appraiser-014',
      appraiser_grade: '2',
      signed_on: '2026-03-13',
      marks,
      site_visit: { visited_on: '2026-03-11', persons: ['appraiser-014'], photographs: [digest('photograph')] },
    },
  ],
}

/** The sample with dotted places set and some left out, read as a case. */
export const caseWith = (set: Readonly<Record<string, unknown>> = {}, leaveOut: readonly string[] = []): Case =>
  sure(parsed(caseSchema, changed(sample, set, leaveOut)))
export const theCase = caseWith()

/** The cases shipped for the demonstration, as they lie in their files. */
export const shippedCases: readonly unknown[] = readdirSync('fixtures/applications')
  .filter(name => name.endsWith('.json'))
  .map(name => (JSON.parse(readFileSync(`fixtures/applications/${name}`, 'utf8')) as { readonly case: unknown }).case)

/** What the shipped rules say of a case. */
export const appraised = (of: Case, under: Rules = rules): Appraisal => sure(appraise(under, of))
export const textOf = (of: Case, under: Rules = rules): string => recordOf(appraised(of, under), of, under).text

/** The value of a fact after an appraisal: its scaled integer, undefined where it is not known. */
export function factOf(of: Appraisal, name: string): number | undefined {
  const fact = rules.vocabulary.byName.get(name)
  if (fact === undefined) throw new Error(`no fact ${name}`)
  const value = of.row[fact.index]
  return value === undefined || Number.isNaN(value) ? undefined : value
}
