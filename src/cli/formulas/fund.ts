/** Formulas of fees beside the yearly one, of the fund's own means and of loss sharing, each run alone. */
import { z } from 'zod'
import type { EditionOf } from '../../appraisal/edition-kinds.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import { capStanding, composedWith } from '../../book/fund/cap.ts'
import { contributionOf } from '../../book/fund/contributions.ts'
import { type FundRule, fundRuleOf } from '../../book/fund/edition.ts'
import { headroomByDay } from '../../book/fund/headroom.ts'
import { provisionOf, provisionRate } from '../../book/fund/provisions.ts'
import { PAYERS } from '../../decision/fees-schema.ts'
import { CONTRIBUTORS, PROVISION_STATES } from '../../decision/fund-schema.ts'
import {
  appraisalPartsOf,
  type FeeParts,
  type FeeRounding,
  type FurtherFees,
  furtherFeesOf,
  reGuaranteeFeeOf,
  successFeeOf,
  supportedParts,
  unperformedFeeOf,
} from '../../guarantee/further-fees.ts'
import { addMonths, calendarDate, daysBetween } from '../../kernel/calendar.ts'
import { fixed, fixedText } from '../../kernel/fixed.ts'
import { type Money, moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, refusal, refuse, sure } from '../../kernel/result.ts'
import { dayText, decimalText, moneyAmount, moneyNotNegative } from '../../kernel/text.ts'
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import { rateBelowOne } from './decision.ts'
import { type Formula, formula } from './formula.ts'
import { guaranteeDay } from './guarantee-day.ts'

const month = z
  .string()
  .regex(/^(19\d\d|20\d\d|21[0-8]\d)-(0[1-9]|1[0-2])$/, { message: 'a month is text such as 2026-03' })
const parts = z.array(z.strictObject({ payer: z.enum(PAYERS), amount: moneyNotNegative }))
const partTexts = (list: FeeParts) => list.map(one => ({ payer: one.payer, amount: moneyText(one.amount) }))

const unperformedFee = ({ unperformedRate }: FurtherFees, rounding: FeeRounding): Formula =>
  formula({
    name: 'unperformed-fee',
    title: { ko: '미이행 추가보증료', en: 'Additional fee on what is not performed', zh: '未履行金额附加保证费' },
    source:
      'Decree, article 24: unperformed x (rate + rules/fees unperformed_rate) x days / day count, cut to the step',
    input: z.strictObject({ unperformed: moneyNotNegative, rate: rateBelowOne, from: guaranteeDay, to: guaranteeDay }),
    output: z.strictObject({ days: z.int(), rate: decimalText, fee: moneyNotNegative }),
    compute: ({ unperformed, rate, from, to }) => {
      const span = [calendarDate(from), calendarDate(to)] as const
      if (to < from) return refuse(refusal('input_out_of_bounds', 'to', { value: to, limit: `from ${from}` }))
      const whole = fixed(rate) + unperformedRate
      const fee = unperformedFeeOf(moneyFromText(unperformed), whole, span, rounding)
      return ok({ days: daysBetween(...span), rate: fixedText(whole), fee: moneyText(fee) })
    },
  })

const reGuaranteeFee = ({ reGuaranteeRate }: FurtherFees, rounding: FeeRounding): Formula =>
  formula({
    name: 're-guarantee-fee',
    title: { ko: '재보증료', en: 'Re-guarantee fee', zh: '再保证费' },
    source: 'Act, article 28-2: re-guaranteed x rules/fees re_guarantee_rate x days / day count, cut to the step',
    input: z.strictObject({ re_guaranteed: moneyNotNegative, from: guaranteeDay, to: guaranteeDay }),
    output: z.strictObject({ days: z.int(), rate: decimalText, fee: moneyNotNegative }),
    compute: ({ re_guaranteed: reGuaranteed, from, to }) => {
      const days = daysBetween(calendarDate(from), calendarDate(to))
      if (days < 0) return refuse(refusal('input_out_of_bounds', 'to', { value: to, limit: `from ${from}` }))
      const fee = reGuaranteeFeeOf(moneyFromText(reGuaranteed), reGuaranteeRate, days, rounding)
      return ok({ days, rate: fixedText(reGuaranteeRate), fee: moneyText(fee) })
    },
  })

