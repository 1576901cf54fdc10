/**
 * Fitting the many-facet model to one set of marks: joint maximum likelihood by Newton's method on all unknowns.
 * The likelihood is concave and, without extremes, has one highest point, which is reached from any start.
 */

import type { Reason } from '../agreement/refusals.ts'
import { chancesInto } from './chances.ts'
import type { Design } from './design.ts'
import { factored, inverseOf, solveWith } from './linear.ts'
import type { Facet } from './marks.ts'

/** Where each unknown starts; the answer does not depend on it. `step` counts scale after scale. */
export type Start = (facet: Facet | 'step', place: number) => number

export type Fitted = {
  readonly design: Design
  /** Technologies; severities and difficulties about a mean of zero. In logits. */
  readonly measure: Readonly<Record<Facet, Float64Array>>
  /** Scale after scale, exp of minus the sum of the steps up to each value; 0 where a value was never given. */
  readonly weights: Float64Array
  readonly rounds: number
  readonly logLikelihood: number
  readonly information: Information
}

/**
 * The information of all unknowns at the highest point. Technologies, whose block is diagonal, are eliminated; the
 * other unknowns are severities but the first, difficulties but the first, and the free steps, in this order.
 */
export type Information = {
  readonly size: number
  /** Scale after scale, the place of a value's unknown among the others; below 0 where it has none. */
  readonly step: Int32Array
  readonly ofSubject: Float64Array
  /** Technology after technology, `size` values each. */
  readonly cross: Float64Array
  /** Covariance of the other unknowns. */
  readonly covariance: Float64Array
}

/** Why a set could not be fitted, and at which unknown it showed. */
export type Unfitted = { readonly why: Reason; readonly facet: Facet | 'step'; readonly place: number }

export type Fit = { readonly ok: true; readonly fitted: Fitted } | { readonly ok: false; readonly unfitted: Unfitted }

/** Newton's method needs about ten; marks that need more have no highest point. */
const ROUNDS_MAX = 100
/** No longer stride than this in one round: far from the answer the parabola is a poor guide. In logits. */
const STRIDE_MAX = 2
/** Beyond it a mark's chance is below 1e-13, which no number of marks can tell from nothing. In logits. */
const MEASURE_MAX = 30
/** A last stride this small leaves an error of its square. In logits. */
const STRIDE_LAST = 1e-7

/** The share of what the slope promises that a stride must bring; Armijo's usual number. */
const LEAST_RISE = 1e-4
/** Forty halvings: a stride is not tried shorter. */
const SHARE_LEAST = 2 ** -40
/** What a sum of so many logarithms may be off, beside itself. */
const ROUNDING = 1e-13

type Layout = {
  readonly size: number
  readonly raters: number
  readonly items: number
  /** Scale after scale, the place of a value's unknown; -1 where it is fixed at 0, -2 where nobody gave it. */
  readonly step: Int32Array
}

function layoutOf(design: Design): Layout {
  const width = design.top + 1
  const raters = design.places.rater.length
  const items = design.places.item.length
  const step = new Int32Array(design.scales * width).fill(-2)
  let next = raters - 1 + items - 1
  for (let scale = 0; scale < design.scales; scale++) {
    const given: number[] = []
    for (let k = 0; k < width; k++) if (design.isGiven[scale * width + k] === 1) given.push(scale * width + k)
    // The lowest and the highest value given are fixed, so that the steps between them sum to zero.
    for (const [order, at] of given.entries()) step[at] = order === 0 || order === given.length - 1 ? -1 : next++
  }
  return { size: next, raters, items, step }
}

/** Which of a layout's unknowns stands at a place. */
function unknownAt(layout: Layout, place: number): Pick<Unfitted, 'facet' | 'place'> {
  if (place < layout.raters - 1) return { facet: 'rater', place: place + 1 }
  const item = place - (layout.raters - 1)
  if (item < layout.items - 1) return { facet: 'item', place: item + 1 }
  return { facet: 'step', place: layout.step.indexOf(place) }
}

/** One place of all unknowns, with everything that is computed there. */
type Point = {
  readonly subject: Float64Array
  readonly other: Float64Array
  readonly weights: Float64Array
  readonly logLikelihood: number
  readonly slopeSubject: Float64Array
  readonly slopeOther: Float64Array
  readonly ofSubject: Float64Array
  readonly cross: Float64Array
  readonly ofOther: Float64Array
}

