/** The flow of a case through its services on a real PostgreSQL, from the draft to the notice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { appraisersIn, isTrueDraw } from '../../src/panel/drawing/draw.ts'
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
  sandboxBank,
  sheetsOf,
} from './people.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const { programme } = content.application
const firm = actor('firm', 'firm-103', 'person-103', ['sme'])
const bank = actor('bank', 'bank-103', 'client-103', ['bank'])
const stranger = actor('bank', 'bank-104', 'client-104', ['bank'])
const officer = agent('officer', 1)
const silent = new Set<string>()
const retried: string[] = []
const flow = flowOf(officesOf(content, silent), retried)

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103', 'bank-104'])
}, 120_000)
afterAll(() => fresh?.close())

const drafting = { content, names: file.names, consent: 'consent-103' }

/** A case brought to its marks. */
async function marked(by = firm): Promise<string> {
  const { database } = fresh
  const { id } = sure(await request(database, by, tx => flow.appraisal.draft(tx, by, drafting, at)))
  sure(await request(database, by, tx => flow.appraisal.submit(tx, by, id, at)))
  sure(await request(database, officer, tx => flow.application.accept(tx, officer, id, at.now)))
  sure(await gathered(database, flow, officer, id, at))
  const { appraisers } = sure(await request(database, officer, tx => flow.panel.assign(tx, officer, id, at)))
  for (const [place, person] of appraisers.entries()) {
    const who = appraiserOf(person)
    const sheet = sheetsOf(file)[Math.min(place, sheetsOf(file).length - 1)] as never
    sure(await request(database, who, tx => flow.marking.sign(tx, who, id, sheet, at)))
  }
  return id
}

