/**
 * The fair score: the marks a panel judged, each as far between two marks as it stands for, weighed as marks are. What
 * is measured, or overridden with a reason, counts as it was given.
 */
import type { ConsolidatedMark } from '../panel/consolidated.ts'
import { MARKS, type Mark } from '../panel/schema.ts'
import type { CompiledIndicator, CompiledModel } from './score.ts'

/** Thousandths of a mark between one mark and the next. */
const STEP = 1000

export type FairItem = {
  readonly indicator: string
  /** Thousandths of a mark, 0 for E up to 4000 for A. */
  readonly value: number
  /** Millionths of a point. */
  readonly points: number
}
export type FairScore = { readonly items: readonly FairItem[]; readonly total: number }

/** The whole value of a mark, in thousandths. */
export const wholeValue = (mark: Mark): number => (MARKS.length - 1 - MARKS.indexOf(mark)) * STEP

const markAt = (place: number): Mark => MARKS[MARKS.length - 1 - place] as Mark

/** Points between those of the two marks a value lies between, cut to a millionth. */
export function pointsAt(points: CompiledIndicator['points'], value: number): number {
  const part = value % STEP
  const place = (value - part) / STEP
  const below = points[markAt(place)]
  if (part === 0) return below
  const sum = below * (STEP - part) + points[markAt(place + 1)] * part
  return (sum - (sum % STEP)) / STEP
}

/**
 * The score by fair values; undefined where no mark has one.
 * @param marks one per indicator of the model, in the model's order
 */
export function fairScore(model: CompiledModel, marks: readonly ConsolidatedMark[]): FairScore | undefined {
  if (marks.every(one => one.fair === undefined)) return undefined
  const items = marks.map((given, place): FairItem => {
    const indicator = model.indicators[place] as CompiledIndicator
    const value = given.fair ?? wholeValue(given.mark)
    return { indicator: indicator.code, value, points: pointsAt(indicator.points, value) }
  })
  return { items, total: items.reduce((sum, one) => sum + one.points, 0) }
}
