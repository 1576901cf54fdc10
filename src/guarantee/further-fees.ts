/**
 * The fees beside the yearly one: on what is not performed, on success, for an appraisal, of a re-guarantee; what long
 * use and high amounts add; and who pays which part. Every amount is cut to the fee step in favour of who pays, and
 * what is left to the last payer is found by subtraction, so that parts make the fee.
 */
import type { FeesEdition, Payer } from '../decision/fees-schema.ts'
import { feeOf, feeRateOf } from '../decision/terms.ts'
import { addYears, type CalendarDate, daysBetween } from '../kernel/calendar.ts'
import { type Fixed, fixed, fixedText, ONE } from '../kernel/fixed.ts'
import { type Money, minMoney, minus, money, moneyFromText, roundedDownTo, ZERO } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { FeePeriod } from './fees.ts'
import type { GuaranteeCode } from './refusals.ts'

/** The day count and the step to which fees are cut. `@source` rules/terms fees.day_count, rounding.fee_step */
export type FeeRounding = { readonly dayCount: bigint; readonly step: Money }

type Addition = { readonly over: bigint; readonly rate: Fixed }
export type AppraisalFee = {
  readonly amount: Money
  readonly payers: readonly { readonly payer: Payer; readonly most: Money }[]
}
export type BankSupport = { readonly rate: Fixed; readonly years: number }

/** An edition of fees made ready. */
export type FurtherFees = {
  readonly unperformedRate: Fixed
  readonly unperformedMonths: number
  readonly successRate: Fixed
  readonly successYears: number
  readonly reGuaranteeRate: Fixed
  readonly longUse: readonly Addition[]
  readonly highAmount: readonly Addition[]
  readonly appraisal: ReadonlyMap<string, AppraisalFee>
  readonly bankSupport: ReadonlyMap<string, BankSupport>
  /** The support a programme is given, by its code. */
  readonly supportOf: ReadonlyMap<string, string>
}

/**
 * Makes an edition ready.
 * @param successMax the most the statute allows of the guaranteed amount; `@source` rules/terms fees.success_fee_max
 */
export function furtherFeesOf(edition: FeesEdition, successMax: Fixed): Result<FurtherFees, GuaranteeCode> {
  const successRate = fixed(edition.success_fee_rate.value)
  if (successRate > successMax) return refuse(aboveStatute('success_fee_rate', successRate, successMax))
  const steps = (list: FeesEdition['additions']['high_amount']): Addition[] =>
    list.map(one => ({ over: BigInt(one.over.value), rate: fixed(one.rate.value) }))
  return ok({
    unperformedRate: fixed(edition.unperformed_rate.value),
    unperformedMonths: Number(edition.unperformed_months.value),
    successRate,
    successYears: Number(edition.success_fee_years.value),
    reGuaranteeRate: fixed(edition.re_guarantee_rate.value),
    longUse: edition.additions.long_use.map(one => ({ over: BigInt(one.over.value), rate: fixed(one.rate.value) })),
    highAmount: steps(edition.additions.high_amount),
    appraisal: new Map(
      edition.appraisal.map(one => [
        one.code,
        {
          amount: moneyFromText(one.amount.value),
          payers: one.payers.map(each => ({ payer: each.payer, most: moneyFromText(each.most.value) })),
        },
      ]),
    ),
    bankSupport: new Map(
      edition.bank_support.map(one => [one.code, { rate: fixed(one.rate.value), years: Number(one.years.value) }]),
    ),
    supportOf: new Map(edition.bank_support.flatMap(one => one.programmes.map(each => [each, one.code] as const))),
  })
}

const aboveStatute = (at: string, rate: Fixed, most: Fixed) =>
  refusal<GuaranteeCode>('success_fee_above_statute', at, { value: fixedText(rate), limit: fixedText(most) })

/**
 * The additional fee on what was not performed at the end of the term: `unperformed x rate x days / day count`.
 * @param rate the yearly rate of the guarantee and the edition's beside it
 */
export const unperformedFeeOf = (
  unperformed: Money,
  rate: Fixed,
  [from, to]: readonly [CalendarDate, CalendarDate],
  { dayCount, step }: FeeRounding,
): Money => (to <= from ? ZERO : feeOf(unperformed, rate, daysBetween(from, to), dayCount, step))

