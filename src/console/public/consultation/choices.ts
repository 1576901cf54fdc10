/** What can be chosen in the consultation: the codes the API takes, each with words of the page. */
export const FORMS = ['pre_startup', 'sole_proprietor', 'company'] as const
export const RIGHTS = ['registered_patent', 'applied_patent', 'software', 'know_how', 'none'] as const
export const REGIONS = [11, 26, 27, 28, 29, 30, 31, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50].map(
  each => `KR-${each}` as const,
)
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
export const PURPOSES = [
  'working_capital',
  'facility',
  'rnd',
  'commercialisation',
  'pre_startup',
  'ip_finance',
  'export',
  'trade',
  'raw_materials',
  'performance',
  'technology_transfer',
  'merger_acquisition',
  'joint_project',
  'content_production',
  'carbon',
  'restart',
  'restructuring',
  'certification',
  'securitisation',
] as const
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
