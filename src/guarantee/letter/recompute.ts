/**
 * A paper's own arithmetic done again, from what is attached to it alone: the editions must be those it names, amounts
 * the ratio of their loans, days those the rules lead to, figures those their steps lead to, sums those of their rows.
 */

import { feeOf, splitLoan } from '../../decision/terms.ts'
import { addDays, calendarDate, daysBetween, rolledForward } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { fixed } from '../../kernel/fixed.ts'
import { type Money, moneyFromText, moneyText, plus, sumMoney, ZERO } from '../../kernel/money.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { guaranteedAmount } from '../balance.ts'
import { claimAmountOf, claimableFrom, examinedOf } from '../claim.ts'
import type {
  AmendmentBody,
  Body,
  FeeNoticeBody,
  LetterBody,
  MonthlyBody,
  SettlementBody,
  Standing,
  YearlyBody,
} from './bodies.ts'
import { holidaysOf, NUMBER_KINDS, type Numbers } from './numbers.ts'
import type { LetterRefusal } from './refusals.ts'
import { waitsOf } from './settlement.ts'

type Found = Refusal<LetterRefusal>[]

/** Collects what differs: worked out against printed. */
class Comparison {
  readonly found: Found = []
  same(at: string, computed: string, printed: string): void {
    if (computed !== printed) this.found.push(refusal('letter_not_recomputed', at, { value: printed, limit: computed }))
  }
  amount(at: string, computed: Money, printed: string): void {
    this.same(at, moneyText(computed), printed)
  }
  holds(at: string, isSo: boolean, value: string, limit: string): void {
    if (!isSo) this.found.push(refusal('letter_not_recomputed', at, { value, limit }))
  }
}

/** Every edition attached is named by its digest, and every one named is attached. */
function editionRefusals({ editions }: Body, numbers: Numbers): Found {
  const named = editions.map(one => `${one.kind} ${one.edition} ${one.digest}`).join(', ')
  const attached = NUMBER_KINDS.map(
    kind => `${kind} ${numbers[kind].edition} ${digestOf(numbers[kind] as unknown as Json)}`,
  ).join(', ')
  return named === attached ? [] : [refusal('letter_edition_altered', 'editions', { value: attached, limit: named })]
}

function standingSame(compared: Comparison, at: string, standing: Standing): void {
  const { guaranteed } = splitLoan(moneyFromText(standing.loan), fixed(standing.ratio))
  compared.amount(`${at}.guaranteed`, guaranteed, standing.guaranteed)
}

function ofLetter(body: LetterBody, numbers: Numbers, compared: Comparison): Found {
  const { standing, notice } = body
  standingSame(compared, 'standing', standing)
  const days = Number(numbers.terms.decision_validity_days.value)
  const until = rolledForward(addDays(calendarDate(notice.noticed_on), days), holidaysOf(numbers))
  compared.same('notice.until', until, notice.until)
  const promised = plus(moneyFromText(notice.earlier), moneyFromText(notice.amount))
  compared.holds(
    'notice.amount',
    promised <= moneyFromText(standing.guaranteed) && notice.amount !== '0',
    moneyText(promised),
    `from 1 to ${standing.guaranteed}`,
  )
  return compared.found
}

function ofAmendment({ before, after }: AmendmentBody, compared: Comparison): Found {
  standingSame(compared, 'before', before)
  standingSame(compared, 'after', after)
  const isChanged = digestOf(before as unknown as Json) !== digestOf(after as unknown as Json)
  compared.holds('after', isChanged, 'as before', 'something that changed')
  return compared.found
}

