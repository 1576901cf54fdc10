/**
 * What the caps leave of a guarantee, for the cases of a run: cap by cap over all of them, the least room and which cap
 * it is of, and the first of what bounds the amount but is not known. Equal to `capsOf` of decision/caps.ts, by test.
 */
import { MET, NOT_MET } from '../../rules/evaluate.ts'
import type { Block, Run } from './block.ts'
import type { GivenColumns } from './given.ts'
import { listed } from './listed.ts'
import { NO_REASON } from './outcomes.ts'
import type { OwnReasons } from './own-reasons.ts'
import { type Portion, portion, type Wide } from './portion.ts'
import type { Guarded, Rates } from './rates.ts'
import type { Limit, Need, ProgrammeSide, Side } from './side.ts'

/** What is found so far; columns as long as the run. */
export type Rooms = {
  /** Guarantee side; what is asked for where no cap is below it. */
  readonly room: Float64Array
  /** The cap the room is of; NO_REASON where it is none's. */
  readonly binding: Int32Array
  /** The first of what is not known; NO_REASON where all is. */
  readonly unknown: Int32Array
}

/** The cases of a run that are decided, and what all caps are held against. */
type Cases = {
  readonly from: number
  readonly count: number
  readonly isOut: Uint8Array
  readonly ratios: Rates
  readonly wide: Wide
}

const ALWAYS = 0xff

/** Whether a cap stands against a case: always, or by the outcome of its guard. */
const outcomeAt = (outcomes: Guarded, guard: number, always: Uint8Array): Uint8Array =>
  guard < 0 ? always : (outcomes[guard] as Uint8Array)

// Each loop over the cases is a function of its own that ends with it: such a one is soon compiled, and stays so.

function miss(unknown: Int32Array, j: number, reason: number): void {
  if (unknown[j] === NO_REASON) unknown[j] = reason
}

function bind({ room, binding }: Rooms, j: number, left: number, reason: number): void {
  if (left < (room[j] as number)) {
    room[j] = left
    binding[j] = reason
  }
}

const leftOf = (limit: number, used: number): number => (limit > used ? limit - used : 0)

function bindCeiling(
  { from, count, isOut }: Cases,
  ceilings: Float64Array,
  ranks: Uint8Array,
  used: Float64Array,
  reason: number,
  into: Rooms,
): void {
  for (let j = 0; j < count; j++) {
    if (isOut[from + j] === 1) continue
    const rank = ranks[from + j] as number
    const ceiling = rank < ceilings.length ? (ceilings[rank] as number) : 0
    bind(into, j, leftOf(ceiling, used[from + j] as number), reason)
  }
}

/**
 * Holds every case whose guard may hold to a limit.
 * @param amounts NaN where it is not known
 * @param used    by case; undefined where it is not known for any
 */
function bindLimit(
  { from, count, isOut, ratios: { portions, places }, wide }: Cases,
  guard: Uint8Array,
  amounts: Float64Array,
  used: Float64Array | undefined,
  isGroupKnown: Float64Array | undefined,
  isLoanSide: boolean,
  reason: number,
  into: Rooms,
): void {
  for (let j = 0; j < count; j++) {
    if (isOut[from + j] === 1 || guard[j] === NOT_MET) continue
    const amount = amounts[j] as number
    if (Number.isNaN(amount) || used === undefined || (isGroupKnown !== undefined && isGroupKnown[from + j] !== 1)) {
      miss(into.unknown, j, reason)
      continue
    }
    const left = leftOf(amount, used[j] as number)
    bind(into, j, isLoanSide ? portion(left, portions[places[j] as number] as Portion, wide) : left, reason)
  }
}

function fillPortions(
  { from, count, isOut, wide }: Cases,
  bases: Float64Array,
  share: Portion,
  amounts: Float64Array,
): void {
  for (let j = 0; j < count; j++) {
    const base = bases[from + j] as number
    amounts[j] = isOut[from + j] === 1 || Number.isNaN(base) ? Number.NaN : portion(base, share, wide)
  }
}

function addUses(uses: Float64Array, from: number, to: Float64Array): void {
  for (let j = 0; j < to.length; j++) to[j] = (to[j] as number) + (uses[from + j] as number)
}

/** Keeps the greatest amount whose guard is known to hold, the first of equal ones, and its limit. */
function keepHighest(
  guard: Uint8Array,
  amounts: Float64Array,
  place: number,
  highest: Float64Array,
  best: Int8Array,
): void {
  for (let j = 0; j < best.length; j++) {
    const outcome = guard[j]
    if (outcome !== MET && outcome !== ALWAYS) continue
    const amount = amounts[j] as number
    if (Number.isNaN(amount) || ((best[j] as number) >= 0 && amount <= (highest[j] as number))) continue
    best[j] = place
    highest[j] = amount
  }
}

function onlyBest(best: Int8Array, place: number, to: Uint8Array): void {
  for (let j = 0; j < best.length; j++) to[j] = best[j] === place ? MET : NOT_MET
}

function bindExternal(
  { from, count, isOut }: Cases,
  kinds: Float64Array,
  reasons: Int32Array,
  limits: Float64Array,
  used: Float64Array,
  into: Rooms,
): void {
  for (let j = 0; j < count; j++) {
    const reason = reasons[kinds[from + j] as number] as number
    if (reason === NO_REASON || isOut[from + j] === 1) continue
    bind(into, j, leftOf(limits[from + j] as number, used[from + j] as number), reason)
  }
}

