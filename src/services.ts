/** The services of the flow put together: each stage's use cases with what it needs of the others, and their routes. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { systemActor } from './access/actor.ts'
import { applicationRoutes } from './application/routes.ts'
import { type ApplicationService, type Moment, makeApplicationService } from './application/service.ts'
import { coWorkingRoutes } from './appraisal/coworking/routes.ts'
import { makeCoWorkingService } from './appraisal/coworking/service.ts'
import { makeDrafting } from './appraisal/drafting/service.ts'
import { examMaterialOf } from './appraisal/exam-cases.ts'
import { markingRulesOf } from './appraisal/marking-rules.ts'
import { drawsUnder } from './appraisal/panel-rules.ts'
import { appraisalRoutes } from './appraisal/routes.ts'
import {
  aftercareOn,
  carriedOn,
  type EditionReference,
  type RuleBook,
  type Rules,
  rulesOn,
  wordsNamed,
} from './appraisal/rule-book.ts'
import { makeSandboxService, type Sandbox } from './appraisal/sandbox/service.ts'
import { caseFileSchema } from './appraisal/schema.ts'
import { makeAppraisalService } from './appraisal/service.ts'
import { tellingRoutes } from './appraisal/telling/routes.ts'
import { makeTellingService } from './appraisal/telling/service.ts'
import { type LiveBook, makeWay } from './appraisal/way/service.ts'
import { makeDutiesService } from './book/duties/service.ts'
import { forecastRoutes } from './book/forecast/routes.ts'
import { makeForecastService } from './book/forecast/service.ts'
import { fundRuleOf } from './book/fund/edition.ts'
import { fundRoutes } from './book/fund/routes.ts'
import { type FundOn, makeFundService } from './book/fund/service.ts'
import { makeProvisioningService } from './book/provisioning/service.ts'
import { reReviewRoutes } from './decision/re-review/routes.ts'
import { makeReReviewService } from './decision/re-review/service.ts'
import { decisionRoutes } from './decision/routes.ts'
import { makeDecisionService } from './decision/service.ts'
import { sharingSourceOf } from './decision/sharing-edition.ts'
import { watchRulesOf } from './decision/watch-rules.ts'
import { accruingRoutes } from './guarantee/accruing/routes.ts'
import { makeAccruingService } from './guarantee/accruing/service.ts'
import { makeBeginningService } from './guarantee/beginning/service.ts'
import { bindingRoutes } from './guarantee/binding/routes.ts'
import { makeBindingService } from './guarantee/binding/service.ts'
import { type Carrying, carryingOf } from './guarantee/carrying.ts'
import { chargingRoutes } from './guarantee/charging/routes.ts'
import { makeChargingService } from './guarantee/charging/service.ts'
import { collateralRoutes } from './guarantee/collateral/routes.ts'
import { collateralOn } from './guarantee/collateral/rules.ts'
import { makeCollateralService } from './guarantee/collateral/service.ts'
import { cosharingRoutes } from './guarantee/cosharing/routes.ts'
import { makeCosharingService } from './guarantee/cosharing/service.ts'
import type { Schemes } from './guarantee/cosharing/shares.ts'
import { enforcementRoutes } from './guarantee/enforcement/routes.ts'
import { makeEnforcementService } from './guarantee/enforcement/service.ts'
import { makeReadingService } from './guarantee/reading/service.ts'
import type { ReadingRules } from './guarantee/recourse/reading.ts'
import { recourseRoutes } from './guarantee/recourse/routes.ts'
import { makeRecourseService } from './guarantee/recourse/service.ts'
import { recourseRulesOf } from './guarantee/recourse/terms.ts'
import { restoringRoutes } from './guarantee/restoring/routes.ts'
import { makeRestoringService } from './guarantee/restoring/service.ts'
import { guaranteeRoutes } from './guarantee/routes.ts'
import { guaranteeSandboxRoutes } from './guarantee/sandbox/routes.ts'
import { makeGuaranteeSandbox } from './guarantee/sandbox/service.ts'
import { makeGuaranteeService } from './guarantee/service.ts'
import { makeSettlingService } from './guarantee/settling/service.ts'
import type { Watching } from './guarantee/watch/looking.ts'
import { watchRoutes } from './guarantee/watch/routes.ts'
import { makeWatchService } from './guarantee/watch/service.ts'
import { addDays, type CalendarDate, calendarDate, rolledForward } from './kernel/calendar.ts'
import { fixed, fixedText } from './kernel/fixed.ts'
import { ok, type Result } from './kernel/result.ts'
import { centreRoutes } from './panel/centres/routes.ts'
import { makeCentreService } from './panel/centres/service.ts'
import { consensusRoutes } from './panel/consensus/routes.ts'
import { makeConsensusService } from './panel/consensus/service.ts'
import { drawingRoutes } from './panel/drawing/routes.ts'
import { makeDrawingService } from './panel/drawing/service.ts'
import type { PanelEdition } from './panel/edition.ts'
import type { ExamMaterial } from './panel/examining/material.ts'
import { examRoutes } from './panel/examining/routes.ts'
import { makeExaminingService } from './panel/examining/service.ts'
import { makeFairService } from './panel/fair/service.ts'
import { markingRoutes } from './panel/marking/routes.ts'
import { makeMarkingService } from './panel/marking/service.ts'
import type { QualityRules } from './panel/quality/service.ts'
import { fieldOfIndustry } from './panel/quality/sheets.ts'
import { readingRulesOf } from './panel/readings/duty.ts'
import { makeReadingsService } from './panel/readings/service.ts'
import { rosterRoutes } from './panel/roster/routes.ts'
import { makeRosterService } from './panel/roster/service.ts'
import { makeSeatingService } from './panel/seating/service.ts'
import { raterLimits } from './panel/severity/edition.ts'
import { visitingRoutes } from './panel/visiting/routes.ts'
import { makeVisitingService } from './panel/visiting/service.ts'
import type { Database, Tx } from './platform/db/database.ts'
import { HOME, textsBelow } from './platform/folders.ts'
import { SANDBOX, sandboxActor, sandboxMarks, sandboxPlayers, sandboxScenarios } from './platform/identity/sandbox.ts'
import { handoverCode, uuid7 } from './platform/ids.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import type { Office } from './platform/offices/office.ts'
import { type DraftWorkers, makeDrafts } from './policy/drafts/service.ts'
import { makeEditionService } from './policy/editions/service.ts'
import { type FileReading, makeExchangeService } from './policy/exchange/service.ts'
import { type ImpactParts, impactGround, makeImpactService } from './policy/impact/service.ts'
import type { GrowingBook } from './policy/publishing/service.ts'
import { replayRoutes } from './policy/replaying/routes.ts'
import { makeReplayService } from './policy/replaying/service.ts'
import { makeShadowService } from './policy/shadow/service.ts'
import { makeStopService } from './policy/stops/service.ts'
import { makeTrialService } from './policy/trials/service.ts'
import { officePolicyOf } from './technology/offices/edition.ts'
import { rightsRoutes } from './technology/rights/routes.ts'
import { makeRightsService } from './technology/rights/service.ts'
import { comparablesRules } from './valuation/comparables/edition.ts'
import { comparablesRoutes } from './valuation/comparables/routes.ts'
import { makeComparablesService } from './valuation/comparables/service.ts'

export type FlowParts = {
  readonly book: LiveBook
  readonly offices: readonly Office[]
  /** Days somebody has for a referred case. */
  readonly referDays: number
  /** Asks for unavailable facts to be gathered again, in the transaction. */
  readonly retryLater: (tx: Tx, caseId: string) => Promise<void>
}

