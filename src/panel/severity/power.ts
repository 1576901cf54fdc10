/** How often planted faults are found in simulated panels, and how often somebody is found who has none. */
import { sure } from '../../kernel/result.ts'
import { drift, type Signed } from './drift.ts'
import type { RaterLimits } from './edition.ts'
import { type Finding, Z95 } from './findings.ts'
import { leniency } from './leniency.ts'
import { rasch } from './rasch.ts'
import { type Simulated, type SimulatedPanel, simulatedPanel } from './simulated.ts'
import { halo } from './spread.ts'

/** Appraisers planted with one size of a fault, over all seeds, and how many of them were found. */
export type Planted = { readonly size: number; readonly planted: number; readonly found: number }

/** What one kind of finding came to. */
export type Tally = {
  readonly planted: readonly Planted[]
  /** Everybody found, and of them those who have not this fault. */
  readonly found: number
  readonly wrong: number
  /** The false discovery rate: the mean over panels of the share found wrongly, 0 where nobody was, and its error. */
  readonly rate: number
  readonly rateError: number
  /** Panels in which anybody was found wrongly. */
  readonly panelsWrong: number
}

export type Power = {
  readonly panel: SimulatedPanel
  readonly seeds: number
  readonly marks: number
  readonly leniency: Tally
  readonly halo: Tally
  /** Root of the mean squared error of severities, of those without halo, and what their standard errors say it is. */
  readonly severityError: number
  readonly severityErrorTold: number
  /** Slope of measured severities against those planted: 1 where joint estimation adds no bias. */
  readonly slope: number
  /** The figures of appraisers without a fault as multiples of their errors: standard normals where all is well. */
  readonly haloScores: Scores
  readonly driftScores: Scores
}

export type Scores = {
  readonly count: number
  readonly mean: number
  readonly spread: number
  /** Share further than 1.96 from zero: one in twenty of standard normals. */
  readonly beyond: number
}

function scoresOf(scores: readonly number[]): Scores {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return {
    count: scores.length,
    mean,
    spread: Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length),
    beyond: scores.filter(score => Math.abs(score) > Z95).length / scores.length,
  }
}

/** Figures less what they are without a fault, in units of their error. */
const scored = (findings: readonly Finding[], made: Simulated, plain: number): readonly number[] =>
  findings
    .filter(one => !made.halo.has(one.rater))
    .map(one => (one.figure - plain) / ((one.high - one.low) / (2 * Z95)))

/** Cases come in their order through a year. */
function signedIn(made: Simulated, cases: number): readonly Signed[] {
  const seen = new Map<string, Signed>()
  const order = new Map<string, number>()
  for (const { subject, rater } of made.ratings) {
    if (!order.has(subject)) order.set(subject, order.size)
    seen.set(`${subject} ${rater}`, { subject, rater, day: ((order.get(subject) ?? 0) * DAYS) / cases })
  }
  return [...seen.values()]
}
const DAYS = 365

type Counts = {
  readonly planted: Map<number, { planted: number; found: number }>
  found: number
  wrong: number
  rates: number[]
  panelsWrong: number
}

const counts = (): Counts => ({ planted: new Map(), found: 0, wrong: 0, rates: [], panelsWrong: 0 })

function count(to: Counts, findings: readonly Finding[], faulty: ReadonlyMap<string, number>): void {
  let [found, wrong] = [0, 0]
  for (const finding of findings) {
    const size = faulty.get(finding.rater)
    // To be found severe is no way to be found lenient.
    const isRight = finding.isFound && size !== undefined && (finding.fault !== 'leniency' || finding.figure < 0)
    if (finding.isFound) found += 1
    if (finding.isFound && !isRight) wrong += 1
    if (size === undefined) continue
    const own = to.planted.get(size) ?? { planted: 0, found: 0 }
    own.planted += 1
    if (isRight) own.found += 1
    to.planted.set(size, own)
  }
  to.found += found
  to.wrong += wrong
  to.rates.push(found === 0 ? 0 : wrong / found)
  if (wrong > 0) to.panelsWrong += 1
}

function tally(from: Counts): Tally {
  const mean = from.rates.reduce((sum, rate) => sum + rate, 0) / from.rates.length
  const variance = from.rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / Math.max(1, from.rates.length - 1)
  return {
    planted: [...from.planted].sort(([a], [b]) => a - b).map(([size, own]) => ({ size, ...own })),
    found: from.found,
    wrong: from.wrong,
    rate: mean,
    rateError: Math.sqrt(variance / from.rates.length),
    panelsWrong: from.panelsWrong,
  }
}

/** How severities of those without halo were told, beside how they were made, both about their mean. */
function severitiesOf(
  made: Simulated,
  told: readonly { readonly name: string; readonly measure: number; error: number }[],
) {
  const honest = told.filter(one => !made.halo.has(one.name))
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [madeMean, toldMean] = [
    meanOf(honest.map(one => made.severity.get(one.name) ?? 0)),
    meanOf(honest.map(one => one.measure)),
  ]
  return honest.map(one => ({
    made: (made.severity.get(one.name) ?? 0) - madeMean,
    told: one.measure - toldMean,
    error: one.error,
  }))
}

/**
 * Plants faults in one panel for each seed from 1 on, and looks for them.
 * @param seeds how many panels, at least 1
 */
export function powerOf(panel: SimulatedPanel, limits: RaterLimits, seeds: number): Power {
  const [byLeniency, byHalo] = [counts(), counts()]
  const [haloScores, driftScores]: [number[], number[]] = [[], []]
  let [marks, squares, told, number, product, square] = [0, 0, 0, 0, 0, 0]
  for (let seed = 1; seed <= seeds; seed++) {
    const made = simulatedPanel(panel, seed)
    const measured = sure(rasch(made.ratings))
    marks += made.ratings.length
    count(byLeniency, sure(leniency(measured, limits)).findings, made.lenient)
    const byHaloHere = halo(measured, limits)
    count(byHalo, byHaloHere, made.halo)
    haloScores.push(...scored(byHaloHere, made, 1))
    driftScores.push(...scored(drift(measured, signedIn(made, panel.cases), limits), made, 0))
    const raters = measured.subsets.flatMap(subset =>
      subset.measures.rater.map(one => ({ name: one.name, measure: one.measure, error: one.error ?? 0 })),
    )
    for (const one of severitiesOf(made, raters)) {
      squares += (one.told - one.made) ** 2
      told += one.error ** 2
      product += one.told * one.made
      square += one.made ** 2
      number += 1
    }
  }
  return {
    panel,
    seeds,
    marks: marks / seeds,
    leniency: tally(byLeniency),
    halo: tally(byHalo),
    severityError: Math.sqrt(squares / number),
    severityErrorTold: Math.sqrt(told / number),
    slope: product / square,
    haloScores: scoresOf(haloScores),
    driftScores: scoresOf(driftScores),
  }
}
