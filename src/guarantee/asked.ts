/**
 * What a caller asks as a command of the life: the amounts that follow from rules and books are put in here, so that
 * nobody types in a fee, a guaranteed part or the amount of a claim.
 */
import { splitLoan } from '../decision/terms.ts'
import { addMonths, type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { fixed, fixedText, ONE } from '../kernel/fixed.ts'
import {
  type Money,
  maxMoney,
  minMoney,
  minus,
  money,
  moneyFromText,
  moneyText,
  plus,
  sumMoney,
  ZERO,
} from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Ledger, Transfer } from '../ledger/entries.ts'
import type { LedgerEvent } from '../ledger/postings.ts'
import { guaranteedOf } from './balance.ts'
import { feeUnpaid, owedWhole, standingOn } from './books.ts'
import type { Carrying } from './carrying.ts'
import { claimAmountOf, damagesOf, examinedOf, type OwedFrom } from './claim.ts'
import { type Command, type Life, undrawnOf } from './commands.ts'
import type { Fee } from './fee-row.ts'
import { firstFee, nextFee } from './fee-rows.ts'
import { hindrance } from './hindrances.ts'
import { noticeDue, noticeId, type Promised } from './promise.ts'
import type { GuaranteeCode } from './refusals.ts'
import { askedRestatement, type Told } from './restating.ts'
import type { Said } from './schema.ts'

/** A guarantee as it stands, with its part of the books. */
export type Standing = {
  readonly id: string
  readonly life: Life
  readonly loan: Money
  readonly amount: Money
  readonly ratio: string
  readonly feeRate: string
  readonly termMonths: number
  readonly programme: string
  readonly subject: { readonly bank: string }
  readonly outstanding: Money
  readonly begunOn: string
  readonly pursued: readonly OwedFrom[]
  readonly books: Ledger
  readonly fees: readonly Fee[]
}

/** Columns beside the life that a step sets. */
export type Columns = {
  readonly bank?: string
  readonly firm?: string
  readonly bankLoan?: string
  readonly feeRate?: string
  readonly grade?: string
  readonly ratio?: string
  readonly outstanding?: Money
  readonly pursued?: readonly OwedFrom[]
}
export type Asked = {
  readonly command: Command
  readonly set?: Columns
  /** What this step charges: a fee, whole or in its payers' parts; or again, what was guaranteed all the time. */
  readonly fees?: readonly Fee[]
  /** The transfer it puts right. */
  readonly restates?: Transfer
  /** Posted before what the step itself posts. */
  readonly first?: readonly LedgerEvent[]
  /** What is kept of the asking beside the command. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** The paper the entries stand on. */
  readonly reference?: string
}
type Found = Result<Asked, GuaranteeCode>

/** What the promise was, which notices were given for which gate, and what is to be put right. */
export type Given = {
  readonly promised: Promised
  readonly gateOf: (notice: string) => string | null
  readonly told?: Told | undefined
}

const noticedOf = (life: Life, id: string): Money => life.notices.find(one => one.id === id)?.amount ?? ZERO
const outOfBounds = (at: string, value: string, limit: string): Refusal<GuaranteeCode> =>
  refusal('guarantee_terms', at, { value, limit })

/** What was promised before and still counts: what was drawn, and what can be drawn. */
const promisedAlready = (life: Life, isCounted: (id: string) => boolean): Money =>
  sumMoney(life.notices.filter(one => isCounted(one.id)).flatMap(one => [one.drawn, undrawnOf(one)]))

function askedNotice(
  standing: Standing,
  said: Extract<Said, { type: 'notice' }>,
  { promised, gateOf }: Given,
  day: CalendarDate,
  rules: Carrying,
): Found {
  const { life } = standing
  const due = noticeDue(
    promised,
    {
      gate: said.gate,
      amount: said.amount === undefined ? undefined : moneyFromText(said.amount),
      evidence: said.evidence,
      readiness: said.readiness,
    },
    {
      whole: promisedAlready(life, () => true),
      ofGate: gate => promisedAlready(life, id => gateOf(id) === gate),
    },
    rules.gateJudge,
  )
  if (!due.ok) return due
  const notice = noticeId(standing.id, life.notices.length + 1)
  const { amount, gate, shown } = due.value
  return ok({
    command: { type: 'notice', notice, amount, until: rules.formationEnd(day) },
    detail: {
      gate,
      ...(said.evidence === undefined ? {} : { evidence: said.evidence }),
      ...(shown === null ? {} : { readiness: shown }),
    },
  })
}

