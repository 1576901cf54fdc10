/**
 * The service: start and stop. Configuration, database at head, keys, jobs, identity, workers, server, in this order;
 * the reverse at the end. Several processes may run on one database; one that is killed leaves nothing half done.
 */
import { join } from 'node:path'
import { openHeadSigner } from './platform/audit/heads.ts'
import { type ServiceConfig, serviceConfigOf } from './platform/config.ts'
import type { Database } from './platform/db/database.ts'
import { openServiceDatabase } from './platform/db/service-database.ts'
import { HOME } from './platform/folders.ts'
import { makeGivingWay } from './platform/giving-way.ts'
import { logInScript, mountConsole } from './platform/http/console.ts'
import { ensureDemonstration } from './platform/identity/demonstration.ts'
import { type Identity, openIdentity } from './platform/identity/identity.ts'
import { ensureSandbox } from './platform/identity/sandbox.ts'
import { type IdentitySettings, identitySettings, invitationsAt, passkeySiteOf } from './platform/identity/settings.ts'
import { openJobs } from './platform/jobs/jobs.ts'
import { openKeys } from './platform/keys.ts'
import { type Lifetime, makeLifetime } from './platform/lifetime.ts'
import { makeScan } from './platform/scan.ts'
import { tell } from './platform/telemetry/lines.ts'
import { startTracing } from './platform/telemetry/start.ts'
import { type GrowingBook, keepLooking, makeGrowingBook } from './policy/publishing/service.ts'
import { buildServer, routesOf } from './server.ts'
import { makeImpact } from './services.ts'
import {
  dayOf,
  flow,
  guaranteePapers,
  type House,
  impactWorkers,
  issuingService,
  notificationService,
  now,
  paperService,
  policy,
  qualityService,
  reportService,
  requestLog,
  runs,
  SCAN_SECONDS_MAX,
  SHIPPED_RULES,
  upkeep,
  valuationsService,
  webhookService,
} from './workings.ts'

/** Where the console is built. */
const CONSOLE = join(HOME, 'out/console')
/** Longest time from the signal to the end; what still runs then is cut off, and its transactions roll back. */
const STOP_MS_MAX = 25_000
/** The shipped rules with what was published since; a book that does not load keeps the service from starting. */
async function rules({ plain }: Database, lifetime: Lifetime): Promise<GrowingBook> {
  const book = makeGrowingBook(plain, SHIPPED_RULES)
  await book.relearn()
  book.now()
  const looking = keepLooking(plain, book, problem => tell('error', 'published rules', { problem }))
  lifetime.opened('published rules', looking.close)
  return book
}

/** Who may come in: the sandbox at every start, demonstration data at the first one only and never in production. */
async function entrance({ config, database, keyFolder }: House, settings: IdentitySettings): Promise<Identity> {
  const folder = join(keyFolder, 'tokens')
  await ensureSandbox(database.plain)
  const parts = { db: database.plain, settings, keyFolder: folder, dataFolder: config.dataFolder, now: now() }
  const demonstration = await ensureDemonstration(parts)
  if (demonstration.made) tell('info', 'demonstration data made', { tokens: demonstration.place })
  const onFault = (message: string) => tell('error', 'identity', { problem: message })
  const passkeyScript = logInScript(CONSOLE)
  return await openIdentity({ db: database.plain, settings, keyFolder: folder, now, passkeyScript, onFault })
}