const successFee = (fees: FurtherFees, most: bigint, { step }: FeeRounding): Formula =>
  formula({
    name: 'success-fee',
    title: { ko: '성과보증료', en: 'Success fee', zh: '成功保证费' },
    source: 'Act, article 33: guaranteed x agreed rate, at most a tenth, within rules/fees success_fee_years',
    input: z.strictObject({
      guaranteed: moneyNotNegative,
      rate: rateBelowOne,
      signed_on: guaranteeDay,
      marked_on: guaranteeDay,
    }),
    output: z.strictObject({ fee: moneyNotNegative }),
    compute: ({ guaranteed, rate, signed_on, marked_on }) => {
      const contract = { signedOn: calendarDate(signed_on), guaranteed: moneyFromText(guaranteed), rate: fixed(rate) }
      const fee = successFeeOf(contract, calendarDate(marked_on), fees, { most, step })
      return fee.ok ? ok({ fee: moneyText(fee.value) }) : fee
    },
  })

const appraisalFee = ({ appraisal }: FurtherFees): Formula =>
  formula({
    name: 'appraisal-fee',
    title: { ko: '기술평가료와 부담자', en: 'Appraisal fee by payer', zh: '技术评估费及承担方' },
    source: 'each payer up to its most, the firm the rest (rules/fees appraisal)',
    input: z.strictObject({ of: z.enum([...appraisal.keys()] as [string, ...string[]]) }),
    output: z.strictObject({ fee: moneyNotNegative, parts }),
    compute: ({ of }) => {
      const fee = appraisal.get(of)
      if (fee === undefined) return refuse(refusal('input_out_of_bounds', 'of', { value: of, limit: 'a fee listed' }))
      return ok({ fee: moneyText(fee.amount), parts: partTexts(appraisalPartsOf(fee)) })
    },
  })

const supportedFee = ({ bankSupport }: FurtherFees, rounding: FeeRounding): Formula =>
  formula({
    name: 'supported-fee',
    title: { ko: '은행 지원 보증료', en: 'A fee of which a bank pays part', zh: '由银行承担一部分的保证费' },
    source:
      "outstanding x the bank's rate x days / day count, at most the fee; the firm the rest (rules/fees bank_support)",
    input: z.strictObject({
      support: z.enum([...bankSupport.keys()] as [string, ...string[]]),
      fee: moneyNotNegative,
      outstanding: moneyNotNegative,
      begun_on: guaranteeDay,
      from: guaranteeDay,
      to: guaranteeDay,
    }),
    output: z.strictObject({ parts }),
    compute: input => {
      const support = bankSupport.get(input.support)
      const [begunOn, from, to] = [calendarDate(input.begun_on), calendarDate(input.from), calendarDate(input.to)]
      if (support === undefined || to <= from)
        return refuse(refusal('input_out_of_bounds', 'to', { value: to, limit: `after ${from}` }))
      const period = { from, to, days: daysBetween(from, to), due: from }
      const given = { outstanding: moneyFromText(input.outstanding), begunOn, period }
      return ok({ parts: partTexts(supportedParts(moneyFromText(input.fee), given, support, rounding)) })
    },
  })

const contribution = (rule: FundRule): Formula =>
  formula({
    name: 'lender-contribution',
    title: { ko: '금융회사 출연금', en: "A lender's contribution", zh: '金融机构出资额' },
    source: 'Act, article 13(3), Rule, article 5: loans x rate x days / day count (rules/fund contributions)',
    input: z.strictObject({
      kind: z.enum(CONTRIBUTORS),
      month,
      loans: moneyNotNegative,
      claims_paid: moneyNotNegative,
      contributed: moneyNotNegative,
    }),
    output: z.strictObject({ on: dayText, days: z.int(), rate: decimalText, amount: moneyNotNegative }),
    compute: ({ kind, month: of, loans, claims_paid, contributed }) => {
      const base = { kind, month: of, loans: moneyFromText(loans) }
      const paid = { claimsPaid: moneyFromText(claims_paid), contributed: moneyFromText(contributed) }
      // A period is taken as over: what is asked is what it comes to.
      const found = contributionOf({ ...base, ...paid }, addMonths(calendarDate(`${of}-01`), 12), rule.contributions)
      if (!found.ok) return found
      const { on, days, rate, amount } = found.value
      return ok({ on, days, rate: fixedText(rate), amount: moneyText(amount) })
    },
  })

