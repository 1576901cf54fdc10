/** A book made from a seed, cut into blocks as a book of stored decisions is. */
import type { Rules } from '../../appraisal/rule-book.ts'
import { BLOCK, blockOf } from './block.ts'
import { generatorOf } from './generated.ts'
import { footingOf } from './packed.ts'

/** So many cases of a seed from a place on. */
export type Stretch = { readonly seed: number; readonly from: number; readonly cases: number }

/** The first stretch is short, so that its figures are there soon. */
const FIRST = 1024

/** A whole generated book in stretches of at most a block. */
export function stretchesOf(cases: number, seed: number): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (let from = 0; from < cases; ) {
    const size = Math.min(from === 0 ? FIRST : BLOCK, cases - from)
    stretches.push({ seed, from, cases: size })
    from += size
  }
  return stretches
}

/** A stretch packed under the rules it is drawn from; the same stretch of the same rules gives the same bytes. */
export function generatedBlock(rules: Rules, { seed, from, cases }: Stretch): Uint8Array {
  const made = generatorOf(rules, seed)
  const facts = rules.vocabulary.facts.map(fact => fact.name)
  return blockOf(
    Array.from({ length: cases }, (_, place) => made(from + place)),
    facts,
    footingOf(rules),
  )
}

/** Bytes of made blocks a thread keeps: a book of 200,000 cases. */
const KEPT_BYTES = 64 * 1024 * 1024

/** Blocks of generated books, kept so that the next draft is held against the same book without making it again. */
export function keptBlocks(): (rules: Rules, stretch: Stretch) => Uint8Array {
  const kept = new Map<string, Uint8Array>()
  let bytes = 0
  return (rules, stretch) => {
    const key = JSON.stringify([rules.references.map(one => one.digest), stretch])
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = generatedBlock(rules, stretch)
    for (const [name, oldest] of kept) {
      if (bytes + made.length <= KEPT_BYTES) break
      kept.delete(name)
      bytes -= oldest.length
    }
    kept.set(key, made)
    bytes += made.length
    return made
  }
}
