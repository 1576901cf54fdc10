/** How an exam is scored: the marks given held against the reference, as agreement and as leniency. */
import { estimateText } from '../../kernel/decimal.ts'
import { type Fixed, fixed, fixedText, ONE } from '../../kernel/fixed.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { type Kappa, weightedKappa } from '../agreement/kappa.ts'
import type { AgreementCode } from '../agreement/refusals.ts'
import type { PanelCode } from '../refusals.ts'
import type { RosterEdition } from '../roster/edition.ts'
import { MARKS, type Mark } from '../schema.ts'
import type { ExamCode } from './refusals.ts'

/** A mark of the reference, with what it rests on. */
export type ReferenceMark = {
  readonly indicator: string
  readonly mark: Mark
  readonly reasons: readonly { readonly type: string; readonly page?: number; readonly quotation?: string }[]
}
export type ExamCase = { readonly id: string; readonly reference: readonly ReferenceMark[] }
export type GivenMark = { readonly case: string; readonly indicator: string; readonly mark: Mark }

/** One mark beside the reference's; `difference` in steps of the scale, above 0 where it is better than that. */
export type Compared = GivenMark & { readonly reference: Mark; readonly difference: number }

export type Score = {
  readonly marks: number
  /** Cohen's kappa with quadratic weights, rounded down to four places; null where it is undefined. */
  readonly kappa: string | null
  /** Why it is, in the words of the agreement's reasons. */
  readonly undefined_because: string | null
  /** Mean of the differences, four places. */
  readonly difference: string
  readonly isPassed: boolean
}

/** Steps up from the worst mark. */
const stepsUpOf = (mark: Mark): number => MARKS.length - 1 - MARKS.indexOf(mark)

/**
 * Every mark beside the reference's, in the reference's order.
 * Errors: `exam_case_unknown`, `indicator_unknown` for what the exam does not ask, `indicator_twice`, `mark_missing`.
 */
export function compared(
  given: readonly GivenMark[],
  cases: readonly ExamCase[],
): Result<readonly Compared[], PanelCode | ExamCode> {
  const found: Refusal<PanelCode | ExamCode>[] = []
  const marks = new Map<string, Mark>()
  for (const [place, one] of given.entries()) {
    const asked = cases.find(other => other.id === one.case)
    const key = `${one.case} ${one.indicator}`
    if (asked === undefined) found.push(refusal('exam_case_unknown', `marks.${place}.case`, { value: one.case }))
    else if (!asked.reference.some(other => other.indicator === one.indicator))
      found.push(refusal('indicator_unknown', `marks.${place}.indicator`, { value: one.indicator }))
    else if (marks.has(key))
      found.push(refusal('indicator_twice', `marks.${place}.indicator`, { value: one.indicator }))
    else marks.set(key, one.mark)
  }
  const beside = cases.flatMap(({ id, reference }) =>
    reference.flatMap(({ indicator, mark: due }): Compared[] => {
      const mark = marks.get(`${id} ${indicator}`)
      if (mark === undefined) {
        found.push(refusal('mark_missing', 'marks', { value: `${id} ${indicator}` }))
        return []
      }
      return [{ case: id, indicator, mark, reference: due, difference: stepsUpOf(mark) - stepsUpOf(due) }]
    }),
  )
  return found.length > 0 ? { ok: false, refusals: found } : ok(beside)
}

/** Places to which the kappa is read before it is held against the bound: what is finer is the noise of doubles. */
const PLACES = 10

/** The level of an interval nobody is shown here. */
const LEVEL = 0.95

/** Cohen's kappa with quadratic weights of the marks given against the reference's. */
export const kappaOf = (pairs: readonly Compared[]): Result<Kappa, AgreementCode> =>
  weightedKappa(
    MARKS.map(mark => MARKS.map(due => pairs.filter(one => one.mark === mark && one.reference === due).length)),
    'quadratic',
    LEVEL,
  )

/** A ratio as text with four places, rounded towards the lower number. */
function fourPlacesDown(value: Fixed): string {
  const step = ONE / 10_000n
  return fixedText((value / step - (value % step < 0n ? 1n : 0n)) * step)
}

/**
 * The score of an exam. It is passed where agreement is at least, and the mean difference either way at most what the
 * edition says; both are compared before they are rounded to be shown. An undefined kappa passes nothing.
 * @param pairs at least one
 * @source rules/panel roster.exam_kappa_min, roster.exam_difference_max
 */
export function scored(
  pairs: readonly Compared[],
  rules: Pick<RosterEdition, 'exam_kappa_min' | 'exam_difference_max'>,
): Score {
  const found = kappaOf(pairs)
  const kappa = found.ok ? fixed(estimateText(found.value.value, PLACES)) : null
  const sum = BigInt(pairs.reduce((total, one) => total + one.difference, 0))
  const count = BigInt(pairs.length)
  const isAgreed = kappa !== null && kappa >= fixed(rules.exam_kappa_min.value)
  const isLevel = (sum < 0n ? -sum : sum) * ONE <= fixed(rules.exam_difference_max.value) * count
  return {
    marks: pairs.length,
    kappa: kappa === null ? null : fourPlacesDown(kappa),
    undefined_because: found.ok ? null : (found.refusals[0]?.params['why'] ?? null),
    difference: fourPlacesDown((sum * ONE) / count),
    isPassed: isAgreed && isLevel,
  }
}
