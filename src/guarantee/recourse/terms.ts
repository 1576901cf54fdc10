/** An edition of recourse made ready: each number as what it is used as. */
import type { RecourseEdition } from '../../decision/recourse-schema.ts'
import { type Fixed, fixed } from '../../kernel/fixed.ts'

/** What a claim stands on where no court has fixed it. */
export const BASES = ['civil', 'commercial'] as const
export type ClaimBasis = (typeof BASES)[number]

/** Why nothing is barred for a while. */
export const SUSPENSIONS = ['inheritance', 'calamity'] as const
export type Suspension = (typeof SUSPENSIONS)[number]

export type LimitationRules = {
  readonly years: Readonly<Record<ClaimBasis | 'fixed', number>>
  readonly demandMonths: number
  readonly suitMonths: number
  readonly suspensionMonths: Readonly<Record<Suspension, number>>
}

export type RecourseRules = {
  readonly limitation: LimitationRules
  readonly remedyYears: number
  readonly limitationWarningDays: number
  readonly attachmentWarningDays: number
  readonly graceDays: number
  readonly instalmentsMax: number
  /** Least authority first, as in the edition. */
  readonly reductionMax: ReadonlyMap<string, Fixed>
  readonly deferralMonths: number
}

export const recourseRulesOf = (edition: RecourseEdition): RecourseRules => ({
  limitation: {
    years: {
      civil: Number(edition.limitation_civil.value),
      commercial: Number(edition.limitation_commercial.value),
      fixed: Number(edition.limitation_fixed.value),
    },
    demandMonths: Number(edition.demand_follow_up.value),
    suitMonths: Number(edition.suit_follow_up.value),
    suspensionMonths: {
      inheritance: Number(edition.suspension_inheritance.value),
      calamity: Number(edition.suspension_calamity.value),
    },
  },
  remedyYears: Number(edition.remedy_without_suit.value),
  limitationWarningDays: Number(edition.limitation_warning.value),
  attachmentWarningDays: Number(edition.attachment_warning.value),
  graceDays: Number(edition.instalment_grace.value),
  instalmentsMax: Number(edition.instalments_max.value),
  reductionMax: new Map(Object.entries(edition.reduction_max.values).map(([level, part]) => [level, fixed(part)])),
  deferralMonths: Number(edition.deferral_max.value),
})
