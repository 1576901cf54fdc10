/**
 * What comes of many cases under two rule sets, counted and added up: exact, so that parts added in any order make the
 * same whole. Text where a sum may pass 2^53.
 */
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import type { Block } from './block.ts'
import { ATTRIBUTES, type Attribute, groupsOf } from './groups.ts'
import { ANSWERS, NO_REASON, OPEN_CASE, type Outcomes, REFUSED_CASE } from './outcomes.ts'
import type { BlockOutcomes, Pair } from './running.ts'

const ANSWER_COUNT = ANSWERS.length
const GRADE_COUNT = FINAL_GRADES.length + 1
const APPROVED = 0
const REFERRED = 1

/** How a number moved over cases that were appraised on both sides. */
export type Movement = {
  readonly less: number
  readonly same: number
  readonly more: number
  readonly by_less: string
  readonly by_more: string
}
export const MOVED = ['amount', 'ratio', 'fee_rate', 'fee'] as const
export type Moved = (typeof MOVED)[number]

/** One group of cases on one side; amounts of those approved, by grade, and of those referred. */
export type Cell = {
  readonly answers: readonly number[]
  readonly exposure: readonly string[]
  readonly referred: string
  readonly fees: string
}
export type Sides = { readonly before: Cell; readonly after: Cell }

export type Tally = {
  readonly cases: number
  /** Answers of the two sides' cases that were run whole, since they are not packed for the side. */
  readonly whole: number
  /** Those nobody gave whole. */
  readonly open: number
  /** Before x after, by place among ANSWERS. */
  readonly swap: readonly number[]
  /** Before x after, by rank; the last is none. */
  readonly grades: readonly number[]
  /** `approve>decline clause.before>clause.after` -> cases, of those whose answer changes. */
  readonly reasons: Readonly<Record<string, number>>
  readonly moved: Readonly<Record<Moved, Movement>>
  readonly levels: number
  readonly classes: number
  readonly groups: Readonly<Record<Attribute, Readonly<Record<string, Sides>>>>
}

/** Sums of whole numbers: doubles while they hold them, bigints beyond. */
type Sums = { readonly low: Float64Array; readonly high: bigint[] }
const sums = (count: number): Sums => ({ low: new Float64Array(count), high: Array.from({ length: count }, () => 0n) })
function add({ low, high }: Sums, at: number, value: number): void {
  const sum = (low[at] as number) + value
  if (sum <= Number.MAX_SAFE_INTEGER) low[at] = sum
  else {
    high[at] = (high[at] as bigint) + BigInt(low[at] as number) + BigInt(value)
    low[at] = 0
  }
}
const textAt = ({ low, high }: Sums, at: number): string => String((high[at] as bigint) + BigInt(low[at] as number))

/** Per group and side: exposure by grade, then what is referred, then fees. */
const WIDTH = FINAL_GRADES.length + 2
const [REFERRED_AT, FEES_AT] = [FINAL_GRADES.length, FINAL_GRADES.length + 1]

function addCases(
  { answer: answers, grade, amount, fee }: Outcomes,
  groups: Int32Array,
  isOut: Uint8Array | undefined,
  counts: Float64Array,
  money: Sums,
): void {
  for (let i = 0; i < groups.length; i++) {
    if (isOut?.[i] === 1) continue
    const group = groups[i] as number
    const answer = answers[i] as number
    const at = group * ANSWER_COUNT + answer
    counts[at] = (counts[at] as number) + 1
    if (answer === APPROVED) {
      add(money, group * WIDTH + (grade[i] as number), amount[i] as number)
      add(money, group * WIDTH + FEES_AT, fee[i] as number)
    } else if (answer === REFERRED) add(money, group * WIDTH + REFERRED_AT, amount[i] as number)
  }
}

function cells(side: Outcomes, groups: Int32Array, count: number, isOut: Uint8Array | undefined): Cell[] {
  const answers = new Float64Array(count * ANSWER_COUNT)
  const money = sums(count * WIDTH)
  addCases(side, groups, isOut, answers, money)
  return Array.from({ length: count }, (_, group) => ({
    answers: [...answers.subarray(group * ANSWER_COUNT, (group + 1) * ANSWER_COUNT)],
    exposure: FINAL_GRADES.map((_, rank) => textAt(money, group * WIDTH + rank)),
    referred: textAt(money, group * WIDTH + REFERRED_AT),
    fees: textAt(money, group * WIDTH + FEES_AT),
  }))
}

function countMoves(
  before: Float64Array,
  after: Float64Array,
  isCompared: Uint8Array,
  counts: Float64Array,
  by: Sums,
): void {
  for (let i = 0; i < before.length; i++) {
    if (isCompared[i] === 0) continue
    const change = (after[i] as number) - (before[i] as number)
    const at = change === 0 ? 1 : change < 0 ? 0 : 2
    counts[at] = (counts[at] as number) + 1
    if (at !== 1) add(by, at >> 1, Math.abs(change))
  }
}

function movementOf(before: Float64Array, after: Float64Array, isCompared: Uint8Array): Movement {
  const counts = new Float64Array(3)
  const by = sums(2)
  countMoves(before, after, isCompared, counts, by)
  const [less = 0, same = 0, more = 0] = counts
  return { less, same, more, by_less: textAt(by, 0), by_more: textAt(by, 1) }
}

