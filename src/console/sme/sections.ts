/** The parts of an application in the order of its task list, and what is asked in each. Nothing is asked in two. */
import { ASSET_KINDS, CERTIFICATIONS, COMPANY_FORMS, LEGAL_FORMS, OWNER_ROLES, REGIONS } from './choices.ts'
import { type Field, NAME, RELIED, type RowList, SELF, type Section, type Values } from './fields.ts'

const isCompany = (values: Values): boolean => values['legal_form'] === 'company'
const isRegistered = (values: Values): boolean => values['legal_form'] !== 'pre_startup'

const legalForm: Field = {
  key: 'legal_form',
  kind: 'choice',
  path: 'party.firm.legal_form',
  choices: LEGAL_FORMS,
  isDue: true,
}
const businessNumber: Field = {
  key: 'business_number',
  kind: 'text',
  path: 'party.firm.business_number',
  isDigits: true,
  isDue: true,
  when: isRegistered,
}
const industry: Field = { key: 'industry', kind: 'text', path: 'party.firm.ksic.code', isDue: true }
const region: Field = { key: 'region', kind: 'choice', path: 'party.firm.region', choices: REGIONS, isDue: true }

const owners: RowList = {
  key: 'owners',
  path: 'party.firm.owners',
  max: 20,
  blank: ({ uuid }) => ({ person: `person-${uuid}`, role: 'owner', share: '0' }),
  fields: [
    { key: 'name', kind: 'text', path: NAME, isDue: true },
    { key: 'role', kind: 'choice', path: 'role', choices: OWNER_ROLES, isDue: true },
    { key: 'share', kind: 'percent', path: 'share', isDue: true },
    { key: 'born_on', kind: 'day', path: 'born_on' },
    { key: 'is_founder', kind: 'flag', path: 'is_founder' },
    { key: 'industry_years', kind: 'count', path: 'industry_years', isSaid: true },
  ],
}
const certifications: RowList = {
  key: 'certifications',
  path: 'party.firm.certifications',
  max: 20,
  blank: ({ uuid }) => ({ key: uuid }),
  fields: [
    { key: 'certification', kind: 'choice', path: 'kind', choices: CERTIFICATIONS, isDue: true },
    { key: 'valid_until', kind: 'day', path: 'valid_until', isDue: true },
  ],
}
export const company: Section = {
  key: 'company',
  fields: [
    legalForm,
    { key: 'company_form', kind: 'choice', path: 'party.firm.company_form', choices: COMPANY_FORMS, when: isCompany },
    businessNumber,
    { key: 'corporate_number', kind: 'text', path: 'party.firm.corporate_number', isDigits: true, when: isCompany },
    industry,
    { key: 'founded_on', kind: 'day', path: 'party.firm.founded_on', isDue: true, when: isRegistered },
    { key: 'employees', kind: 'count', path: 'party.firm.employees' },
    { key: 'total_assets', kind: 'won', path: 'party.firm.total_assets' },
    region,
  ],
  lists: [owners, certifications],
}

const asked: readonly Field[] = [
  { key: 'programme', kind: 'choice', path: 'application.programme', of: 'programme', isDue: true },
  { key: 'purpose', kind: 'choice', path: 'application.request.purpose', of: 'purpose', isDue: true },
  { key: 'loan_amount', kind: 'won', path: 'application.request.loan_amount', isDue: true },
  { key: 'term_months', kind: 'count', path: 'application.request.term_months', isDue: true },
]
/** The bank is named when the application is begun and stays: another bank is another application. */
export const request: Section = { key: 'request', fields: asked, lists: [] }

