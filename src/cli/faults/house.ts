/** The whole service in this process, over a database of its own: for measurements, and for tests of every route. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ContentCode, LookedInto } from '../../application/papers/content.ts'
import { makePaperService } from '../../application/papers/service.ts'
import type { Knowing } from '../../appraisal/published.ts'
import { paperYearsOn } from '../../appraisal/rule-book.ts'
import type { PaperAsked, PaperWork } from '../../certificate/drawing.ts'
import { DRAW, makeIssuingService } from '../../certificate/issuing/service.ts'
import type { ValuingAsked, ValuingWork } from '../../certificate/valuations/asked.ts'
import { makeValuationsService } from '../../certificate/valuations/service.ts'
import { boundBeside } from '../../guarantee/binding/service.ts'
import type { LetterAsked, LetterWork } from '../../guarantee/issuing/drawing.ts'
import { DRAW_PAPER } from '../../guarantee/issuing/printing.ts'
import { makePaperRegister } from '../../guarantee/issuing/service.ts'
import { holidaysIn } from '../../guarantee/letter/numbers.ts'
import type { Asked, Answer as ReportAnswer } from '../../guarantee/month/asked.ts'
import { CARRY, CHECK, makeMonthService } from '../../guarantee/month/service.ts'
import { makePaperOrders } from '../../guarantee/ordering/service.ts'
import { makeReportService } from '../../guarantee/reports/service.ts'
import { makeStatementService } from '../../guarantee/statements/service.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Result } from '../../kernel/result.ts'
import type { Answer as QualityAnswer, Asked as QualityAsked } from '../../panel/quality/asked.ts'
import { makeQualityService } from '../../panel/quality/service.ts'
import { openHeadSigner } from '../../platform/audit/heads.ts'
import { dayIn, systemClock } from '../../platform/clock.ts'
import { openServiceDatabase, type ServiceDatabase } from '../../platform/db/service-database.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import type { Route } from '../../platform/http/route.ts'
import { ensureDemonstration } from '../../platform/identity/demonstration.ts'
import { openIdentity } from '../../platform/identity/identity.ts'
import { ensureSandbox } from '../../platform/identity/sandbox.ts'
import { identitySettings, invitationsAt, passkeySiteOf } from '../../platform/identity/settings.ts'
import { uuid7 } from '../../platform/ids.ts'
import { openJobs } from '../../platform/jobs/jobs.ts'
import { openKeys, trustListOf } from '../../platform/keys.ts'
import { makeNotificationService, type NotificationParts } from '../../platform/notifications/service.ts'
import { openSealing } from '../../platform/webhooks/secrets.ts'
import { makeWebhookService } from '../../platform/webhooks/service.ts'
import { openWorkers, type Workers } from '../../platform/workers.ts'
import type { Answer as DraftAnswer, Asked as DraftAsked } from '../../policy/drafts/service.ts'
import { openFileReading } from '../../policy/exchange/service.ts'
import type { Answer as ImpactAnswer, Asked as ImpactAsked } from '../../policy/impact/asked.ts'
import { makeGrowingBook, toldOf } from '../../policy/publishing/service.ts'
import { buildServer, routesOf } from '../../server.ts'
import { makeFlow, makeImpact, makePolicy } from '../../services.ts'
import { type Tokens, tokensAt } from './cases.ts'

const ZONE = 'Asia/Seoul'
const VERIFIER = 'https://verify.example/c/'
/** Far above what is sent, so that the rate limit does not answer for the routes. */
const UNLIMITED = { requestsPerMinute: 1e9, refusedTokensPerMinute: 1e9, loopDelayMsMax: Number.POSITIVE_INFINITY }

const serverOf = async (parts: Parameters<typeof buildServer>[0]) => (await buildServer(parts)).server
export type House = {
  readonly server: Awaited<ReturnType<typeof serverOf>>
  readonly routes: readonly Route[]
  readonly tokens: Tokens
  readonly database: ServiceDatabase['database']
  readonly drawing: Workers<PaperAsked, PaperWork>
  /** Ends everything and takes the folder away. */
  readonly close: () => Promise<void>
}

/**
 * Opens the service on an empty folder; it does not listen yet. What goes wrong in it is heard by `tell`.
 * @param mailQueue  where mail is put; null: none is sent
 */
