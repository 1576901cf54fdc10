/** The part of rules/panel that says how marks come about: what each must quote, and how long a panel is heard. */
import { z } from 'zod'
import { sourcedNumber } from '../../kernel/sourced.ts'
import { MARKS, type Mark } from '../schema.ts'

export const markingSchema = z.strictObject({
  /** Marks whose evidence counts only with the words it rests on; none where a page will do. */
  quotation_required_marks: z.array(z.enum(MARKS)),
  consensus: z.strictObject({
    /** Days the panel is heard for on marks that differ, from the day on which the last of it signed. */
    days: sourcedNumber('days'),
  }),
})
export type MarkingEdition = z.infer<typeof markingSchema>

export type MarkingRule = { readonly quotationRequired: ReadonlySet<Mark>; readonly consensusDays: number }

export const markingRuleOf = (edition: MarkingEdition): MarkingRule => ({
  quotationRequired: new Set(edition.quotation_required_marks),
  consensusDays: Number(edition.consensus.days.value),
})
