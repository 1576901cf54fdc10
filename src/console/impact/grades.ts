/** How many cases have each grade before and after. Pure. */

type Moved = { readonly before: string; readonly after: string; readonly cases: number }
export type GradeRow = { readonly grade: string; readonly before: number; readonly after: number }

/** As the service calls having no grade. */
const NONE = 'none'

/** How many cases have each grade on either side, best first as the service lists them. */
export function gradeRows(grades: readonly Moved[]): readonly GradeRow[] {
  const rows = new Map<string, { before: number; after: number }>()
  const at = (grade: string) => {
    const row = rows.get(grade) ?? { before: 0, after: 0 }
    rows.set(grade, row)
    return row
  }
  for (const { before, after, cases } of grades) {
    at(before).before += cases
    at(after).after += cases
  }
  // Whoever has none stands last, wherever the first of them came.
  const told = [...rows].map(([grade, row]) => ({ grade, ...row }))
  return [...told.filter(one => one.grade !== NONE), ...told.filter(one => one.grade === NONE)]
}
