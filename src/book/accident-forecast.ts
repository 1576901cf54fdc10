/**
 * Accidents by cohort: guarantees grouped by the quarter they began in, the chance of an accident by age in quarters
 * from all cohorts' exposure at risk, and what follows for the quarters to come, with an interval.
 *
 * At the start of each quarter of its life a guarantee either meets an accident in it, ends in it, or goes on; the
 * chances depend on the age alone (a multinomial for each age, whose estimate is count / at risk). Quarters that are
 * not over are not read, so that every exposure is a whole one. Simulated numbers, hence floating point; nobody is
 * promised any of them.
 * @source Kaplan & Meier (1958), JASA 53, 457-481, and Aalen & Johansen (1978), Scand. J. Statist. 5, 141-150, in
 * discrete time; the dispersion by Pearson's statistic as McCullagh & Nelder (1989), Generalized Linear Models, 4.5.2;
 * process and estimation error added as Mack (1993), ASTIN Bulletin 23, 213-225
 */

/**
 * Guarantees alike as far as accidents go; quarters are counted in one line (year x 4 + quarter of the year). Only the
 * first accident counts: whoever met one and went back to normal is watched, and not forecast again.
 */
export type ForecastLife = {
  readonly begun: number
  /** How many they are. */
  readonly count: number
  /** Of its first accident, or null. */
  readonly accident: number | null
  /** Of an end without one, or null. */
  readonly ended: number | null
  /** What is guaranteed for them together now, in won, and the squares of their balances added up. */
  readonly balance: number
  readonly squares: number
}

/** Ages from 0 on: how many were at risk at the start of each, met an accident in it, ended in it without one. */
export type AgeRow = {
  readonly age: number
  readonly atRisk: number
  readonly accidents: number
  readonly ends: number
  /** Chances within the quarter of who stands at its start. */
  readonly hazard: number
  readonly hazardError: number
  readonly leaving: number
  /** Chance to have met no accident up to the end of this age, ends set aside (Kaplan-Meier). */
  readonly survival: number
}

export type CohortCell = {
  readonly cohort: number
  readonly age: number
  readonly atRisk: number
  readonly accidents: number
  readonly ends: number
}

/** The last quarter in which something became of a life, seen from a quarter that has begun. */
const lastOf = (life: ForecastLife, now: number): number => Math.min(life.accident ?? now, life.ended ?? now, now)

/**
 * The triangle: for each cohort and age the exposure at risk and what became of it, of quarters before `now`.
 * A life in whose quarter both an accident and an end are told met the accident: it came first.
 */
export function triangleOf(lives: readonly ForecastLife[], now: number): readonly CohortCell[] {
  const cells = new Map<string, { cohort: number; age: number; atRisk: number; accidents: number; ends: number }>()
  for (const life of lives) {
    const last = lastOf(life, now)
    for (let quarter = life.begun; quarter <= last && quarter < now; quarter++) {
      const age = quarter - life.begun
      const key = `${life.begun} ${age}`
      const cell = cells.get(key) ?? { cohort: life.begun, age, atRisk: 0, accidents: 0, ends: 0 }
      cell.atRisk += life.count
      if (life.accident === quarter) cell.accidents += life.count
      else if (life.ended === quarter) cell.ends += life.count
      cells.set(key, cell)
    }
  }
  return [...cells.values()].sort((a, b) => a.cohort - b.cohort || a.age - b.age)
}

/** The chances by age, all cohorts together; ages without anybody at risk end the table. */
export function agesOf(cells: readonly CohortCell[]): readonly AgeRow[] {
  const rows: AgeRow[] = []
  let survival = 1
  for (let age = 0; ; age++) {
    const of = cells.filter(cell => cell.age === age)
    const atRisk = of.reduce((sum, cell) => sum + cell.atRisk, 0)
    if (atRisk === 0) return rows
    const accidents = of.reduce((sum, cell) => sum + cell.accidents, 0)
    const ends = of.reduce((sum, cell) => sum + cell.ends, 0)
    const hazard = accidents / atRisk
    survival *= 1 - hazard
    const hazardError = Math.sqrt((hazard * (1 - hazard)) / atRisk)
    rows.push({ age, atRisk, accidents, ends, hazard, hazardError, leaving: ends / atRisk, survival })
  }
}

/**
 * How much more cohorts differ than chance alone would have it: Pearson's statistic over its degrees, at least 1. Bad
 * years hit many at once, and a book of the past has them in it.
 */