const isAppraised = (answer: number | undefined): boolean => answer !== REFUSED_CASE && answer !== OPEN_CASE

/** What comes of one block. */
export function tallyOf(pair: Pair, block: Block, ran: BlockOutcomes): Tally {
  const { before, after, isOut } = ran
  const swap = new Array<number>(ANSWER_COUNT * ANSWER_COUNT).fill(0)
  const grades = new Array<number>(GRADE_COUNT * GRADE_COUNT).fill(0)
  const isCompared = new Uint8Array(block.count)
  const reasons = new Map<string, number>()
  let [cases, levels, classes] = [0, 0, 0]
  for (let i = 0; i < block.count; i++) {
    if (isOut?.[i] === 1) continue
    cases += 1
    const [one, other] = [before.answer[i] as number, after.answer[i] as number]
    const at = one * ANSWER_COUNT + other
    swap[at] = (swap[at] as number) + 1
    const cell = (before.grade[i] as number) * GRADE_COUNT + (after.grade[i] as number)
    grades[cell] = (grades[cell] as number) + 1
    if (isAppraised(one) && isAppraised(other)) {
      isCompared[i] = 1
      if (before.level[i] !== after.level[i]) levels += 1
      if (before.klass[i] !== after.klass[i]) classes += 1
    }
    if (one === other) continue
    const said = (reason: number | undefined) => (reason === NO_REASON ? '' : (pair.codes.list[reason ?? -1] ?? ''))
    const key = `${ANSWERS[one]}>${ANSWERS[other]} ${said(before.reason[i])}>${said(after.reason[i])}`
    reasons.set(key, (reasons.get(key) ?? 0) + 1)
  }
  const groups = groupsOf(pair, block, ran)
  return {
    cases,
    whole: ran.whole,
    open: ran.open,
    swap,
    grades,
    reasons: Object.fromEntries(reasons),
    moved: {
      amount: movementOf(before.amount, after.amount, isCompared),
      ratio: movementOf(before.ratio, after.ratio, isCompared),
      fee_rate: movementOf(before.feeRate, after.feeRate, isCompared),
      fee: movementOf(before.fee, after.fee, isCompared),
    },
    levels,
    classes,
    groups: Object.fromEntries(
      ATTRIBUTES.map(attribute => {
        const { names, of } = groups[attribute]
        const [left, right] = [cells(before, of, names.length, isOut), cells(after, of, names.length, isOut)]
        return [attribute, Object.fromEntries(names.map((name, at) => [name, { before: left[at], after: right[at] }]))]
      }),
    ) as Tally['groups'],
  }
}

const sumText = (one: string, other: string): string => String(BigInt(one) + BigInt(other))
const sumLists = (one: readonly number[], other: readonly number[]): number[] =>
  one.map((value, at) => value + (other[at] ?? 0))
const sumCells = (one: Cell, other: Cell): Cell => ({
  answers: sumLists(one.answers, other.answers),
  exposure: one.exposure.map((value, rank) => sumText(value, other.exposure[rank] ?? '0')),
  referred: sumText(one.referred, other.referred),
  fees: sumText(one.fees, other.fees),
})
const sumMovements = (one: Movement, other: Movement): Movement => ({
  less: one.less + other.less,
  same: one.same + other.same,
  more: one.more + other.more,
  by_less: sumText(one.by_less, other.by_less),
  by_more: sumText(one.by_more, other.by_more),
})
function sumRecords<Value>(
  one: Readonly<Record<string, Value>>,
  other: Readonly<Record<string, Value>>,
  sum: (a: Value, b: Value) => Value,
): Record<string, Value> {
  const all = new Map(Object.entries(one))
  for (const [key, value] of Object.entries(other)) {
    const standing = all.get(key)
    all.set(key, standing === undefined ? value : sum(standing, value))
  }
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Two tallies as one; in whichever order, the same. */
export const sumTallies = (one: Tally, other: Tally): Tally => ({
  cases: one.cases + other.cases,
  whole: one.whole + other.whole,
  open: one.open + other.open,
  swap: sumLists(one.swap, other.swap),
  grades: sumLists(one.grades, other.grades),
  reasons: sumRecords(one.reasons, other.reasons, (a, b) => a + b),
  moved: Object.fromEntries(
    MOVED.map(name => [name, sumMovements(one.moved[name], other.moved[name])]),
  ) as Tally['moved'],
  levels: one.levels + other.levels,
  classes: one.classes + other.classes,
  groups: Object.fromEntries(
    ATTRIBUTES.map(name => [
      name,
      sumRecords(one.groups[name], other.groups[name], (a, b) => ({
        before: sumCells(a.before, b.before),
        after: sumCells(a.after, b.after),
      })),
    ]),
  ) as Tally['groups'],
})

const STILL: Movement = { less: 0, same: 0, more: 0, by_less: '0', by_more: '0' }

export const EMPTY_TALLY: Tally = {
  cases: 0,
  whole: 0,
  open: 0,
  swap: new Array<number>(ANSWER_COUNT * ANSWER_COUNT).fill(0),
  grades: new Array<number>(GRADE_COUNT * GRADE_COUNT).fill(0),
  reasons: {},
  moved: { amount: STILL, ratio: STILL, fee_rate: STILL, fee: STILL },
  levels: 0,
  classes: 0,
  groups: { programme: {}, industry: {}, region: {}, age: {}, size: {}, stage: {} },
}