function ofSettlement(body: SettlementBody, numbers: Numbers, compared: Comparison): Found {
  const { claim, debt, figures } = body
  const from = claimableFrom(claim.trigger, calendarDate(claim.on), waitsOf(numbers), holidaysOf(numbers))
  compared.same('claim.claimable_from', from, claim.claimable_from)
  compared.holds('claim.claimed_on', claim.claimed_on >= from, claim.claimed_on, `from ${from}`)
  const claimed = {
    principal: moneyFromText(debt.principal),
    rate: fixed(debt.rate),
    dueOn: calendarDate(debt.due_on),
    paidOn: calendarDate(debt.paid_on),
    costs: debt.costs.map(one => moneyFromText(one.amount)),
  }
  const denied = moneyFromText(body.denied_principal)
  const isPart = claimed.principal > 0n && denied <= claimed.principal
  compared.holds('denied_principal', isPart, body.denied_principal, `to the principal, ${debt.principal}`)
  if (!isPart) return compared.found
  const amount = claimAmountOf(claimed, fixed(body.ratio), BigInt(debt.day_count))
  const examined = examinedOf(amount, denied)
  compared.same('figures.days', String(Math.max(0, daysBetween(claimed.dueOn, claimed.paidOn))), String(figures.days))
  for (const part of ['interest', 'costs', 'whole', 'fund', 'bank'] as const)
    compared.amount(`figures.${part}`, amount[part], figures[part])
  compared.amount('figures.paid', examined.paid, figures.paid)
  compared.amount('figures.denied', examined.denied, figures.denied)
  const isGrounded = denied === 0n || body.denies.length > 0
  compared.holds('denies', isGrounded, 'none', 'the breach on which less is paid')
  return compared.found
}

function ofFeeNotice(body: FeeNoticeBody, { terms }: Numbers, compared: Comparison): Found {
  const days = daysBetween(calendarDate(body.period.from), calendarDate(body.period.to))
  compared.same('figures.days', String(days), String(body.figures.days))
  const step = moneyFromText(terms.rounding.fee_step.value)
  const dayCount = BigInt(terms.fees.day_count.value)
  const fee = feeOf(moneyFromText(body.outstanding), fixed(body.rate), days, dayCount, step)
  compared.amount('figures.amount', fee, body.figures.amount)
  const paid = sumMoney(body.payers.map(one => moneyFromText(one.amount)))
  compared.amount('payers', paid, body.figures.amount)
  return compared.found
}

/** The sums under a table are those of its rows. */
function sumsSame<Totals extends Readonly<Record<string, string>>>(
  compared: Comparison,
  rows: readonly Totals[],
  totals: Totals,
): void {
  for (const key of Object.keys(totals) as (keyof Totals & string)[])
    compared.amount(`totals.${key}`, sumMoney(rows.map(row => moneyFromText(row[key] ?? '0'))), totals[key] ?? '0')
}

function ofYearly({ rows, totals }: YearlyBody, compared: Comparison): Found {
  for (const [place, row] of rows.entries()) {
    const left = moneyFromText(row.opening) + moneyFromText(row.added)
    const gone = moneyFromText(row.released) + moneyFromText(row.subrogated)
    compared.same(`rows.${place}.closing`, String(left - gone), row.closing)
  }
  sumsSame(compared, rows, totals)
  return compared.found
}

function ofMonthly({ rows, totals }: MonthlyBody, compared: Comparison): Found {
  for (const [place, row] of rows.entries()) {
    const letter = { kind: row.kind, loan: moneyFromText(row.loan), ratio: fixed(row.ratio) }
    // Before the first draw and after the end nothing is guaranteed, whatever the kind. What stands is the books' own:
    // where the creditor tells of other principal it is a difference, and a line may have been cut.
    const stands =
      row.state === 'in_force' || row.state === 'accident' || row.state === 'claimed' || row.state === 'examined'
    const most = stands ? guaranteedAmount(letter) : ZERO
    compared.holds(`rows.${place}.balance`, moneyFromText(row.balance) <= most, row.balance, `to ${moneyText(most)}`)
  }
  sumsSame(compared, rows, totals)
  return compared.found
}

function figureRefusals(body: Body, numbers: Numbers): Found {
  const compared = new Comparison()
  switch (body.paper) {
    case 'letter':
      return ofLetter(body, numbers, compared)
    case 'amendment':
      return ofAmendment(body, compared)
    case 'claim_settlement':
      return ofSettlement(body, numbers, compared)
    case 'fee_notice':
      return ofFeeNotice(body, numbers, compared)
    case 'yearly_balance':
      return ofYearly(body, compared)
    case 'monthly_statement':
      return ofMonthly(body, compared)
    default:
      return body satisfies never
  }
}

/**
 * Whether a paper follows from its own numbers.
 * @returns every edition that is not the one named (`letter_edition_altered`), then every field that differs, with what
 *   is printed and what was worked out (`letter_not_recomputed`)
 */
export function recomputed(body: Body, numbers: Numbers): Result<true, LetterRefusal> {
  const found = [...editionRefusals(body, numbers), ...figureRefusals(body, numbers)]
  return found.length === 0 ? ok(true) : { ok: false, refusals: found }
}