const said = (key: string, kind: Field['kind'], path: string): Field => ({ key, kind, path, isSaid: true })
export const plan: Section = {
  key: 'plan',
  fields: [
    said('estimated_sales', 'won', 'application.estimated_sales'),
    said('market_growth_rate', 'percent', 'application.plan.market_growth_rate'),
    said('preparation_months', 'count', 'application.plan.preparation_months'),
    said('employees_total', 'count', 'application.plan.employees_total'),
    said('employees_rnd', 'count', 'application.plan.employees_rnd'),
    said('rnd_budget', 'won', 'application.rnd_budget'),
    said('facility_quote', 'won', 'application.facility_quote'),
  ],
  lists: [],
}

const amount = (key: string, isDue: boolean, kind: 'won' | 'signed_won' = 'won'): Field => ({
  key,
  kind,
  path: key,
  isDue,
})
export const financials: Section = {
  key: 'financials',
  fields: [],
  lists: [
    {
      key: 'years',
      path: 'application.financials',
      max: 5,
      isOneEach: true,
      isSaid: true,
      blank: ({ today, place, uuid }) => ({
        key: uuid,
        fiscal_year: Number(today.slice(0, 4)) - 1 - place,
        source: SELF,
        as_of: today,
      }),
      fields: [
        { key: 'fiscal_year', kind: 'count', path: 'fiscal_year', isDue: true },
        amount('sales', true),
        amount('operating_income', true, 'signed_won'),
        amount('net_income', true, 'signed_won'),
        amount('total_assets', true),
        amount('current_assets', true),
        amount('total_liabilities', true),
        amount('current_liabilities', true),
        amount('equity', true, 'signed_won'),
        amount('depreciation', false),
        amount('interest_expense', false),
        amount('debt_principal_due', false),
        amount('rnd_expense', false),
      ],
    },
  ],
}

const isRight = (values: Values): boolean => values['kind'] !== 'know_how'
export const technology: Section = {
  key: 'technology',
  fields: [],
  lists: [
    {
      key: 'assets',
      path: 'technology.assets',
      max: 50,
      isSaid: true,
      source: 'status_source',
      blank: ({ today, firm, place }) => ({
        id: `asset-${place + 1}`,
        kind: 'patent',
        office: 'KR',
        classes: [],
        owners: [{ party: firm, share: '1' }],
        pledges: [],
        licences: [],
        seizures: [],
        annuities: [],
        status_source: SELF,
        as_of: today,
      }),
      fields: [
        { key: 'kind', kind: 'choice', path: 'kind', choices: ASSET_KINDS, isDue: true },
        { key: 'office', kind: 'text', path: 'office', when: isRight },
        { key: 'number', kind: 'text', path: 'number', when: isRight },
        { key: 'application_number', kind: 'text', path: 'application_number', when: isRight },
        { key: 'application_on', kind: 'day', path: 'application_on', when: isRight },
        { key: 'registered_on', kind: 'day', path: 'registered_on', when: isRight },
        { key: 'expires_on', kind: 'day', path: 'expires_on', when: isRight },
        { key: 'classes', kind: 'words', path: 'classes' },
        { key: 'relied', kind: 'flag', path: RELIED },
      ],
    },
    {
      key: 'components',
      path: 'technology.readiness.components',
      max: 20,
      blank: ({ place }) => ({ code: `component_${place + 1}`, evidence: [] }),
      fields: [
        {
          key: 'trl',
          kind: 'choice',
          path: 'trl',
          choices: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
          isNumber: true,
          isDue: true,
        },
      ],
    },
  ],
}

export const SECTIONS = { company, request, plan, financials, technology } as const
export type SectionKey = keyof typeof SECTIONS
export const isSectionKey = (text: string): text is SectionKey => Object.hasOwn(SECTIONS, text)

const bank: Field = { key: 'bank', kind: 'choice', path: 'application.request.bank', of: 'bank', isDue: true }
/** What has to be known before there is an application: of a firm that has one already, only what it asks for. */
export const beginning = (isKnown: boolean): Section => ({
  key: 'begin',
  fields: [bank, ...asked, ...(isKnown ? [] : [legalForm, businessNumber, industry, region])],
  lists: [],
})
