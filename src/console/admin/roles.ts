/** Which roles are offered where; the service says in the end. Pure. */
import type { Value } from '../../../clients/typescript/api.ts'

type Role = Value<'GET /v1/self'>['roles'][number]
export type OrganisationKind = Value<'GET /v1/organisations'>['items'][number]['kind']
export const ORGANISATION_KINDS = [
  'agency',
  'region',
  'office',
  'bank',
  'firm',
] as const satisfies readonly OrganisationKind[]

const AGENCY = [
  ...(['officer', 'branch_head', 'committee_member', 'appraiser', 'claims', 'finance', 'risk_officer'] as const),
  ...(['auditor', 'admin'] as const),
] as const satisfies readonly Role[]

export const ROLES_OF: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  firm: ['sme'],
  bank: ['bank'],
  agency: AGENCY,
  office: AGENCY,
  region: ['regional_head', ...AGENCY],
}

/** Organisations that lie in others, and in which. */
export const PARENTS_OF: Readonly<Partial<Record<OrganisationKind, readonly OrganisationKind[]>>> = {
  office: ['region', 'agency'],
  region: ['agency'],
}

/** A day's last moment in the legal zone, as the service takes it; null for no end. */
export const endOf = (day: string): string | null =>
  day === ''
    ? null
    : `${new Date(new Date(`${day}T00:00:00+09:00`).getTime() + 86_399_000).toISOString().slice(0, 19)}Z`

/** A name that is needed in three languages, where the others may be left out: the first given stands in. */
export function namesIn(ko: string, en: string, zh: string) {
  const first = [ko, en, zh].map(text => text.trim()).find(text => text !== '') ?? ''
  const or = (text: string): string => (text.trim() === '' ? first : text.trim())
  return { ko: or(ko), en: or(en), zh: or(zh) }
}