/** The job that asks offices again for what they did not answer. */
const GATHER = 'facts.gather'

/** Puts the asking again of a case on the queue, once however often it is wanted. */
export const askedAgainBy =
  (jobs: Pick<Jobs, 'send'>): FlowParts['retryLater'] =>
  (tx, caseId) =>
    jobs.send(tx, GATHER, { case: caseId }, { once: caseId })

/** Does these jobs; the queue comes back to one that is still open, more and more rarely. */
export const askAgain = (
  jobs: Pick<Jobs, 'work'>,
  database: Database,
  application: ApplicationService,
  moment: () => Moment,
): Promise<void> =>
  jobs.work(GATHER, async ({ id, payload }) => {
    const actor = systemActor(`${GATHER}:${id}`)
    const result = await application.retry(database, actor, String(payload['case']), moment())
    if (result.ok && result.value.isOpen) throw new Error('an office still gives no answer')
  })

/** The rule book as it is known now. */
type Book = () => RuleBook

/** Days whose compiled rules are kept at hand: today's and those just before and after midnight. */
const DAYS_KEPT = 4

/** The rules of a day, compiled once for as long as the book stays the same. */
export function rulesByDay(book: Book): (day: string) => Result<Rules> {
  const kept = new Map<string, Rules>()
  let of: RuleBook | undefined
  return day => {
    const now = book()
    const alike = [...kept.values()].at(-1)
    if (of !== now) kept.clear()
    of = now
    const found = kept.get(day)
    if (found !== undefined) return ok(found)
    const compiled = rulesOn(now, calendarDate(day), alike)
    if (!compiled.ok) return compiled
    const [oldest] = kept.keys()
    if (kept.size >= DAYS_KEPT && oldest !== undefined) kept.delete(oldest)
    kept.set(day, compiled.value)
    return compiled
  }
}

