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
  /** By model and mark; -1 where the model does not use the indicator. */
  readonly points: Float64Array
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

export function markingOf(rules: Rules): Marking {
  const models = [...rules.models.values()]
  const measures = new Map(rules.measures.map(one => [one.indicator, one]))
  const { rubric } = rules.editions
  const cards = cardsOf(rules.editions.risk, rules.vocabulary)
  const indicators = rubric.indicators.map(({ code, basis }): Indicator => {
    const points = models.flatMap(model => {
      const used = model.indicators.find(one => one.code === code)
      return MARKS.map(mark => (used === undefined ? -1 : used.points[mark]))
    })
    return { code, measure: measures.get(code), isMeasured: basis === 'measured', points: Float64Array.from(points) }
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

/** The mark of a value: the first band it reaches, as `measuredMark` gives it; NO_MARK where it is not known. */
function measuredAt({ edges, isHigherBetter }: CompiledMeasure, value: number): number {
  if (Number.isNaN(value)) return NO_MARK
  for (let place = 0; place < edges.length; place++) {
    const edge = edges[place] as number
    if (isHigherBetter ? value >= edge : value <= edge) return place
  }
  return MARK_COUNT - 1
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
  const patterns = scratch('patterns', count)
  const known = new Set(marking.indicators.map(one => one.code))
  for (const code of block.indicators) {
    if (known.has(code)) continue
    block.read(markColumn(code), patterns)
    for (let i = 0; i < count; i++) if ((patterns[i] as number) > 0) isRefused[i] = 1
  }
  for (const indicator of marking.indicators) {
    if (!block.read(markColumn(indicator.code), patterns)) patterns.fill(0)
    const column = indicator.measure === undefined ? undefined : facts[indicator.measure.factIndex]
    addIndicator(indicator, patterns, column, table, models, { score, measured, isDivergent, isRefused })
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
  const table = new Uint8Array(patterns.length * (MARK_COUNT + 1))
  for (const [place, pattern] of patterns.entries())
    for (let measured = 0; measured <= MARK_COUNT; measured++)
      table[place * (MARK_COUNT + 1) + measured] = markOf(pattern, measured, rule)
  return table
}

type Sums = Pick<Marked, 'score' | 'isDivergent' | 'isRefused'> & { readonly measured: Float64Array }

function addIndicator(
  { measure, isMeasured, points }: Indicator,
  patterns: Float64Array,
  column: Float64Array | undefined,
  table: Uint8Array,
  models: Int16Array,
  { score, measured, isDivergent, isRefused }: Sums,
): void {
  for (let i = 0; i < models.length; i++) {
    const model = models[i] as number
    if (model < 0) continue
    const pattern = patterns[i] as number
    const first = points[model * MARK_COUNT] as number
    if (first < 0) {
      if (pattern > 0) isRefused[i] = 1
      continue
    }
    const fromFacts = measure === undefined || column === undefined ? NO_MARK : measuredAt(measure, column[i] as number)
    const found = table[pattern * (MARK_COUNT + 1) + fromFacts] as number
    if ((found & (DIVERGENT | REFUSED)) !== 0) {
      if ((found & REFUSED) !== 0) {
        isRefused[i] = 1
        continue
      }
      isDivergent[i] = 1
    }
    const earned = points[model * MARK_COUNT + (found & MARK_BITS)] as number
    score[i] = (score[i] as number) + earned
    if (isMeasured) measured[i] = (measured[i] as number) + earned
  }
}
