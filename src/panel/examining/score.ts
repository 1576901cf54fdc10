/** How an exam is scored: the marks given held against the reference, as agreement and as leniency. */
import { type Fixed, fixed, fixedText, ONE } from '../../kernel/fixed.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
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

/** One mark beside the reference's; `difference` in steps of the scale, above 0 where it is better than the reference. */
export type Compared = GivenMark & { readonly reference: Mark; readonly difference: number }

export type Score = {
  readonly marks: number
  /** Cohen's kappa with quadratic weights, rounded down to four places; null where it is undefined. */
  readonly kappa: string | null
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

/**
 * Cohen's kappa with quadratic weights, as a fraction of whole numbers:
 * `1 - n * sum (given - due)^2 / sum over all i, j of (marks given i) * (marks due j) * (i - j)^2`.
 * Undefined, as null, where nobody could disagree by chance: all marks given and due are one and the same.
 * @source J. Cohen, Weighted kappa, Psychological Bulletin 70(4), 1968, 213-220
 */
export function weightedKappaOf(pairs: readonly Compared[]): { readonly over: bigint; readonly under: bigint } | null {
  const counts = (of: (one: Compared) => Mark) =>
    MARKS.map(mark => BigInt(pairs.filter(one => of(one) === mark).length))
  const given = counts(one => one.mark)
  const due = counts(one => one.reference)
  const chance = given.reduce(
    (sum, a, i) => sum + due.reduce((inner, b, j) => inner + a * b * BigInt((i - j) ** 2), 0n),
    0n,
  )
  const observed = BigInt(pairs.length) * BigInt(pairs.reduce((sum, one) => sum + one.difference ** 2, 0))
  return chance === 0n ? null : { over: chance - observed, under: chance }
}

/** A fraction as text with four places, rounded towards the lower number. */
function fourPlacesDown(over: bigint, under: bigint): string {
  const scaled = over * 10_000n
  const floor = scaled / under - (scaled % under < 0n ? 1n : 0n)
  return fixedText((floor * ONE) / 10_000n)
}

/**
 * The score of an exam. It is passed where agreement is at least, and the mean difference either way at most what the
 * edition says; both are compared exactly, before they are rounded to be shown. An undefined kappa passes nothing.
 * @param pairs at least one
 * @source rules/panel roster.exam_kappa_min, roster.exam_difference_max
 */
export function scored(
  pairs: readonly Compared[],
  rules: Pick<RosterEdition, 'exam_kappa_min' | 'exam_difference_max'>,
): Score {
  const kappa = weightedKappaOf(pairs)
  const sum = BigInt(pairs.reduce((total, one) => total + one.difference, 0))
  const count = BigInt(pairs.length)
  const least: Fixed = fixed(rules.exam_kappa_min.value)
  const most: Fixed = fixed(rules.exam_difference_max.value)
  const isAgreed = kappa !== null && kappa.over * ONE >= least * kappa.under
  const isLevel = (sum < 0n ? -sum : sum) * ONE <= most * count
  return {
    marks: pairs.length,
    kappa: kappa === null ? null : fourPlacesDown(kappa.over, kappa.under),
    difference: fourPlacesDown(sum, count),
    isPassed: isAgreed && isLevel,
  }
}
