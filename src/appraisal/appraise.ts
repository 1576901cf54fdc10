/**
 * The way, whole: a case and the rules of its day lead to a recommendation. One pure function; a reader may begin here.
 *
 *   case -> facts -> marks -> technology score -> risk score -> grade -> value -> recommendation
 */

import { completed } from '../application/completeness.ts'
import { isKnown } from '../application/known.ts'
import type { ApplicationCode } from '../application/refusals.ts'
import { NO_USE, type Use, type Uses } from '../decision/caps.ts'
import type { CompiledProgramme } from '../decision/policy.ts'
import { type Decision, recommend } from '../decision/recommendation.ts'
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { moneyFromText, plus, portionRoundedDown, sumMoney } from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import { type ConsolidatedMark, type ConsolidatedSheet, consolidated } from '../panel/consolidated.ts'
import { fairTables } from '../panel/fair/schema.ts'
import type { PanelCode } from '../panel/refusals.ts'
import type { Mark } from '../panel/schema.ts'
import { type Industry, industryOf } from '../party/classification.ts'
import type { PartyCode } from '../party/refusals.ts'
import { affiliatesOn, ageYears, groupOn, ownExposure } from '../party/standing.ts'
import type { RulesCode } from '../rules/refusals.ts'
import { type Row, valueText } from '../rules/rows.ts'
import { type FairScore, fairScore } from '../scoring/fair.ts'
import { finalGradeOf, technologyGradeOf } from '../scoring/grades.ts'
import { type FinalGrade, TECHNOLOGY_GRADES, type TechnologyGrade } from '../scoring/grades-schema.ts'
import { measuredMarks } from '../scoring/measured.ts'
import { familyOf, stageOf } from '../scoring/models-schema.ts'
import { inputsOf, type RiskScore, riskScore } from '../scoring/risk.ts'
import { type CompiledModel, pointsText, type TechnologyScore, technologyScore } from '../scoring/score.ts'
import { knownEvidence, type Readiness, readinessOf } from '../technology/readiness.ts'
import type { TechnologyCode } from '../technology/refusals.ts'
import type { ValuationCode } from '../valuation/refusals.ts'
import { type Valuation, value } from '../valuation/value.ts'
import { type Facts, factsOf, withFacts } from './facts.ts'
import type { AppraisalCode } from './refusals.ts'
import type { Rules } from './rule-book.ts'
import type { Case } from './schema.ts'

export type AppraiseCode = AppraisalCode | ApplicationCode | PartyCode | TechnologyCode | PanelCode | RulesCode

/** The grade, and what it was made of. */
export type Graded = {
  readonly score: TechnologyScore
  /** The score by what the marks stand for; it decides where it is there, and the one beside it is the raw one. */
  readonly fair?: FairScore
  /** The grade the score alone gives. */
  readonly scoreGrade: TechnologyGrade
  /** The grade given: the best one whose minimum over the measured indicators is reached too. */
  readonly technologyGrade: TechnologyGrade
  readonly risk: RiskScore
  readonly grade: FinalGrade
}

/** What the technology is worth, or why the method asked for cannot be worked out. */
export type Worth =
  | { readonly state: 'valued'; readonly valuation: Valuation }
  | { readonly state: 'refused'; readonly refusals: readonly Refusal<ValuationCode>[] }
  | { readonly state: 'not_asked' }

export type Appraisal = {
  readonly industry: Industry
  readonly readiness: Readiness
  readonly facts: Facts
  readonly row: Row
  readonly sheet: ConsolidatedSheet
  readonly graded: Graded
  readonly worth: Worth
  readonly decision: Decision
}

/** Marks to suppose in place of those given, for "what would raise it"; nothing supposed is ever recorded. */
export type Supposed = ReadonlyMap<string, Mark>

/**
 * Appraises a case under the rules of its day.
 *
 * @param rules    the editions in force on `theCase.day`, compiled
 * @param supposed marks to put in place of the panel's, by indicator
 * @param traced   whether every clause is traced, or only those that stand open: enough for a record, not to explain it
 * @returns the appraisal, or every refusal: what is missing or contradictory in the case itself. Approve, refer and
 *          decline are all results.
 */
