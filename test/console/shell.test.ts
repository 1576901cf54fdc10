/** Whose work a page is, by the lines of the menu. */
import { expect, test } from 'vitest'
import { AREAS, rolesAt } from '../../src/console/shell/areas.ts'

test.each([
  ['/admin/people', ['admin']],
  ['/admin/people/person-demo-admin', ['admin']],
  ['/applications/1/company', ['sme']],
  // One page in two lines of the menu is the work of both, and a page below it of everybody in its folder.
  ['/office/limits', ['officer', 'branch_head', 'regional_head', 'committee_member', 'finance']],
  ['/office/cases/1', ['officer', 'branch_head', 'regional_head', 'committee_member', 'claims', 'finance']],
  ['/office/fund', ['finance']],
  ['/risk/time', ['risk_officer', 'auditor']],
  ['/verify', null],
  ['/notifications', null],
  ['/', null],
])('%s is the work of %j', (path, roles) => {
  expect(rolesAt(path)).toEqual(roles)
})

test('every line of the menu opens to each of its roles', () => {
  for (const { roles, pages } of AREAS)
    for (const page of pages)
      for (const role of page.roles ?? roles ?? []) expect(rolesAt(page.to), page.to).toContain(role)
})
