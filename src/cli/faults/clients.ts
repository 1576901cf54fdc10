/** Clients that measure the service beside plain transactions of the same server, as pgbench makes them. */
import { Worker } from 'node:worker_threads'
import type { Asked, Found } from './clients.worker.ts'
import { asSuperuser } from './kill.ts'
import { ANSWER_MS_MAX } from './load.ts'

export const CLIENTS = 8
export const SECONDS = 10
/** Not less than the clients, as pgbench's manual asks, so that they do not queue for one branch. */
export const SCALE = 8
/** Requests a second, where they are sent by the clock. */
export const RATE = 300

/** Milliseconds within which a share of the requests was done; one that was turned away counts as the longest wait. */
export function percentile({ times, failed }: Found, share: number): number {
  const all = [...times, ...Array.from({ length: failed }, () => ANSWER_MS_MAX)].sort((a, b) => a - b)
  return all[Math.max(0, Math.ceil(all.length * share) - 1)] ?? ANSWER_MS_MAX
}

export const clientsIn = (asked: Asked): Promise<Found> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./clients.worker.ts', import.meta.url), { workerData: asked })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

export const tpcbTables = (folder: string): Promise<unknown> =>
  asSuperuser(folder, client =>
    client.query(`
      create table pgbench_branches (bid int primary key, bbalance int, filler char(88));
      create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84));
      create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84));
      create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
      insert into pgbench_branches select i, 0, '' from generate_series(1, ${SCALE}) i;
      insert into pgbench_tellers select i, (i - 1) / 10 + 1, 0, '' from generate_series(1, ${SCALE * 10}) i;
      insert into pgbench_accounts
        select i, (i - 1) / 100000 + 1, 0, '' from generate_series(1, ${SCALE * 100_000}) i;
      analyze`),
  )