export function dispersionOf(cells: readonly CohortCell[], ages: readonly AgeRow[]): number {
  let [statistic, used] = [0, 0]
  for (const cell of cells) {
    const hazard = ages[cell.age]?.hazard ?? 0
    const variance = cell.atRisk * hazard * (1 - hazard)
    if (variance === 0) continue
    used += 1
    statistic += (cell.accidents - cell.atRisk * hazard) ** 2 / variance
  }
  const degrees = used - ages.filter(row => row.hazard > 0 && row.hazard < 1).length
  return degrees > 0 ? Math.max(1, statistic / degrees) : 1
}

/** An expectation with its standard error and the 95 % interval, cut at zero. */
export type Expected = { readonly mean: number; readonly error: number; readonly low: number; readonly high: number }
export type QuarterForecast = { readonly quarter: number; readonly accidents: Expected; readonly amount: Expected }
export type CohortForecast = {
  readonly cohort: number
  readonly lives: number
  readonly standing: number
  readonly accidents: number
  readonly expected: number
  readonly expectedAmount: number
}
export type AccidentForecast = {
  readonly now: number
  readonly ages: readonly AgeRow[]
  readonly dispersion: number
  readonly quarters: readonly QuarterForecast[]
  readonly whole: Omit<QuarterForecast, 'quarter'>
  readonly cohorts: readonly CohortForecast[]
  /** Standing guarantees older than any age observed in the horizon: the oldest age's chances are carried on for them. */
  readonly beyond: number
}

/** The two-sided 95 % point of the normal distribution. */
const Z95 = 1.959963984540054
/** Step of the central differences: sums of products of chances are smooth, so that its error is far below theirs. */
const STEP = 1e-5

type Chances = { readonly hazard: readonly number[]; readonly leaving: readonly number[] }
/** Standing guarantees of one age: how many, their balances added up, and the squares of these. */
type Group = { readonly age: number; count: number; amount: number; squares: number }

const within = (mean: number, variance: number): Expected => {
  const error = Math.sqrt(variance)
  return { mean, error, low: Math.max(0, mean - Z95 * error), high: mean + Z95 * error }
}

/** The chance of an accident in each coming quarter of who has the age when the first begins. */
function path({ hazard, leaving }: Chances, age: number, quarters: number): number[] {
  let stands = 1
  return Array.from({ length: quarters }, (_, step) => {
    const place = Math.min(age + step, hazard.length - 1)
    const [h = 0, e = 0] = [hazard[place], leaving[place]]
    const chance = stands * h
    stands *= 1 - h - e
    return chance
  })
}

/** Sums over the groups of weight x chance: for each coming quarter, and last for all of them. */
function sums(
  chances: Chances,
  groups: readonly Group[],
  quarters: number,
  weight: (group: Group) => number,
): number[] {
  const found = Array.from({ length: quarters + 1 }, () => 0)
  for (const group of groups)
    path(chances, group.age, quarters).forEach((chance, step) => {
      found[step] = (found[step] ?? 0) + weight(group) * chance
      found[quarters] = (found[quarters] ?? 0) + weight(group) * chance
    })
  return found
}

/**
 * Variance of the sums by the error of the estimates: their derivatives by each chance, and the multinomial covariance
 * of the two chances of an age.
 */
function estimationVariance(
  ages: readonly AgeRow[],
  chances: Chances,
  groups: readonly Group[],
  quarters: number,
  weight: (group: Group) => number,
): number[] {
  const variance = Array.from({ length: quarters + 1 }, () => 0)
  const slopes = (kind: keyof Chances, age: number): number[] => {
    const moved = (by: number) =>
      sums(
        { ...chances, [kind]: chances[kind].map((one, at) => (at === age ? one + by : one)) },
        groups,
        quarters,
        weight,
      )
    const [above, below] = [moved(STEP), moved(-STEP)]
    return above.map((one, at) => (one - (below[at] ?? 0)) / (2 * STEP))
  }
  for (const { age, atRisk, hazard, leaving } of ages) {
    const [byHazard, byLeaving] = [slopes('hazard', age), slopes('leaving', age)]
    byHazard.forEach((h, at) => {
      const e = byLeaving[at] ?? 0
      const spread = h * h * hazard * (1 - hazard) + e * e * leaving * (1 - leaving) - 2 * h * e * hazard * leaving
      variance[at] = (variance[at] ?? 0) + spread / atRisk
    })
  }
  return variance
}

