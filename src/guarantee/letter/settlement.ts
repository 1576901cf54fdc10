/** What a claim's settlement says, from the claim and its examination as they were kept. */
import { z } from 'zod'
import { TRIGGERS, type Trigger } from '../../decision/aftercare-schema.ts'
import { calendarDate, daysBetween } from '../../kernel/calendar.ts'
import { fixed } from '../../kernel/fixed.ts'
import { moneyFromText, moneyText } from '../../kernel/money.ts'
import { claimAmountOf, claimableFrom, examinedOf } from '../claim.ts'
import { BREACHES } from '../commands.ts'
import type { Body, SettlementBody } from './bodies.ts'
import type { Told } from './compose.ts'
import { holidaysOf, type Numbers } from './numbers.ts'

type Kept = { readonly day: string; readonly body: unknown }

const claimKept = z.looseObject({ trigger: z.enum(TRIGGERS), on: z.string() })
const breaches = z.array(z.looseObject({ kind: z.enum(BREACHES), of: z.string() }))
const examinationKept = z.looseObject({
  payOn: z.string(),
  denies: breaches,
  waives: breaches,
  principal: z.string(),
  rate: z.string(),
  due_on: z.string(),
  denied_principal: z.string(),
  costs: z.array(z.looseObject({ amount: z.string(), of: z.string() })),
})

/** The waits of an edition, trigger by trigger. */
export const waitsOf = ({ aftercare }: Numbers): Readonly<Record<Trigger, number>> =>
  Object.fromEntries(TRIGGERS.map(trigger => [trigger, Number(aftercare.claim_wait.values[trigger])])) as Record<
    Trigger,
    number
  >

/** Events of ours have the shape that was kept; another is our fault, and is thrown. */
export function settlementOf(
  told: Told,
  letter: string,
  { claimed, examined }: { readonly claimed: Kept; readonly examined: Kept },
  numbers: Numbers,
  issue: Body['issue'],
  editions: Body['editions'],
): SettlementBody {
  const claim = claimKept.parse(claimed.body)
  const found = examinationKept.parse(examined.body)
  const dayCount = Number(numbers.aftercare.interest_day_count.value)
  const debt = {
    principal: moneyFromText(found.principal),
    rate: fixed(found.rate),
    dueOn: calendarDate(found.due_on),
    paidOn: calendarDate(found.payOn),
    costs: found.costs.map(one => moneyFromText(one.amount)),
  }
  const amount = claimAmountOf(debt, fixed(told.ratio), BigInt(dayCount))
  const { paid, denied } = examinedOf(amount, moneyFromText(found.denied_principal))
  const bare = (one: z.output<typeof breaches>[number]) => ({ kind: one.kind, of: one.of })
  return {
    paper: 'claim_settlement',
    issue,
    guarantee: { number: told.number, kind: told.life.kind, programme: told.programme },
    creditor: told.bank,
    debtor: told.firm,
    letter,
    claim: {
      trigger: claim.trigger,
      on: claim.on,
      claimed_on: claimed.day,
      claimable_from: claimableFrom(claim.trigger, calendarDate(claim.on), waitsOf(numbers), holidaysOf(numbers)),
    },
    debt: {
      principal: found.principal,
      rate: found.rate,
      due_on: found.due_on,
      paid_on: found.payOn,
      day_count: dayCount,
      costs: found.costs.map(one => ({ what: one.of, amount: one.amount })),
    },
    ratio: told.ratio,
    denied_principal: found.denied_principal,
    denies: found.denies.map(bare),
    waives: found.waives.map(bare),
    figures: {
      days: Math.max(0, daysBetween(debt.dueOn, debt.paidOn)),
      interest: moneyText(amount.interest),
      costs: moneyText(amount.costs),
      whole: moneyText(amount.whole),
      fund: moneyText(amount.fund),
      bank: moneyText(amount.bank),
      paid: moneyText(paid),
      denied: moneyText(denied),
    },
    editions,
  }
}
