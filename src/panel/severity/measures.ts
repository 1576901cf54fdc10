/** What is told of each technology, appraiser and indicator of a fitted set: measure, errors, fit and fair marks. */
import { chancesInto, expectedOf, momentOf } from './chances.ts'
import { formOf } from './linear.ts'
import type { Facet } from './marks.ts'
import type { Fitted } from './newton.ts'

/** How well the marks of one element fit: mean squares about 1, and the same as a standard normal. */
export type Fit = {
  readonly infit: number
  readonly infitZ: number
  readonly outfit: number
  readonly outfitZ: number
}

/** One element of a facet in a fitted set. In logits, and in marks where it says so. */
export type Measure = {
  readonly name: string
  readonly marks: number
  /** Higher is better for a technology, more severe for an appraiser, harder for an indicator. */
  readonly measure: number
  /** Standard error from the information of all unknowns; null where the element alone fixes the scale. */
  readonly error: number | null
  /** Standard error when all other measures are taken as known, as software for this model prints it. */
  readonly modelError: number
  /** Only the least, or only the highest, marks: measured afterwards, at a stated distance from the end. */
  readonly isExtreme: boolean
  /** Null for an extreme, of which there is nothing to fit. */
  readonly fit: Fit | null
  /** Mean of the marks as given, and as expected with the average of each other facet in its place. */
  readonly raw: number
  readonly fair: number
}

/** How well measures of a facet are told apart. */
export type Separation = {
  /** Standard deviation of the measures without what their errors add; 0 where errors add all of it. */
  readonly spread: number
  readonly error: number
  /** Share of the observed variance that is no error, 0 to 1. */
  readonly reliability: number
}

/** Sums over the marks of one element. */
type Sums = {
  readonly marks: Float64Array
  readonly values: Float64Array
  readonly information: Float64Array
  readonly squares: Float64Array
  readonly standardised: Float64Array
  readonly spreadInfit: Float64Array
  readonly spreadOutfit: Float64Array
}

function sumsOf(fitted: Fitted): Readonly<Record<Facet, Sums>> {
  const { design } = fitted
  const make = (facet: Facet): Sums => {
    const empty = () => new Float64Array(design.places[facet].length)
    return {
      marks: empty(),
      values: empty(),
      information: empty(),
      squares: empty(),
      standardised: empty(),
      spreadInfit: empty(),
      spreadOutfit: empty(),
    }
  }
  const sums = { subject: make('subject'), rater: make('rater'), item: make('item') }
  const chances = new Float64Array(design.top + 1)
  const add = (to: Float64Array, place: number, part: number) => {
    to[place] = (to[place] as number) + part
  }
  for (let mark = 0; mark < design.count; mark++) {
    chancesInto(chances, fitted.weights, scaleAt(fitted, mark), design.top, placeAt(fitted, mark))
    const value = design.value[mark] as number
    const mean = expectedOf(chances)
    const variance = momentOf(chances, mean, 2)
    const fourth = momentOf(chances, mean, 4)
    const square = (value - mean) ** 2
    for (const facet of ['subject', 'rater', 'item'] as const) {
      const at = design[facet][mark] as number
      add(sums[facet].marks, at, 1)
      add(sums[facet].values, at, value)
      add(sums[facet].information, at, variance)
      add(sums[facet].squares, at, square)
      add(sums[facet].standardised, at, square / variance)
      add(sums[facet].spreadInfit, at, fourth - variance * variance)
      add(sums[facet].spreadOutfit, at, fourth / (variance * variance) - 1)
    }
  }
  return sums
}

const scaleAt = (fitted: Fitted, mark: number): number =>
  fitted.design.scaleOf[fitted.design.item[mark] as number] as number

/** Where a mark stands: technology - severity - difficulty, in logits. */
export const placeAt = ({ design, measure }: Fitted, mark: number): number =>
  (measure.subject[design.subject[mark] as number] as number) -
  (measure.rater[design.rater[mark] as number] as number) -
  (measure.item[design.item[mark] as number] as number)

/** Fills the chances of one mark. */
export function chancesAt(fitted: Fitted, mark: number, into: Float64Array): void {
  chancesInto(into, fitted.weights, scaleAt(fitted, mark), fitted.design.top, placeAt(fitted, mark))
}

/**
 * A mean square as a standard normal.
 * @param spread standard deviation of the mean square under the model
 * @source E. B. Wilson & M. M. Hilferty (1931), PNAS 17, 684-688; Wright & Masters 1982, table 5.3
 */
function standardised(meanSquare: number, spread: number): number {
  return (Math.cbrt(meanSquare) - 1) * (3 / spread) + spread / 3
}

function fitOf(sums: Sums, at: number): Fit {
  const marks = sums.marks[at] as number
  const information = sums.information[at] as number
  const infit = (sums.squares[at] as number) / information
  const outfit = (sums.standardised[at] as number) / marks
  return {
    infit,
    infitZ: standardised(infit, Math.sqrt(sums.spreadInfit[at] as number) / information),
    outfit,
    outfitZ: standardised(outfit, Math.sqrt(sums.spreadOutfit[at] as number) / marks),
  }
}

