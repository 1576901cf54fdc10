/**
 * The facts that the rules of one side make: the list of excluded industries, the limit of a small enterprise, the base
 * rate before marks are read; score, grades and the panel's state after. And which model appraises a case.
 */
import { dayOfNumber } from '../../kernel/calendar.ts'
import { encode } from '../../rules/rows.ts'
import { familyOf } from '../../scoring/models-schema.ts'
import type { Block, Run } from './block.ts'
import type { GivenColumns } from './given.ts'
import { listed } from './listed.ts'
import type { Marked } from './marking.ts'
import { portion, type Wide } from './portion.ts'
import type { Scratch } from './scratch.ts'
import { GRADES_OF, gradeCodes, OWN_FACTS, type Side } from './side.ts'

/** Facts known only once marks are read; while they are, nobody knows them. */
export const ON_THE_WAY: ReadonlySet<string> = new Set([
  ...OWN_FACTS.slice(OWN_FACTS.indexOf('technology_score')),
  'site_visit_done',
  'ip_value',
  'ip_value_status',
  'valuation_age_months',
])

/** Where a case stops, as a place among STOPS; 255 where it does not. */
export const GOES_ON = 255
export const STOP = { programme: 0, industry: 1, facts: 2, panel: 3 } as const

type OfIndustry = {
  readonly family: string | undefined
  readonly excluded: number
  readonly salesLimit: number
  readonly isRefused: boolean
}

function industryFacts(side: Side, code: string): OfIndustry {
  const { models, eligibility } = side.rules.editions
  const division = code.slice(0, 2)
  const entry = eligibility.industries.find(one => one.ksic_prefixes.some(prefix => code.startsWith(prefix)))
  const { values } = eligibility.sme_sales_max
  const { excluded_industry, sme_sales_limit } = side.own
  const excluded = excluded_industry && encode(excluded_industry, entry?.code ?? 'none', '')
  const limit = sme_sales_limit && encode(sme_sales_limit, values[division] ?? values['other'], '')
  return {
    family: familyOf(models, division),
    excluded: excluded?.ok ? excluded.value : Number.NaN,
    salesLimit: limit?.ok ? limit.value : Number.NaN,
    isRefused: excluded?.ok === false || limit?.ok === false,
  }
}

export type OwnColumns = ReadonlyMap<number, Float64Array>

/** Columns of a side's own, by the place of the fact. */
export function ownColumns(side: Side, count: number, into: Scratch): OwnColumns {
  const facts = OWN_FACTS.flatMap(name => side.own[name] ?? [])
  return new Map(facts.map(fact => [fact.index, into(`own.${fact.name}`, count).fill(Number.NaN)]))
}

const columnOf = (side: Side, columns: OwnColumns, name: (typeof OWN_FACTS)[number]): Float64Array | undefined => {
  const fact = side.own[name]
  return fact === undefined ? undefined : columns.get(fact.index)
}

/**
 * Model of every case, and the facts the rules make of industry and day.
 * @param stops where a case stops, written
 * @returns place of the model, -1 where there is none
 */
export function prepared(
  side: Side,
  block: Block,
  given: GivenColumns,
  columns: OwnColumns,
  stops: Uint8Array,
  wide: Wide,
): Int16Array {
  const industries = listed(block.industries, code => industryFacts(side, code))
  const models = new Int16Array(block.count).fill(-1)
  const modelAt = (stage: string) =>
    Int16Array.from(industries, ({ family }) => side.marking.models.get(`${family}_${stage}`) ?? -1)
  const places = { startup: modelAt('startup'), growth: modelAt('growth') }
  for (const run of block.runs) modelsOfRun(side, run, given, places, models, stops, wide)
  const excluded = columnOf(side, columns, 'excluded_industry')
  const limits = columnOf(side, columns, 'sme_sales_limit')
  const rates = columnOf(side, columns, 'base_rate')
  const rateOn = baseRates(side)
  for (let i = 0; i < block.count; i++) {
    const industry = industries[given.industry[i] as number] as OfIndustry
    if (excluded !== undefined) excluded[i] = industry.excluded
    if (limits !== undefined) limits[i] = industry.salesLimit
    const rate = rateOn(given.day[i] as number)
    if (rates !== undefined) rates[i] = rate ?? Number.NaN
    if (stops[i] === GOES_ON && (industry.isRefused || rate === null)) stops[i] = STOP.facts
  }
  return models
}

