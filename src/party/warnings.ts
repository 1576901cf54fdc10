/**
 * What an officer should look at in a firm's file though it refuses nothing: identifiers that disagree with what they
 * should say.
 */
import { isCorporateNumber, type TaxpayerKind, taxpayerKindOf } from './identifiers.ts'
import type { Firm, Party } from './schema.ts'

export const PARTY_WARNINGS = [
  'corporate_number_check_digit',
  'business_number_other_kind',
  'business_number_of_branch',
] as const
export type PartyWarning = {
  readonly code: (typeof PARTY_WARNINGS)[number]
  readonly at: string
  readonly params: Readonly<Record<string, string>>
}

/** Which kinds of taxpayer a legal form can be. */
const KINDS: Readonly<Record<Firm['legal_form'], readonly TaxpayerKind[]>> = {
  sole_proprietor: ['individual_taxable', 'individual_exempt'],
  company: ['company_head_office', 'company_branch', 'foreign_corporation'],
  cooperative: ['company_head_office', 'company_branch', 'non_profit_corporation'],
  research_cooperative: ['non_profit_corporation', 'company_head_office'],
  pre_startup: [],
}

/** Warnings in the order of the file; none for a file without anything to look at. */
export function partyWarnings(party: Party): readonly PartyWarning[] {
  const { business_number: business, corporate_number: corporate, legal_form: form } = party.firm
  const found: PartyWarning[] = []
  if (business !== undefined) {
    const kind = taxpayerKindOf(business)
    const params = { field: 'firm.business_number', value: business, kind, limit: KINDS[form].join(' ') }
    if (!KINDS[form].includes(kind))
      found.push({ code: 'business_number_other_kind', at: 'firm.business_number', params })
    else if (kind === 'company_branch')
      found.push({ code: 'business_number_of_branch', at: 'firm.business_number', params })
  }
  if (corporate !== undefined && !isCorporateNumber(corporate))
    found.push({
      code: 'corporate_number_check_digit',
      at: 'firm.corporate_number',
      params: { field: 'firm.corporate_number', value: corporate, limit: 'the last digit checks the first twelve' },
    })
  return found
}