/** Variances of all measures, their means taken out as the measures' are. */
function variancesOf(fitted: Fitted): Readonly<Record<Facet, Float64Array>> {
  const { design, information } = fitted
  const { size, covariance } = information
  const [raters, items] = [design.places.rater.length, design.places.item.length]
  const means = new Float64Array(size)
  for (let r = 1; r < raters; r++) means[r - 1] = 1 / raters
  for (let i = 1; i < items; i++) means[raters + i - 2] = 1 / items
  const deviation = (count: number, first: number) =>
    Float64Array.from({ length: count }, (_, place) => {
      const contrast = new Float64Array(size)
      for (let other = 1; other < count; other++) contrast[first + other - 1] = -1 / count
      if (place > 0) contrast[first + place - 1] = (contrast[first + place - 1] as number) + 1
      return formOf(covariance, size, contrast, contrast)
    })
  const subject = Float64Array.from(design.places.subject, (_, s) => {
    const own = information.ofSubject[s] as number
    const contrast = means.map((mean, i) => mean + (information.cross[s * size + i] as number) / own)
    return 1 / own + formOf(covariance, size, contrast, contrast)
  })
  return { subject, rater: deviation(raters, 0), item: deviation(items, raters - 1) }
}

/** The expected mark at a place, the mean over some items. */
function fairAt(fitted: Fitted, items: readonly number[], subject: number, severity: number): number {
  const chances = new Float64Array(fitted.design.top + 1)
  let sum = 0
  for (const item of items) {
    const scale = fitted.design.scaleOf[item] as number
    chancesInto(
      chances,
      fitted.weights,
      scale,
      fitted.design.top,
      subject - severity - (fitted.measure.item[item] as number),
    )
    sum += expectedOf(chances)
  }
  return sum / items.length
}

export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Which items each technology was marked on. */
function itemsOf(fitted: Fitted): readonly (readonly number[])[] {
  const sets = Array.from({ length: fitted.design.places.subject.length }, () => new Set<number>())
  for (let mark = 0; mark < fitted.design.count; mark++)
    sets[fitted.design.subject[mark] as number]?.add(fitted.design.item[mark] as number)
  return sets.map(set => [...set].sort((a, b) => a - b))
}

/**
 * The fair mark of an element at a measure: of a technology on the items it was marked on by an appraiser of average
 * severity; of an appraiser, or an item, for the average technology and the average of the third facet.
 */
export function fairOf(fitted: Fitted, facet: Facet, measure: number, items: readonly number[]): number {
  const every = Array.from(fitted.design.places.item, (_, place) => place)
  const average = meanOf(fitted.measure.subject)
  if (facet === 'subject') return fairAt(fitted, items, measure, 0)
  if (facet === 'rater') return fairAt(fitted, every, average, measure)
  return fairAt(fitted, items, average, 0)
}

/** All measures of a fitted set, in the order of the names. */
export function measuresOf(
  fitted: Fitted,
  names: Readonly<Record<Facet, readonly string[]>>,
): Readonly<Record<Facet, readonly Measure[]>> {
  const sums = sumsOf(fitted)
  const variances = variancesOf(fitted)
  const items = itemsOf(fitted)
  const of = (facet: Facet): readonly Measure[] =>
    Array.from(fitted.design.places[facet], (place, at) => {
      const measure = fitted.measure[facet][at] as number
      const own = facet === 'subject' ? (items[at] ?? []) : [at]
      const isAlone = facet !== 'subject' && fitted.design.places[facet].length === 1
      return {
        name: names[facet][place] as string,
        marks: sums[facet].marks[at] as number,
        measure,
        error: isAlone ? null : Math.sqrt(variances[facet][at] as number),
        modelError: 1 / Math.sqrt(sums[facet].information[at] as number),
        isExtreme: false,
        fit: fitOf(sums[facet], at),
        raw: (sums[facet].values[at] as number) / (sums[facet].marks[at] as number),
        fair: fairOf(fitted, facet, measure, own),
      }
    })
  return { subject: of('subject'), rater: of('rater'), item: of('item') }
}

/**
 * How well the measures that are no extremes are told apart; null for fewer than two.
 * `reliability = (observed variance - mean squared error) / observed variance`, not below 0.
 * @source Wright & Masters 1982, p. 105-106
 */
export function separationOf(measures: readonly Measure[]): Separation | null {
  const told = measures.filter(one => !one.isExtreme)
  if (told.length < 2) return null
  const mean = told.reduce((sum, one) => sum + one.measure, 0) / told.length
  const observed = told.reduce((sum, one) => sum + (one.measure - mean) ** 2, 0) / (told.length - 1)
  const squared = told.reduce((sum, one) => sum + one.modelError ** 2, 0) / told.length
  if (observed === 0) return null
  const real = Math.max(0, observed - squared)
  return { spread: Math.sqrt(real), error: Math.sqrt(squared), reliability: real / observed }
}
