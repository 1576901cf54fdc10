/**
 * The six intraclass correlations of Shrout and Fleiss: what share of the variance of marks is between the subjects.
 * ICC(1, .) asks for no particular raters, ICC(2, .) for all of a random sample of raters, absolute agreement counted,
 * ICC(3, .) for all of these very raters, their levels left out; (., 1) is of one rater, (., k) of the mean of k.
 */
import { fAbove, fQuantile } from '../../kernel/distributions.ts'
import { ok, type Result, refuse } from '../../kernel/result.ts'
import type { RatingTable } from './ratings.ts'
import { type AgreementCode, type Reason, undefinedStatistic } from './refusals.ts'

export const FORMS = ['1_1', '2_1', '3_1', '1_k', '2_k', '3_k'] as const
export type Form = (typeof FORMS)[number]

export type Interval = { readonly lower: number; readonly upper: number }
export type FTest = {
  readonly f: number
  readonly of: number
  readonly over: number
  /** The chance of an F this high where no subject differs from another. */
  readonly p: number
}
export type IccEstimate = {
  readonly value: number
  readonly interval: Result<Interval, AgreementCode>
  readonly test: Result<FTest, AgreementCode>
}
export type Icc = Readonly<Record<Form, Result<IccEstimate, AgreementCode>>>

/** Mean squares of the marks; those of the two-way table only where it is full. */
type Anova = {
  readonly subjects: number
  /** Marks for each subject; where they are unequal in number, n0 of the unbalanced table. */
  readonly k: number
  readonly marks: number
  readonly between: number
  readonly within: number
  readonly twoWay: Result<{ readonly raters: number; readonly error: number }, AgreementCode>
}

const refused = (form: string, why: Reason, shown: Readonly<Record<string, string>> = {}) =>
  refuse(undefinedStatistic(`icc_${form}`, why, shown))

/** A sum of squares below what the doubles it was made from can tell apart is none. */
const nothingBelow = (greatest: number, marks: number): number => marks * (4 * Number.EPSILON * greatest) ** 2

/**
 * Mean squares between and within subjects of at least two marks, and of the two-way table.
 * Formula: n0 = (N - sum(m^2) / N) / (n - 1), which is k where every subject has k marks.
 * @source Shrout & Fleiss (1979), table 2; Snedecor & Cochran (1980), 13.7, for n0
 */
function anovaOf(table: RatingTable): Result<Anova, AgreementCode> {
  const { starts, values, raterAt } = table
  if (values.length === 0) return refused('any', 'no_marks')
  if (table.raters.length < 2) return refused('any', 'one_rater', { rater: table.raters[0] ?? '' })
  const places: number[] = []
  for (let subject = 0; subject < table.subjects.length; subject++)
    if (marksOf(table, subject) >= 2) places.push(subject)
  if (places.length === 0) return refused('any', 'no_pair_of_marks')
  if (places.length === 1) return refused('any', 'one_subject', { subject: table.subjects[places[0] ?? 0] ?? '' })

  let [marks, sum, squares, greatest] = [0, 0, 0, 0]
  for (const subject of places) {
    const [from, to] = [starts[subject] ?? 0, starts[subject + 1] ?? 0]
    for (let at = from; at < to; at++) {
      sum += values[at] ?? 0
      greatest = Math.max(greatest, Math.abs(values[at] ?? 0))
    }
    marks += to - from
    squares += (to - from) ** 2
  }
  const grand = sum / marks
  let [between, within] = [0, 0]
  for (const subject of places) {
    const [from, to] = [starts[subject] ?? 0, starts[subject + 1] ?? 0]
    const mean = meanOf(values, from, to)
    between += (to - from) * (mean - grand) ** 2
    for (let at = from; at < to; at++) within += ((values[at] ?? 0) - mean) ** 2
  }
  const least = nothingBelow(greatest, marks)
  const told = (squared: number) => (squared <= least ? 0 : squared)
  const count = places.length
  if (told(between) === 0 && told(within) === 0) return refused('any', 'no_variation')

  const empty = emptyCell(table)
  const twoWay = (): Anova['twoWay'] => {
    if (empty !== undefined) return refused('any', 'cell_missing', empty)
    const width = table.raters.length
    const byRater = new Float64Array(width)
    for (let at = 0; at < values.length; at++)
      byRater[raterAt[at] ?? 0] = (byRater[raterAt[at] ?? 0] ?? 0) + ((values[at] ?? 0) - grand) / count
    let [raters, error] = [0, 0]
    for (const level of byRater) raters += count * level ** 2
    for (let subject = 0; subject < count; subject++) {
      const mean = meanOf(values, subject * width, (subject + 1) * width)
      for (let at = subject * width; at < (subject + 1) * width; at++)
        error += ((values[at] ?? 0) - mean - (byRater[raterAt[at] ?? 0] ?? 0)) ** 2
    }
    return ok({ raters: told(raters) / (width - 1), error: told(error) / ((width - 1) * (count - 1)) })
  }
  return ok({
    subjects: count,
    k: squares * count === marks ** 2 ? marks / count : (marks - squares / marks) / (count - 1),
    marks,
    between: told(between) / (count - 1),
    within: told(within) / (marks - count),
    twoWay: twoWay(),
  })
}

