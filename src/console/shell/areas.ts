/**
 * The areas of the console in the order of the menu: who works in each, and the pages the menu names. An area's folder
 * holds its routes, pages and words; this is its line in the table of contents. Pure.
 */

import type { Value } from '../../../clients/typescript/api.ts'
import type { words } from './menu.ko.ts'

type Role = Value<'GET /v1/self'>['roles'][number]
type MenuKey = keyof typeof words
export type Page = { readonly to: string; readonly title: MenuKey; readonly roles?: readonly Role[] }
export type AreaOfWork = {
  readonly title: MenuKey
  /** Roles that work here; null for everybody, logged in or not. */
  readonly roles: readonly Role[] | null
  readonly pages: readonly Page[]
}

/** Everybody who is logged in and has something to do here. */
const ROLES: readonly Role[] = [
  ...(['sme', 'bank', 'appraiser', 'officer', 'branch_head', 'regional_head', 'committee_member'] as const),
  ...(['claims', 'finance', 'risk_officer', 'auditor', 'admin'] as const),
]

export const AREAS: readonly AreaOfWork[] = [
  {
    title: 'sme',
    roles: ['sme'],
    pages: [
      { to: '/applications', title: 'applications' },
      { to: '/co-workings', title: 'co_workings' },
    ],
  },
  {
    title: 'bank',
    roles: ['bank'],
    pages: [
      { to: '/bank/cases', title: 'bank_cases' },
      { to: '/bank/guarantees', title: 'bank_guarantees' },
      { to: '/bank/months', title: 'bank_months' },
      { to: '/bank/statements', title: 'bank_statements' },
      { to: '/bank/developer', title: 'bank_developer' },
      { to: '/bank/sandbox', title: 'bank_sandbox' },
    ],
  },
  {
    title: 'appraiser',
    roles: ['appraiser'],
    pages: [
      { to: '/appraisals', title: 'appraisals' },
      { to: '/interests', title: 'interests' },
      { to: '/feedback', title: 'feedback' },
    ],
  },
  {
    title: 'office',
    roles: ['officer', 'branch_head', 'regional_head', 'committee_member'],
    pages: [
      { to: '/office/work', title: 'office_work' },
      { to: '/office/referred', title: 'office_referred' },
      { to: '/office/guarantees', title: 'office_guarantees' },
      { to: '/office/limits', title: 'office_limits' },
    ],
  },
  {
    title: 'office_money',
    roles: ['claims', 'finance'],
    pages: [
      { to: '/office/claims', title: 'office_claims', roles: ['claims'] },
      { to: '/office/guarantees', title: 'office_guarantees', roles: ['claims', 'finance'] },
      { to: '/office/limits', title: 'office_limits', roles: ['finance'] },
      { to: '/office/fund', title: 'office_fund', roles: ['finance'] },
    ],
  },
  {
    title: 'audit',
    roles: ['auditor'],
    pages: [
      { to: '/audit/find', title: 'audit_find' },
      { to: '/audit/trail', title: 'audit_trail' },
      { to: '/audit/readings', title: 'audit_readings' },
      { to: '/audit/heads', title: 'audit_heads' },
    ],
  },
  {
    title: 'admin',
    roles: ['admin'],
    pages: [
      { to: '/admin/people', title: 'admin_people' },
      { to: '/admin/organisations', title: 'admin_organisations' },
      { to: '/admin/appraisers', title: 'admin_appraisers' },
      { to: '/admin/access', title: 'admin_access' },
    ],
  },
  {
    title: 'risk',
    roles: ['risk_officer', 'committee_member', 'auditor'],
    pages: [
      { to: '/risk/editions', title: 'risk_editions' },
      { to: '/risk/stops', title: 'risk_stops' },
      { to: '/risk/impact', title: 'risk_impact', roles: ['risk_officer', 'committee_member'] },
      { to: '/risk/shadows', title: 'risk_shadows', roles: ['risk_officer'] },
      { to: '/risk/quality', title: 'risk_quality', roles: ['risk_officer'] },
      { to: '/risk/time', title: 'risk_time', roles: ['risk_officer', 'auditor'] },
    ],
  },
  {
    title: 'own',
    roles: ROLES,
    pages: [{ to: '/security', title: 'security' }],
  },
  {
    title: 'public',
    roles: null,
    pages: [
      { to: '/consultation', title: 'consultation' },
      { to: '/criteria', title: 'criteria' },
      { to: '/verify', title: 'verify' },
    ],
  },
]

/** The folder of a path: `/office` of `/office/cases/4`. */
const folderOf = (path: string): string => `/${path.split('/')[1] ?? ''}`

/**
 * The roles whose work a page is: of a page the menu names those of its lines, of any other those of all lines of its
 * folder. Null where everybody may look, and of pages of no area.
 *
 * @param path  within the console, such as `/office/cases/4`
 */
export function rolesAt(path: string): readonly Role[] | null {
  const lines = AREAS.flatMap(({ roles, pages }) =>
    pages.map(page => ({ to: page.to, roles: roles === null ? null : (page.roles ?? roles) })),
  )
  const named = lines.filter(({ to }) => to === path)
  const of = named.length > 0 ? named : lines.filter(({ to }) => folderOf(to) === folderOf(path))
  if (of.length === 0 || of.some(({ roles }) => roles === null)) return null
  return [...new Set(of.flatMap(({ roles }) => roles ?? []))]
}
