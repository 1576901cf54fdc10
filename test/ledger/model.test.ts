// Random histories of events against a naive model: a list of guarantees and notices that knows no account.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, type CalendarDate } from '../../src/kernel/calendar.ts'
import { type Money, money } from '../../src/kernel/money.ts'
import { account, accountKinds, isOverdrawn, standing } from '../../src/ledger/accounts.ts'
import { applied, balanceOf, EMPTY_LEDGER, type Ledger } from '../../src/ledger/entries.ts'
import { type LedgerEvent, owedOn, postingOf, standingOfAll, usedBy } from '../../src/ledger/postings.ts'
import { DAY, outOfBalance } from './sample.ts'

type Notice = {
  guarantee: string
  noticed: bigint
  until: CalendarDate
  state: 'noticed' | 'signed' | 'ended'
  undrawn: bigint
}
type Guarantee = { live: bigint; owed: bigint; special: bigint }
type Model = { guarantees: Map<string, Guarantee>; notices: Map<string, Notice> }

const GUARANTEES = ['a', 'b', 'c']
const NOTICES = ['n1', 'n2', 'n3', 'n4', 'n5']
const ORDER = ['costs', 'damages', 'principal'] as const
const of = (model: Model, id: string): Guarantee => model.guarantees.get(id) as Guarantee

/**
 * What the naive model makes of an event: it changes itself and says yes, or says no and stays as it is. It is written
 * from what the events mean, and looks at no account.
 */
function follows(model: Model, event: LedgerEvent, day: CalendarDate): boolean {
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
      throw new Error(`the model does not know ${event.type}`)
  }
}

const amount = fc.oneof(fc.bigInt(-1n, 40n), fc.bigInt(1n, 10n ** 15n)).map(money)
const guarantee = fc.constantFrom(...GUARANTEES)
const notice = fc.constantFrom(...NOTICES)
const step: fc.Arbitrary<{ readonly event: LedgerEvent; readonly days: number }> = fc.record({
  days: fc.constantFrom(0, 0, 0, 1, 20),
  event: fc.oneof(
    fc
      .record({ guarantee, notice, amount, wait: fc.nat(60) })
      .map(({ wait, ...rest }) => ({ type: 'noticed' as const, ...rest, until: addDays(DAY, wait) })),
    fc.record({ type: fc.constant('signed' as const), guarantee, notice, amount, fee: fc.constant(money(0n)) }),
    fc.record({
      type: fc.constant('drawn' as const),
      guarantee,
      notice,
      amount,
      on: fc.nat(70).map(days => addDays(DAY, days)),
    }),
    fc.record({ type: fc.constantFrom('lapsed' as const, 'notice_withdrawn' as const), guarantee, notice }),
    fc.record({
      type: fc.constantFrom(
        'released' as const,
        'claim_paid' as const,
        'damages_charged' as const,
        'costs_spent' as const,
      ),
      guarantee,
      amount,
    }),
    fc.record({ type: fc.constant('changed' as const), guarantee, exposure: fc.bigInt(0n, 50n).map(money) }),
    fc.record({ type: fc.constant('recovered' as const), guarantee, amount, order: fc.constant(ORDER) }),
    fc.record({ type: fc.constantFrom('written_off' as const, 'discharged' as const), guarantee }),
  ),
})

const beginning = (): Model => ({
  guarantees: new Map(GUARANTEES.map(id => [id, { live: 0n, owed: 0n, special: 0n }])),
  notices: new Map(),
})
/** Every entry as text. */
const said = (ledger: Ledger): string =>
  [...ledger.entries.values()].map(({ lines, ...entry }) => JSON.stringify([entry, lines], digits)).join('')
const digits = (_name: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
const sum = (amounts: readonly bigint[]): Money => money(amounts.reduce((a, b) => a + b, 0n))

/** What the model knows of each guarantee, and what the books say of it. */
function compare(model: Model, ledger: Ledger): void {
  for (const [id, { live, owed, special }] of model.guarantees) {
    const own = [...model.notices].filter(([, one]) => one.guarantee === id)
    const promised = own.map(([, one]) => (one.state === 'noticed' ? one.noticed : one.undrawn))
    const stands = (kind: 'exposure' | 'special_claims' | 'customers_liability' | 'recoveries') =>
      standing(kind, balanceOf(ledger, account(kind, id)))
    const undrawn = own.map(([, one]) => one.undrawn)
    const used = usedBy(
      ledger,
      id,
      own.map(([name]) => name),
    )
    const found = [
      stands('exposure'),
      sum(Object.values(owedOn(ledger, id))),
      stands('special_claims'),
      stands('recoveries'),
      used,
      stands('customers_liability'),
    ]
    const due = [live, owed, special, 0n, sum([live, ...promised]), sum([live, ...undrawn])]
    if (found.some((value, place) => value !== due[place])) expect(found).toEqual(due)
  }
  expect(standingOfAll(ledger, 'exposure')).toBe(sum([...model.guarantees.values()].map(one => one.live)))
}

test('after every step the books balance, hold what the guarantees hold, and no earlier entry has changed', () => {
  let written = 0
  let refused = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), steps => {
      const model = beginning()
      let ledger = EMPTY_LEDGER
      let day = DAY
      for (const [place, { event, days }] of steps.entries()) {
        day = addDays(day, days)
        const earlier = ledger
        const before = said(earlier)
        const found = postingOf(ledger, { id: String(place), day, reference: 'r', event })
        const isDue = follows(model, event, day)
        if (found.ok !== isDue) expect({ event, day, found }).toEqual({ event, day, found: isDue })
        if (found.ok) ledger = applied(ledger, found.value)
        written += found.ok ? 1 : 0
        refused += found.ok ? 0 : 1
        const left = Object.keys(outOfBalance(ledger))
        if (left.length > 0) throw new Error(`out of balance: ${left.join(', ')}`)
        // Nothing that was written is edited: the books before are a part of the books after.
        if (said(earlier) !== before || !said(ledger).startsWith(before)) throw new Error('an entry was edited')
        compare(model, ledger)
        const overdrawn = accountKinds.filter(kind =>
          [...GUARANTEES, ...NOTICES, ''].some(id => isOverdrawn(kind, balanceOf(ledger, account(kind, id)))),
        )
        if (overdrawn.length > 0) throw new Error(`below nothing: ${overdrawn.join(', ')}`)
        // The same once more changes nothing.
        if (found.ok) {
          const again = postingOf(ledger, { id: String(place), day, reference: 'r', event })
          if (!again.ok || applied(ledger, again.value) !== ledger)
            throw new Error('the same event did something twice')
        }
      }
    }),
    { numRuns: 1000 },
  )
  // Histories in which nothing, or everything, is refused would show little.
  expect(Math.min(written, refused)).toBeGreaterThan(500)
})