/** What a fee was charged from, kept with its event: the notice of the fee says it, whatever changes later. */
function chargedFrom(fees: readonly Fee[], base: Money, rate: string) {
  const [fee] = fees
  if (fee === undefined) return {}
  const charged = { of: moneyText(base), rate, from: fee.from, to: fee.to, due_on: fee.due }
  const payers = fees.map(one => ({ payer: one.payer, amount: moneyText(one.amount) }))
  return { fees, detail: { charged: fees.length === 1 ? charged : { ...charged, payers } } }
}

/** What is charged in all. */
const wholeOf = (fees: readonly Fee[]): Money => sumMoney(fees.map(one => one.amount))
/** Who supports the yearly fee of a guarantee. */
const supportOf = ({ programme, subject }: Standing, rules: Carrying) =>
  rules.supportBy({ programme, bank: subject.bank })

function askedSign(standing: Standing, notice: string, day: CalendarDate, rules: Carrying): Found {
  const { life } = standing
  const maturesOn = life.maturesOn ?? addMonths(day, standing.termMonths)
  const support = supportOf(standing, rules)
  const of = { notice, amount: noticedOf(life, notice), rate: fixed(standing.feeRate), support }
  const days = { from: day, maturesOn, holidays: rules.holidays }
  const fees = firstFee(standing.fees, life, of, days, rules.feeRule)
  return ok({
    command: { type: 'sign', notice, fee: wholeOf(fees), maturesOn, feeTo: fees[0]?.to ?? maturesOn },
    ...chargedFrom(fees, of.amount, standing.feeRate),
  })
}

const letterOf = ({ life, loan, ratio }: Standing, lessRatio = ratio) => ({
  kind: life.kind,
  loan,
  ratio: fixed(lessRatio),
})

function askedDraw(
  standing: Standing,
  said: Extract<Said, { type: 'draw' }>,
  day: CalendarDate,
  rules: Carrying,
): Found {
  const { life, loan, outstanding } = standing
  const drawn = moneyFromText(said.amount)
  const letter = letterOf(standing)
  // Of all that is drawn the ratio is taken once, so that the parts of several draws make the part of the whole.
  const part = (principal: Money): Money => splitLoan(principal, letter.ratio).guaranteed
  const more = minus(part(plus(outstanding, drawn)), part(outstanding))
  const notice = life.notices.find(one => one.id === said.notice)
  const left = notice === undefined ? ZERO : undrawnOf(notice)
  // After repayments the parts may make one won more than is left: the fund gives the won less.
  const amount = minus(more, left) === 1n && plus(outstanding, drawn) <= loan ? left : more
  const line = life.kind === 'revolving' ? maxMoney(outstanding, loan) : plus(outstanding, drawn)
  const command: Command = { type: 'draw', notice: said.notice, on: calendarDate(said.on), amount }
  const found = hindrance(life, command, day, rules)
  // Whoever told a principal is told of a principal: the most whose part, cut to the won, is what is left.
  if (found?.code === 'draw_above_notice') {
    const whole = money(((plus(part(outstanding), left) + 1n) * ONE - 1n) / letter.ratio)
    const most = maxMoney(minus(minMoney(loan, whole), outstanding), ZERO)
    return refuse({ ...found, params: { value: said.amount, limit: moneyText(most) } })
  }
  return ok({
    command,
    set: { outstanding: line, ...(said.bank_loan === undefined ? {} : { bankLoan: said.bank_loan }) },
    detail: { principal: said.amount },
  })
}

/** What is guaranteed of principal that is left; a revolving line that is cut counts as it is cut. */
const guaranteedOn = (standing: Standing, left: Money, ratio = standing.ratio): Money =>
  minMoney(standing.life.balance, guaranteedOf({ ...letterOf(standing, ratio), kind: 'individual' }, left))

