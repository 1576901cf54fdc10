/**
 * `npm run fuzz [-- --requests 1000000] [-- --seed 1]`: sends made-up requests to the whole service in this process,
 * over a database of its own in a temporary folder, as every persona of the demonstration. Ends with 1 where an answer
 * was not as promised, and names the seed that sends it again.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { ContentCode, PaperKind } from '../application/papers/content.ts'
import { makePaperService } from '../application/papers/service.ts'
import type { PaperAsked, PaperWork } from '../certificate/drawing.ts'
import { makeIssuingService } from '../certificate/issuing/service.ts'
import type { Result } from '../kernel/result.ts'
import { dayIn, systemClock } from '../platform/clock.ts'
import { openServiceDatabase } from '../platform/db/service-database.ts'
import { ensureDemonstration } from '../platform/identity/demonstration.ts'
import { openIdentity } from '../platform/identity/identity.ts'
import { ensureSandbox } from '../platform/identity/sandbox.ts'
import { identitySettings } from '../platform/identity/settings.ts'
import { openJobs } from '../platform/jobs/jobs.ts'
import { openKeys } from '../platform/keys.ts'
import { openWorkers } from '../platform/workers.ts'
import { buildServer, routesOf } from '../server.ts'
import { makeFlow } from '../services.ts'
import { shippedRules } from './command.ts'
import { fuzzed, type Outcome } from './fuzz/run.ts'

const tokensSchema = z.object({
  people: z.array(z.object({ access_token: z.string() })),
  clients: z.array(z.object({ access_token: z.string() })),
})

const ZONE = 'Asia/Seoul'
const VERIFIER = 'https://verify.example/c/'
/** Far above what is sent, so that the rate limit does not answer for the routes. */
const UNLIMITED = { requestsPerMinute: 1e9, refusedTokensPerMinute: 1e9, loopDelayMsMax: Number.POSITIVE_INFINITY }

async function run(requests: number, seed: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tech-guarantee-fuzz-'))
  const opened = await openServiceDatabase(
    { dataFolder: folder },
    { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined, connectionsMax: 10 },
  )
  try {
    const { database } = opened
    const { settings } = identitySettings({}, 8080)
    const keyFolder = join(folder, 'tokens')
    const now = systemClock.now
    await ensureSandbox(database.plain)
    const demonstration = await ensureDemonstration({
      db: database.plain,
      settings,
      keyFolder,
      dataFolder: folder,
      now: now(),
    })
    if (!demonstration.made) throw new Error(`no demonstration was made: ${demonstration.why}`)
    const { people, clients } = tokensSchema.parse(JSON.parse(readFileSync(demonstration.place, 'utf8')))
    const tell = (text: string) => process.stderr.write(`${text}\n`)
    const identity = await openIdentity({ db: database.plain, settings, keyFolder, now, onFault: tell })
    const jobs = await openJobs({
      ...opened.jobs,
      zone: ZONE,
      onProblem: (problem, where) => tell(`${where}: ${problem}`),
    })
    await openKeys(join(folder, 'keys'), now())
    const workers = openWorkers<PaperAsked, PaperWork>({
      file: new URL('../certificate/drawing.worker.ts', import.meta.url),
      count: 1,
      settings: { keyFolder: join(folder, 'keys'), verifierUrl: VERIFIER },
      secondsMax: 60,
      megabytesMax: 512,
    })
    const flow = makeFlow({ book: shippedRules(), offices: [], referDays: 5, retryLater: async () => undefined })
    const reading = openWorkers<Uint8Array, Result<PaperKind, ContentCode>>({
      file: new URL('../application/papers/content.worker.ts', import.meta.url),
      count: 1,
      settings: null,
      secondsMax: 60,
      megabytesMax: 256,
    })
    const papers = makePaperService({ workers: reading, scan: async () => 'clean' })
    const certificates = makeIssuingService({ jobs, workers, verifierUrl: VERIFIER })
    const routes = routesOf({ ...flow, papers, certificates, zone: ZONE })
    const { server } = await buildServer({
      database,
      routes,
      authenticate: identity.authenticate,
      now,
      dayOf: moment => dayIn(ZONE, moment),
      limits: UNLIMITED,
      // Nobody's matter is in here: what is wrong may be said whole.
      onFault: error => tell(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      log: { level: 'error', stream: { write: line => process.stderr.write(line) } },
    })
    const tokens = [...people, ...clients].map(one => one.access_token)
    const progress = (sent: number) => {
      if (sent % 1_000 === 0) tell(`${sent} of ${requests}`)
    }
    const outcome = await fuzzed(server, routes, tokens, requests, seed, progress)
    await server.close()
    await Promise.all([workers.close(), reading.close(), jobs.stop()])
    return outcome
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function countOf(words: readonly string[], name: string, otherwise: number): number {
  const at = words.indexOf(name)
  const text = at < 0 ? String(otherwise) : (words[at + 1] ?? '')
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : Number.NaN
}

async function main(words: readonly string[]): Promise<number> {
  const [requests, seed] = [countOf(words, '--requests', 10_000), countOf(words, '--seed', 1)]
  if (Number.isNaN(requests + seed) || words.some(word => word.startsWith('-') && !/^--(requests|seed)$/.test(word))) {
    process.stderr.write('npm run fuzz [-- --requests 1000000 --seed 1]\n')
    return 2
  }
  const begun = performance.now()
  const { sent, statuses, findings } = await run(requests, seed)
  const seconds = (performance.now() - begun) / 1000
  for (const [status, count] of [...statuses].sort(([a], [b]) => a - b)) process.stdout.write(`${status}: ${count}\n`)
  // Tokens are long and lapse; which persona sent it is told by the seed.
  const short = (name: string, value: unknown) => (name === 'authorization' ? String(value).slice(0, 24) : value)
  for (const finding of findings) process.stdout.write(`${JSON.stringify(finding, short)}\n`)
  process.stdout.write(
    `${sent} requests in ${seconds.toFixed(0)} s, seed ${seed}: ${findings.length} answers not as promised\n`,
  )
  return findings.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
