/** An edition of after-care made ready: each number as what it is used as. */

import { type AftercareEdition, TRIGGERS, type Trigger } from '../decision/aftercare-schema.ts'
import { type Fixed, fixed } from '../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { DEBTS, type Debt } from '../ledger/recovery-order.ts'
import type { GuaranteeCode } from './refusals.ts'

export type Aftercare = {
  readonly waitMonths: Readonly<Record<Trigger, number>>
  readonly needsConsent: ReadonlySet<Trigger>
  readonly accidents: ReadonlySet<string>
  readonly dutyDays: number
  readonly damagesRate: Fixed
  readonly damagesDayCount: bigint
  readonly interestDayCount: bigint
  readonly recoveryOrder: readonly Debt[]
}

const named = (table: { readonly values: Readonly<Record<string, string>> }): string[] =>
  Object.entries(table.values)
    .filter(([, value]) => value === 'true')
    .map(([name]) => name)

/**
 * Makes an edition ready.
 * @param damagesMax the most the statute allows the minister to set; `@source` rules/terms fees.damages_max
 * @returns `aftercare_damages_above_statute` where the edition's rate is above it
 */
export function aftercareOf(edition: AftercareEdition, damagesMax: Fixed): Result<Aftercare, GuaranteeCode> {
  const damagesRate = fixed(edition.damages_rate.value)
  if (damagesRate > damagesMax)
    return refuse(
      refusal('aftercare_damages_above_statute', 'damages_rate', {
        value: edition.damages_rate.value,
        limit: 'fees.damages_max of the terms',
      }),
    )
  const rank = (debt: Debt): number => Number(edition.recovery_order.values[debt])
  const consented = new Set(named(edition.claim_consent))
  return ok({
    waitMonths: Object.fromEntries(
      TRIGGERS.map(trigger => [trigger, Number(edition.claim_wait.values[trigger])]),
    ) as Record<Trigger, number>,
    needsConsent: new Set(TRIGGERS.filter(trigger => consented.has(trigger))),
    accidents: new Set(named(edition.accidents)),
    dutyDays: Number(edition.duty_days.value),
    damagesRate,
    damagesDayCount: BigInt(edition.damages_day_count.value),
    interestDayCount: BigInt(edition.interest_day_count.value),
    recoveryOrder: [...DEBTS].sort((a, b) => rank(a) - rank(b)),
  })
}
