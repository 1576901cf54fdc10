// Random histories of events against a naive model: a list of guarantees and notices that knows no account.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../../src/kernel/calendar.ts'
import { type Money, money } from '../../src/kernel/money.ts'
import { account, accountKinds, isOverdrawn, standing } from '../../src/ledger/accounts.ts'
import { applied, balanceOf, EMPTY_LEDGER, type Ledger } from '../../src/ledger/entries.ts'
import { follows, type NaiveBooks, naiveBooks, promisedUnder } from '../../src/ledger/naive.ts'
import { type LedgerEvent, owedOn, postingOf, standingOfAll, usedBy } from '../../src/ledger/postings.ts'
import { DAY, outOfBalance } from './sample.ts'

const GUARANTEES = ['a', 'b', 'c']
const NOTICES = ['n1', 'n2', 'n3', 'n4', 'n5']
const ORDER = ['costs', 'damages', 'principal'] as const

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

/** Every entry as text. */
const said = (ledger: Ledger): string =>
  [...ledger.entries.values()].map(({ lines, ...entry }) => JSON.stringify([entry, lines], digits)).join('')
const digits = (_name: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
const sum = (amounts: readonly bigint[]): Money => money(amounts.reduce((a, b) => a + b, 0n))

/** What the model knows of each guarantee, and what the books say of it. */
function compare(model: NaiveBooks, ledger: Ledger): void {
  for (const [id, { live, owed, special }] of model.guarantees) {
    const own = [...model.notices].filter(([, one]) => one.guarantee === id)
    const { promised, signed } = promisedUnder(model, id)
    const stands = (kind: 'exposure' | 'special_claims' | 'customers_liability' | 'recoveries') =>
      standing(kind, balanceOf(ledger, account(kind, id)))
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
    const due = [live, owed, special, 0n, sum([live, promised]), sum([live, signed])]
    if (found.some((value, place) => value !== due[place])) expect(found).toEqual(due)
  }
  expect(standingOfAll(ledger, 'exposure')).toBe(sum([...model.guarantees.values()].map(one => one.live)))
}

test('after every step the books balance, hold what the guarantees hold, and no earlier entry has changed', () => {
  let written = 0
  let refused = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), steps => {
      const model = naiveBooks(GUARANTEES)
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