export async function openHouse(
  folder: string,
  tell: (text: string) => void,
  mailQueue: NotificationParts['queue'] = null,
): Promise<House> {
  const none = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined }
  const opened = await openServiceDatabase({ dataFolder: folder }, { ...none, connectionsMax: 10 })
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true }), opened.close]
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const { database } = opened
    const { settings } = identitySettings({}, 8080)
    const [keyFolder, tokenFolder] = [join(folder, 'keys'), join(folder, 'tokens')]
    const now = systemClock.now
    await ensureSandbox(database.plain)
    const parts = { db: database.plain, settings, keyFolder: tokenFolder, dataFolder: folder, now: now() }
    const demonstration = await ensureDemonstration(parts)
    if (!demonstration.made) throw new Error(`no demonstration was made: ${demonstration.why}`)
    const identity = await openIdentity({ db: database.plain, settings, keyFolder: tokenFolder, now, onFault: tell })
    await openKeys(keyFolder, now())
    const jobs = await openJobs({ ...opened.jobs, zone: ZONE, onProblem: (problem, at) => tell(`${at}: ${problem}`) })
    ends.push(() => jobs.stop())
    const drawing = openWorkers<Knowing<PaperAsked>, PaperWork>({
      file: new URL('../../certificate/drawing.worker.ts', import.meta.url),
      count: 1,
      settings: { keyFolder, verifierUrl: VERIFIER },
      secondsMax: 60,
      megabytesMax: 512,
    })
    const reading = openWorkers<Uint8Array, Result<LookedInto, ContentCode>>({
      file: new URL('../../application/papers/content.worker.ts', import.meta.url),
      count: 1,
      settings: null,
      secondsMax: 60,
      megabytesMax: 256,
    })
    const telling = openWorkers<Asked, ReportAnswer>({
      file: new URL('../../guarantee/month/month.worker.ts', import.meta.url),
      count: 1,
      settings: null,
      secondsMax: 60,
      megabytesMax: 256,
    })
    const figuring = openWorkers<QualityAsked, QualityAnswer>({
      file: new URL('../../panel/quality/figures.worker.ts', import.meta.url),
      count: 1,
      settings: null,
      secondsMax: 60,
      megabytesMax: 512,
    })
    ends.push(drawing.close, reading.close, telling.close, figuring.close)
    const book = makeGrowingBook(database.plain, textsBelow(join(HOME, 'rules')))
    await book.relearn()
    const retentionYears = (day: string) => paperYearsOn(book.now(), calendarDate(day))
    const flow = makeFlow({ book, offices: [], referDays: 5, retryLater: async () => undefined })
    const papers = makePaperService({ workers: reading, scan: async () => 'clean', retentionYears })
    const moment = () => {
      const at = now()
      return { now: at, day: dayIn(ZONE, at) }
    }
    const webhooks = makeWebhookService({ sealing: openSealing(join(keyFolder, 'webhooks')), toLoopback: false })
    const certificates = makeIssuingService({
      jobs,
      workers: toldOf(drawing, book),
      verifierUrl: VERIFIER,
      trustList: () => trustListOf(keyFolder),
    })
    const lettering = openWorkers<Knowing<LetterAsked>, LetterWork>({
      file: new URL('../../guarantee/issuing/drawing.worker.ts', import.meta.url),
      count: 1,
      settings: { keyFolder, verifierUrl: VERIFIER },
      secondsMax: 60,
      megabytesMax: 512,
    })
    ends.push(lettering.close)
    const valuing = openWorkers<Knowing<ValuingAsked>, ValuingWork>({
      file: new URL('../../certificate/valuations/valuing.worker.ts', import.meta.url),
      count: 1,
      settings: { keyFolder, verifierUrl: VERIFIER },
      secondsMax: 60,
      megabytesMax: 512,
    })
    ends.push(valuing.close)
    const editionFiles = openFileReading()
    ends.push(editionFiles.close)
    const orders = makePaperOrders({ book: book.now, jobs, verifierUrl: VERIFIER, obligorsOf: boundBeside })
    const guaranteePapers = {
      orders,
      statements: makeStatementService({ orders, holidaysOn: holidaysIn(book.now) }),
      register: makePaperRegister({ jobs, workers: toldOf(lettering, book), verifierUrl: VERIFIER }),
    }
    await jobs.work(DRAW_PAPER, ({ payload }) =>
      guaranteePapers.register.draw(database, String(payload['number']), moment),
    )
    await jobs.work(DRAW, ({ payload }) => certificates.draw(database, String(payload['number']), moment))
    const month = makeMonthService({ jobs, workers: telling, guarantees: flow.guarantee.guarantees })
    await jobs.work(CHECK, ({ payload }) => month.check(database, String(payload['report']), moment()))
    await jobs.work(CARRY, ({ payload }) => month.carry(database, String(payload['report']), moment))
    const reports = makeReportService({ jobs, scan: async () => 'clean', month })
    const impact = openWorkers<ImpactAsked, ImpactAnswer>({
      file: new URL('../../policy/impact/impact.worker.ts', import.meta.url),
      count: 1,
      settings: textsBelow(join(HOME, 'rules')),
      secondsMax: 60,
      megabytesMax: 512,
    })
    ends.push(impact.close)
    const drafts = openWorkers<DraftAsked, DraftAnswer>({
      file: new URL('../../policy/drafts/drafts.worker.ts', import.meta.url),
      count: 1,
      settings: textsBelow(join(HOME, 'rules')),
      secondsMax: 60,
      megabytesMax: 512,
    })
    ends.push(drafts.close)
    const routes = routesOf({
      ...flow,
      policy: makePolicy(book, editionFiles, drafts),
      impact: makeImpact(jobs, impact, book, flow),
      papers,
      certificates,
      valuations: makeValuationsService({ workers: toldOf(valuing, book), uuid: uuid7 }),
      guaranteePapers,
      reports,
      webhooks,
      notifications: makeNotificationService({ sealing: openSealing(join(keyFolder, 'mail')), queue: mailQueue }),
      quality: makeQualityService({ workers: figuring, rulesOn: flow.qualityOn, holidaysOn: flow.holidaysOn }),
      zone: ZONE,
      invitationsAt: invitationsAt(settings),
      passkeySite: passkeySiteOf(settings),
      headKeys: openHeadSigner(join(keyFolder, 'audit')).keys,
    })
    const server = await serverOf({
      database,
      routes,
      authenticate: identity.authenticate,
      now,
      dayOf: moment => dayIn(ZONE, moment),
      limits: UNLIMITED,
      onFault: error => tell(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      log: { level: 'silent' },
      witness: flow.readings.witness,
    })
    ends.push(() => server.close())
    return { server, routes, tokens: tokensAt(demonstration.place), database, drawing, close }
  } catch (problem) {
    await close()
    throw problem
  }
}
