/**
 * What is charged on a guarantee beside its yearly fee, found from rules and books: an appraisal in the parts of its
 * payers, a success that was marked, what is not performed at the end of the term. Pure. Amounts are those of
 * further-fees.ts; here is when each may be charged, on whom, and as which rows.
 */
import { addMonths, addYears, type CalendarDate, rolledForward } from '../../kernel/calendar.ts'
import { type Fixed, fixed } from '../../kernel/fixed.ts'
import { sumMoney } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Standing } from '../asked.ts'
import type { Carrying } from '../carrying.ts'
import type { Command } from '../commands.ts'
import { type Fee, type FeeKind, FIRM, newFee } from '../fee-row.ts'
import { appraisalPartsOf, successFeeOf, unperformedFeeOf } from '../further-fees.ts'
import type { State } from '../life-table.ts'
import type { GuaranteeCode } from '../refusals.ts'

/** What a caller asks to have charged. */
export type Asking =
  | { readonly of: 'appraisal'; readonly appraisal: string }
  | {
      readonly of: 'success'
      readonly signedOn: CalendarDate
      readonly rate: Fixed
      readonly markedOn: CalendarDate
    }
  | { readonly of: 'unperformed' }

/** The states in which each may be charged. A success may be marked when the loan has long been paid. */
const OPEN = {
  appraisal: ['noticed', 'signed', 'lettered', 'in_force'],
  success: ['in_force', 'released'],
  unperformed: ['in_force', 'accident', 'claimed', 'examined'],
} as const satisfies Record<Exclude<FeeKind, 'yearly'>, readonly State[]>

/** The code under which a success is charged: once. */
const SUCCESS = 'success'

/** A guarantee as far as what is charged on it goes. */
type Charged = Pick<Standing, 'life' | 'fees' | 'feeRate' | 'begunOn'> & {
  readonly subject: { readonly bank: string }
}
type Rules = Pick<Carrying, 'further' | 'feeRule' | 'holidays'>
type Found = Result<readonly Fee[], GuaranteeCode>

const isCharged = (fees: readonly Fee[], kind: FeeKind, code: string): boolean =>
  fees.some(one => one.kind === kind && one.code === code)

function appraisal({ fees, subject }: Charged, code: string, day: CalendarDate, rules: Rules): Found {
  const { further, holidays } = rules
  const found = further.appraisal.get(code)
  if (found === undefined)
    return refuse(
      refusal('charge_unknown', 'appraisal', { value: code, limit: [...further.appraisal.keys()].join(', ') }),
    )
  if (isCharged(fees, 'appraisal', code)) return refuse(refusal('charge_repeated', 'appraisal', { value: code }))
  const parts = appraisalPartsOf(found).filter(one => one.amount > 0n)
  const due = rolledForward(day, holidays)
  return ok(
    parts.map(({ payer, amount }, place) =>
      newFee(
        fees.length + 1 + place,
        '',
        { from: day, to: day, due, amount },
        {
          kind: 'appraisal',
          code,
          payer: payer === 'bank' ? subject.bank : payer,
          rule: 'fees.appraisal',
          edition: further.edition,
        },
      ),
    ),
  )
}

function success(of: Charged, asked: Extract<Asking, { of: 'success' }>, day: CalendarDate, rules: Rules): Found {
  const { signedOn, rate, markedOn } = asked
  const { further, feeRule, holidays } = rules
  if (markedOn > day)
    return refuse(refusal('guarantee_day_to_come', 'markedOn', { value: markedOn, limit: `to ${day}` }))
  if (signedOn < of.begunOn || signedOn > markedOn)
    return refuse(refusal('guarantee_terms', 'signedOn', { value: signedOn, limit: `${of.begunOn} to ${markedOn}` }))
  const guaranteed = sumMoney(of.life.notices.map(one => one.drawn))
  const most = { most: further.successMost, step: feeRule.step }
  const fee = successFeeOf({ signedOn, guaranteed, rate }, markedOn, further, most)
  if (!fee.ok) return fee
  if (isCharged(of.fees, 'success', SUCCESS)) return refuse(refusal('charge_repeated', 'markedOn', { value: SUCCESS }))
  const last = addYears(signedOn, further.successYears)
  if (markedOn > last)
    return refuse(refusal('success_years_over', 'markedOn', { value: markedOn, limit: `to ${last}` }))
  const charged = { from: day, to: day, due: rolledForward(day, holidays), amount: fee.value }
  const charging = { kind: 'success', code: SUCCESS, payer: FIRM, rule: 'fees.success_fee', edition: further.edition }
  return ok([newFee(of.fees.length + 1, '', charged, charging as Parameters<typeof newFee>[3])])
}