/** The variance of the counts, or amounts, themselves: each guarantee meets an accident or not. */
function processVariance(
  chances: Chances,
  groups: readonly Group[],
  quarters: number,
  weight: (group: Group) => number,
): number[] {
  const variance = Array.from({ length: quarters + 1 }, () => 0)
  for (const group of groups) {
    const steps = path(chances, group.age, quarters)
    const all = steps.reduce((sum, chance) => sum + chance, 0)
    for (const [at, chance] of [...steps, all].entries())
      variance[at] = (variance[at] ?? 0) + weight(group) * chance * (1 - chance)
  }
  return variance
}

const counted = (lives: readonly ForecastLife[]): number => lives.reduce((sum, life) => sum + life.count, 0)

const standsIn = (life: ForecastLife, now: number): boolean =>
  life.begun < now && (life.accident === null || life.accident >= now) && (life.ended === null || life.ended >= now)

/**
 * Accidents and their amounts in the coming quarters of the guarantees that stand, `now` the first of them.
 * @param lives every guarantee begun, also those that ended: leaving these out would forecast from the survivors
 * @param now the first quarter that is not over
 * @param quarters how many quarters ahead, at least 1; balances are carried on as they stand
 * @returns undefined where no quarter of any life is over: there is nothing to estimate from
 */
export function accidentForecast(
  lives: readonly ForecastLife[],
  now: number,
  quarters: number,
): AccidentForecast | undefined {
  const cells = triangleOf(lives, now)
  const ages = agesOf(cells)
  if (ages.length === 0) return undefined
  const dispersion = dispersionOf(cells, ages)
  const chances: Chances = { hazard: ages.map(row => row.hazard), leaving: ages.map(row => row.leaving) }
  const standing = lives.filter(life => standsIn(life, now))
  const groups = new Map<number, Group>()
  for (const life of standing) {
    const age = now - life.begun
    const group = groups.get(age) ?? { age, count: 0, amount: 0, squares: 0 }
    group.count += life.count
    group.amount += life.balance
    group.squares += life.squares
    groups.set(age, group)
  }
  const all = [...groups.values()]
  const expected = (weight: (group: Group) => number, squared: (group: Group) => number): Expected[] => {
    const means = sums(chances, all, quarters, weight)
    const ofEstimates = estimationVariance(ages, chances, all, quarters, weight)
    const ofProcess = processVariance(chances, all, quarters, squared)
    return means.map((mean, at) => within(mean, dispersion * ((ofEstimates[at] ?? 0) + (ofProcess[at] ?? 0))))
  }
  const counts = expected(
    group => group.count,
    group => group.count,
  )
  const amounts = expected(
    group => group.amount,
    group => group.squares,
  )
  const at = (place: number) => ({ accidents: counts[place] as Expected, amount: amounts[place] as Expected })
  return {
    now,
    ages,
    dispersion,
    quarters: Array.from({ length: quarters }, (_, step) => ({ quarter: now + step, ...at(step) })),
    whole: at(quarters),
    cohorts: cohortsOf(lives, standing, chances, now, quarters),
    beyond: counted(standing.filter(life => now - life.begun + quarters > ages.length)),
  }
}

function cohortsOf(
  lives: readonly ForecastLife[],
  standing: readonly ForecastLife[],
  chances: Chances,
  now: number,
  quarters: number,
): readonly CohortForecast[] {
  const cohorts = [...new Set(lives.filter(life => life.begun < now).map(life => life.begun))].sort((a, b) => a - b)
  return cohorts.map(cohort => {
    const of = lives.filter(life => life.begun === cohort)
    const left = standing.filter(life => life.begun === cohort)
    const chance = path(chances, now - cohort, quarters).reduce((sum, one) => sum + one, 0)
    return {
      cohort,
      lives: counted(of),
      standing: counted(left),
      accidents: counted(of.filter(life => life.accident !== null && life.accident < now)),
      expected: counted(left) * chance,
      expectedAmount: left.reduce((sum, life) => sum + life.balance, 0) * chance,
    }
  })
}

const QUARTERS = 4
/** The quarter of a day in the one line: 2026-01-01 to 2026-03-31 is 2026 x 4. */
export const quarterOf = (day: string): number =>
  Number(day.slice(0, 4)) * QUARTERS + Math.floor((Number(day.slice(5, 7)) - 1) / 3)
export const quarterText = (quarter: number): string => `${Math.floor(quarter / QUARTERS)}-Q${(quarter % QUARTERS) + 1}`
/** Reads what `quarterText` writes; undefined for anything else. */
export function quarterFrom(text: string): number | undefined {
  const parts = /^(\d{4})-Q([1-4])$/.exec(text)
  return parts === null ? undefined : Number(parts[1]) * QUARTERS + Number(parts[2]) - 1
}
