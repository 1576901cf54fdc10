/**
 * What a change of the rules does to a book: every case under the rules before and after, counted and added up, with
 * the cases whose answer changes. The file to begin with in this room.
 *
 *   packed block -> columns -> marks, score, grade -> clauses, terms -> two answers for each case -> tally and moves
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import type { Block } from './block.ts'
import { type Move, movesOf } from './moves.ts'
import { type Pair, pairOf, runBlock, type WholeCase } from './running.ts'
import { EMPTY_TALLY, sumTallies, type Tally, tallyOf } from './tally.ts'

export type Impact = { readonly tally: Tally; readonly moves: readonly Move[] }

const NOBODY: WholeCase = () => undefined

/**
 * One block under a pair of rule sets.
 * @param whole   gives the cases that are not packed for them
 * @param without ids of cases that are not told of
 */
export function impactOfBlock(
  pair: Pair,
  block: Block,
  whole: WholeCase = NOBODY,
  without?: ReadonlySet<string>,
): Impact {
  const ran = runBlock(pair, block, whole, without)
  return { tally: tallyOf(pair, block, ran), moves: movesOf(pair, block, ran) }
}

/**
 * A book under two rule sets, block by block; each case on its own day, the editions those of the sides.
 * @param columns the packed blocks of the book
 */
export function impactOf(before: Rules, after: Rules, columns: Iterable<Block>, whole: WholeCase = NOBODY): Impact {
  const pair = pairOf(before, after)
  let tally = EMPTY_TALLY
  const moves: Move[] = []
  for (const block of columns) {
    const one = impactOfBlock(pair, block, whole)
    tally = sumTallies(tally, one.tally)
    moves.push(...one.moves)
  }
  return { tally, moves }
}
