/**
 * The shape of an edition of recourse: clocks of the claims the fund pursues, settlement plans, what may be reduced.
 */
import { z } from 'zod'
import { editionHeader, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'

/** A whole number of a unit, above 0. */
const above = (unit: 'years' | 'months' | 'days' | 'count') =>
  sourcedNumber(unit).refine(one => /^[1-9][0-9]{0,3}$/.test(one.value), { message: 'a whole number from 1 to 9999' })

/** Ratios from 0 to 1. */
const isShare = (text: string): boolean => /^(0(\.\d+)?|1(\.0+)?)$/.test(text)

export const recourseSchema = z.strictObject({
  kind: z.literal('recourse'),
  ...editionHeader,
  /** How long a claim may be left alone, by what it stands on (Civil Code 162; Commercial Act 64). */
  limitation_civil: above('years'),
  limitation_commercial: above('years'),
  /** Once a court has fixed it, whatever it was before (Civil Code 165). */
  limitation_fixed: above('years'),
  /** Within how long a demand is followed by a suit or an attachment (Civil Code 174). */
  demand_follow_up: above('months'),
  /** The same after a suit that was dismissed or withdrawn (Civil Code 170). */
  suit_follow_up: above('months'),
  /** After the heirs are settled (Civil Code 181), and after a calamity (182), nothing is barred for so long. */
  suspension_inheritance: above('months'),
  suspension_calamity: above('months'),
  /** A provisional remedy without a suit on the claim may be cancelled after so long. */
  remedy_without_suit: above('years'),
  /** How long before its end somebody is told. */
  limitation_warning: above('days'),
  attachment_warning: above('days'),
  /** A plan fails where an instalment is not whole so long after its day. */
  instalment_grace: above('days'),
  instalments_max: above('count'),
  /** What part of the damages each level may give up in a plan. */
  reduction_max: sourcedTable('ratio').refine(table => Object.values(table.values).every(isShare), {
    message: 'each from 0 to 1',
  }),
  /** For how long the board defers at most at a time. */
  deferral_max: above('months'),
})
export type RecourseEdition = z.infer<typeof recourseSchema>
