/**
 * What would raise the grade: for a wanted final grade and the firm's risk grade, the cheapest better marks that lead
 * to it, split by how soon each can change. Supposing them in `appraise()` attains the grade.
 */

import { finalGradeOf, gradeRank, isAtLeastGrade } from '../scoring/grades.ts'
import { FINAL_GRADES, type FinalGrade, TECHNOLOGY_GRADES } from '../scoring/grades-schema.ts'
import { cheapestImprovement, type Improvement } from '../scoring/improvement.ts'
import { HORIZONS } from '../scoring/rubric-schema.ts'
import type { Horizon } from '../scoring/score.ts'
import type { Appraisal, Supposed } from './appraise.ts'
import type { Rules } from './rule-book.ts'

export type Raise = {
  readonly wanted: FinalGrade
  readonly effort: number
  /** By horizon, soonest first. */
  readonly steps: readonly { readonly horizon: Horizon; readonly improvements: readonly Improvement[] }[]
}

/** The next better grade; undefined for AAA. */
export const nextBetter = (grade: FinalGrade): FinalGrade | undefined => FINAL_GRADES[gradeRank(grade) - 1]

/**
 * The cheapest improvements by which the case would be graded at least `wanted`.
 *
 * @returns undefined where no marks lead there with the firm's risk grade: then the risk has to fall first
 * @source rules/rubric improvement costs; rules/grades technology_score_min, matrix
 */
export function whatWouldRaise(rules: Rules, appraisal: Appraisal, wanted: FinalGrade): Raise | undefined {
  const { graded, sheet } = appraisal
  const model = rules.models.get(graded.score.model)
  if (model === undefined) throw new Error(`the rules have no model ${graded.score.model}`)
  const marks = sheet.marks.map(given => given.mark)
  // A worse technology grade never needs more than a better one, so the worst that leads to the wanted grade is
  // cheapest.
  const due = TECHNOLOGY_GRADES.findLastIndex(grade =>
    isAtLeastGrade(finalGradeOf(rules.grades, grade, graded.risk.grade), wanted),
  )
  if (due < 0) return undefined
  const total = rules.grades.cutOffs[due]?.scoreMicro ?? 0
  const quantitative = rules.quantitativeMinima[due] ?? 0
  const improvements = cheapestImprovement(
    model,
    marks,
    { total, quantitative },
    graded.fair?.items.map(one => one.points),
  )
  if (improvements === undefined) return undefined
  return {
    wanted,
    effort: improvements.reduce((sum, one) => sum + one.effort, 0),
    steps: HORIZONS.map(horizon => ({
      horizon,
      improvements: improvements.filter(one => one.horizon === horizon),
    })).filter(step => step.improvements.length > 0),
  }
}

/** The improvements as marks to suppose. */
export const supposedBy = (raise: Raise): Supposed =>
  new Map(raise.steps.flatMap(step => step.improvements.map(one => [one.indicator, one.to] as const)))
