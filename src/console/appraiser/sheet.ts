/** A sheet in the making, without page or network: marks put in, versions put together, and what it still lacks. */
import type { Value } from '../../../clients/typescript/api.ts'

export type Draft = Value<'POST /v1/cases/{case_id}/drafts'>
export type Marked = Draft['marks'][number]
export type Pin = Marked['evidence'][number]
export type Mark = Marked['mark']
export type Form = Value<'GET /v1/cases/{case_id}/sheets/form'>
export type Indicator = Form['indicators'][number]
export const MARKS = ['A', 'B', 'C', 'D', 'E'] as const satisfies readonly Mark[]

/** What is kept on this device: marks as they stand here, and those of the version they were begun on. */
export type Kept = { readonly marks: readonly Marked[]; readonly base: readonly Marked[]; readonly version: number }
export type Difference = { readonly indicator: string; readonly yours: Marked | null; readonly theirs: Marked | null }

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value
const said = (mark: Marked | null): string => JSON.stringify(mark, sorted)
const of = (marks: readonly Marked[], indicator: string): Marked | null =>
  marks.find(each => each.indicator === indicator) ?? null

export const isSame = (one: readonly Marked[], other: readonly Marked[]): boolean =>
  one.length === other.length && one.every(each => said(each) === said(of(other, each.indicator)))

export const withMark = (marks: readonly Marked[], mark: Marked): readonly Marked[] =>
  of(marks, mark.indicator) === null
    ? [...marks, mark]
    : marks.map(each => (each.indicator === mark.indicator ? mark : each))

export const withoutMark = (marks: readonly Marked[], indicator: string): readonly Marked[] =>
  marks.filter(each => each.indicator !== indicator)

/** A signed mark as it may be given again: what was measured is the house's to say. */
export function againOf(signed: (Marked & { readonly measured?: unknown }) | null): Marked | null {
  if (signed === null) return null
  const { measured: _, ...given } = signed
  return given
}

/**
 * Two versions put together: where only one of them changed an indicator since both were begun, that stands; where both
 * did and differ, it is asked, and until then the one of here stands.
 */
export function merged(
  kept: Kept,
  theirs: readonly Marked[],
): { readonly marks: readonly Marked[]; readonly differences: readonly Difference[] } {
  const indicators = [...new Set([...kept.marks, ...kept.base, ...theirs].map(each => each.indicator))]
  const differences: Difference[] = []
  const marks = indicators.flatMap(indicator => {
    const [here, before, there] = [of(kept.marks, indicator), of(kept.base, indicator), of(theirs, indicator)]
    if (said(here) === said(before)) return there === null ? [] : [there]
    if (said(there) !== said(before) && said(there) !== said(here))
      differences.push({ indicator, yours: here, theirs: there })
    return here === null ? [] : [here]
  })
  return { marks, differences }
}

export type Lack = 'mark' | 'evidence' | 'quotation' | 'reason'

/** What the form asks for and an indicator lacks; the service has the last word when the sheet is signed. */
export function lackOf(form: Form, indicator: Indicator, marks: readonly Marked[]): Lack | null {
  const given = of(marks, indicator.indicator)
  if (given === null) return indicator.measured === null ? 'mark' : null
  if (indicator.measured !== null && indicator.measured.mark !== given.mark && given.override_reason === undefined)
    return 'reason'
  if (form.evidence_required.includes(given.mark) && given.evidence.length === 0) return 'evidence'
  if (form.quotation_required.includes(given.mark) && given.evidence.some(pin => pin.quotation === undefined))
    return 'quotation'
  return null
}

/** Words as the service takes them: on one line, not blank at either end. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
