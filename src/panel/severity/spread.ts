/**
 * Whose marks lie too close together: within a sheet, where one impression colours every mark (halo), and over all
 * marks, which keep to the middle (central tendency). What the model expects is known to its variance, so that each
 * appraiser's figure is a standard normal; it is then held against those of the others, since what all have in common
 * is the rubric's doing and nobody's fault.
 */
import { normalAbove } from '../../kernel/distributions.ts'
import { expectedOf, momentOf } from './chances.ts'
import type { RaterLimits } from './edition.ts'
import { adjusted, type Fault, type Finding, medianOf, robustSpread, Z95 } from './findings.ts'
import { chancesAt } from './measures.ts'
import type { Fitted } from './newton.ts'
import type { Rasch } from './rasch.ts'

/** What is summed over the marks of one group, of which the spread is looked at. */
type Group = {
  readonly rater: number
  marks: number
  values: number
  squares: number
  expected: number
  expectedSquares: number
  variance: number
  varianceSquares: number
  /** Sums whose weights hang on the group's mean, by their power of it. */
  fourth: number
  leaning: number
  leaningByMean: number
  third: number
  thirdByMean: number
}

function groupsOf(fitted: Fitted, by: 'sheet' | 'rater'): readonly Group[] {
  const { design } = fitted
  const raters = design.places.rater.length
  const groups = new Map<number, Group>()
  const chances = new Float64Array(design.top + 1)
  for (let mark = 0; mark < design.count; mark++) {
    const rater = design.rater[mark] as number
    const key = by === 'rater' ? rater : (design.subject[mark] as number) * raters + rater
    let group = groups.get(key)
    if (group === undefined) {
      group = {
        rater,
        marks: 0,
        values: 0,
        squares: 0,
        expected: 0,
        expectedSquares: 0,
        variance: 0,
        varianceSquares: 0,
        fourth: 0,
        leaning: 0,
        leaningByMean: 0,
        third: 0,
        thirdByMean: 0,
      }
      groups.set(key, group)
    }
    chancesAt(fitted, mark, chances)
    const value = design.value[mark] as number
    const mean = expectedOf(chances)
    const variance = momentOf(chances, mean, 2)
    const third = momentOf(chances, mean, 3)
    group.marks += 1
    group.values += value
    group.squares += value * value
    group.expected += mean
    group.expectedSquares += mean * mean
    group.variance += variance
    group.varianceSquares += variance * variance
    group.fourth += momentOf(chances, mean, 4)
    group.leaning += mean * mean * variance
    group.leaningByMean += mean * variance
    group.third += third
    group.thirdByMean += mean * third
  }
  return [...groups.values()]
}

/**
 * Sum of squares of a group's marks about their mean: as given, as expected, and its variance under the model.
 *
 * With `e` the marks less their expectations and `d` the expectations less their mean, the sum of squares is
 * `sum d^2 + 2 sum d e + sum e^2 - (sum e)^2 / n`; the moments of each mark give the variance of that exactly.
 */
function squaresOf(group: Group) {
  const n = group.marks
  const mean = group.expected / n
  const keep = 1 - 1 / n
  const given = group.squares - group.values ** 2 / n
  const expected = group.expectedSquares - group.expected ** 2 / n + keep * group.variance
  // Sums of d^2 v and d t, opened out: d is a mark's expectation less the mean of the group's.
  const leaning = group.leaning - 2 * mean * group.leaningByMean + mean ** 2 * group.variance
  const skewed = group.thirdByMean - mean * group.third
  const single = keep ** 2 * (group.fourth - group.varianceSquares) + 4 * leaning + 4 * keep * skewed
  const paired = (2 / n ** 2) * (group.variance ** 2 - group.varianceSquares)
  return { given, expected, variance: single + paired }
}

/**
 * Holds the spread of each appraiser's marks against the model and against the others'.
 *
 * `ratio = sum of squares given / expected` over the appraiser's groups, `Z = (given - expected) / sqrt(variance)`;
 * tested on the low side as `(Z - median Z) / max(1, Qn of Z)`, Benjamini-Hochberg over all appraisers. Found where
 * the ratio is at most the limit as well: what is sure need not be much.
 */
function tooClose(
  of: Rasch,
  limits: RaterLimits,
  fault: Fault,
  by: 'sheet' | 'rater',
  limit: number,
): readonly Finding[] {
  const told = of.subsets.flatMap(({ fitted }) => {
    const sums = Array.from(fitted.design.places.rater, () => ({ given: 0, expected: 0, variance: 0 }))
    for (const group of groupsOf(fitted, by)) {
      if (group.marks < 2) continue
      const squares = squaresOf(group)
      const sum = sums[group.rater] as { given: number; expected: number; variance: number }
      sum.given += squares.given
      sum.expected += squares.expected
      sum.variance += squares.variance
    }
    const sheets = sheetsOf(fitted)
    return sums.flatMap((sum, rater) =>
      sum.variance > 0 && (sheets[rater] as number) >= limits.sheetsMin
        ? [{ ...sum, name: of.marks.names.rater[fitted.design.places.rater[rater] as number] as string }]
        : [],
    )
  })
  if (told.length === 0) return []
  const scores = told.map(one => (one.given - one.expected) / Math.sqrt(one.variance))
  const middle = medianOf(scores)
  const width = Math.max(1, robustSpread(scores))
  const chances = scores.map(score => normalAbove((middle - score) / width))
  const among = adjusted(chances)
  return told.map((one, at) => {
    const ratio = one.given / one.expected
    const error = (width * Math.sqrt(one.variance)) / one.expected
    return {
      fault,
      rater: one.name,
      figure: ratio,
      limit,
      low: Math.max(0, ratio - Z95 * error),
      high: ratio + Z95 * error,
      chance: chances[at] as number,
      adjusted: among[at] as number,
      isFound: (among[at] as number) <= limits.falseDiscoveryRate && ratio <= limit,
    }
  })
}

/** Sheets of each appraiser of a fitted set. */
export function sheetsOf(fitted: Fitted): readonly number[] {
  const sets = Array.from(fitted.design.places.rater, () => new Set<number>())
  for (let mark = 0; mark < fitted.design.count; mark++)
    sets[fitted.design.rater[mark] as number]?.add(fitted.design.subject[mark] as number)
  return sets.map(set => set.size)
}

/** Too little spread within sheets. */
export const halo = (of: Rasch, limits: RaterLimits): readonly Finding[] =>
  tooClose(of, limits, 'halo', 'sheet', limits.haloRatioMax)

/** Too little spread over all marks. Who hugs the middle has little within sheets as well. */
export const centralTendency = (of: Rasch, limits: RaterLimits): readonly Finding[] =>
  tooClose(of, limits, 'central_tendency', 'rater', limits.centralTendencyRatioMax)
