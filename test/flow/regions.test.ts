/** Two regions with two branches each: every approver signs the cases of their reach, and finds no other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Role } from '../../src/access/actor.ts'
import { contentSchema } from '../../src/appraisal/content.ts'
import { sure } from '../../src/kernel/result.ts'
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
  request,
  sheetsOf,
} from './people.ts'

const file = fixture('laser-rod-growth')
const base = contentOf(file)
const flow = flowOf(officesOf(base, new Set()))

/** Each branch with its region, its firm, and whether its case is put before the committee. */
const BRANCHES = [
  { office: 'office-seoul', region: 'region-capital', firm: 'firm-6001', isPut: false },
  { office: 'office-incheon', region: 'region-capital', firm: 'firm-6002', isPut: true },
  { office: 'office-busan', region: 'region-southeast', firm: 'firm-6003', isPut: true },
  { office: 'office-ulsan', region: 'region-southeast', firm: 'firm-6004', isPut: false },
] as const
type Branch = (typeof BRANCHES)[number]
const seated = (role: Role, number: number, party: string): Actor => ({ ...agent(role, number), party })
/** Every approver, with the branches whose cases they reach; stated by hand. */
const APPROVERS: readonly (readonly [string, Actor, readonly string[]])[] = [
  ['head of Seoul', seated('branch_head', 1, 'office-seoul'), ['office-seoul']],
  ['head of Incheon', seated('branch_head', 2, 'office-incheon'), ['office-incheon']],
  ['head of Busan', seated('branch_head', 3, 'office-busan'), ['office-busan']],
  ['head of Ulsan', seated('branch_head', 4, 'office-ulsan'), ['office-ulsan']],
  ['head of the capital', seated('regional_head', 1, 'region-capital'), ['office-seoul', 'office-incheon']],
  ['head of the southeast', seated('regional_head', 2, 'region-southeast'), ['office-busan', 'office-ulsan']],
  ['the committee', seated('committee_member', 1, 'agency-001'), ['office-incheon', 'office-busan']],
]

let fresh: Fresh
type Case = { readonly id: string; readonly decision: string }
let cases: ReadonlyMap<string, Case>

const as = async <Value>(who: Actor, work: Parameters<typeof request<Value>>[2]) => request(fresh.database, who, work)
const codes = (result: { ok: boolean; refusals?: readonly { code: string }[] }) =>
  result.refusals?.map(one => one.code) ?? []

/** A case of a branch brought to the memo. */
async function reviewed({ office, firm: firmId, isPut }: Branch, number: number): Promise<Case> {
  const firm = actor('firm', firmId, `person-of-${firmId}`, ['sme'])
  const officer = seated('officer', number, office)
  const content = contentSchema.parse(JSON.parse(JSON.stringify(base).replaceAll('firm-103', firmId)))
  const drafting = { content, names: file.names, consent: 'consent-103', office }
  const { id } = sure(await as(firm, tx => flow.appraisal.draft(tx, firm, drafting, at)))
  sure(await as(firm, tx => flow.appraisal.submit(tx, firm, id, at)))
  sure(await as(officer, tx => flow.application.accept(tx, officer, id, at.now)))
  sure(await gathered(fresh.database, flow, officer, id, at))
  const { appraisers } = sure(await as(officer, tx => flow.panel.assign(tx, officer, id, at)))
  for (const person of appraisers) {
    const who = appraiserOf(person)
    sure(await as(who, tx => flow.marking.sign(tx, who, id, sheetsOf(file)[0] as never, at)))
  }
  const { decision } = sure(await as(officer, tx => flow.appraisal.recommend(tx, officer, id, at)))
  sure(await as(officer, tx => flow.decision.memo(tx, officer, id, 'Looked at with the books.', later(10))))
  if (isPut)
    sure(
      await as(officer, tx => flow.decision.putBeforeCommittee(tx, officer, id, 'A contested patent.', later(15).now)),
    )
  return { id, decision }
}

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(
    fresh.database,
    BRANCHES.map(one => one.firm),
    ['bank-103'],
  )
  const names = JSON.stringify({ ko: 'x', en: 'x', zh: 'x' })
  const add = (id: string, kind: 'agency' | 'region' | 'office', parent: string | null) =>
    fresh.database.plain.insertInto('app.organisations').values({ id, kind, parent, names }).execute()
  await add('agency-001', 'agency', null)
  for (const region of new Set(BRANCHES.map(one => one.region))) await add(region, 'region', 'agency-001')
  for (const { office, region } of BRANCHES) await add(office, 'office', region)
  const made: [string, Case][] = []
  for (const [place, branch] of BRANCHES.entries()) made.push([branch.office, await reviewed(branch, place + 1)])
  cases = new Map(made)
}, 120_000)
afterAll(() => fresh?.close())