/** What is made ready for a day, made once for as long as day and book stay the same. */
function onceADay<Value>(
  book: Book,
  make: (now: RuleBook, day: CalendarDate) => Result<Value>,
): (day: string) => Result<Value> {
  let last: { readonly of: RuleBook; readonly day: string; readonly value: Value } | undefined
  return day => {
    const of = book()
    if (last?.day === day && last.of === of) return ok(last.value)
    const made = make(of, calendarDate(day))
    if (made.ok) last = { of, day, value: made.value }
    return made
  }
}

/** What guarantees are carried by on a day, made ready once. */
export const carriedByDay = (
  book: Book,
  rulesFor: (day: string) => Result<Rules>,
): ((day: string) => Result<Carrying>) =>
  onceADay(book, (now, day) => {
    const rules = rulesFor(day)
    if (!rules.ok) return rules
    const edition = aftercareOn(now, day)
    if (!edition.ok) return edition
    const fees = carriedOn(now, 'fees', day)
    if (!fees.ok) return fees
    const worth = carriedOn(now, 'worth', day)
    if (!worth.ok) return worth
    return carryingOf(rules.value, edition.value, fees.value, worth.value)
  })

/** What the fund goes by on a day, made ready once. */
export const fundByDay = (book: Book, rulesFor: (day: string) => Result<Rules>): ((day: string) => Result<FundOn>) =>
  onceADay(book, (now, day) => {
    const rules = rulesFor(day)
    if (!rules.ok) return rules
    const edition = carriedOn(now, 'fund', day)
    if (!edition.ok) return edition
    const programmes = rules.value.editions.programmes.programmes
    return ok({
      edition: edition.value.edition,
      rule: fundRuleOf(edition.value),
      creditProgrammes: programmes.filter(one => one.credit_allowed).map(one => one.code),
    })
  })

