/** The duties of a case are read from what was kept of it: what is not there is unknown or not due, and never met. */
import { expect, test } from 'vitest'
import {
  DUTIES,
  type DutyCode,
  dutyIn,
  type Trail,
  type TrailDecision,
  type TrailRules,
} from '../../../src/book/duties/duties.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { commitmentOf } from '../../../src/kernel/promise.ts'
import { drawnUnweighted } from '../../../src/panel/drawing/lots.ts'
import type { SignedSheet } from '../../../src/panel/schema.ts'
import { book } from '../../flow/people.ts'

const SEED = '5'.repeat(64)
const candidates = ['person-1', 'person-2', 'person-3']
const draw = { commitment: commitmentOf(SEED), seed: SEED, candidates, count: 2 }
const appraisers = drawnUnweighted(draw)
const [first = '', second = ''] = appraisers
const paper = { paper: `sha256:${'1'.repeat(64)}`, type: 'plan' }
const sheet = (appraiser: string): SignedSheet => ({
  ...{ id: `sheet-of-${appraiser}`, appraiser, appraiser_grade: '1', signed_on: '2026-04-14' },
  marks: [
    { indicator: 'innovativeness', mark: 'A', evidence: [paper] },
    { indicator: 'rnd_staff_ratio', mark: 'C', evidence: [], override_reason: 'Two of the five have left.' },
  ],
})
const sheets = [sheet(first), sheet(second)]
const event = (sequence: number, type: string, person: string, hour: string, body: Record<string, unknown> = {}) => ({
  ...{ sequence, type, person, body, at: `2026-04-14T${hour}:00:00.000Z` },
})
const reading = (fact: string, hour: string, more: Partial<Trail['readings'][number]> = {}) => ({
  ...{
    fact,
    source: 'tax_office',
    state: 'known' as const,
    valid_until: '2026-04-14',
    at: `2026-04-14T${hour}:00:00.000Z`,
  },
  ...more,
})
const editions = [{ kind: 'terms', digest: 'sha256:a' }]
const decision: TrailDecision = {
  ...{ id: 'decision-1', madeAt: '2026-04-14T05:00:00.000Z', memoBy: 'officer', recommended: 'refer', quorum: 1 },
  outcome: 'approved',
  signatures: [
    {
      ...{ person: 'head', delegatedBy: null, verdict: 'approve', overrideReason: null },
      ...{ at: '2026-04-14T08:00:00.000Z', day: calendarDate('2026-04-14') },
    },
  ],
  record: { editions, isVisited: true, overridden: ['rnd_staff_ratio'], sheets, validUntil: '2026-06-13' },
}
/** A case carried as it is due, with a claim that was paid. */
const whole: Trail = {
  consent: 'consent-1',
  isSubmitted: true,
  owners: ['owner'],
  events: [
    event(1, 'drafted', 'applicant', '00'),
    event(2, 'submitted', 'applicant', '01'),
    event(3, 'accepted', 'officer', '02', { commitment: draw.commitment }),
    event(4, 'assigned', 'officer', '03', { draw, appraisers }),
    event(5, 'recommended', 'officer', '05'),
    event(6, 'reviewed', 'officer', '06', { due_on: '2026-04-24' }),
    event(7, 'signed', 'head', '08'),
  ],
  draws: [draw],
  readings: [reading('tax_arrears', '02'), reading('tax_arrears', '07')],
  sheets,
  decision,
  guarantee: [
    { type: 'examined', person: 'claims-1' },
    { type: 'paid', person: 'claims-2' },
  ],
}
const rules: TrailRules = { evidenceRequired: new Set(['A', 'E']), isVisitRequired: true, editions }

const outcomes = (trail: Trail, by: TrailRules | undefined = rules) =>
  Object.fromEntries(Object.keys(DUTIES).map(code => [code, dutyIn(code, trail, by).outcome]))

