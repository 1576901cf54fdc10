/** Who may do what: rules of the agency stated again by hand, over every cell, and mistakes that they must catch. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Actor, type Kind, publicActor, ROLES, type Role, systemActor } from '../../src/access/actor.ts'
import {
  ACTIONS,
  type Action,
  type Bearer,
  type CaseSubject,
  GUARDED_FIELDS,
  hiddenFields,
  KINDS_OF_ROLE,
  may,
  mayEver,
  RELATIONS,
  relationsTo,
} from '../../src/access/table.ts'
import { firstDifference, wholeText } from '../../src/cli/report.ts'
import { access } from '../../src/cli/reports/access.ts'

const actions = Object.keys(ACTIONS) as Action[]
const bearers: readonly Bearer[] = [...ROLES, 'system', 'public']

const actor = (role: Role, changed: Partial<Actor> = {}): Actor => ({
  kind: KINDS_OF_ROLE[role][0] as Kind,
  person: `person-${role}`,
  party: 'office-1',
  roles: [role],
  delegations: {},
  isSandbox: false,
  requestId: 'request-1',
  ...changed,
})
const bearing = (bearer: Bearer): Actor => {
  if (bearer === 'system') return systemActor('r')
  return bearer === 'public' ? publicActor('r') : actor(bearer)
}
const answer = (who: Actor, action: Action, given: Parameters<typeof may>[2]): string => {
  const result = may(who, action, given)
  return result.ok ? 'ok' : (result.refusals[0]?.code ?? '')
}

/** Which bearers may do an action in at least one relation. */
const who = (action: Action): Bearer[] =>
  bearers.filter(bearer => [...RELATIONS, 'none' as const].some(each => answer(bearing(bearer), action, each) === 'ok'))

/** Actions that change what a case comes to. */
const DECIDING: readonly Action[] = [
  'sheet.sign',
  'case.recommend',
  'decision.review',
  'decision.sign',
  'decision.override',
  'limit.set',
  'certificate.issue',
  'certificate.revoke',
]
const READING = actions.filter(action => /\.(read|list|download|verify|prove|metrics|precheck)$/.test(action))

const APPROVING = ['branch_head', 'regional_head', 'committee_member'] as const
/** By what an approver reaches a case, stated by hand: nothing else opens one. */
const REACH = { branch_head: 'office', regional_head: 'region', committee_member: 'committee' } as const
/** Where approvers do something to a case, its decision or its certificate by another relation than their own. */
const wrongReach = (): string[] =>
  APPROVING.flatMap(role =>
    actions
      .filter(action => /^(case|certificate)\.read$/.test(ACTIONS[action].seenBy ?? ''))
      .concat(role === 'regional_head' ? ['member.read', 'delegation.read'] : [])
      .flatMap(action => {
        const by = [...RELATIONS, 'none' as const].filter(each => answer(actor(role), action, each) === 'ok')
        const isRight = by.length === 0 || (by.length === 1 && by[0] === REACH[role])
        return isRight ? [] : [`${role} ${action}: by ${by.join(' ')}`]
      }),
  )

