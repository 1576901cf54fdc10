/**
 * What a measurement is, for the files of src/cli/bench/: each exports `measures`, and bench.ts takes them. A
 * measurement that stands against another is taken in one run with it, so that the ratio does not depend on the
 * machine.
 */

/**
 * What is promised of a measurement: of its own value, or of how many times it is better than what it stands against.
 */
export type Bar = { readonly of: 'value' | 'ratio'; readonly is: number }

/** What one run found. `against` is what the other one took, in the same unit; `note` is a sentence for the report. */
export type Taken =
  | {
      readonly value: number
      readonly against?: { readonly name: string; readonly value: number }
      readonly note?: string
    }
  | { readonly absent: string }

export type Measure = {
  /** Dotted, most significant word first: `rules.traced`. */
  readonly name: string
  /** One sentence: what is run, over what, and how often. */
  readonly says: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  readonly bar: Bar
  readonly take: () => Promise<Taken> | Taken
}

/** One line of `npm run bench -- --json`. */
export type Measured = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly against: number | null
  /** How many times better than `against`: 2 is twice as good, whichever direction is better. */
  readonly ratio: number | null
  readonly bar: number
  readonly holds: boolean
}

/**
 * Holds what was taken against its bar.
 *
 * `ratio = against / value` where lower is better, `value / against` where higher is better; the bar on a ratio is a
 * floor, the bar on a value is a ceiling where lower is better and a floor where higher is better.
 *
 * @param measure  what was promised
 * @param taken    what was found, in the measure's unit
 */
export function measured(measure: Measure, taken: Exclude<Taken, { readonly absent: string }>): Measured {
  const against = taken.against?.value ?? null
  const ratio = against === null ? null : measure.better === 'lower' ? against / taken.value : taken.value / against
  const { name, unit, bar } = measure
  const holds =
    bar.of === 'ratio'
      ? ratio !== null && ratio >= bar.is
      : measure.better === 'lower'
        ? taken.value <= bar.is
        : taken.value >= bar.is
  return {
    name,
    value: rounded(taken.value),
    unit,
    against: nullable(against),
    ratio: nullable(ratio),
    bar: bar.is,
    holds,
  }
}

/** Four significant digits: a measurement knows no more. */
const rounded = (value: number): number => Number(value.toPrecision(4))
const nullable = (value: number | null): number | null => (value === null ? null : rounded(value))

/** The median of a list of numbers that is not empty; the mean of the middle two where their count is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle]
  if (high === undefined) throw new RangeError('there is no median of nothing')
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2
}

/**
 * Microseconds one call takes: the median over rounds of the round's mean, after one round to warm up.
 *
 * @param run        what is timed
 * @param calls      calls in a round, at least 1
 * @param rounds     rounds that count, at least 1
 */
export function microsecondsEach(run: () => unknown, calls: number, rounds = 7): number {
  const round = (): number => {
    const start = process.hrtime.bigint()
    for (let call = 0; call < calls; call++) run()
    return Number(process.hrtime.bigint() - start) / 1000 / calls
  }
  round()
  return median(Array.from({ length: rounds }, round))
}

/**
 * Microseconds of the middle call: each call timed alone, after as many to warm up.
 *
 * @param run    what is timed
 * @param calls  calls that count, at least 1
 */
export function microsecondsP50(run: (call: number) => unknown, calls: number): number {
  const times: number[] = []
  for (let call = 0; call < calls * 2; call++) {
    const start = process.hrtime.bigint()
    run(call)
    const took = Number(process.hrtime.bigint() - start) / 1000
    if (call >= calls) times.push(took)
  }
  return median(times)
}
