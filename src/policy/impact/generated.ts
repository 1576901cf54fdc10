/**
 * A book made from a seed: firms as a technology-guarantee agency meets them, packed as decided cases are. No firm in
 * it exists; the shares are made up and say nothing of any agency's book. For trying a change, and for measuring.
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import { feeDays } from '../../decision/terms.ts'
import { addDays, calendarDate, dayNumber } from '../../kernel/calendar.ts'
import { type Chance, chanceFrom } from '../../kernel/chance.ts'
import { fixedText } from '../../kernel/fixed.ts'
import { MARKS } from '../../panel/schema.ts'
import { REGIONS } from '../../party/schema.ts'
import type { Fact } from '../../rules/facts.ts'
import type { NumberName, PackedCase } from './packed.ts'

const FIRST_DAY = calendarDate('2026-01-02')
const DAYS = 250

/** What of a vocabulary is drawn: facts by name, those of offices and of stated papers together. */
export type Generator = (place: number) => PackedCase

type Firm = {
  readonly age: number
  readonly quality: number
  readonly employees: number
  readonly sales: number
  readonly loan: number
  readonly industry: string
  readonly own: number
}

const rounded = (value: number, to: number): number => Math.round(value / to) * to

/** Industries are the divisions of the models' families, the technology-intensive ones more often. */
function industriesOf(rules: Rules): readonly string[] {
  const { families } = rules.editions.models
  const codes = rules.editions.classifications.revision_10.classes
  return families.flatMap(family =>
    family.divisions.flatMap(division => {
      const [first] = (codes[division] ?? '').split(' ')
      return first === undefined || first === ''
        ? []
        : Array.from({ length: family.code === 'general' ? 1 : 5 }, () => first)
    }),
  )
}

/** The place of a mark that a firm of some quality is given. */
const markPlace = (chance: Chance, quality: number): number =>
  Math.max(0, Math.min(MARKS.length - 1, Math.round(1.4 - 0.7 * quality + 0.7 * chance.normal())))

/** What one sheet or more give a firm of some quality, as the pattern of sheets that give it with evidence. */
function patternOf(chance: Chance, quality: number, sheets: number): number {
  let middle = markPlace(chance, quality)
  let bits = 1 << middle
  // Millions of them are drawn, nearly all for one sheet: that needs no list.
  if (sheets > 1) {
    const places = [middle, ...Array.from({ length: sheets - 1 }, () => markPlace(chance, quality))]
    for (const place of places) bits |= 1 << place
    middle = places.sort((one, other) => one - other)[sheets >> 1] as number
  }
  return bits | (bits << 5) | (middle << 15) | (1 << 18) | (1 << 19)
}

function firmOf(chance: Chance, industries: readonly string[]): Firm {
  const quality = chance.normal()
  const age = chance.unit() < 0.03 ? -1 : Math.floor(-Math.log(1 - chance.unit()) * 7)
  const employees = Math.max(1, Math.round(Math.exp(1.8 + 0.12 * Math.min(age, 12) + chance.normal())))
  const sales = age < 0 ? 0 : rounded(employees * 150_000_000 * Math.exp(0.6 * chance.normal()), 1_000_000)
  const loan = Math.max(
    10_000_000,
    rounded(Math.min(5e9, 80_000_000 * Math.exp(1.1 * chance.normal()) + sales * 0.05), 5_000_000),
  )
  const own = chance.unit() < 0.4 ? rounded(loan * chance.unit() * 2, 1_000_000) : 0
  return { age, quality, employees, sales, loan, industry: chance.of(industries), own }
}

/** How a fact is drawn; `isKnown` says whether the firm's accounts are. */
type Draw = (fact: Fact, firm: Firm, chance: Chance, isKnown: boolean) => number

const ratio = (fact: Fact, value: number): number =>
  Math.max(fact.min, Math.min(fact.max, Math.round(value * 10 ** fact.scale)))
const whenKnown =
  (value: (firm: Firm, chance: Chance) => number): Draw =>
  (fact, firm, chance, isKnown) =>
    isKnown ? ratio(fact, value(firm, chance)) : Number.NaN

const sales: Draw = (_, firm, __, isKnown) => (isKnown ? firm.sales : Number.NaN)
const margin = whenKnown(({ quality }, chance) => 0.02 + 0.04 * quality + 0.06 * chance.normal())
const growth = whenKnown(({ quality }, chance) => 0.08 + 0.06 * quality + 0.15 * chance.normal())
const cover = whenKnown(({ quality }, chance) => 2.6 + 0.8 * quality + chance.normal())
const research: Draw = (fact, { quality }, chance) =>
  ratio(fact, Math.max(0, 0.07 + 0.04 * quality + 0.05 * chance.normal()))
