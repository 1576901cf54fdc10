/** Whose severity moves with time, and whose marks are too erratic, or too tame, to be measured by. */
import { normalAbove } from '../../kernel/distributions.ts'
import { chancesInto, expectedOf } from './chances.ts'
import type { RaterLimits } from './edition.ts'
import { adjusted, type Finding, Z95 } from './findings.ts'
import { dispersionOf } from './leniency.ts'
import { formOf } from './linear.ts'
import { placeAt } from './measures.ts'
import type { Fitted } from './newton.ts'
import type { Rasch } from './rasch.ts'
import { sheetsOf } from './spread.ts'

/** When a sheet was signed, in days from any day that is the same for all. */
export type Signed = { readonly subject: string; readonly rater: string; readonly day: number }

const DAYS_A_YEAR = 365.25

/** Slope and information of one appraiser's severity against time, everything else fitted again. */
type Trend = { readonly rate: number; readonly error: number } | null

/**
 * The score test of `severity + rate x time` at rate zero, for each appraiser.
 *
 * `rate = slope / information`, where the information is what is left of the trend's own once technologies, severities,
 * difficulties and steps may give way: `h - sum h_n^2 / d_n - r' V r`. One step of Newton's method from the fit.
 *
 * @source C. R. Rao (1948), Proceedings of the Cambridge Philosophical Society 44, 50-57
 */
function trendsOf(fitted: Fitted, time: (subject: number, rater: number) => number | undefined): readonly Trend[] {
  const { design, information, weights } = fitted
  const { size, step, cross, ofSubject, covariance } = information
  const raters = design.places.rater.length
  const width = design.top + 1
  const chances = new Float64Array(width)
  const own = Array.from({ length: raters }, (): number[] => [])
  for (let mark = 0; mark < design.count; mark++) own[design.rater[mark] as number]?.push(mark)
  return own.map((marks, rater) => {
    const known = marks.flatMap(mark => {
      const years = time(design.subject[mark] as number, rater)
      return years === undefined ? [] : [{ mark, years }]
    })
    if (known.length === 0) return null
    const middle = known.reduce((sum, one) => sum + one.years, 0) / known.length
    const bySubject = new Map<number, number>()
    const others = new Float64Array(size)
    let slope = 0
    let whole = 0
    for (const { mark, years } of known) {
      const lean = -(years - middle)
      const item = design.item[mark] as number
      const subject = design.subject[mark] as number
      chancesInto(chances, weights, design.scaleOf[item] as number, design.top, placeAt(fitted, mark))
      const mean = expectedOf(chances)
      let variance = 0
      for (let k = 0; k < width; k++) variance += (chances[k] as number) * (k - mean) ** 2
      slope += lean * ((design.value[mark] as number) - mean)
      whole += lean * lean * variance
      bySubject.set(subject, (bySubject.get(subject) ?? 0) + lean * variance)
      const add = (at: number, part: number) => {
        others[at] = (others[at] as number) + part
      }
      if (rater > 0) add(rater - 1, -lean * variance)
      if (item > 0) add(raters - 1 + item - 1, -lean * variance)
      const first = (design.scaleOf[item] as number) * width
      for (let k = 0; k < width; k++) {
        const at = step[first + k] as number
        if (at >= 0) add(at, lean * (chances[k] as number) * (k - mean))
      }
    }
    let left = whole
    for (const [subject, shared] of bySubject) {
      const part = shared / (ofSubject[subject] as number)
      left -= shared * part
      for (let i = 0; i < size; i++) others[i] = (others[i] as number) - part * (cross[subject * size + i] as number)
    }
    left -= formOf(covariance, size, others, others)
    // Everything signed on one day, or one technology alone: no trend to tell.
    if (!(left > 1e-9 * whole)) return null
    return { rate: slope / left, error: 1 / Math.sqrt(left) }
  })
}

/**
 * Holds the drift of each appraiser's severity against none. Errors grow as those of severities do, where sheets vary
 * by more than their marks.
 * @returns the figure is logits a year: below zero is growing leniency
 */
export function drift(of: Rasch, signed: readonly Signed[], limits: RaterLimits): readonly Finding[] {
  const years = new Map(signed.map(one => [JSON.stringify([one.subject, one.rater]), one.day / DAYS_A_YEAR]))
  const told = of.subsets.flatMap(({ fitted }) => {
    const nameOf = (facet: 'subject' | 'rater', at: number) =>
      of.marks.names[facet][fitted.design.places[facet][at] as number] as string
    const trends = trendsOf(fitted, (subject, rater) =>
      years.get(JSON.stringify([nameOf('subject', subject), nameOf('rater', rater)])),
    )
    const sheets = sheetsOf(fitted)
    const dispersion = dispersionOf(fitted)
    return trends.flatMap((trend, rater) =>
      trend === null || (sheets[rater] as number) < limits.sheetsMin
        ? []
        : [{ rate: trend.rate, error: trend.error * Math.sqrt(dispersion[rater] ?? 1), name: nameOf('rater', rater) }],
    )
  })
  const chances = told.map(one => 2 * normalAbove(Math.abs(one.rate) / one.error))
  const among = adjusted(chances)
  return told.map((one, at) => ({
    fault: 'drift' as const,
    rater: one.name,
    figure: one.rate,
    limit: limits.driftMin,
    low: one.rate - Z95 * one.error,
    high: one.rate + Z95 * one.error,
    chance: chances[at] as number,
    adjusted: among[at] as number,
    isFound: (among[at] as number) <= limits.falseDiscoveryRate && Math.abs(one.rate) >= limits.driftMin,
  }))
}

/**
 * Holds the infit mean square of each appraiser's marks against what can be measured by.
 * @returns the limit is the one of the two bounds that the figure is nearer to
 */
export function misfit(of: Rasch, limits: RaterLimits): readonly Finding[] {
  const told = of.subsets.flatMap(subset =>
    subset.measures.rater.flatMap(one => (one.fit === null ? [] : [{ name: one.name, ...one.fit }])),
  )
  const chances = told.map(one => 2 * normalAbove(Math.abs(one.infitZ)))
  const among = adjusted(chances)
  return told.map((one, at) => {
    const limit = one.infit < 1 ? limits.meanSquareMin : limits.meanSquareMax
    const isBeyond = one.infit < 1 ? one.infit <= limit : one.infit >= limit
    // The spread that makes this mean square the standard normal that it is.
    const error = one.infitZ === 0 ? 0 : Math.abs((one.infit - 1) / one.infitZ)
    return {
      fault: 'misfit' as const,
      rater: one.name,
      figure: one.infit,
      limit,
      low: Math.max(0, one.infit - Z95 * error),
      high: one.infit + Z95 * error,
      chance: chances[at] as number,
      adjusted: among[at] as number,
      isFound: (among[at] as number) <= limits.falseDiscoveryRate && isBeyond,
    }
  })
}
