/**
 * The risk score: a scorecard of whole points. What is shown is what is used, and it adds up again: total = base +
 * the points of every item. Reads a risk edition compiled once; the grade it gives meets the technology grade in
 * grades.ts.
 */
import { addDays, type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import {
  bandRows,
  type MacroSeries,
  millionthsDown,
  RISK_GRADES,
  type RiskEdition,
  type RiskGrade,
  type Scorecard,
  type ScorecardAttribute,
  UNKNOWN,
} from './risk-schema.ts'

/** What is known of a firm and of the economy: fact -> decimal text, or 'true'/'false'; absent where not known. */
export type RiskInputs = Readonly<Record<string, string | undefined>>

/** One row of an attribute: its place in the file and what it is worth. */
type CompiledRow = { readonly band: string; readonly points: number }

type CompiledAttribute = {
  readonly code: string
  readonly unknown: CompiledRow
  readonly rowOf: (value: string) => CompiledRow
}

type CompiledCard = { readonly code: string; readonly base: number; readonly attributes: readonly CompiledAttribute[] }

/** A risk edition made ready for scoring: edges parsed, points as numbers. */
export type CompiledRisk = {
  readonly edition: string
  readonly cards: ReadonlyMap<string, CompiledCard>
  readonly cutOffs: readonly { readonly grade: RiskGrade; readonly points: number }[]
}

/** One line of the risk score: the value read (null where unknown), the row it fell in, and its points. */
export type RiskItem = {
  readonly attribute: string
  readonly value: string | null
  readonly band: string
  readonly points: number
}

export type RiskScore = {
  readonly scorecard: string
  readonly base: number
  readonly items: readonly RiskItem[]
  readonly total: number
  readonly grade: RiskGrade
}

/** The edition's findings have been read: a text that is no whole number here is our fault, and is thrown. */
function whole(text: string | undefined): number {
  const value = Number(text)
  if (text === undefined || !Number.isSafeInteger(value)) throw new RangeError(`not whole points: ${text}`)
  return value
}

function compiledAttribute(attribute: ScorecardAttribute): CompiledAttribute {
  if (attribute.type === 'flag') {
    const row = (band: string): CompiledRow => ({ band, points: whole(attribute.points.values[band]) })
    const [yes, no] = [row('true'), row('false')]
    const rowOf = (value: string): CompiledRow => {
      if (value === 'true') return yes
      if (value === 'false') return no
      throw new RangeError(`${attribute.code} is true or false, not ${JSON.stringify(value)}`)
    }
    return { code: attribute.code, unknown: row(UNKNOWN), rowOf }
  }
  const rows = bandRows(attribute).map((row, index) => ({ band: String(index + 1), points: whole(row['points']) }))
  const edges = bandRows(attribute).flatMap(row =>
    row['at_least'] === undefined ? [] : [millionthsDown(row['at_least'])],
  )
  const rowOf = (value: string): CompiledRow => {
    const read = millionthsDown(value)
    let index = 0
    while (index < edges.length && read >= (edges[index] ?? read + 1n)) index++
    const row = rows[index]
    if (row === undefined) throw new RangeError(`${attribute.code} has no band for ${value}`)
    return row
  }
  const unknown = { band: UNKNOWN, points: whole(attribute.bands.values[UNKNOWN]?.['points']) }
  return { code: attribute.code, unknown, rowOf }
}

const compiledCard = (card: Scorecard): CompiledCard => ({
  code: card.code,
  base: whole(card.base_points.value),
  attributes: card.attributes.map(compiledAttribute),
})

/**
 * Makes a risk edition ready for scoring.
 * @param edition one without findings (`riskFindings`); a fault in it is thrown
 */
export function compileScorecards(edition: RiskEdition): CompiledRisk {
  const cutOffs = RISK_GRADES.slice(0, -1).map(grade => ({
    grade,
    points: whole(edition.grade_points_min.values[grade]),
  }))
  return {
    edition: edition.edition,
    cards: new Map(edition.scorecards.map(card => [card.code, compiledCard(card)])),
    cutOffs,
  }
}

/** The risk grade of a total: the best one whose least points it reaches, R10 below all. */
export const riskGradeOf = (compiled: CompiledRisk, total: number): RiskGrade =>
  compiled.cutOffs.find(({ points }) => total >= points)?.grade ?? 'R10'

/**
 * Scores a firm: total = base + sum of the points of each item; an input that is not known takes its own row.
 * @param scorecard code of a scorecard of the edition (`growth` or `startup`); another one is our fault, and is thrown
 * @param inputs by attribute code: decimal text or 'true'/'false'; undefined where not known
 * @returns whole points only; nothing is rounded
 * @source rules/risk/<edition>.json, scorecards.<code>.attributes and grade_points_min
 */
export function riskScore(compiled: CompiledRisk, scorecard: string, inputs: RiskInputs): RiskScore {
  const card = compiled.cards.get(scorecard)
  if (card === undefined) throw new RangeError(`risk edition ${compiled.edition} has no scorecard ${scorecard}`)
  let total = card.base
  const items = card.attributes.map(attribute => {
    const value = inputs[attribute.code]
    const row = value === undefined ? attribute.unknown : attribute.rowOf(value)
    total += row.points
    return { attribute: attribute.code, value: value ?? null, band: row.band, points: row.points }
  })
  return { scorecard, base: card.base, items, total, grade: riskGradeOf(compiled, total) }
}

/** The facts a scorecard reads, in its order. */
export const inputsOf = (compiled: CompiledRisk, scorecard: string): readonly string[] =>
  compiled.cards.get(scorecard)?.attributes.map(attribute => attribute.code) ?? []

/**
 * The value of a series on a day; undefined before its first change, and once the series has not been confirmed for
 * longer than it stays fresh: what is stale is unknown.
 */
export function seriesValueOn(series: MacroSeries, day: CalendarDate): string | undefined {
  const lastFresh = addDays(calendarDate(series.confirmed_until), whole(series.fresh_days.value))
  if (day > lastFresh) return undefined
  const since = Object.keys(series.changes.values)
    .filter(change => change <= day)
    .sort()
    .at(-1)
  return since === undefined ? undefined : series.changes.values[since]
}

/** What the edition knows of the economy on a day, as inputs of the scorecards. */
export function macroInputsOn(edition: RiskEdition, day: CalendarDate): RiskInputs {
  return Object.fromEntries(
    edition.scorecards
      .flatMap(card => card.attributes)
      .flatMap(({ code, series }) =>
        edition.macro_series.filter(item => item.code === series).map(item => [code, item] as const),
      )
      .map(([code, item]) => [code, seriesValueOn(item, day)]),
  )
}