const caseIn = (office: string): Case => cases.get(office) as Case

describe('two regions with two branches each', () => {
  test.each(APPROVERS)('%s reads and lists the cases of their reach and no other', async (_, who, reach) => {
    for (const { office } of BRANCHES) {
      const { id, decision } = caseIn(office)
      const due = reach.includes(office) ? [] : ['subject_missing']
      expect(codes(await as(who, tx => flow.application.read(tx, who, id))), office).toEqual(due)
      expect(codes(await as(who, tx => flow.decision.decision(tx, who, decision))), office).toEqual(due)
      expect(codes(await as(who, tx => flow.marking.sheets(tx, who, id))), office).toEqual(due)
    }
    const listed = sure(await as(who, tx => flow.application.list(tx, who, { limit: 50 })))
    expect(listed.map(row => row.office).sort()).toEqual([...reach].sort())
    const one = sure(await as(who, tx => flow.application.list(tx, who, { limit: 1 })))
    expect(one).toHaveLength(Math.min(2, reach.length))
  })

  test('a row that the database shows and the table does not grant stands in no list', async () => {
    // The rows of an auditor show every case; as a branch head of Ulsan the table grants one of them.
    const shown: Actor = { ...seated('auditor', 1, 'office-ulsan'), person: agent('branch_head', 4).person }
    const head: Actor = { ...shown, roles: ['branch_head'] }
    const listed = sure(await as(shown, tx => flow.application.list(tx, head, { limit: 1 })))
    expect(listed.map(row => row.office)).toEqual(['office-ulsan'])
    expect(sure(await as(shown, tx => flow.application.list(tx, shown, { limit: 50 })))).toHaveLength(4)
  })

  test('each signs only what is in reach; a stranger`s case is missing before anything is said of it', async () => {
    for (const [name, who, reach] of APPROVERS)
      for (const { office } of BRANCHES) {
        const { id, decision } = caseIn(office)
        const sign = await request(fresh.database, who, async tx => {
          const signed = await flow.decision.sign(tx, who, id, { decision, verdict: 'approve' }, later(20))
          // Asked and taken back, so that each approver meets the case as it was.
          return signed.ok ? { ok: false as const, refusals: [{ code: 'was_signed', at: '', params: {} }] } : signed
        })
        const [code] = codes(sign)
        if (!reach.includes(office)) expect(code, `${name} ${office}`).toBe('subject_missing')
        else expect(['was_signed', 'signature_role_missing'], `${name} ${office}`).toContain(code)
        if (reach.includes(office) && !name.startsWith('head of ')) expect(code, `${name} ${office}`).toBe('was_signed')
        if (reach.length === 2 && reach.includes(office)) expect(code, `${name} ${office}`).toBe('was_signed')
      }
  })

  test('a decision of another region under a case of one`s own signs nothing', async () => {
    const [, head] = APPROVERS[4] as (typeof APPROVERS)[number]
    const given = { decision: caseIn('office-busan').decision, verdict: 'approve' as const }
    const signed = await as(head, tx => flow.decision.sign(tx, head, caseIn('office-seoul').id, given, later(20)))
    expect(codes(signed)).toEqual(['decision_superseded'])
  })

  test('two heads of the region carry a case, and an office that is put elsewhere takes its cases along', async () => {
    const { id, decision } = caseIn('office-seoul')
    const read = async (who: Actor) => codes(await as(who, tx => flow.application.read(tx, who, id)))
    const [capital, southeast] = [
      seated('regional_head', 3, 'region-capital'),
      seated('regional_head', 4, 'region-southeast'),
    ]
    const signed = sure(
      await as(capital, tx => flow.decision.sign(tx, capital, id, { decision, verdict: 'approve' }, later(20))),
    )
    expect(signed.decision.signatures.map(one => one.person)).toEqual([capital.person])
    await fresh.database.plain
      .updateTable('app.organisations')
      .set({ parent: 'region-southeast' })
      .where('id', '=', 'office-seoul')
      .execute()
    expect([await read(capital), await read(southeast)]).toEqual([['subject_missing'], []])
  })
})
