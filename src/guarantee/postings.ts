/** What an event in the life of a guarantee does to the books: the events of the ledger it makes, in their order. */
import type { Money } from '../kernel/money.ts'
import { minus, sumMoney, ZERO } from '../kernel/money.ts'
import type { LedgerEvent } from '../ledger/postings.ts'
import type { Debt } from '../ledger/recovery-order.ts'
import { type GuaranteeEvent, type Life, type Notice, undrawnOf } from './commands.ts'

/** The notice a guarantee begins with. */
export const noticed = (guarantee: string, notice: Pick<Notice, 'id' | 'amount' | 'until'>): LedgerEvent => ({
  type: 'noticed',
  guarantee,
  notice: notice.id,
  amount: notice.amount,
  until: notice.until,
})

/** What stands is released by an amount; of nothing, nothing. */
const released = (guarantee: string, amount: Money): LedgerEvent[] =>
  amount === 0n ? [] : [{ type: 'released', guarantee, amount }]

/** A fee charged on the firm; of nothing, nothing. */
const charged = (guarantee: string, amount: Money): LedgerEvent[] =>
  amount === 0n ? [] : [{ type: 'fee_charged', guarantee, amount }]

/** Notices of which something could still be drawn before the event and nothing can after it. */
const givenUp = (guarantee: string, before: Life, after: Life): LedgerEvent[] =>
  before.notices
    .filter(one => undrawnOf(one) > 0n && after.notices.find(({ id }) => id === one.id)?.step === 'over')
    .map(({ id }) => ({ type: 'notice_withdrawn', guarantee, notice: id }))

/** The transfer by which a release or a draw moved what is guaranteed: the first of the event's first entry. */
export const transferOf = (guarantee: string, event: number): string => `${guarantee}/${event}.1/1`

/** What a restated draw gives back to its notice is given up where nothing can be drawn under it any more. */
const notDrawnAgain = (guarantee: string, before: Life, after: Life, notice: string): LedgerEvent[] => {
  const [was, is] = [before, after].map(life => life.notices.find(one => one.id === notice))
  const isOver = was !== undefined && is?.step === 'over' && was.drawn !== is.drawn
  return [
    ...(isOver ? [{ type: 'notice_withdrawn' as const, guarantee, notice }] : []),
    ...givenUp(guarantee, before, after).filter(one => !(isOver && 'notice' in one && one.notice === notice)),
  ]
}

/** Taken off the balance sheet where that was not done before, and no longer pursued. */
const givenAway = (guarantee: string, from: Life['state'], owed: boolean): LedgerEvent[] => {
  if (!owed) return []
  const discharged: LedgerEvent = { type: 'discharged', guarantee }
  return from === 'subrogated' ? [{ type: 'written_off', guarantee }, discharged] : [discharged]
}

type Part = { readonly payer?: string; readonly amount: Money }
type Beside = { readonly order: readonly Debt[]; readonly owed?: Money; readonly others?: readonly Part[] }

/** What of a fee is not the firm's, each on the account of its payer. */
const ofOthers = (guarantee: string, others: readonly Part[]): LedgerEvent[] =>
  others.map(one => ({ type: 'fee_charged', guarantee, ...one }))
const ofFirm = (fee: Money, others: readonly Part[]): Money => minus(fee, sumMoney(others.map(one => one.amount)))

/**
 * The events of the ledger that an event of a life makes.
 *
 * @param before what the guarantee was; `after`: what the event made of it
 * @param owed   what the books show as owed when a claim is sold, after what the buyer paid was posted as a recovery
 * @param order  `@source` rules of after-care, recovery_order
 * @param others what of the fee of this event others than the firm owe, by their accounts
 */
export function postingsOf(
  guarantee: string,
  { before, after, event }: { readonly before: Life; readonly after: Life; readonly event: GuaranteeEvent },
  { order, owed = ZERO, others = [] }: Beside,
): readonly LedgerEvent[] {
  const { command } = event
  switch (command.type) {
    case 'notice':
      return [noticed(guarantee, { id: command.notice, amount: command.amount, until: command.until })]
    case 'withdraw':
      return [{ type: 'notice_withdrawn', guarantee, notice: command.notice }]
    case 'lapse':
      return [{ type: 'lapsed', guarantee, notice: command.notice }]
    case 'sign': {
      const amount = before.notices.find(one => one.id === command.notice)?.amount ?? ZERO
      const fee = ofFirm(command.fee, others)
      return [{ type: 'signed', guarantee, notice: command.notice, amount, fee }, ...ofOthers(guarantee, others)]
    }
    case 'draw': {
      const amount = minus(after.balance, before.balance)
      return [{ type: 'drawn', guarantee, notice: command.notice, on: command.on, amount }]
    }
    case 'charge_fee':
      return [...charged(guarantee, ofFirm(command.fee, others)), ...ofOthers(guarantee, others)]
    case 'change':
    case 'renew':
      return after.balance === before.balance ? [] : [{ type: 'changed', guarantee, exposure: after.balance }]
    case 'release':
      return [...released(guarantee, command.amount), ...givenUp(guarantee, before, after)]
    case 'restate':
      return [
        {
          type: 'restated',
          transfer: transferOf(guarantee, command.event),
          amount: command.right,
          reason: command.reason,
        },
        ...notDrawnAgain(guarantee, before, after, command.notice),
        ...charged(guarantee, ofFirm(command.fee, others)),
        ...ofOthers(guarantee, others),
      ]
    case 'examine':
      return after.state === 'denied'
        ? [...released(guarantee, before.balance), ...givenUp(guarantee, before, after)]
        : []
    case 'pay':
      return [{ type: 'claim_paid', guarantee, amount: command.amount }, ...givenUp(guarantee, before, after)]
    case 'recover':
      return [{ type: 'recovered', guarantee, amount: command.amount, order }]
    case 'write_off':
      return [{ type: 'written_off', guarantee }]
    case 'sell':
      return givenAway(guarantee, event.from, owed > 0n)
    case 'discharge':
      return givenAway(guarantee, event.from, command.owed > 0n)
    case 'send_letter':
    case 'tell':
    case 'report_accident':
    case 'normalise':
    case 'claim':
    case 'defer':
      return []
    default:
      return command satisfies never
  }
}
