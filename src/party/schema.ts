/**
 * Who asks: the firm, its owners and affiliates over time, its standing with guarantors, and the facts that can
 * exclude it. First stage after the rules. Everybody is an id; names are kept elsewhere, so that a record holds none.
 */
import { z } from 'zod'
import { code, dayText, moneyNotNegative, plainText, ratioText } from '../kernel/text.ts'
import { businessNumber, consentId, corporateNumber, firmId, personId } from './identifiers.ts'
import { shareExcess } from './shares.ts'

/** More rows of one kind than any firm has; a bound so that an input cannot be made endless. */
const ROWS_MAX = 200
const rows = <Row extends z.ZodType>(row: Row) => z.array(row).max(ROWS_MAX)

type Issue = { readonly path: PropertyKey[]; readonly message: string }
type Refining = { readonly addIssue: (issue: Issue & { readonly code: 'custom' }) => void }
const report = (context: Refining, path: PropertyKey[], message: string): void =>
  context.addIssue({ code: 'custom', path, message })

/** A period whose end, where it has one, is not before its beginning. Both days belong to it. */
const isPeriod = (period: { readonly from: string; readonly until?: string | undefined }): boolean =>
  period.until === undefined || period.from <= period.until
const PERIOD = { message: 'a period ends on its first day or later', path: ['until'] }

export const LEGAL_FORMS = ['sole_proprietor', 'company', 'cooperative', 'research_cooperative', 'pre_startup'] as const
export const COMPANY_FORMS = ['stock', 'limited', 'limited_liability', 'partnership', 'limited_partnership'] as const
export const CERTIFICATIONS = [
  'sme',
  'venture',
  'innobiz',
  'mainbiz',
  'research_institute',
  'research_department',
  'research_institute_company',
  'hi_tech_company',
  'green_technology',
  'excellent_technology',
  'new_technology',
  'materials_parts_equipment',
  'social_enterprise',
  'root_company',
] as const
export const OWNER_ROLES = ['owner', 'real_manager', 'director'] as const
export const AFFILIATE_KINDS = ['parent', 'subsidiary', 'common_owner', 'common_manager', 'guarantor'] as const
export const GUARANTORS = ['own', 'kodit', 'regional_foundation', 'other'] as const
export const FACT_SOURCES = [
  'credit_bureau',
  'tax_office',
  'business_status',
  'court',
  'guarantor',
  'self_declaration',
] as const
/** Provinces and cities by ISO 3166-2. */
export const REGIONS = [
  'KR-11',
  'KR-26',
  'KR-27',
  'KR-28',
  'KR-29',
  'KR-30',
  'KR-31',
  'KR-41',
  'KR-42',
  'KR-43',
  'KR-44',
  'KR-45',
  'KR-46',
  'KR-47',
  'KR-48',
  'KR-49',
  'KR-50',
] as const

export const ksicSchema = z.strictObject({
  revision: z.enum(['9', '10', '11']),
  code: z
    .string()
    .max(5)
    .refine(text => /^[0-9]{5}$/.test(text), { message: 'an industry is five ASCII digits of the classification' }),
})

const certificationSchema = z.strictObject({
  kind: z.enum(CERTIFICATIONS),
  valid_from: dayText.optional(),
  valid_until: dayText,
})

const countWithin = (max: number) => z.int().min(0).max(max)

const ownerSchema = z.strictObject({
  person: personId,
  role: z.enum(OWNER_ROLES),
  share: ratioText,
  born_on: dayText.optional(),
  is_founder: z.boolean().optional(),
  industry_years: z.strictObject({ value: countWithin(80), source: code, as_of: dayText.optional() }).optional(),
})

const affiliateSchema = z
  .strictObject({
    firm: firmId,
    kind: z.enum(AFFILIATE_KINDS),
    share: ratioText.optional(),
    from: dayText,
    until: dayText.optional(),
  })
  .refine(isPeriod, PERIOD)

