// Entries by themselves: pending amounts, lines that build on one another, all or nothing.
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { account } from '../../src/ledger/accounts.ts'
import { applied, changeOf, EMPTY_LEDGER, type Entry, type Ledger, type Line } from '../../src/ledger/entries.ts'
import { DAY, LAST, outOfBalance, stands, won } from './sample.ts'

const liability = account('customers_liability', 'g')
const exposure = account('exposure', 'g')
const entry = (id: string, ...lines: readonly Line[]): Entry => ({
  id,
  day: DAY,
  event: 'made_by_hand',
  reference: 'r',
  digest: id,
  lines,
})
const raise = (id: string, amount: number): Line => ({
  kind: 'posted',
  id,
  debit: liability,
  credit: exposure,
  amount: won(amount),
})
const heldRelease = (id: string, amount: number): Line => ({
  kind: 'pending',
  id,
  debit: exposure,
  credit: liability,
  amount: won(amount),
  expiresOn: LAST,
})
const write = (ledger: Ledger, one: Entry) => applied(ledger, sure(changeOf(ledger, one)))
const codes = (ledger: Ledger, one: Entry) => {
  const found = changeOf(ledger, one)
  return found.ok ? [] : found.refusals.map(({ code, at }) => `${code} ${at}`)
}

const raised = write(EMPTY_LEDGER, entry('1', raise('t1', 100)))

describe('pending transfers', () => {
  test('what is held is not there to be taken a second time, and is there again once voided', () => {
    const held = write(raised, entry('2', heldRelease('t2', 70)))
    expect(stands(held, 'exposure', 'g')).toBe('100')
    expect(codes(held, entry('3', heldRelease('t3', 31)))).toEqual([
      'account_overdrawn exposure:g',
      'account_overdrawn customers_liability:g',
    ])
    expect(codes(held, entry('3', heldRelease('t3', 30)))).toEqual([])
    const voided = write(held, entry('4', { kind: 'voided', pending: 't2' }))
    expect(codes(voided, entry('5', heldRelease('t5', 100)))).toEqual([])
    expect(voided.balances).toEqual(raised.balances)
  })

  test('what is to come is not there before it is posted', () => {
    const line: Line = { ...raise('t1', 100), kind: 'pending', expiresOn: LAST } as Line
    const promised = write(EMPTY_LEDGER, entry('1', line))
    expect(codes(promised, entry('2', heldRelease('t2', 1)))).toEqual([
      'account_overdrawn exposure:g',
      'account_overdrawn customers_liability:g',
    ])
  })

  test('posting a part gives the rest back, and neither can be posted again', () => {
    const held = write(raised, entry('2', heldRelease('t2', 70)))
    const settled = write(held, entry('3', { kind: 'settled', pending: 't2', amount: won(40) }))
    expect(stands(settled, 'exposure', 'g')).toBe('60')
    expect(settled.transfers.get('t2')).toMatchObject({ status: 'posted', amount: 70n, posted: 40n })
    for (const kind of ['voided', 'expired'] as const)
      expect(codes(settled, entry('4', { kind, pending: 't2' }))).toEqual(['transfer_not_pending lines.0'])
    expect(codes(settled, entry('4', { kind: 'settled', pending: 't2', amount: won(30) }))).toEqual([
      'transfer_not_pending lines.0',
    ])
    expect(codes(settled, entry('4', heldRelease('t4', 60)))).toEqual([])
  })
})

describe('an entry', () => {
  test('is written whole or not at all', () => {
    const two = entry('2', raise('t2', 1), { kind: 'voided', pending: 'nowhere' })
    expect(codes(raised, two)).toEqual(['transfer_unknown lines.1'])
    expect(stands(raised, 'exposure', 'g')).toBe('100')
    expect(raised.transfers.has('t2')).toBe(false)
  })

  test('may use what an earlier line of it made', () => {
    const both = write(
      EMPTY_LEDGER,
      entry('1', raise('t1', 5), heldRelease('t2', 5), { kind: 'voided', pending: 't2' }),
    )
    expect([stands(both, 'exposure', 'g'), outOfBalance(both)]).toEqual(['5', {}])
  })

  test('is known again by its id and what was asked', () => {
    expect(changeOf(raised, entry('1', raise('t1', 100)))).toMatchObject({ ok: true, value: { isRepeated: true } })
    expect(codes(raised, { ...entry('1', raise('t1', 100)), digest: 'other' })).toEqual(['entry_reused id'])
  })

  test.each([
    ['nothing', 0],
    ['less than nothing', -1],
  ])('moves no %s', (_name, amount) => {
    expect(codes(raised, entry('2', raise('t2', amount)))).toEqual(['entry_amount lines.0'])
    const held = write(raised, entry('3', heldRelease('t3', 1)))
    expect(codes(held, entry('4', { kind: 'settled', pending: 't3', amount: won(amount) }))).toEqual([
      'entry_amount lines.0',
    ])
  })
})