function askedChange(standing: Standing, said: Extract<Said, { type: 'change' }>, rules: Carrying): Found {
  const { life, outstanding } = standing
  const same = { balance: life.balance, maturesOn: life.maturesOn ?? life.day }
  switch (said.of) {
    case 'amount': {
      const left = moneyFromText(said.left)
      if (left >= outstanding) return refuse(outOfBounds('left', said.left, `below ${moneyText(outstanding)}`))
      const balance = guaranteedOn(standing, left)
      return ok({ command: { type: 'change', of: said.of, ...same, balance }, set: { outstanding: left } })
    }
    case 'term': {
      const last = addMonths(calendarDate(standing.begunOn), rules.termMonthsMax)
      if (said.matures_on > last) return refuse(outOfBounds('matures_on', said.matures_on, `to ${last}`))
      return ok({ command: { type: 'change', of: said.of, ...same, maturesOn: calendarDate(said.matures_on) } })
    }
    case 'bank':
      return ok({
        command: { type: 'change', of: said.of, ...same },
        set: { bank: said.bank, bankLoan: said.bank_loan },
        detail: { bank: said.bank },
      })
    case 'debtor':
      return ok({
        command: { type: 'change', of: said.of, ...same },
        set: { firm: said.firm },
        detail: { firm: said.firm },
      })
    default:
      return said satisfies never
  }
}

function askedRenewal(
  standing: Standing,
  said: Extract<Said, { type: 'renew' }>,
  promised: Promised,
  rules: Carrying,
): Found {
  const left = moneyFromText(said.left)
  const ratio = said.ratio ?? standing.ratio
  const last = addMonths(calendarDate(standing.begunOn), rules.termMonthsMax)
  const wrong = [
    ...(left <= standing.outstanding ? [] : [outOfBounds('left', said.left, `to ${moneyText(standing.outstanding)}`)]),
    ...(fixed(ratio) <= fixed(standing.ratio) ? [] : [outOfBounds('ratio', ratio, `to ${standing.ratio}`)]),
    ...(said.matures_on <= last ? [] : [outOfBounds('matures_on', said.matures_on, `to ${last}`)]),
  ]
  if (wrong.length > 0) return refuse(...wrong)
  const balance = guaranteedOn(standing, left, ratio)
  const feeRate = fixedText(rules.rateFor(said.grade, promised))
  return ok({
    command: { type: 'renew', balance, maturesOn: calendarDate(said.matures_on) },
    set: { outstanding: left, ratio, grade: said.grade, feeRate },
    detail: { grade: said.grade, ratio, fee_rate: feeRate },
  })
}

/** A claim from what the creditor shows: principal, contract interest, listed costs, less what is denied. */
function askedExamination(standing: Standing, said: Extract<Said, { type: 'examine' }>, rules: Carrying): Found {
  const { life, ratio } = standing
  const [principal, denied] = [moneyFromText(said.principal), moneyFromText(said.denied_principal)]
  const guaranteed = splitLoan(principal, fixed(ratio)).guaranteed
  const wrong = [
    ...(guaranteed <= life.balance
      ? []
      : [
          refusal('balance_exceeded' as const, 'principal', {
            value: moneyText(guaranteed),
            limit: moneyText(life.balance),
          }),
        ]),
    ...(denied <= principal ? [] : [outOfBounds('denied_principal', said.denied_principal, `to ${said.principal}`)]),
    ...(said.due_on <= said.pay_on ? [] : [outOfBounds('due_on', said.due_on, `to ${said.pay_on}`)]),
  ]
  if (wrong.length > 0) return refuse(...wrong)
  const payOn = calendarDate(said.pay_on)
  const debt = {
    principal,
    rate: fixed(said.rate),
    dueOn: calendarDate(said.due_on),
    paidOn: payOn,
    costs: said.costs.map(one => moneyFromText(one.amount)),
  }
  const claim = claimAmountOf(debt, fixed(ratio), rules.interestDayCount)
  const { paid } = examinedOf(claim, denied)
  const { denies, waives } = said
  return ok({
    command: { type: 'examine', claimed: claim.fund, amount: paid, payOn, denies, waives },
    detail: {
      principal: said.principal,
      rate: said.rate,
      due_on: said.due_on,
      costs: said.costs,
      denied_principal: said.denied_principal,
      interest: moneyText(claim.interest),
      whole: moneyText(claim.whole),
      bank_part: moneyText(claim.bank),
    },
  })
}

/**
 * Damages to a day that were not charged yet: of all days since the payment, cut once, less what was charged. Once
 * written off nothing more is charged on the books.
 */
function damagesDue({ id, life, books, pursued }: Standing, day: CalendarDate, rules: Carrying): LedgerEvent[] {
  if (life.state !== 'subrogated' || pursued.length === 0) return []
  const rate = { rate: rules.damagesRate, dayCount: rules.damagesDayCount }
  const amount = minus(damagesOf(pursued, day, rate), standingOn(books, 'damages', id))
  return amount > 0n ? [{ type: 'damages_charged', guarantee: id, amount }] : []
}

