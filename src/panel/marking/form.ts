/** What an appraiser fills in: the indicators of a case's model, what is measured, and what a mark must rest on. */
import type { Mark, MeasuredReading, SignedSheet } from '../schema.ts'

export type SheetForm = {
  readonly indicators: readonly {
    readonly indicator: string
    /** Types of paper that count as evidence for it. */
    readonly evidenceTypes: readonly string[]
    /** What a fact says of it, with who said so and of which day; null where it is the appraiser's to judge. */
    readonly measured: MeasuredReading | null
  }[]
  readonly evidenceRequired: ReadonlySet<Mark>
  readonly quotationRequired: ReadonlySet<Mark>
  readonly isVisitRequired: boolean
}

/** Marks as they are signed: beside each on a measured indicator stands what was measured that day. */
export const asSigned = (
  marks: readonly SignedSheet['marks'][number][],
  form: Pick<SheetForm, 'indicators'>,
): SignedSheet['marks'] =>
  marks.map(({ measured: _, ...given }) => {
    const measured = form.indicators.find(one => one.indicator === given.indicator)?.measured ?? null
    return measured === null ? given : { ...given, measured }
  })

/** Marks as they were given, without what was measured. */
export const asGiven = (marks: SignedSheet['marks']) => marks.map(({ measured: _, ...given }) => given)
