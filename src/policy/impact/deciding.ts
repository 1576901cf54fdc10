/**
 * Ratio, caps, amount, fee, first reason and who may sign, for the cases of one programme in a block. Whole numbers in
 * doubles, exact as portion.ts says; equal to `recommend` of decision/recommendation.ts case by case, by test.
 */
import type { Block, Run } from './block.ts'
import { type ClauseResult, clauseResults, NONE } from './clause-reasons.ts'
import type { GivenColumns } from './given.ts'
import { NO_REASON, type Outcomes } from './outcomes.ts'
import type { OwnReasons } from './own-reasons.ts'
import { feeUp, type Portion, portion, type Wide, wholeUp } from './portion.ts'
import { fillFeeRates, fillRatios, type Rates, ratesOf } from './rates.ts'
import { type Rooms, roomsOf } from './rooms.ts'
import type { Level, ProgrammeSide, Side } from './side.ts'

const APPROVE = 0
const REFER = 1
const DECLINE = 2

/**
 * Decides the cases of a run.
 * @param outcomes of the programme's clauses and guards, each as long as the run
 * @param facts columns of the whole block, what is worked out on the way among them
 * @param ranks final grades
 * @param isOut cases that are not decided here
 */
export function decideRun(
  side: Side,
  programme: ProgrammeSide,
  block: Block,
  run: Run,
  outcomes: readonly Uint8Array[],
  facts: readonly Float64Array[],
  given: GivenColumns,
  ranks: Uint8Array,
  isOut: Uint8Array,
  own: OwnReasons,
  into: Outcomes,
  wide: Wide,
): void {
  const { from, to } = run
  const count = to - from
  const ratioColumn = new Float64Array(count)
  fillRatios(side, programme, outcomes, ratioColumn)
  const ratios = ratesOf(side, ratioColumn)
  const feeRates = new Float64Array(count)
  fillFeeRates(side, programme, outcomes, ranks.subarray(from, to), feeRates)
  const asked = new Float64Array(count)
  fillAsked(given.loan, from, isOut, ratios, wide, asked)
  const rooms = roomsOf(side, programme, block, run, outcomes, facts, given, ranks, isOut, own, asked, ratios, wide)
  const amounts = new Float64Array(count)
  fillAmounts(asked, rooms.room, from, isOut, ratios, side.guaranteeStep, wide, amounts)
  const found = clauseResults(programme.clauses, outcomes, programme.compiled.isCreditAllowed, count)
  answerRun(side, programme, block, run, given, ranks, isOut, own, rooms, amounts, found, into)
  const fees = new Float64Array(count)
  fillFees(amounts, given.feeDays, from, isOut, ratesOf(side, feeRates), side, wide, fees)
  keepRun(from, isOut, ranks, amounts, ratioColumn, feeRates, fees, found.klass, into)
  levelRun(side.levels, run, isOut, into)
}

// Each loop over the cases is a function of its own that ends with it: such a one is soon compiled, and stays so.

function fillAsked(
  loans: Float64Array,
  from: number,
  isOut: Uint8Array,
  { portions, places }: Rates,
  wide: Wide,
  asked: Float64Array,
): void {
  for (let j = 0; j < asked.length; j++)
    if (isOut[from + j] !== 1)
      asked[j] = portion(loans[from + j] as number, portions[places[j] as number] as Portion, wide)
}

/** What is asked for; where a cap leaves less, that, cut to the step and to what a loan of whole won comes to. */
function fillAmounts(
  asked: Float64Array,
  room: Float64Array,
  from: number,
  isOut: Uint8Array,
  { portions, places }: Rates,
  step: number,
  wide: Wide,
  amounts: Float64Array,
): void {
  for (let j = 0; j < amounts.length; j++) {
    if (isOut[from + j] === 1) continue
    let amount = asked[j] as number
    const left = room[j] as number
    if (left < amount) {
      const by = portions[places[j] as number] as Portion
      amount = left - (left % step)
      if (amount > 0) amount = portion(wholeUp(amount, by, wide), by, wide)
    }
    amounts[j] = amount
  }
}

