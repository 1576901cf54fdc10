/** What a thread that simulates is asked and answers: some blocks of one simulation. */
import { blockOf, type Compiled, type Part, scratchOf } from './simulate.ts'

export type Asked = { readonly simulation: Compiled; readonly from: number; readonly to: number }

/** Runs the blocks from `from` up to, not with, `to`. */
export function blocksBetween({ simulation, from, to }: Asked): readonly Part[] {
  const scratch = scratchOf(simulation)
  return Array.from({ length: to - from }, (_, place) => blockOf(simulation, from + place, scratch))
}

/** Ranges of blocks for so many threads, of nearly one length. */
export function rangesFor(blocks: number, threads: number): readonly { readonly from: number; readonly to: number }[] {
  const count = Math.min(blocks, threads)
  const edge = (place: number) => Math.floor((blocks * place) / count)
  return Array.from({ length: count }, (_, place) => ({ from: edge(place), to: edge(place + 1) }))
}
