/**
 * The many-facet Rasch model over a list of marks: `ln(P_k / P_k-1) = technology - severity - difficulty - step_k`.
 * Sets of technologies that cannot be compared are measured apart, and nothing is told across them.
 */
import { ok, type Refusal, type Result, refuse } from '../../kernel/result.ts'
import type { Rating } from '../agreement/ratings.ts'
import { type AgreementCode, undefinedStatistic } from '../agreement/refusals.ts'
import { chancesInto, expectedOf, momentOf } from './chances.ts'
import { type Design, designOf, type Kept, type Scaling, withoutExtremes } from './design.ts'
import { everyMark, type Facet, type Marks, marksOf, TOP } from './marks.ts'
import { fairOf, type Measure, measuresOf, type Separation, separationOf } from './measures.ts'
import { type Fitted, fitted, type Start, type Unfitted } from './newton.ts'
import { comparable } from './subsets.ts'

/** One set of technologies that can be compared, with the appraisers and indicators as they are among them. */
export type Subset = {
  /** `1` for the set with the most marks, and so on. */
  readonly name: string
  readonly marks: number
  readonly measures: Readonly<Record<Facet, readonly Measure[]>>
  readonly separation: Readonly<Record<Facet, Separation | null>>
  /** The steps of each scale, by item where each has its own: null beside a value that nobody gave. */
  readonly steps: readonly { readonly item: string | null; readonly steps: readonly (number | null)[] }[]
  readonly rounds: number
  readonly logLikelihood: number
  readonly fitted: Fitted
}

/** Whoever gave or got the least or the highest marks alone, from nobody that could be measured. */
export type Unmeasured = {
  readonly facet: Facet
  readonly name: string
  readonly why: 'no_partner' | 'between_subsets'
}

export type Rasch = {
  readonly marks: Marks
  readonly scaling: Scaling
  readonly subsets: readonly Subset[]
  readonly unmeasured: readonly Unmeasured[]
}

export type RaschOptions = {
  readonly scaling?: Scaling
  /** Highest value of the scale, 4 when left out. */
  readonly top?: number
  readonly start?: Start
}

/**
 * How far from the end an extreme score is taken to be, in score points, so that it has a finite measure.
 * @source Linacre, A User's Guide to Facets, `Xtreme = 0.3`; Winsteps, `EXTRSC = 0.3`
 */
export const EXTREME_POINTS = 0.3

type Extreme = Kept['extremes'][number]

/** Sets that are comparable and free of extremes: taking these out can part a set, and a smaller set has its own. */
function sets(
  marks: Marks,
  scaling: Scaling,
): { readonly chosen: readonly Int32Array[]; readonly extremes: Extreme[] } {
  const chosen: Int32Array[] = []
  const extremes: Extreme[] = []
  const open: Int32Array[] = [everyMark(marks)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const kept = withoutExtremes(marks, next, scaling)
    extremes.push(...kept.extremes)
    const parts = comparable(marks, kept.chosen)
    if (parts.length === 1) chosen.push(parts[0] as Int32Array)
    else open.push(...parts)
  }
  return { chosen: chosen.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0)), extremes }
}

/**
 * Measures technologies, severities, difficulties and steps from marks.
 *
 * @param ratings values 0 to `top`; missing marks are left out of the list
 * @returns every set of comparable technologies with its measures; `statistic_undefined` names what and why
 * @source J. M. Linacre, Many-Facet Rasch Measurement, MESA Press 1989
 */
export function rasch(ratings: readonly Rating[], options: RaschOptions = {}): Result<Rasch, AgreementCode> {
  const marks = marksOf(ratings, options.top ?? TOP)
  return marks.ok ? raschOf(marks.value, options) : marks
}

/** The same from marks already in their arrays. */
export function raschOf(marks: Marks, options: RaschOptions = {}): Result<Rasch, AgreementCode> {
  const scaling = options.scaling ?? 'rating_scale'
  const { chosen, extremes } = sets(marks, scaling)
  if (chosen.length === 0) return refuse(undefinedStatistic('rasch', 'no_variation', { value: 'every mark' }))
  const found: Refusal<AgreementCode>[] = []
  const fits: Fitted[] = []
  for (const [order, set] of chosen.entries()) {
    const design = designOf(marks, set, scaling)
    const fit = fitted(design, options.start)
    if (fit.ok) fits.push(fit.fitted)
    else found.push(undefinedStatistic('rasch', fit.unfitted.why, shownOf(marks, design, fit.unfitted, order)))
  }
  if (found.length > 0) return refuse(...found)
  const late = lateMeasures(marks, fits, extremes)
  const subsets = fits.map((fit, order) => {
    const measures = measuresOf(fit, marks.names)
    const whole = (facet: Facet): readonly Measure[] =>
      [
        ...measures[facet],
        ...late.measures.filter(one => one.order === order && one.facet === facet).map(one => one.measure),
      ].sort((a, b) => (a.name < b.name ? -1 : 1))
    const all = { subject: whole('subject'), rater: whole('rater'), item: whole('item') }
    return {
      name: String(order + 1),
      marks: fit.design.count,
      measures: all,
      separation: {
        subject: separationOf(all.subject),
        rater: separationOf(all.rater),
        item: separationOf(all.item),
      },
      steps: stepsOf(marks, fit, scaling),
      rounds: fit.rounds,
      logLikelihood: fit.logLikelihood,
      fitted: fit,
    }
  })
  return ok({ marks, scaling, subsets, unmeasured: late.unmeasured })
}

function shownOf(marks: Marks, design: Design, unfitted: Unfitted, order: number): Record<string, string> {
  const { facet, place } = unfitted
  const name =
    facet === 'step' ? `value ${place % (design.top + 1)}` : marks.names[facet][design.places[facet][place] ?? 0]
  return { value: `${facet} ${name}`, limit: `set ${order + 1} of ${marks.names.subject.length} technologies` }
}

