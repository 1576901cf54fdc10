/**
 * Replays of all stored decisions: begun by who may, shared by several processes on one database, gone on with after a
 * process was killed, and told with what differs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, type Role, systemActor } from '../../../src/access/actor.ts'
import { digested, digestOf, type Json } from '../../../src/kernel/digest.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { uuid7 } from '../../../src/platform/ids.ts'
import { workRuns } from '../../../src/platform/runs/worker.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import type { Asked } from '../../../src/policy/replaying/asked.ts'
import type { Tally } from '../../../src/policy/replaying/report.ts'
import { makeReplayService, REPLAY, replayKind } from '../../../src/policy/replaying/service.ts'
import { changed } from '../../cases.ts'
import { type Fresh, freshDatabase } from '../../db/fresh.ts'
import { asPlace, plantCase, plantParties } from '../../db/planted.ts'

const FOLDER = 'fixtures/records/tech-guarantee-1'
const shipped = readdirSync(FOLDER)
  .toSorted()
  .map(name => readFileSync(`${FOLDER}/${name}`, 'utf8'))
/** The same decision of a case of another id: another record, as right as the first. */
const renamed = (text: string, serial: number): string => {
  const { digest: _, ...body } = changed(JSON.parse(text), { 'case.id': `case-copy-${serial}` }, []) as Record<
    string,
    Json
  >
  return `${digested(body).text}\n`
}
const ALTERED = 'decision.authority.quorum'
const altered = (text: string): string => {
  const { digest: _, ...body } = changed(JSON.parse(text), { [ALTERED]: 7 }, []) as Record<string, Json>
  return `${digested(body).text}\n`
}

let fresh: Fresh
const service = makeReplayService()
const acting = (role: Role): Actor => ({
  ...{ ...systemActor('test'), kind: 'agency', party: 'agency-demo', person: `person-${role}`, roles: [role] },
})

/** 2,000 decisions and some, of which one is altered and one is no record: three parts. */
const COPIES = 90
beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
  const { caseId } = await plantCase(fresh.superuser, 'one')
  const records = Array.from({ length: COPIES }, (_, round) =>
    shipped.map((text, at) => renamed(text, round * 24 + at)),
  )
  await asPlace(fresh.superuser, async client => {
    for (const text of [...records.flat(), altered(shipped[0] ?? '')])
      await client.query(
        `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
           quorum) values ($1, $2, $3, $4, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1)`,
        [uuid7(), caseId, text, (JSON.parse(text) as { readonly digest: string }).digest],
      )
  })
}, 120_000)
afterAll(() => fresh.close(), 60_000)

const DECISIONS = COPIES * 24 + 2

