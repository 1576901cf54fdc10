/** What a guarantee is carried by on a day: numbers of the terms, of after-care and of the holidays, ready for use. */
import type { EditionOf } from '../appraisal/edition-kinds.ts'
import type { Rules } from '../appraisal/rule-book.ts'
import { rankOf } from '../decision/policy.ts'
import { feeRateOf } from '../decision/terms.ts'
import { addDays, type CalendarDate, rolledForward } from '../kernel/calendar.ts'
import { type Fixed, fixed } from '../kernel/fixed.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type Aftercare, aftercareOf } from './aftercare.ts'
import type { FeeRule } from './fee-rows.ts'
import type { Promised } from './promise.ts'
import type { GuaranteeCode } from './refusals.ts'

export type Carrying = Aftercare & {
  readonly holidays: ReadonlySet<string>
  readonly feeRule: FeeRule
  readonly termMonthsMax: number
  /** The last day on which the main debt may arise. `@source` rules/terms decision_validity_days (Act 35) */
  readonly formationEnd: (noticedOn: CalendarDate) => CalendarDate
  /** The rate of the fee for a grade, with the surcharges and discounts a decision found; a fixed one stays. */
  readonly rateFor: (grade: string, promised: Promised) => Fixed
}

/** Makes the editions of a day ready. Error: that of after-care, whose rate of damages the statute bounds. */
export function carryingOf(rules: Rules, edition: EditionOf<'aftercare'>): Result<Carrying, GuaranteeCode> {
  const { terms } = rules.editions
  const aftercare = aftercareOf(edition, fixed(terms.fees.damages_max.value))
  if (!aftercare.ok) return aftercare
  const { policy, holidays } = rules
  return ok({
    ...aftercare.value,
    holidays,
    feeRule: {
      dayCount: policy.terms.dayCount,
      step: policy.terms.feeStep,
      lateRate: fixed(terms.fees.late_fee.value),
    },
    termMonthsMax: policy.terms.termMonthsMax,
    formationEnd: noticedOn => rolledForward(addDays(noticedOn, policy.terms.validityDays), holidays),
    rateFor: (grade, { programme, fee }) => {
      if (fee.basis === 'fixed') return fixed(fee.rate)
      const rated = (all: typeof policy.terms.surcharges, codes: readonly string[]) =>
        all.filter(one => codes.includes(one.code)).map(one => one.rate)
      const own = policy.programmes.get(programme)?.feeDiscount ?? 0n
      return feeRateOf(
        policy.terms.feeBase[rankOf(grade)] ?? policy.terms.feeMaximum,
        rated(policy.terms.surcharges, fee.surcharges),
        [...rated(policy.terms.discounts, fee.discounts), ...(fee.discounts.includes('programme') ? [own] : [])],
        { minimum: policy.terms.feeMinimum, maximum: policy.terms.feeMaximum },
      )
    },
  })
}
