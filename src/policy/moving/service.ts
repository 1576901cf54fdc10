/**
 * Lists of cases that move under a draft: those whose answer changes as they were kept with the run and signed, those
 * of which a figure changes by running the parts that hold any once more. Each case on a page says what of it moves
 * and why.
 */
import { z } from 'zod'
import type { Tx } from '../../platform/db/database.ts'
import type { Answer, Draft, Stored, Work } from '../impact/asked.ts'
import type { Stretch } from '../impact/generated-block.ts'
import type { MoveReason } from '../impact/move-reasons.ts'
import { differsOf, isCounted, type Move, type Moving, type Shift, type WantedMoves } from '../impact/moves.ts'
import { blockBytes, type DonePart, type MovePlace, movesAfter, partsDone, recordsOf } from '../impact/store.ts'
import type { Tally } from '../impact/tally.ts'

/** Does one piece of work, in a worker of impact. */
type Working = <Type extends Answer['type']>(
  work: Work,
  type: Type,
) => Promise<Extract<Answer, { readonly type: Type }>>
type Listed = MovePlace & { readonly move: Move }
export type MoveListed = Listed & {
  readonly differs: readonly Moving[]
  readonly because: readonly MoveReason[]
}

/** What a part of an impact is about: a block of packed cases without some, decisions not packed, or made ones. */
export type PartAbout =
  | { readonly block: string; readonly without: readonly string[] }
  | { readonly decisions: readonly string[] }
  | { readonly generated: Stretch }

/** Records read and handed to a worker at once: some megabytes. */
export const BATCH_RECORDS = 250
export const pagesOf = <Item>(list: readonly Item[], size: number): readonly (readonly Item[])[] =>
  list.flatMap((_, from) => (from % size === 0 ? [list.slice(from, from + size)] : []))

/** Cases of one part that move as wanted, from behind a place on, in their order. */
async function shiftsIn(
  tx: Tx,
  working: Working,
  draft: Draft,
  about: PartAbout,
  wanted: WantedMoves,
  after: number,
  limit: number,
): Promise<readonly Shift[]> {
  const moving = (of: Extract<Work, { readonly type: 'moves' }>['of']) =>
    working({ type: 'moves', draft, of, wanted, after, limit }, 'moves')
  if ('decisions' in about) return (await moving({ records: await recordsOf(tx, about.decisions) })).shifts
  if ('generated' in about) return (await moving({ generated: about.generated })).shifts
  const block = await blockBytes(tx, about.block)
  const packed = await moving({ block, without: about.without, only: null })
  const found = [...packed.shifts]
  for (const ids of pagesOf(packed.needs, BATCH_RECORDS)) {
    const only: readonly Stored[] = await recordsOf(tx, ids)
    found.push(...(await moving({ block, without: about.without, only })).shifts)
  }
  return found.sort((one, other) => one.place - other.place).slice(0, limit)
}

async function shiftsListed(
  tx: Tx,
  working: Working,
  draft: Draft,
  parts: readonly DonePart[],
  from: MovePlace,
  wanted: WantedMoves,
  limit: number,
): Promise<readonly Listed[]> {
  const found: Listed[] = []
  for (const { part, about, tally } of parts) {
    if (found.length >= limit) break
    // A part of which nothing was counted holds none, and is not run again.
    if (!isCounted(tally as Tally, wanted)) continue
    const after = part === from.part ? from.place : -1
    const shifts = await shiftsIn(tx, working, draft, about as PartAbout, wanted, after, limit - found.length)
    found.push(...shifts.map(({ place, move }) => ({ part, place, move })))
  }
  return found
}

/** Cases of a run that move as wanted, in the order of its parts, from behind a place on. */
export async function movesListed(
  tx: Tx,
  working: Working,
  draft: Draft,
  run: string,
  from: MovePlace,
  wanted: WantedMoves,
  limit: number,
): Promise<readonly Listed[]> {
  if (wanted.moved !== 'answer')
    return shiftsListed(tx, working, draft, await partsDone(tx, run, from.part), from, wanted, limit)
  const kept = await movesAfter(tx, run, from, wanted, limit)
  return kept.map(({ part, place, move }) => ({ part, place, move: move as Move }))
}

const isStored = (id: string): boolean => z.uuid().safeParse(id).success

/** The same, each with what of it moves and why. */
export async function reasoned(
  tx: Tx,
  working: Working,
  draft: Draft,
  listed: readonly Listed[],
): Promise<readonly MoveListed[]> {
  // What is made up has no record, and says what moves without why.
  const ids = listed.map(one => one.move.id)
  const texts = new Map((await recordsOf(tx, ids.filter(isStored))).map(({ id, record }) => [id, record]))
  const records = ids.map(id => texts.get(id) ?? '')
  const { reasons } = await working({ type: 'reasons', draft, records }, 'reasons')
  return listed.map((one, at) => ({ ...one, differs: differsOf(one.move), because: reasons[at] ?? [] }))
}