/** From which day what is not performed has not been charged for yet; undefined where nothing stands past its term. */
export function unperformedSince({ life, fees }: Pick<Charged, 'life' | 'fees'>): CalendarDate | undefined {
  const { maturesOn, balance, state } = life
  if (maturesOn === null || balance === 0n || !(OPEN.unperformed as readonly State[]).includes(state)) return undefined
  const charged = fees.filter(one => one.kind === 'unperformed').map(one => one.to)
  return [maturesOn, ...charged].sort().at(-1)
}

/**
 * The additional fee on what stands past its term, for the days not charged for yet up to one, in arrears: the yearly
 * rate of the guarantee and the edition's beside it. None where no such day has gone by.
 */
export function unperformedTo(
  of: Pick<Charged, 'life' | 'fees' | 'feeRate'>,
  day: CalendarDate,
  rules: Rules,
): readonly Fee[] {
  const since = unperformedSince(of)
  if (since === undefined || day <= since) return []
  const { further, feeRule, holidays } = rules
  const rate = fixed(of.feeRate) + further.unperformedRate
  const amount = unperformedFeeOf(of.life.balance, rate, [since, day], feeRule)
  const charged = { from: since, to: day, due: rolledForward(day, holidays), amount }
  const charging = { kind: 'unperformed', code: null, payer: FIRM, rule: 'fees.unperformed_rate' } as const
  return [newFee(of.fees.length + 1, '', charged, { ...charging, edition: further.edition })]
}

/** The day on which it is charged by time alone; undefined where nothing stands past its term. */
export function unperformedDue(of: Pick<Charged, 'life' | 'fees'>, { further }: Pick<Rules, 'further'>) {
  const since = unperformedSince(of)
  return since === undefined ? undefined : addMonths(since, further.unperformedMonths)
}

/** Steps before which it is charged to their day: what is not performed changes with them, or its term, or it ends. */
const BEFORE: readonly Command['type'][] = ['change', 'release', 'examine', 'pay']

/** What is charged of it before a step. An examination after which something is to be paid leaves it as it is. */
export const unperformedBefore = (
  of: Pick<Charged, 'life' | 'fees' | 'feeRate'>,
  command: Command,
  day: CalendarDate,
  rules: Rules,
): readonly Fee[] =>
  BEFORE.includes(command.type) && !(command.type === 'examine' && command.amount > 0n)
    ? unperformedTo(of, day, rules)
    : []

/**
 * What is charged on a guarantee as it is asked, as rows of its fees.
 * Errors, the first that holds: `guarantee_state`; of an appraisal `charge_unknown`, `charge_repeated`; of a success
 * `guarantee_day_to_come`, `guarantee_terms`, `success_fee_above_statute`, `charge_repeated`, `success_years_over`; of
 * what is not performed `fee_not_due`.
 */
export function chargedBy(of: Charged, asking: Asking, day: CalendarDate, rules: Rules): Found {
  const open: readonly State[] = OPEN[asking.of]
  const { state } = of.life
  if (!open.includes(state))
    return refuse(refusal('guarantee_state', 'state', { value: state, limit: open.join(', ') }))
  switch (asking.of) {
    case 'appraisal':
      return appraisal(of, asking.appraisal, day, rules)
    case 'success':
      return success(of, asking, day, rules)
    case 'unperformed': {
      const fees = unperformedTo(of, day, rules)
      const { maturesOn } = of.life
      const since = unperformedSince(of) ?? maturesOn ?? 'the end of the term'
      return fees.length > 0 ? ok(fees) : refuse(refusal('fee_not_due', 'day', { value: day, limit: `after ${since}` }))
    }
    default:
      return asking satisfies never
  }
}
