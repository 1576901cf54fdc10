/**
 * The service: start and stop. Configuration, database at head, keys, jobs, identity, workers, server, in this order;
 * the reverse at the end. Several processes may run on one database; one that is killed leaves nothing half done.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { systemActor } from './access/actor.ts'
import type { ContentCode, PaperKind } from './application/papers/content.ts'
import { makePaperService, type PaperService } from './application/papers/service.ts'
import type { Knowing } from './appraisal/published.ts'
import { paperYearsOn } from './appraisal/rule-book.ts'
import type { PaperAsked, PaperWork } from './certificate/drawing.ts'
import { DRAW, type IssuingService, makeIssuingService } from './certificate/issuing/service.ts'
import { boundBeside } from './guarantee/binding/service.ts'
import type { LetterAsked, LetterWork } from './guarantee/issuing/drawing.ts'
import { DRAW_PAPER } from './guarantee/issuing/printing.ts'
import type { GuaranteePapers } from './guarantee/issuing/routes.ts'
import { makePaperRegister } from './guarantee/issuing/service.ts'
import { isOfGuarantee } from './guarantee/letter/genuine.ts'
import { holidaysIn } from './guarantee/letter/numbers.ts'
import type { Answer, Asked } from './guarantee/month/asked.ts'
import { CARRY, CHECK, makeMonthService } from './guarantee/month/service.ts'
import { makePaperOrders } from './guarantee/ordering/service.ts'
import { makeReportService, type ReportService } from './guarantee/reports/service.ts'
import { makeRetainingService } from './guarantee/retaining/service.ts'
import { makeStatementService } from './guarantee/statements/service.ts'
import { calendarDate } from './kernel/calendar.ts'
import type { Result } from './kernel/result.ts'
import { openHeadSigner } from './platform/audit/heads.ts'
import { makeAuditLog } from './platform/audit/log.ts'
import { dayIn, systemClock } from './platform/clock.ts'
import { type ServiceConfig, serviceConfigOf } from './platform/config.ts'
import type { Database } from './platform/db/database.ts'
import { openServiceDatabase } from './platform/db/service-database.ts'
import { HOME, textsBelow } from './platform/folders.ts'
import { forgetLeases } from './platform/http/rates.ts'
import { forgetAttempts } from './platform/identity/attempts.ts'
import { ensureDemonstration } from './platform/identity/demonstration.ts'
import { type Identity, openIdentity } from './platform/identity/identity.ts'
import { forgetExpired } from './platform/identity/issuer-store.ts'
import { ensureSandbox } from './platform/identity/sandbox.ts'
import { type IdentitySettings, identitySettings, invitationsAt } from './platform/identity/settings.ts'
import { uuid7 } from './platform/ids.ts'
import { type Jobs, openJobs } from './platform/jobs/jobs.ts'
import { lapseReservations } from './platform/jobs/lapse.ts'
import { openKeys } from './platform/keys.ts'
import { type Lifetime, makeLifetime } from './platform/lifetime.ts'
import { configuredOffices } from './platform/offices/configured.ts'
import { officesFileOf } from './platform/offices/demonstration.ts'
import type { Office } from './platform/offices/office.ts'
import { workRuns } from './platform/runs/worker.ts'
import { makeScan, type Scan } from './platform/scan.ts'
import { tell } from './platform/telemetry/lines.ts'
import { startTracing } from './platform/telemetry/start.ts'
import type { Tracing } from './platform/telemetry/tracing.ts'
import { forget } from './platform/webhooks/deliveries.ts'
import { openSealing } from './platform/webhooks/secrets.ts'
import { dnsResolve, makeSender } from './platform/webhooks/sending.ts'
import { makeWebhookService, type WebhookService } from './platform/webhooks/service.ts'
import { BOUNDS, SETTINGS } from './platform/webhooks/settings.ts'
import { startWorker } from './platform/webhooks/worker.ts'
import { openWorkers } from './platform/workers.ts'
import { type FileReading, openFileReading } from './policy/exchange/service.ts'
import type { Answer as ImpactAnswer, Asked as ImpactAsked } from './policy/impact/asked.ts'
import { IMPACT, type ImpactWorkers, impactKind } from './policy/impact/service.ts'
import { makePackingService } from './policy/packing/service.ts'
import { type GrowingBook, keepLooking, makeGrowingBook, toldOf } from './policy/publishing/service.ts'
import type { Asked as ReplayAsked } from './policy/replaying/asked.ts'
import type { Tally } from './policy/replaying/report.ts'
import { REPLAY, replayKind } from './policy/replaying/service.ts'
import { TRIAL_RUN } from './policy/trials/service.ts'
import { buildServer, routesOf } from './server.ts'
import { askAgain, askedAgainBy, type Flow, makeFlow, makeImpact, makePolicy, type Policy } from './services.ts'

/** Longest time from the signal to the end; what still runs then is cut off, and its transactions roll back. */
const STOP_MS_MAX = 25_000
/** Whoever completes a paper waits for it; no transaction does. */
const SCAN_SECONDS_MAX = 20