/** The base rate of a day as the fact holds it; null where it does not fit the fact. */
function baseRates(side: Side): (day: number) => number | null {
  const known = new Map<number, number | null>()
  const fact = side.own.base_rate
  return day => {
    let rate = known.get(day)
    if (rate === undefined) {
      const found = fact && encode(fact, side.economy(day)['base_rate'], dayOfNumber(day))
      rate = found === undefined ? Number.NaN : found.ok ? found.value : null
      known.set(day, rate)
    }
    return rate
  }
}

function modelsOfRun(
  side: Side,
  { programme: code, from, to }: Run,
  given: GivenColumns,
  { startup, growth }: { readonly startup: Int16Array; readonly growth: Int16Array },
  models: Int16Array,
  stops: Uint8Array,
  wide: Wide,
): void {
  const programme = side.programmes.get(code)
  if (programme === undefined) {
    stops.fill(STOP.programme, from, to)
    return
  }
  const { age_years_max, guaranteed_age_years_max, guarantee_max } = side.rules.editions.models.startup
  const young = Number(age_years_max.value)
  const youngish = Number(guaranteed_age_years_max.value)
  const little = Number(guarantee_max.value)
  for (let i = from; i < to; i++) {
    const age = given.age[i] as number
    const guarantee = (given.firm.own[i] as number) + portion(given.loan[i] as number, programme.bestRatio, wide)
    const isStartup = age <= young || (guarantee <= little && age <= youngish)
    const model = (isStartup ? startup : growth)[given.industry[i] as number] as number
    models[i] = model
    if (model < 0) stops[i] = STOP.industry
  }
}

/** Writes what the marks come to as facts. */
export function knowOnTheWay(side: Side, given: GivenColumns, marked: Marked, columns: OwnColumns): void {
  const { appraisers } = side.rules.editions.rubric
  const large = Number(appraisers.large_loan_over.value)
  const [due, dueOfLarge] = [Number(appraisers.ordinary.value), Number(appraisers.large.value)]
  const score = columnOf(side, columns, 'technology_score')
  const scale = side.own.technology_score?.scale ?? SCORE_PLACES
  // A score has six decimals; a fact that holds fewer could not hold it.
  if (scale < SCORE_PLACES)
    throw new RangeError(`the fact technology_score has ${scale} decimals, ${SCORE_PLACES} are due`)
  const by = 10 ** (scale - SCORE_PLACES)
  if (score !== undefined) for (let i = 0; i < score.length; i++) score[i] = (marked.score[i] as number) * by
  fillCodes(side, columns, 'technology_grade', marked.technology)
  fillCodes(side, columns, 'risk_grade', marked.risk)
  fillCodes(side, columns, 'grade', marked.rank)
  const agree = columnOf(side, columns, 'marks_agree')
  const minimum = columnOf(side, columns, 'quantitative_minimum_met')
  const enough = columnOf(side, columns, 'appraisers_enough')
  for (let i = 0; i < marked.score.length; i++) {
    if (agree !== undefined) agree[i] = marked.isDivergent[i] === 1 ? 0 : 1
    if (minimum !== undefined) minimum[i] = marked.technology[i] === marked.scoreGrade[i] ? 1 : 0
    const asked = (given.loan[i] as number) > large ? dueOfLarge : due
    if (enough !== undefined) enough[i] = (given.appraisers[i] as number) >= asked ? 1 : 0
  }
}

const SCORE_PLACES = 6

function fillCodes(side: Side, columns: OwnColumns, name: keyof typeof GRADES_OF, places: Uint8Array): void {
  const fact = side.own[name]
  const out = columnOf(side, columns, name)
  if (fact === undefined || out === undefined) return
  const codes = gradeCodes(fact, GRADES_OF[name])
  for (let i = 0; i < out.length; i++) out[i] = codes[places[i] as number] as number
}