const rights: Draw = (_, { quality }, chance) => Math.max(0, Math.round(1 + quality + chance.normal()))
const mostlyYes: Draw = (_, __, chance) => (chance.unit() < 0.97 ? 1 : 0)

/** Facts that follow from the firm; any other is drawn by its type. */
const BY_NAME: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['employees', (_, firm) => firm.employees],
  ['firm_age_years', (_, { age }) => Math.max(0, age)],
  ['firm_age_months', (_, { age }, chance) => Math.max(0, age) * 12 + chance.below(12)],
  ['owner_age_years', (_, __, chance) => 28 + chance.below(35)],
  ['owner_industry_years', (_, { quality }, chance) => Math.max(0, Math.round(8 + 5 * quality + 4 * chance.normal()))],
  ['sales_latest', sales],
  ['sales_average_3y', sales],
  ['estimated_sales', (_, firm, chance) => rounded(firm.sales * (1 + 0.2 * chance.unit()) + 100_000_000, 1_000_000)],
  ['total_assets', (_, firm) => rounded(firm.sales * 0.9 + 50_000_000, 1_000_000)],
  ['loan_amount', (_, { loan }) => loan],
  ['own_exposure', (_, { own }) => own],
  ['equity_ratio', whenKnown(({ quality }, chance) => 0.42 + 0.1 * quality + 0.15 * chance.normal())],
  ['current_ratio', whenKnown(({ quality }, chance) => Math.max(0, 1.4 + 0.3 * quality + 0.5 * chance.normal()))],
  ['debt_ratio', whenKnown(({ quality }, chance) => Math.max(0, 1.8 - 0.4 * quality + 0.9 * chance.normal()))],
  ['operating_margin', margin],
  ['margin_over_peer', margin],
  ['sales_growth', growth],
  ['sales_cagr_3y', growth],
  ['market_growth_rate', growth],
  ['interest_coverage', cover],
  ['debt_service_coverage', cover],
  ['asset_turnover', cover],
  ['cash_flow_to_liabilities', cover],
  ['rnd_intensity', research],
  ['rnd_staff_ratio', research],
  ['trl', (_, { quality }, chance) => Math.max(1, Math.min(9, Math.round(6 + quality + chance.normal())))],
  ['rights_in_force', rights],
  ['registered_patents_in_force', rights],
  ['working_capital_loans', (_, firm, chance) => rounded(firm.sales * 0.1 * chance.unit(), 1_000_000)],
  ['sme_certified', mostlyYes],
  ['has_business_number', mostlyYes],
  ['papers_complete', mostlyYes],
  ['has_technology_asset', mostlyYes],
  ['site_visit_done', mostlyYes],
])

const ofOffice: Draw = (fact, _, chance) => {
  if (chance.unit() < 0.01) return Number.NaN
  return chance.unit() < 0.008 ? Math.min(fact.max, 1 + chance.below(40)) : 0
}

const byType: Draw = (fact, { loan }, chance) => {
  switch (fact.type) {
    case 'flag':
      return chance.unit() < 0.25 ? 1 : 0
    case 'code':
      return chance.unit() < 0.7 ? 0 : chance.below(fact.codes.length)
    case 'money':
      return chance.unit() < 0.2 ? Number.NaN : Math.min(fact.max, rounded(loan * 2 * chance.unit(), 1_000_000))
    case 'count':
      return Math.min(fact.max, chance.below(13))
    case 'decimal':
    case 'day':
      return Number.NaN
    default:
      return fact.type satisfies never
  }
}

/** How a fact is drawn is found once for a book: its name stands among many. */
const drawOf = (fact: Fact): Draw =>
  BY_NAME.get(fact.name) ?? (fact.source.startsWith('exclusion:') ? ofOffice : byType)

/** Rows so many at a time: a buffer for each of them would cost as much as drawing what stands in it. */
const ROWS_AT_ONCE = 64
function emptyRows(length: number): () => Float64Array {
  let [rows, taken] = [new Float64Array(0), 0]
  return () => {
    if (taken === rows.length) [rows, taken] = [new Float64Array(ROWS_AT_ONCE * length), 0]
    taken += length
    return rows.subarray(taken - length, taken)
  }
}

/**
 * A generator of packed cases.
 * @param rules the rules whose facts, programmes, models and industries it draws from
 * @returns a case by its place; the same seed and place give the same case
 */