const exposureSchema = z.strictObject({
  guarantor: z.enum(GUARANTORS),
  programme: code.optional(),
  balance: moneyNotNegative,
  since: dayText,
  source: code,
  as_of: dayText,
})

const standingSchema = z.strictObject({
  exposures: rows(exposureSchema),
  unpaid_indemnity: z
    .strictObject({ guarantor: z.enum(GUARANTORS), amount: moneyNotNegative, source: code, as_of: dayText })
    .optional(),
  ban: z
    .strictObject({ basis: code, source: code, from: dayText, until: dayText.optional() })
    .refine(isPeriod, PERIOD)
    .optional(),
})

type Owner = z.output<typeof ownerSchema>

/** One owner, one role, once; and shares that are parts of one whole. */
function checkOwners(owners: readonly Owner[], context: Refining): void {
  const seen = new Set<string>()
  for (const [index, owner] of owners.entries()) {
    const key = `${owner.person} ${owner.role}`
    if (seen.has(key)) report(context, ['owners', index, 'person'], 'a person stands once in each role')
    seen.add(key)
  }
  const excess = shareExcess(owners.map(owner => owner.share))
  if (excess !== undefined) report(context, ['owners'], excess)
}

/** Whoever is not yet registered has no number and no first day; everybody else has a number. */
function checkRegistration(firm: FirmShape, context: Refining): void {
  if (firm.legal_form !== 'pre_startup') {
    if (firm.business_number === undefined)
      report(context, ['business_number'], 'only a pre-start-up has no business registration number')
  } else {
    for (const field of ['business_number', 'corporate_number', 'founded_on'] as const)
      if (firm[field] !== undefined) report(context, [field], 'a pre-start-up is not registered yet: leave it out')
  }
  if (firm.company_form !== undefined && firm.legal_form !== 'company')
    report(context, ['company_form'], 'only a company has a form of company')
}

const firmShape = z.strictObject({
  id: firmId,
  legal_form: z.enum(LEGAL_FORMS),
  company_form: z.enum(COMPANY_FORMS).optional(),
  business_number: businessNumber.optional(),
  corporate_number: corporateNumber.optional(),
  ksic: ksicSchema,
  founded_on: dayText.optional(),
  employees: countWithin(10_000_000).optional(),
  total_assets: moneyNotNegative.optional(),
  region: z.enum(REGIONS),
  certifications: rows(certificationSchema),
  owners: rows(ownerSchema),
  affiliates: rows(affiliateSchema),
  standing: standingSchema,
})
type FirmShape = z.output<typeof firmShape>

export const firmSchema = firmShape.superRefine((firm, context) => {
  checkRegistration(firm, context)
  checkOwners(firm.owners, context)
  for (const [index, affiliate] of firm.affiliates.entries())
    if (affiliate.firm === firm.id) report(context, ['affiliates', index, 'firm'], 'a firm is no affiliate of itself')
})

/** A fact that can exclude a firm, as one office told it on one day. */
export const exclusionFactSchema = z
  .strictObject({
    fact: code,
    value: z.union([z.boolean(), plainText(60)]),
    source: z.enum(FACT_SOURCES),
    as_of: dayText,
    valid_until: dayText,
    consent: consentId.nullable(),
  })
  .refine(fact => fact.as_of <= fact.valid_until, {
    message: 'a reading is valid until the day it was made or later',
    path: ['valid_until'],
  })

export const partySchema = z
  .strictObject({ firm: firmSchema, exclusion_facts: rows(exclusionFactSchema) })
  .superRefine((party, context) => {
    const seen = new Set<string>()
    for (const [index, fact] of party.exclusion_facts.entries()) {
      const key = `${fact.fact} ${fact.source} ${fact.as_of}`
      if (seen.has(key)) report(context, ['exclusion_facts', index, 'fact'], 'one source tells one fact once for a day')
      seen.add(key)
    }
  })

export type Ksic = z.output<typeof ksicSchema>
export type Firm = z.output<typeof firmSchema>
export type ExclusionFact = z.output<typeof exclusionFactSchema>
export type Party = z.output<typeof partySchema>
