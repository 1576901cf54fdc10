/**
 * A rater against the others: how far they mark above the others' mean, whether they rise and fall with it, and how far
 * the others agree without them.
 */
import { ok, type Result, refuse } from '../../kernel/result.ts'
import { type Alpha, alphaRefused, difference, disagreementAmong, type Metric, scoresOf } from './alpha.ts'
import type { RatingTable } from './ratings.ts'
import { type AgreementCode, undefinedStatistic } from './refusals.ts'

export type RaterAgreement = {
  readonly rater: string
  readonly marks: number
  /** Units that somebody else has marked too. */
  readonly compared: number
  /** Mean of own mark less the mean of the others'; above 0 is lenient where a higher mark is the better one. */
  readonly difference: Result<number, AgreementCode>
  readonly differenceError: Result<number, AgreementCode>
  /** Correlation of own marks with the means of the others'. */
  readonly correlation: Result<number, AgreementCode>
  /** Krippendorff's alpha of everybody else. */
  readonly alphaWithout: Result<number, AgreementCode>
}

/** Own mark and the others' mean for each unit compared, summed. */
class Sums {
  count = 0
  own = 0
  others = 0
  ownSquares = 0
  othersSquares = 0
  products = 0
  add(own: number, others: number): void {
    this.count += 1
    this.own += own
    this.others += others
    this.ownSquares += own * own
    this.othersSquares += others * others
    this.products += own * others
  }
}

/** Sums of marks of a scale are small whole numbers: below this a spread is the noise of the means. */
const NOISE = 1e-9

function toldOf(rater: string, marks: number, sums: Sums, alphaWithout: Result<number, AgreementCode>): RaterAgreement {
  const { count } = sums
  const refused = (name: string, why: 'no_pair_of_marks' | 'one_subject' | 'no_variation') =>
    refuse(undefinedStatistic(name, why, { rater }))
  const mean = (sums.own - sums.others) / count
  const ownSpread = sums.ownSquares - sums.own ** 2 / count
  const othersSpread = sums.othersSquares - sums.others ** 2 / count
  const together = sums.products - (sums.own * sums.others) / count
  const squares = Math.max(0, ownSpread + othersSpread - 2 * together)
  const few = count === 0 ? 'no_pair_of_marks' : 'one_subject'
  const isFlat = ownSpread < NOISE || othersSpread < NOISE
  return {
    rater,
    marks,
    compared: count,
    difference: count === 0 ? refused('difference', few) : ok(mean),
    differenceError: count < 2 ? refused('difference_error', few) : ok(Math.sqrt(squares / (count - 1) / count)),
    correlation:
      count < 2
        ? refused('correlation', few)
        : isFlat
          ? refused('correlation', 'no_variation')
          : ok(Math.max(-1, Math.min(1, together / Math.sqrt(ownSpread * othersSpread)))),
    alphaWithout,
  }
}

/** The matrix of coincidences of units, of which a rater's marks can be taken out again. */
class Matrix {
  readonly size: number
  readonly cells: Float64Array
  readonly counts: Float64Array
  constructor(size: number) {
    this.size = size
    this.cells = new Float64Array(size * size)
    this.counts = new Float64Array(size)
  }
  copy(): Matrix {
    const copied = new Matrix(this.size)
    copied.cells.set(this.cells)
    copied.counts.set(this.counts)
    return copied
  }
  /** Adds, or with a sign of -1 takes out, a unit with these counts; one of fewer than two marks is none. */
  add(counts: Float64Array, marks: number, sign: 1 | -1): void {
    if (marks < 2) return
    const weight = sign / (marks - 1)
    for (let c = 0; c < this.size; c++) {
      const own = counts[c] ?? 0
      if (own === 0) continue
      this.counts[c] = (this.counts[c] ?? 0) + sign * own
      for (let k = 0; k < this.size; k++) {
        const pairs = c === k ? own * (own - 1) : own * (counts[k] ?? 0)
        const cell = c * this.size + k
        this.cells[cell] = (this.cells[cell] ?? 0) + weight * pairs
      }
    }
  }
}

