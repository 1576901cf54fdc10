/**
 * Marks, scores and grades over columns: marks consolidated by tables, points added indicator by indicator, the risk
 * score band by band, the matrix. Equal to `gradedOf` of appraisal/appraise.ts case by case, by test.
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import { addMonths, dayNumber, dayOfNumber } from '../../kernel/calendar.ts'
import { MARKS } from '../../panel/schema.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../scoring/grades-schema.ts'
import type { CompiledMeasure } from '../../scoring/measured.ts'
import { RISK_GRADES } from '../../scoring/risk-schema.ts'
import { type Block, markColumn } from './block.ts'
import { DIVERGENT, MARK_BITS, type MarkRule, markOf, markRuleOf, NO_MARK, REFUSED } from './panel-marks.ts'
import { cut } from './portion.ts'
import { addPoints, type Card, cardsOf, type Economy, riskCutOffs } from './scorecards.ts'
import type { Scratch } from './scratch.ts'

type Indicator = {
  readonly code: string
  readonly measure: CompiledMeasure | undefined
  readonly isMeasured: boolean
  /** By model and place of a mark, SLOTS for each; 0 where the model does not use the indicator. The first is none. */
  readonly points: Float64Array
  /** What of a mark's flags counts for a model. The first is none. */
  readonly flags: Uint8Array
}

export type Marking = {
  readonly models: ReadonlyMap<string, number>
  readonly indicators: readonly Indicator[]
  readonly measuredWeight: Float64Array
  readonly cardOf: Int8Array
  readonly isStartup: Uint8Array
  readonly rule: MarkRule
  readonly validityMonths: number
  readonly cutOffs: Float64Array
  readonly minima: Float64Array
  readonly cards: readonly Card[]
  readonly riskCutOffs: Float64Array
  /** Rank of the final grade, by technology grade and risk grade. */
  readonly matrix: Uint8Array
  readonly reads: readonly number[]
}

/** What marks come to, for every case of a block. `model` is -1 where no model is found; such cases are left alone. */
export type Marked = {
  /** Technology score in millionths, and of the measured indicators. */
  readonly score: Float64Array
  readonly technology: Uint8Array
  readonly scoreGrade: Uint8Array
  readonly risk: Uint8Array
  readonly rank: Uint8Array
  readonly isDivergent: Uint8Array
  /** Marks that would be refused: missing, foreign to the model, without evidence or reason, or too old. */
  readonly isRefused: Uint8Array
}

const MARK_COUNT = MARKS.length
/** Marks a value can reach; one that reaches none has the last. */
const BANDS = MARK_COUNT - 1
/** Marks of a model stand in eight places, so that the bits of a mark are its place. */
const SLOTS = MARK_BITS + 1
/** Somebody marked the indicator, which a model that does not use it refuses. */
const FOREIGN = 1 << 5

export function markingOf(rules: Rules): Marking {
  const models = [...rules.models.values()]
  const measures = new Map(rules.measures.map(one => [one.indicator, one]))
  const { rubric } = rules.editions
  const cards = cardsOf(rules.editions.risk, rules.vocabulary)
  const indicators = rubric.indicators.map(({ code, basis }): Indicator => {
    const points = new Float64Array((models.length + 1) * SLOTS)
    const flags = new Uint8Array(models.length + 1)
    for (const [place, model] of models.entries()) {
      const used = model.indicators.find(one => one.code === code)
      flags[place + 1] = used === undefined ? FOREIGN : DIVERGENT | REFUSED
      for (const [step, mark] of MARKS.entries()) points[(place + 1) * SLOTS + step] = used?.points[mark] ?? 0
    }
    return { code, measure: measures.get(code), isMeasured: basis === 'measured', points, flags }
  })
  const matrix = TECHNOLOGY_GRADES.flatMap(t => RISK_GRADES.map(r => FINAL_GRADES.indexOf(rules.grades.cells[t][r])))
  const cardFacts = cards.flatMap(card => card.attributes.map(one => one.factIndex)).filter(index => index >= 0)
  return {
    models: new Map(models.map((model, place) => [model.code, place])),
    indicators,
    measuredWeight: Float64Array.from(models, model => model.measuredWeight),
    cardOf: Int8Array.from(models, model => cards.findIndex(card => card.code === model.stage)),
    isStartup: Uint8Array.from(models, model => (model.stage === 'startup' ? 1 : 0)),
    rule: markRuleOf(rules.sheetRule.evidenceRequired, rules.sheetRule.toleranceSteps),
    validityMonths: rules.sheetRule.validityMonths,
    cutOffs: Float64Array.from(rules.grades.cutOffs, one => one.scoreMicro),
    minima: Float64Array.from(rules.quantitativeMinima),
    cards,
    riskCutOffs: riskCutOffs(rules.editions.risk),
    matrix: Uint8Array.from(matrix),
    reads: [...rules.measures.map(one => one.factIndex), ...cardFacts],
  }
}

