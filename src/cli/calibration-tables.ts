/** Tables of the calibration report: how well points order a sample, whether chances come true, and what points are. */

import type { Row } from '../book/sample.ts'
import { chanceOf, type FittedScorecard, type Scale } from '../book/scorecard-fit.ts'
import {
  brierOf,
  calibrationOf,
  hosmerLemeshow,
  ksOf,
  type Predicted,
  type Separation,
  separationOf,
} from '../book/validation.ts'
import { compileScorecards, riskGradeOf } from '../scoring/risk.ts'
import { RISK_GRADES, type RiskEdition } from '../scoring/risk-schema.ts'

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
export const three = (value: number): string => value.toFixed(3)
export const line = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
export const table = (head: readonly string[], rows: readonly string[]): string[] => [
  line(...head),
  line(...head.map((_, index) => (index === 0 ? '---' : '---:'))),
  ...rows,
]

/** One paragraph from its sentences. */
export const prose = (...sentences: readonly string[]): string => sentences.join(' ')

/** A part of a sample with the points of every row. */
export type Part = {
  readonly name: string
  readonly rows: readonly Row[]
  readonly totals: readonly number[]
  readonly bad: readonly boolean[]
}

const separated = (part: Part): Separation =>
  separationOf(part.totals.map((score, index) => ({ score, isBad: part.bad[index] ?? false })))

export function separationRow(part: Part): string {
  const { good, bad, auc, error, low, high } = separated(part)
  const ks = ksOf(part.totals.map((score, index) => ({ score, isBad: part.bad[index] ?? false })))
  return line(
    part.name,
    good,
    bad,
    three(auc),
    three(error),
    `${three(low)} to ${three(high)}`,
    three(2 * auc - 1),
    three(ks),
  )
}

/** Chances of the rows at the level of the sample itself: the points are scaled to the book, not to the sample. */
function predictedOf(part: Part, fit: FittedScorecard, scale: Scale): Predicted[] {
  const sample = fit.training.bad / fit.training.rows
  const shift = sample / (1 - sample) / (scale.populationRate / (1 - scale.populationRate))
  return part.totals.map((total, index) => {
    const chance = chanceOf(total, scale)
    const odds = (chance / (1 - chance)) * shift
    return { chance: odds / (1 + odds), isBad: part.bad[index] ?? false }
  })
}

export function calibrationLines(part: Part, fit: FittedScorecard, scale: Scale): string[] {
  const predicted = predictedOf(part, fit, scale)
  const groups = calibrationOf(predicted, 10)
  const { statistic, p } = hosmerLemeshow(groups, groups.length)
  const rate = part.bad.filter(Boolean).length / part.bad.length
  return [
    prose(
      'Calibration on the rows held out, chances brought to the default rate of the rows estimated from',
      `(${percent(fit.training.bad / fit.training.rows)}; held out ${percent(rate)}):`,
    ),
    '',
    ...table(
      ['chance', 'rows', 'expected bad', 'seen bad'],
      groups.map(group =>
        line(
          `${percent(group.chanceMin)} to ${percent(group.chanceMax)}`,
          group.cases,
          group.expected.toFixed(1),
          group.seen,
        ),
      ),
    ),
    '',
    prose(
      `Hosmer-Lemeshow ${statistic.toFixed(2)} on ${groups.length} degrees of freedom, p = ${three(p)};`,
      `Brier ${brierOf(predicted).toFixed(4)} (${(rate * (1 - rate)).toFixed(4)} for the rate alone).`,
    ),
  ]
}

export function gradeLines(part: Part, edition: RiskEdition): string[] {
  const compiled = compileScorecards(edition)
  const grades = part.totals.map(total => riskGradeOf(compiled, total))
  const rows = RISK_GRADES.map(grade => {
    const members = grades.flatMap((item, index) => (item === grade ? [index] : []))
    const bad = members.filter(index => part.bad[index] === true).length
    return line(
      grade,
      edition.grade_points_min.values[grade] ?? 'below',
      members.length,
      bad,
      members.length === 0 ? '' : percent(bad / members.length),
    )
  })
  return [
    'Risk grades of the rows held out (macro items neutral):',
    '',
    ...table(['grade', 'points from', 'rows', 'bad', 'share'], rows),
  ]
}

export function pointLines(fit: FittedScorecard): string[] {
  const rows = fit.attributes.flatMap(({ code, bands, coefficient, error }) =>
    bands.map((band, index) =>
      line(
        index === 0 ? `${code} (coefficient ${three(coefficient)}, error ${three(error)})` : '',
        band.from ?? 'lowest',
        band.good,
        band.bad,
        percent(band.bad / (band.good + band.bad)),
        three(band.weight),
        band.points,
      ),
    ),
  )
  return table(['attribute', 'from', 'good', 'bad', 'bad share', 'weight of evidence', 'points'], rows)
}