type House = {
  readonly book: GrowingBook
  readonly config: ServiceConfig
  readonly database: Database
  readonly jobs: Jobs
  readonly lifetime: Lifetime
  readonly keyFolder: string
  readonly tracing: Tracing | undefined
}

const now = systemClock.now
const dayOf =
  ({ legalZone }: ServiceConfig) =>
  (moment: Date): string =>
    dayIn(legalZone, moment)

/** The shipped rules with what was published since; a book that does not load keeps the service from starting. */
async function rules({ plain }: Database, lifetime: Lifetime): Promise<GrowingBook> {
  const book = makeGrowingBook(plain, textsBelow(join(HOME, 'rules')))
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
  return await openIdentity({ db: database.plain, settings, keyFolder: folder, now, onFault })
}

/**
 * The offices that are asked for facts: the operator's, else those of the demonstration where there is one. A wrong
 * file is told whole, and the service does not start.
 */
function offices(config: ServiceConfig, tracing: Tracing | undefined): readonly Office[] {
  const path = officesFileOf(config)
  if (path === undefined) return []
  const read = configuredOffices(path, !config.isProduction, tracing)
  if (read.errors.length > 0) throw new Error(read.errors.join('; '))
  return read.offices
}

/** The flow of a case, the job that asks offices again, and the sandbox's players where they act later. */
async function flow({ book, config, database, jobs, tracing }: House): Promise<Flow> {
  const flow = makeFlow({
    book,
    offices: offices(config, tracing),
    referDays: config.referDays,
    retryLater: askedAgainBy(jobs),
  })
  const moment = () => {
    const at = now()
    return { now: at, day: dayOf(config)(at) }
  }
  await askAgain(jobs, database, flow.application, moment)
  await jobs.every('play-sandbox', '* * * * *', async () => {
    const actor = systemActor('sandbox.play')
    const due = await database.transaction(actor, tx => flow.appraisal.dueInSandbox(tx, now()))
    for (const id of due)
      await database.transaction(
        actor,
        tx => flow.appraisal.playDue(tx, actor, id, moment()),
        value => value.ok,
      )
  })
  await jobs.every('play-guarantees', '* * * * *', async () => {
    const actor = systemActor('sandbox.guarantees')
    const due = await database.transaction(actor, tx => flow.guaranteeSandbox.due(tx))
    for (const id of due)
      await database.transaction(
        actor,
        tx => flow.guaranteeSandbox.playDue(tx, actor, id, moment()),
        value => value.ok,
      )
  })
  // Soon after midnight the day's notices lapse and its fees are charged; a day the service did not run is made up for.
  await jobs.every('guarantees-due', '10 0 * * *', async () => {
    await flow.guarantee.reading.doDue(database, moment())
  })
  // What stands past its term bears the additional fee, month by month.
  await jobs.every('charge-unperformed', '12 0 * * *', async () => {
    await flow.charging.chargeDue(database, moment())
  })
  // What fees earned up to the day before is posted, of days left out too.
  await jobs.every('earn-fees', '15 0 * * *', async () => {
    await flow.accruing.accrue(database, moment())
  })
  // After the day's reservations have lapsed: what bounds the fund is looked at, and the month before is provided for.
  await jobs.every('watch-fund', '20 0 * * *', async () => {
    const at = moment()
    await database.transaction(systemActor('fund.watch'), tx => flow.fund.watch(tx, at))
    await flow.provisioning.provideLastMonth(database, at)
  })
  // Losses whose wait is over are shared; a day left out is made up for.
  await jobs.every('share-losses', '25 0 * * *', async () => {
    await flow.cosharing.shareDue(database, moment())
  })
  // Then whose task it is learns which claims, attachments and plans come to an end soon.
  await jobs.every('recourse-warnings', '30 0 * * *', async () => {
    await flow.recourse.file.warn(database, moment())
  })
  // And what has become of every guarantee that stands: offices are asked for what is not known any more.
  await jobs.every('watch-guarantees', '0 1 * * *', async () => {
    await flow.watch.night(database, moment())
  })
  return flow
}

