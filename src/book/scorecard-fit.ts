/**
 * Estimating a scorecard of whole points from outcomes: bands, weights of evidence, logistic regression, scaling.
 * The edition in rules/risk/ states the recipe and the points; this file recomputes the second from the first.
 */
import {
  type Band,
  type BandingSettings,
  bandIndex,
  bandsBetween,
  bandsOf,
  type Direction,
  weightsOfEvidence,
} from './banding.ts'
import { logisticFit } from './logistic.ts'
import { isTraining, type Row, type Split } from './sample.ts'

/** How one attribute is read from a file and cut. */
export type AttributeRecipe = {
  readonly code: string
  readonly direction: Direction
  readonly column: string
  /** Subtracted from the column's value: sales(n)/sales(n-1) less 1 is growth. */
  readonly less: number
  /** Cells that stand for another value, such as a flag for an age. */
  readonly recode: Readonly<Record<string, string>>
  /** Edges are whole multiples of it. */
  readonly step: number
  /** Edges given by the file's own coding; empty where they are estimated. */
  readonly edges: readonly number[]
}

export type ScorecardRecipe = {
  readonly attributes: readonly AttributeRecipe[]
  /** Column that is '1' where the firm defaulted. */
  readonly target: string
  readonly split: Split
  readonly banding: BandingSettings
  readonly ridge: number
}

/** What points mean: `anchorPoints` at `anchorOdds` good to one bad; `doublingPoints` more for twice the odds. */
export type Scale = {
  readonly anchorPoints: number
  readonly anchorOdds: number
  readonly doublingPoints: number
  /** Yearly default rate of the population the score is for; the intercept is moved to it. */
  readonly populationRate: number
}

export type FittedBand = Band & { readonly weight: number; readonly points: number }

export type FittedAttribute = {
  readonly code: string
  readonly bands: readonly FittedBand[]
  readonly unknown: { readonly good: number; readonly bad: number }
  readonly coefficient: number
  readonly error: number
}

export type FittedScorecard = {
  readonly basePoints: number
  readonly attributes: readonly FittedAttribute[]
  /** Attributes left out because their coefficient pointed the wrong way beside the others. */
  readonly dropped: readonly string[]
  readonly intercept: number
  readonly training: { readonly rows: number; readonly bad: number }
}

/** The value of an attribute in a row, undefined where the cell is blank or no number. */
export function numberOf(row: Row, recipe: AttributeRecipe): number | undefined {
  const cell = row.cells[recipe.column] ?? ''
  const text = recipe.recode[cell] ?? cell
  if (text === '') return undefined
  const value = Number(text)
  // Nine decimals are kept: more than the files print, and the last bit of a subtraction cannot move a band.
  return Number.isFinite(value) ? Number(`${Math.round((value - recipe.less) * 1e9)}e-9`) : undefined
}

const isBad = (row: Row, recipe: ScorecardRecipe): boolean => row.cells[recipe.target] === '1'

type Cut = {
  readonly recipe: AttributeRecipe
  readonly edges: number[]
  readonly bands: Band[]
  readonly weights: number[]
}

function cutOf(rows: readonly Row[], recipe: AttributeRecipe, card: ScorecardRecipe): Cut {
  const observations = rows.map(row => ({ value: numberOf(row, recipe), isBad: isBad(row, card) }))
  const bands =
    recipe.edges.length > 0
      ? bandsBetween(observations, recipe.edges)
      : bandsOf(observations, recipe.direction, recipe.step, card.banding)
  const edges = bands.flatMap(({ from }) => (from === undefined ? [] : [from]))
  return { recipe, edges, bands, weights: weightsOfEvidence(bands) }
}

/** The weight of evidence of a row; an unknown value counts as the average, 0. */
function weightOf(row: Row, cut: Cut): number {
  const value = numberOf(row, cut.recipe)
  return value === undefined ? 0 : (cut.weights[bandIndex(cut.edges, value)] ?? 0)
}

/** Points per unit of log odds: doublingPoints / ln 2. */
export const factorOf = (scale: Scale): number => scale.doublingPoints / Math.LN2