describe('rules of the agency, over the whole table', () => {
  test('only an appraiser marks, and only a case they were drawn for', () => {
    expect(who('sheet.sign')).toEqual(['appraiser'])
    for (const relation of ['own', 'office', 'holder', 'none'] as const)
      expect(answer(actor('appraiser'), 'sheet.sign', relation)).toBe('subject_missing')
    expect(answer(actor('appraiser'), 'sheet.sign', 'assigned')).toBe('ok')
  })
  test('a bank that marks its own case is forbidden, a bank that marks a stranger’s finds nothing', () => {
    const bank = actor('bank', { kind: 'bank' })
    expect(answer(bank, 'sheet.sign', 'own')).toBe('forbidden_role')
    expect(answer(bank, 'sheet.sign', 'none')).toBe('subject_missing')
    expect(answer(actor('sme'), 'sheet.sign', 'own')).toBe('forbidden_role')
  })
  test('a refusal for want of a role names the roles that may', () => {
    const named = { refusals: [{ params: { action: 'sheet.sign', limit: 'appraiser' } }] }
    expect(may(actor('bank', { kind: 'bank' }), 'sheet.sign', 'own')).toMatchObject(named)
    expect(mayEver(actor('bank', { kind: 'bank' }), 'sheet.sign')).toMatchObject(named)
  })
  test('a role that somebody holds in a firm or a bank but that is the agency’s counts for nothing', () => {
    for (const kind of ['bank', 'firm', 'public'] as const)
      for (const role of ROLES)
        for (const action of DECIDING) {
          const found = answer(actor(role, { kind, roles: [...ROLES] }), action, [...RELATIONS])
          expect(found, `${kind} ${role} ${action}`).not.toBe('ok')
        }
  })
  test('an auditor reads everything of the trade and changes nothing', () => {
    // What one is told oneself, where it is mailed, and by what one logs in is no part of the trade.
    expect(actions.filter(each => who(each).includes('auditor') && !READING.includes(each))).toEqual([
      ...['passkey.change', 'notification.change'],
    ])
    const unread = READING.filter(each => !who(each).includes('auditor'))
    // What somebody helps with is read with the case. Where a bank or a firm wants to be told is its own affair; what
    // was changed there stands in the audit log.
    expect(unread).toEqual([...['case.precheck', 'co_working.read', 'request.list', 'webhook.list', 'webhook.read']])
  })
  test('an admin changes members and decides nothing, nor reads a case', () => {
    for (const action of [...DECIDING, 'case.read', 'sheet.read', 'decision.read', 'paper.read', 'facts.read'] as const)
      expect(who(action), action).not.toContain('admin')
    expect(who('member.change')).toEqual(['admin'])
  })
  test('only approvers sign, only the committee overrides, and the officer who reviews does neither', () => {
    expect(who('decision.sign')).toEqual(['branch_head', 'regional_head', 'committee_member'])
    expect(who('decision.override')).toEqual(['committee_member'])
    expect(who('decision.review')).toEqual(['officer'])
  })
  test('nobody signs what they prepared, though they hold the office of it', () => {
    const own = { relations: ['office'] as const, isOwnWork: true, isOutOfBounds: false }
    expect(answer(actor('branch_head'), 'decision.sign', own)).toBe('forbidden_own_work')
    expect(answer(actor('branch_head'), 'decision.sign', { ...own, isOwnWork: false })).toBe('ok')
    const put = { ...own, relations: ['committee'] as const }
    expect(answer(actor('committee_member'), 'decision.override', put)).toBe('forbidden_own_work')
  })
  test('of a guarantee the bank tells and claims, finance takes fees, claims pays, the office does the rest', () => {
    for (const action of ['guarantee.draw', 'guarantee.tell', 'guarantee.claim'] as const)
      expect(who(action), action).toEqual(['bank'])
    expect(who('guarantee.receive_fee')).toEqual(['finance'])
    for (const action of ['examine', 'pay', 'recover', 'defer', 'sell', 'write_off', 'discharge'] as const)
      expect(who(`guarantee.${action}`), action).toEqual(['claims'])
    for (const action of ['begin', 'notice', 'withdraw', 'sign', 'send_letter', 'change', 'renew'] as const)
      expect(who(`guarantee.${action}`), action).toEqual(['officer'])
    // Time alone does no more than these.
    const bySystem = actions.filter(action => action.startsWith('guarantee.') && who(action).includes('system'))
    const byTime = ['guarantee.lapse', 'guarantee.charge_fee', 'guarantee.charge']
    expect(bySystem).toEqual(['guarantee.list', 'guarantee.read', ...byTime])
    // What is played is asked for by those whose case it is.
    expect(who('guarantee.play').toSorted()).toEqual(['bank', 'sme'])
    const bank = actor('bank', { kind: 'bank' })
    expect(answer(bank, 'guarantee.draw', 'none')).toBe('subject_missing')
    expect(answer(actor('officer'), 'guarantee.sign', 'region')).toBe('subject_missing')
  })
  test('only the risk officer sets limits', () => {
    expect(who('limit.set')).toEqual(['risk_officer'])
  })
  test('the public asks what is likely, verifies papers and proofs, and nothing else', () => {
    expect(actions.filter(action => who(action).includes('public'))).toEqual([
      'programme.list',
      'consultation.ask',
      'certificate.verify',
      'guarantee_paper.verify',
      'audit.prove',
    ])
  })
  test('the service itself neither marks, reviews nor signs', () => {
    for (const action of ['sheet.sign', 'decision.review', 'decision.sign', 'decision.override', 'limit.set'] as const)
      expect(who(action)).not.toContain('system')
  })
  test('somebody without a role may do nothing at all', () => {
    for (const kind of ['agency', 'bank', 'firm', 'appraiser'] as const)
      for (const action of actions)
        expect(answer(actor('sme', { kind, roles: [] }), action, [...RELATIONS]), action).not.toBe('ok')
  })
  test('every action of a case hides the case from strangers, whoever they are', () => {
    const ofCases = actions.filter(action => ACTIONS[action].seenBy === 'case.read')
    expect(ofCases.length).toBeGreaterThan(20)
    for (const action of ofCases)
      for (const role of [...APPROVING, 'sme', 'bank', 'appraiser', 'officer', 'admin'] as const)
        expect(answer(actor(role), action, 'none'), `${role} ${action}`).toBe('subject_missing')
  })
  test('each approver reaches cases by one relation: the branch, the region, or the committee', () => {
    expect(wrongReach()).toEqual([])
  })
  test.each([
    ['a regional head who reaches every case', 'case.read', 'regional_head', ['any']],
    ['a regional head who signs by holding it', 'decision.sign', 'regional_head', ['region', 'holder']],
    ['a committee that reads what was not put before it', 'paper.read', 'committee_member', ['any']],
    ['a committee that signs for a region', 'decision.sign', 'committee_member', ['committee', 'region']],
    ['a branch head who takes cases along', 'certificate.revoke', 'branch_head', ['office', 'holder']],
    ['a regional head who reads no members of the region', 'member.read', 'regional_head', ['own']],
  ] as const)('%s is found', (_, action, role, needed) => {
    const grants = ACTIONS[action].grants as Partial<Record<Bearer, readonly string[]>>
    const before = grants[role] ?? []
    grants[role] = needed
    try {
      expect(wrongReach().map(one => one.split(':')[0])).toContain(`${role} ${action}`)
    } finally {
      grants[role] = before
    }
    expect(wrongReach()).toEqual([])
  })
  test('every cell answers one of four ways, and a yes never needs more than the relation granted', () => {
    let cells = 0
    for (const action of actions)
      for (const bearer of bearers)
        for (const relation of [...RELATIONS, 'none'] as const) {
          cells += 1
          const grants: Readonly<Partial<Record<Bearer, readonly string[]>>> = ACTIONS[action].grants
          const isMeant = (grants[bearer] ?? []).some(need => need === 'any' || need === relation)
          expect(answer(bearing(bearer), action, relation) === 'ok', `${bearer} ${action} ${relation}`).toBe(isMeant)
        }
    expect(cells).toBe(actions.length * bearers.length * (RELATIONS.length + 1))
  })
})

