/**
 * Whether rights carry a loan: the decision on intellectual property as collateral, with every reason and every amount.
 * A pure function of the request, which names its day, and the rules; no record of a case is changed by it.
 */
import type { CollateralRules } from '../../decision/collateral-schema.ts'
import { addMonths, calendarDate } from '../../kernel/calendar.ts'
import { fixedText } from '../../kernel/fixed.ts'
import {
  type Money,
  minMoney,
  money,
  moneyFromText,
  moneyText,
  plus,
  portionRoundedDown,
  ZERO,
} from '../../kernel/money.ts'
import type { LegalTerm } from '../../technology/rights/life.ts'
import { type Advance, advanceOf, leftAfter } from './advance.ts'
import { earlierIn } from './earlier.ts'
import { loanMax, type Parts, PLEDGE_ALONE, type Product, partsOf } from './products.ts'
import { rightReasons } from './right-reasons.ts'
import type { CollateralDecision, CollateralRequest, Reason, ReasonCode } from './schema.ts'
import { REASONS } from './schema.ts'

/** By what it is decided. */
export type DecidedBy = {
  readonly rules: CollateralRules
  /** The programmes that lend on intellectual property, by code. */
  readonly products: ReadonlyMap<string, Product>
  /** How long a right can live by law, for ends no office states. */
  readonly terms: readonly LegalTerm[]
}

const refused = (code: ReasonCode, params: Reason['params'] = {}): Reason => ({ code, so: 'refused', params })

/** What speaks against the valuation itself on the day. */
function valuationReasons({ day, valuation }: CollateralRequest, product: Product): readonly Reason[] {
  const { base_day: base, valid_until: until } = valuation
  if (base > day) return [refused('valuation_later', { value: base, limit: day })]
  const found: Reason[] = []
  if (until < day) found.push(refused('valuation_expired', { value: until, limit: day }))
  if (product.monthsMax !== null && addMonths(calendarDate(base), product.monthsMax) < day)
    found.push(refused('valuation_too_old', { value: base, limit: String(product.monthsMax) }))
  return found
}

type Amounts = {
  readonly loan: Money
  readonly parts: Parts
  readonly advance: Advance
  readonly earlier: Money
  readonly room: Money
  /** Loans that count beside this one against the value. */
  readonly beside: Money
  readonly valueMax: Money | null
  readonly firmLeft: Money
  readonly guaranteeMax: Money | null
}

function amountsOf(request: CollateralRequest, product: Product, by: DecidedBy): Amounts {
  const { rules, terms } = by
  const loan = moneyFromText(request.loan)
  const ipLoan = moneyFromText(request.ip_loan)
  const advance = advanceOf(request.valuation, request.rights, request.day, rules, terms)
  const { all, ofOthers } = earlierIn(request)
  // What the bank itself has secured on these rights is the loan it adds to, and counts as that loan.
  const beside = product.isBesideLoan ? plus(ipLoan, ofOthers) : all
  const byIpLoan = product.ofIpLoan === null ? null : portionRoundedDown(ipLoan, product.ofIpLoan)
  const caps = [byIpLoan, product.guaranteeMax].filter(one => one !== null)
  return {
    loan,
    parts: partsOf(loan, product),
    advance,
    earlier: all,
    room: leftAfter(advance.amount, all),
    beside,
    valueMax: product.ofValue === null ? null : portionRoundedDown(advance.value, product.ofValue),
    firmLeft: leftAfter(money(rules.firmMax), moneyFromText(request.secured_by_firm)),
    guaranteeMax: caps.length === 0 ? null : caps.reduce(minMoney),
  }
}

/** Amounts that pass a bound, each with what it came to and the most it may. */
function amountReasons({ ip_loan }: CollateralRequest, product: Product, amounts: Amounts): readonly Reason[] {
  const { loan, parts, room, beside, valueMax, firmLeft, guaranteeMax } = amounts
  const passes = (code: ReasonCode, value: Money, limit: Money | null): Reason[] =>
    limit === null || value <= limit ? [] : [refused(code, { value: moneyText(value), limit: moneyText(limit) })]
  return [
    ...(product.isBesideLoan && ip_loan === '0' ? [refused('ip_loan_missing')] : []),
    ...passes('sum_passes_value', plus(loan, beside), valueMax),
    ...passes('advance_exceeded', parts.onPledge, room),
    ...passes('firm_cap_exceeded', parts.onPledge, firmLeft),
    ...passes('guarantee_cap_exceeded', parts.guaranteed, guaranteeMax),
  ]
}

/** The greatest loan that every bound lets through. */
const mostOf = (product: Product, { valueMax, beside, room, firmLeft, guaranteeMax }: Amounts): Money =>
  loanMax(product, {
    loan: valueMax === null ? null : leftAfter(valueMax, beside),
    pledge: minMoney(room, firmLeft),
    guarantee: guaranteeMax,
  }) ?? ZERO

const textOf = ({ code, params }: Reason): string => JSON.stringify([code, Object.entries(params)])
/** Each reason once, what refuses and what refers in the order of the list. */
const inOrder = (reasons: readonly Reason[]): Reason[] =>
  [...new Map(reasons.map(one => [textOf(one), one])).values()].toSorted(
    (a, b) => REASONS.indexOf(a.code) - REASONS.indexOf(b.code),
  )

/**
 * Decides: accepted where nothing speaks against it, refused where anything does, refer where a person has to look at
 * something and nothing refuses. Whatever comes out, every reason and the greatest loan are told.
 */
export function decideCollateral(request: CollateralRequest, by: DecidedBy): CollateralDecision {
  const { programme } = request
  const known = programme === null ? PLEDGE_ALONE : by.products.get(programme)
  const product = known ?? PLEDGE_ALONE
  const amounts = amountsOf(request, product, by)
  const reasons = inOrder([
    ...(known === undefined ? [refused('programme_no_ip', { value: String(programme) })] : []),
    ...valuationReasons(request, product),
    ...rightReasons(request, by.rules, by.terms, product.isOnPledge ? amounts.advance.amount : null),
    ...amountReasons(request, product, amounts),
  ])
  const isRefused = reasons.some(one => one.so === 'refused')
  const { advance, parts } = amounts
  return {
    outcome: isRefused ? 'refused' : reasons.length > 0 ? 'refer' : 'accepted',
    reasons,
    advance: {
      value: moneyText(advance.value),
      rate: fixedText(advance.rate),
      factors: advance.factors,
      amount: moneyText(advance.amount),
      earlier: moneyText(amounts.earlier),
      room: moneyText(amounts.room),
    },
    loan: moneyText(amounts.loan),
    guaranteed: moneyText(parts.guaranteed),
    without_guarantee: moneyText(parts.withoutGuarantee),
    on_pledge: moneyText(parts.onPledge),
    loan_max: moneyText(known === undefined ? ZERO : mostOf(product, amounts)),
  }
}
