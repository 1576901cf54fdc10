/**
 * The books as somebody would keep them who knows no account: a list of guarantees, and of notices under them, with
 * what stands and what is owed. Written from what the events mean, to hold the accounts to it.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import type { LedgerEvent } from './postings.ts'

export type NaiveNotice = {
  guarantee: string
  noticed: bigint
  until: CalendarDate
  state: 'noticed' | 'signed' | 'ended'
  undrawn: bigint
}
export type NaiveGuarantee = {
  /** What stands. */
  live: bigint
  /** What is owed on a claim that was paid: on the books, and off them. */
  owed: bigint
  special: bigint
}
export type NaiveBooks = {
  readonly guarantees: ReadonlyMap<string, NaiveGuarantee>
  readonly notices: Map<string, NaiveNotice>
}

export const naiveBooks = (guarantees: readonly string[]): NaiveBooks => ({
  guarantees: new Map(guarantees.map(id => [id, { live: 0n, owed: 0n, special: 0n }])),
  notices: new Map(),
})

const of = (model: NaiveBooks, id: string): NaiveGuarantee => {
  const found = model.guarantees.get(id)
  if (found === undefined) throw new Error(`the naive books hold no guarantee ${id}`)
  return found
}

/** What is promised under a guarantee's notices: noticed or signed, and of it what is signed. */
export function promisedUnder(model: NaiveBooks, guarantee: string): { promised: bigint; signed: bigint } {
  let promised = 0n
  let signed = 0n
  for (const one of model.notices.values()) {
    if (one.guarantee !== guarantee) continue
    promised += one.state === 'noticed' ? one.noticed : one.undrawn
    signed += one.undrawn
  }
  return { promised, signed }
}

/** What the naive books make of an event: they change and say yes, or say no and stay as they are. */
export function follows(model: NaiveBooks, event: LedgerEvent, day: CalendarDate): boolean {
  const notice = 'notice' in event ? model.notices.get(event.notice) : undefined
  const isOwn = notice !== undefined && 'guarantee' in event && notice.guarantee === event.guarantee
  switch (event.type) {
    case 'noticed':
      if (notice !== undefined || event.amount <= 0n) return false
      model.notices.set(event.notice, {
        guarantee: event.guarantee,
        noticed: event.amount,
        until: event.until,
        state: 'noticed',
        undrawn: 0n,
      })
      return true
    case 'signed':
      if (!isOwn || notice.state !== 'noticed' || day > notice.until) return false
      if (event.amount <= 0n || event.amount > notice.noticed) return false
      notice.state = 'signed'
      notice.undrawn = event.amount
      return true
    case 'notice_withdrawn':
      if (!isOwn || notice.state === 'ended') return false
      if (notice.state === 'signed' && notice.undrawn === 0n) return false
      notice.state = 'ended'
      notice.undrawn = 0n
      return true
    case 'lapsed':
      if (!isOwn || day <= notice.until || notice.state === 'ended') return false
      if (notice.state === 'signed' && notice.undrawn === 0n) return false
      notice.state = 'ended'
      notice.undrawn = 0n
      return true
    case 'drawn':
      if (!isOwn || notice.state !== 'signed' || event.on > notice.until) return false
      if (event.amount <= 0n || event.amount > notice.undrawn) return false
      notice.undrawn -= event.amount
      of(model, event.guarantee).live += event.amount
      return true
    case 'changed': {
      const { live } = of(model, event.guarantee)
      if (event.exposure === live) return false
      of(model, event.guarantee).live = event.exposure
      return true
    }
    case 'released':
      if (event.amount <= 0n || event.amount > of(model, event.guarantee).live) return false
      of(model, event.guarantee).live -= event.amount
      return true
    case 'claim_paid':
      if (event.amount <= 0n) return false
      of(model, event.guarantee).live = 0n
      of(model, event.guarantee).owed += event.amount
      return true
    case 'damages_charged':
    case 'costs_spent':
      if (event.amount <= 0n) return false
      of(model, event.guarantee).owed += event.amount
      return true
    case 'recovered': {
      const debt = of(model, event.guarantee)
      if (event.amount <= 0n || event.amount > debt.owed + debt.special) return false
      const onBooks = event.amount < debt.owed ? event.amount : debt.owed
      debt.owed -= onBooks
      debt.special -= event.amount - onBooks
      return true
    }
    case 'written_off': {
      const debt = of(model, event.guarantee)
      if (debt.owed === 0n) return false
      debt.special += debt.owed
      debt.owed = 0n
      return true
    }
    case 'discharged':
      if (of(model, event.guarantee).special === 0n) return false
      of(model, event.guarantee).special = 0n
      return true
    default:
      throw new Error(`the naive books do not know ${event.type}`)
  }
}
