/**
 * Days: two processes do the same day's work at once, each job handed out twice, and every effect is there once; the
 * clock jumps back and forth under every command, and each is refused or done whole.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { ensureSandbox } from '../../platform/identity/sandbox.ts'
import { jumped } from './clock-jumps.ts'
import type { DayDone } from './days.process.ts'
import type { Fault, Outcome } from './outcome.ts'
import { at, flowOfShipped, type Planted, planted, type Stage } from './planted-lives.ts'
import { superuserOf } from './process.ts'

const EACH = { short: 8, long: 40 } as const
const STAGES: readonly Stage[] = ['noticed', 'in_force', 'subrogated']
const BEGINS = '2026-04-14'
/** The sixtieth day, a Saturday, moves to Monday 15 June; a year of fees is over; claims end in 180 days. */
const LAPSED = '2026-06-16'
const FEE_DUE = '2027-04-15'
const WARNED = '2031-01-15'
const PROCESSES = 2

/** A process of the service that is told days and tells what it did. */
async function workerOn(folder: string): Promise<ChildProcess> {
  const child = fork(new URL('./days.process.ts', import.meta.url), [folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', code => reject(new Error(`a process ended with ${code} before it was ready`)))
  })
  return child
}

const doneBy = (child: ChildProcess, day: string): Promise<DayDone> =>
  new Promise((resolve, reject) => {
    child.once('message', told => {
      const { problem } = told as { readonly problem?: string }
      if (problem === undefined) resolve(told as DayDone)
      else reject(new Error(problem))
    })
    child.send(day)
  })

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.disconnect()
  })

const counted = async (owner: pg.Client, text: string): Promise<number> =>
  (await owner.query<{ n: number }>(`select (${text})::int as n`)).rows[0]?.n ?? -1

const EVENTS = 'select count(*) from app.guarantee_events where type = '
const LEAVES = 'select count(*) from app.audit_leaves where action = '
const PROVISIONS = `select count(*) from app.ledger_entries where event = 'provided'`
const ALERTS = `select count(*) from app.fund_alerts where kind = 'exposure_above_cap' and is_broken`

type Check = readonly [what: string, found: number, due: number]

/** The day's work by every process at once, and what must have come of it. */
async function dayBy(
  workers: readonly ChildProcess[],
  day: string,
  checksOf: (told: DayDone) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  const told = await Promise.all(workers.map(worker => doneBy(worker, day)))
  const sum = (of: keyof DayDone): number => told.reduce((whole, one) => whole + one[of], 0)
  const checks = await checksOf({ steps: sum('steps'), provided: sum('provided'), warned: sum('warned') })
  return checks.map(([what, found, due]) => [`${day}: ${what}`, found, due])
}

/** Guarantees that count, with the money they moved, and a fund that has promised more than it may. */
const COUNTED = `
  set session_replication_role = replica;
  update app.guarantees set is_sandbox = false;
  update app.ledger_transfers
    set debit_kind = replace(debit_kind, 'sandbox_cash', 'cash'),
        credit_kind = replace(credit_kind, 'sandbox_cash', 'cash');
  update app.ledger_balances set kind = 'cash' where kind = 'sandbox_cash';
  insert into app.limits (scope, code, key, cap, used, brought) values ('fund', 'multiple', 'own', 1000, 5000, 5000);
  set session_replication_role = origin`