const subject: CaseSubject = {
  firm: 'firm-1',
  bank: 'bank-1',
  office: 'office-1',
  region: 'region-1',
  isBeforeCommittee: false,
  holder: 'person-9',
  isSandbox: false,
  appraisers: ['person-appraiser'],
  preparedBy: ['person-officer'],
}

describe('how an actor stands to a case', () => {
  test('the bank of the case owns it, a firm of the same id does not', () => {
    expect(relationsTo(actor('bank', { party: 'bank-1' }), subject).relations).toEqual(['own'])
    expect(relationsTo(actor('sme', { party: 'bank-1' }), subject).relations).toEqual([])
    expect(relationsTo(actor('sme', { party: 'firm-1' }), subject).relations).toEqual(['own'])
  })
  test('its region’s head, and no other region’s, nor a firm that has the region’s id', () => {
    expect(relationsTo(actor('regional_head', { party: 'region-1' }), subject).relations).toEqual(['region'])
    expect(relationsTo(actor('regional_head', { party: 'region-2' }), subject).relations).toEqual([])
    expect(relationsTo(actor('sme', { party: 'region-1' }), subject).relations).toEqual([])
    const outside = { ...subject, region: null }
    expect(relationsTo(actor('regional_head', { party: 'agency-1' }), outside).relations).toEqual([])
  })
  test('the committee stands to what was put before it alone', () => {
    const member = actor('committee_member', { party: 'agency-1' })
    expect(relationsTo(member, subject).relations).toEqual([])
    expect(relationsTo(member, { ...subject, isBeforeCommittee: true }).relations).toEqual(['committee'])
  })
  test('the office that holds it, and the holder in another office', () => {
    expect(relationsTo(actor('officer'), subject).relations).toEqual(['office'])
    const holder = actor('officer', { party: 'office-2', person: 'person-9' })
    expect(relationsTo(holder, subject).relations).toEqual(['holder'])
  })
  test('an approver who acts on the delegation of who prepared the case would sign their own work', () => {
    const delegate = actor('branch_head', { delegations: { branch_head: 'person-officer' } })
    expect(relationsTo(delegate, subject).isOwnWork).toBe(true)
    expect(relationsTo(actor('branch_head'), subject).isOwnWork).toBe(false)
  })
  test('a sandbox’s committee reaches no case that counts', () => {
    const played = actor('committee_member', { isSandbox: true })
    const before = { ...subject, isBeforeCommittee: true }
    expect(answer(played, 'decision.sign', relationsTo(played, before))).toBe('subject_missing')
    expect(answer(played, 'decision.sign', relationsTo(played, { ...before, isSandbox: true }))).toBe('ok')
  })
})

