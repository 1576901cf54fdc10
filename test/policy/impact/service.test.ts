/**
 * Decisions packed once each, and the impact of a draft on all that hold: partial first, exact at the end, the same as
 * every case run whole, with nothing left out in silence.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, type Role, systemActor } from '../../../src/access/actor.ts'
import { appraise } from '../../../src/appraisal/appraise.ts'
import { NOTHING_PUBLISHED } from '../../../src/appraisal/published.ts'
import { onDay, readRuleBook, rulesOn } from '../../../src/appraisal/rule-book.ts'
import type { Case } from '../../../src/appraisal/schema.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { digested, digestOf, type Json } from '../../../src/kernel/digest.ts'
import { ok, sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { uuid7 } from '../../../src/platform/ids.ts'
import type { Jobs } from '../../../src/platform/jobs/jobs.ts'
import { type RunWorker, workRuns } from '../../../src/platform/runs/worker.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import type { Answer, Asked } from '../../../src/policy/impact/asked.ts'
import { blockOf, readBlock } from '../../../src/policy/impact/block.ts'
import { generatorOf } from '../../../src/policy/impact/generated.ts'
import { impactOf } from '../../../src/policy/impact/impact.ts'
import type { WantedMoves } from '../../../src/policy/impact/moves.ts'
import { outcomeOfAppraisal } from '../../../src/policy/impact/outcomes.ts'
import { footingOf } from '../../../src/policy/impact/packed.ts'
import { reckoningOf } from '../../../src/policy/impact/reckoning.ts'
import { type FundStanding, reportOf } from '../../../src/policy/impact/report.ts'
import {
  BEGUN,
  IMPACT,
  IMPACT_GENERATED,
  impactGround,
  impactKind,
  makeImpactService,
} from '../../../src/policy/impact/service.ts'
import type { MoveListed } from '../../../src/policy/moving/service.ts'
import { makePackingService } from '../../../src/policy/packing/service.ts'
import { files, filesWith, book as shippedBook } from '../../appraisal/sample.ts'
import { changed } from '../../cases.ts'
import { type Fresh, freshDatabase } from '../../db/fresh.ts'
import { asPlace, plantCase, plantParties } from '../../db/planted.ts'

const FOLDER = 'fixtures/records'
const texts = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.json'))
  .toSorted()
  .map(name => readFileSync(`${FOLDER}/${name}`, 'utf8'))
const caseOf = (text: string): Case => (JSON.parse(text) as { readonly case: Case }).case
/** The same decision of a case of another id. */
const renamed = (text: string, serial: number): string => {
  const { digest: _, ...body } = changed(JSON.parse(text), { 'case.id': `case-copy-${serial}` }, []) as Record<
    string,
    Json
  >
  return `${digested(body).text}\n`
}

const ANY: WantedMoves = { moved: 'answer', direction: null, from: null, to: null, programme: null }
const FUND: FundStanding = {
  edition: '2026-01',
  cap: '1000000000000',
  used: '400000000000',
  technology: '390000000000',
  credit: '10000000000',
  technology_share_min: '0.75',
  credit_programmes: ['credit_guarantee'],
}
const EDITION = '2026-07'
const DAY = '2026-06-30'
/** Terms with a coverage lowered by five points, from July on. */
const numbers = JSON.parse(
  filesWith('terms/2026-01.json', { edition: EDITION, in_force_from: '2026-07-01', 'coverage.basic.value': '0.8' }).get(
    'terms/2026-01.json',
  ) ?? '',
)

const workers = openWorkers<Asked, Answer>({
  file: new URL('../../../src/policy/impact/impact.worker.ts', import.meta.url),
  count: 1,
  settings: textsBelow(`${HOME}/rules`),
  secondsMax: 60,
  megabytesMax: 512,
})
const known = () => NOTHING_PUBLISHED
/** Who does the parts, as often as they were woken. */
const woken: string[] = []
const jobs: Pick<Jobs, 'send'> = {
  send: async (_tx, name) => {
    woken.push(name)
  },
}
const service = makeImpactService({ jobs, workers, known, fundStanding: async () => ok(FUND), uuid: uuid7 })
const packing = makePackingService(workers, known, uuid7)
const acting = (role: Role): Actor => ({
  ...{ ...systemActor('test'), kind: 'agency', party: 'agency-demo', person: `person-${role}`, roles: [role] },
})
const officer = acting('risk_officer')

