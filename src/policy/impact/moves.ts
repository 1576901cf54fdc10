/**
 * The cases that move, one by one, with the reasons of both sides; what a list of them is made of. Those whose answer
 * changes are kept with the run. Those of which only a figure changes may be nearly all of a book: they are counted
 * with the run, and listed when somebody asks, by running the block they stand in once more.
 */
import { fixedText } from '../../kernel/fixed.ts'
import type { Block } from './block.ts'
import { OPEN_CASE, type Outcome, type Outcomes, outcomeAt, REFUSED_CASE } from './outcomes.ts'
import type { BlockOutcomes, Pair } from './running.ts'
import { rateOf } from './side.ts'
import type { Tally } from './tally.ts'

/** One side of a case, as it is shown and kept: money and rates as text. */
export type SideShown = {
  readonly answer: Outcome['answer']
  readonly grade: string | null
  readonly amount: string
  readonly ratio: string
  readonly fee_rate: string
  readonly fee: string
  readonly reason: string | null
  readonly level: string | null
}
export type Move = {
  readonly id: string
  readonly programme: string
  readonly before: SideShown
  readonly after: SideShown
}

export const sideShown = (one: Outcome): SideShown => ({
  answer: one.answer,
  grade: one.grade,
  amount: String(one.amount),
  ratio: fixedText(rateOf(one.ratio)),
  fee_rate: fixedText(rateOf(one.feeRate)),
  fee: String(one.fee),
  reason: one.reason,
  level: one.level,
})

/** Every case of a block whose answer is another under the second rule set, in the block's order. */
export function movesOf(pair: Pair, block: Block, { before, after, isOut }: BlockOutcomes): Move[] {
  const moves: Move[] = []
  let ids: readonly string[] | undefined
  for (const { programme, from, to } of block.runs)
    for (let i = from; i < to; i++) {
      if (before.answer[i] === after.answer[i] || isOut?.[i] === 1) continue
      ids ??= block.idsOf()
      moves.push({
        id: ids[i] as string,
        programme,
        before: sideShown(outcomeAt(before, pair.codes, i)),
        after: sideShown(outcomeAt(after, pair.codes, i)),
      })
    }
  return moves
}

/** What of a case may move; figures and level only of cases appraised under both rule sets. */
export const MOVING = ['answer', 'grade', 'amount', 'ratio', 'fee_rate', 'fee', 'level'] as const
export type Moving = (typeof MOVING)[number]
/** Those of them that are more or less. */
export const FIGURES = ['amount', 'ratio', 'fee_rate', 'fee'] as const
export type Figure = (typeof FIGURES)[number]
export const isFigure = (what: string): what is Figure => FIGURES.some(one => one === what)
export const DIRECTIONS = ['less', 'more'] as const

/** Which moves are wanted; whatever is null may be anything. */
export type WantedMoves = {
  readonly moved: Moving | 'any'
  readonly direction: (typeof DIRECTIONS)[number] | null
  readonly from: string | null
  readonly to: string | null
  readonly programme: string | null
}
/** A case that moves, at its place in its part of the run. */
export type Shift = { readonly place: number; readonly move: Move }

const COLUMNS: Readonly<Record<Moving, (of: Outcomes) => ArrayLike<number>>> = {
  answer: of => of.answer,
  grade: of => of.grade,
  amount: of => of.amount,
  ratio: of => of.ratio,
  fee_rate: of => of.feeRate,
  fee: of => of.fee,
  level: of => of.level,
}
const isAppraised = (answer: number | undefined): boolean => answer !== REFUSED_CASE && answer !== OPEN_CASE

/** How one thing moves case by case: below 0 less, above 0 more, 0 not at all. */
function mover({ before, after }: BlockOutcomes, what: Moving): (i: number) => number {
  const [one, other] = [COLUMNS[what](before), COLUMNS[what](after)]
  const change = (i: number): number => (other[i] as number) - (one[i] as number)
  if (what === 'answer' || what === 'grade') return change
  return i => (isAppraised(before.answer[i]) && isAppraised(after.answer[i]) ? change(i) : 0)
}

/**
 * Cases of a block that move as wanted, in the block's order.
 * @param first the place of the block's first case in its part
 * @param after the place behind which is looked
 */
export function shiftsOf(
  pair: Pair,
  block: Block,
  ran: BlockOutcomes,
  wanted: WantedMoves,
  first: number,
  after: number,
  limit: number,
): Shift[] {
  const { before, after: later, isOut } = ran
  const asked = MOVING.filter(what => wanted.moved === 'any' || wanted.moved === what).map(what => mover(ran, what))
  const isWanted = (change: number): boolean =>
    wanted.direction === null ? change !== 0 : wanted.direction === 'less' ? change < 0 : change > 0
  const found: Shift[] = []
  let ids: readonly string[] | undefined
  for (const { programme, from, to } of block.runs) {
    if (wanted.programme !== null && wanted.programme !== programme) continue
    for (let i = from; i < to && found.length < limit; i++) {
      if (first + i <= after || isOut?.[i] === 1 || !asked.some(by => isWanted(by(i)))) continue
      const [one, other] = [outcomeAt(before, pair.codes, i), outcomeAt(later, pair.codes, i)]
      if (wanted.from !== null && one.answer !== wanted.from) continue
      if (wanted.to !== null && other.answer !== wanted.to) continue
      ids ??= block.idsOf()
      const move = { id: ids[i] as string, programme, before: sideShown(one), after: sideShown(other) }
      found.push({ place: first + i, move })
    }
  }
  return found.sort((one, other) => one.place - other.place)
}

/** Whether any case of a part can move as wanted, by what was counted of it. */
export function isCounted(tally: Pick<Tally, 'swap' | 'grades' | 'moved' | 'levels'>, wanted: WantedMoves) {
  const isOff = (counts: readonly number[]): boolean => {
    const width = Math.sqrt(counts.length)
    return counts.some((count, at) => count > 0 && Math.floor(at / width) !== at % width)
  }
  const counted: Readonly<Record<Moving, () => boolean>> = {
    answer: () => isOff(tally.swap),
    grade: () => isOff(tally.grades),
    ...(Object.fromEntries(
      FIGURES.map(figure => [
        figure,
        () =>
          DIRECTIONS.some(
            way => wanted.direction !== (way === 'less' ? 'more' : 'less') && tally.moved[figure][way] > 0,
          ),
      ]),
    ) as Record<Figure, () => boolean>),
    level: () => tally.levels > 0,
  }
  return wanted.moved === 'any' ? MOVING.some(what => counted[what]()) : counted[wanted.moved]()
}

/** What of a case moves, by its two sides. */
export function differsOf({ before, after }: Move): readonly Moving[] {
  const isOne = [before, after].some(({ answer }) => answer === 'refused' || answer === 'open')
  return MOVING.filter(what => before[what] !== after[what] && (!isOne || what === 'answer' || what === 'grade'))
}