describe('what a reader of a case does not see', () => {
  const unsigned = { state: 'assigned', isAssigned: true, hasSignedOwn: false }
  test('an appraiser sees no score and no other’s marks before their own are signed, and both afterwards', () => {
    const before = hiddenFields(actor('appraiser'), unsigned)
    for (const field of ['technology_score', 'risk_score', 'grade', 'recommendation', 'other_sheets'] as const)
      expect(before).toContain(field)
    expect(hiddenFields(actor('appraiser'), { ...unsigned, state: 'recommended', hasSignedOwn: true })).toEqual([
      'memo',
      'gathered_facts',
    ])
  })
  test('how much is wished for, and what a machine says, wait until no mark can be given any more', () => {
    for (const state of ['assigned', 'consensus', 'marked']) {
      const hidden = hiddenFields(actor('appraiser'), { state, isAssigned: true, hasSignedOwn: true })
      expect([state, hidden.includes('requested_amount'), hidden.includes('grade')]).toEqual([state, true, true])
      expect([state, hidden.includes('other_sheets')]).toEqual([state, false])
    }
    expect(hiddenFields(actor('officer'), { ...unsigned, isAssigned: false })).not.toContain('requested_amount')
  })
  test('an officer who is drawn as appraiser is no less blind than others', () => {
    const both = actor('officer', { roles: ['officer', 'appraiser'] })
    expect(hiddenFields(both, unsigned)).toContain('technology_score')
    expect(hiddenFields(both, { ...unsigned, isAssigned: false })).toEqual([])
  })
  test('a bank never reads who marked what, the memo or facts on the firm’s people', () => {
    const hidden = hiddenFields(actor('bank'), { state: 'noticed', isAssigned: false, hasSignedOwn: false })
    expect(hidden).toEqual(['other_sheets', 'sheets', 'appraisers', 'memo', 'gathered_facts'])
  })
  test('the public reads none of it', () => {
    expect(hiddenFields(publicActor('r'), unsigned)).toEqual(GUARDED_FIELDS)
  })
})

describe('docs/access.md', () => {
  const made = access()
  const text = 'text' in made ? wholeText(made.text) : ''
  test('stands as it is made from the table', () => {
    const standing = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8')
    expect(firstDifference('docs/access.md', standing, text)).toBeNull()
  })
  test('a cell that was changed by hand is found', () => {
    const planted = text.replace('| sheet.sign |  |  |', '| sheet.sign |  | own |')
    expect(planted).not.toBe(text)
    expect(firstDifference('docs/access.md', planted, text)).toContain('docs/access.md:')
  })
})