/** What claims are pursued by on a day, with the rates of damages of every edition up to it. */
export const pursuedByDay =
  (book: Book, carriedBy: (day: string) => Result<Carrying>) =>
  (day: CalendarDate): Result<ReadingRules> => {
    const carrying = carriedBy(day)
    if (!carrying.ok) return carrying
    const now = book()
    const edition = carriedOn(now, 'recourse', day)
    if (!edition.ok) return edition
    const rates = now.shelves.aftercare
      .filter(one => one.in_force_from <= day)
      .map(({ in_force_from, content }) => ({
        from: calendarDate(in_force_from),
        rate: fixed(content.damages_rate.value),
        dayCount: BigInt(content.damages_day_count.value),
      }))
      .sort((a, b) => (a.from < b.from ? -1 : 1))
    const { holidays, recoveryOrder } = carrying.value
    return ok({ recourse: recourseRulesOf(edition.value), holidays, rates, order: recoveryOrder })
  }

/** How panels are made up on a day. */
export const panelByDay = (book: Book): ((day: string) => Result<PanelEdition>) =>
  onceADay(book, (now, day) => carriedOn(now, 'panel', day))

/** The shipped cases as exams hold them, read once and sorted into fields once for each edition. */
export function examMaterials(
  rulesFor: (day: string) => Result<Rules>,
): (edition: PanelEdition, day: string) => Result<ReadonlyMap<string, ExamMaterial>> {
  const kept = new WeakMap<PanelEdition, ReadonlyMap<string, ExamMaterial>>()
  const read = () =>
    [...textsBelow(join(HOME, 'fixtures/applications')).values()].map(text => caseFileSchema.parse(JSON.parse(text)))
  let files: ReturnType<typeof read> | undefined
  return (edition, day) => {
    const before = kept.get(edition)
    if (before !== undefined) return ok(before)
    const rules = rulesFor(day)
    if (!rules.ok) return rules
    files ??= read()
    const { classifications } = rules.value.editions
    const made = files.map(file => examMaterialOf(file.case, edition.roster, classifications))
    const material = new Map(made.map(one => [one.id, one]))
    kept.set(edition, material)
    return ok(material)
  }
}

/** The schemes by which losses are shared from a day on. */
export const schemesByDay =
  (book: Book) =>
  (day: CalendarDate): Result<Schemes> => {
    const found = carriedOn(book(), 'sharing', day)
    if (!found.ok) return found
    const { edition, schemes } = found.value
    const read = (one: (typeof schemes)[number]) => ({
      code: one.code,
      programmes: one.programmes,
      source: sharingSourceOf(one),
    })
    return ok({ edition, schemes: schemes.map(read) })
  }

/** By what guarantees are watched on a day, made ready once. */
export const watchedByDay = (
  book: Book,
  rulesFor: (day: string) => Result<Rules>,
): ((day: string) => Result<Watching>) =>
  onceADay(book, (now, day) => {
    const rules = rulesFor(day)
    if (!rules.ok) return rules
    const edition = carriedOn(now, 'watch', day)
    if (!edition.ok) return edition
    const read = watchRulesOf(edition.value)
    if (!read.ok) return read
    const { country, rights, consentSources } = rules.value.factRules
    return ok({ rules: read.value, holidays: rules.value.holidays, country, rights, consentSources })
  })

const scenarioOf = (code: string) => sandboxScenarios.find(one => one.code === code)

/** What a scenario plays of a guarantee. */
const guaranteePlayed = (code: string) => {
  const scenario = scenarioOf(code)
  return scenario !== undefined && 'guarantee' in scenario ? scenario.guarantee : undefined
}

const SANDBOX_PLAYED: Sandbox = {
  ...SANDBOX,
  officer: sandboxPlayers.find(one => one.role === 'officer')?.person ?? '',
  appraisers: sandboxPlayers.filter(one => one.role === 'appraiser').map(one => one.person),
  actorsOf: (role, requestId) =>
    sandboxPlayers.filter(one => one.role === role).map(one => sandboxActor(one, requestId)),
  isScenario: code => scenarioOf(code) !== undefined,
  delayOf: code => scenarioOf(code)?.delaySeconds ?? 0,
  marksOf: (code, appraiser, indicators) => {
    const scenario = scenarioOf(code)
    if (scenario === undefined) throw new Error(`no scenario ${code}`)
    return sandboxMarks(scenario, appraiser, indicators, new Set())
  },
}

