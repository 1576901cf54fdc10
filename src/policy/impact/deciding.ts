/**
 * Ratio, caps, amount, fee, first reason and who may sign, for the cases of one programme in a block. Whole numbers in
 * doubles, exact as portion.ts says; equal to `recommend` of decision/recommendation.ts case by case, by test.
 */
import { MET, NOT_MET } from '../../rules/evaluate.ts'
import type { Block, Run } from './block.ts'
import { clauseResults, NONE } from './clause-reasons.ts'
import type { GivenColumns } from './given.ts'
import { NO_REASON, type Outcomes } from './outcomes.ts'
import { feeUp, type Portion, portion, type Wide, wholeUp } from './portion.ts'
import type { Limit, Need, ProgrammeSide, Rate, Side } from './side.ts'

/** Reasons that are no clause's and no cap's. */
export type OwnReasons = {
  readonly purpose: number
  readonly minimumGrade: number
  readonly termMonths: number
  readonly ceiling: number
  readonly need: number
  readonly nothing: number
}
export const ownReasons = (of: (code: string) => number): OwnReasons => ({
  purpose: of('programme.purpose'),
  minimumGrade: of('programme.minimum_grade'),
  termMonths: of('terms.term_months_max'),
  ceiling: of('cap.grade_ceiling'),
  need: of('cap.need'),
  nothing: of('terms.nothing_to_guarantee'),
})

const APPROVE = 0
const REFER = 1
const DECLINE = 2

/** What the programme's needs and purposes are, by the block's number of a purpose. */
const byPurpose = (block: Block, programme: ProgrammeSide) => ({
  isServed: Uint8Array.from(block.purposes, purpose => (programme.compiled.purposes.includes(purpose) ? 1 : 0)),
  needs: block.purposes.map(
    (purpose): Need | undefined => programme.needs.find(one => one.purposes.includes(purpose))?.need,
  ),
})

