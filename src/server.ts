/**
 * The table of contents of the HTTP API: every list of routes by name, in the order of the way, and what stands beside.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusals as ofAccess } from './access/refusals.ts'
import { isAction, mayEver } from './access/table.ts'
import { refusals as ofPapers } from './application/papers/refusals.ts'
import { paperRoutes } from './application/papers/routes.ts'
import type { PaperService } from './application/papers/service.ts'
import { refusals as ofApplication } from './application/refusals.ts'
import { applicationRoutes } from './application/routes.ts'
import { refusals as ofCoWorking } from './appraisal/coworking/refusals.ts'
import { coWorkingRoutes } from './appraisal/coworking/routes.ts'
import { refusals as ofAppraisal } from './appraisal/refusals.ts'
import { appraisalRoutes } from './appraisal/routes.ts'
import { tellingRoutes } from './appraisal/telling/routes.ts'
import { dutiesRoutes } from './book/duties/routes.ts'
import { refusals as ofForecast } from './book/forecast/refusals.ts'
import { forecastRoutes } from './book/forecast/routes.ts'
import { refusals as ofFund } from './book/fund/refusals.ts'
import { fundRoutes } from './book/fund/routes.ts'
import type { IssuingService } from './certificate/issuing/service.ts'
import { refusals as ofCertificate } from './certificate/refusals.ts'
import { certificateRoutes } from './certificate/routes.ts'
import { refusals as ofValuations } from './certificate/valuations/refusals.ts'
import { valuationRoutes } from './certificate/valuations/routes.ts'
import type { ValuationsService } from './certificate/valuations/service.ts'
import { refusals as ofValuing } from './certificate/valuing/refusals.ts'
import { reReviewRoutes } from './decision/re-review/routes.ts'
import { refusals as ofDecision } from './decision/refusals.ts'
import { decisionRoutes } from './decision/routes.ts'
import { accruingRoutes } from './guarantee/accruing/routes.ts'
import { bindingRoutes } from './guarantee/binding/routes.ts'
import { chargingRoutes } from './guarantee/charging/routes.ts'
import { refusals as ofCollateral } from './guarantee/collateral/refusals.ts'
import { collateralRoutes } from './guarantee/collateral/routes.ts'
import { cosharingRoutes } from './guarantee/cosharing/routes.ts'
import { enforcementRoutes } from './guarantee/enforcement/routes.ts'
import { type GuaranteePapers, guaranteePaperRoutes } from './guarantee/issuing/routes.ts'
import { refusals as ofLetter } from './guarantee/letter/refusals.ts'
import { refusals as ofMonth } from './guarantee/month/refusals.ts'
import { refusals as ofRecourse } from './guarantee/recourse/refusals.ts'
import { recourseRoutes } from './guarantee/recourse/routes.ts'
import { refusals as ofGuarantee } from './guarantee/refusals.ts'
import { reportRoutes } from './guarantee/reports/routes.ts'
import type { ReportService } from './guarantee/reports/service.ts'
import { restoringRoutes } from './guarantee/restoring/routes.ts'
import { guaranteeRoutes } from './guarantee/routes.ts'
import { guaranteeSandboxRoutes } from './guarantee/sandbox/routes.ts'
import { refusals as ofWatch } from './guarantee/watch/refusals.ts'
import { watchRoutes } from './guarantee/watch/routes.ts'
import { adviceIn } from './kernel/problem.ts'
import type { RefusalKind } from './kernel/result.ts'
import { refusals as ofInput } from './kernel/schema.ts'
import { refusals as ofLedger } from './ledger/refusals.ts'
import { refusals as ofAgreement } from './panel/agreement/refusals.ts'
import { centreRoutes } from './panel/centres/routes.ts'
import { refusals as ofConsensus } from './panel/consensus/refusals.ts'
import { consensusRoutes } from './panel/consensus/routes.ts'
import { refusals as ofDrawing } from './panel/drawing/refusals.ts'
import { drawingRoutes } from './panel/drawing/routes.ts'
import { refusals as ofExams } from './panel/examining/refusals.ts'
import { examRoutes } from './panel/examining/routes.ts'
import { refusals as ofMarking } from './panel/marking/refusals.ts'
import { markingRoutes } from './panel/marking/routes.ts'
import { qualityRoutes } from './panel/quality/routes.ts'
import type { QualityService } from './panel/quality/service.ts'
import { refusals as ofReadings } from './panel/readings/refusals.ts'
import { readingsRoutes } from './panel/readings/routes.ts'
import { owesReason } from './panel/readings/shown.ts'
import { refusals as ofPanel } from './panel/refusals.ts'
import { refusals as ofRoster } from './panel/roster/refusals.ts'
import { rosterRoutes } from './panel/roster/routes.ts'
import { refusals as ofVisiting } from './panel/visiting/refusals.ts'
import { visitingRoutes } from './panel/visiting/routes.ts'
import { refusals as ofParty } from './party/refusals.ts'
import type { HeadKeys } from './platform/audit/heads.ts'
import { refusals as ofAudit } from './platform/audit/refusals.ts'
import { auditRoutes } from './platform/audit/routes.ts'
import { HOME } from './platform/folders.ts'
import { type App, type AppParts, makeApp } from './platform/http/app.ts'
import { besides, type Ready } from './platform/http/besides.ts'
import { openApiOf } from './platform/http/openapi.ts'
import { refusals as ofHttp } from './platform/http/refusals.ts'
import type { Route } from './platform/http/route.ts'
import { kindsOf } from './platform/http/status.ts'
import { listingRoutes } from './platform/identity/listing-routes.ts'
import { passkeyRoutes } from './platform/identity/passkey-routes.ts'
import { refusals as ofIdentity } from './platform/identity/refusals.ts'
import { identityRoutes } from './platform/identity/routes.ts'
import type { NoPasskeys, PasskeySite } from './platform/identity/settings.ts'
import { uuid7 } from './platform/ids.ts'
import { refusals as ofNotifications } from './platform/notifications/refusals.ts'
import { notificationRoutes } from './platform/notifications/routes.ts'
import type { NotificationService } from './platform/notifications/service.ts'
import { requestRoutes } from './platform/requests/routes.ts'
import { refusals as ofRuns } from './platform/runs/refusals.ts'
import { runRoutes } from './platform/runs/routes.ts'
import { EVENTS } from './platform/webhooks/catalogue.ts'
import { refusals as ofWebhooks } from './platform/webhooks/refusals.ts'
import { webhookRoutes } from './platform/webhooks/routes.ts'
import type { WebhookService } from './platform/webhooks/service.ts'
import { refusals as ofEditions } from './policy/editions/refusals.ts'
import { editionRoutes } from './policy/editions/routes.ts'
import { refusals as ofExchange } from './policy/exchange/refusals.ts'
import { exchangeRoutes } from './policy/exchange/routes.ts'
import { refusals as ofImpact } from './policy/impact/refusals.ts'
import { impactRoutes } from './policy/impact/routes.ts'
import { IMPACT, type ImpactService } from './policy/impact/service.ts'
import { refusals as ofReplaying } from './policy/replaying/refusals.ts'
import { replayRoutes } from './policy/replaying/routes.ts'
import { refusals as ofShadows } from './policy/shadow/refusals.ts'
import { shadowRoutes } from './policy/shadow/routes.ts'
import { refusals as ofStops } from './policy/stops/refusals.ts'
import { stopRoutes } from './policy/stops/routes.ts'
import { refusals as ofTrials } from './policy/trials/refusals.ts'
import { trialRoutes } from './policy/trials/routes.ts'
import { refusals as ofRules } from './rules/refusals.ts'
import { refusals as ofScoring } from './scoring/refusals.ts'
import type { Flow, Policy } from './services.ts'
import { refusals as ofOffices } from './technology/offices/refusals.ts'
import { refusals as ofReadiness } from './technology/readiness/refusals.ts'
import { refusals as ofTechnology } from './technology/refusals.ts'
import { refusals as ofRights } from './technology/rights/refusals.ts'
import { rightsRoutes } from './technology/rights/routes.ts'
import { refusals as ofComparables } from './valuation/comparables/refusals.ts'
import { comparablesRoutes } from './valuation/comparables/routes.ts'
import { refusals as ofMethods } from './valuation/methods/refusals.ts'
import { refusals as ofValuation } from './valuation/refusals.ts'
import { refusals as ofReporting } from './valuation/reporting/refusals.ts'
import { refusals as ofSimulation } from './valuation/simulation/refusals.ts'

/** Every list of refusals of the house, in the order of the way. */
export const REFUSALS: readonly Readonly<Record<string, RefusalKind>>[] = [
  ofInput,
  ofAccess,
  ofIdentity,
  ofAudit,
  ofHttp,
  ofWebhooks,
  ofNotifications,
  ofRuns,
  ofRules,
  ofParty,
  ofApplication,
  ofPapers,
  ofTechnology,
  ofReadiness,
  ofOffices,
  ofRights,
  ofPanel,
  ofRoster,
  ofExams,
  ofDrawing,
  ofMarking,
  ofVisiting,
  ofConsensus,
  ofReadings,
  ofAgreement,
  ofScoring,
  ofValuation,
  ofMethods,
  ofSimulation,
  ofComparables,
  ofReporting,
  ofDecision,
  ofAppraisal,
  ofCoWorking,
  ofCertificate,
  ofValuing,
  ofValuations,
  ofGuarantee,
  ofFund,
  ofForecast,
  ofRecourse,
  ofWatch,
  ofCollateral,
  ofLetter,
  ofMonth,
  ofReplaying,
  ofEditions,
  ofExchange,
  ofTrials,
  ofShadows,
  ofImpact,
  ofStops,
  ofLedger,
]

