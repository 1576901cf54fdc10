/**
 * Which technologies can be compared with each other at all. Indicators are common to all panels, so that marks hang
 * together through them whatever the appraisers; what decides is whether a difference can be told from the marks.
 */
import type { Marks } from './marks.ts'

/** Classes of places, joined two at a time. */
type Classes = { readonly of: (place: number) => number; readonly join: (one: number, other: number) => boolean }

function classesOf(count: number): Classes {
  const parent = Int32Array.from({ length: count }, (_, place) => place)
  const of = (place: number): number => {
    let root = place
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number
      root = parent[root] as number
    }
    return root
  }
  return {
    of,
    join: (one, other) => {
      const [a, b] = [of(one), of(other)]
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b)
      return a !== b
    },
  }
}

/** Joins, in the third facet, what two marks tell apart that agree in the classes of the other two. */
function joinThird(
  chosen: Int32Array,
  two: readonly (readonly [Int32Array, Classes])[],
  third: Int32Array,
  to: Classes,
) {
  const [[firstAt, first], [secondAt, second]] = two as [[Int32Array, Classes], [Int32Array, Classes]]
  const width = secondAt.reduce((most, place) => Math.max(most, place), 0) + 1
  const seen = new Map<number, number>()
  let isChanged = false
  for (const mark of chosen) {
    const key = first.of(firstAt[mark] as number) * width + second.of(secondAt[mark] as number)
    const met = seen.get(key)
    if (met === undefined) seen.set(key, third[mark] as number)
    else if (to.join(met, third[mark] as number)) isChanged = true
  }
  return isChanged
}

/**
 * The marks of each set of technologies whose measures can be compared, most marks first.
 *
 * A mark tells `technology - severity - difficulty`. Two marks that agree in two of the three tell the difference in
 * the third; what is known to be comparable counts as the same from then on, until nothing is added (union-find).
 *
 * @param chosen places of the marks looked at
 * @source D. L. Weeks & D. R. Williams (1964), Technometrics 6, 319-324: connectedness of a design of many ways
 */
export function comparable(marks: Marks, chosen: Int32Array): readonly Int32Array[] {
  const subjects = classesOf(marks.names.subject.length)
  const raters = classesOf(marks.names.rater.length)
  const items = classesOf(marks.names.item.length)
  const [subject, rater, item] = [marks.subject, marks.rater, marks.item]
  for (let isChanged = true; isChanged; ) {
    const byItem = joinThird(
      chosen,
      [
        [subject, subjects],
        [rater, raters],
      ],
      item,
      items,
    )
    const byRater = joinThird(
      chosen,
      [
        [subject, subjects],
        [item, items],
      ],
      rater,
      raters,
    )
    const bySubject = joinThird(
      chosen,
      [
        [rater, raters],
        [item, items],
      ],
      subject,
      subjects,
    )
    isChanged = byItem || byRater || bySubject
  }
  const sets = new Map<number, number[]>()
  for (const mark of chosen) {
    const root = subjects.of(subject[mark] as number)
    const set = sets.get(root)
    if (set === undefined) sets.set(root, [mark])
    else set.push(mark)
  }
  return [...sets.values()]
    .map(set => Int32Array.from(set))
    .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
}