function pointAt(design: Design, layout: Layout, subject: Float64Array, other: Float64Array): Point {
  const { size, raters, step } = layout
  const width = design.top + 1
  const weights = Float64Array.from(step, at => (at === -2 ? 0 : at === -1 ? 1 : Math.exp(other[at] as number)))
  const slopeSubject = new Float64Array(subject.length)
  const slopeOther = new Float64Array(size)
  const ofSubject = new Float64Array(subject.length)
  const cross = new Float64Array(subject.length * size)
  const ofOther = new Float64Array(size * size)
  const chances = new Float64Array(width)
  let logLikelihood = 0
  for (let mark = 0; mark < design.count; mark++) {
    const s = design.subject[mark] as number
    const atRater = (design.rater[mark] as number) - 1
    const item = design.item[mark] as number
    const atItem = item === 0 ? -1 : raters - 1 + item - 1
    const scale = design.scaleOf[item] as number
    const value = design.value[mark] as number
    const severity = atRater < 0 ? 0 : (other[atRater] as number)
    const difficulty = atItem < 0 ? 0 : (other[atItem] as number)
    chancesInto(chances, weights, scale, design.top, (subject[s] as number) - severity - difficulty)
    logLikelihood += Math.log(chances[value] as number)
    let mean = 0
    let square = 0
    for (let k = 1; k < width; k++) {
      mean += k * (chances[k] as number)
      square += k * k * (chances[k] as number)
    }
    const variance = square - mean * mean
    const rest = value - mean
    const row = s * size
    slopeSubject[s] = (slopeSubject[s] as number) + rest
    ofSubject[s] = (ofSubject[s] as number) + variance
    if (atRater >= 0) {
      slopeOther[atRater] = (slopeOther[atRater] as number) - rest
      cross[row + atRater] = (cross[row + atRater] as number) - variance
      ofOther[atRater * size + atRater] = (ofOther[atRater * size + atRater] as number) + variance
    }
    if (atItem >= 0) {
      slopeOther[atItem] = (slopeOther[atItem] as number) - rest
      cross[row + atItem] = (cross[row + atItem] as number) - variance
      ofOther[atItem * size + atItem] = (ofOther[atItem * size + atItem] as number) + variance
      if (atRater >= 0) ofOther[atItem * size + atRater] = (ofOther[atItem * size + atRater] as number) + variance
    }
    for (let k = 0; k < width; k++) {
      const at = step[scale * width + k] as number
      if (at < 0) continue
      const chance = chances[k] as number
      const shared = chance * (k - mean)
      const line = at * size
      slopeOther[at] = (slopeOther[at] as number) + (k === value ? 1 - chance : -chance)
      cross[row + at] = (cross[row + at] as number) + shared
      if (atRater >= 0) ofOther[line + atRater] = (ofOther[line + atRater] as number) - shared
      if (atItem >= 0) ofOther[line + atItem] = (ofOther[line + atItem] as number) - shared
      ofOther[line + at] = (ofOther[line + at] as number) + chance
      for (let l = 0; l <= k; l++) {
        const to = step[scale * width + l] as number
        if (to >= 0) ofOther[line + to] = (ofOther[line + to] as number) - chance * (chances[l] as number)
      }
    }
  }
  return { subject, other, weights, logLikelihood, slopeSubject, slopeOther, ofSubject, cross, ofOther }
}

/** For each technology the unknowns its marks touch: the others' entries in `cross` are zero. */
function touchedBy(design: Design, layout: Layout): readonly Int32Array[] {
  const touched = Array.from({ length: design.places.subject.length }, () => new Set<number>())
  const width = design.top + 1
  for (let mark = 0; mark < design.count; mark++) {
    const set = touched[design.subject[mark] as number] as Set<number>
    const [rater, item] = [design.rater[mark] as number, design.item[mark] as number]
    if (rater > 0) set.add(rater - 1)
    if (item > 0) set.add(layout.raters - 1 + item - 1)
    const first = (design.scaleOf[item] as number) * width
    for (let k = 0; k < width; k++)
      if ((layout.step[first + k] as number) >= 0) set.add(layout.step[first + k] as number)
  }
  return touched.map(set => Int32Array.from(set).sort())
}

/** The information of the other unknowns once the technologies are eliminated; its lower half is filled. */
function eliminated(point: Point, size: number, touched: readonly Int32Array[]): Float64Array {
  const left = point.ofOther.slice()
  for (const [s, columns] of touched.entries()) {
    const own = point.ofSubject[s] as number
    const row = s * size
    for (const i of columns) {
      const part = (point.cross[row + i] as number) / own
      for (const j of columns) {
        if (j > i) break
        left[i * size + j] = (left[i * size + j] as number) - part * (point.cross[row + j] as number)
      }
    }
  }
  return left
}

/** The stride of Newton's method from a point, technologies first; or the unknown that is not determined. */
function strideFrom(point: Point, size: number, touched: readonly Int32Array[]) {
  const factor = eliminated(point, size, touched)
  const undetermined = factored(factor, size)
  if (undetermined !== null) return { undetermined }
  const other = point.slopeOther.slice()
  for (const [s, columns] of touched.entries()) {
    const part = (point.slopeSubject[s] as number) / (point.ofSubject[s] as number)
    for (const i of columns) other[i] = (other[i] as number) - (point.cross[s * size + i] as number) * part
  }
  solveWith(factor, size, other)
  const subject = point.slopeSubject.map((slope, s) => {
    let sum = slope
    for (const i of touched[s] as Int32Array) sum -= (point.cross[s * size + i] as number) * (other[i] as number)
    return sum / (point.ofSubject[s] as number)
  })
  return { subject, other, factor }
}