test('in a case carried as it is due every duty is met but that of a departure, of which there is none', () => {
  const { departure_reasoned: departure, ...others } = outcomes(whole)
  expect(departure).toBe('not_due')
  expect(Object.entries(others).filter(([, outcome]) => outcome !== 'met')).toEqual([])
})

test('before anything was done no duty is met', () => {
  const empty: Trail = {
    ...whole,
    isSubmitted: false,
    events: [],
    draws: [],
    readings: [],
    sheets: [],
    decision: undefined,
    guarantee: [],
  }
  expect(new Set(Object.values(outcomes(empty)))).toEqual(new Set(['not_due']))
})

const withDecision = (change: Partial<TrailDecision>): Trail => ({ ...whole, decision: { ...decision, ...change } })
const withRecord = (change: Partial<TrailDecision['record']>): Trail =>
  withDecision({ record: { ...decision.record, ...change } })
const signedBy = (change: Partial<TrailDecision['signatures'][number]>): Trail =>
  withDecision({ signatures: decision.signatures.map(one => ({ ...one, ...change })) })
const withEvent = (sequence: number, body: Record<string, unknown>): Trail => ({
  ...whole,
  events: whole.events.map(one => (one.sequence === sequence ? { ...one, body } : one)),
})
const without = (type: string): Trail => ({ ...whole, events: whole.events.filter(one => one.type !== type) })