/** A contract on a success fee: the day it was signed, what was guaranteed, the rate agreed. */
export type SuccessContract = { readonly signedOn: CalendarDate; readonly guaranteed: Money; readonly rate: Fixed }

/**
 * What marked success costs: `guaranteed x agreed rate`, cut to the step; nothing once the years are over.
 * @returns `success_fee_above_statute` where more was agreed than the statute allows (Act, article 33)
 */
export function successFeeOf(
  { signedOn, guaranteed, rate }: SuccessContract,
  markedOn: CalendarDate,
  { successYears }: Pick<FurtherFees, 'successYears'>,
  { most, step }: { readonly most: Fixed; readonly step: Money },
): Result<Money, GuaranteeCode> {
  if (rate > most) return refuse(aboveStatute('rate', rate, most))
  if (markedOn > addYears(signedOn, successYears)) return ok(ZERO)
  return ok(roundedDownTo(money((guaranteed * rate) / ONE), step))
}

/** What each payer pays of a fee, in the order in which they are asked, the firm last. The parts make the fee. */
export type FeeParts = readonly { readonly payer: Payer; readonly amount: Money }[]

/** Each payer pays up to its most, one after the other; the rest is the firm's, by subtraction. */
export function appraisalPartsOf({ amount, payers }: AppraisalFee): FeeParts {
  let left = amount
  const parts = payers.map(({ payer, most }) => {
    const own = minMoney(left, most)
    left = minus(left, own)
    return { payer, amount: own }
  })
  return [...parts, { payer: 'firm', amount: left }]
}

/** What a foundation pays for a re-guarantee: `re-guaranteed x rate x days / day count`. */
export const reGuaranteeFeeOf = (
  reGuaranteed: Money,
  rate: Fixed,
  days: number,
  { dayCount, step }: FeeRounding,
): Money => feeOf(reGuaranteed, rate, days, dayCount, step)

const passed = (steps: readonly Addition[], value: bigint): Fixed[] =>
  steps
    .filter(step => value > step.over)
    .slice(-1)
    .map(step => step.rate)

/**
 * The rate at which a guarantee is charged on: a programme's fixed rate as it is; else the agreed one with what long
 * use and a high amount add by now, within the bounds of the terms.
 * @param agreed the rate of the decision, without what it added for long use and a high amount then
 * @param use.years full years the firm has used guarantees; `use.amount`: what is guaranteed for it in all
 */
export function rateInUse(
  { agreed, programme }: { readonly agreed: Fixed; readonly programme: Fixed | undefined },
  use: { readonly years: number; readonly amount: Money },
  { longUse, highAmount }: Pick<FurtherFees, 'longUse' | 'highAmount'>,
  bounds: { readonly minimum: Fixed; readonly maximum: Fixed },
): Fixed {
  if (programme !== undefined) return programme
  const additions = [...passed(longUse, BigInt(use.years)), ...passed(highAmount, use.amount)]
  return feeRateOf(agreed, additions, [], bounds)
}

/**
 * A year's fee split between a bank that supports it and the firm: the bank's part is `outstanding x its rate x days /
 * day count`, cut to the step, at most the fee; the firm's is the rest. After the years of support all is the firm's.
 * @param begunOn the first day of the guarantee, from which the years count
 */
export function supportedParts(
  fee: Money,
  {
    outstanding,
    begunOn,
    period,
  }: { readonly outstanding: Money; readonly begunOn: CalendarDate; readonly period: FeePeriod },
  support: BankSupport,
  { dayCount, step }: FeeRounding,
): FeeParts {
  const isOver = period.from >= addYears(begunOn, support.years)
  const bank = isOver ? ZERO : minMoney(fee, feeOf(outstanding, support.rate, period.days, dayCount, step))
  return [
    { payer: 'bank', amount: bank },
    { payer: 'firm', amount: minus(fee, bank) },
  ]
}

/**
 * A refund given back to who paid: `refund x part / fee`, cut to the won for each but the last, who gets the rest by
 * subtraction. A whole refund gives everybody back what they paid.
 * @param refund at most the sum of the parts, which is above 0
 */
export function refundParts(refund: Money, parts: FeeParts): FeeParts {
  const whole = parts.reduce((sum, one) => sum + one.amount, 0n)
  let left = refund
  return parts.map(({ payer, amount }, place) => {
    const own = place === parts.length - 1 ? left : money((refund * amount) / whole)
    left = minus(left, own)
    return { payer, amount: own }
  })
}
