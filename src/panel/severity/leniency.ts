/**
 * Who marks more leniently, or more severely, than honest appraisers differ. Nobody's severity is exactly the average,
 * so that a test against zero finds everybody once there are marks enough; the question is who lies outside the spread
 * that honest appraisers have among each other.
 */
import { normalAbove, normalQuantile } from '../../kernel/distributions.ts'
import { ok, type Result, refuse } from '../../kernel/result.ts'
import { type AgreementCode, undefinedStatistic } from '../agreement/refusals.ts'
import { expectedOf, momentOf } from './chances.ts'
import type { RaterLimits } from './edition.ts'
import { adjusted, type Finding, medianOf, robustSpread, Z95 } from './findings.ts'
import { chancesAt } from './measures.ts'
import type { Fitted } from './newton.ts'
import type { Rasch } from './rasch.ts'

export type Leniency = {
  /** What honest appraisers were taken to differ by, as a standard deviation in logits. */
  readonly spread: number
  /** What those here seem to differ by, whoever stands out left aside; it counts where it is the greater. */
  readonly observedSpread: number
  readonly findings: readonly Finding[]
}

type Told = {
  readonly name: string
  readonly set: number
  readonly measure: number
  readonly error: number
}

/**
 * By how much the sums of an appraiser's sheets vary more than marks that are independent within a sheet would; at
 * least 1. Whoever forms one impression of a sheet has marked as often as they have signed, not as often as there are
 * indicators, and their severity is known so much the less.
 */
export function dispersionOf(fitted: Fitted): readonly number[] {
  const { design, information } = fitted
  const raters = design.places.rater.length
  const sheets = new Map<number, { rest: number; weight: number }>()
  const chances = new Float64Array(design.top + 1)
  for (let mark = 0; mark < design.count; mark++) {
    const key = (design.subject[mark] as number) * raters + (design.rater[mark] as number)
    const sheet = sheets.get(key) ?? { rest: 0, weight: 0 }
    sheets.set(key, sheet)
    chancesAt(fitted, mark, chances)
    const mean = expectedOf(chances)
    sheet.rest += (design.value[mark] as number) - mean
    sheet.weight += momentOf(chances, mean, 2)
  }
  const sums = Array.from({ length: raters }, () => ({ given: 0, expected: 0 }))
  for (const [key, { rest, weight }] of sheets) {
    const sum = sums[key % raters] as { given: number; expected: number }
    sum.given += rest * rest
    // The technology's own measure takes up this sheet's share of what its marks tell.
    sum.expected += weight * (1 - weight / (information.ofSubject[(key / raters) | 0] as number))
  }
  return sums.map(({ given, expected }) => (expected > 0 ? Math.max(1, given / expected) : 1))
}

/** The middle of each set and the spread of all, of those who do not stand out. */
function honestOf(told: readonly Told[], isOut: readonly boolean[], of: Rasch) {
  const honest = told.filter((_, at) => isOut[at] !== true)
  const middles = of.subsets.map((_, set) => {
    const own = honest.filter(one => one.set === set)
    return medianOf((own.length > 0 ? own : told.filter(one => one.set === set)).map(one => one.measure))
  })
  const squared = honest.reduce((sum, one) => sum + one.error ** 2, 0) / honest.length
  const width = robustSpread(honest.map(one => one.measure - (middles[one.set] as number)))
  return { middles, observed: Math.sqrt(Math.max(0, width ** 2 - squared)) }
}

/**
 * Holds each severity against those of the others in its set.
 *
 * `z = (severity - median) / sqrt(spread^2 + error^2)`, both sides, Benjamini-Hochberg over all appraisers. `spread` is
 * the greater of the edition's and of what is seen: `sqrt(Qn^2 - mean error^2)`, which outliers do not widen much. Who
 * is found is left out of median and spread, and the others are looked at again, until nobody more is found.
 *
 * @returns the figure of each is severity less the median, in logits: below zero is lenient
 */
export function leniency(of: Rasch, limits: RaterLimits): Result<Leniency, AgreementCode> {
  const told: readonly Told[] = of.subsets.flatMap((subset, set) => {
    const dispersion = dispersionOf(subset.fitted)
    const placeOf = new Map(
      [...subset.fitted.design.places.rater].map((place, at) => [of.marks.names.rater[place], at]),
    )
    return subset.measures.rater.length < 2
      ? []
      : subset.measures.rater.map(one => ({
          name: one.name,
          set,
          measure: one.measure,
          error: (one.error ?? one.modelError) * Math.sqrt(dispersion[placeOf.get(one.name) ?? -1] ?? 1),
        }))
  })
  if (told.length === 0)
    return refuse(undefinedStatistic('leniency', 'one_rater', { value: of.marks.names.rater[0] ?? '' }))
  let isOut: readonly boolean[] = told.map(() => false)
  for (;;) {
    const { middles, observed } = honestOf(told, isOut, of)
    const spread = Math.max(limits.honestSpread, observed)
    const figures = told.map(one => one.measure - (middles[one.set] as number))
    const scales = told.map(one => Math.sqrt(spread ** 2 + one.error ** 2))
    const chances = figures.map((figure, at) => 2 * normalAbove(Math.abs(figure) / (scales[at] as number)))
    const among = adjusted(chances)
    const found = among.map((rate, at) => isOut[at] === true || rate <= limits.falseDiscoveryRate)
    const count = found.filter(Boolean).length
    if (count > isOut.filter(Boolean).length && count < told.length / 2) {
      isOut = found
      continue
    }
    const least = normalQuantile(1 - (limits.falseDiscoveryRate * Math.max(1, count)) / told.length / 2)
    return ok({
      spread,
      observedSpread: observed,
      findings: told.map((one, at) => ({
        fault: 'leniency' as const,
        rater: one.name,
        figure: figures[at] as number,
        limit: least * (scales[at] as number),
        low: (figures[at] as number) - Z95 * one.error,
        high: (figures[at] as number) + Z95 * one.error,
        chance: chances[at] as number,
        adjusted: among[at] as number,
        isFound: (among[at] as number) <= limits.falseDiscoveryRate,
      })),
    })
  }
}