describe('a case through its services', () => {
  test(`runs from the draft to the notice, and its limits hold what was recommended (${programme})`, async () => {
    const { database } = fresh
    const id = await marked()
    const made = sure(await request(database, officer, tx => flow.appraisal.recommend(tx, officer, id, at)))
    const reserved = await database.plain
      .selectFrom('app.reservations')
      .select(['scope', 'amount', 'state'])
      .where('decision', '=', made.decision)
      .execute()
    const decision = await database.plain
      .selectFrom('app.decisions')
      .selectAll()
      .where('id', '=', made.decision)
      .executeTakeFirstOrThrow()
    expect(decision.recommended).toBe('approve')
    expect(reserved.map(one => one.scope).sort()).toEqual(['firm', 'group'])
    for (const one of reserved) expect(one).toMatchObject({ amount: decision.amount, state: 'pending' })

    // Nobody signs before the memo, nor what they prepared.
    const head = agent('branch_head', 1)
    const sign = (who = head, verdict: 'approve' | 'decline' = 'approve') =>
      request(database, who, tx => flow.decision.sign(tx, who, id, { decision: made.decision, verdict }, later(20)))
    expect(await sign()).toMatchObject({ ok: false, refusals: [{ code: 'case_state' }] })
    sure(
      await request(database, officer, tx =>
        flow.decision.memo(tx, officer, id, 'Sales were seen in the books.', later(10)),
      ),
    )
    const level = decision.level
    const signers = level === 'branch_head' ? [head] : [agent('regional_head', 1), agent('regional_head', 2)]
    for (const signer of signers) sure(await sign(signer))
    const noticed = sure(await request(database, officer, tx => flow.decision.notice(tx, officer, id, later(30))))
    expect(noticed.kept.life.state).toBe('noticed')
    expect(noticed.decision.outcome).toBe('approved')

    // The bank reads what was decided, with terms and reasons, and neither marks nor memo nor record.
    const [seen] = sure(await request(database, bank, tx => flow.decision.decisions(tx, bank, id)))
    expect(seen).toMatchObject({ recommended: 'approve', outcome: 'approved', memo: null, memo_by: null, record: null })
    expect(seen?.terms?.guaranteed).toBe(decision.amount)
    expect(seen?.signatures.every(one => one.person === null)).toBe(true)
  })

  test('a stranger finds no case, and a bank may not mark its own', async () => {
    const { database } = fresh
    const id = await marked(bank)
    const read = await request(database, stranger, tx => flow.application.read(tx, stranger, id))
    expect(read).toMatchObject({ ok: false, refusals: [{ code: 'subject_missing' }] })
    const sheet = sheetsOf(file)[0] as never
    const signed = await request(database, bank, tx => flow.marking.sign(tx, bank, id, sheet, at))
    expect(signed).toMatchObject({ ok: false, refusals: [{ code: 'forbidden_role' }] })
  })

  test('a bank brings a firm only with the firm`s consent, and only under its own name', async () => {
    const { database } = fresh
    const { consent: _, ...without } = drafting
    const no = await request(database, bank, tx => flow.appraisal.draft(tx, bank, without, at))
    expect(no).toMatchObject({ ok: false, refusals: [{ code: 'case_consent_missing' }] })
    const other = await request(database, stranger, tx => flow.appraisal.draft(tx, stranger, drafting, at))
    expect(other).toMatchObject({ ok: false, refusals: [{ code: 'case_bank_not_own' }] })
  })

  test('the draw holds against its promise, and another seed does not', async () => {
    const { database } = fresh
    const id = await marked()
    const [row] = sure(await request(database, officer, tx => flow.panel.assignments(tx, officer, id)))
    const events = sure(await request(database, officer, tx => flow.application.events(tx, officer, id))).events
    const accepted = events.find(one => one.type === 'accepted')?.body as { commitment: string }
    expect(row?.draw.commitment).toBe(accepted.commitment)
    const people = appraisersIn(row?.draw as never)
    expect(isTrueDraw(row?.draw as never, people)).toBe(true)
    expect(isTrueDraw({ ...(row?.draw as never as object), seed: 'another' } as never, people)).toBe(false)
  })

  test('an office that does not answer leaves its facts unknown, asked again, and the case is referred', async () => {
    const { database } = fresh
    silent.add('tax_office')
    const id = await marked()
    silent.clear()
    expect(retried).toContain(id)
    const facts = sure(await request(database, officer, tx => flow.application.facts(tx, officer, id)))
    expect(facts.filter(one => one.source === 'tax_office').map(one => one.state)).toEqual([
      'unavailable',
      'unavailable',
    ])
    const made = sure(await request(database, officer, tx => flow.appraisal.recommend(tx, officer, id, at)))
    const memo = sure(
      await request(database, officer, tx => flow.decision.memo(tx, officer, id, 'Tax office silent.', later(5))),
    )
    expect(memo.kept.life.state).toBe('referred')
    expect(memo.kept.dueOn).toBe('2026-04-24')
    // Once the office answers, what was recommended no longer holds, and is recommended anew beside the old one.
    const again = sure(await flow.application.retry(database, officer, id, later(60)))
    expect(again.isOpen).toBe(false)
    const regional = agent('regional_head', 1)
    const signed = await request(database, regional, tx =>
      flow.decision.sign(tx, regional, id, { decision: made.decision, verdict: 'approve' }, later(70)),
    )
    expect(signed).toMatchObject({ ok: false, refusals: [{ code: 'facts_changed' }] })
    const anew = sure(await request(database, officer, tx => flow.appraisal.recommend(tx, officer, id, later(80))))
    const all = sure(await request(database, officer, tx => flow.decision.decisions(tx, officer, id)))
    expect(all.map(one => [one.recommended, one.superseded_by])).toEqual([
      ['approve', null],
      ['refer', anew.decision],
    ])
  })
})

describe('the sandbox', () => {
  test('recommends a case with its sheets in one request', async () => {
    const { database } = fresh
    const made = sure(
      await request(database, sandboxBank, tx =>
        flow.appraisal.played(tx, sandboxBank, { content, names: file.names }, sheetsOf(file), at),
      ),
    )
    const kept = sure(await request(database, sandboxBank, tx => flow.application.read(tx, sandboxBank, made.id)))
    expect(kept.life).toMatchObject({ state: 'recommended', version: made.version })
  })

  for (const [scenario, state] of [
    ['approve', 'noticed'],
    ['decline', 'noticed'],
    ['refer', 'referred'],
  ] as const)
    test(`plays ${scenario} to ${state}`, async () => {
      const { database } = fresh
      const { id } = sure(
        await request(database, sandboxBank, tx =>
          flow.appraisal.draft(tx, sandboxBank, { content, names: file.names, scenario }, at),
        ),
      )
      const kept = sure(await request(database, sandboxBank, tx => flow.appraisal.submit(tx, sandboxBank, id, at)))
      expect(kept.life.state).toBe(state)
    })
})