async function start(config: ServiceConfig, settings: IdentitySettings, lifetime: Lifetime): Promise<string> {
  const tracing = await startTracing(config.tracing, problem => tell('warn', 'traces were not sent', { problem }))
  if (tracing !== undefined) lifetime.opened('tracing', tracing.close)
  const opened = await openServiceDatabase(config, config.database, { tracing })
  lifetime.opened('database', opened.close)
  tell('info', 'database at head', { database: opened.told })
  const { database } = opened
  const keyFolder = join(config.dataFolder, 'keys')
  // First of all keys: their folder is made whole, and others lie inside it.
  await openKeys(keyFolder, now())
  const onProblem = (problem: unknown, where: string) => tell('warn', where, { problem })
  const jobs = await openJobs({ ...opened.jobs, zone: config.legalZone, onProblem, tracing })
  lifetime.opened('jobs', () => jobs.stop())
  const book = await rules(database, lifetime)
  const way = makeGivingWay()
  const house: House = { book, config, database, jobs, lifetime, keyFolder, tracing, way }
  const identity = await entrance(house, settings)
  const papersOfGuarantees = await guaranteePapers(house)
  const flowing = await flow(house)
  const changing = await policy(house)
  const impact = await impactWorkers(house)
  const routes = routesOf({
    ...flowing,
    policy: changing,
    impact: makeImpact(jobs, impact, book, flowing),
    papers: await paperService(house),
    certificates: await issuingService(house, papersOfGuarantees),
    valuations: valuationsService(house),
    guaranteePapers: papersOfGuarantees,
    reports: await reportService(house, flowing, makeScan(config.scanCommand, SCAN_SECONDS_MAX)),
    webhooks: await webhookService(house),
    notifications: await notificationService(house, settings.publicUrl),
    quality: await qualityService(house, flowing),
    zone: config.legalZone,
    invitationsAt: invitationsAt(settings),
    passkeySite: passkeySiteOf(settings),
    headKeys: openHeadSigner(join(keyFolder, 'audit')).keys,
  })
  await upkeep(house)
  await runs(house, impact, changing)

  const requests = await requestLog(house)

  let isStopping = false
  const app = await buildServer({
    database,
    routes,
    authenticate: identity.authenticate,
    now,
    dayOf: dayOf(config),
    ready: async () => (isStopping ? ['stopping'] : []),
    metricsToken: config.metricsToken,
    log: { level: config.logLevel },
    limits: { requestsPerMinute: config.requestsPerMinute },
    trustedProxies: config.trustedProxies,
    tracing,
    witness: flowing.readings.witness,
    way,
    requests,
  })
  await identity.mount(app.server)
  await mountConsole(app, CONSOLE)
  lifetime.opened('server', async () => {
    isStopping = true
    await app.server.close()
  })
  return await app.server.listen({ host: config.host, port: config.port })
}

/** Ends the process when it is told to, once everything is closed; told twice, at once. */
function endOn(signals: readonly NodeJS.Signals[], lifetime: Lifetime): void {
  let isEnding = false
  const end = async (signal: string): Promise<void> => {
    tell('info', 'stopping', { signal })
    setTimeout(() => {
      tell('error', 'stopped before everything was closed', { ms: STOP_MS_MAX })
      process.exit(1)
    }, STOP_MS_MAX).unref()
    const left = await lifetime.close()
    tell('info', 'stopped', left.length === 0 ? {} : { left })
    process.exit(left.length === 0 ? 0 : 1)
  }
  for (const signal of signals)
    process.on(signal, () => {
      if (isEnding) process.exit(1)
      isEnding = true
      void end(signal)
    })
}

async function main(): Promise<void> {
  const { config, errors } = serviceConfigOf(process.env)
  const identity = identitySettings(process.env, config.port)
  const wrong = [...errors, ...identity.errors]
  if (wrong.length > 0) {
    for (const sentence of wrong) tell('error', 'configuration', { problem: sentence })
    process.exitCode = 2
    return
  }
  const lifetime = makeLifetime((name, problem) => tell('error', 'would not close', { name, problem }))
  endOn(['SIGTERM', 'SIGINT'], lifetime)
  try {
    const address = await start(config, identity.settings, lifetime)
    tell('info', 'listening', { address })
  } catch (problem) {
    tell('error', 'not started', { problem })
    await lifetime.close()
    process.exit(1)
  }
}

await main()