/** The page that explains each code, as it stands in the documents. */
const ERRORS = readFileSync(join(HOME, 'docs/errors.md'), 'utf8')

/** What the routes stand on. */
export type Services = Pick<
  Flow,
  | 'application'
  | 'coWorking'
  | 'rights'
  | 'panel'
  | 'marking'
  | 'visiting'
  | 'consensus'
  | 'roster'
  | 'readings'
  | 'duties'
  | 'appraisal'
  | 'telling'
  | 'decision'
  | 'reReview'
  | 'guarantee'
  | 'cosharing'
  | 'settling'
  | 'accruing'
  | 'charging'
  | 'guaranteeSandbox'
  | 'recourse'
  | 'watch'
  | 'collateral'
  | 'fund'
  | 'forecast'
  | 'replaying'
  | 'comparables'
> & {
  readonly policy: Policy
  readonly impact: ImpactService
  readonly papers: PaperService
  readonly certificates: IssuingService
  readonly valuations: ValuationsService
  readonly webhooks: WebhookService
  readonly notifications: NotificationService
  readonly quality: QualityService
  readonly guaranteePapers: GuaranteePapers
  readonly reports: ReportService
  /** The zone of legal days. */
  readonly zone: string
  /** The address before the code of an invitation to set a password; null where another provider holds them. */
  readonly invitationsAt: string | null
  /** What passkeys are made for, or why there are none. */
  readonly passkeySite: PasskeySite | NoPasskeys
  /** Public keys of the audit log's signed heads. */
  readonly headKeys: HeadKeys
}

