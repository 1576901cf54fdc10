/** A bank's months on a real PostgreSQL: sent whole, checked and carried as the queue would, over a served world. */
import { sha256Hex } from '#sha256'
import type { Actor } from '../../../src/access/actor.ts'
import type { Answer, Asked, ReportKind } from '../../../src/guarantee/month/asked.ts'
import { CARRY, CHECK, makeMonthService } from '../../../src/guarantee/month/service.ts'
import { makeReportService } from '../../../src/guarantee/reports/service.ts'
import { type Result, sure } from '../../../src/kernel/result.ts'
import type { Tx } from '../../../src/platform/db/database.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import type { World } from './served.ts'

export function reporting(world: World) {
  const asked: { readonly name: string; readonly report: string }[] = []
  const workers = openWorkers<Asked, Answer>({
    file: new URL('../../../src/guarantee/month/month.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 60,
    megabytesMax: 384,
  })
  const jobs = {
    send: async (_: Tx, name: string, payload: Readonly<Record<string, unknown>>) => {
      asked.push({ name, report: String(payload['report']) })
    },
  }
  const month = makeMonthService({ jobs, workers, guarantees: world.flow.guarantee.guarantees })
  const reports = makeReportService({ jobs, scan: async () => 'clean', month })
  const as = <Value>(who: Actor, work: (tx: Tx) => Promise<Result<Value>>) =>
    world.fresh.database.transaction(who, work, result => result.ok)

  /** Does every job that is waiting, as the queue would, twice: the second time must do nothing. */
  async function work(): Promise<void> {
    for (let job = asked.shift(); job !== undefined; job = asked.shift())
      for (let times = 0; times < 2; times += 1) {
        if (job.name === CHECK) await month.check(world.fresh.database, job.report, world.today())
        if (job.name === CARRY) await month.carry(world.fresh.database, job.report, world.today)
      }
  }

  /** Announces a file, and sends it in one part where it is not to be left half sent. */
  async function sent(who: Actor, bytes: Uint8Array, kind: ReportKind = 'utilisation', told = '2026-05') {
    const of = kind === 'utilisation' ? { kind, month: told } : { kind }
    const declared = { ...of, name: 'month.csv', size: bytes.length, digest: `sha256:${sha256Hex(bytes)}` }
    const report = sure(await as(who, tx => reports.declare(tx, who, declared, world.today())))
    if (report.is_repeated) return report
    sure(await as(who, tx => reports.receive(tx, who, report.id, 0, bytes)))
    return sure(await as(who, tx => reports.complete(tx, who, report.id, world.today())))
  }

  /** Accepts a checked report and does what follows from it. */
  async function accepted(who: Actor, id: string) {
    const done = sure(await as(who, tx => reports.accept(tx, who, id, [], world.today())))
    await work()
    return done
  }
  const differences = async (who: Actor, id: string) =>
    sure(await as(who, tx => reports.differences(tx, who, id, { after: 0, limit: 100 }))).map(one => [
      ...[one.row, one.kind, one.by, one.deed],
    ])
  return { reports, as, work, sent, accepted, differences, close: workers.close }
}
export type Reporting = ReturnType<typeof reporting>