async function until(is: () => boolean | Promise<boolean>, msMax = 60_000): Promise<void> {
  for (const end = Date.now() + msMax; !(await is()); ) {
    if (Date.now() > end) throw new Error('it did not come about')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
const begin = (actor: Actor) => fresh.database.transaction(actor, tx => service.begin(tx, actor))
const read = (actor: Actor, id: string) => fresh.database.transaction(actor, tx => service.read(tx, actor, id))
const codeOf = (result: Awaited<ReturnType<typeof begin>>) => (result.ok ? 'ok' : result.refusals[0]?.code)

describe('a replay', () => {
  test('is begun by risk officers, the same one for two of them, read by auditors, and nobody else’s', async () => {
    for (const role of ['officer', 'branch_head', 'committee_member', 'claims', 'finance', 'admin', 'auditor'] as const)
      expect(codeOf(await begin(acting(role)))).toBe('forbidden_role')
    const [one, two] = [
      sure(await begin(acting('risk_officer'))),
      sure(await begin({ ...acting('risk_officer'), person: 'person-other' })),
    ]
    expect(one).toMatchObject({ state: 'queued', parts: 3, parts_done: 0, report: { records: 0 } })
    expect(two.id).toBe(one.id)
    expect(codeOf(await read(acting('officer'), one.id))).toBe('forbidden_role')
    expect(codeOf(await read(acting('auditor'), uuid7()))).toBe('replay_unknown')
    const { rows } = await asPlace(fresh.superuser, client =>
      client.query(`select person, action from app.audit_leaves where subject = $1 order by sequence`, [
        `run:${one.id}`,
      ]),
    )
    expect(rows).toEqual([
      { person: 'person-risk_officer', action: 'replay.begin' },
      { person: 'person-other', action: 'replay.begin' },
    ])
  })

  test('is shared by two workers with threads, and tells every record of the book once', async () => {
    const { id } = sure(await begin(acting('risk_officer')))
    const settings = textsBelow(join(HOME, 'rules'))
    const file = new URL('../../../src/policy/replaying/replaying.worker.ts', import.meta.url)
    const threads = openWorkers<Asked, Tally>({ file, count: 2, settings, secondsMax: 60, megabytesMax: 512 })
    const problems: unknown[] = []
    const options = { pollMs: 20, onProblem: (problem: unknown) => problems.push(problem) }
    const workers = [1, 2].map(() =>
      workRuns(fresh.database.plain, { [REPLAY]: replayKind(fresh.database, threads) }, options),
    )
    try {
      await until(async () => sure(await read(acting('auditor'), id)).state === 'done')
    } finally {
      for (const worker of workers) await worker.close()
      await threads.close()
    }
    expect(problems).toEqual([])
    const { report, report_digest: digest } = sure(await read(acting('auditor'), id))
    expect(report).toMatchObject({ records: DECISIONS, identical: DECISIONS - 2, differing: 1, not_run: 1 })
    // What was planted beside the copies: a row that is no record comes first, the altered one last.
    expect(report.listed.map(({ at, code }) => [at, code])).toEqual([
      [expect.any(String), 'input_malformed'],
      [ALTERED, null],
    ])
    expect(digest).toBe(digestOf(report as unknown as Json))
  }, 120_000)
})

/** The command line on the test's database, in a process of its own. */
function replaying(more: readonly string[] = []): { readonly child: ChildProcess; readonly said: () => string } {
  const url = ({ user, host, port, database }: Fresh['owner']): string =>
    `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
  const env = {
    ...process.env,
    DATABASE_URL: url(fresh.owner),
    DATABASE_APP_URL: url(fresh.app),
  }
  const words = ['src/cli/tech-guarantee.ts', 'replay', '--all', '--json', '--threads', '1', ...more]
  const child = spawn(process.execPath, words, { env })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (some: string) => (text += some))
  return { child, said: () => text }
}
const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode)
    else child.once('close', resolve)
  })

test('two processes of the command line share one, after a third was killed in the middle', async () => {
  const killed = replaying()
  const runs = async (): Promise<readonly { id: string; state: string; parts_done: number; taken: number }[]> =>
    (
      await asPlace(fresh.superuser, client =>
        client.query(`select id, state, parts_done, (select count(*)::int from app.run_parts p
          where p.run = r.id and p.state = 'taken') as taken from app.runs r where state in ('queued', 'running')`),
      )
    ).rows
  await until(async () => ((await runs())[0]?.taken ?? 0) > 0)
  killed.child.kill('SIGKILL')
  await endOf(killed.child)
  const [left] = await runs()
  expect(left?.state).toBe('running')
  // The lease of the killed one is let end now, in place of half a minute from now.
  await asPlace(fresh.superuser, client =>
    client.query(`update app.run_parts set lease_until = now() where state = 'taken'`),
  )
  const both = [replaying(), replaying()]
  expect(await Promise.all(both.map(one => endOf(one.child)))).toEqual([1, 1])
  for (const one of both) {
    const report = JSON.parse(one.said().slice(one.said().indexOf('{\n'))) as Tally
    expect(report).toMatchObject({ records: DECISIONS, identical: DECISIONS - 2, differing: 1, not_run: 1 })
    expect(one.said()).toContain(`run ${left?.id}`)
  }
}, 180_000)