/** The steps of each scale from its weights: `step_k = ln(weight_k-1 / weight_k)`. */
function stepsOf(marks: Marks, fit: Fitted, scaling: Scaling): Subset['steps'] {
  const width = fit.design.top + 1
  return Array.from({ length: fit.design.scales }, (_, scale) => {
    const weights = [...fit.weights.subarray(scale * width, (scale + 1) * width)]
    const steps = weights.slice(1).map((weight, k) => {
      const before = weights[k] as number
      return weight === 0 || before === 0 ? null : Math.log(before / weight)
    })
    const place = fit.design.places.item[scale] as number
    return { item: scaling === 'rating_scale' ? null : (marks.names.item[place] as string), steps }
  })
}

type Late = { readonly facet: Facet; readonly place: number; readonly order: number; readonly measure: Measure }

/** Measures of the extremes against those they met; the last set aside first, whose partners stayed longest. */
function lateMeasures(marks: Marks, fits: readonly Fitted[], extremes: readonly Extreme[]) {
  // Facet and place -> set -> measure, as far as known.
  const known = new Map<string, Map<number, number>>()
  const keyOf = (facet: Facet, place: number): string => `${facet} ${place}`
  for (const [order, fit] of fits.entries())
    for (const facet of ['subject', 'rater', 'item'] as const)
      for (const [at, place] of fit.design.places[facet].entries()) {
        const key = keyOf(facet, place)
        known.set(key, (known.get(key) ?? new Map<number, number>()).set(order, fit.measure[facet][at] as number))
      }
  const places = new Set(extremes.map(one => keyOf(one.facet, one.place)))
  const marksAt = new Map<string, number[]>([...places].map(key => [key, []]))
  for (let mark = 0; mark < marks.count; mark++)
    for (const facet of ['subject', 'rater', 'item'] as const)
      marksAt.get(keyOf(facet, marks[facet][mark] as number))?.push(mark)

  const measures: Late[] = []
  const unmeasured: Unmeasured[] = []
  for (const { facet, place, isHigh } of [...extremes].reverse()) {
    const partners = (['subject', 'rater', 'item'] as const).filter(other => other !== facet)
    const met = (marksAt.get(keyOf(facet, place)) ?? []).flatMap(mark => {
      const [one, other] = partners.map(partner => known.get(keyOf(partner, marks[partner][mark] as number)))
      const orders = [...(one?.keys() ?? [])].filter(order => other?.has(order))
      return orders.map(order => ({ mark, order, one: one?.get(order) ?? 0, other: other?.get(order) ?? 0 }))
    })
    const orders = new Set(met.map(each => each.order))
    const name = marks.names[facet][place] as string
    if (orders.size !== 1) {
      unmeasured.push({ facet, name, why: orders.size === 0 ? 'no_partner' : 'between_subsets' })
      continue
    }
    const order = met[0]?.order ?? 0
    const fit = fits[order] as Fitted
    // What the other two facets add: technologies count for a mark, severities and difficulties against it.
    const usable = met.flatMap(each => {
      const rest = partners[0] === 'subject' ? each.one - each.other : -each.one - each.other
      const item = fit.design.places.item.indexOf(marks.item[each.mark] as number)
      if (item < 0 && fit.design.scales > 1) return []
      return [
        {
          rest,
          scale: item < 0 ? 0 : (fit.design.scaleOf[item] as number),
          item,
          value: marks.value[each.mark] as number,
        },
      ]
    })
    if (usable.length === 0) {
      unmeasured.push({ facet, name, why: 'no_partner' })
      continue
    }
    const sign = facet === 'subject' ? 1 : -1
    const { measure, error } = extremeMeasure(fit, usable, sign, isHigh)
    known.set(keyOf(facet, place), new Map([[order, measure]]))
    const items = [...new Set(usable.map(each => each.item))].filter(item => item >= 0)
    measures.push({
      facet,
      place,
      order,
      measure: {
        name,
        marks: usable.length,
        measure,
        error,
        modelError: error,
        isExtreme: true,
        fit: null,
        raw: usable.reduce((sum, each) => sum + each.value, 0) / usable.length,
        fair: fairOf(fit, facet, measure, items),
      },
    })
  }
  return { measures, unmeasured }
}

/** Halvings of a span of 80 logits: to the last digit of a double. */
const HALVINGS = 60
const SPAN = 40

/** The measure at which the expected score lies `EXTREME_POINTS` from its end. */
function extremeMeasure(
  fit: Fitted,
  met: readonly { readonly rest: number; readonly scale: number }[],
  sign: 1 | -1,
  isHigh: boolean,
) {
  const { top } = fit.design
  const width = top + 1
  const chances = new Float64Array(width)
  let end = 0
  for (const { scale } of met) {
    const given = [...fit.weights.subarray(scale * width, (scale + 1) * width)].map(weight => weight > 0)
    end += isHigh ? given.lastIndexOf(true) : given.indexOf(true)
  }
  const target = isHigh ? end - EXTREME_POINTS : end + EXTREME_POINTS
  const at = (measure: number) => {
    let score = 0
    let information = 0
    for (const { rest, scale } of met) {
      chancesInto(chances, fit.weights, scale, top, rest + sign * measure)
      const mean = expectedOf(chances)
      score += mean
      information += momentOf(chances, mean, 2)
    }
    return { score, information }
  }
  let [low, high] = [-SPAN, SPAN]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (sign * (at(middle).score - target) < 0) low = middle
    else high = middle
  }
  const measure = (low + high) / 2
  return { measure, error: 1 / Math.sqrt(at(measure).information) }
}