const longest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
const moved = (from: Float64Array, by: Float64Array, share: number) =>
  from.map((value, i) => value + share * (by[i] ?? 0))
const dot = (one: Float64Array, other: Float64Array) => one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)

/** The first unknown that has left all bounds. */
function unbounded(point: Point, layout: Layout): Unfitted | null {
  const subject = point.subject.findIndex(value => Math.abs(value) > MEASURE_MAX)
  if (subject >= 0) return { why: 'no_finite_measure', facet: 'subject', place: subject }
  const other = point.other.findIndex(value => Math.abs(value) > MEASURE_MAX)
  return other < 0 ? null : { why: 'no_finite_measure', ...unknownAt(layout, other) }
}

/**
 * Fits `ln(P_k / P_k-1) = technology - severity - difficulty - step_k`.
 *
 * Newton's method with strides halved until the likelihood rises enough (Armijo). Technologies are eliminated first,
 * so that a round costs one pass over the marks and one factor of the size of the other unknowns.
 *
 * @param start where the unknowns begin; all at zero when left out
 * @returns the highest point; `confounded` where two unknowns cannot be told apart, `no_finite_measure` without one
 * @source B. D. Wright & G. N. Masters, Rating Scale Analysis, MESA Press 1982, chapter 4 (UCON); S. Boyd & L.
 *   Vandenberghe, Convex Optimization, Cambridge 2004, 9.5
 */
export function fitted(design: Design, start: Start = () => 0): Fit {
  const layout = layoutOf(design)
  const { size, raters, items } = layout
  const touched = touchedBy(design, layout)
  const other = new Float64Array(size)
  for (let r = 1; r < raters; r++) other[r - 1] = start('rater', r) - start('rater', 0)
  for (let i = 1; i < items; i++) other[raters - 1 + i - 1] = start('item', i) - start('item', 0)
  for (const [place, at] of layout.step.entries()) if (at >= 0) other[at] = start('step', place)
  let point = pointAt(
    design,
    layout,
    Float64Array.from(design.places.subject, (_, place) => start('subject', place)),
    other,
  )
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const stride = strideFrom(point, size, touched)
    // Confounding is there wherever one looks; later it is a measure that runs away, and tells nothing any more.
    if (stride.undetermined !== undefined)
      return {
        ok: false,
        unfitted: {
          why: round === 1 ? 'confounded' : 'no_finite_measure',
          ...unknownAt(layout, stride.undetermined),
        },
      }
    const rise = dot(point.slopeSubject, stride.subject) + dot(point.slopeOther, stride.other)
    const length = Math.max(longest(stride.subject), longest(stride.other))
    const isLast = length < STRIDE_LAST
    for (let share = Math.min(1, STRIDE_MAX / length); ; share /= 2) {
      const next = pointAt(
        design,
        layout,
        moved(point.subject, stride.subject, share),
        moved(point.other, stride.other, share),
      )
      // Near the top the likelihood moves within its own rounding.
      const slack = ROUNDING * Math.abs(point.logLikelihood)
      if (isLast || next.logLikelihood >= point.logLikelihood + LEAST_RISE * share * rise - slack) {
        point = next
        break
      }
      // No share of the stride rises any more, though it is long: there is no top to come to.
      if (share < SHARE_LEAST) return { ok: false, unfitted: { why: 'no_finite_measure', facet: 'subject', place: 0 } }
    }
    const beyond = unbounded(point, layout)
    if (beyond !== null) return { ok: false, unfitted: beyond }
    if (isLast) return { ok: true, fitted: centred(design, layout, point, touched, round) }
  }
  return { ok: false, unfitted: { why: 'no_finite_measure', facet: 'subject', place: 0 } }
}

function centred(design: Design, layout: Layout, point: Point, touched: readonly Int32Array[], rounds: number): Fitted {
  const { size, raters, items } = layout
  const severity = Float64Array.from({ length: raters }, (_, r) => (r === 0 ? 0 : (point.other[r - 1] as number)))
  const difficulty = Float64Array.from({ length: items }, (_, i) =>
    i === 0 ? 0 : (point.other[raters + i - 2] as number),
  )
  const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [severe, difficult] = [meanOf(severity), meanOf(difficulty)]
  const factor = eliminated(point, size, touched)
  factored(factor, size)
  return {
    design,
    measure: {
      subject: point.subject.map(value => value - severe - difficult),
      rater: severity.map(value => value - severe),
      item: difficulty.map(value => value - difficult),
    },
    weights: point.weights,
    rounds,
    logLikelihood: point.logLikelihood,
    information: {
      size,
      step: layout.step,
      ofSubject: point.ofSubject,
      cross: point.cross,
      covariance: inverseOf(factor, size),
    },
  }
}