const exposureCap = ({ multiple, technologyShareMin }: FundRule): Formula =>
  formula({
    name: 'exposure-cap',
    title: {
      ko: '보증 총액 한도와 기술보증 비율',
      en: 'Cap of all guarantees, and their composition',
      zh: '保证总额上限及构成',
    },
    source: 'Act, articles 30 and 31 (rules/fund exposure_multiple, technology_share_min)',
    input: z.strictObject({
      basic_property: moneyNotNegative,
      kept_surplus: moneyAmount,
      technology: moneyNotNegative,
      credit: moneyNotNegative,
      re_guarantees: moneyNotNegative,
      securitisation: moneyNotNegative,
      /** A credit guarantee that is asked for; 0 for none. */
      credit_asked: moneyNotNegative,
    }),
    output: z.strictObject({
      cap: decimalText,
      headroom: decimalText,
      excess: decimalText,
      is_composed: z.boolean(),
    }),
    compute: input => {
      const [technology, credit] = [moneyFromText(input.technology), moneyFromText(input.credit)]
      const asked = { of: 'credit' as const, by: 'given' as const, amount: moneyFromText(input.credit_asked) }
      const composed = composedWith(
        { technology, credit },
        // Nothing asked for is asked of nothing: what stands is only told.
        asked.amount === 0n ? { ...asked, by: 'released' } : asked,
        technologyShareMin,
      )
      if (!composed.ok) return composed
      const { cap, headroom, excess } = capStanding(
        { basicProperty: moneyFromText(input.basic_property), keptSurplus: moneyFromText(input.kept_surplus) },
        {
          guarantees: (technology + credit + asked.amount) as Money,
          reGuarantees: moneyFromText(input.re_guarantees),
          securitisation: moneyFromText(input.securitisation),
        },
        multiple,
      )
      return ok({
        cap: String(cap),
        headroom: String(headroom),
        excess: String(excess),
        is_composed: composed.value.holds,
      })
    },
  })

const provision = ({ provisions }: FundRule): Formula =>
  formula({
    name: 'provision',
    title: { ko: '대손충당금', en: 'Provision', zh: '准备金' },
    source: 'exposure x rate, up to the next won (rules/fund provisions)',
    input: z.strictObject({
      state: z.enum(PROVISION_STATES),
      grade: z.enum(FINAL_GRADES).nullable(),
      exposure: moneyNotNegative,
    }),
    output: z.strictObject({ rate: decimalText, provision: moneyNotNegative }),
    compute: ({ state, grade, exposure }) => {
      const one = { state, grade: grade ?? undefined, exposure: moneyFromText(exposure) }
      return ok({
        rate: fixedText(provisionRate(one, provisions)),
        provision: moneyText(provisionOf(one, provisions)),
      })
    },
  })

const headroom = (): Formula =>
  formula({
    name: 'headroom-by-day',
    title: { ko: '일별 한도 여유', en: 'Headroom of a limit by day', zh: '按日可用额度' },
    source: 'limit less what stands to its maturity and what is reserved to its last day; ours',
    input: z.strictObject({
      limit: moneyNotNegative,
      from: guaranteeDay,
      last: guaranteeDay,
      held: z
        .array(
          z.strictObject({
            kind: z.enum(['posted', 'reserved']),
            amount: moneyNotNegative,
            until: guaranteeDay.nullable(),
          }),
        )
        .max(10_000),
    }),
    output: z.strictObject({
      days: z.array(
        z.strictObject({
          from: dayText,
          posted: decimalText,
          reserved: decimalText,
          headroom: decimalText,
          excess: decimalText,
        }),
      ),
    }),
    compute: ({ limit, from, last, held }) => {
      const list = held.map(one => ({
        kind: one.kind,
        amount: moneyFromText(one.amount),
        until: one.until === null ? null : calendarDate(one.until),
      }))
      const rows = headroomByDay(moneyFromText(limit), list, { from: calendarDate(from), last: calendarDate(last) })
      return ok({
        days: rows.map(row => ({
          from: row.from,
          posted: String(row.posted),
          reserved: String(row.reserved),
          headroom: String(row.headroom),
          excess: String(row.excess),
        })),
      })
    },
  })

/** By the terms of a day and the editions of fees and of the fund, all checked by the rule book. */
export function fundFormulas(rules: Rules, fees: EditionOf<'fees'>, fund: EditionOf<'fund'>): readonly Formula[] {
  const { terms } = rules.editions
  const most = fixed(terms.fees.success_fee_max.value)
  const further = sure(furtherFeesOf(fees, most))
  const rounding = {
    dayCount: BigInt(terms.fees.day_count.value),
    step: moneyFromText(terms.rounding.fee_step.value),
  }
  const rule = fundRuleOf(fund)
  return [
    unperformedFee(further, rounding),
    reGuaranteeFee(further, rounding),
    successFee(further, most, rounding),
    appraisalFee(further),
    supportedFee(further, rounding),
    contribution(rule),
    exposureCap(rule),
    provision(rule),
    headroom(),
  ]
}
