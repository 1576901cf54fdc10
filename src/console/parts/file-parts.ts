/** A paper in parts: how large one is, which are missing, and what a refused paper says. Pure. */

/** Small enough that a slow line shows progress, and loses little when it breaks. */
export const PART_BYTES = 256 * 1024

/** How many parts a file goes in; the last may be shorter. */
export const partCount = (size: number): number =>
  (size - (size % PART_BYTES)) / PART_BYTES + (size % PART_BYTES === 0 ? 0 : 1)

/** How much has come, in whole per cent; 100 only when all has. */
export const percentDone = (done: number, count: number): number => (done * 100 - ((done * 100) % count)) / count

/** Parts of a file that have not come, by number. */
export function partsMissing(size: number, parts: readonly { readonly part: number }[]): readonly number[] {
  const there = new Set(parts.map(one => one.part))
  return Array.from({ length: partCount(size) }, (_, part) => part).filter(part => !there.has(part))
}

/** The code in what a refused paper says, which may be followed by a reason. */
export const refusalCode = (text: string | null): string => text?.split(':')[0] ?? ''
