/** Which cases an exam is made of: drawn by a seed, so that anyone can draw them again from what is kept. */
import { sha256Hex } from '#sha256'
import type { Field } from '../roster/edition.ts'

export type Pooled = { readonly id: string; readonly fields: readonly Field[] }

/**
 * The cases of an exam: those seen least come first, so that nobody is examined twice on what they remember; among
 * these, those in a field of the certificate; among these, the least `sha256(seed + ':' + case)`.
 * @param seen how often the examined had a case before; one that is not there was never seen
 */
export function casesDrawn(
  seed: string,
  pool: readonly Pooled[],
  count: number,
  examined: { readonly fields: readonly Field[]; readonly seen: ReadonlyMap<string, number> },
): readonly string[] {
  return pool
    .map(({ id, fields }) => ({
      id,
      seen: examined.seen.get(id) ?? 0,
      isForeign: !fields.some(field => examined.fields.includes(field)),
      lot: sha256Hex(`${seed}:${id}`),
    }))
    .sort((a, b) => a.seen - b.seen || Number(a.isForeign) - Number(b.isForeign) || (a.lot < b.lot ? -1 : 1))
    .slice(0, count)
    .map(one => one.id)
}