/** Places of the first cut-off reached. */
function fillGrades(totals: Float64Array, cutOffs: Float64Array, out: Uint8Array): void {
  for (let i = 0; i < totals.length; i++) {
    const total = totals[i] as number
    let place = 0
    while (place < cutOffs.length && total < (cutOffs[place] as number)) place++
    out[i] = place
  }
}

/** A sheet is expired by the day where its last day, so many months on, lies before it. */
function markExpired(marking: Marking, sheets: Float64Array, days: Float64Array, isRefused: Uint8Array): void {
  const ends = new Map<number, number>()
  for (let i = 0; i < days.length; i++) {
    const signed = sheets[i] as number
    let end = ends.get(signed)
    if (end === undefined) {
      end = dayNumber(addMonths(dayOfNumber(signed), marking.validityMonths))
      ends.set(signed, end)
    }
    if (end < (days[i] as number)) isRefused[i] = 1
  }
}

/** Columns marking reads beside the facts. */
export type MarkColumns = { readonly days: Float64Array; readonly sheets: Float64Array }

/**
 * Scores and grades every case of a block.
 * @param models place of the model of each case, -1 where there is none
 * @param facts  columns of the vocabulary, the economy's among them
 */
export function marked(
  marking: Marking,
  block: Block,
  models: Int16Array,
  facts: readonly Float64Array[],
  { days, sheets }: MarkColumns,
  economy: Economy,
  scratch: Scratch,
): Marked {
  const { count } = block
  const score = new Float64Array(count)
  const measured = new Float64Array(count)
  const isDivergent = new Uint8Array(count)
  const isRefused = new Uint8Array(count)
  markExpired(marking, sheets, days, isRefused)
  const table = tableOf(marking.rule, block.patterns)
  const patterns = new Uint16Array(count)
  const known = new Set(marking.indicators.map(one => one.code))
  for (const code of block.indicators) {
    if (known.has(code)) continue
    fillPatterns(block, code, scratch, patterns)
    for (let i = 0; i < count; i++) if ((patterns[i] as number) > 0) isRefused[i] = 1
  }
  const modelAt = Uint16Array.from(models, model => model + 1)
  const fromFacts = new Uint8Array(count)
  const flags = new Uint8Array(count)
  for (const { code, measure, isMeasured, points, flags: counted } of marking.indicators) {
    fillPatterns(block, code, scratch, patterns)
    const column = measure === undefined ? undefined : facts[measure.factIndex]
    if (measure === undefined || column === undefined) fromFacts.fill(NO_MARK)
    else fillMeasured(measure, column, fromFacts)
    addMarks(patterns, fromFacts, table, modelAt, points, counted, score, flags)
    if (isMeasured) addMarks(patterns, fromFacts, table, modelAt, points, counted, measured, flags)
  }
  for (let i = 0; i < count; i++) {
    const found = flags[i] as number
    if ((found & (REFUSED | FOREIGN)) !== 0) isRefused[i] = 1
    if ((found & DIVERGENT) !== 0) isDivergent[i] = 1
  }
  const scoreGrade = new Uint8Array(count)
  const technology = new Uint8Array(count)
  fillGrades(score, marking.cutOffs, scoreGrade)
  for (let i = 0; i < count; i++) {
    const weight = marking.measuredWeight[models[i] as number] ?? 0
    const average = weight === 0 ? 0 : cut((measured[i] as number) * 1_000_000, weight)
    let place = scoreGrade[i] as number
    while (place < TECHNOLOGY_GRADES.length && average < (marking.minima[place] ?? 0)) place++
    technology[i] = Math.min(place, TECHNOLOGY_GRADES.length - 1)
  }
  const cardAt = new Int8Array(count)
  for (let i = 0; i < count; i++) {
    const model = models[i] as number
    cardAt[i] = model < 0 ? -1 : (marking.cardOf[model] as number)
  }
  const points = new Float64Array(count)
  addPoints(marking.cards, cardAt, facts, days, economy, points)
  const risk = new Uint8Array(count)
  fillGrades(points, marking.riskCutOffs, risk)
  const rank = new Uint8Array(count)
  for (let i = 0; i < count; i++)
    rank[i] = marking.matrix[(technology[i] as number) * RISK_GRADES.length + (risk[i] as number)] as number
  return { score, technology, scoreGrade, risk, rank, isDivergent, isRefused }
}

