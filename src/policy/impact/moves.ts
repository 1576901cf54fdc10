/** The cases whose answer changes, one by one, with the reasons of both sides; what a list of them is made of. */

import { fixedText } from '../../kernel/fixed.ts'
import type { Block } from './block.ts'
import { type Outcome, outcomeAt } from './outcomes.ts'
import type { BlockOutcomes, Pair } from './running.ts'
import { rateOf } from './side.ts'

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