/** How the rules are changed, over the book that grows by it. */
export function makePolicy(book: GrowingBook, files: FileReading, workers: DraftWorkers) {
  const drafts = makeDrafts(workers, book.known)
  const trials = makeTrialService({ book: book.now, drafts, uuid: uuid7 })
  const grounds = { trial: trials.ground, impact: impactGround, holds: trials.holds }
  const editions = makeEditionService({ book, drafts, grounds, uuid: uuid7 })
  return {
    editions,
    stops: makeStopService({ uuid: uuid7 }),
    exchange: makeExchangeService({ editions, book, workers: files }),
    trials,
    shadows: makeShadowService({ drafts, uuid: uuid7 }),
  }
}
export type Policy = ReturnType<typeof makePolicy>

/** What a draft would do to the book, and to what bounds the fund. */
export const makeImpact = (
  jobs: ImpactParts['jobs'],
  workers: ImpactParts['workers'],
  book: Pick<GrowingBook, 'known'>,
  { fund, fundOn }: Pick<Flow, 'fund' | 'fundOn'>,
) =>
  makeImpactService({
    jobs,
    workers,
    known: book.known,
    uuid: uuid7,
    fundStanding: async (tx, actor, moment) => {
      const on = fundOn(moment.day)
      if (!on.ok) return on
      const standing = await fund.standing(tx, actor, moment)
      if (!standing.ok) return standing
      const { cap, used, composition } = standing.value
      return ok({
        edition: on.value.edition,
        cap,
        used,
        technology: composition.technology,
        credit: composition.credit,
        technology_share_min: fixedText(on.value.rule.technologyShareMin),
        credit_programmes: on.value.creditProgrammes,
      })
    },
  })

/** How files of offices are read by the rules of a day. */
const officesByDay = (book: () => RuleBook) =>
  onceADay(book, (now, day) => {
    const edition = carriedOn(now, 'offices', day)
    return edition.ok ? ok({ edition: edition.value.edition, policy: officePolicyOf(edition.value) }) : edition
  })

