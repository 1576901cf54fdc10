/** The marks of one set of comparable technologies, as they are fitted: places of their own, and the scales in use. */
import type { Facet, Marks } from './marks.ts'

/** One scale for all items (Andrich's rating scale model), or steps of each item's own (Masters' partial credit). */
export type Scaling = 'rating_scale' | 'partial_credit'

export type Design = {
  readonly count: number
  /** Places in the marks' names, by place here. */
  readonly places: Readonly<Record<Facet, Int32Array>>
  readonly subject: Int32Array
  readonly rater: Int32Array
  readonly item: Int32Array
  readonly value: Uint8Array
  readonly top: number
  /** Which scale an item is marked on. */
  readonly scaleOf: Int32Array
  readonly scales: number
  /** Scale after scale, whether each value from 0 to `top` was ever given. */
  readonly isGiven: Uint8Array
}

/** The lowest and the highest value given on each scale. */
export function rangesOf(marks: Marks, chosen: Int32Array, scaling: Scaling) {
  const scales = scaling === 'rating_scale' ? 1 : marks.names.item.length
  const low = new Int32Array(scales).fill(marks.top)
  const high = new Int32Array(scales)
  const scaleOf = (mark: number): number => (scaling === 'rating_scale' ? 0 : (marks.item[mark] as number))
  for (const mark of chosen) {
    const [scale, value] = [scaleOf(mark), marks.value[mark] as number]
    if (value < (low[scale] as number)) low[scale] = value
    if (value > (high[scale] as number)) high[scale] = value
  }
  return { low, high, scaleOf }
}

/** What is left to fit when whoever has the least or the highest possible score has been set aside. */
export type Kept = {
  readonly chosen: Int32Array
  /** In the order in which they were set aside; the next round's come to light when these are gone. */
  readonly extremes: readonly { readonly facet: Facet; readonly place: number; readonly isHigh: boolean }[]
}

/**
 * Sets aside every technology, appraiser and item whose marks are all the least, or all the highest, that were given:
 * their likelihood grows without bound. Repeated until nobody is left in that place.
 */
export function withoutExtremes(marks: Marks, chosen: Int32Array, scaling: Scaling): Kept {
  const extremes: { facet: Facet; place: number; isHigh: boolean }[] = []
  let left = chosen
  for (;;) {
    const { low, high, scaleOf } = rangesOf(marks, left, scaling)
    const gone = { subject: new Set<number>(), rater: new Set<number>(), item: new Set<number>() }
    for (const facet of ['subject', 'rater', 'item'] as const) {
      const at = marks[facet]
      const got = new Float64Array(marks.names[facet].length)
      const most = new Float64Array(marks.names[facet].length)
      const seen = new Set<number>()
      for (const mark of left) {
        const place = at[mark] as number
        const scale = scaleOf(mark)
        got[place] = (got[place] as number) + (marks.value[mark] as number) - (low[scale] as number)
        most[place] = (most[place] as number) + (high[scale] as number) - (low[scale] as number)
        seen.add(place)
      }
      for (const place of seen)
        if (got[place] === 0 || got[place] === most[place]) {
          gone[facet].add(place)
          extremes.push({ facet, place, isHigh: got[place] !== 0 })
        }
    }
    if (gone.subject.size + gone.rater.size + gone.item.size === 0) return { chosen: left, extremes }
    left = left.filter(
      mark =>
        !gone.subject.has(marks.subject[mark] as number) &&
        !gone.rater.has(marks.rater[mark] as number) &&
        !gone.item.has(marks.item[mark] as number),
    )
  }
}

function localPlaces(at: Int32Array, chosen: Int32Array) {
  const places = Int32Array.from(new Set(chosen.map(mark => at[mark] as number))).sort()
  const here = new Map([...places].map((place, index) => [place, index]))
  return { places, local: chosen.map(mark => here.get(at[mark] as number) ?? 0) }
}

/** The design of some marks of which none belongs to an extreme. */
export function designOf(marks: Marks, chosen: Int32Array, scaling: Scaling): Design {
  const subject = localPlaces(marks.subject, chosen)
  const rater = localPlaces(marks.rater, chosen)
  const item = localPlaces(marks.item, chosen)
  const scales = scaling === 'rating_scale' ? 1 : item.places.length
  const scaleOf = Int32Array.from({ length: item.places.length }, (_, place) => (scales === 1 ? 0 : place))
  const width = marks.top + 1
  const isGiven = new Uint8Array(scales * width)
  const value = Uint8Array.from(chosen, mark => marks.value[mark] as number)
  for (let mark = 0; mark < chosen.length; mark++)
    isGiven[(scaleOf[item.local[mark] as number] as number) * width + (value[mark] as number)] = 1
  return {
    count: chosen.length,
    places: { subject: subject.places, rater: rater.places, item: item.places },
    subject: subject.local,
    rater: rater.local,
    item: item.local,
    value,
    top: marks.top,
    scaleOf,
    scales,
    isGiven,
  }
}