const marksOf = ({ starts }: RatingTable, subject: number) => (starts[subject + 1] ?? 0) - (starts[subject] ?? 0)

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += values[at] ?? 0
  return sum / (to - from)
}

/** The first cell in which a rater has not marked a subject. */
function emptyCell(table: RatingTable): { readonly subject: string; readonly rater: string } | undefined {
  const width = table.raters.length
  const subject = table.subjects.findIndex((_, place) => marksOf(table, place) < width)
  if (subject < 0) return undefined
  const from = table.starts[subject] ?? 0
  const rater = table.raters.findIndex(
    (_, place) => place >= marksOf(table, subject) || table.raterAt[from + place] !== place,
  )
  return { subject: table.subjects[subject] ?? '', rater: table.raters[rater] ?? '' }
}

/** What is left of squares that cancel to this share of themselves is the noise of doubles. */
const CANCELLED = 1e-12

/**
 * A share of variance: undefined where there is no variance to have a share of.
 * @param whole the sum of these terms, some of which may be below 0
 */
function share(form: Form, part: number, whole: readonly number[]): Result<number, AgreementCode> {
  const sum = whole.reduce((total, term) => total + term, 0)
  const size = whole.reduce((total, term) => total + Math.abs(term), 0)
  return sum > CANCELLED * size ? ok(part / sum) : refused(form, 'no_variation_between_subjects')
}

/** Both ends, or why there are none. Marks without error leave no room between them. */
function interval(
  form: Form,
  error: number,
  ends: () => { readonly lower: Result<number, AgreementCode>; readonly upper: Result<number, AgreementCode> },
): Result<Interval, AgreementCode> {
  if (error === 0) return ok({ lower: 1, upper: 1 })
  const { lower, upper } = ends()
  if (!lower.ok) return lower
  if (!upper.ok) return upper
  return Number.isFinite(lower.value) && Number.isFinite(upper.value)
    ? ok({ lower: lower.value, upper: upper.value })
    : refused(form, 'no_variation_between_subjects')
}

const testOf = (form: Form, between: number, error: number, of: number, over: number): Result<FTest, AgreementCode> =>
  error === 0
    ? refused(form, 'no_variation_within_subjects')
    : ok({ f: between / error, of, over, p: fAbove(between / error, of, over) })

/** ICC(1, 1) and ICC(1, k), and by the same arithmetic with another error ICC(3, 1) and ICC(3, k). */
function consistent(
  forms: readonly [Form, Form],
  between: number,
  error: number,
  k: number,
  of: number,
  over: number,
  level: number,
): readonly [Icc[Form], Icc[Form]] {
  const [one, mean] = forms
  const f = between / error
  const tail = (1 + level) / 2
  const lowest = () => f / fQuantile(tail, of, over)
  const highest = () => f * fQuantile(tail, over, of)
  const single = share(one, between - error, [between, (k - 1) * error])
  const average = share(mean, between - error, [between])
  const ofMean = (ratio: number) => share(mean, ratio - 1, [ratio])
  return [
    single.ok
      ? ok({
          value: single.value,
          interval: interval(one, error, () => ({
            lower: ok((lowest() - 1) / (lowest() + k - 1)),
            upper: ok((highest() - 1) / (highest() + k - 1)),
          })),
          test: testOf(one, between, error, of, over),
        })
      : single,
    average.ok
      ? ok({
          value: average.value,
          interval: interval(mean, error, () => ({ lower: ofMean(lowest()), upper: ofMean(highest()) })),
          test: testOf(mean, between, error, of, over),
        })
      : average,
  ]
}

