/** After the recommendation: objection, correction, a person asked for, override, withdrawal, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { type Content, contentSchema } from '../../src/appraisal/content.ts'
import { sure } from '../../src/kernel/result.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import {
  actor,
  agent,
  appraiserOf,
  at,
  contentOf,
  fixture,
  flowOf,
  gathered,
  later,
  officesOf,
  peopled,
  REGION,
  request,
  sheetsOf,
} from './people.ts'

const file = fixture('laser-rod-growth')
const base = contentOf(file)
const flow = flowOf(officesOf(base, new Set()))
const officer = agent('officer', 1)
const FIRMS = [
  'firm-103',
  'firm-5001',
  'firm-5002',
  'firm-5003',
  'firm-5004',
  'firm-5005',
  'firm-5006',
  'firm-5007',
  'firm-5008',
]

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, FIRMS, ['bank-103'])
}, 120_000)
afterAll(() => fresh?.close())

type Case = { readonly id: string; readonly firm: Actor; readonly content: Content; readonly decision: string }
const as = async <Value>(who: Actor, work: Parameters<typeof request<Value>>[2]) => request(fresh.database, who, work)

async function gatheredAndMarked(id: string, at_: typeof at): Promise<readonly string[]> {
  sure(await gathered(fresh.database, flow, officer, id, at_))
  const { appraisers } = sure(await as(officer, tx => flow.panel.assign(tx, officer, id, at_)))
  for (const person of appraisers) {
    const who = appraiserOf(person)
    sure(await as(who, tx => flow.marking.sign(tx, who, id, sheetsOf(file)[0] as never, at_)))
  }
  return appraisers
}

async function recommended(firmId: string): Promise<Case & { readonly appraisers: readonly string[] }> {
  const firm = actor('firm', firmId, `person-of-${firmId}`, ['sme'])
  const content = contentSchema.parse(JSON.parse(JSON.stringify(base).replaceAll('firm-103', firmId)))
  const { id } = sure(
    await as(firm, tx => flow.appraisal.draft(tx, firm, { content, names: file.names, consent: 'consent-103' }, at)),
  )
  sure(await as(firm, tx => flow.appraisal.submit(tx, firm, id, at)))
  sure(await as(officer, tx => flow.application.accept(tx, officer, id, at.now)))
  const appraisers = await gatheredAndMarked(id, at)
  const { decision } = sure(await as(officer, tx => flow.appraisal.recommend(tx, officer, id, at)))
  return { id, firm, content, decision, appraisers }
}
const memo = (id: string, seconds = 10) =>
  as(officer, tx => flow.decision.memo(tx, officer, id, 'Looked at with the books.', later(seconds)))
const sign = (
  who: Actor,
  one: Pick<Case, 'id' | 'decision'>,
  verdict: 'approve' | 'decline' = 'approve',
  override_reason?: string,
  seconds = 20,
) =>
  as(who, tx =>
    flow.decision.sign(tx, who, one.id, { decision: one.decision, verdict, override_reason }, later(seconds)),
  )
const codes = (result: { ok: boolean; refusals?: readonly { code: string }[] }) =>
  result.refusals?.map(one => one.code) ?? []
const reservations = (decision: string) =>
  fresh.database.plain.selectFrom('app.reservations').select('state').where('decision', '=', decision).execute()
const signersOf = async (decision: string): Promise<readonly Actor[]> => {
  const { level, quorum } = await fresh.database.plain
    .selectFrom('app.decisions')
    .select(['level', 'quorum'])
    .where('id', '=', decision)
    .executeTakeFirstOrThrow()
  return Array.from({ length: quorum }, (_, place) =>
    agent(level === 'branch_head' ? 'branch_head' : 'regional_head', place + 1),
  )
}

describe('after the recommendation', () => {
  test('an objection has the case marked by others, once, and both recommendations stand', async () => {
    const one = await recommended('firm-5001')
    sure(await memo(one.id))
    for (const signer of await signersOf(one.decision)) sure(await sign(signer, one))
    sure(await as(officer, tx => flow.decision.notice(tx, officer, one.id, later(30))))
    const bank = actor('bank', 'bank-103', 'client-103', ['bank'])
    expect(codes(await as(bank, tx => flow.decision.object(tx, bank, one.id, 'x', later(40).now)))).toEqual([
      'forbidden_role',
    ])
    const object = () =>
      as(one.firm, tx => flow.decision.object(tx, one.firm, one.id, 'The market was read too small.', later(40).now))
    expect(sure(await object()).life).toMatchObject({ state: 'accepted', isObjected: true })
    const others = await gatheredAndMarked(one.id, later(50))
    expect(others.filter(person => one.appraisers.includes(person))).toEqual([])
    const anew = sure(await as(officer, tx => flow.appraisal.recommend(tx, officer, one.id, later(60))))
    const all = sure(await as(officer, tx => flow.decision.decisions(tx, officer, one.id)))
    expect(all.map(found => [found.id, found.superseded_by, found.outcome])).toEqual([
      [anew.decision, null, null],
      [one.decision, anew.decision, 'approved'],
    ])
    expect((await reservations(one.decision)).every(row => row.state === 'voided')).toBe(true)
    expect((await reservations(anew.decision)).every(row => row.state === 'pending')).toBe(true)
    sure(await memo(one.id, 70))
    // What was gathered before the recommendation is gathered again before anything is signed.
    const [first = officer] = await signersOf(anew.decision)
    const early = await sign(first, { id: one.id, decision: anew.decision }, 'approve', undefined, 75)
    expect(codes(early)).toEqual(['facts_to_gather_again'])
    sure(await gathered(fresh.database, flow, officer, one.id, later(76)))
    for (const signer of await signersOf(anew.decision))
      sure(await sign(signer, { id: one.id, decision: anew.decision }, 'approve', undefined, 80))
    sure(await as(officer, tx => flow.decision.notice(tx, officer, one.id, later(90))))
    expect(codes(await object())).toEqual(['case_objected_already'])
  })

  test('a correction recomputes what was recommended, keeps both records and says where they differ', async () => {
    const one = await recommended('firm-5002')
    const loan = (BigInt(one.content.application.request.loan_amount) - 100_000_000n).toString()
    const request_ = { ...one.content.application.request, loan_amount: loan }
    const content = { ...one.content, application: { ...one.content.application, request: request_ } }
    const correct = (to: Content) =>
      as(one.firm, tx =>
        flow.appraisal.correct(tx, one.firm, one.id, { content: to, reason: 'A digit was wrong.' }, later(10)),
      )
    const found = sure(await correct(content))
    expect(found.made?.digest).not.toBe(found.before)
    expect(found.differences[0]).toMatchObject({
      at: 'case.application.request.loan_amount',
      before: `"${one.content.application.request.loan_amount}"`,
      after: `"${loan}"`,
    })
    expect(codes(await correct(content))).toEqual(['recommendation_unchanged'])
    // The old one is signed by nobody any more.
    sure(await memo(one.id))
    expect(codes(await sign(agent('regional_head', 1), one))).toEqual(['decision_superseded'])
  })

  test('nothing is signed while a person was asked for and no memo answers', async () => {
    const one = await recommended('firm-5003')
    sure(await memo(one.id))
    sure(
      await as(one.firm, tx =>
        flow.application.askPerson(tx, one.firm, one.id, 'Please look yourself.', later(15).now),
      ),
    )
    const [signer = officer] = await signersOf(one.decision)
    expect(codes(await sign(signer, one))).toEqual(['case_person_asked'])
    sure(await memo(one.id, 18))
    sure(await sign(signer, one))
  })

  test('nobody signs their own work, twice, or in another`s role; an override takes a committee', async () => {
    const one = await recommended('firm-5004')
    sure(await memo(one.id))
    const author: Actor = { ...officer, roles: ['officer', 'branch_head', 'regional_head'] }
    expect(codes(await sign(author, one))).toEqual(['forbidden_own_work'])
    const deputy: Actor = {
      ...agent('branch_head', 4),
      party: REGION,
      roles: ['regional_head'],
      delegations: { regional_head: officer.person },
    }
    expect(codes(await sign(deputy, one))).toEqual(['forbidden_own_work'])
    expect(codes(await sign(agent('regional_head', 1), one, 'decline', 'A hunch.'))).toEqual(['override_not_allowed'])
    // The committee sees what is at its level or was put before it, and nothing else.
    const [head, member] = [agent('regional_head', 1), agent('committee_member', 1)]
    expect(codes(await sign(member, one, 'decline', 'A hunch.'))).toEqual(['subject_missing'])
    const put = (who: Actor) =>
      as(who, tx => flow.decision.putBeforeCommittee(tx, who, one.id, 'The patent is contested.', later(18).now))
    expect(codes(await put(member))).toEqual(['subject_missing'])
    expect(sure(await put(head)).subject.isBeforeCommittee).toBe(true)
    expect(codes(await put(head))).toEqual(['case_before_committee'])
    expect(codes(await put(member))).toEqual(['forbidden_role'])
    expect(codes(await sign(member, one, 'decline'))).toEqual(['override_reason_needed'])
    for (const number of [1, 2, 3, 4]) {
      const member = agent('committee_member', number)
      const signed = sure(await sign(member, one, 'decline', 'The patent is contested in court.'))
      expect(signed.decision.outcome).toBeNull()
      expect(codes(await sign(member, one, 'decline', 'Again.'))).toEqual(['signature_twice'])
    }
    const last = sure(await sign(agent('committee_member', 5), one, 'decline', 'The patent is contested in court.'))
    expect([last.kept.life.state, last.decision.outcome]).toEqual(['declined', 'declined'])
    expect((await reservations(one.decision)).every(row => row.state === 'voided')).toBe(true)
  })

  test('what is recommended anew is before the committee no longer', async () => {
    const one = await recommended('firm-5006')
    sure(await memo(one.id))
    const member = agent('committee_member', 1)
    const reads = async () => codes(await as(member, tx => flow.application.read(tx, member, one.id)))
    const put = await as(officer, tx =>
      flow.decision.putBeforeCommittee(tx, officer, one.id, 'Beyond what the branch can judge.', later(12).now),
    )
    sure(put)
    expect(await reads()).toEqual([])
    sure(await gathered(fresh.database, flow, officer, one.id, later(14)))
    const loan = (BigInt(one.content.application.request.loan_amount) - 100_000_000n).toString()
    const application = {
      ...one.content.application,
      request: { ...one.content.application.request, loan_amount: loan },
    }
    const corrected = { content: { ...one.content, application }, reason: 'A digit was wrong.' }
    sure(await as(one.firm, tx => flow.appraisal.correct(tx, one.firm, one.id, corrected, later(16))))
    expect(await reads()).toEqual(['subject_missing'])
  })

  test('a withdrawal frees what was reserved, and the table itself keeps an author from signing', async () => {
    const one = await recommended('firm-5005')
    sure(await memo(one.id))
    const forged = fresh.database.transaction(agent('branch_head', 9), tx =>
      tx
        .insertInto('app.signatures')
        .values({ decision: one.decision, person: officer.person, role: 'branch_head', verdict: 'approve' })
        .execute(),
    )
    await expect(forged).rejects.toThrow('nobody signs what they prepared')
    const gone = sure(
      await as(one.firm, tx => flow.decision.withdraw(tx, one.firm, one.id, 'Financed otherwise.', later(15))),
    )
    expect(gone.life.state).toBe('withdrawn')
    expect((await reservations(one.decision)).map(row => row.state)).toEqual(['voided', 'voided'])
  })

  test('whoever wrote an earlier memo, or lent the power to, prepared the case as well', async () => {
    const one = await recommended('firm-5007')
    const [first] = await signersOf(one.decision)
    const head = first ?? expect.fail('nobody signs')
    const memoBy = (who: Actor, seconds: number) =>
      as(who, tx => flow.decision.memo(tx, who, one.id, `Looked at by ${who.person}.`, later(seconds)))
    // An officer, another in the place of the head, and a third, whose memo is the one that stands.
    sure(await memoBy(officer, 10))
    sure(await memoBy({ ...agent('officer', 2), delegations: { officer: head.person } }, 11))
    sure(await memoBy(agent('officer', 3), 12))
    for (const { person } of [officer, agent('officer', 2)])
      expect(codes(await sign({ ...head, person }, one))).toEqual(['forbidden_own_work'])
    expect(codes(await sign(head, one))).toEqual(['forbidden_own_work'])
    for (const person of [officer.person, head.person]) {
      const forged = fresh.database.transaction(agent('branch_head', 9), tx =>
        tx
          .insertInto('app.signatures')
          .values({ decision: one.decision, person, role: head.roles[0] ?? '', verdict: 'approve' })
          .execute(),
      )
      await expect(forged).rejects.toThrow('nobody signs what they prepared')
    }
    const another = { ...head, person: `${head.person.slice(0, -1)}5` }
    expect(codes(await sign(another, one))).toEqual([])
  })

  test('a case that is referred because its rules are stopped is not approved without an amount', async () => {
    await fresh.database.transaction({ ...agent('risk_officer', 1), kind: 'system' }, tx =>
      tx
        .insertInto('app.rule_stops')
        .values({
          ...{ id: uuid7(), kind: 'terms', reason: 'A digit too many.', hands: [], stopped_at: at.now.toISOString() },
          stopped_by: agent('risk_officer', 1).person,
        })
        .execute(),
    )
    await fresh.database.plain
      .insertInto('app.limits')
      .values({ scope: 'fund', code: 'outstanding', key: 'own', cap: '0' })
      .execute()
    const one = await recommended('firm-5008')
    const shown = sure(await as(officer, tx => flow.decision.decisions(tx, officer, one.id)))
    expect(shown.map(found => [found.recommended, found.amount, found.reasons?.[0]?.code])).toEqual([
      ['refer', '0', 'stop.terms'],
    ])
    sure(await memo(one.id))
    const signer = agent('regional_head', 1)
    expect(codes(await sign(signer, one))).toEqual(['approval_of_nothing'])
    expect(codes(await sign(signer, one, 'decline'))).toEqual([])
  })
})