/** What each pattern of a block comes to, beside each measured mark and none. */
function tableOf(rule: MarkRule, patterns: readonly number[]): Uint8Array {
  const table = new Uint8Array(patterns.length * SLOTS)
  for (const [place, pattern] of patterns.entries())
    for (let measured = 0; measured <= MARK_COUNT; measured++)
      table[place * SLOTS + measured] = markOf(pattern, measured, rule) | (place > 0 ? FOREIGN : 0)
  return table
}

// Each loop over the cases is a function of its own that ends with it: such a one is soon compiled, and stays so.

/** Places of the patterns of an indicator; 0, nobody's, where the block has none. */
function fillPatterns(block: Block, code: string, scratch: Scratch, to: Uint16Array): void {
  const column = markColumn(code)
  const bytes = block.bytes(column)
  if (bytes !== undefined) {
    fillFromBytes(bytes.codes, Uint16Array.from(bytes.values), to)
    return
  }
  const values = scratch('patterns', to.length)
  if (block.read(column, values)) to.set(values)
  else to.fill(0)
}
function fillFromBytes(codes: Uint8Array, values: Uint16Array, to: Uint16Array): void {
  for (let i = 0; i < to.length; i++) to[i] = values[codes[i] as number] as number
}

/** Marks of the values: the first band each reaches, as `measuredMark` gives it; NO_MARK where it is not known. */
function fillMeasured({ edges, isHigherBetter }: CompiledMeasure, column: Float64Array, to: Uint8Array): void {
  for (let i = 0; i < to.length; i++) {
    const value = column[i] as number
    let place = 0
    if (Number.isNaN(value)) place = NO_MARK
    else if (isHigherBetter) while (place < BANDS && value < (edges[place] as number)) place++
    else while (place < BANDS && value > (edges[place] as number)) place++
    to[i] = place
  }
}

/** Adds the points of an indicator's marks to the totals, and what is said of them to the flags. */
function addMarks(
  patterns: Uint16Array,
  fromFacts: Uint8Array,
  table: Uint8Array,
  modelAt: Uint16Array,
  points: Float64Array,
  counted: Uint8Array,
  totals: Float64Array,
  flags: Uint8Array,
): void {
  for (let i = 0; i < totals.length; i++) {
    const model = modelAt[i] as number
    const found = table[(patterns[i] as number) * SLOTS + (fromFacts[i] as number)] as number
    flags[i] = (flags[i] as number) | (found & (counted[model] as number))
    totals[i] = (totals[i] as number) + (points[model * SLOTS + (found & MARK_BITS)] as number)
  }
}