const addedBy = (events: readonly LedgerEvent[]): Money =>
  sumMoney(events.map(one => (one.type === 'damages_charged' ? one.amount : ZERO)))

function askedRecourse(
  standing: Standing,
  said: Extract<Said, { type: 'recover' | 'sell' | 'write_off' | 'discharge' }>,
  day: CalendarDate,
  rules: Carrying,
): Found {
  const first = damagesDue(standing, day, rules)
  const owed = plus(owedWhole(standing.books, standing.id), addedBy(first))
  switch (said.type) {
    case 'recover': {
      const amount = moneyFromText(said.amount)
      return ok({ command: { type: said.type, amount }, first, reference: said.reference })
    }
    case 'sell': {
      const price = moneyFromText(said.price)
      const { to, resolution, reference } = said
      const paid: LedgerEvent[] =
        price === 0n ? [] : [{ type: 'recovered', guarantee: standing.id, amount: price, order: rules.recoveryOrder }]
      return ok({
        command: { type: said.type, to, resolution },
        first: [...first, ...paid],
        detail: { price: said.price },
        reference,
      })
    }
    case 'write_off':
      return ok({ command: { type: said.type, owed }, first })
    case 'discharge':
      return ok({ command: { type: said.type, owed, ground: said.ground }, first })
    default:
      return said satisfies never
  }
}

/**
 * The command that what a caller asks comes to on a day, as the books and rules are.
 * Errors: `guarantee_terms` with the bound, `balance_exceeded`, and those of `noticeDue`.
 */
export function askedOf(standing: Standing, said: Said, given: Given, day: CalendarDate, rules: Carrying): Found {
  const { life, books, id } = standing
  switch (said.type) {
    case 'notice':
      return askedNotice(standing, said, given, day, rules)
    case 'withdraw':
      return ok({ command: { type: said.type, notice: said.notice }, detail: { reason: said.reason } })
    case 'lapse':
      return ok({ command: { type: said.type, notice: said.notice } })
    case 'sign':
      return askedSign(standing, said.notice, day, rules)
    case 'send_letter':
      return ok({ command: { type: said.type, notice: said.notice, feeUnpaid: feeUnpaid(books, id) } })
    case 'draw':
      return askedDraw(standing, said, day, rules)
    case 'tell':
      return ok({ command: { ...said, on: calendarDate(said.on) } })
    case 'charge_fee': {
      const of = { rate: fixed(standing.feeRate), support: supportOf(standing, rules) }
      const fees = nextFee(standing.fees, life, of, rules.holidays, rules.feeRule)
      return ok({
        command: { type: said.type, fee: wholeOf(fees), to: fees[0]?.to ?? life.feeTo ?? day },
        ...chargedFrom(fees, life.balance, standing.feeRate),
      })
    }
    case 'change':
      return askedChange(standing, said, rules)
    case 'renew':
      return askedRenewal(standing, said, given.promised, rules)
    case 'release': {
      const left = moneyFromText(said.left)
      const amount = minus(life.balance, guaranteedOn(standing, left))
      return ok({ command: { type: said.type, amount }, set: { outstanding: left }, detail: { left: said.left } })
    }
    case 'restate':
      return askedRestatement({ ...standing, support: supportOf(standing, rules) }, said, given.told, day, rules)
    case 'report_accident':
      return ok({ command: { ...said, on: calendarDate(said.on) } })
    case 'normalise':
      return ok({ command: { type: said.type } })
    case 'claim': {
      const { type, trigger, on, proof, consent } = said
      const command = {
        type,
        trigger,
        on: calendarDate(on),
        isProven: proof !== undefined,
        hasConsent: consent !== undefined,
      }
      return ok({ command, detail: { proof: proof ?? null, consent: consent ?? null } })
    }
    case 'examine':
      return askedExamination(standing, said, rules)
    case 'pay':
      return ok({ command: { type: said.type, amount: life.payable?.amount ?? ZERO } })
    case 'defer':
      return ok({ command: { ...said, until: calendarDate(said.until) } })
    case 'recover':
    case 'sell':
    case 'write_off':
    case 'discharge':
      return askedRecourse(standing, said, day, rules)
    default:
      return said satisfies never
  }
}
