/**
 * A bank's month at its full size, in a process of its own so that its memory is its own: guarantees written as rows,
 * since what is measured begins where they stand, and a report over all of them sent, read, matched and listed as the
 * service does it. Prints one line of JSON: seconds, the most memory, and what was found.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256Hex } from '#sha256'
import { type Actor, publicActor } from '../../access/actor.ts'
import { fixedBook } from '../../appraisal/way/service.ts'
import type { Answer, Asked } from '../../guarantee/month/asked.ts'
import { MONTH_COLUMNS } from '../../guarantee/month/schema.ts'
import { makeMonthService } from '../../guarantee/month/service.ts'
import { makeReportService } from '../../guarantee/reports/service.ts'
import { sure } from '../../kernel/result.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { openWorkers } from '../../platform/workers.ts'
import { makeFlow } from '../../services.ts'
import { shippedRules } from '../command.ts'
import { asSuperuser } from './kill.ts'

export type AtSize = {
  readonly seconds: number
  readonly megabytes: number
  readonly rows: number
  readonly differences: number
}

const ROWS = Number(process.argv[2] ?? 100_000)
const MONTH = '2026-09'
const PART = 4 * 1024 * 1024
const BANK: Actor = {
  ...publicActor('bench'),
  kind: 'bank',
  person: 'client-bench',
  party: 'bank-bench',
  roles: ['bank'],
}
const AT = { now: new Date('2026-10-10T01:00:00.000Z'), day: '2026-10-10' }

/** Loans of 1,000,000,000 guaranteed at 85 %, drawn whole in August, a fee unpaid on every tenth. */
const BOOK = `
  set session_replication_role = replica;
  insert into app.organisations (id, kind, names) values ('bank-bench', 'bank', '{"ko":"x"}');
  insert into app.guarantees (id, number, case_id, decision, firm, bank, office, is_sandbox, kind, state, version,
      programme, grade, loan, amount, ratio, fee_rate, term_months, bank_loan, held, balance, outstanding, begun_on,
      matures_on, fee_to, life)
    select gen_random_uuid(), 'TG-2026-' || lpad(i::text, 7, '0'), gen_random_uuid(), gen_random_uuid(), 'firm-bench',
      'bank-bench', 'office-bench', false, 'individual', 'in_force', 5, 'general', 'BBB', 1000000000, 850000000, '0.85',
      '0.012', 12, 'L-' || i, 850000000, 850000000, 1000000000, '2026-08-03', '2027-08-03', '2027-08-03', '{}'
    from generate_series(1, ${ROWS}) i;
  insert into app.guarantee_events (guarantee, sequence, type, day, body, is_late, basis, person, at)
    select id, 5, 'drawn', '2026-08-03', '{"on":"2026-08-03","amount":"850000000"}', false, 'Act 35', 'bench', now()
    from app.guarantees;
  insert into app.ledger_balances (kind, of, guarantee, debits_posted)
    select 'fees_receivable', id::text, id, 10200000 from app.guarantees where number like '%0';
  analyze app.guarantees, app.guarantee_events, app.ledger_balances;`

/** Every fifth loan repaid in part; the rest as before. */
function file(): Buffer {
  const lines = [MONTH_COLUMNS.map(one => one.key).join(',')]
  for (let i = 1; i <= ROWS; i += 1) {
    const repaid = i % 5 === 0 ? 100_000_000 : 0
    const number = `TG-2026-${String(i).padStart(7, '0')}`
    lines.push(`${number},L-${i},${MONTH},${1_000_000_000 - repaid},0,${repaid},0.0475,,performing,,`)
  }
  return Buffer.from(lines.join('\r\n'))
}

async function atSize(folder: string): Promise<AtSize> {
  const none = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined }
  const { database, close } = await openServiceDatabase({ dataFolder: folder }, { ...none, connectionsMax: 4 })
  const workers = openWorkers<Asked, Answer>({
    file: new URL('../../guarantee/month/month.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 60,
    megabytesMax: 128,
  })
  try {
    await asSuperuser(folder, client => client.query(BOOK))
    const jobs = { send: async () => undefined }
    const flow = makeFlow({
      book: fixedBook(shippedRules()),
      offices: [],
      referDays: 5,
      retryLater: async () => undefined,
    })
    const month = makeMonthService({ jobs, workers, guarantees: flow.guarantee.guarantees })
    const reports = makeReportService({ jobs, scan: async () => 'clean', month })
    let bytes: Buffer | undefined = file()
    const declared = { kind: 'utilisation' as const, month: MONTH, name: 'month.csv', size: bytes.length }
    const digest = `sha256:${sha256Hex(bytes)}`
    const { id } = sure(await database.transaction(BANK, tx => reports.declare(tx, BANK, { ...declared, digest }, AT)))
    for (let part = 0; part * PART < bytes.length; part += 1) {
      const piece = bytes.subarray(part * PART, (part + 1) * PART)
      sure(await database.transaction(BANK, tx => reports.receive(tx, BANK, id, part, piece)))
    }
    bytes = undefined
    let most = process.memoryUsage.rss()
    const watch = setInterval(() => {
      const now = process.memoryUsage.rss()
      if (now > most) most = now
    }, 20)
    const start = process.hrtime.bigint()
    sure(await database.transaction(BANK, tx => reports.complete(tx, BANK, id, AT)))
    await month.check(database, id, AT)
    const seconds = Number(process.hrtime.bigint() - start) / 1e9
    clearInterval(watch)
    const report = sure(await database.transaction(BANK, tx => reports.read(tx, BANK, id)))
    if (report.state !== 'checked' || report.problems !== 0) throw new Error(JSON.stringify(report))
    return { seconds, megabytes: most / 1e6, rows: report.rows ?? 0, differences: report.differences ?? 0 }
  } finally {
    await workers.close()
    await close()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tech-guarantee-month-'))
try {
  process.stdout.write(`${JSON.stringify(await atSize(folder))}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