/** Every route, in the order of the way. */
export const routesOf = (services: Services): readonly Route[] => [
  ...applicationRoutes(services.application),
  ...paperRoutes(services.papers, services.zone),
  ...coWorkingRoutes(services.coWorking),
  ...rightsRoutes(services.rights),
  ...drawingRoutes(services.panel),
  ...markingRoutes(services.marking),
  ...visitingRoutes(services.visiting),
  ...consensusRoutes(services.consensus),
  ...rosterRoutes(services.roster.appraisers),
  ...centreRoutes(services.roster.centres),
  ...examRoutes(services.roster.exams),
  ...readingsRoutes(services.readings, services.zone),
  ...qualityRoutes(services.quality),
  ...comparablesRoutes(services.comparables),
  ...appraisalRoutes(services.appraisal),
  ...tellingRoutes(services.telling),
  ...decisionRoutes(services.decision),
  ...reReviewRoutes(services.reReview),
  ...certificateRoutes(services.certificates),
  ...valuationRoutes(services.valuations),
  ...guaranteeRoutes(services.guarantee),
  ...bindingRoutes(services.guarantee.binding),
  ...restoringRoutes(services.guarantee.restoring),
  ...guaranteePaperRoutes(services.guaranteePapers),
  ...recourseRoutes(services.recourse.file),
  ...enforcementRoutes(services.recourse.enforcement),
  ...cosharingRoutes(services.cosharing, services.settling),
  ...accruingRoutes(services.accruing),
  ...chargingRoutes(services.charging),
  ...guaranteeSandboxRoutes(services.guaranteeSandbox),
  ...watchRoutes(services.watch),
  ...collateralRoutes(services.collateral),
  ...fundRoutes(services.fund),
  ...dutiesRoutes(services.duties, services.zone),
  ...forecastRoutes(services.forecast),
  ...editionRoutes(services.policy.editions),
  ...stopRoutes(services.policy.stops),
  ...exchangeRoutes(services.policy.exchange),
  ...trialRoutes(services.policy.trials),
  ...shadowRoutes(services.policy.shadows),
  ...impactRoutes(services.impact),
  ...reportRoutes(services.reports, adviceIn(ERRORS)),
  ...replayRoutes(services.replaying),
  ...runRoutes({ [IMPACT]: services.impact.prepare }),
  ...webhookRoutes(services.webhooks),
  ...notificationRoutes(services.notifications),
  ...identityRoutes(services.invitationsAt, services.notifications.askFor),
  ...passkeyRoutes(services.passkeySite),
  ...listingRoutes(),
  ...requestRoutes(),
  ...auditRoutes(services.headKeys),
]

