/** A sheet that is not signed yet: one mark put in or taken out, and where two savings of it differ. */
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import type { MarkGiven } from '../schema.ts'

/** The draft with one mark in place of that on its indicator, or behind the others. */
export const withMark = (marks: readonly MarkGiven[], mark: MarkGiven): readonly MarkGiven[] =>
  marks.some(one => one.indicator === mark.indicator)
    ? marks.map(one => (one.indicator === mark.indicator ? mark : one))
    : [...marks, mark]

export const withoutMark = (marks: readonly MarkGiven[], indicator: string): readonly MarkGiven[] =>
  marks.filter(one => one.indicator !== indicator)

const said = (mark: MarkGiven | undefined): string => canonicalJson((mark ?? null) as Json)

/** The marks in which two versions of a draft differ, by indicator; null where one of them has none. */
export function differing(
  one: readonly MarkGiven[],
  other: readonly MarkGiven[],
): {
  readonly one: Readonly<Record<string, MarkGiven | null>>
  readonly other: Readonly<Record<string, MarkGiven | null>>
} {
  const of = (marks: readonly MarkGiven[]) => new Map(marks.map(mark => [mark.indicator, mark]))
  const [a, b] = [of(one), of(other)]
  const places = [...new Set([...a.keys(), ...b.keys()])].filter(code => said(a.get(code)) !== said(b.get(code))).sort()
  const side = (marks: ReadonlyMap<string, MarkGiven>) =>
    Object.fromEntries(places.map(code => [code, marks.get(code) ?? null]))
  return { one: side(a), other: side(b) }
}
