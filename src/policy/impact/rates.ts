/**
 * Guarantee ratio and fee rate of the cases of a run, column by column. Whole numbers of 10^-12, whose sums no double
 * rounds; equal to `coverageOf` and `feeTermsOf` of decision/recommendation.ts, by test.
 */
import { MET, NOT_MET } from '../../rules/evaluate.ts'
import type { Portion } from './portion.ts'
import type { ProgrammeSide, Rate, Side } from './side.ts'

/** Outcomes of the programme's clauses and guards, each as long as the run. */
export type Guarded = readonly Uint8Array[]

// Each loop over the cases is a function of its own that ends with it: such a one is soon compiled, and stays so.

/** Adds to every case whose guard is not known to fail. */
function addWhereMayHold(outcome: Uint8Array, value: number, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) if (outcome[j] !== NOT_MET) to[j] = (to[j] as number) + value
}
function addWhereHolds(outcome: Uint8Array, value: number, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) if (outcome[j] === MET) to[j] = (to[j] as number) + value
}
function addToAll(value: number, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) to[j] = (to[j] as number) + value
}
function setWhereHolds(outcome: Uint8Array, value: number, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) if (outcome[j] === MET) to[j] = value
}
function within(least: number, most: number, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) {
    const value = to[j] as number
    if (value < least) to[j] = least
    else if (value > most) to[j] = most
  }
}
function setByRank(base: Float64Array, otherwise: number, ranks: Uint8Array, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) {
    const rank = ranks[j] as number
    to[j] = rank < base.length ? (base[rank] as number) : otherwise
  }
}

function addRate({ guard, scaled }: Rate, outcomes: Guarded, sign: 1 | -1, isSure: boolean, to: Float64Array): void {
  if (guard < 0) addToAll(sign * scaled, to)
  else if (isSure) addWhereHolds(outcomes[guard] as Uint8Array, sign * scaled, to)
  else addWhereMayHold(outcomes[guard] as Uint8Array, sign * scaled, to)
}

/** The ratio of the first row that holds; where none does, the ordinary one less what may reduce it. */
export function fillRatios(side: Side, { coverage, reductions }: ProgrammeSide, outcomes: Guarded, to: Float64Array) {
  to.fill(side.basic)
  for (const one of reductions) addRate(one, outcomes, -1, false, to)
  within(0, Number.POSITIVE_INFINITY, to)
  // The first row that holds is written last.
  for (let place = coverage.length - 1; place >= 0; place--) {
    const { guard, scaled } = coverage[place] as Rate
    if (guard < 0) to.fill(scaled)
    else setWhereHolds(outcomes[guard] as Uint8Array, scaled, to)
  }
}

/** @param ranks final grades of the run's cases */
export function fillFeeRates(
  side: Side,
  programme: ProgrammeSide,
  outcomes: Guarded,
  ranks: Uint8Array,
  to: Float64Array,
) {
  if (programme.feeFixed !== undefined) {
    to.fill(programme.feeFixed)
    return
  }
  setByRank(side.feeBase, side.feeMaximum, ranks, to)
  for (const one of programme.surcharges) addRate(one, outcomes, 1, false, to)
  for (const one of programme.discounts) addRate(one, outcomes, -1, true, to)
  addToAll(-programme.feeDiscount, to)
  within(side.feeMinimum, side.feeMaximum, to)
}

/** The rates of a column made ready: few differ, and a case tells its own by its place among them. */
export type Rates = { readonly portions: readonly Portion[]; readonly places: Uint16Array }

export function ratesOf(side: Side, column: Float64Array): Rates {
  const portions: Portion[] = []
  const places = new Uint16Array(column.length)
  fillPlaces(column, new Map(), portions, side.rateAt, places)
  return { portions, places }
}

function fillPlaces(
  column: Float64Array,
  known: Map<number, number>,
  portions: Portion[],
  rateAt: Side['rateAt'],
  places: Uint16Array,
): void {
  let [last, at] = [Number.NaN, 0]
  for (let j = 0; j < column.length; j++) {
    const value = column[j] as number
    if (value !== last) {
      last = value
      at = known.get(value) ?? portions.push(rateAt(value)) - 1
      known.set(value, at)
    }
    places[j] = at
  }
}
