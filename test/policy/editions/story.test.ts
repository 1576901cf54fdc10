/**
 * A change of policy from end to end: the terms in force are copied, a coverage is lowered by five points, proposed
 * with the number of the resolution, approved by somebody else, decided by from its first day on, and rolled back.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replay } from '../../../src/appraisal/replay.ts'
import { codesOf, openPolicy, type PolicyHouse, processOn, type TermsText, withCoverage } from './house.ts'

let house: PolicyHouse
beforeAll(async () => {
  house = await openPolicy()
}, 120_000)
afterAll(() => house?.close())

const TERMS = '/v1/rules/editions/terms'
type Whole = {
  readonly state: string
  readonly digest: string
  readonly numbers: TermsText
  readonly words: unknown
  readonly made: { readonly words_digest: string; readonly replaces: string | null } | null
  readonly resolutions_due: readonly unknown[]
  readonly changes: readonly unknown[]
  readonly events: readonly { readonly type: string; readonly person: string }[]
}
const decided = (record: string) => {
  const { editions, decision } = JSON.parse(record) as {
    readonly editions: readonly { readonly kind: string; readonly edition: string; readonly digest: string }[]
    readonly decision: { readonly coverage: { readonly ratio: string }; readonly terms: { readonly ratio: string } }
  }
  const { edition, digest } = editions.find(one => one.kind === 'terms') ?? expect.fail('no terms')
  return { edition, digest, ratio: decision.terms.ratio }
}

test('a coverage is lowered by five points, and raised again', async () => {
  const { ask, clock, recommended, own } = house
  const before = await recommended()
  expect(decided(before.record)).toMatchObject({ edition: '2026-01', ratio: '0.85' })

  // The terms in force, copied under a name of their own to begin tomorrow.
  const copy = await ask('risk-1', 'POST', '/v1/rules/editions', {
    kind: 'terms',
    edition: '2026-04',
    in_force_from: '2026-04-15',
  })
  expect([copy.status, copy.etag]).toEqual([201, '"1"'])
  const draft = copy.json as Whole
  expect(draft).toMatchObject({ state: 'draft', base: '2026-01', changes: [], resolutions_due: [] })

  // Five points less; whose it is to resolve that is told at once.
  const numbers = withCoverage(draft.numbers, '0.8')
  const saved = await ask('risk-1', 'PUT', `${TERMS}/2026-04`, { numbers, words: draft.words }, { 'if-match': '"1"' })
  expect(saved.status).toBe(200)
  expect((saved.json as Whole).changes).toEqual([{ place: 'coverage.basic', decided_by: ['steering_committee'] }])
  expect((saved.json as Whole).resolutions_due).toEqual([
    { one_of: ['steering_committee'], places: ['coverage.basic'] },
  ])

  // Not before it is checked, and not without the resolution.
  const propose = (resolutions: unknown) => ask('risk-1', 'POST', `${TERMS}/2026-04/propose`, { resolutions })
  expect(codesOf(await propose({ steering_committee: '2026-14' }))).toEqual(['edition_not_checked'])
  const checked = await ask('risk-1', 'POST', `${TERMS}/2026-04/check`)
  expect(checked.json).toMatchObject({ findings: [], edition: { state: 'checked' } })
  const without = await propose({ board: '2026-3' })
  expect([without.status, codesOf(without)]).toEqual([400, ['edition_resolution_missing']])
  const proposed = await propose({ steering_committee: '2026-14' })
  expect([proposed.status, (proposed.json as Whole).state]).toEqual([200, 'proposed'])

  // Approved as it was read, and by nobody who made it.
  const { digest, made } = proposed.json as Whole
  const read = { digest, words_digest: made?.words_digest }
  const approve = (person: Parameters<typeof ask>[0], body: unknown = read) =>
    ask(person, 'POST', `${TERMS}/2026-04/approve`, body)
  const own_ = await approve('risk-1')
  expect([own_.status, codesOf(own_)]).toEqual([403, ['edition_approver_body', 'edition_own_work']])
  expect(codesOf(await approve('risk-2'))).toEqual(['edition_approver_body'])
  // The deputy sits on the committee in the place of who made it.
  expect(codesOf(await approve('deputy'))).toEqual(['edition_own_work'])
  expect(codesOf(await approve('committee-1', { ...read, digest: `sha256:${'0'.repeat(64)}` }))).toEqual([
    'edition_text_differs',
  ])
  expect(codesOf(await ask('committee-1', 'POST', `${TERMS}/2026-04/schedule`))).toEqual(['edition_not_approved'])
  expect((await approve('committee-1')).status).toBe(200)
  const scheduled = await ask('committee-1', 'POST', `${TERMS}/2026-04/schedule`)
  expect([scheduled.status, (scheduled.json as Whole).state]).toEqual([200, 'scheduled'])
  expect((scheduled.json as Whole).events.map(one => [one.type, one.person.replace('person-', '')])).toEqual([
    ['drafted', 'risk-officer-1'],
    ['saved', 'risk-officer-1'],
    ['checked', 'risk-officer-1'],
    ['proposed', 'risk-officer-1'],
    ['approved', 'committee-member-1'],
    ['scheduled', 'committee-member-1'],
  ])

  // Today goes on as it was; tomorrow is decided by what was published, also by a process that has not looked since.
  const other = await processOn(house.fresh)
  const today = await recommended()
  expect(decided(today.record)).toMatchObject({ edition: '2026-01', ratio: '0.85' })
  clock.day = '2026-04-15'
  const next = await recommended(other)
  expect(decided(next.record)).toEqual({ edition: '2026-04', ratio: '0.8', digest })
  expect((await ask('risk-1', 'GET', `${TERMS}/2026-04`)).json).toMatchObject({ state: 'in_force' })
  expect((await ask('risk-1', 'GET', `${TERMS}/2026-01`)).json).toMatchObject({ state: 'superseded', made: null })

  // Both days are explained by the rules of theirs, to the byte.
  for (const { record } of [before, today, next])
    expect(replay(record, own.book.now())).toEqual({ ok: true, value: { isIdentical: true } })

  // What is published is not changed: back goes a new edition, which is the committee's again.
  const edit = await ask('risk-1', 'PUT', `${TERMS}/2026-04`, { numbers, words: draft.words }, { 'if-match': '"6"' })
  expect(codesOf(edit)).toEqual(['edition_final'])
  const back = await ask('risk-2', 'POST', '/v1/rules/editions', {
    ...{ kind: 'terms', edition: '2026-04.1', in_force_from: '2026-04-16', from: '2026-01' },
  })
  expect((back.json as Whole).resolutions_due).toEqual([{ one_of: ['steering_committee'], places: ['coverage.basic'] }])
  const step = (person: Parameters<typeof ask>[0], name: string, body?: unknown) =>
    ask(person, 'POST', `${TERMS}/2026-04.1/${name}`, body)
  await step('risk-2', 'check')
  const again = await step('risk-2', 'propose', { resolutions: { steering_committee: '2026-15' } })
  const rolled = again.json as Whole
  await step('committee-2', 'approve', { digest: rolled.digest, words_digest: rolled.made?.words_digest })
  expect((await step('risk-2', 'schedule')).status).toBe(200)
  clock.day = '2026-04-16'
  const third = await recommended(other)
  expect(decided(third.record)).toMatchObject({ edition: '2026-04.1', ratio: '0.85' })
  for (const { record } of [before, next, third])
    expect(replay(record, other.book.now())).toEqual({ ok: true, value: { isIdentical: true } })
}, 60_000)

test('every step stands in the audit log with who took it', async () => {
  const leaves = await house.fresh.database.plain
    .selectFrom('app.audit_leaves')
    .select(['person', 'action', 'subject'])
    .where('subject', '=', 'rules:terms/2026-04')
    .orderBy('sequence')
    .execute()
  expect(leaves.map(one => [one.action, one.person.replace('person-', '')])).toEqual([
    ['edition.draft', 'risk-officer-1'],
    ['edition.draft', 'risk-officer-1'],
    ['edition.draft', 'risk-officer-1'],
    ['edition.propose', 'risk-officer-1'],
    ['edition.approve', 'committee-member-1'],
    ['edition.schedule', 'committee-member-1'],
  ])
})
