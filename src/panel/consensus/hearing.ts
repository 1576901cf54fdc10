/**
 * A panel heard on the marks it does not agree on: what each side marked and why is put before it, each says what they
 * hold of it, and marks again or stays.
 */
import { type Refusal, refusal } from '../../kernel/result.ts'
import type { MarkGiven, SignedSheet } from '../schema.ts'
import type { ConsensusCode } from './refusals.ts'

/** One side's mark on an indicator that differs. */
export type Side = {
  readonly appraiser: string
  readonly sheet: string
  readonly given: SignedSheet['marks'][number] | null
}
export type Difference = { readonly indicator: string; readonly sides: readonly Side[] }

/** The marks that differ, indicator by indicator, each appraiser's with its evidence. */
export const differences = (sheets: readonly SignedSheet[], divergent: readonly string[]): readonly Difference[] =>
  divergent.map(indicator => ({
    indicator,
    sides: sheets.map(sheet => ({
      appraiser: sheet.appraiser,
      sheet: sheet.id,
      given: sheet.marks.find(mark => mark.indicator === indicator) ?? null,
    })),
  }))

/** Only what differs is marked again. Error: `consensus_indicator_agreed`. */
export const againRefusals = (marks: readonly MarkGiven[], divergent: readonly string[]): Refusal<ConsensusCode>[] =>
  marks.flatMap((mark, place) =>
    divergent.includes(mark.indicator)
      ? []
      : [
          refusal('consensus_indicator_agreed' as const, `marks.${place}.indicator`, {
            value: mark.indicator,
            limit: divergent.join(', '),
          }),
        ],
  )

/** How a hearing ended: within the tolerance, not within it, or before everybody was heard. */
export const OUTCOMES = ['settled', 'unsettled', 'lapsed'] as const
export type Outcome = (typeof OUTCOMES)[number]
export const outcomeOf = (divergentStill: readonly string[]): Outcome =>
  divergentStill.length === 0 ? 'settled' : 'unsettled'