/**
 * ICC(2, 1) and ICC(2, k): absolute agreement of raters drawn from many.
 * Formula: degrees of freedom v of the raters' and the error's variance together, by Satterthwaite.
 * @source Shrout & Fleiss (1979); McGraw & Wong (1996), tables 4 and 7, ICC(A,1) and ICC(A,k)
 */
function absolute(
  { between, subjects: n, k }: Anova,
  raters: number,
  error: number,
  level: number,
): readonly [Icc['2_1'], Icc['2_k']] {
  const tail = (1 + level) / 2
  const single = share('2_1', between - error, [between, (k - 1) * error, (k * raters) / n, (-k * error) / n])
  const average = share('2_k', between - error, [between, raters / n, -error / n])
  const limits = (): { readonly below: number; readonly above: number } => {
    const value = single.ok ? single.value : 0
    // Both weights times (1 - value), so that perfect agreement divides by nothing.
    const a = (k * value) / n
    const b = 1 - value + (k * value * (n - 1)) / n
    const [ofRaters, ofError] = [a * raters, b * error]
    // Where the two cancel there are no degrees of freedom; what doubles leave of them hangs on the order of the marks.
    if (!(Math.abs(ofRaters + ofError) > CANCELLED * (Math.abs(ofRaters) + Math.abs(ofError))))
      return { below: Number.NaN, above: Number.NaN }
    const v = (ofRaters + ofError) ** 2 / (ofRaters ** 2 / (k - 1) + ofError ** 2 / ((n - 1) * (k - 1)))
    return { below: fQuantile(tail, n - 1, v), above: fQuantile(tail, v, n - 1) }
  }
  const beside = k * raters + (k * n - k - n) * error
  const test = (form: Form) => testOf(form, between, error, n - 1, (n - 1) * (k - 1))
  return [
    single.ok
      ? ok({
          value: single.value,
          interval: interval('2_1', error + raters, () => {
            const { below, above } = limits()
            return {
              lower: share('2_1', n * (between - below * error), [below * beside, n * between]),
              upper: share('2_1', n * (above * between - error), [beside, n * above * between]),
            }
          }),
          test: test('2_1'),
        })
      : single,
    average.ok
      ? ok({
          value: average.value,
          interval: interval('2_k', error + raters, () => {
            const { below, above } = limits()
            return {
              lower: share('2_k', n * (between - below * error), [below * raters, -below * error, n * between]),
              upper: share('2_k', n * (above * between - error), [raters, -error, n * above * between]),
            }
          }),
          test: test('2_k'),
        })
      : average,
  ]
}

/**
 * The six forms, each with its interval and the test that subjects do not differ.
 *
 * The one-way forms take subjects of at least two marks; where those are unequal in number, n0 stands for k and the
 * interval is an approximation. The two-way forms need every cell.
 *
 * @param level of the interval, above 0 and below 1, such as 0.95
 * @source Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw & Wong (1996), Psychological Methods 1,
 *   30-46, for the intervals
 */
export function iccOf(table: RatingTable, level: number): Icc {
  const anova = anovaOf(table)
  if (!anova.ok) return formsOf(form => named(form, anova))
  const { subjects, k, marks, between, within, twoWay } = anova.value
  const [one, oneMean] = consistent(['1_1', '1_k'], between, within, k, subjects - 1, marks - subjects, level)
  if (!twoWay.ok) return { ...formsOf(form => named(form, twoWay)), '1_1': one, '1_k': oneMean }
  const { raters, error } = twoWay.value
  const over = (subjects - 1) * (k - 1)
  const [three, threeMean] = consistent(['3_1', '3_k'], between, error, k, subjects - 1, over, level)
  const [two, twoMean] = absolute(anova.value, raters, error, level)
  return { '1_1': one, '2_1': two, '3_1': three, '1_k': oneMean, '2_k': twoMean, '3_k': threeMean }
}

const formsOf = (of: (form: Form) => Icc[Form]): Icc =>
  Object.fromEntries(FORMS.map(form => [form, of(form)])) as Record<Form, Icc[Form]>

/** A refusal of all forms, told of one. */
const named = (form: Form, found: Extract<Icc[Form], { readonly ok: false }>): Icc[Form] => ({
  ok: false,
  refusals: found.refusals.map(one => ({ ...one, at: `icc_${form}` })),
})
