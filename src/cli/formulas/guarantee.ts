/** The published formulas of a guarantee's after-care, each run alone with the numbers of the editions in force. */
import { z } from 'zod'
import type { EditionOf } from '../../appraisal/edition-kinds.ts'
import type { Rules } from '../../appraisal/rule-book.ts'
import { TRIGGERS } from '../../decision/aftercare-schema.ts'
import { type Aftercare, aftercareOf } from '../../guarantee/aftercare.ts'
import { guaranteedAmount, guaranteedOf } from '../../guarantee/balance.ts'
import { claimAmountOf, claimableFrom, damagesOf, examinedOf } from '../../guarantee/claim.ts'
import { chargeOf, feeOnRelease, feePeriods, lateFeeOf } from '../../guarantee/fees.ts'
import { addMonths, calendarDate } from '../../kernel/calendar.ts'
import { fixed } from '../../kernel/fixed.ts'
import { isMoneyText, type Money, minus, moneyFromText, moneyText, sumMoney } from '../../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse, sure } from '../../kernel/result.ts'
import { dayText, moneyNotNegative } from '../../kernel/text.ts'
import { appliedTo, DEBTS, type Owed } from '../../ledger/recovery-order.ts'
import { aboveZero, rateBelowOne } from './decision.ts'
import { type Formula, formula } from './formula.ts'
import { guaranteeDay } from './guarantee-day.ts'
import { guaranteeLife } from './guarantee-life.ts'

const positive = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })
/** Thirty years, the longest term a fee is counted for. */
const TERM_MONTHS_MAX = 360

/** One field held against another. */
const unless = (holds: boolean, at: string, value: string, limit: string): readonly Refusal[] =>
  holds ? [] : [refusal('input_out_of_bounds', at, { value, limit })]

/** Amounts as text; one that has grown past eighteen digits is refused. */
function written<Name extends string>(amounts: Readonly<Record<Name, Money>>): Result<Record<Name, string>> {
  const texts = Object.entries<Money>(amounts).map(([name, amount]) => [name, moneyText(amount)] as const)
  const tooGreat = texts.flatMap(([name, text]) => unless(isMoneyText(text), name, text, 'below 10^18'))
  return tooGreat.length > 0 ? refuse(...tooGreat) : ok(Object.fromEntries(texts) as Record<Name, string>)
}

type FeeRule = { readonly dayCount: bigint; readonly step: Money; readonly lateRate: string }
const feeRuleOf = ({ editions: { terms } }: Rules): FeeRule => ({
  dayCount: BigInt(terms.fees.day_count.value),
  step: moneyFromText(terms.rounding.fee_step.value),
  lateRate: terms.fees.late_fee.value,
})

const feeInAdvance = ({ holidays }: Rules, feeRule: FeeRule): Formula =>
  formula({
    name: 'fee-in-advance',
    title: { ko: '보증료 연 단위 선납', en: 'Fee charged in advance, year by year', zh: '按年预收保证费' },
    source:
      'outstanding x rate x days / day count, cut to the fee step (rules/terms fees.day_count); Civil Code 157, 161',
    input: z.strictObject({
      outstanding: moneyNotNegative,
      rate: rateBelowOne,
      from: guaranteeDay,
      matures_on: guaranteeDay,
    }),
    output: z.strictObject({
      periods: z.array(
        z.strictObject({
          from: dayText,
          to: dayText,
          days: z.int(),
          due: dayText,
          fee: moneyNotNegative,
        }),
      ),
    }),
    compute: ({ outstanding, rate, from, matures_on }) => {
      const [first, last] = [calendarDate(from), calendarDate(matures_on)]
      const longest = addMonths(first, TERM_MONTHS_MAX)
      const wrong = unless(last > first && last <= longest, 'matures_on', last, `after ${first}, to ${longest}`)
      if (wrong.length > 0) return refuse(...wrong)
      const periods = []
      for (const period of feePeriods(first, last, holidays)) {
        const fee = written({ fee: chargeOf(moneyFromText(outstanding), fixed(rate), period, feeRule).amount })
        if (!fee.ok) return fee
        periods.push({ ...period, ...fee.value })
      }
      return ok({ periods })
    },
  })

