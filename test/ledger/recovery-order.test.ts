// A recovery is applied debt after debt: the parts make the recovery, whatever the order.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { money, sumMoney } from '../../src/kernel/money.ts'
import { appliedTo, DEBTS, type Debt } from '../../src/ledger/recovery-order.ts'

const amounts = fc.bigInt(0n, 10n ** 15n).map(money)

test('parts make the recovery, none exceeds its debt, and a debt is touched only when those before it are paid', () => {
  fc.assert(
    fc.property(
      fc.record({ costs: amounts, damages: amounts, principal: amounts }),
      fc.shuffledSubarray([...DEBTS], { minLength: 3 }),
      fc.integer({ min: 0, max: 1000 }),
      (owed, order, thousandths) => {
        const whole = sumMoney(DEBTS.map(debt => owed[debt]))
        const recovery = money((whole * BigInt(thousandths)) / 1000n)
        const parts = appliedTo(recovery, owed, order)
        expect(sumMoney(DEBTS.map(debt => parts[debt]))).toBe(recovery)
        for (const [place, debt] of order.entries()) {
          expect(parts[debt] >= 0n && parts[debt] <= owed[debt]).toBe(true)
          if (parts[debt] > 0n) for (const one of order.slice(0, place)) expect(parts[one]).toBe(owed[one])
        }
      },
    ),
  )
})

test('an order that leaves a debt out is a fault, not a loss of money', () => {
  const owed = { costs: money(1n), damages: money(1n), principal: money(1n) }
  const short: readonly Debt[] = ['costs', 'damages']
  expect(() => appliedTo(money(3n), owed, short)).toThrow(RangeError)
})