export function generatorOf(rules: Rules, seed: number): Generator {
  const { facts } = rules.vocabulary
  const programmes = [...rules.policy.programmes.values()].filter(one => one.purposes.length > 0)
  const [ordinary] = programmes
  if (ordinary === undefined) throw new Error('a rule book has programmes')
  const industries = industriesOf(rules)
  const draws = facts.map(drawOf)
  const emptyRow = emptyRows(facts.length)
  const first = dayNumber(FIRST_DAY)
  const days = Array.from({ length: DAYS }, (_, place) => addDays(FIRST_DAY, place))
  const models = [...rules.models.values()]
  /** What a model of a stage reads: by judgement always, and what is measured, where it is not known. */
  const readIn = (stage: 'startup' | 'growth') => {
    const codes = new Set(models.find(one => one.stage === stage)?.codes)
    return {
      judged: rules.editions.rubric.indicators.flatMap(({ code, measure }) =>
        measure === undefined && codes.has(code) ? [code] : [],
      ),
      measured: rules.measures.filter(one => codes.has(one.indicator)),
    }
  }
  const [startup, growth] = [readIn('startup'), readIn('growth')]
  const { startup: bounds } = rules.editions.models
  const [ageMax, guaranteeMax, guaranteedAgeMax, largeOver] = [
    bounds.age_years_max,
    bounds.guarantee_max,
    bounds.guaranteed_age_years_max,
    rules.editions.rubric.appraisers.large_loan_over,
  ].map(each => Number(each.value)) as [number, number, number, number]
  const named = (name: string) => rules.vocabulary.byName.get(name)
  const [programmeFact, purposeFact, divisionFact, formFact, titleFact] = [
    ...['programme', 'purpose', 'industry_division', 'legal_form', 'title'],
  ].map(named)
  const trlAt = named('trl')?.index
  const ratios = new Map(
    programmes.map(({ code, coverage }) => {
      const most = coverage.reduce((best, one) => (one.rate > best ? one.rate : best), 0n)
      return [code, Number(fixedText(most === 0n ? rules.policy.terms.coverageBasic : most))] as const
    }),
  )
  return place => {
    const chance = chanceFrom(seed, place)
    const firm = firmOf(chance, industries)
    const programme = chance.unit() < 0.7 ? ordinary : chance.of(programmes)
    const purpose = chance.of(programme.purposes)
    const row = emptyRow()
    for (let at = 0; at < facts.length; at++) {
      const isKnown = firm.age >= 0 && chance.unit() < 0.97
      row[at] = (draws[at] as Draw)(facts[at] as Fact, firm, chance, isKnown)
    }
    const put = (fact: Fact | undefined, code: string): void => {
      const at = fact?.codeIndex.get(code)
      if (fact !== undefined && at !== undefined) row[fact.index] = at
    }
    put(programmeFact, programme.code)
    put(purposeFact, purpose)
    put(divisionFact, firm.industry.slice(0, 2))
    put(formFact, firm.age < 0 ? 'pre_startup' : 'company')
    put(titleFact, 'clear')
    const term = chance.of([6, 12, 12, 24, 36, 60])
    const at = chance.below(DAYS)
    const day = days[at] ?? FIRST_DAY
    const guarantee = firm.own + Math.floor(firm.loan * (ratios.get(programme.code) as number))
    const isStartup = firm.age <= ageMax || (guarantee <= guaranteeMax && firm.age <= guaranteedAgeMax)
    const reads = isStartup ? startup : growth
    const sheets = firm.loan > largeOver ? 2 : 1
    const numbers: Record<NumberName, number> = {
      day: first + at,
      fee_days: feeDays(day, term),
      term_months: term,
      loan: firm.loan,
      age: firm.age,
      trl: trlAt === undefined ? Number.NaN : (row[trlAt] as number),
      firm_own: firm.own,
      firm_kodit: chance.unit() < 0.15 ? rounded(firm.loan * chance.unit(), 1_000_000) : 0,
      firm_regional_foundation: chance.unit() < 0.1 ? rounded(5e7 * chance.unit(), 1_000_000) : 0,
      firm_other: 0,
      group_own: firm.own,
      group_kodit: 0,
      group_regional_foundation: 0,
      group_other: 0,
      is_group_known: chance.unit() < 0.98 ? 1 : 0,
      appraisers: sheets,
      is_visited: 1,
      oldest_sheet: first + at - chance.below(30),
      is_valued: 0,
    }
    const region = chance.of(REGIONS)
    const external = programme.limitsRequired.map(code => ({
      code,
      scope: 'programme' as const,
      limit: 1_000_000_000_000,
      used: rounded(chance.unit() * 1_000_000_000_000, 1_000_000),
    }))
    const patterns = new Map<string, number>()
    for (const code of reads.judged) patterns.set(code, patternOf(chance, firm.quality, sheets))
    for (const { indicator, factIndex } of reads.measured)
      if (Number.isNaN(row[factIndex] as number)) patterns.set(indicator, patternOf(chance, firm.quality, sheets))
    return {
      id: `${seed}-${place}`,
      programme: programme.code,
      purpose,
      industry: firm.industry,
      region,
      stop: '',
      numbers,
      external,
      unread: [],
      patterns,
      row,
    }
  }
}