/** Alpha by its matrix of coincidences; the counts are whole, so that nobody's are none. */
function alphaOfMatrix(
  matrix: Matrix,
  scale: readonly number[],
  metric: Metric,
): Result<Alpha['value'], AgreementCode> {
  let marks = 0
  for (const count of matrix.counts) marks += count
  if (marks === 0) return alphaRefused('no_pair_of_marks')
  const given = scale.filter((_, code) => (matrix.counts[code] ?? 0) > 0)
  if (given.length < 2) return alphaRefused('no_variation', { value: String(given[0]) })
  if (metric === 'ratio' && (given[0] ?? 0) < 0)
    return alphaRefused('negative_on_a_ratio_scale', { value: String(given[0]) })
  const scores = scoresOf(metric, scale, matrix.counts)
  let observed = 0
  for (let c = 0; c < scale.length; c++)
    for (let k = 0; k < c; k++)
      if ((matrix.counts[c] ?? 0) > 0 && (matrix.counts[k] ?? 0) > 0)
        observed += 2 * (matrix.cells[c * scale.length + k] ?? 0) * difference(metric, scores[c] ?? 0, scores[k] ?? 0)
  return ok(1 - ((marks - 1) * observed) / disagreementAmong(metric, matrix.counts, marks, scores))
}

/**
 * Every rater of a table against the others.
 * @param table units by raters; what is a unit is the caller's
 * @param scale every value there is, rising; others than those are a fault and thrown
 */
export function ratersAgainstOthers(table: RatingTable, scale: readonly number[], metric: Metric): RaterAgreement[] {
  const codes = codesOf(table, scale)
  const whole = new Matrix(scale.length)
  const counts = new Float64Array(scale.length)
  const sums = table.raters.map(() => new Sums())
  const places: number[][] = table.raters.map(() => [])
  for (let unit = 0; unit < table.subjects.length; unit++) {
    const [from, to] = [table.starts[unit] ?? 0, table.starts[unit + 1] ?? 0]
    let total = 0
    for (let at = from; at < to; at++) total += table.values[at] ?? 0
    for (let at = from; at < to; at++) {
      const own = table.values[at] ?? 0
      if (to - from >= 2) sums[table.raterAt[at] ?? 0]?.add(own, (total - own) / (to - from - 1))
      places[table.raterAt[at] ?? 0]?.push(unit)
    }
    whole.add(countsOf(codes, from, to, counts), to - from, 1)
  }
  return table.raters.map((rater, place) => {
    const without = whole.copy()
    for (const unit of places[place] ?? []) {
      const [from, to] = [table.starts[unit] ?? 0, table.starts[unit + 1] ?? 0]
      without.add(countsOf(codes, from, to, counts), to - from, -1)
      for (let at = from; at < to; at++)
        if (table.raterAt[at] === place) counts[codes[at] ?? 0] = (counts[codes[at] ?? 0] ?? 0) - 1
      without.add(counts, to - from - 1, 1)
    }
    const units = places[place] ?? []
    return toldOf(rater, units.length, sums[place] ?? new Sums(), alphaOfMatrix(without, scale, metric))
  })
}

/** The place of each mark's value on the scale. */
export function codesOf(table: RatingTable, scale: readonly number[]): Int32Array {
  const codeOf = new Map(scale.map((value, code) => [value, code]))
  return Int32Array.from(table.values, value => {
    const code = codeOf.get(value)
    if (code === undefined) throw new RangeError(`${value} is off the scale`)
    return code
  })
}

function countsOf(codes: Int32Array, from: number, to: number, into: Float64Array): Float64Array {
  into.fill(0)
  for (let at = from; at < to; at++) into[codes[at] ?? 0] = (into[codes[at] ?? 0] ?? 0) + 1
  return into
}