export type ServerParts = Pick<
  AppParts,
  | 'database'
  | 'routes'
  | 'authenticate'
  | 'now'
  | 'dayOf'
  | 'limits'
  | 'trustedProxies'
  | 'onFault'
  | 'tracing'
  | 'witness'
  | 'way'
  | 'requests'
> & {
  readonly log?: AppParts['log']
  /** Whether the service may take requests, beside the database answering: migrations at head, workers running. */
  readonly ready?: Ready
  /** A token for /metrics; without one it is answered to this machine alone. */
  readonly metricsToken?: string | undefined
  /** The access table's; another for tests of routes that stand in no table. */
  readonly isKnownAction?: AppParts['isKnownAction']
  readonly mayEver?: AppParts['mayEver']
  /** Lists of refusals beside those of the house. */
  readonly refusals?: readonly Readonly<Record<string, RefusalKind>>[]
}

/**
 * The server made from its parts, not yet listening: `await app.server.listen({ host, port })`, `await
 * app.server.close()`.
 */
export async function buildServer(parts: ServerParts): Promise<App> {
  const kinds = kindsOf([...REFUSALS, ...(parts.refusals ?? [])])
  const app = await makeApp({
    isKnownAction: isAction,
    mayEver,
    log: { level: 'info' },
    ...parts,
    kinds,
    advice: adviceIn(ERRORS),
    newId: uuid7,
  })
  await besides(app, {
    database: parts.database,
    ready: parts.ready ?? (async () => []),
    metricsToken: parts.metricsToken,
    errorsPage: ERRORS,
    openApi: () => openApiOf(parts.routes, kinds, EVENTS, owesReason),
  })
  return app
}