/** Papers: looked into in a thread of their own, bounded in memory and time. */
async function paperService({ book, config, database, jobs, lifetime, tracing }: House): Promise<PaperService> {
  const workers = openWorkers<Uint8Array, Result<PaperKind, ContentCode>>({
    file: new URL('./application/papers/content.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 20,
    megabytesMax: 256,
    told: { name: 'reading', tracing },
  })
  lifetime.opened('reading', workers.close)
  const papers = makePaperService({
    workers,
    scan: makeScan(config.scanCommand, SCAN_SECONDS_MAX),
    retentionYears: day => paperYearsOn(book.now(), calendarDate(day)),
  })
  await jobs.every('end-paper-terms', '35 0 * * *', async () => {
    const at = now()
    await papers.endTerms(database, at, dayOf(config)(at), config.legalZone)
  })
  return papers
}

/** Files in which editions of the rules come, read in a thread of their own. */
function editionFiles({ lifetime, tracing }: House): FileReading {
  const reading = openFileReading(tracing)
  lifetime.opened('edition files', reading.close)
  return reading
}

/** The papers of guarantees, in a thread of their own: what no paper tells of a life is ordered each minute. */
async function guaranteePapers({
  book,
  config,
  database,
  jobs,
  lifetime,
  keyFolder,
  tracing,
}: House): Promise<GuaranteePapers> {
  const { verifierUrl } = config
  const workers = openWorkers<Knowing<LetterAsked>, LetterWork>({
    file: new URL('./guarantee/issuing/drawing.worker.ts', import.meta.url),
    count: 1,
    settings: { keyFolder, verifierUrl },
    secondsMax: 60,
    megabytesMax: 512,
    told: { name: 'drawing papers', tracing },
  })
  lifetime.opened('drawing papers', workers.close)
  const orders = makePaperOrders({ book: book.now, jobs, verifierUrl, obligorsOf: boundBeside })
  const register = makePaperRegister({ jobs, workers: toldOf(workers, book), verifierUrl })
  const moment = () => {
    const at = now()
    return { now: at, day: dayOf(config)(at) }
  }
  await jobs.work(DRAW_PAPER, ({ payload }) => register.draw(database, String(payload['number']), moment))
  await jobs.every('order-guarantee-papers', '* * * * *', async () => {
    await orders.orderUntold(database, dayOf(config)(now()))
  })
  await jobs.every('draw-guarantee-papers-again', '23 * * * *', () => register.drawAgain(database))
  const statements = makeStatementService({ orders, holidaysOn: holidaysIn(book.now) })
  // Each bank's month, from its first working day after on; what is there is not ordered again.
  await jobs.every('order-monthly-statements', '40 0 * * *', async () => {
    await statements.orderMonths(database, moment().day)
  })
  return { orders, statements, register }
}

/** Certificates: drawn and sealed in a thread of their own, ordered through the queue. */
async function issuingService(
  { book, config, database, jobs, lifetime, keyFolder, tracing }: House,
  { register }: GuaranteePapers,
): Promise<IssuingService> {
  const { verifierUrl } = config
  const workers = openWorkers<Knowing<PaperAsked>, PaperWork>({
    file: new URL('./certificate/drawing.worker.ts', import.meta.url),
    count: 1,
    settings: { keyFolder, verifierUrl },
    secondsMax: 60,
    megabytesMax: 512,
    told: { name: 'drawing', tracing },
  })
  lifetime.opened('drawing', workers.close)
  const issuing = makeIssuingService({
    jobs,
    workers: toldOf(workers, book),
    verifierUrl,
    others: { carry: isOfGuarantee, check: register.check },
  })
  const moment = () => {
    const at = now()
    return { now: at, day: dayOf(config)(at) }
  }
  await jobs.work(DRAW, ({ payload }) => issuing.draw(database, String(payload['number']), moment))
  await jobs.every('draw-again', '17 * * * *', () => issuing.drawAgain(database))
  return issuing
}

/** Webhooks: sent from here as from every other process of the service. */
async function webhookService({ config, database, jobs, lifetime, keyFolder }: House): Promise<WebhookService> {
  const sealing = openSealing(join(keyFolder, 'webhooks'))
  const { webhooksToLoopback: toLoopback } = config
  const settings = { ...SETTINGS, waitSeconds: config.webhookWaitSeconds }
  const worker = startWorker({
    db: database.plain,
    settings,
    send: makeSender({ settings, resolve: dnsResolve(), toLoopback }),
    sealing,
    now,
    chance: Math.random,
    onProblem: problem => tell('warn', 'webhooks', { problem }),
  })
  lifetime.opened('webhooks', worker.close)
  await jobs.every('forget-webhook-messages', '50 0 * * *', async () => {
    await forget(database.plain, BOUNDS.keptDays)
  })
  return makeWebhookService({ sealing, toLoopback })
}

/** What banks report: read in a thread of its own, checked and carried through the queue. */
async function reportService(house: House, { guarantee }: Flow, scan: Scan): Promise<ReportService> {
  const { config, database, jobs, lifetime, tracing } = house
  const workers = openWorkers<Asked, Answer>({
    file: new URL('./guarantee/month/month.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 60,
    megabytesMax: 128,
    told: { name: 'reports', tracing },
  })
  lifetime.opened('reports', workers.close)
  const month = makeMonthService({ jobs, workers, guarantees: guarantee.guarantees })
  const moment = () => {
    const at = now()
    return { now: at, day: dayOf(config)(at) }
  }
  await jobs.work(CHECK, ({ payload }) => month.check(database, String(payload['report']), moment()), { atOnce: 1 })
  await jobs.work(CARRY, ({ payload }) => month.carry(database, String(payload['report']), moment), { atOnce: 1 })
  const retaining = makeRetainingService({
    retentionYears: day => paperYearsOn(house.book.now(), calendarDate(day)),
    uploadHours: config.reportUploadHours,
    zone: config.legalZone,
  })
  await jobs.every('end-report-terms', '45 0 * * *', async () => {
    await retaining.endTerms(database, moment())
  })
  return makeReportService({ jobs, scan, month })
}

/** How the rules are changed; challengers are compared with what was decided meanwhile, each minute. */
async function policy(house: House): Promise<Policy> {
  const { book, config, database, jobs } = house
  const policy = makePolicy(book, editionFiles(house))
  await jobs.every('compare-challengers', '* * * * *', async () => {
    await policy.shadows.compareDue(database, () => {
      const at = now()
      return { now: at, day: dayOf(config)(at) }
    })
  })
  return policy
}

/** The threads cases are packed in and books are run in, and the job that packs what was decided. */
async function impactWorkers({ book, database, jobs, lifetime, tracing }: House): Promise<ImpactWorkers> {
  const workers = openWorkers<ImpactAsked, ImpactAnswer>({
    file: new URL('./policy/impact/impact.worker.ts', import.meta.url),
    count: Math.max(1, availableParallelism() - 1),
    settings: textsBelow(join(HOME, 'rules')),
    secondsMax: 120,
    megabytesMax: 512,
    told: { name: 'impact', tracing },
  })
  lifetime.opened('impact', workers.close)
  const packing = makePackingService(workers, book.known, uuid7)
  await jobs.every('pack-decisions', '40 0 * * *', async () => {
    const { problems } = await packing.pack(database)
    if (problems > 0) tell('warn', 'decisions that cannot be packed', { decisions: problems })
  })
  return workers
}

/** Long runs: their parts are done here as in every other process of the service, on all processors but one. */
function runs({ book, database, lifetime, tracing }: House, impact: ImpactWorkers, { trials }: Policy): void {
  const count = Math.max(1, availableParallelism() - 1)
  const replaying = openWorkers<ReplayAsked, Tally>({
    file: new URL('./policy/replaying/replaying.worker.ts', import.meta.url),
    count,
    settings: textsBelow(join(HOME, 'rules')),
    secondsMax: 60,
    megabytesMax: 512,
    told: { name: 'replaying', tracing },
  })
  lifetime.opened('replaying', replaying.close)
  const worker = workRuns(
    database.plain,
    {
      [REPLAY]: replayKind(database, replaying),
      [TRIAL_RUN]: trials.runKind(database.plain),
      [IMPACT]: impactKind(database, impact, book.known),
    },
    { atOnce: count, onProblem: (problem, where) => tell('warn', where, { problem }) },
  )
  lifetime.opened('runs', worker.close)
}

/** What is done by the clock. */
async function upkeep({ config, database, jobs, keyFolder }: House): Promise<void> {
  const signer = openHeadSigner(join(keyFolder, 'audit'))
  const keptPath = join(config.dataFolder, 'audit-heads.jsonl')
  const audit = makeAuditLog({ db: database.plain, signer, keptPath, now })
  await jobs.every('join-audit-tree', '* * * * *', async () => {
    await audit.join()
  })
  await jobs.every('forget-expired-tokens', '7 * * * *', async () => {
    await forgetExpired(database.plain, now())
    await forgetAttempts(database.plain, now())
    await forgetLeases(database.plain, now())
  })
  await jobs.every('lapse-reservations', '5 0 * * *', async () => {
    await lapseReservations(database, dayOf(config)(now()))
  })
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
  const house: House = { book, config, database, jobs, lifetime, keyFolder, tracing }
  const identity = await entrance(house, settings)
  const papersOfGuarantees = await guaranteePapers(house)
  const flowing = await flow(house)
  const changing = await policy(house)
  const impact = await impactWorkers(house)
  const routes = routesOf({
    ...flowing,
    policy: changing,
    impact: makeImpact(impact, book, flowing),
    papers: await paperService(house),
    certificates: await issuingService(house, papersOfGuarantees),
    guaranteePapers: papersOfGuarantees,
    reports: await reportService(house, flowing, makeScan(config.scanCommand, SCAN_SECONDS_MAX)),
    webhooks: await webhookService(house),
    zone: config.legalZone,
    invitationsAt: invitationsAt(settings),
  })
  await upkeep(house)
  runs(house, impact, changing)

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
  })
  await identity.mount(app.server)
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