/** Amounts already used, by scope; the sum of those that count is exact, as packed.ts bounds each. */
function usedOf(limit: Limit, given: GivenColumns, i: number): number {
  const uses = limit.scope === 'group' ? given.group : given.firm
  let used = 0
  for (const guarantor of limit.counts) used += uses[guarantor][i] as number
  return used
}

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
  { from, to }: Run,
  outcomes: readonly Uint8Array[],
  facts: readonly Float64Array[],
  given: GivenColumns,
  ranks: Uint8Array,
  isOut: Uint8Array,
  own: OwnReasons,
  into: Outcomes,
  wide: Wide,
): void {
  const count = to - from
  const { clauses, compiled, coverage, reductions } = programme
  const found = clauseResults(clauses, outcomes, compiled.isCreditAllowed, count)
  const purposes = byPurpose(block, programme)
  const externals = block.external.map(one => one.limits.map(limit => side.codes.of(`cap.${limit.code}`)))
  const { rateAt } = side
  const stops = block.stops.map(stop => (stop === '' ? NO_REASON : side.codes.of(`stop.${stop}`)))
  const holds = (guard: number, j: number): boolean => guard < 0 || (outcomes[guard] as Uint8Array)[j] === MET
  const mayHold = (guard: number, j: number): boolean => guard < 0 || (outcomes[guard] as Uint8Array)[j] !== NOT_MET
  const amountOf = (limit: Limit, i: number): number =>
    limit.factIndex < 0
      ? limit.amount
      : portionKnown((facts[limit.factIndex] as Float64Array)[i] as number, limit.share, wide)
  const ratioOf = (j: number): number => {
    for (const row of coverage) if (holds(row.guard, j)) return row.scaled
    let ratio = side.basic
    for (const one of reductions) if (mayHold(one.guard, j)) ratio -= one.scaled
    return ratio < 0 ? 0 : ratio
  }
  const feeRateOf = (rank: number, j: number): number => {
    if (programme.feeFixed !== undefined) return programme.feeFixed
    let rate = side.feeBase[rank] ?? side.feeMaximum
    rate += sumOf(programme.surcharges, one => mayHold(one.guard, j))
    rate -= sumOf(programme.discounts, one => holds(one.guard, j)) + programme.feeDiscount
    return rate < side.feeMinimum ? side.feeMinimum : rate > side.feeMaximum ? side.feeMaximum : rate
  }
  /** Codes of the case's limits that are not known, for those a programme requires. */
  const untold: number[] = []

  // What the case at hand comes to, written by the three below.
  let by: Portion = rateAt(side.basic)
  let room = 0
  let binding = NO_REASON
  let unknown = NO_REASON
  const bind = (limit: number, used: number, isLoanSide: boolean, reason: number): void => {
    const left = limit > used ? limit - used : 0
    const one = isLoanSide ? portion(left, by, wide) : left
    if (one < room) {
      room = one
      binding = reason
    }
  }
  const miss = (reason: number): void => {
    if (unknown === NO_REASON) unknown = reason
  }
  const apply = (limit: Limit, amount: number, i: number): void => {
    const isUseKnown =
      limit.scope === 'firm' || (limit.scope === 'group' ? given.isGroupKnown[i] === 1 : limit.counts.length === 0)
    if (Number.isNaN(amount) || !isUseKnown) {
      miss(limit.reason)
      untold.push(limit.codeNumber)
    } else bind(amount, usedOf(limit, given, i), limit.side === 'loan', limit.reason)
  }

  for (let i = from; i < to; i++) {
    if (isOut[i] === 1) continue
    const j = i - from
    const rank = ranks[i] as number
    const ratio = ratioOf(j)
    by = rateAt(ratio)
    const loan = given.loan[i] as number
    const asked = portion(loan, by, wide)
    const external = block.external[given.external[i] as number]
    room = asked
    binding = NO_REASON
    unknown = NO_REASON
    untold.length = 0
    const first = external?.unread[0]
    if (first !== undefined) miss(side.codes.of(`cap.${first}`))

    if (!compiled.isCeilingReplaced) bind(side.ceilings[rank] ?? 0, given.firm.own[i] as number, false, own.ceiling)
    let statutory: Limit | undefined
    let highest = 0
    for (const limit of programme.statutory) {
      const amount = amountOf(limit, i)
      if (Number.isNaN(amount) || !holds(limit.guard, j) || (statutory !== undefined && amount <= highest)) continue
      statutory = limit
      highest = amount
    }
    if (statutory !== undefined) apply(statutory, highest, i)
    for (const limit of programme.limits) if (mayHold(limit.guard, j)) apply(limit, amountOf(limit, i), i)
    for (const due of programme.limitsRequired) {
      const isTold =
        untold.includes(due.codeNumber) ||
        (external?.unread.includes(due.code) ?? false) ||
        (external?.limits.some(one => one.code === due.code) ?? false)
      if (!isTold) miss(due.reason)
    }
    const limits = externals[given.external[i] as number] ?? []
    for (let place = 0; place < limits.length; place++) {
      const columns = given.externals[place]
      if (columns !== undefined)
        bind(columns.limit[i] as number, columns.used[i] as number, false, limits[place] as number)
    }
    const need = purposes.needs[given.purpose[i] as number]
    if (need !== undefined) {
      const base = firstKnown(need.factIndexes, facts, i)
      if (Number.isNaN(base)) miss(own.need)
      else bind(portion(base, need.share, wide), sumKnown(need.lessIndexes, facts, i), true, need.reason)
    }

    let amount = asked
    if (room < asked) {
      amount = room - (room % side.guaranteeStep)
      if (amount > 0) amount = portion(wholeUp(amount, by, wide), by, wide)
    }
    const declines = found.decline[j] as number
    const refers = found.refer[j] as number
    let answer = APPROVE
    let reason = NO_REASON
    const stop = stops[given.stop[i] as number] ?? NO_REASON
    // Rules that were stopped neither approve nor decline.
    if (stop !== NO_REASON) [answer, reason] = [REFER, stop]
    else if (purposes.isServed[given.purpose[i] as number] === 0) [answer, reason] = [DECLINE, own.purpose]
    else if (rank > compiled.minimumRank) [answer, reason] = [DECLINE, own.minimumGrade]
    else if (declines !== NONE) [answer, reason] = [DECLINE, clauses[declines]?.reason ?? NO_REASON]
    else if (amount <= 0) [answer, reason] = [DECLINE, binding === NO_REASON ? own.nothing : binding]
    else if ((given.termMonths[i] as number) > side.rules.policy.terms.termMonthsMax)
      [answer, reason] = [REFER, own.termMonths]
    else if (refers !== NONE) [answer, reason] = [REFER, clauses[refers]?.reason ?? NO_REASON]
    else if (unknown !== NO_REASON) [answer, reason] = [REFER, unknown]
    else reason = binding

    const feeRate = feeRateOf(rank, j)
    into.answer[i] = answer
    into.grade[i] = rank
    into.amount[i] = amount
    into.ratio[i] = ratio
    into.feeRate[i] = feeRate
    into.fee[i] = feeUp(amount, rateAt(feeRate), given.feeDays[i] as number, side.dayCount, side.feeStep, wide)
    into.reason[i] = reason
    into.level[i] = levelOf(side, rank, amount, answer)
    into.klass[i] = found.klass[j] as number
  }
}

const portionKnown = (base: number, share: Portion, wide: Wide): number =>
  Number.isNaN(base) ? base : portion(base, share, wide)

function sumOf(list: readonly Rate[], isOn: (one: Rate) => boolean): number {
  let sum = 0
  for (const one of list) if (isOn(one)) sum += one.scaled
  return sum
}

function firstKnown(indexes: readonly number[], facts: readonly Float64Array[], i: number): number {
  for (const index of indexes) {
    const value = (facts[index] as Float64Array)[i] as number
    if (!Number.isNaN(value)) return value
  }
  return Number.NaN
}

function sumKnown(indexes: readonly number[], facts: readonly Float64Array[], i: number): number {
  let sum = 0
  for (const index of indexes) {
    const value = (facts[index] as Float64Array)[i] as number
    if (!Number.isNaN(value)) sum += value
  }
  return sum
}

/** The first level whose amount, grade and powers reach; the highest where none does. */
function levelOf({ levels }: Side, rank: number, amount: number, answer: number): number {
  for (const level of levels)
    if (amount <= level.amountMax && rank <= level.minimumRank && (answer !== REFER || level.maySignReferred))
      return level.code
  return levels.at(-1)?.code ?? NO_REASON
}
