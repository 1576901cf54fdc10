/**
 * The chance of default of each final grade, derived from published accident counts: Jeffreys' means, made monotone,
 * moved to the level of the whole book, carried on to the grades without counts. The grades edition states the result.
 */
import { FINAL_GRADES, type FinalGrade, type GradesEdition } from '../scoring/grades-schema.ts'

/** What a group of grades showed: `grades` share one row where their sizes are not published apart. */
export type GradeCount = { readonly grades: readonly FinalGrade[]; readonly bad: number; readonly cases: number }

/** Mean of the chance after D of N went bad, under Jeffreys' prior Beta(1/2, 1/2): (D + 1/2) / (N + 1). */
export const jeffreysMean = (bad: number, cases: number): number => (bad + 0.5) / (cases + 1)

/**
 * Least-squares values that never fall (pool adjacent violators).
 * @param weights one positive weight per value
 * @source Ayer, Brunk, Ewing, Reid & Silverman (1955), Ann. Math. Statist. 26, 641-647
 */
export function neverFalling(values: readonly number[], weights: readonly number[]): number[] {
  type Pool = { value: number; weight: number; size: number }
  const pools: Pool[] = []
  values.forEach((value, index) => {
    let pool: Pool = { value, weight: weights[index] ?? 1, size: 1 }
    for (let last = pools.at(-1); last !== undefined && last.value > pool.value; last = pools.at(-1)) {
      pools.pop()
      const weight = last.weight + pool.weight
      pool = {
        value: (last.value * last.weight + pool.value * pool.weight) / weight,
        weight,
        size: last.size + pool.size,
      }
    }
    pools.push(pool)
  })
  return pools.flatMap(({ value, size }) => Array.from({ length: size }, () => value))
}

/**
 * Group sizes from published counts and rounded rates: N = D / rate for a grade with accidents; the grades without
 * any share what is left of all evaluations.
 */
export function gradeCounts(observed: GradesEdition['observed']): GradeCount[] {
  const counts: GradeCount[] = []
  const clean: FinalGrade[] = []
  let left = Number(observed.evaluations.value)
  for (const grade of FINAL_GRADES) {
    const bad = Number(observed.accidents.values[grade] ?? Number.NaN)
    if (Number.isNaN(bad)) continue
    if (bad === 0) {
      clean.push(grade)
      continue
    }
    const cases = Math.round(bad / Number(observed.accident_rates.values[grade]))
    left -= cases
    counts.push({ grades: [grade], bad, cases })
  }
  return clean.length === 0 ? counts : [{ grades: clean, bad: 0, cases: left }, ...counts]
}

const logit = (p: number): number => Math.log(p / (1 - p))
const chanceAt = (x: number): number => 1 / (1 + Math.exp(-x))

/** Halvings after which an interval of width 20 is below what a double can tell apart. */
const HALVINGS = 80

/** The shift of the log odds that brings the average of the chances to a level. */
function shiftTo(level: number, chances: readonly number[], weights: readonly number[]): number {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  let [low, high] = [-10, 10]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    const mean = chances.reduce((sum, p, index) => sum + chanceAt(logit(p) + middle) * (weights[index] ?? 0), 0) / all
    if (mean < level) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Four decimals, upwards: the fund's favour. The last bits of a double cannot move it. */
const upwards = (p: number): number => Math.ceil(Math.round(p * 1e10) / 1e6)

/**
 * Chance of default in one year per final grade, in ten-thousandths.
 * 1. (D + 1/2) / (N + 1) per grade, grades without accidents together; 2. never falling; 3. log odds moved by one
 * constant so that the average over the counted grades is the book's rate; 4. each grade without counts lies one mean
 * step of log odds (A to B, three steps) below the one above it; 5. never below the rate last published for the grade;
 * 6. rounded up to four decimals.
 * @param observed counts and rates as the edition cites them
 * @source rules/grades/<edition>.json, observed
 */
export function gradeChances(observed: GradesEdition['observed']): Record<FinalGrade, number> {
  const counts = gradeCounts(observed)
  const weights = counts.map(({ cases }) => cases)
  const means = neverFalling(
    counts.map(({ bad, cases }) => jeffreysMean(bad, cases)),
    weights,
  )
  const shift = shiftTo(Number(observed.book_rate.value), means, weights)
  const known = new Map(
    counts.flatMap(({ grades }, index) => grades.map(grade => [grade, logit(means[index] ?? 0.5) + shift])),
  )
  const step = ((known.get('B') ?? 0) - (known.get('A') ?? 0)) / 3
  const result = {} as Record<FinalGrade, number>
  let [above, least] = [0, 0]
  for (const grade of FINAL_GRADES) {
    above = known.get(grade) ?? above + step
    least = Math.max(least, upwards(chanceAt(above)), upwards(Number(observed.recent_rates.values[grade] ?? '0')))
    result[grade] = least
  }
  return result
}

/** Ten-thousandths as decimal text. */
export const tenThousandthsText = (value: number): string =>
  `0.${String(value).padStart(4, '0')}`.replace(/0+$/, '').replace(/\.$/, '')
