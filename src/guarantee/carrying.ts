/** What a guarantee is carried by on a day: numbers of the terms, of after-care and of the holidays, ready for use. */
import type { EditionOf } from '../appraisal/edition-kinds.ts'
import type { Rules } from '../appraisal/rule-book.ts'
import { rankOf } from '../decision/policy.ts'
import { feeRateOf } from '../decision/terms.ts'
import { addDays, type CalendarDate, rolledForward } from '../kernel/calendar.ts'
import { type Fixed, fixed } from '../kernel/fixed.ts'
import { ok, type Result } from '../kernel/result.ts'
import { scalesOf } from '../technology/readiness/edition.ts'
import { type Aftercare, aftercareOf } from './aftercare.ts'
import type { FeeRule, Supported } from './fee-rows.ts'
import { type FurtherFees, furtherFeesOf, rateInUse } from './further-fees.ts'
import { type GateJudge, gateJudgeOf } from './gate-evidence.ts'
import type { FirmUse, Promised } from './promise.ts'
import type { GuaranteeCode } from './refusals.ts'

export type Carrying = Aftercare & {
  readonly holidays: ReadonlySet<string>
  readonly feeRule: FeeRule
  /** The fees beside the yearly one, the edition they stand in, and the most the statute allows on success. */
  readonly further: FurtherFees & { readonly edition: string; readonly successMost: Fixed }
  /** What a bank pays of the yearly fee of a guarantee of a programme; undefined where it pays nothing of it. */
  readonly supportBy: (of: { readonly programme: string; readonly bank: string }) => Supported | undefined
  readonly termMonthsMax: number
  /** Whether answers to the questions of readiness show a gate. */
  readonly gateJudge: GateJudge
  /** The last day on which the main debt may arise. `@source` rules/terms decision_validity_days (Act 35) */
  readonly formationEnd: (noticedOn: CalendarDate) => CalendarDate
  /** The rate of the fee for a grade, with the surcharges and discounts a decision found; a fixed one stays. */
  readonly rateFor: (grade: string, promised: Promised) => Fixed
  /** The rate agreed, with what long use and a high amount add by now in place of what they added at the decision. */
  readonly rateInUse: (agreed: Fixed, promised: Promised, use: FirmUse) => Fixed
}

/** What a decision adds for them, by their codes in the terms, is added anew each year. */
const BY_USE: readonly string[] = ['long_use', 'high_amount']

/** Makes the editions of a day ready. Errors: those of after-care and of fees, whose rates the statute bounds. */
export function carryingOf(
  rules: Rules,
  edition: EditionOf<'aftercare'>,
  fees: EditionOf<'fees'>,
  worth: EditionOf<'worth'>,
): Result<Carrying, GuaranteeCode> {
  const { terms } = rules.editions
  const successMost = fixed(terms.fees.success_fee_max.value)
  const further = furtherFeesOf(fees, successMost)
  if (!further.ok) return further
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
      edition: terms.edition,
    },
    further: { ...further.value, edition: fees.edition, successMost },
    supportBy: ({ programme, bank }) => {
      const code = further.value.supportOf.get(programme)
      const support = code === undefined ? undefined : further.value.bankSupport.get(code)
      return code === undefined || support === undefined ? undefined : { ...support, code, bank, edition: fees.edition }
    },
    gateJudge: gateJudgeOf(worth.edition, scalesOf(worth.readiness)),
    termMonthsMax: policy.terms.termMonthsMax,
    formationEnd: noticedOn => rolledForward(addDays(noticedOn, policy.terms.validityDays), holidays),
    rateInUse: (agreed, { fee }, use) => {
      const isFixed = fee.basis === 'fixed'
      const then = policy.terms.surcharges
        .filter(one => BY_USE.includes(one.code) && fee.surcharges.includes(one.code))
        .reduce((sum, one) => sum + one.rate, 0n)
      const bounds = { minimum: policy.terms.feeMinimum, maximum: policy.terms.feeMaximum }
      return rateInUse({ agreed: agreed - then, programme: isFixed ? agreed : undefined }, use, further.value, bounds)
    },
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
