/**
 * Work that is done after the request that asked for it: enqueued in the request's own transaction, so that it is done
 * when that is kept and never when it is not; done at least once, by whichever process takes it first. Handlers are
 * written so that doing one twice changes nothing.
 */
import { fromKysely, type JobResult, PgBoss } from 'pg-boss'
import type { Json } from '../../kernel/digest.ts'
import type { Tx } from '../db/database.ts'
import type { Login } from '../db/open.ts'
import { APP } from '../db/roles.ts'
import { uuid7 } from '../ids.ts'
import type { Tracing } from '../telemetry/tracing.ts'

export type Payload = { readonly [name: string]: Json }
export type Job = { readonly id: string; readonly payload: Payload }
export type Handler = (job: Job) => Promise<void>

export type Jobs = {
  /** Puts a job on the queue as part of the transaction. `once`: not beside another of that key that still waits. */
  readonly send: (tx: Tx, name: string, payload: Payload, options?: { readonly once?: string }) => Promise<void>
  /** Does the jobs of a name, `atOnce` of them together; one that throws is tried again later, more and more rarely. */
  readonly work: (name: string, handler: Handler, options?: { readonly atOnce?: number }) => Promise<void>
  /** Does something at the times of a cron expression (in the zone of legal days), in one process of all. */
  readonly every: (name: string, cron: string, handler: () => Promise<void>) => Promise<void>
  /** Jobs by state, for metrics. */
  readonly waiting: (name: string) => Promise<number>
  /** Takes no more jobs, lets the running ones end (at most `secondsMax`), and closes the connections. */
  readonly stop: (secondsMax?: number) => Promise<void>
}

export type JobsOptions = {
  /** The service's role; it owns the schema of the jobs. */
  readonly app: Login
  /** Whether `app` logs in as somebody who must take the role on. */
  readonly isRoleTaken?: boolean
  readonly zone: string
  readonly onProblem: (problem: unknown, where: string) => void
  /** Where traces are made: a span around each run, which follows from whatever put the job there. */
  readonly tracing?: Tracing | undefined
}

const SCHEMA = 'pgboss'
/** Beside the payload: the trace of the request that put the job there. */
const PARENT = 'traceparent'
const DEAD = 'given-up'
/** Twenty tries, the wait doubled from 1 s up to an hour: about ten hours before a job is given up and shown. */
const QUEUE = {
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 3600,
  expireInSeconds: 300,
  notify: true,
  deadLetter: DEAD,
  // At most one of a key waits; each job without `once` has a key of its own.
  policy: 'short',
} as const
/** How often a queue is looked at besides being told: a job that is tried again tells nobody. */
const POLL_SECONDS = 2

export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    ...options.app,
    ...(options.isRoleTaken === true ? { options: `-c role=${APP}` } : {}),
    application_name: 'tech-guarantee jobs',
    schema: SCHEMA,
    // The schema is made by a migration and belongs to the role; the role may make no other.
    createSchema: false,
    useListenNotify: true,
    max: 4,
  })
  boss.on('error', problem => options.onProblem(problem, 'jobs'))
  boss.on('warning', warning => options.onProblem(warning, 'jobs'))
  await boss.start()
  await boss.createQueue(DEAD, { retentionSeconds: 90 * 86_400 })

  const queues = new Map<string, Promise<void>>()
  const queue = (name: string): Promise<void> => {
    const standing = queues.get(name)
    if (standing !== undefined) return standing
    const made = boss.createQueue(name, QUEUE)
    queues.set(name, made)
    made.catch(() => queues.delete(name))
    return made
  }
  const { tracing } = options
  const told = async (name: string, parent: Json | undefined, work: () => Promise<void>): Promise<void> => {
    if (tracing === undefined) return await work()
    const from = typeof parent === 'string' ? { parent } : {}
    await tracing.span({ name: `job ${name}`, kind: 'consumer', attributes: { 'job.name': name }, ...from }, work)
  }
  const work: Jobs['work'] = async (name, handler, { atOnce = 4 } = {}) => {
    await queue(name)
    // A batch that was full is followed by the next at once; a queue that is told of new jobs is else looked at rarely.
    const pace = {
      batchSize: Math.max(2, atOnce),
      burstWhenBatchFull: true,
      pollingIntervalSeconds: POLL_SECONDS,
      notifyPollingIntervalSeconds: POLL_SECONDS,
      perJobResults: true,
    } as const
    await boss.work<Payload | null, unknown, typeof pace>(name, pace, async jobs => {
      const done = async ({ id, data }: { id: string; data: Payload | null }): Promise<JobResult> => {
        const { [PARENT]: parent, ...payload } = data ?? {}
        try {
          await told(name, parent, () => handler({ id, payload }))
          return { id, status: 'completed' }
        } catch (problem) {
          options.onProblem(problem, `job ${name}`)
          return { id, status: 'failed', output: { problem: problem instanceof Error ? problem.name : 'unknown' } }
        }
      }
      if (atOnce > 1) return await Promise.all(jobs.map(done))
      const results: JobResult[] = []
      for (const job of jobs) results.push(await done(job))
      return results
    })
  }
  return {
    send: async (tx, name, payload, { once } = {}) => {
      await queue(name)
      const parent = tracing?.parent()
      const sent = parent === undefined ? payload : { ...payload, [PARENT]: parent }
      await boss.send(name, sent, { singletonKey: once ?? uuid7(), db: fromKysely(tx) })
    },
    work,
    every: async (name, cron, handler) => {
      await queue(name)
      await boss.schedule(name, cron, null, { tz: options.zone })
      await work(name, handler, { atOnce: 1 })
    },
    waiting: async name => (await boss.getQueueStats(name, { force: true })).at(-1)?.readyCount ?? 0,
    stop: async (secondsMax = 10) => {
      await boss.stop({ graceful: true, close: true, timeout: secondsMax * 1000 })
    },
  }
}
