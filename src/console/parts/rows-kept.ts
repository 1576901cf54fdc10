/** Which rows of a long table are kept beside those in sight, each of which costs with every frame. */

/** More than come in with a frame of fast scrolling. */
const AHEAD = 6
/** What Shift+Tab goes back to. */
const BEHIND = 1

type InSight = { readonly startIndex: number; readonly endIndex: number; readonly count: number }

/**
 * Places of the rows that are kept, in order.
 * @param direction  where it is scrolled to; null at rest, when either may come next
 */
export function rowsKept({ startIndex, endIndex, count }: InSight, direction: 'forward' | 'backward' | null): number[] {
  const first = Math.max(0, startIndex - (direction === 'forward' ? BEHIND : AHEAD))
  const last = Math.min(count - 1, endIndex + (direction === 'backward' ? BEHIND : AHEAD))
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
