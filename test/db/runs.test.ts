/**
 * Long runs: each part kept once whoever dies over it, cancelled and resumed where they stood, and shared by workers of
 * several processes.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Kind, Role } from '../../src/access/actor.ts'
import { systemActor } from '../../src/access/actor.ts'
import { digestOf, type Json } from '../../src/kernel/digest.ts'
import { codeOf } from '../../src/platform/db/faults.ts'
import { keepPart, releasePart, renewLease, type Taken, takePart } from '../../src/platform/runs/parts.ts'
import {
  cancelRun,
  doneRun,
  openRun,
  type Run,
  resultsSoFar,
  resumeRun,
  runOf,
  startRun,
} from '../../src/platform/runs/runs.ts'
import { type RunKinds, type RunWorker, workRuns } from '../../src/platform/runs/worker.ts'
import { type Fresh, freshDatabase } from './fresh.ts'

let fresh: Fresh
const workers: RunWorker[] = []
const problems: string[] = []
beforeAll(async () => {
  fresh = await freshDatabase()
}, 60_000)
afterEach(async () => {
  await Promise.all(workers.splice(0).map(worker => worker.close()))
  // What a test left open is no work for the next.
  await sql`update app.runs set state = 'cancelled', ended_at = now() where state in ('queued', 'running')`.execute(
    fresh.database.plain,
  )
  problems.length = 0
})
afterAll(() => fresh.close(), 60_000)

const officer: Actor = {
  ...systemActor('test'),
  kind: 'agency',
  party: 'agency-demo',
  person: 'person-risk',
  roles: ['risk_officer'],
}
const begun = (kind: string, parts: number, asked: Json = {}, subject = 'book'): Promise<Run> =>
  fresh.database.transaction(officer, tx => startRun(tx, { kind, subject, asked, parts, actor: officer }))
const stands = async (id: string): Promise<Run> => {
  const run = await runOf(fresh.database.plain, id)
  if (run === undefined) throw new Error(`no run ${id}`)
  return run
}
const work = (kinds: RunKinds, settings: Parameters<typeof workRuns>[2] = {}): void => {
  const onProblem = (problem: unknown, where: string) => problems.push(`${where}: ${problem}`)
  workers.push(workRuns(fresh.database.plain, kinds, { pollMs: 10, onProblem, ...settings }))
}
async function until(is: () => boolean | Promise<boolean>, msMax = 20_000): Promise<void> {
  for (const end = Date.now() + msMax; !(await is()); ) {
    if (Date.now() > end) throw new Error('it did not come about')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
const ended = async (id: string): Promise<Run> => {
  await until(async () => ['done', 'failed', 'cancelled'].includes((await stands(id)).state))
  return await stands(id)
}
const listed = (_: Json, results: readonly Json[]): Json => ({ results: [...results] })
const taken = async (kind: string, leaseSeconds = 30): Promise<Taken> => {
  const found = await takePart(fresh.database.plain, [kind], leaseSeconds)
  if (found === undefined) throw new Error('nothing to take')
  return found
}

describe('a run', () => {
  test('is taken up at once by a worker that is woken', async () => {
    work({ woken: { part: async () => 1, merge: listed } }, { pollMs: 600_000 })
    // It has looked, and found nothing.
    await new Promise(resolve => setTimeout(resolve, 200))
    const { id } = await begun('woken', 1)
    workers.at(-1)?.wake()
    expect(await ended(id)).toMatchObject({ state: 'done' })
  })

  test('is done by two workers with two lanes each: each part once, results in their order', async () => {
    const times = new Map<number, number>()
    const kinds = (): RunKinds => ({
      squares: {
        part: async (asked, part) => {
          times.set(part, (times.get(part) ?? 0) + 1)
          await new Promise(resolve => setTimeout(resolve, part % 3))
          return (asked as { readonly by: number }).by * part
        },
        merge: listed,
      },
    })
    const { id } = await begun('squares', 40, { by: 3 })
    work(kinds(), { atOnce: 2 })
    work(kinds(), { atOnce: 2 })
    const run = await ended(id)
    const result = { results: Array.from({ length: 40 }, (_, part) => 3 * part) }
    expect(run).toMatchObject({ state: 'done', parts: 40, partsDone: 40, result, resultDigest: digestOf(result) })
    expect([...times.values()]).toEqual(Array.from({ length: 40 }, () => 1))
    expect(await doneRun(fresh.database.plain, 'squares', 'book')).toMatchObject({ id })
    expect(problems).toEqual([])
  })

  test('cut by a list tells each part what it is about', async () => {
    const parts = [{ from: 'a' }, { from: 'b' }, null]
    const { id } = await fresh.database.transaction(officer, tx =>
      startRun(tx, { kind: 'listed', subject: 'book', asked: {}, parts, actor: officer }),
    )
    work({ listed: { part: async (_, part, _over, about) => [part, about], merge: listed } })
    expect((await ended(id)).result).toEqual({ results: parts.map((about, part) => [part, about]) })
  })

  test('is not begun where the transaction that asked for it is not kept', async () => {
    const unkept = await fresh.database.transaction(
      officer,
      tx => startRun(tx, { kind: 'unkept', subject: 'book', asked: {}, parts: 2, actor: officer }),
      () => false,
    )
    expect(await runOf(fresh.database.plain, unkept.id)).toBeUndefined()
    expect(await takePart(fresh.database.plain, ['unkept'], 30)).toBeUndefined()
  })

  test('of one kind and subject is begun once by two who ask to share it, and anew once it has ended', async () => {
    const shared = (until_: Promise<unknown> = Promise.resolve()) =>
      fresh.database.transaction(officer, async tx => {
        const run = await startRun(tx, {
          ...{ kind: 'shared', subject: 'all', asked: {}, parts: 1, actor: officer, isShared: true },
        })
        await until_
        return run
      })
    // The first has begun it and not kept it yet when the second asks.
    const first = shared(new Promise(resolve => setTimeout(resolve, 300)))
    await new Promise(resolve => setTimeout(resolve, 100))
    const [one, two] = await Promise.all([first, shared()])
    expect(one.id).toBe(two.id)
    expect(await openRun(fresh.database.plain, 'shared', 'all')).toMatchObject({ id: one.id })
    work({ shared: { part: async () => null, merge: () => ({}) } })
    await ended(one.id)
    expect((await shared()).id).not.toBe(one.id)
  })

  test('that waited longest comes first: of two runs neither waits for the other to end', async () => {
    const [one, two] = [await begun('first', 2), await begun('second', 2)]
    const order: string[] = []
    for (let n = 0; n < 4; n += 1) {
      const part = await takePart(fresh.database.plain, ['first', 'second'], 30)
      order.push(part?.run ?? '')
    }
    expect(order).toEqual([one.id, two.id, one.id, two.id])
  })

  test('shows what its parts came to before the end', async () => {
    const { id } = await begun('figures', 3)
    await keepPart(fresh.database.plain, await taken('figures'), { n: 1 })
    await keepPart(fresh.database.plain, await taken('figures'), { n: 2 })
    expect(await resultsSoFar(fresh.database.plain, id)).toEqual([{ n: 1 }, { n: 2 }])
    expect(await stands(id)).toMatchObject({ state: 'running', partsDone: 2, result: null, resultDigest: null })
  })
})

describe('a lease', () => {
  test('that has ended lets another take the part; who is late keeps nothing, and the count moves once', async () => {
    const { id } = await begun('late', 1)
    const slow = await taken('late', 0.05)
    expect(await takePart(fresh.database.plain, ['late'], 30)).toBeUndefined()
    await until(async () => (await takePart(fresh.database.plain, ['late'], 30)) !== undefined)
    expect(await keepPart(fresh.database.plain, slow, 'of the slow one')).toBe(false)
    expect(await renewLease(fresh.database.plain, slow, 30)).toBe(false)
    await releasePart(fresh.database.plain, slow, false)
    expect(await stands(id)).toMatchObject({ partsDone: 0 })
  })

  test('that is not asked for would count a part twice: without it that is caught', async () => {
    const { id } = await begun('naive', 2)
    const naive = async (part: Taken) => {
      await sql`update app.run_parts set state = 'taken', holder = ${part.holder}::uuid, lease_until = now()
        where run = ${part.run}::uuid and part = ${part.part}`.execute(fresh.database.plain)
      return await keepPart(fresh.database.plain, part, null)
    }
    const slow = await taken('naive', 0.05)
    await until(async () => (await takePart(fresh.database.plain, ['naive'], 0.05))?.part === 0)
    expect(await naive(slow)).toBe(true)
    // The row itself refuses to be done again, whatever forgets to ask who holds it.
    await expect(naive(slow)).rejects.toMatchObject({ code: '23001' })
    expect(await stands(id)).toMatchObject({ partsDone: 1 })
  })

  test('is renewed while a part lasts longer than it, so that nobody else begins it', async () => {
    const { id } = await begun('long', 1)
    let times = 0
    const kinds: RunKinds = {
      long: {
        part: async () => {
          times += 1
          await new Promise(resolve => setTimeout(resolve, 1500))
          return 'done'
        },
        merge: listed,
      },
    }
    work(kinds, { leaseSeconds: 0.5 })
    work(kinds, { leaseSeconds: 0.5 })
    expect(await ended(id)).toMatchObject({ state: 'done', result: { results: ['done'] } })
    expect(times).toBe(1)
  })

  test('that another took over aborts the work of who lost it', async () => {
    const { id } = await begun('lost', 1)
    const told: string[] = []
    work(
      {
        lost: {
          part: (_, part, over) =>
            new Promise((_done, failed) => {
              told.push(`begun ${part}`)
              over.addEventListener('abort', () => {
                told.push('aborted')
                failed(over.reason as Error)
              })
            }),
          merge: listed,
        },
      },
      { leaseSeconds: 0.3 },
    )
    await until(() => told.length === 1)
    await sql`update app.run_parts set holder = gen_random_uuid(), lease_until = now() + interval '1 hour'
      where run = ${id}::uuid`.execute(fresh.database.plain)
    await until(() => told.includes('aborted'))
    expect(problems).toEqual([])
    expect(await stands(id)).toMatchObject({ state: 'running', partsDone: 0 })
  })
})

test('a worker killed in the middle of a part loses nothing and repeats nothing but that part', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tech-guarantee-runs-'))
  const log = join(folder, 'begun')
  const { id } = await begun('counted', 30)
  const started = (hangsIn: number) =>
    spawn(process.execPath, [
      'test/db/run-worker.ts',
      ...[JSON.stringify(fresh.owner), JSON.stringify(fresh.app), log, String(hangsIn)],
    ])
  const children = [started(7)]
  try {
    let told = ''
    children[0]?.stdout.on('data', (text: Buffer) => {
      told += text.toString()
    })
    await until(() => told.split('\n').includes('7'))
    children[0]?.kill('SIGKILL')
    expect((await stands(id)).partsDone).toBe(7)
    children.push(started(-1), started(-1))
    // 1 + 2 + ... + 30
    expect(await ended(id)).toMatchObject({ state: 'done', partsDone: 30, result: { sum: 465 } })
    const parts = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map(line => Number(line.split(' ')[1]))
    const twice = parts.filter((part, at) => parts.indexOf(part) !== at)
    expect([new Set(parts).size, twice]).toEqual([30, [7]])
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(
      children.map(child => child.exitCode ?? child.signalCode ?? new Promise(end => child.on('exit', end))),
    )
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

describe('cancelled, failed and resumed', () => {
  test('a cancelled run keeps what is under way, takes nothing more, and goes on where it stood', async () => {
    const done: number[] = []
    let open: (value: unknown) => void = () => undefined
    const gate = new Promise(resolve => {
      open = resolve
    })
    const { id } = await begun('gated', 6)
    work({
      gated: {
        part: async (_, part) => {
          done.push(part)
          if (part === 2) await gate
          return part
        },
        merge: listed,
      },
    })
    await until(() => done.length === 3)
    const cancelled = await fresh.database.transaction(officer, tx => cancelRun(tx, officer, id))
    expect(cancelled).toMatchObject({ ok: true, value: { state: 'cancelled', partsDone: 2 } })
    open(undefined)
    await until(async () => (await stands(id)).partsDone === 3)
    await new Promise(resolve => setTimeout(resolve, 100))
    expect([done, (await stands(id)).state]).toEqual([[0, 1, 2], 'cancelled'])
    const resumed = await fresh.database.transaction(officer, tx => resumeRun(tx, officer, id))
    expect(resumed).toMatchObject({ ok: true, value: { state: 'running', partsDone: 3, endedAt: null } })
    expect(await ended(id)).toMatchObject({ state: 'done', result: { results: [0, 1, 2, 3, 4, 5] } })
    expect(done).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('a part that fails every time fails its run by name; resumed, it does that part alone', async () => {
    const { id } = await begun('broken', 3)
    let isBroken = true
    const done: number[] = []
    work(
      {
        broken: {
          part: async (_, part) => {
            if (part === 1 && isBroken) throw new TypeError('no such thing')
            done.push(part)
            return part
          },
          merge: listed,
        },
      },
      { triesMax: 2 },
    )
    expect(await ended(id)).toMatchObject({ state: 'failed', failure: 'part 1: TypeError', result: null })
    expect(problems).toHaveLength(2)
    isBroken = false
    await fresh.database.transaction(officer, tx => resumeRun(tx, officer, id))
    expect(await ended(id)).toMatchObject({ state: 'done', failure: null, result: { results: [0, 1, 2] } })
    expect([...done].sort()).toEqual([0, 1, 2])
  })

  test('a part over which worker after worker dies fails its run in the end', async () => {
    const { id } = await begun('deadly', 1)
    for (let n = 0; n < 2; n += 1) await taken('deadly', 0)
    work({ deadly: { part: async () => null, merge: listed } }, { triesMax: 2 })
    expect(await ended(id)).toMatchObject({ state: 'failed', failure: 'part 0: begun 2 times and never ended' })
  })

  test('a merging that throws fails the run, and is done alone when it is resumed', async () => {
    const { id } = await begun('merged', 2)
    let [isBroken, parts] = [true, 0]
    work({
      merged: {
        part: async () => {
          parts += 1
          return null
        },
        merge: () => {
          if (isBroken) throw new RangeError('too large')
          return { parts }
        },
      },
    })
    expect(await ended(id)).toMatchObject({ state: 'failed', failure: 'merge: RangeError', partsDone: 2 })
    isBroken = false
    await fresh.database.transaction(officer, tx => resumeRun(tx, officer, id))
    expect(await ended(id)).toMatchObject({ state: 'done', result: { parts: 2 } })
  })

  test('what is kept beside the result is kept with it or not at all', async () => {
    const { id } = await begun('beside', 1)
    let isBroken = true
    work({
      beside: {
        part: async () => null,
        merge: () => ({}),
        keep: async (tx, run) => {
          await sql`insert into app.audit_leaves (person, organisation, action, subject, body)
            values ('system', 'system', 'test', ${`beside:${run.id}`}, '{}')`.execute(tx)
          if (isBroken) throw new RangeError('broken')
        },
      },
    })
    const leaves = async () => {
      const { rows } = await sql`select 1 from app.audit_leaves where subject = ${`beside:${id}`}`.execute(
        fresh.database.plain,
      )
      return rows.length
    }
    expect([(await ended(id)).state, await leaves()]).toEqual(['failed', 0])
    isBroken = false
    await fresh.database.transaction(officer, tx => resumeRun(tx, officer, id))
    expect([(await ended(id)).state, await leaves()]).toEqual(['done', 1])
  })

  test('what is done is not cancelled, what is under way not resumed, and what is not there unknown', async () => {
    const { id } = await begun('states', 1)
    const code = async (deed: typeof cancelRun, of: string) => {
      const result = await fresh.database.transaction(officer, tx => deed(tx, officer, of))
      return result.ok ? 'ok' : result.refusals[0]?.code
    }
    expect(await code(resumeRun, id)).toBe('run_state')
    work({ states: { part: async () => null, merge: () => ({}) } })
    await ended(id)
    expect(await code(cancelRun, id)).toBe('run_state')
    expect(await code(resumeRun, id)).toBe('run_state')
    expect(await code(cancelRun, '01890a5d-ac96-774b-bcce-b302099a8070')).toBe('run_unknown')
  })
})

describe('whose rows', () => {
  const acting = (kind: Kind, roles: readonly Role[]): Actor => ({ ...officer, kind, roles })
  const seen = (actor: Actor): Promise<readonly number[]> =>
    fresh.database.transaction(actor, async tx => {
      const runs = await sql`select 1 from app.runs`.execute(tx)
      const parts = await sql`select 1 from app.run_parts`.execute(tx)
      return [Math.sign(runs.rows.length), Math.sign(parts.rows.length)]
    })
  const refused = (actor: Actor, text: string): Promise<string> =>
    fresh.database
      .transaction(actor, tx => sql.raw(text).execute(tx))
      .then(({ numAffectedRows }) => `${numAffectedRows} rows`, codeOf)

  test('risk officers, committee members and auditors see runs, and nobody else does', async () => {
    await begun('seen', 1)
    for (const role of ['risk_officer', 'committee_member', 'auditor'] as const)
      expect(await seen(acting('agency', [role]))).toEqual([1, 1])
    for (const role of ['officer', 'branch_head', 'claims', 'finance', 'admin'] as const)
      expect(await seen(acting('agency', [role]))).toEqual([0, 0])
    expect(await seen(acting('bank', ['risk_officer']))).toEqual([0, 0])
    expect(await seen(acting('public', []))).toEqual([0, 0])
  })

  test('by SQL, a risk officer writes neither a run nor a result, and what is done stays whoever writes', async () => {
    const { id } = await begun('kept', 1)
    expect(await refused(officer, `update app.run_parts set state = 'done', result = '1'`)).toBe('0 rows')
    expect(await refused(officer, `update app.runs set result_digest = 'x'`)).toBe('0 rows')
    const insert = `insert into app.runs (id, kind, subject, asked, parts)
      values (gen_random_uuid(), 'kept', 'x', '{}', 1)`
    expect(await refused(officer, insert)).toBe('42501')
    work({ kept: { part: async () => 1, merge: () => ({ n: 1 }) } })
    await ended(id)
    const system = systemActor('test')
    expect(await refused(system, `update app.run_parts set result = '2' where run = '${id}'`)).toBe('23001')
    expect(await refused(system, `update app.runs set result = '{"n":2}' where id = '${id}'`)).toBe('23001')
    expect(await refused(system, `delete from app.run_parts where run = '${id}'`)).toBe('42501')
    expect(await refused(system, insert)).toBe('1 rows')
    expect(await refused(system, `update app.runs set asked = '{"a":1}' where kind = 'kept' and state <> 'done'`)).toBe(
      '23001',
    )
  })
})
