/** Who may sign: the level's role, other people than those who prepared it, an override only where policy allows it. */
import { describe, expect, test } from 'vitest'
import { SIGNING_ROLES } from '../../src/access/table.ts'
import { alike, type Proposed, type Review, signature } from '../../src/decision/review.ts'
import { book } from '../flow/people.ts'

const levels = book.shelves.authority[0]!.content.levels
const roleOf = (level: string) => SIGNING_ROLES[level]
const review: Review = {
  level: 'regional_head',
  quorum: 2,
  recommended: 'approve',
  memoBy: 'person-officer',
  appraisers: ['person-appraiser'],
  askedBy: ['person-asker'],
  signatures: [],
}
const proposed = (more: Partial<Proposed> = {}): Proposed => ({
  person: 'person-head',
  roles: { regional_head: null },
  verdict: 'approve',
  overrideReason: null,
  ...more,
})
const codesOf = (by: Partial<Proposed>, of: Partial<Review> = {}) => {
  const found = signature({ ...review, ...of }, proposed(by), levels, roleOf)
  return found.ok ? [] : found.refusals.map(one => one.code)
}

describe('a signature', () => {
  test('is given by the role of the level, or of a higher one', () => {
    expect(codesOf({})).toEqual([])
    expect(codesOf({ roles: { committee_member: null } })).toEqual([])
    expect(codesOf({ roles: { branch_head: null } })).toEqual(['signature_role_missing'])
    expect(codesOf({ roles: { officer: null, auditor: null } })).toEqual(['signature_role_missing'])
  })

  test('is never given by who wrote the memo, marked, or asked, nor in the name of one of them', () => {
    for (const person of ['person-officer', 'person-appraiser', 'person-asker']) {
      expect(codesOf({ person })).toEqual(['signature_own_work'])
      expect(codesOf({ roles: { regional_head: person } })).toEqual(['signature_own_work'])
    }
  })

  test('is given once by a person, and once in the name of a person', () => {
    const signed = { person: 'person-head', role: 'regional_head', verdict: 'approve', delegatedBy: null } as const
    expect(codesOf({}, { signatures: [signed] })).toEqual(['signature_twice'])
    expect(
      codesOf({ person: 'person-deputy', roles: { regional_head: 'person-head' } }, { signatures: [signed] }),
    ).toEqual(['signature_twice'])
  })

  test('against the recommendation needs a level that may override, its reason and its quorum', () => {
    expect(codesOf({ verdict: 'decline', overrideReason: 'x' })).toEqual(['override_not_allowed'])
    const committee = { roles: { committee_member: null }, verdict: 'decline' } as const
    expect(codesOf(committee)).toEqual(['override_reason_needed'])
    const given = signature(review, proposed({ ...committee, overrideReason: 'Fraud found.' }), levels, roleOf)
    expect(given).toMatchObject({ ok: true, value: { level: 'head_office_committee', quorum: 5 } })
  })

  test('of a referred case follows either way, by a level that may sign it', () => {
    const referred = { recommended: 'refer', level: 'branch_head' } as const
    expect(codesOf({ roles: { branch_head: null } }, referred)).toEqual(['signature_role_missing'])
    expect(codesOf({ verdict: 'decline' }, referred)).toEqual([])
  })

  test('lists what is wrong with the most basic first', () => {
    expect(codesOf({ person: 'person-asker', roles: {} }, { memoBy: null })).toEqual([
      'memo_missing',
      'signature_role_missing',
      'signature_own_work',
    ])
  })

  test('counts with those of its verdict only', () => {
    const of = (person: string, verdict: 'approve' | 'decline') =>
      ({ person, role: 'regional_head', verdict, delegatedBy: null }) as const
    const signatures = [of('person-1', 'approve'), of('person-2', 'decline')]
    expect([alike({ ...review, signatures }, 'approve'), alike({ ...review, signatures }, 'decline')]).toEqual([2, 2])
  })
})
