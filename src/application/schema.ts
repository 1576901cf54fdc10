/**
 * What the firm asks for: the request, its figures of up to five years, what it plans, and the papers it handed in.
 * Stands after party, before technology. Amounts are whole won and plans carry who said so and when.
 */
import { z } from 'zod'
import { code, dayText, decimalText, digestText, moneyAmount, moneyNotNegative } from '../kernel/text.ts'
import { bankId, firmId } from '../party/identifiers.ts'

/** The years of figures a file holds; five is what an appraisal asks for at most. */
const YEARS_MAX = 5
const PAPERS_MAX = 200
const SUPPLIERS_MAX = 100

export const PURPOSES = [
  'working_capital',
  'facility',
  'rnd',
  'trade',
  'pre_startup',
  'ip_finance',
  'joint_project',
  'commercialisation',
  'merger_acquisition',
  'technology_transfer',
  'restructuring',
  'export',
  'raw_materials',
  'performance',
  'content_production',
  'carbon',
  'restart',
  'securitisation',
  'certification',
] as const

const wholeNumber = (min: number, max: number) => z.int().min(min).max(max)

const requestSchema = z.strictObject({
  purpose: z.enum(PURPOSES),
  loan_amount: moneyNotNegative.refine(amount => amount !== '0', { message: 'a loan is at least 1 won' }),
  term_months: wholeNumber(1, 360),
  bank: bankId,
  currency: z.literal('KRW'),
})

/** One fiscal year. What may be below zero is what can: results and own capital; never sales or a cost. */
export const fiscalYearSchema = z.strictObject({
  fiscal_year: wholeNumber(1950, 2200),
  sales: moneyNotNegative,
  operating_income: moneyAmount,
  net_income: moneyAmount,
  total_assets: moneyNotNegative,
  current_assets: moneyNotNegative,
  total_liabilities: moneyNotNegative,
  current_liabilities: moneyNotNegative,
  equity: moneyAmount,
  depreciation: moneyNotNegative.optional(),
  interest_expense: moneyNotNegative.optional(),
  debt_principal_due: moneyNotNegative.optional(),
  rnd_expense: moneyNotNegative.optional(),
  cash: moneyNotNegative.optional(),
  operating_cash_flow: moneyAmount.optional(),
  source: code,
  as_of: dayText,
})

/** A figure of the plan with who gave it and on which day. */
const said = <Value extends z.ZodType>(value: Value) => z.strictObject({ value, source: code, as_of: dayText })
const saidAmount = said(moneyNotNegative)

export const planSchema = z
  .strictObject({
    market_growth_rate: said(decimalText).optional(),
    preparation_months: said(wholeNumber(0, 240)).optional(),
    employees_rnd: said(wholeNumber(0, 10_000_000)).optional(),
    employees_total: said(wholeNumber(0, 10_000_000)).optional(),
  })
  .refine(
    plan =>
      plan.employees_rnd === undefined ||
      plan.employees_total === undefined ||
      plan.employees_rnd.value <= plan.employees_total.value,
    { message: 'research staff are some of all staff', path: ['employees_rnd', 'value'] },
  )

const paperSchema = z.strictObject({ type: code, digest: digestText, received_on: dayText })

const jointProjectSchema = z
  .strictObject({
    sponsor: firmId,
    suppliers: z.array(firmId).min(1).max(SUPPLIERS_MAX),
    project_appraisal: digestText,
  })
  .superRefine((project, context) => {
    const seen = new Set<string>([project.sponsor])
    for (const [index, supplier] of project.suppliers.entries()) {
      if (seen.has(supplier))
        context.addIssue({
          code: 'custom',
          path: ['suppliers', index],
          message: 'a firm stands once in a project, as sponsor or as supplier',
        })
      seen.add(supplier)
    }
  })

export const applicationSchema = z
  .strictObject({
    id: z
      .string()
      .max(48)
      .refine(text => /^application-([0-9]{3,12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(text), {
        message: 'an application is written application- and 3 to 12 digits (or a UUID), such as application-001',
      }),
    applicant: firmId,
    programme: code,
    submitted_on: dayText,
    request: requestSchema,
    financials: z.array(fiscalYearSchema).max(YEARS_MAX),
    estimated_sales: saidAmount.optional(),
    rnd_budget: saidAmount.optional(),
    facility_quote: saidAmount.optional(),
    plan: planSchema,
    papers: z.array(paperSchema).max(PAPERS_MAX),
    joint_project: jointProjectSchema.optional(),
  })
  .superRefine((application, context) => {
    const seen = new Set<number>()
    for (const [index, year] of application.financials.entries()) {
      if (seen.has(year.fiscal_year))
        context.addIssue({
          code: 'custom',
          path: ['financials', index, 'fiscal_year'],
          message: 'a fiscal year stands once in the figures: correct it, or leave one of the two out',
        })
      seen.add(year.fiscal_year)
    }
  })

export type FiscalYear = z.output<typeof fiscalYearSchema>
export type Application = z.output<typeof applicationSchema>