const feeReleased = (): Formula =>
  formula({
    name: 'fee-on-release',
    title: { ko: '중도해지 보증료 환급', en: 'Fee returned on early release', zh: '提前解除时退还的保证费' },
    source: '(fee - fee x days gone by / days of the fee) x part / outstanding, each cut to the won; ours',
    input: z.strictObject({
      fee: moneyNotNegative,
      from: guaranteeDay,
      to: guaranteeDay,
      released_on: guaranteeDay,
      part: positive,
      outstanding: positive,
    }),
    output: z.strictObject({ earned: moneyNotNegative, refund: moneyNotNegative, kept: moneyNotNegative }),
    compute: ({ fee, from, to, released_on, part, outstanding }) => {
      const [released, stands] = [moneyFromText(part), moneyFromText(outstanding)]
      const wrong = [
        ...unless(to > from, 'to', to, `after ${from}`),
        ...unless(released <= stands, 'part', part, `at most ${outstanding}`),
      ]
      if (wrong.length > 0) return refuse(...wrong)
      const charged = { from: calendarDate(from), to: calendarDate(to), amount: moneyFromText(fee) }
      const { earned, refund, rest } = feeOnRelease(charged, calendarDate(released_on), released, stands)
      return written({ earned, refund, kept: rest.amount })
    },
  })

const lateFee = ({ dayCount, step, lateRate }: FeeRule): Formula =>
  formula({
    name: 'late-fee',
    title: { ko: '연체보증료', en: 'Late fee', zh: '滞纳保证费' },
    source:
      'Decree, article 24: unpaid x rate x days late / day count, cut to the fee step (rules/terms fees.late_fee)',
    input: z.strictObject({ unpaid: moneyNotNegative, due: guaranteeDay, paid_on: guaranteeDay }),
    output: z.strictObject({ late_fee: moneyNotNegative }),
    compute: ({ unpaid, due, paid_on }) => {
      const rule = { rate: fixed(lateRate), dayCount, step }
      return written({
        late_fee: lateFeeOf(moneyFromText(unpaid), calendarDate(due), calendarDate(paid_on), rule),
      })
    },
  })

const balance = (): Formula =>
  formula({
    name: 'guarantee-balance',
    title: { ko: '보증잔액', en: 'Balance of a guarantee', zh: '保证余额' },
    source: 'ratio x outstanding, cut to the won, at most the letter; of a revolving loan the line',
    input: z.strictObject({
      kind: z.enum(['individual', 'revolving']),
      loan: moneyNotNegative,
      ratio: aboveZero,
      outstanding: moneyNotNegative,
    }),
    output: z.strictObject({ letter: moneyNotNegative, balance: moneyNotNegative }),
    compute: ({ kind, loan, ratio, outstanding }) => {
      const letter = { kind, loan: moneyFromText(loan), ratio: fixed(ratio) }
      return written({ letter: guaranteedAmount(letter), balance: guaranteedOf(letter, moneyFromText(outstanding)) })
    },
  })

const claimDay = ({ holidays }: Rules, aftercare: Aftercare): Formula =>
  formula({
    name: 'claim-day',
    title: { ko: '이행청구 가능일', en: 'First day of a claim', zh: '可提出保证履行请求的首日' },
    source: 'Decree, article 26 (rules/aftercare claim_wait, claim_consent); Civil Code 157, 160, 161',
    input: z.strictObject({ trigger: z.enum(TRIGGERS), on: guaranteeDay }),
    output: z.strictObject({ from: dayText, needs_consent: z.boolean() }),
    compute: ({ trigger, on }) =>
      ok({
        from: claimableFrom(trigger, calendarDate(on), aftercare.waitMonths, holidays),
        needs_consent: aftercare.needsConsent.has(trigger),
      }),
  })

const claimAmount = (aftercare: Aftercare): Formula =>
  formula({
    name: 'claim-amount',
    title: { ko: '대위변제금액', en: 'Amount paid on a claim', zh: '代位清偿金额' },
    source: 'Decree, article 27: ratio x (principal + contract interest + listed costs), less a denial in proportion',
    input: z.strictObject({
      principal: positive,
      rate: rateBelowOne,
      due_on: guaranteeDay,
      paid_on: guaranteeDay,
      costs: z.array(moneyNotNegative).max(100),
      ratio: aboveZero,
      denied_principal: moneyNotNegative,
    }),
    output: z.strictObject({
      interest: moneyNotNegative,
      costs: moneyNotNegative,
      whole: moneyNotNegative,
      fund: moneyNotNegative,
      bank: moneyNotNegative,
      paid: moneyNotNegative,
      denied: moneyNotNegative,
    }),
    compute: input => {
      const { due_on, paid_on, denied_principal } = input
      const [principal, without] = [moneyFromText(input.principal), moneyFromText(denied_principal)]
      const wrong = [
        ...unless(paid_on >= due_on, 'paid_on', paid_on, `from ${due_on}`),
        ...unless(without <= principal, 'denied_principal', denied_principal, `at most ${input.principal}`),
      ]
      if (wrong.length > 0) return refuse(...wrong)
      const debt = {
        principal,
        rate: fixed(input.rate),
        dueOn: calendarDate(due_on),
        paidOn: calendarDate(paid_on),
        costs: input.costs.map(moneyFromText),
      }
      const claim = claimAmountOf(debt, fixed(input.ratio), aftercare.interestDayCount)
      const { interest, costs, whole, fund, bank } = claim
      return written({ interest, costs, whole, fund, bank, ...examinedOf(claim, without) })
    },
  })