export function appraise(
  rules: Rules,
  theCase: Case,
  supposed?: Supposed,
  traced: 'all' | 'open' = 'all',
): Result<Appraisal, AppraiseCode> {
  const read = factsRead(rules, theCase)
  if (!read.ok) return read
  const { day, programme, industry, model, readiness, facts } = read.value
  const { row } = facts
  const sheetRule = { ...rules.sheetRule, indicators: model.codes }
  const fair = theCase.fair === undefined ? undefined : fairTables(theCase.fair)
  const signed = consolidated(theCase.sheets, sheetRule, measuredMarks(rules.measures, row), day, fair)
  if (!signed.ok) return signed
  const sheet = supposed === undefined ? signed.value : supposing(signed.value, supposed)

  const graded = gradedOf(rules, model, sheet.marks, row)
  const worth = worthOf(rules, theCase, sheet.marks, day)
  withFacts(row, rules.vocabulary, knownOnTheWay(rules, theCase, sheet, graded, worth))
  const decision = recommend(rules.policy, row, {
    programme,
    purpose: theCase.application.request.purpose,
    loan: moneyFromText(theCase.application.request.loan_amount),
    termMonths: theCase.application.request.term_months,
    grade: graded.grade,
    trl: readiness.trl,
    uses: usesOf(theCase, day),
    stops: theCase.stops ?? [],
    traced,
    day,
    holidays: rules.holidays,
  })
  return ok({ industry, readiness, facts, row, sheet, graded, worth, decision })
}

/** What is known of a case before anybody marks it: its programme, its model, and every fact that can be read. */
export function factsRead(rules: Rules, theCase: Case) {
  const day = calendarDate(theCase.day)
  const programme = programmeOf(rules, theCase, day)
  if (!programme.ok) return programme
  const application = completed([], theCase.application, theCase.party, day)
  if (!application.ok) return application
  const strangers = strangersOf(theCase, day)
  if (strangers.length > 0) return refuse(...strangers)
  const industry = industryOf(theCase.party.firm.ksic, rules.editions.classifications)
  if (!industry.ok) return industry
  const model = modelFor(rules, theCase, programme.value, industry.value, day)
  if (!model.ok) return model
  const components = knownEvidence(theCase.technology.readiness.components, rules.evidenceByLevel)
  if (!components.ok) return components
  const readiness = readinessOf(components.value, rules.evidenceByLevel)
  const facts = factsOf(theCase, industry.value, readiness, rules.factRules, programme.value.papers)
  if (!facts.ok) return facts
  return ok({
    day,
    programme: programme.value,
    industry: industry.value,
    model: model.value,
    readiness,
    facts: facts.value,
  })
}

function programmeOf(rules: Rules, theCase: Case, day: CalendarDate): Result<CompiledProgramme, AppraisalCode> {
  const { programme, submitted_on } = theCase.application
  const found = rules.policy.programmes.get(programme)
  if (found === undefined)
    return refuse(
      refusal('programme_unknown', 'application.programme', {
        value: programme,
        limit: [...rules.policy.programmes.keys()].join(', '),
      }),
    )
  if (submitted_on > day) return refuse(refusal('day_before_submission', 'day', { value: day, limit: submitted_on }))
  return ok(found)
}

/** Exposures said of the group that belong to no firm of it on the day. */
function strangersOf(theCase: Case, day: CalendarDate): Refusal<AppraisalCode>[] {
  const group = groupOn(theCase.party.firm, day)
  return theCase.group_exposures.flatMap((exposure, place) =>
    group.includes(exposure.firm) && exposure.firm !== theCase.party.firm.id
      ? []
      : [
          refusal('group_exposure_stranger' as const, `group_exposures.${place}.firm`, {
            value: exposure.firm,
            limit: group.join(', '),
          }),
        ],
  )
}

/**
 * The model by industry and stage: a firm still to be founded, or a young one with little guaranteed, is a start-up.
 * What is asked for counts at the greatest ratio the programme may give.
 */
function modelFor(
  rules: Rules,
  theCase: Case,
  programme: CompiledProgramme,
  industry: Industry,
  day: CalendarDate,
): Result<CompiledModel, AppraisalCode> {
  const { models } = rules.editions
  const { firm } = theCase.party
  const family = familyOf(models, industry.division)
  const age = firm.legal_form === 'pre_startup' ? -1 : ageYears(firm.founded_on, day)
  if (age === undefined)
    return refuse(
      refusal('founding_day_missing', 'party.firm.founded_on', { value: firm.founded_on ?? 'nothing', limit: day }),
    )
  const ratios = programme.coverage.map(row => row.rate)
  const ratio = ratios.reduce((most, one) => (one > most ? one : most), ratios[0] ?? rules.policy.terms.coverageBasic)
  const asked = portionRoundedDown(moneyFromText(theCase.application.request.loan_amount), ratio)
  const stage = stageOf(models, age, plus(ownExposure(firm, day), asked))
  const model = rules.models.get(`${family}_${stage}`)
  if (family === undefined || model === undefined)
    return refuse(refusal('industry_not_appraised', 'party.firm.ksic.code', { value: industry.code }))
  return ok(model)
}

const supposing = (sheet: ConsolidatedSheet, supposed: Supposed): ConsolidatedSheet => ({
  ...sheet,
  marks: sheet.marks.map(given => {
    const mark = supposed.get(given.indicator)
    if (mark === undefined) return given
    // Nobody gave the mark supposed: it stands for itself.
    const { fair: _, ...rest } = given
    return { ...rest, mark }
  }),
})