function missByKind({ from, count }: Cases, kinds: Float64Array, reasons: Int32Array, into: Rooms): void {
  for (let j = 0; j < count; j++) {
    const reason = reasons[kinds[from + j] as number] as number
    if (reason !== NO_REASON) miss(into.unknown, j, reason)
  }
}

function bindNeed(
  { from, count, isOut, ratios: { portions, places }, wide }: Cases,
  { factIndexes, lessIndexes, share, reason }: Need,
  isServed: Uint8Array,
  purposes: Float64Array,
  facts: readonly Float64Array[],
  unknownReason: number,
  into: Rooms,
): void {
  for (let j = 0; j < count; j++) {
    const i = from + j
    if (isOut[i] === 1 || isServed[purposes[i] as number] === 0) continue
    let base = Number.NaN
    for (let at = 0; at < factIndexes.length && Number.isNaN(base); at++)
      base = (facts[factIndexes[at] as number] as Float64Array)[i] as number
    if (Number.isNaN(base)) {
      miss(into.unknown, j, unknownReason)
      continue
    }
    let less = 0
    for (let at = 0; at < lessIndexes.length; at++) {
      const value = (facts[lessIndexes[at] as number] as Float64Array)[i] as number
      if (!Number.isNaN(value)) less += value
    }
    const left = leftOf(portion(base, share, wide), less)
    bind(into, j, portion(left, portions[places[j] as number] as Portion, wide), reason)
  }
}

/**
 * Holds the cases of a run to every cap, in the order of the caps of a decision.
 * @param asked what is asked for, guarantee side; becomes the room
 */
export function roomsOf(
  side: Side,
  programme: ProgrammeSide,
  block: Block,
  { from, to }: Run,
  outcomes: Guarded,
  facts: readonly Float64Array[],
  given: GivenColumns,
  ranks: Uint8Array,
  isOut: Uint8Array,
  own: OwnReasons,
  asked: Float64Array,
  ratios: Rates,
  wide: Wide,
): Rooms {
  const count = to - from
  const cases: Cases = { from, count, isOut, ratios, wide }
  const into: Rooms = {
    room: asked.slice(),
    binding: new Int32Array(count).fill(NO_REASON),
    unknown: new Int32Array(count).fill(NO_REASON),
  }
  const always = new Uint8Array(count).fill(ALWAYS)
  const amountsOf = (limit: Limit): Float64Array => {
    const amounts = new Float64Array(count)
    if (limit.factIndex < 0) amounts.fill(limit.amount)
    else fillPortions(cases, facts[limit.factIndex] as Float64Array, limit.share, amounts)
    return amounts
  }
  const apply = (limit: Limit, guard: Uint8Array, amounts: Float64Array): void => {
    const isKnown = limit.scope === 'firm' || limit.scope === 'group' || limit.counts.length === 0
    const uses = limit.scope === 'group' ? given.group : given.firm
    const used = isKnown ? new Float64Array(count) : undefined
    if (used !== undefined) for (const guarantor of limit.counts) addUses(uses[guarantor], from, used)
    const isGroupKnown = limit.scope === 'group' ? given.isGroupKnown : undefined
    const isLoanSide = limit.side === 'loan'
    bindLimit(cases, guard, amounts, used, isGroupKnown, isLoanSide, limit.reason, into)
  }
  const reasonsOf = (of: (shape: Block['external'][number]) => string | undefined): Int32Array =>
    Int32Array.from(block.external, shape => {
      const code = of(shape)
      return code === undefined ? NO_REASON : side.codes.of(`cap.${code}`)
    })

  const unread = reasonsOf(shape => shape.unread[0])
  missByKind(cases, given.external, unread, into)
  if (!programme.compiled.isCeilingReplaced) bindCeiling(cases, side.ceilings, ranks, given.firm.own, own.ceiling, into)

  const statutory = listed(programme.statutory, limit => ({ limit, amounts: amountsOf(limit) }))
  const best = new Int8Array(count).fill(-1)
  const highest = new Float64Array(count)
  for (const [place, { limit, amounts }] of statutory.entries())
    keepHighest(outcomeAt(outcomes, limit.guard, always), amounts, place, highest, best)
  const isBest = new Uint8Array(count)
  for (const [place, { limit, amounts }] of statutory.entries()) {
    onlyBest(best, place, isBest)
    apply(limit, isBest, amounts)
  }
  for (const limit of programme.limits) apply(limit, outcomeAt(outcomes, limit.guard, always), amountsOf(limit))

  // One that was due above and is not known is the first that is not known already.
  for (const due of programme.limitsRequired) {
    const reasons = Int32Array.from(block.external, ({ limits, unread }) =>
      unread.includes(due.code) || limits.some(one => one.code === due.code) ? NO_REASON : due.reason,
    )
    missByKind(cases, given.external, reasons, into)
  }
  for (const [place, { limit, used }] of given.externals.entries()) {
    const reasons = reasonsOf(shape => shape.limits[place]?.code)
    bindExternal(cases, given.external, reasons, limit, used, into)
  }
  for (const { need } of new Set(programme.needs)) {
    const isServed = Uint8Array.from(block.purposes, purpose =>
      programme.needs.find(one => one.purposes.includes(purpose))?.need === need ? 1 : 0,
    )
    if (isServed.includes(1)) bindNeed(cases, need, isServed, given.purpose, facts, own.need, into)
  }
  return into
}