async function workedBy(folder: string, owner: pg.Client, each: number): Promise<readonly Check[]> {
  const workers: ChildProcess[] = []
  try {
    for (let place = 0; place < PROCESSES; place += 1) workers.push(await workerOn(folder))
    const lapsed = `${EVENTS}'lapsed'`
    const charged = `${EVENTS}'fee_charged'`
    return [
      ...(await dayBy(workers, LAPSED, async told => [
        ['notices lapsed', await counted(owner, lapsed), each],
        ['steps that a job says it did', told.steps, each],
        ['leaves of the audit log on them', await counted(owner, `${LEAVES}'guarantee.lapse'`), each],
        ['provisions posted', await counted(owner, PROVISIONS), 2 * each],
        ['times the month was provided for', told.provided, 1],
        ['alerts of the fund', await counted(owner, ALERTS), 1],
      ])),
      ...(await dayBy(workers, FEE_DUE, async told => [
        ['fees of the next year charged', await counted(owner, charged), each],
        ['steps that a job says it did', told.steps, each],
        [
          'fees kept',
          await counted(owner, `select count(*) from app.guarantee_fees where from_day > '2027-01-01'`),
          each,
        ],
        ['provisions posted anew', (await counted(owner, PROVISIONS)) - 2 * each, 0],
        ['times the month was provided for', told.provided, 1],
        ['alerts of the fund', await counted(owner, ALERTS), 1],
      ])),
      ...(await dayBy(workers, WARNED, async told => [
        ['warnings told', await counted(owner, 'select count(*) from app.recourse_warnings'), each],
        ['warnings that a job says it told', told.warned, each],
        ['leaves of the audit log on them', await counted(owner, `${LEAVES}'recourse.warn'`), each],
        [
          'fees charged twice for a day',
          await counted(
            owner,
            `select count(*) from app.guarantee_fees a join app.guarantee_fees b on a.guarantee = b.guarantee
               and a.notice = b.notice and a.place < b.place and a.from_day < b.to_day and b.from_day < a.to_day`,
          ),
          0,
        ],
      ])),
      // Set back, and asked for a day that was done: nothing is left to do.
      ...(await dayBy(workers, LAPSED, async told => [
        ['steps after the clock was set back', told.steps + told.provided, 0],
        ['notices lapsed', await counted(owner, lapsed), each],
        ['alerts of the fund', await counted(owner, ALERTS), 1],
      ])),
    ]
  } finally {
    await Promise.all(workers.map(ended))
  }
}

async function ran(folder: string, each: number): Promise<Outcome> {
  const config = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined, connectionsMax: 8 }
  const opened = await openServiceDatabase({ dataFolder: folder }, config)
  const owner = new pg.Client(superuserOf(folder))
  try {
    const { database } = opened
    await ensureSandbox(database.plain)
    await owner.connect()
    const flow = flowOfShipped()
    const lives: Planted[] = []
    for (let number = 0; number < each * STAGES.length; number += 1)
      lives.push(await planted(database, flow, number, STAGES[number % STAGES.length] as Stage, at(BEGINS)))
    const jumps = await jumped(database, flow, owner, lives)
    await owner.query(COUNTED)
    const checks = await workedBy(folder, owner, each)
    const faults = await owner.query<{ fault: string; subject: string; found: string }>(
      `select * from app.ledger_faults() where subject <> 'fund:multiple:own'`,
    )
    const missed = checks.filter(([, found, due]) => found !== due)
    const effects = checks.reduce((sum, [, , due]) => sum + Math.max(1, due), 0)
    const lost = missed.reduce((sum, [, , due]) => sum + Math.max(1, due), 0)
    return {
      name: 'days',
      tried:
        `${PROCESSES} processes do the same day's work at once, each job twice, and a clock that jumps under every ` +
        'command',
      held: (faults.rows.length === 0 ? effects - lost : 0) + jumps.held,
      of: effects + jumps.of,
      notes: [
        `${effects} effects of ${checks.length} kinds on ${lives.length} guarantees, three days and one set back: ` +
          `${missed.length === 0 ? 'each once' : 'NOT each once'}`,
        ...jumps.notes,
        ...missed.map(([what, found, due]) => `${what}: ${found}, due ${due}`),
        ...faults.rows.slice(0, 5).map(row => `${row.fault} ${row.subject}: ${row.found}`),
      ],
    }
  } finally {
    await owner.end()
    await opened.close()
  }
}

export const days: Fault = {
  name: 'days',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-days-'))
    try {
      return await ran(folder, isLong ? EACH.long : EACH.short)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