let fresh: Fresh
const working: RunWorker[] = []
const COPIES = 15
/** The case the others hang on comes with a decision whose record is none. */
const PLANTED = 1
const ids: string[] = []
let caseId: string
const cases = new Map<string, Case>()
async function plant(texts: readonly string[]): Promise<string[]> {
  return await asPlace(fresh.superuser, async client => {
    const made: string[] = []
    for (const text of texts) {
      const id = uuid7()
      await client.query(
        `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
           quorum) values ($1, $2, $3, $4, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1)`,
        [id, caseId, text, digestOf(text)],
      )
      made.push(id)
    }
    return made
  })
}

beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
  ;({ caseId } = await plantCase(fresh.superuser, 'one'))
  const copies = Array.from({ length: COPIES }, (_, round) =>
    texts.map((text, at) => renamed(text, round * 24 + at)),
  ).flat()
  for (const [at, id] of (await plant(copies)).entries()) {
    ids.push(id)
    cases.set(id, caseOf(copies[at] as string))
  }
}, 120_000)
afterAll(async () => {
  await Promise.all(working.map(one => one.close()))
  await workers.close()
  await fresh.close()
}, 60_000)

const begin = (actor: Actor, given: Parameters<typeof service.begin>[2]) =>
  fresh.database.transaction(actor, tx =>
    service.begin(tx, actor, given, { now: new Date(`${DAY}T03:00:00.000Z`), day: DAY }),
  )
const read = (actor: Actor, id: string) => fresh.database.transaction(actor, tx => service.read(tx, actor, id))
const moves = (
  id: string,
  after: { part: number; place: number } | undefined,
  limit: number,
  wanted: Partial<WantedMoves> = {},
) =>
  fresh.database.transaction(officer, async tx =>
    sure(await service.moves(tx, officer, id, after, { ...ANY, ...wanted }, limit)),
  )