test.each<[string, DutyCode, Trail, 'not_met' | 'unknown' | 'not_due' | 'met']>([
  ['no consent was given', 'consent_held', { ...whole, consent: null }, 'not_met'],
  [
    'no office was asked before the recommendation',
    'facts_gathered',
    { ...whole, readings: [reading('tax_arrears', '07')] },
    'not_met',
  ],
  [
    'an office gave no answer',
    'facts_gathered',
    { ...whole, readings: [reading('tax_arrears', '02', { state: 'unavailable' })] },
    'not_met',
  ],
  [
    'the office answered when it was asked again',
    'facts_gathered',
    { ...whole, readings: [reading('tax_arrears', '02', { state: 'unavailable' }), reading('tax_arrears', '04')] },
    'met',
  ],
  [
    'nothing was asked again before the signature',
    'facts_fresh',
    { ...whole, readings: [reading('tax_arrears', '02')] },
    'not_met',
  ],
  [
    'what was asked again had lapsed',
    'facts_fresh',
    { ...whole, readings: [reading('tax_arrears', '07', { valid_until: '2026-04-13' })] },
    'not_met',
  ],
  [
    'one of two facts was not asked again',
    'facts_fresh',
    { ...whole, readings: [reading('tax_arrears', '07'), reading('closure', '02')] },
    'not_met',
  ],
  ['the seed is not the one promised', 'draw_true', withEvent(3, { commitment: commitmentOf('6') }), 'not_met'],
  [
    'others appraised than were drawn',
    'draw_true',
    withEvent(4, { draw, appraisers: [...appraisers].reverse() }),
    'not_met',
  ],
  ['no promise was kept', 'draw_true', withEvent(3, {}), 'unknown'],
  ['the draw was not kept', 'draw_true', withEvent(4, {}), 'unknown'],
  ['the draw is named by its seed', 'draw_true', withEvent(4, { seed: SEED, appraisers }), 'met'],
  ['no draw of that seed was kept', 'draw_true', withEvent(4, { seed: 'another', appraisers }), 'unknown'],
  [
    'somebody who prepared the case joined later',
    'conflicts_excluded',
    { ...whole, draws: [draw, { ...draw, seed: '7', candidates: ['owner'], count: 1 }] },
    'not_met',
  ],
  ['an owner of the firm appraised', 'conflicts_excluded', { ...whole, owners: [first] }, 'not_met'],
  [
    'an appraiser had drafted the case',
    'conflicts_excluded',
    { ...whole, events: [event(1, 'drafted', second, '00'), ...whole.events.slice(1)] },
    'not_met',
  ],
  ['nobody visited', 'site_visited', withRecord({ isVisited: false }), 'not_met'],
  [
    'an A rests on nothing',
    'evidence_pinned',
    { ...whole, sheets: [{ ...sheet(first), marks: [{ indicator: 'innovativeness', mark: 'A', evidence: [] }] }] },
    'not_met',
  ],
  [
    'one of two who overrode gave no reason',
    'overrides_reasoned',
    withRecord({
      sheets: [sheet(first), { ...sheet(second), marks: [{ indicator: 'rnd_staff_ratio', mark: 'C', evidence: [] }] }],
    }),
    'not_met',
  ],
  ['nothing was overridden', 'overrides_reasoned', withRecord({ overridden: [] }), 'not_due'],
  [
    'another edition was used',
    'rules_followed',
    withRecord({ editions: [{ kind: 'terms', digest: 'sha256:b' }] }),
    'not_met',
  ],
  ['the record names no edition', 'rules_followed', withRecord({ editions: [] }), 'not_met'],
  ['no memo was written', 'memo_written', without('reviewed'), 'not_met'],
  [
    'the memo came after the signature',
    'memo_written',
    { ...whole, events: [...without('reviewed').events, event(8, 'reviewed', 'officer', '09')] },
    'not_met',
  ],
  ['the officer who prepared it signed', 'four_eyes', signedBy({ person: 'officer' }), 'not_met'],
  ['an appraiser signed', 'four_eyes', signedBy({ person: second }), 'not_met'],
  ['who lent the power to sign had prepared it', 'four_eyes', signedBy({ delegatedBy: 'officer' }), 'not_met'],
  ['who lent the power to review signed', 'four_eyes', withEvent(6, { behind: ['head'] }), 'not_met'],
  ['fewer signed than the level asks for', 'quorum_reached', withDecision({ quorum: 2 }), 'not_met'],
  [
    'the same person is counted twice',
    'quorum_reached',
    withDecision({ quorum: 2, signatures: [...decision.signatures, ...decision.signatures] }),
    'not_met',
  ],
  ['a decline was overridden in silence', 'departure_reasoned', withDecision({ recommended: 'decline' }), 'not_met'],
  ['it was signed after its days', 'deadline_kept', withEvent(6, { due_on: '2026-04-13' }), 'not_met'],
  ['its last day was not kept', 'deadline_kept', withEvent(6, {}), 'unknown'],
  ['it was signed on its last day', 'deadline_kept', withEvent(6, { due_on: '2026-04-14' }), 'met'],
  ['it was never referred', 'deadline_kept', withDecision({ recommended: 'approve' }), 'not_due'],
  ['the recommendation had lapsed', 'validity_kept', withRecord({ validUntil: '2026-04-13' }), 'not_met'],
  [
    'one person examined and paid',
    'claim_four_eyes',
    { ...whole, guarantee: whole.guarantee.map(one => ({ ...one, person: 'claims-1' })) },
    'not_met',
  ],
  ['nothing was paid yet', 'claim_four_eyes', { ...whole, guarantee: whole.guarantee.slice(0, 1) }, 'not_due'],
])('where %s, %s says so', (_, code, trail, outcome) => {
  expect(dutyIn(code, trail, rules).outcome).toBe(outcome)
})

test.each(['evidence_pinned', 'rules_followed'])('without the rules of the day %s is unknown', code => {
  expect(dutyIn(code, whole, undefined).outcome).toBe('unknown')
})

test('a duty that an edition names and nobody here can read is unknown', () => {
  expect(dutyIn('toString', whole, rules)).toEqual({ outcome: 'unknown', from: [], by: [] })
})

test('the shipped edition names each duty that can be read, with its sentence in three languages', () => {
  const [edition] = book.shelves.panel
  const listed = edition?.content.readings.duties ?? []
  expect(listed.map(one => one.duty)).toEqual(Object.keys(DUTIES))
  for (const { says } of listed)
    expect(
      Object.values(book.wordsOf.get('panel/2026-01')?.get(says) ?? {}).filter(text => text !== ''),
      says,
    ).toHaveLength(3)
})
