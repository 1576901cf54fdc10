/** What the agency's pages offer, held to the states in which the service takes it, and who signs nothing. */
import { describe, expect, test } from 'vitest'
import { ROLES } from '../../src/access/actor.ts'
import { ACTIONS, SIGNING_ROLES } from '../../src/access/table.ts'
import { OPEN } from '../../src/application/life.ts'
import {
  barOf,
  certificateDeeds,
  DEEDS,
  type Deed,
  isAgainst,
  isOpen,
  SIGNERS,
  waitsFor,
} from '../../src/console/officer/cases/deeds.ts'
import { stepsOpen } from '../../src/console/officer/money/steps.ts'
import { byDue, daysTo, percent } from '../../src/console/parts/due.ts'

describe('deeds of a case', () => {
  test.each(Object.keys(DEEDS) as Deed[])('%s is offered where the life of a case takes it', deed => {
    expect([...DEEDS[deed].states].sort()).toEqual([...OPEN[deed]].sort())
  })

  test('a certificate is ended by whom the access table lets', () => {
    for (const [deed, action] of [
      ['revoke', 'certificate.revoke'],
      ['replace', 'certificate.supersede'],
    ] as const)
      expect(ROLES.filter(role => certificateDeeds([role]).includes(deed))).toEqual(
        ROLES.filter(role => Object.hasOwn(ACTIONS[action].grants, role)),
      )
  })

  test('those sign whom the table of authority names', () => {
    expect([...SIGNERS].sort()).toEqual(Object.values(SIGNING_ROLES).sort())
    expect(isOpen('sign', 'reviewed', ['officer'])).toBe(false)
    expect(isOpen('sign', 'reviewed', ['officer', 'branch_head'])).toBe(true)
  })

  test('who wrote the memo or has signed does not sign, nor does anybody before the memo', () => {
    const signed = {
      person: 'person-2',
      role: 'branch_head',
      verdict: 'approve',
      override_reason: null,
      delegated_by: null,
      signed_at: '2026-05-04T00:00:00Z',
    } as const
    expect(barOf({ memo_by: 'person-1', signatures: [] }, 'person-1')).toBe('own_memo')
    expect(barOf({ memo_by: 'person-1', signatures: [signed] }, 'person-2')).toBe('signed_already')
    expect(barOf({ memo_by: null, signatures: [] }, 'person-2')).toBe('no_memo')
    expect(barOf({ memo_by: 'person-1', signatures: [signed] }, 'person-3')).toBeNull()
  })

  test('a reason is asked for against a recommendation alone', () => {
    expect(isAgainst('approve', 'decline')).toBe(true)
    expect(isAgainst('decline', 'decline')).toBe(false)
    expect(isAgainst('refer', 'approve')).toBe(false)
  })

  test('a case waits for the memo once, and then for a signature', () => {
    expect(waitsFor('recommended', ['officer'])).toBe(true)
    expect(waitsFor('reviewed', ['officer'])).toBe(false)
    expect(waitsFor('reviewed', ['regional_head'])).toBe(true)
    expect(waitsFor('noticed', ['officer', 'branch_head'])).toBe(false)
  })
})

describe('steps towards a letter', () => {
  const notice = { id: 'n-1', amount: '1', until: '2026-05-04', step: 'noticed', drawn: '0' } as const
  const may = (command: 'sign' | 'send_letter', hindrance: string | null = null) => ({
    command,
    roles: ['officer'],
    hindrance: hindrance === null ? null : { code: hindrance, at: '', value: null, limit: null },
  })
  const standing = { possible: [may('sign')], notices: [notice], fee_unpaid: '0' }

  test('the officer binds and signs, finance enters a fee only where one is unpaid', () => {
    expect(stepsOpen(standing, ['officer'])).toEqual(['bind', 'sign'])
    expect(stepsOpen({ ...standing, fee_unpaid: '7000' }, ['finance'])).toEqual(['receive_fee'])
    expect(stepsOpen(standing, ['finance'])).toEqual([])
    expect(stepsOpen({ ...standing, fee_unpaid: '7000' }, ['officer'])).toEqual(['bind', 'sign'])
  })

  test('what something stands against is not offered, and a paper is issued once the letter is sent', () => {
    expect(stepsOpen({ ...standing, possible: [may('send_letter', 'fee_unpaid')] }, ['officer'])).toEqual([])
    expect(stepsOpen({ ...standing, possible: [], notices: [{ ...notice, step: 'lettered' }] }, ['officer'])).toEqual([
      'draw_letter',
    ])
  })
})

describe('days and shares', () => {
  test('what is due first comes first, what has no day last', () => {
    const rows = [{ due_on: null }, { due_on: '2026-05-02' }, { due_on: '2026-04-30' }]
    expect(rows.sort(byDue).map(one => one.due_on)).toEqual(['2026-04-30', '2026-05-02', null])
    expect(daysTo('2026-03-01', '2026-02-28')).toBe(1)
    expect(daysTo('2026-02-28', '2026-03-01')).toBe(-1)
  })

  test.each([
    ['0.0475', '4.75%'],
    ['0.85', '85%'],
    ['1', '100%'],
    ['0.005', '0.5%'],
  ])('%s is said as %s', (rate, said) => {
    expect(percent(rate)).toBe(said)
  })
})