/** Every page of them, so many to a page. */
async function allMoves(id: string, wanted: Partial<WantedMoves>, limit = 7): Promise<readonly MoveListed[]> {
  const listed: MoveListed[] = []
  for (let after: MoveListed | undefined; ; after = listed.at(-1)) {
    const rows = await moves(id, after, limit, wanted)
    listed.push(...rows)
    if (rows.length < limit) return listed
  }
}
async function exact(id: string) {
  const kind = impactKind(fresh.database, workers, known)
  working.push(workRuns(fresh.database.plain, { [IMPACT]: kind, [IMPACT_GENERATED]: kind }, { pollMs: 20 }))
  for (const end = Date.now() + 60_000; ; ) {
    const found = sure(await read(officer, id))
    if (found.isExact) return found
    if (found.state === 'failed' || Date.now() > end) throw new Error(`it did not come about: ${found.failure}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
const count = async (table: string): Promise<number> =>
  Number(
    (await sql<{ count: string }>`select count(*) from ${sql.table(table)}`.execute(fresh.database.plain)).rows[0]
      ?.count,
  )

/** Every case that holds, run whole under both books. */
function whole(left: readonly string[]) {
  const after = sure(readRuleBook(new Map([...files, [`terms/${EDITION}.json`, JSON.stringify(numbers)]])))
  const day = calendarDate('2026-07-01')
  const [one, other] = [sure(rulesOn(shippedBook, day)), sure(rulesOn(after, day))]
  return left.map(id => {
    const theCase = cases.get(id) as Case
    const of = (rules: typeof one) =>
      outcomeOfAppraisal(sure(appraise(onDay(rules, calendarDate(theCase.day)), theCase)))
    return { id, before: of(one), after: of(other) }
  })
}

describe('packing', () => {
  test('packs every decision once, tells of one that is no record, and leaves the others', async () => {
    const [broken] = await plant(['{"schema":"none"}'])
    expect(await packing.pack(fresh.database)).toEqual({ packed: ids.length, problems: PLANTED + 1 })
    expect(await packing.pack(fresh.database)).toEqual({ packed: 0, problems: 0 })
    expect(await count('app.packed_decisions')).toBe(ids.length + PLANTED + 1)
    const { rows } = await sql<{ decision: string; problem: string }>`
      select decision, problem from app.packed_decisions where problem is not null`.execute(fresh.database.plain)
    expect(rows).toHaveLength(PLANTED + 1)
    expect(rows).toContainEqual({ decision: broken, problem: 'case_record_unreadable' })
    await asPlace(fresh.superuser, async client => {
      await expect(client.query(`update app.packed_blocks set cases = 1`)).rejects.toThrow()
      await expect(client.query(`delete from app.packed_decisions`)).rejects.toThrow()
    })
  })

  test('of two that pack at once one does it, and a job broken off keeps nothing', async () => {
    const late = await plant(texts.map((text, at) => renamed(text, 9000 + at)))
    for (const [at, id] of late.entries()) {
      ids.push(id)
      cases.set(id, caseOf(texts[at] as string))
    }
    const blocks = await count('app.packed_blocks')
    const failing = makePackingService(workers, known, () => {
      throw new Error('killed before it is kept')
    })
    await expect(failing.pack(fresh.database)).rejects.toThrow('killed')
    expect([await count('app.packed_blocks'), await count('app.packed_decisions')]).toEqual([
      blocks,
      ids.length - late.length + PLANTED + 1,
    ])
    const both = await Promise.all([packing.pack(fresh.database), packing.pack(fresh.database)])
    expect(both.map(one => one.packed).toSorted((a, b) => a - b)).toEqual([0, late.length])
  })
})

describe('the impact of a draft', () => {
  test('finds its thread and book ready where somebody who may begin one has looked at those there are', async () => {
    const heard: Asked[] = []
    const run = async (given: Asked): Promise<Answer> => {
      heard.push(given)
      throw new Error('broken')
    }
    const parts = { jobs, known, fundStanding: async () => ok(FUND), uuid: uuid7 }
    const made = makeImpactService({ ...parts, workers: { ...workers, run } })
    made.prepare(acting('auditor'), DAY)
    expect(heard).toEqual([])
    made.prepare(officer, DAY)
    made.prepare(officer, DAY)
    expect(heard.map(one => one.work)).toEqual([{ type: 'ready', today: DAY }])
    // What broke is tried again by the next who looks.
    await new Promise(setImmediate)
    made.prepare(officer, DAY)
    expect(heard).toHaveLength(2)
    expect(await workers.run({ published: known(), work: { type: 'ready', today: DAY } })).toEqual({ type: 'ready' })
  })

  test('is asked for by a risk officer, read by those who resolve on it, and by nobody else', async () => {
    for (const role of ['officer', 'branch_head', 'committee_member', 'auditor', 'finance', 'admin'] as const) {
      const refused = await begin(acting(role), { kind: 'terms', edition: EDITION, numbers })
      expect(refused.ok ? 'ok' : refused.refusals[0]?.code).toBe('forbidden_role')
    }
    const asked = async (given: Parameters<typeof begin>[1]) => {
      const made = await begin(officer, given)
      return made.ok ? 'ok' : made.refusals[0]?.code
    }
    expect(await asked({ kind: 'terms', edition: EDITION, digest: digestOf('none') })).toBe('edition_unknown')
    expect(
      await asked({ kind: 'fund', edition: '2026-01', numbers: JSON.parse(files.get('fund/2026-01.json') ?? '') }),
    ).toBe('impact_kind_silent')
    expect(await asked({ kind: 'terms', edition: EDITION, numbers: { ...numbers, coverage: {} } })).toBe(
      'input_field_missing',
    )
    expect(woken).toEqual([])
  })

  test('is told in part first, and exact at the end: the same as every case run whole', async () => {
    // One is superseded after it was packed, some are not packed yet.
    const gone = ids[3] as string
    await asPlace(fresh.superuser, client =>
      client.query('update app.decisions set superseded_by = $1 where id = $2', [ids[4], gone]),
    )
    const unpacked = await plant(texts.slice(0, 5).map((text, at) => renamed(text, 8000 + at)))
    for (const [at, id] of unpacked.entries()) {
      ids.push(id)
      cases.set(id, caseOf(texts[at] as string))
    }
    const left = whole(ids.filter(id => id !== gone))
    const begun = sure(await begin(officer, { kind: 'terms', edition: EDITION, numbers }))
    expect(begun).toMatchObject({
      state: 'queued',
      partsDone: 0,
      isExact: false,
      day: '2026-07-01',
      summary: { moves: 0 },
    })
    expect(begun.parts).toBeGreaterThanOrEqual(3)
    expect(begun.digest).toBe(digestOf(numbers))
    expect(woken.splice(0)).toEqual([BEGUN])
    const done = await exact(begun.id)
    const { report } = done.summary
    expect(report.cases).toBe(left.length)
    expect([report.not_run, report.run_whole]).toEqual([0, 0])
    for (const from of ['approve', 'refer', 'decline'] as const)
      for (const to of ['approve', 'refer', 'decline'] as const)
        expect(report.swap[from][to]).toBe(
          left.filter(one => one.before.answer === from && one.after.answer === to).length,
        )
    const exposure = (of: 'before' | 'after') =>
      String(left.filter(one => one[of].answer === 'approve').reduce((sum, one) => sum + BigInt(one[of].amount), 0n))
    expect([report.before.exposure, report.after.exposure]).toEqual([exposure('before'), exposure('after')])
    expect(BigInt(report.after.exposure)).toBeLessThan(BigInt(report.before.exposure))
    expect(report.headroom?.change).toBe(String(BigInt(report.after.exposure) - BigInt(report.before.exposure)))
    expect(done.summary.problems.map(one => one.code)).toEqual(['case_record_unreadable', 'case_record_unreadable'])
    expect(done.resultDigest).toMatch(/^sha256:/)
    await fresh.database.transaction(officer, async tx =>
      expect(await impactGround(tx, begun.digest)).toBe(done.resultDigest),
    )
    expect((await read(acting('auditor'), begun.id)).ok).toBe(true)
    expect((await read(acting('officer'), begun.id)).ok).toBe(false)
    const flips = left.filter(one => one.before.answer !== one.after.answer).map(one => one.id)
    expect(done.summary.moves).toBe(flips.length)
  }, 90_000)

  test('lists who flips, page by page and by answer, and tells one firm side by side', async () => {
    const strict = structuredClone(numbers)
    strict.term_months_max.value = '12'
    const begun = sure(await begin(officer, { kind: 'terms', edition: EDITION, numbers: strict }))
    const done = await exact(begun.id)
    expect(done.summary.moves).toBeGreaterThan(10)
    const flipping = await allMoves(begun.id, {})
    const listed = flipping.map(row => row.move.id)
    for (const one of flipping) expect(one.differs).toContain('answer')
    expect(listed).toHaveLength(done.summary.moves)
    expect(new Set(listed).size).toBe(listed.length)
    const some = await moves(begun.id, undefined, 1000, { from: 'approve', to: 'refer' })
    expect(some).toHaveLength(done.summary.report.swap.approve.refer)
    const [first] = some.map(row => row.move)
    expect(first?.after.reason).toBe('terms.term_months_max')
    const told = await fresh.database.transaction(officer, async tx =>
      sure(await service.explain(tx, officer, begun.id, first?.id ?? '')),
    )
    expect(told).toMatchObject({ before: { recommended: 'approve' }, after: { recommended: 'refer' }, clauses: [] })
    const missing = await fresh.database.transaction(officer, tx => service.explain(tx, officer, begun.id, uuid7()))
    expect(missing.ok ? 'ok' : missing.refusals[0]?.code).toBe('impact_case_unknown')
  }, 90_000)

  test('lists whom only a figure moves for, what it was and will be, and the row that made it so', async () => {
    const begun = sure(await begin(officer, { kind: 'terms', edition: EDITION, numbers }))
    const { report } = (await exact(begun.id)).summary
    const gone = ids[3] as string
    const left = whole(ids.filter(id => id !== gone))
    const moving = (what: 'amount' | 'ratio' | 'feeRate' | 'fee') =>
      left.filter(one => one.before[what] !== one.after[what])
    expect(report.moved.ratio.less).toBeGreaterThan(50)
    for (const [name, what] of [
      ['amount', 'amount'],
      ['ratio', 'ratio'],
      ['fee_rate', 'feeRate'],
      ['fee', 'fee'],
    ] as const) {
      const listed = await allMoves(begun.id, { moved: name }, 101)
      expect(listed.map(one => one.move.id).toSorted(), name).toEqual(
        moving(what)
          .map(one => one.id)
          .toSorted(),
      )
      const { less, more } = report.moved[name]
      expect(listed, name).toHaveLength(less + more)
      expect(await allMoves(begun.id, { moved: name, direction: 'less' }, 1000), name).toHaveLength(less)
      expect(await allMoves(begun.id, { moved: name, direction: 'more' }, 1000), name).toHaveLength(more)
    }
    const listed = await allMoves(begun.id, { moved: 'any' }, 1000)
    for (const { move, differs, because } of listed) {
      const theirs = left.find(one => one.id === move.id)
      expect([move.before.amount, move.after.amount]).toEqual([theirs?.before.amount, theirs?.after.amount].map(String))
      expect(differs).toContain('ratio')
      expect(because).toContainEqual({ place: 'terms.coverage.basic', before: '0.85', after: '0.8', bound: 'neither' })
    }
    // By page and at once, by programme and in all, they are the same.
    expect(await allMoves(begun.id, { moved: 'any' }, 13)).toEqual(listed)
    const programmes = [...new Set(listed.map(one => one.move.programme))]
    expect(programmes.length).toBeGreaterThan(1)
    const each = await Promise.all(programmes.map(programme => allMoves(begun.id, { moved: 'any', programme }, 1000)))
    expect(each.flat().length).toBe(listed.length)
    expect(await allMoves(begun.id, { moved: 'grade' })).toEqual([])
    const declined = await allMoves(begun.id, { moved: 'amount', from: 'decline', to: 'decline' }, 1000)
    expect(declined).toHaveLength(moving('amount').filter(one => one.before.answer === 'decline').length)
    expect(declined.length).toBeGreaterThan(0)
  }, 90_000)

  test('under facts declared otherwise every case is run whole from its record, and counted', async () => {
    const facts = JSON.parse(files.get('facts/2026-01.json') ?? '')
    const changedFacts = { ...facts, edition: EDITION, in_force_from: '2026-07-01', note: 'Changed.' }
    const begun = sure(await begin(officer, { kind: 'facts', edition: EDITION, numbers: changedFacts }))
    const done = await exact(begun.id)
    expect(done.summary.report.cases).toBe(ids.length - 1)
    expect(done.summary.report.run_whole).toBe(ids.length - 1)
    expect(done.summary.report.not_run).toBe(0)
    expect(done.summary.moves).toBe(0)
  }, 90_000)

  test('over a book made from a seed is that book run in one piece, and no proposal rests on it', async () => {
    // More than one stretch, so that what is made in parts is held to what is made at once.
    const generated = { cases: 1500, seed: 7 }
    const other = { ...numbers, note: 'For a made-up book.' }
    const begun = sure(await begin(officer, { kind: 'terms', edition: EDITION, numbers: other, generated }))
    expect(begun).toMatchObject({ generated, parts: 2, state: 'queued' })
    const done = await exact(begun.id)
    const after = sure(readRuleBook(new Map([...files, [`terms/${EDITION}.json`, JSON.stringify(other)]])))
    const day = calendarDate('2026-07-01')
    const [one, two] = [sure(rulesOn(shippedBook, day)), sure(rulesOn(after, day))]
    const made = generatorOf(one, generated.seed)
    const packed = Array.from({ length: generated.cases }, (_, place) => made(place))
    const facts = one.vocabulary.facts.map(fact => fact.name)
    const whole = impactOf(one, two, [readBlock(blockOf(packed, facts, footingOf(one)))])
    expect(done.summary.report).toEqual(reportOf(whole.tally, { ...reckoningOf(one, two, null) }))
    expect(done.summary.moves).toBe(whole.moves.length)
    expect(done.summary.report.headroom).toBeNull()
    const figures = await allMoves(begun.id, { moved: 'any' }, 1000)
    expect(figures.length).toBeGreaterThan(done.summary.moves)
    expect((await allMoves(begun.id, {}, 1000)).map(one => one.move.id)).toEqual(whole.moves.map(one => one.id))
    await fresh.database.transaction(officer, async tx =>
      expect(await impactGround(tx, begun.digest)).not.toBe(done.resultDigest),
    )
  }, 90_000)
})

describe('several processes on one impact', () => {
  /** Cases packed in blocks of their own, so that the run has parts enough to be shared. */
  async function manyBlocks(): Promise<void> {
    for (let round = 0; round < 6; round++) {
      await plant(texts.map((text, at) => renamed(text, 10_000 + round * 24 + at)))
      await packing.pack(fresh.database)
    }
  }
  const parts = async (id: string) =>
    (
      await sql<{ part: number; state: string; tries: number }>`
        select part, state, tries from app.run_parts where run = ${id}::uuid order by part`.execute(
        fresh.database.plain,
      )
    ).rows

  test('one of them killed, nothing is lost or done twice: the figures are those of an undisturbed run', async () => {
    await Promise.all(working.splice(0).map(one => one.close()))
    await manyBlocks()
    const given = { kind: 'terms', edition: EDITION, numbers }
    const disturbed = sure(await begin(officer, given))
    expect(disturbed.parts).toBeGreaterThan(6)
    const folder = mkdtempSync(join(tmpdir(), 'impact-killed-'))
    const log = join(folder, 'begun')
    const HANGS = 4
    const started = (hangsIn: number) =>
      spawn(process.execPath, [
        'test/policy/impact/impact-worker.ts',
        ...[JSON.stringify(fresh.owner), JSON.stringify(fresh.app), log, String(hangsIn)],
      ])
    const children = [started(HANGS)]
    try {
      await new Promise(resolve => children[0]?.stdout.once('data', resolve))
      children[0]?.kill('SIGKILL')
      const half = sure(await read(officer, disturbed.id))
      expect([half.state, half.partsDone, half.isExact]).toEqual(['running', HANGS, false])
      children.push(started(-1), started(-1))
      const deadline = Date.now() + 90_000
      let done = half
      while (done.state === 'running' && Date.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, 50))
        done = sure(await read(officer, disturbed.id))
      }
      expect(done.state).toBe('done')
      expect((await parts(disturbed.id)).map(one => [one.state, one.tries])).toEqual(
        Array.from({ length: done.parts }, (_, part) => ['done', part === HANGS ? 2 : 1]),
      )
      const begun = readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map(line => Number(line.split(' ')[1]))
      expect(begun.toSorted((a, b) => a - b)).toEqual(
        [...Array.from({ length: done.parts }, (_, part) => part), HANGS].toSorted((a, b) => a - b),
      )
      for (const child of children) child.kill('SIGKILL')
      const calm = await exact(sure(await begin(officer, given)).id)
      expect([done.resultDigest, done.summary]).toEqual([calm.resultDigest, calm.summary])
      expect(await allMoves(disturbed.id, { moved: 'any' }, 1000)).toEqual(
        await allMoves(calm.id, { moved: 'any' }, 1000),
      )
    } finally {
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(
        children.map(child => child.exitCode ?? child.signalCode ?? new Promise(end => child.on('exit', end))),
      )
      rmSync(folder, { recursive: true, force: true })
    }
  }, 180_000)
})
