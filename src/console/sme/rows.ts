/** Rows of a form: what each was read as goes with it, beside what is shown of it. Pure. */
import type { Tree } from './paths.ts'

/** What a form holds: of each field its text. */
export type Values = Readonly<Record<string, string>>

/** The row as it was read, as text. */
export const ORIGINAL = '_original'

export const rowBehind = (row: Values): Tree => JSON.parse(row[ORIGINAL] ?? '{}') as Tree

/** What tells a row of one form from the others. */
export const rowKey = (row: Values): string => {
  const behind = rowBehind(row)
  return String(behind['person'] ?? behind['id'] ?? behind['code'] ?? behind['key'] ?? row[ORIGINAL])
}

/** What a row is known by to somebody else who changes the list: its own name, or what is asked of it first. */
export const identity = (row: Values, first: string): string => {
  const behind = rowBehind(row)
  return String(behind['person'] ?? behind['id'] ?? behind['code'] ?? row[first] ?? '')
}

/** The number at the end of a row's name; 0 where it has none. */
export const rowNumber = (row: Values): number => Number(/(\d+)$/.exec(rowKey(row))?.[1] ?? 0)

/** A row added here, under a name that none of the others has. */
export function numberedAnew(row: Values, others: readonly Values[]): Values {
  const behind = rowBehind(row)
  const member = behind['id'] === undefined ? 'code' : 'id'
  const name = behind[member]
  if (typeof name !== 'string' || others.every(other => rowBehind(other)[member] !== name)) return row
  const next = Math.max(...others.map(rowNumber), rowNumber(row)) + 1
  return { ...row, [ORIGINAL]: JSON.stringify({ ...behind, [member]: name.replace(/\d*$/, String(next)) }) }
}
