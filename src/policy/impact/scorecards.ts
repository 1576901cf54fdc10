/**
 * The risk score over columns: the bands of a risk edition as whole numbers of each fact's own scale, so that a value
 * is compared as it stands. Equal to scoring/risk.ts case by case, by test.
 */
import { dayOfNumber } from '../../kernel/calendar.ts'
import type { Fact, Vocabulary } from '../../rules/facts.ts'
import { macroInputsOn } from '../../scoring/risk.ts'
import {
  bandRows,
  millionthsDown,
  RISK_GRADES,
  type RiskEdition,
  type ScorecardAttribute,
  UNKNOWN,
} from '../../scoring/risk-schema.ts'

type Attribute = {
  readonly code: string
  /** Where it is read from: a fact's column, or the economy on the day of the case. */
  readonly factIndex: number
  readonly scale: number
  /** Least value of each band after the first. */
  readonly edges: Float64Array
  readonly points: Float64Array
  readonly unknown: number
}
export type Card = { readonly code: string; readonly base: number; readonly attributes: readonly Attribute[] }

/** What the economy is read at: the six decimals the edges of an edition have. */
const MICRO = 6

/** Least whole number at a scale that reaches an edge in millionths. */
function edgeAt(edge: bigint, scale: number): number {
  if (scale >= MICRO) return Number(edge * 10n ** BigInt(scale - MICRO))
  const by = 10n ** BigInt(MICRO - scale)
  const down = edge / by
  return Number(edge > 0n && edge % by !== 0n ? down + 1n : down)
}

function attributeOf(attribute: ScorecardAttribute, fact: Fact | undefined): Attribute {
  const isFlag = attribute.type === 'flag'
  if (fact !== undefined && (fact.type === 'flag') !== isFlag)
    throw new RangeError(`${attribute.code} is a ${fact.type}, which the scorecard does not read`)
  const head = { code: attribute.code, factIndex: fact?.index ?? -1, scale: fact?.scale ?? MICRO }
  if (attribute.type === 'flag') {
    const { values } = attribute.points
    const points = Float64Array.of(Number(values['false']), Number(values['true']))
    return { ...head, edges: Float64Array.of(1), points, unknown: Number(values[UNKNOWN]) }
  }
  const rows = bandRows(attribute)
  const edges = rows.flatMap(row =>
    row['at_least'] === undefined ? [] : [edgeAt(millionthsDown(row['at_least']), head.scale)],
  )
  return {
    ...head,
    edges: Float64Array.from(edges),
    points: Float64Array.from(rows, row => Number(row['points'])),
    unknown: Number(attribute.bands.values[UNKNOWN]?.['points']),
  }
}

/** The scorecards of an edition, in its order. */
export const cardsOf = (edition: RiskEdition, vocabulary: Vocabulary): readonly Card[] =>
  edition.scorecards.map(card => ({
    code: card.code,
    base: Number(card.base_points.value),
    attributes: card.attributes.map(attribute => attributeOf(attribute, vocabulary.byName.get(attribute.code))),
  }))

/** Least points of each risk grade but the last. */
export const riskCutOffs = (edition: RiskEdition): Float64Array =>
  Float64Array.from(RISK_GRADES.slice(0, -1), grade => Number(edition.grade_points_min.values[grade]))

/** A reading of the economy at six decimals; flags are 0 or 1. */
const readingOf = (text: string | undefined): number =>
  text === undefined ? Number.NaN : text === 'true' ? 1 : text === 'false' ? 0 : Number(millionthsDown(text))

/** What an edition knows of the economy, by the number of the day. */
export type Economy = (day: number) => Readonly<Record<string, string | undefined>>
export function economyOf(edition: RiskEdition): Economy {
  const known = new Map<number, Readonly<Record<string, string | undefined>>>()
  return day => {
    const found = known.get(day) ?? macroInputsOn(edition, dayOfNumber(day))
    known.set(day, found)
    return found
  }
}

/** The points of one value. */
function pointsAt({ edges, points, unknown }: Attribute, value: number): number {
  if (Number.isNaN(value)) return unknown
  let band = 0
  while (band < edges.length && value >= (edges[band] as number)) band++
  return points[band] as number
}

/**
 * Adds to `totals` the points of the cases that are scored by a card.
 * @param cardAt place of the card by case; others are left alone
 * @param facts  columns of the vocabulary
 */
export function addPoints(
  cards: readonly Card[],
  cardAt: Int8Array,
  facts: readonly Float64Array[],
  days: Float64Array,
  economy: Economy,
  totals: Float64Array,
): void {
  for (const [place, card] of cards.entries())
    for (const attribute of card.attributes) {
      const column = attribute.factIndex < 0 ? undefined : (facts[attribute.factIndex] as Float64Array)
      if (column === undefined) addEconomy(attribute, place, cardAt, days, economy, totals)
      else
        for (let i = 0; i < totals.length; i++)
          if (cardAt[i] === place) totals[i] = (totals[i] as number) + pointsAt(attribute, column[i] as number)
    }
  for (let i = 0; i < totals.length; i++) {
    const card = cards[cardAt[i] as number]
    if (card !== undefined) totals[i] = (totals[i] as number) + card.base
  }
}

/** Cases decided one after another share their days: the reading is looked up when the day changes. */
function addEconomy(
  attribute: Attribute,
  place: number,
  cardAt: Int8Array,
  days: Float64Array,
  economy: Economy,
  totals: Float64Array,
): void {
  const pointsByDay = new Map<number, number>()
  for (let i = 0; i < totals.length; i++) {
    if (cardAt[i] !== place) continue
    const day = days[i] as number
    let points = pointsByDay.get(day)
    if (points === undefined) {
      points = pointsAt(attribute, readingOf(economy(day)[attribute.code]))
      pointsByDay.set(day, points)
    }
    totals[i] = (totals[i] as number) + points
  }
}