export function makeFlow({ book: live, offices, referDays, retryLater }: FlowParts) {
  const book = live.now
  const rulesFor = rulesByDay(book)
  const chance = (): string => randomBytes(32).toString('hex')
  const application = makeApplicationService({ offices, uuid: uuid7, chance, retryLater })
  const panelOn = panelByDay(book)
  // A deadline on a day without work moves to the next one with work.
  const dayAfter = (day: string, days: number): string => {
    const rules = rulesFor(day)
    return rolledForward(addDays(calendarDate(day), days), rules.ok ? rules.value.holidays : new Set())
  }
  const drawsOn = (day: string) => {
    const [rules, edition] = [rulesFor(day), panelOn(day)]
    if (!rules.ok) return rules
    return edition.ok ? ok(drawsUnder(rules.value, edition.value, days => dayAfter(day, days))) : edition
  }
  const panel = makeDrawingService({ chance, rulesOn: drawsOn })
  const seating = makeSeatingService({ rulesOn: drawsOn, drawing: panel })
  const markingRules = markingRulesOf(rulesFor, panelOn, dayAfter)
  const visiting = makeVisitingService({ uuid: uuid7 })
  const rights = makeRightsService({ uuid: uuid7, policyOn: officesByDay(book) })
  const coWorking = makeCoWorkingService({ uuid: uuid7, code: handoverCode })
  const marking = makeMarkingService({ uuid: uuid7, rules: markingRules, visiting, fitness: seating.unfit })
  const consensus = makeConsensusService({ rules: markingRules, marking, committee: seating.committee })
  const rosterParts = {
    uuid: uuid7,
    rulesOn: (day: string) => {
      const found = panelOn(day)
      return found.ok ? ok(found.value.roster) : found
    },
  }
  const roster = {
    appraisers: makeRosterService(rosterParts),
    centres: makeCentreService(rosterParts),
    exams: makeExaminingService({ panelOn, materialOf: examMaterials(rulesFor), uuid: uuid7, chance }),
  }
  const decision = makeDecisionService({
    uuid: uuid7,
    seed: chance,
    referDays,
    dayAfter,
    levelsOf: editions => {
      const named = (editions as readonly EditionReference[]).find(one => one.kind === 'authority')
      const shelved = book().shelves.authority.find(
        one => one.edition === named?.edition && one.digest === named.digest,
      )
      if (shelved === undefined) throw new Error(`no authority edition ${named?.edition ?? ''} is on the shelf`)
      return shelved.content.levels
    },
  })
  const reReview = makeReReviewService()
  const shared = { rulesOn: rulesFor, uuid: uuid7 }
  const fairFor = makeFairService(day => {
    const edition = carriedOn(book(), 'panel', calendarDate(day))
    return edition.ok ? ok(raterLimits(edition.value.raters)) : edition
  })
  const run = makeWay({ ...shared, live, fairFor })
  const drafting = makeDrafting({ uuid: uuid7, sandbox: SANDBOX_PLAYED })
  const sandbox = makeSandboxService({ ...shared, sandbox: SANDBOX_PLAYED, reviewing: decision, drafting, run })
  const appraisal = makeAppraisalService({
    rulesOn: rulesFor,
    drafting,
    run,
    sandbox,
    wordsOn: day => wordsNamed(book(), [], calendarDate(day)),
  })
  const telling = makeTellingService({ book, rulesOn: rulesFor })
  const carriedBy = carriedByDay(book, rulesFor)
  const pursued = { rulesOn: pursuedByDay(book, carriedBy) }
  const cosharing = makeCosharingService({ ...pursued, schemesOn: schemesByDay(book) })
  const settling = makeSettlingService({ schemesOn: schemesByDay(book) })
  const guarantees = makeGuaranteeService({ carriedBy, after: cosharing.after })
  const guarantee = {
    guarantees,
    beginning: makeBeginningService({ uuid: uuid7, carriedBy, shares: cosharing }),
    reading: makeReadingService({ carriedBy, guarantees }),
    binding: makeBindingService({ guarantees }),
    restoring: makeRestoringService({ guarantees }),
  }
  const guaranteeSandbox = makeGuaranteeSandbox({
    carriedBy,
    guarantees,
    beginning: guarantee.beginning,
    actorsOf: SANDBOX_PLAYED.actorsOf,
    playOf: guaranteePlayed,
    scenarios: sandboxScenarios.map(one => one.code).filter(code => guaranteePlayed(code) !== undefined),
  })
  const accruing = makeAccruingService()
  const charging = makeChargingService({ carriedBy, guarantees })
  const fundOn = fundByDay(book, rulesFor)
  const fund = makeFundService({ fundOn, uuid: uuid7 })
  const provisioning = makeProvisioningService({ fundOn })
  const recourse = {
    file: makeRecourseService(pursued),
    enforcement: makeEnforcementService({ ...pursued, guarantees }),
  }
  const watchingOn = watchedByDay(book, rulesFor)
  const watch = makeWatchService({ watchingOn, offices })
  const forecast = makeForecastService({
    quartersOn: day => {
      const watching = watchingOn(day)
      return watching.ok ? ok(watching.value.rules.forecastQuarters) : watching
    },
  })
  const replaying = makeReplayService()
  const holidaysOn = (day: string): ReadonlySet<string> => {
    const rules = rulesFor(day)
    return rules.ok ? rules.value.holidays : new Set()
  }
  const collateral = makeCollateralService({
    rulesOn: day => collateralOn(book(), calendarDate(day)),
    holidaysOn,
    uuid: uuid7,
  })
  const readings = makeReadingsService({
    holidaysOn,
    rulesOn: day => {
      const edition = carriedOn(book(), 'panel', calendarDate(day))
      return edition.ok ? ok(readingRulesOf(edition.value.readings)) : edition
    },
  })
  const comparables = makeComparablesService({
    uuid: uuid7,
    rulesOn: day => {
      const edition = carriedOn(book(), 'worth', calendarDate(day))
      return edition.ok ? ok(comparablesRules(edition.value.edition, edition.value.comparables)) : edition
    },
  })
  const duties = makeDutiesService({
    dutiesOn: day => {
      const now = book()
      const edition = carriedOn(now, 'panel', calendarDate(day))
      if (!edition.ok) return edition
      const words = now.wordsOf.get(`panel/${edition.value.edition}`)
      const said = (key: string) => words?.get(key) ?? { ko: key, en: key, zh: key }
      return ok(edition.value.readings.duties.map(({ duty, step, says }) => ({ duty, step, says: said(says) })))
    },
    rulesOn: day => {
      const rules = rulesFor(day)
      if (!rules.ok) return rules
      const { editions, references, sheetRule } = rules.value
      const isVisitRequired = editions.rubric.site_visit.required.value === 'true'
      return ok({ evidenceRequired: sheetRule.evidenceRequired, isVisitRequired, editions: references })
    },
  })
  const qualityOn = (day: string): Result<QualityRules> => {
    const now = book()
    const edition = carriedOn(now, 'panel', calendarDate(day))
    if (!edition.ok) return edition
    const rules = rulesFor(day)
    if (!rules.ok) return rules
    const { raters, roster } = edition.value
    const words = now.wordsOf.get(`panel/${edition.value.edition}`)
    return ok({
      limits: raterLimits(raters),
      chanceOf: grade => {
        const chance = rules.value.editions.grades.default_chance.values[grade]
        return chance === undefined ? undefined : Number(chance)
      },
      fieldOf: code => fieldOfIndustry(code, roster.ksic.values),
      say: key => words?.get(key) ?? { ko: key, en: key, zh: key },
    })
  }
  const routes = [
    ...appraisalRoutes(appraisal),
    ...coWorkingRoutes(coWorking),
    ...tellingRoutes(telling),
    ...applicationRoutes(application),
    ...drawingRoutes(panel),
    ...markingRoutes(marking),
    ...rightsRoutes(rights),
    ...visitingRoutes(visiting),
    ...consensusRoutes(consensus),
    ...rosterRoutes(roster.appraisers),
    ...centreRoutes(roster.centres),
    ...examRoutes(roster.exams),
    ...comparablesRoutes(comparables),
    ...decisionRoutes(decision),
    ...reReviewRoutes(reReview),
    ...guaranteeRoutes(guarantee),
    ...bindingRoutes(guarantee.binding),
    ...restoringRoutes(guarantee.restoring),
    ...recourseRoutes(recourse.file),
    ...enforcementRoutes(recourse.enforcement),
    ...cosharingRoutes(cosharing, settling),
    ...accruingRoutes(accruing),
    ...chargingRoutes(charging),
    ...guaranteeSandboxRoutes(guaranteeSandbox),
    ...watchRoutes(watch),
    ...collateralRoutes(collateral),
    ...fundRoutes(fund),
    ...forecastRoutes(forecast),
    ...replayRoutes(replaying),
  ]
  return {
    routes,
    application,
    coWorking,
    panel,
    marking,
    visiting,
    rights,
    consensus,
    roster,
    readings,
    comparables,
    duties,
    qualityOn,
    holidaysOn,
    decision,
    reReview,
    appraisal,
    telling,
    guarantee,
    cosharing,
    settling,
    accruing,
    charging,
    guaranteeSandbox,
    recourse,
    watch,
    collateral,
    fund,
    fundOn,
    forecast,
    provisioning,
    replaying,
    rulesFor,
  }
}
export type Flow = ReturnType<typeof makeFlow>