const damages = (aftercare: Aftercare): Formula =>
  formula({
    name: 'damages-for-delay',
    title: { ko: '손해금', en: 'Damages for delay', zh: '迟延损害金' },
    source:
      'Act, article 34: balances x days x rate / day count, cut once (rules/aftercare damages_rate, damages_day_count)',
    input: z.strictObject({
      balances: z
        .array(z.strictObject({ from: guaranteeDay, principal: moneyNotNegative }))
        .min(1)
        .max(1000),
      until: guaranteeDay,
    }),
    output: z.strictObject({ damages: moneyNotNegative }),
    compute: ({ balances, until }) => {
      const wrong = balances.flatMap(({ from }, place) => {
        const before = balances[place - 1]?.from
        return before === undefined ? [] : unless(from > before, `balances.${place}.from`, from, `after ${before}`)
      })
      if (wrong.length > 0) return refuse(...wrong)
      const owed = balances.map(one => ({ from: calendarDate(one.from), principal: moneyFromText(one.principal) }))
      const { damagesRate: rate, damagesDayCount: dayCount } = aftercare
      return written({ damages: damagesOf(owed, calendarDate(until), { rate, dayCount }) })
    },
  })

const debts = z.strictObject({ costs: moneyNotNegative, damages: moneyNotNegative, principal: moneyNotNegative })

const recovery = (aftercare: Aftercare): Formula =>
  formula({
    name: 'recovery-application',
    title: { ko: '변제충당', en: 'Application of a recovery', zh: '回收款的清偿抵充' },
    source: 'each debt whole before the next (rules/aftercare recovery_order, after Civil Code 479)',
    input: z.strictObject({ recovery: moneyNotNegative, owed: debts }),
    output: z.strictObject({ order: z.array(z.enum(DEBTS)), applied: debts, left: debts }),
    compute: input => {
      const { costs, damages: forDelay, principal } = input.owed
      const owed: Owed = {
        costs: moneyFromText(costs),
        damages: moneyFromText(forDelay),
        principal: moneyFromText(principal),
      }
      const recovered = moneyFromText(input.recovery)
      const whole = sumMoney(DEBTS.map(debt => owed[debt]))
      if (recovered > whole)
        return refuse(refusal('recovery_above_claim', 'recovery', { value: input.recovery, limit: moneyText(whole) }))
      const applied = appliedTo(recovered, owed, aftercare.recoveryOrder)
      const shown = (amounts: Owed) => ({
        costs: moneyText(amounts.costs),
        damages: moneyText(amounts.damages),
        principal: moneyText(amounts.principal),
      })
      const left: Owed = {
        costs: minus(owed.costs, applied.costs),
        damages: minus(owed.damages, applied.damages),
        principal: minus(owed.principal, applied.principal),
      }
      return ok({ order: [...aftercare.recoveryOrder], applied: shown(applied), left: shown(left) })
    },
  })

/** Every formula of a guarantee, by the rules and the edition of after-care of a day, both checked by the rule book. */
export function guaranteeFormulas(rules: Rules, edition: EditionOf<'aftercare'>): readonly Formula[] {
  const aftercare = sure(aftercareOf(edition, fixed(rules.editions.terms.fees.damages_max.value)))
  const feeRule = feeRuleOf(rules)
  return [
    feeInAdvance(rules, feeRule),
    feeReleased(),
    lateFee(feeRule),
    balance(),
    claimDay(rules, aftercare),
    claimAmount(aftercare),
    damages(aftercare),
    recovery(aftercare),
    guaranteeLife({ ...aftercare, holidays: rules.holidays }),
  ]
}