/** Score -> technology grade, held down by the measured minimum; risk score -> risk grade; the matrix -> grade. */
export function gradedOf(rules: Rules, model: CompiledModel, marks: readonly ConsolidatedMark[], row: Row): Graded {
  const score = technologyScore(model, marks)
  const fair = fairScore(model, marks)
  const scoreGrade = technologyGradeOf(rules.grades, fair?.total ?? score.total)
  const technologyGrade = heldDown(rules, scoreGrade, score.quantitative)
  const inputs: Record<string, string | undefined> = { ...rules.macro }
  for (const code of inputsOf(rules.risk, model.stage)) {
    const fact = rules.vocabulary.byName.get(code)
    if (fact !== undefined) inputs[code] = valueText(fact, row[fact.index] ?? Number.NaN) ?? undefined
  }
  const risk = riskScore(rules.risk, model.stage, inputs)
  const grade = finalGradeOf(rules.grades, technologyGrade, risk.grade)
  return { score, ...(fair === undefined ? {} : { fair }), scoreGrade, technologyGrade, risk, grade }
}

/** The best grade, not above the score's, whose minimum over the measured indicators is reached. */
export function heldDown(rules: Rules, scoreGrade: TechnologyGrade, quantitative: number): TechnologyGrade {
  for (let place = TECHNOLOGY_GRADES.indexOf(scoreGrade); place < TECHNOLOGY_GRADES.length; place++)
    if (quantitative >= (rules.quantitativeMinima[place] ?? 0)) return TECHNOLOGY_GRADES[place] as TechnologyGrade
  return 'T10'
}

function worthOf(rules: Rules, theCase: Case, marks: readonly ConsolidatedMark[], day: CalendarDate): Worth {
  if (theCase.valuation === undefined) return { state: 'not_asked' }
  const byIndicator = Object.fromEntries(marks.map(given => [given.indicator, given.mark]))
  const found = value(rules.valuation, theCase.valuation, day, byIndicator)
  if (found.ok) return { state: 'valued', valuation: found.value }
  return { state: 'refused', refusals: found.refusals }
}

/** The facts that become known on the way. */
function knownOnTheWay(rules: Rules, theCase: Case, sheet: ConsolidatedSheet, graded: Graded, worth: Worth) {
  const leading =
    worth.state === 'valued' ? worth.valuation.methods.find(one => one.method === worth.valuation.leading) : undefined
  const { appraisers } = rules.editions.rubric
  const isLarge =
    moneyFromText(theCase.application.request.loan_amount) > moneyFromText(appraisers.large_loan_over.value)
  const due = Number(isLarge ? appraisers.large.value : appraisers.ordinary.value)
  return {
    technology_score: pointsText(graded.fair?.total ?? graded.score.total),
    technology_grade: graded.technologyGrade,
    risk_grade: graded.risk.grade,
    grade: graded.grade,
    marks_agree: sheet.divergent.length === 0,
    quantitative_minimum_met: graded.technologyGrade === graded.scoreGrade,
    site_visit_done: sheet.isVisited,
    appraisers_enough: sheet.appraisers.length >= due,
    ip_value: leading?.low,
    ip_value_status: leading?.status,
    valuation_age_months: leading === undefined ? undefined : '0',
  }
}

/**
 * What is outstanding in each scope: of the firm by guarantor, of its group, and the limits read outside the case. What
 * was read after the day is not known on it.
 */
export function usesOf(theCase: Case, day: CalendarDate): Uses {
  const { firm } = theCase.party
  const own = useOf(
    firm.standing.exposures.filter(exposure => exposure.since <= day),
    NO_USE,
  )
  const group = theCase.group_exposures.filter(exposure => isKnown(exposure.as_of, day))
  const read = theCase.limits.filter(limit => isKnown(limit.as_of, day))
  return {
    firm: own,
    group: useOf(group, own),
    isGroupKnown: affiliatesOn(firm, day).every(affiliate => group.some(exposure => exposure.firm === affiliate.firm)),
    external: read.map(limit => ({
      code: limit.code,
      scope: limit.scope,
      limit: moneyFromText(limit.limit),
      used: moneyFromText(limit.used),
    })),
    unread: theCase.limits.filter(limit => !read.includes(limit)).map(limit => limit.code),
  }
}

const useOf = (exposures: readonly { readonly guarantor: keyof Use; readonly balance: string }[], from: Use): Use => {
  const use = { ...from }
  for (const exposure of exposures)
    use[exposure.guarantor] = sumMoney([use[exposure.guarantor], moneyFromText(exposure.balance)])
  return use
}