/** Chance of default in one year a total stands for: 1 / (1 + odds), odds = anchor x 2^((total - anchor)/doubling). */
export const chanceOf = (total: number, scale: Scale): number =>
  1 / (1 + scale.anchorOdds * 2 ** ((total - scale.anchorPoints) / scale.doublingPoints))

/** The least whole total whose chance of default is at most `chance`. */
export const pointsAtChance = (chance: number, scale: Scale): number =>
  Math.ceil(scale.anchorPoints + factorOf(scale) * (Math.log((1 - chance) / chance) - Math.log(scale.anchorOdds)))

const logit = (p: number): number => Math.log(p / (1 - p))

/** Rounds half away from zero and never gives -0, so that points print as they are used. */
const wholePoints = (value: number): number => Math.sign(value) * Math.round(Math.abs(value)) || 0

/**
 * Estimates whole points. Per attribute: bands and weights of evidence W from the training rows. Together:
 * ln odds(bad) = b0 - sum b_k W_k; an attribute with b_k <= 0 is left out and the rest fitted again. Points of a band =
 * factor x b_k x W, base = anchor + factor x (-b0' - ln anchor odds), where b0' moves b0 from the sample's default
 * rate to the population's.
 * @source Siddiqi (2006), Credit Risk Scorecards, ch. 6 (scaling); King & Zeng (2001), Political Analysis 9, 137-163,
 *   prior correction
 */
export function fittedScorecard(rows: readonly Row[], recipe: ScorecardRecipe, scale: Scale): FittedScorecard {
  const training = rows.filter(row => isTraining(row, recipe.split))
  const outcomes = training.map(row => (isBad(row, recipe) ? 1 : 0))
  const bad = outcomes.filter(outcome => outcome === 1).length
  const dropped: string[] = []
  let cuts = recipe.attributes.map(attribute => cutOf(training, attribute, recipe))
  dropped.push(...cuts.filter(({ bands }) => bands.length < 2).map(cut => cut.recipe.code))
  cuts = cuts.filter(({ bands }) => bands.length >= 2)
  for (;;) {
    const fit = logisticFit(
      training.map(row => cuts.map(cut => -weightOf(row, cut))),
      outcomes,
      recipe.ridge,
    )
    const [intercept = 0, ...slopes] = fit.coefficients
    const worst = slopes.reduce((found, slope, index) => (slope < (slopes[found] ?? 0) ? index : found), 0)
    if ((slopes[worst] ?? 1) <= 0) {
      dropped.push(cuts[worst]?.recipe.code ?? '')
      cuts = cuts.filter((_, index) => index !== worst)
      continue
    }
    const moved = intercept - logit(bad / training.length) + logit(scale.populationRate)
    const base = scale.anchorPoints + factorOf(scale) * (-moved - Math.log(scale.anchorOdds))
    const attributes = cuts.map((cut, index) =>
      fittedAttribute(cut, training, recipe, slopes[index] ?? 0, fit.errors[index + 1] ?? 0, scale),
    )
    return { basePoints: wholePoints(base), attributes, dropped, intercept, training: { rows: training.length, bad } }
  }
}

function fittedAttribute(
  cut: Cut,
  training: readonly Row[],
  card: ScorecardRecipe,
  coefficient: number,
  error: number,
  scale: Scale,
): FittedAttribute {
  const blanks = training.filter(row => numberOf(row, cut.recipe) === undefined)
  const bad = blanks.filter(row => isBad(row, card)).length
  const bands = cut.bands.map((band, index) => {
    const weight = cut.weights[index] ?? 0
    return { ...band, weight, points: wholePoints(factorOf(scale) * coefficient * weight) }
  })
  return { code: cut.recipe.code, bands, unknown: { good: blanks.length - bad, bad }, coefficient, error }
}

/** Total points of a row under a fitted scorecard; an unknown value brings none. */
export function totalOf(row: Row, recipe: ScorecardRecipe, card: FittedScorecard): number {
  let total = card.basePoints
  for (const attribute of card.attributes) {
    const part = recipe.attributes.find(({ code }) => code === attribute.code)
    const value = part === undefined ? undefined : numberOf(row, part)
    if (value === undefined) continue
    const edges = attribute.bands.flatMap(({ from }) => (from === undefined ? [] : [from]))
    total += attribute.bands[bandIndex(edges, value)]?.points ?? 0
  }
  return total
}
