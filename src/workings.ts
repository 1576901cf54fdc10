/**
 * What works beside the requests: the threads of the service, what it does by the clock and from the queue, and its
 * long runs. Each is opened once by main.ts, and closes with the process.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { systemActor } from './access/actor.ts'
import type { ContentCode, LookedInto } from './application/papers/content.ts'
import { makePaperService, type PaperService } from './application/papers/service.ts'
import type { Knowing } from './appraisal/published.ts'
import { paperYearsOn, requestDaysOn } from './appraisal/rule-book.ts'
import type { PaperAsked, PaperWork } from './certificate/drawing.ts'
import { DRAW, type IssuingService, makeIssuingService } from './certificate/issuing/service.ts'
import type { ValuingAsked, ValuingWork } from './certificate/valuations/asked.ts'
import { makeValuationsService, type ValuationsService } from './certificate/valuations/service.ts'
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
import type { Answer as QualityAnswer, Asked as QualityAsked } from './panel/quality/asked.ts'
import { makeQualityService } from './panel/quality/service.ts'
import { openHeadSigner } from './platform/audit/heads.ts'
import { makeAuditLog } from './platform/audit/log.ts'
import { dayIn, systemClock } from './platform/clock.ts'
import type { ServiceConfig } from './platform/config.ts'
import type { Database, Tx } from './platform/db/database.ts'
import { HOME, textsBelow } from './platform/folders.ts'
import type { GivingWay } from './platform/giving-way.ts'
import { forgetLeases } from './platform/http/rates.ts'
import { forgetAttempts } from './platform/identity/attempts.ts'
import { forgetExpired } from './platform/identity/issuer-store.ts'
import { uuid7 } from './platform/ids.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import { lapseReservations } from './platform/jobs/lapse.ts'
import { trustListOf } from './platform/keys.ts'
import type { Lifetime } from './platform/lifetime.ts'
import { makeSending } from './platform/notifications/sending.ts'
import { makeNotificationService } from './platform/notifications/service.ts'
import { SEND_MAIL } from './platform/notifications/settings.ts'
import { smtpSender } from './platform/notifications/smtp.ts'
import { makeTelling } from './platform/notifications/telling.ts'
import { configuredOffices } from './platform/offices/configured.ts'
import { officesFileOf } from './platform/offices/demonstration.ts'
import type { Office } from './platform/offices/office.ts'
import { forgetRequests, openRequestLog, type RequestLog } from './platform/requests/log.ts'
import { workRuns } from './platform/runs/worker.ts'
import { makeScan, type Scan } from './platform/scan.ts'
import { tell } from './platform/telemetry/lines.ts'
import type { Tracing } from './platform/telemetry/tracing.ts'
import { forget } from './platform/webhooks/deliveries.ts'
import { openSealing } from './platform/webhooks/secrets.ts'
import { dnsResolve, makeSender } from './platform/webhooks/sending.ts'
import { makeWebhookService, type WebhookService } from './platform/webhooks/service.ts'
import { BOUNDS, SETTINGS } from './platform/webhooks/settings.ts'
import { startWorker } from './platform/webhooks/worker.ts'
import { openWorkers } from './platform/workers.ts'
import type { Answer as DraftAnswer, Asked as DraftAsked, DraftWorkers } from './policy/drafts/service.ts'
import { type FileReading, openFileReading } from './policy/exchange/service.ts'
import type { Answer as ImpactAnswer, Asked as ImpactAsked } from './policy/impact/asked.ts'
import { BEGUN, IMPACT, IMPACT_GENERATED, type ImpactWorkers, impactKind } from './policy/impact/service.ts'
import { makePackingService } from './policy/packing/service.ts'
import { type GrowingBook, toldOf } from './policy/publishing/service.ts'
import type { Asked as ReplayAsked } from './policy/replaying/asked.ts'
import type { Tally } from './policy/replaying/report.ts'
import { REPLAY, replayKind } from './policy/replaying/service.ts'
import { TRIAL_RUN } from './policy/trials/service.ts'
import { askAgain, askedAgainBy, type Flow, makeFlow, makePolicy, type Policy } from './services.ts'

/** Whoever completes a paper waits for it; no transaction does. */
export const SCAN_SECONDS_MAX = 20

/** The texts of the shipped rules, read once for the book and every thread that is handed them. */
export const SHIPPED_RULES = textsBelow(join(HOME, 'rules'))

