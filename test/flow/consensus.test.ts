/** A panel that does not come to agree: both stay, somebody is not heard, or the rules let others mark. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { sure } from '../../src/kernel/result.ts'
import type { SignedSheet } from '../../src/panel/schema.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asPlace } from '../db/planted.ts'
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
const content = contentOf(file)
const firm = actor('firm', 'firm-103', 'person-103', ['sme'])
const officer = agent('officer', 1)
/** Two appraise whatever is asked for. */
const texts = new Map(textsBelow(`${HOME}/rules`))
const rubric = JSON.parse(texts.get('rubric/2026-01.json') ?? '{}')
rubric.appraisers.ordinary.value = '2'
texts.set('rubric/2026-01.json', JSON.stringify(rubric))
const flow = flowOf(officesOf(content, new Set()), [], sure(readRuleBook(texts)))

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
}, 120_000)
afterAll(() => fresh?.close())

const [SHEET] = sheetsOf(file) as unknown as readonly { marks: SignedSheet['marks']; site_visit: never }[]
const marked = (mark: 'A' | 'B' | 'C') => ({
  ...SHEET,
  marks: (SHEET?.marks ?? []).map(one => (one.indicator === 'innovativeness' ? { ...one, mark } : one)),
})

/** A case whose panel of two lies two steps apart on one indicator. */
async function divided(): Promise<{ readonly id: string; readonly panel: readonly [string, string] }> {
  const { database } = fresh
  const drafting = { content, names: file.names, consent: 'consent-103' }
  const { id } = sure(await request(database, firm, tx => flow.appraisal.draft(tx, firm, drafting, at)))
  sure(await request(database, firm, tx => flow.appraisal.submit(tx, firm, id, at)))
  sure(await request(database, officer, tx => flow.application.accept(tx, officer, id, at.now)))
  sure(await gathered(database, flow, officer, id, at))
  const { appraisers } = sure(await request(database, officer, tx => flow.panel.assign(tx, officer, id, at)))
  const [one = '', two = ''] = appraisers
  for (const [person, mark] of [
    [one, 'A'],
    [two, 'C'],
  ] as const) {
    const who = appraiserOf(person)
    sure(await request(database, who, tx => flow.marking.sign(tx, who, id, marked(mark), at)))
  }
  return { id, panel: [one, two] }
}
const heard = (id: string, person: string, statement: string, when = at) => {
  const who = appraiserOf(person)
  return request(fresh.database, who, tx => flow.consensus.state(tx, who, id, { statement }, when))
}
const recommended = async (id: string) => {
  const made = sure(await request(fresh.database, officer, tx => flow.appraisal.recommend(tx, officer, id, later(90))))
  const { decision, panel, scoring } = JSON.parse(made.record)
  const item = scoring.items.find((one: { indicator: string }) => one.indicator === 'innovativeness')
  return { recommended: decision.recommended, divergent: panel.divergent, mark: item.mark }
}

/** The appraiser who joined a panel of two, as the case has them drawn. */
async function joined(id: string, panel: readonly string[]): Promise<string> {
  const rows = sure(await request(fresh.database, officer, tx => flow.panel.assignments(tx, officer, id)))
  const [other] = rows.filter(row => !panel.includes(row.appraiser))
  expect([rows.length, other?.purpose]).toEqual([3, 'committee'])
  return other?.appraiser ?? ''
}
const signed = (id: string, person: string, mark: 'A' | 'B' | 'C') => {
  const who = appraiserOf(person)
  return request(fresh.database, who, tx => flow.marking.sign(tx, who, id, marked(mark), later(50)))
}