function fillFees(
  amounts: Float64Array,
  days: Float64Array,
  from: number,
  isOut: Uint8Array,
  { portions, places }: Rates,
  { dayCount, feeStep }: Side,
  wide: Wide,
  fees: Float64Array,
): void {
  for (let j = 0; j < fees.length; j++) {
    if (isOut[from + j] === 1) continue
    const by = portions[places[j] as number] as Portion
    fees[j] = feeUp(amounts[j] as number, by, days[from + j] as number, dayCount, feeStep, wide)
  }
}

/** Answer and first reason: what is stopped before all, decline before refer before approve. */
function answerRun(
  side: Side,
  { compiled, clauses }: ProgrammeSide,
  block: Block,
  { from, to }: Run,
  given: GivenColumns,
  ranks: Uint8Array,
  isOut: Uint8Array,
  own: OwnReasons,
  { binding, unknown }: Rooms,
  amounts: Float64Array,
  found: ClauseResult,
  into: Outcomes,
): void {
  const isServed = Uint8Array.from(block.purposes, purpose => (compiled.purposes.includes(purpose) ? 1 : 0))
  const stops = Int32Array.from(block.stops, stop => (stop === '' ? NO_REASON : side.codes.of(`stop.${stop}`)))
  const reasons = Int32Array.from(clauses, clause => clause.reason)
  const { minimumRank } = compiled
  const { termMonthsMax } = side.rules.policy.terms
  const put = (i: number, answer: number, reason: number): void => {
    into.answer[i] = answer
    into.reason[i] = reason
  }
  for (let i = from; i < to; i++) {
    if (isOut[i] === 1) continue
    const j = i - from
    const declines = found.decline[j] as number
    const refers = found.refer[j] as number
    const missing = unknown[j] as number
    const bound = binding[j] as number
    const stop = stops[given.stop[i] as number] as number
    // Rules that were stopped neither approve nor decline.
    if (stop !== NO_REASON) put(i, REFER, stop)
    else if (isServed[given.purpose[i] as number] === 0) put(i, DECLINE, own.purpose)
    else if ((ranks[i] as number) > minimumRank) put(i, DECLINE, own.minimumGrade)
    else if (declines !== NONE) put(i, DECLINE, reasons[declines] as number)
    else if ((amounts[j] as number) <= 0) put(i, DECLINE, bound === NO_REASON ? own.nothing : bound)
    else if ((given.termMonths[i] as number) > termMonthsMax) put(i, REFER, own.termMonths)
    else if (refers !== NONE) put(i, REFER, reasons[refers] as number)
    else if (missing !== NO_REASON) put(i, REFER, missing)
    else put(i, APPROVE, bound)
  }
}

function keepRun(
  from: number,
  isOut: Uint8Array,
  ranks: Uint8Array,
  amounts: Float64Array,
  ratios: Float64Array,
  feeRates: Float64Array,
  fees: Float64Array,
  classes: Uint8Array,
  into: Outcomes,
): void {
  for (let j = 0; j < amounts.length; j++) {
    const i = from + j
    if (isOut[i] === 1) continue
    into.grade[i] = ranks[i] as number
    into.amount[i] = amounts[j] as number
    into.ratio[i] = ratios[j] as number
    into.feeRate[i] = feeRates[j] as number
    into.fee[i] = fees[j] as number
    into.klass[i] = classes[j] as number
  }
}

/** The first level whose amount, grade and powers reach; the highest where none does. */
function levelRun(levels: Side['levels'], { from, to }: Run, isOut: Uint8Array, into: Outcomes): void {
  const last = levels.at(-1)?.code ?? NO_REASON
  for (let i = from; i < to; i++) if (isOut[i] !== 1) into.level[i] = last
  // The first level is written last.
  for (let place = levels.length - 1; place >= 0; place--) reach(levels[place] as Level, from, to, isOut, into)
}

function reach(
  { amountMax, minimumRank, maySignReferred, code }: Level,
  from: number,
  to: number,
  isOut: Uint8Array,
  { amount, grade, answer, level }: Outcomes,
): void {
  for (let i = from; i < to; i++)
    if (
      isOut[i] !== 1 &&
      (amount[i] as number) <= amountMax &&
      (grade[i] as number) <= minimumRank &&
      (maySignReferred || answer[i] !== REFER)
    )
      level[i] = code
}