/** What everything stands on. */
export type House = {
  readonly book: GrowingBook
  readonly config: ServiceConfig
  readonly database: Database
  readonly jobs: Jobs
  readonly lifetime: Lifetime
  readonly keyFolder: string
  readonly tracing: Tracing | undefined
  readonly way: Pick<GivingWay, 'clear'>
}

export const now = systemClock.now
export const dayOf =
  ({ legalZone }: ServiceConfig) =>
  (moment: Date): string =>
    dayIn(legalZone, moment)

/** The moment it is, with its legal day. */
const momentIn = (config: ServiceConfig) => () => {
  const at = now()
  return { now: at, day: dayOf(config)(at) }
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
export async function flow({ book, config, database, jobs, tracing }: House): Promise<Flow> {
  const flow = makeFlow({
    book,
    offices: offices(config, tracing),
    referDays: config.referDays,
    retryLater: askedAgainBy(jobs),
  })
  const moment = momentIn(config)
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
  // Whoever did not sign in time, or refused while nobody else could be drawn, is replaced.
  await jobs.every('replace-appraisers', '8 0 * * *', async () => {
    await flow.panel.replaceDue(database, moment())
  })
  // A panel that was not heard in its days is heard no more: its marks go on as they are.
  await jobs.every('end-consensus', '9 0 * * *', async () => {
    await flow.consensus.endDue(database, moment())
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
  // And what rights carry that banks lend on: valued again when it is time, called on where they carry less.
  await jobs.every('look-at-collateral', '30 1 * * *', async () => {
    await flow.collateral.night(database, moment())
  })
  // From the first working day of a month on: who saw what of the month before, before it was issued.
  await jobs.every('report-readings', '55 0 * * *', async () => {
    await flow.readings.reportDue(database, { ...moment(), zone: config.legalZone })
  })
  return flow
}

/** Papers: looked into in a thread of their own, bounded in memory and time. */
export async function paperService({ book, config, database, jobs, lifetime, tracing }: House): Promise<PaperService> {
  const workers = openWorkers<Uint8Array, Result<LookedInto, ContentCode>>({
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
export async function guaranteePapers({
  book,
  config,
  database,
  jobs,
  lifetime,
  keyFolder,
  tracing,
  way,
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
  const moment = momentIn(config)
  await jobs.work(DRAW_PAPER, async ({ payload }) => {
    await way.clear()
    await register.draw(database, String(payload['number']), moment)
  })
  await jobs.every('order-guarantee-papers', '* * * * *', async () => {
    await orders.orderUntold(database, dayOf(config)(now()), way.clear)
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
export async function issuingService(
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
    trustList: () => trustListOf(keyFolder),
    others: { carry: isOfGuarantee, check: register.check },
  })
  const moment = momentIn(config)
  await jobs.work(DRAW, ({ payload }) => issuing.draw(database, String(payload['number']), moment))
  await jobs.every('draw-again', '17 * * * *', () => issuing.drawAgain(database))
  return issuing
}

/** Valuations: worked out, drawn and sealed in a thread of their own. */
export function valuationsService({ book, config, lifetime, keyFolder, tracing }: House): ValuationsService {
  const workers = openWorkers<Knowing<ValuingAsked>, ValuingWork>({
    file: new URL('./certificate/valuations/valuing.worker.ts', import.meta.url),
    count: 1,
    settings: { keyFolder, verifierUrl: config.verifierUrl },
    secondsMax: 60,
    megabytesMax: 512,
    told: { name: 'valuing', tracing },
  })
  lifetime.opened('valuing', workers.close)
  return makeValuationsService({ workers: toldOf(workers, book), uuid: uuid7 })
}

/** Webhooks: sent from here as from every other process of the service. */
export async function webhookService({ config, database, jobs, lifetime, keyFolder }: House): Promise<WebhookService> {
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

/** What people are told, in the console and by mail: each minute what happened, each morning what is due. */
export async function notificationService({ config, database, jobs, keyFolder }: House, publicUrl: string) {
  const sealing = openSealing(join(keyFolder, 'mail'))
  const { mail } = config
  const queue = mail === undefined ? null : (tx: Tx, id: string) => jobs.send(tx, SEND_MAIL, { mail: id }, { once: id })
  if (mail !== undefined) {
    const sender = { from: mail.from, publicUrl }
    const send = makeSending({ db: database.plain, sender, send: smtpSender(mail.smtpUrl), sealing })
    await jobs.work(SEND_MAIL, ({ payload }) => send(String(payload['mail'])))
  }
  const telling = makeTelling({ database, queue })
  const at = () => ({ ...momentIn(config)(), noticeDays: config.noticeDays })
  await jobs.every('tell-people', '* * * * *', () => telling.tell(at()))
  await jobs.every('tell-deadlines', '0 7 * * *', async () => {
    await telling.tellDue(at())
  })
  await jobs.every('forget-notifications', '52 0 * * *', telling.forget)
  return makeNotificationService({ sealing, queue })
}

/** What banks report: read in a thread of its own, checked and carried through the queue. */
export async function reportService(house: House, { guarantee }: Flow, scan: Scan): Promise<ReportService> {
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
  const moment = momentIn(config)
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

/** The figures of the panel, in a thread of their own; a month's are kept from the first working day after it on. */
export async function qualityService({ config, database, jobs, lifetime, tracing }: House, flow: Flow) {
  const workers = openWorkers<QualityAsked, QualityAnswer>({
    file: new URL('./panel/quality/figures.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 120,
    megabytesMax: 1024,
    told: { name: 'panel figures', tracing },
  })
  lifetime.opened('panel figures', workers.close)
  const quality = makeQualityService({ workers, rulesOn: flow.qualityOn, holidaysOn: flow.holidaysOn })
  await jobs.every('keep-panel-figures', '5 1 * * *', async () => {
    await quality.keepDue(database, momentIn(config)())
  })
  return quality
}

/** The thread drafts are read, checked and tried in. */
function draftWorkers({ lifetime, tracing }: House): DraftWorkers {
  const workers = openWorkers<DraftAsked, DraftAnswer>({
    file: new URL('./policy/drafts/drafts.worker.ts', import.meta.url),
    count: 1,
    settings: SHIPPED_RULES,
    secondsMax: 60,
    megabytesMax: 512,
    told: { name: 'drafts', tracing },
  })
  lifetime.opened('drafts', workers.close)
  return workers
}

/** How the rules are changed; challengers are compared with what was decided meanwhile, each minute. */
export async function policy(house: House): Promise<Policy> {
  const { book, config, database, jobs } = house
  const policy = makePolicy(book, editionFiles(house), draftWorkers(house))
  await jobs.every('compare-challengers', '* * * * *', async () => {
    await policy.shadows.compareDue(database, momentIn(config))
  })
  return policy
}

/** The threads cases are packed in and books are run in, and the job that packs what was decided. */
export async function impactWorkers({ book, database, jobs, lifetime, tracing }: House): Promise<ImpactWorkers> {
  const workers = openWorkers<ImpactAsked, ImpactAnswer>({
    file: new URL('./policy/impact/impact.worker.ts', import.meta.url),
    count: Math.max(1, availableParallelism() - 1),
    settings: SHIPPED_RULES,
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
export async function runs(
  { book, database, jobs, lifetime, tracing }: House,
  impact: ImpactWorkers,
  { trials }: Policy,
): Promise<void> {
  const count = Math.max(1, availableParallelism() - 1)
  const replaying = openWorkers<ReplayAsked, Tally>({
    file: new URL('./policy/replaying/replaying.worker.ts', import.meta.url),
    count,
    settings: SHIPPED_RULES,
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
      [IMPACT_GENERATED]: impactKind(database, impact, book.known),
    },
    { atOnce: count, onProblem: (problem, where) => tell('warn', where, { problem }) },
  )
  lifetime.opened('runs', worker.close)
  await jobs.work(BEGUN, async () => worker.wake())
}

/** What machines asked: written apart from the requests, and kept for the days of the rules. */
export async function requestLog({ book, config, database, jobs, lifetime }: House): Promise<RequestLog> {
  const log = openRequestLog({
    db: database.plain,
    onProblem: problem => tell('warn', 'requests of machines', { problem }),
    onLost: lines => tell('warn', 'requests of machines were not kept', { lines }),
  })
  lifetime.opened('requests of machines', log.close)
  await jobs.every('forget-requests', '55 1 * * *', async () => {
    await forgetRequests(database.plain, requestDaysOn(book.now(), calendarDate(dayOf(config)(now()))))
  })
  return log
}

/** What is done by the clock. */
export async function upkeep({ config, database, jobs, keyFolder }: House): Promise<void> {
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
