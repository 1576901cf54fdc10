/** Codes a firm chooses from in its application; their schemas are not loaded for the sake of their lists. */
import type { Firm } from '../../party/schema.ts'
import type { Asset } from '../../technology/schema.ts'

const all = <Code extends string>(codes: Readonly<Record<Code, true>>): readonly Code[] => Object.keys(codes) as Code[]

export const LEGAL_FORMS = all<Firm['legal_form']>({
  company: true,
  sole_proprietor: true,
  cooperative: true,
  research_cooperative: true,
  pre_startup: true,
})
export const COMPANY_FORMS = all<NonNullable<Firm['company_form']>>({
  stock: true,
  limited: true,
  limited_liability: true,
  partnership: true,
  limited_partnership: true,
})
export const OWNER_ROLES = all<Firm['owners'][number]['role']>({ owner: true, real_manager: true, director: true })
export const CERTIFICATIONS = all<Firm['certifications'][number]['kind']>({
  sme: true,
  venture: true,
  innobiz: true,
  mainbiz: true,
  research_institute: true,
  research_department: true,
  research_institute_company: true,
  hi_tech_company: true,
  green_technology: true,
  excellent_technology: true,
  new_technology: true,
  materials_parts_equipment: true,
  social_enterprise: true,
  root_company: true,
})
export const REGIONS = all<Firm['region']>({
  'KR-11': true,
  'KR-26': true,
  'KR-27': true,
  'KR-28': true,
  'KR-29': true,
  'KR-30': true,
  'KR-31': true,
  'KR-41': true,
  'KR-42': true,
  'KR-43': true,
  'KR-44': true,
  'KR-45': true,
  'KR-46': true,
  'KR-47': true,
  'KR-48': true,
  'KR-49': true,
  'KR-50': true,
})
export const ASSET_KINDS = all<Asset['kind']>({
  patent: true,
  utility_model: true,
  design: true,
  trademark: true,
  plant_variety: true,
  software: true,
  know_how: true,
})
