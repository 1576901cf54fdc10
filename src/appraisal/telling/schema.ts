/** What somebody who has not applied yet is asked: ten minutes without papers, and nothing is kept. */
import { z } from 'zod'
import { PURPOSES } from '../../application/schema.ts'
import { dayText, moneyAmount, moneyNotNegative } from '../../kernel/text.ts'
import { CERTIFICATIONS, ksicSchema, REGIONS } from '../../party/schema.ts'

/** Facts that exclude or hold up a firm, which it knows of itself; offices are asked when it applies. */
export const TROUBLES = [
  'suspended_or_closed',
  'credit_information_managed',
  'owner_credit_managed',
  'national_tax_delinquent',
  'local_tax_delinquent',
  'bankruptcy_or_rehabilitation',
  'unpaid_indemnity',
  'related_unpaid_indemnity',
  'accident_firm',
  'premises_attached',
  'bill_clearing_suspended',
] as const
export const FORMS = ['pre_startup', 'sole_proprietor', 'company'] as const
export const RIGHTS_HELD = ['registered_patent', 'applied_patent', 'software', 'know_how', 'none'] as const

const figures = z.strictObject({
  sales: moneyNotNegative,
  operating_income: moneyAmount,
  net_income: moneyAmount,
  total_assets: moneyNotNegative,
  current_assets: moneyNotNegative,
  total_liabilities: moneyNotNegative,
  current_liabilities: moneyNotNegative,
})

export const consultationBody = z
  .strictObject({
    form: z.enum(FORMS),
    /** Left out by whoever is not registered yet. */
    founded_on: dayText.optional(),
    ksic: ksicSchema,
    region: z.enum(REGIONS),
    employees: z.int().min(0).max(10_000_000),
    certifications: z.array(z.enum(CERTIFICATIONS)).max(CERTIFICATIONS.length),
    owner_born_on: dayText.optional(),
    owner_industry_years: z.int().min(0).max(80).optional(),
    right: z.enum(RIGHTS_HELD),
    /** Readiness of the technology, 1 to 9. */
    trl: z.int().min(1).max(9),
    purpose: z.enum(PURPOSES),
    loan_amount: moneyNotNegative.refine(amount => amount !== '0', { message: 'a loan is at least 1 won' }),
    term_months: z.int().min(1).max(360),
    /** Of the last closed year; left out where there is none. */
    figures: figures.optional(),
    troubles: z.array(z.enum(TROUBLES)).max(TROUBLES.length),
  })
  .superRefine((answers, context) => {
    const report = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (answers.form === 'pre_startup' && answers.founded_on !== undefined)
      report('founded_on', 'whoever is not registered yet has no first day: leave it out')
    if (answers.form !== 'pre_startup' && answers.founded_on === undefined)
      report('founded_on', 'the day of the registration is due')
  })
export type Answers = z.output<typeof consultationBody>