test('where both stay, another joins them blind; the middle mark counts, and the difference is referred', async () => {
  const { id, panel } = await divided()
  const first = sure(await heard(id, panel[0], 'It is new.'))
  expect([first.outcome, first.kept.life.state, first.kept.dueOn]).toEqual([null, 'consensus', '2026-04-21'])
  const last = sure(await heard(id, panel[1], 'It is not.', later(10)))
  expect([last.outcome, last.kept.life.state, last.kept.dueOn]).toEqual(['unsettled', 'assigned', null])
  const third = await joined(id, panel)
  const who = appraiserOf(third)
  expect(sure(await request(fresh.database, who, tx => flow.marking.sheets(tx, who, id)))).toEqual([])
  const hidden = await request(fresh.database, who, tx => flow.consensus.read(tx, who, id))
  expect(hidden).toMatchObject({ ok: false, refusals: [{ code: 'consensus_missing' }] })
  expect(sure(await signed(id, third, 'B')).kept.life.state).toBe('marked')
  const made = await recommended(id)
  expect(made).toMatchObject({ recommended: 'refer', divergent: ['innovativeness'], mark: 'B' })
})

test('where one is not heard in time it is over the day after the last, whoever ends it, not before', async () => {
  const { id, panel } = await divided()
  sure(await heard(id, panel[0], 'It is new.'))
  const end = (day: string) =>
    request(fresh.database, officer, tx => flow.consensus.end(tx, officer, id, { now: later(20).now, day }))
  expect(await end('2026-04-21')).toMatchObject({ ok: false, refusals: [{ code: 'consensus_open' }] })
  expect(await flow.consensus.endDue(fresh.database, { now: later(20).now, day: '2026-04-21' })).toBe(0)
  expect(await flow.consensus.endDue(fresh.database, { now: later(20).now, day: '2026-04-22' })).toBe(1)
  expect(await flow.consensus.endDue(fresh.database, { now: later(20).now, day: '2026-04-22' })).toBe(0)
  expect(await heard(id, panel[1], 'Too late.')).toMatchObject({ ok: false, refusals: [{ code: 'case_state' }] })
  const auditor = agent('auditor', 1)
  const read = sure(await request(fresh.database, auditor, tx => flow.consensus.read(tx, auditor, id)))
  expect([read.consensus.outcome, read.statements.map(one => one.statement)]).toEqual(['lapsed', ['It is new.']])
  sure(await signed(id, await joined(id, panel), 'C'))
  expect(await recommended(id)).toMatchObject({ divergent: ['innovativeness'], mark: 'C' })
})

test('a panel is heard once: what is corrected afterwards counts as it is, apart or agreed', async () => {
  const { id, panel } = await divided()
  for (const person of panel) sure(await heard(id, person, 'I stay.'))
  sure(await signed(id, await joined(id, panel), 'B'))
  const who = appraiserOf(panel[1])
  const correct = (mark: 'B' | 'C', reason: string, when = later(60)) =>
    request(fresh.database, who, tx =>
      flow.marking.sign(tx, who, id, { ...marked(mark), correction_reason: reason }, when),
    )
  const again = sure(await correct('C', 'The evidence was that of another page.'))
  expect(again.kept.life.state).toBe('marked')
  expect(sure(await correct('B', 'The page shows more than I read.', later(70))).kept.life.state).toBe('marked')
  const made = await recommended(id)
  expect([made.recommended, made.divergent]).toEqual(['approve', []])
})

test('where nobody may be drawn beside them, the case goes on with its marks, and is referred', async () => {
  await asPlace(fresh.superuser, client =>
    client.query(
      `update app.appraisers set suspended_from = '2026-04-01', suspended_until = '2026-04-30',
      suspension_reason = 'x' where person <> all ($1)`,
      [['person-901', 'person-902']],
    ),
  )
  const { id, panel } = await divided()
  expect([...panel].sort()).toEqual(['person-901', 'person-902'])
  sure(await heard(id, panel[0], 'It is new.'))
  const last = sure(await heard(id, panel[1], 'It is not.', later(10)))
  expect([last.outcome, last.kept.life.state]).toEqual(['unsettled', 'marked'])
  expect(await recommended(id)).toMatchObject({ recommended: 'refer', divergent: ['innovativeness'] })
})
