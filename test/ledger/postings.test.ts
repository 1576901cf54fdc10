// The posting rules event by event: what each does to the accounts, worked by hand, and what is refused.
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { accountKinds, KINDS } from '../../src/ledger/accounts.ts'
import { applied, EMPTY_LEDGER } from '../../src/ledger/entries.ts'
import { MOVEMENTS } from '../../src/ledger/movements.ts'
import { type LedgerEvent, postingOf, standingOfAll, usedBy } from '../../src/ledger/postings.ts'
import type { Debt } from '../../src/ledger/recovery-order.ts'
import { AFTER, booksOf, DAY, further, LAST, occurrence, outOfBalance, stands, won } from './sample.ts'

const of = { guarantee: 'g' } as const
const first = { ...of, notice: 'n1' } as const
const NOTICED: LedgerEvent = { type: 'noticed', ...first, amount: won(85_000_000), until: LAST }
const SIGNED: LedgerEvent = { type: 'signed', ...first, amount: won(85_000_000), fee: won(1_020_000) }
const DRAWN: LedgerEvent = { type: 'drawn', on: DAY, ...first, amount: won(85_000_000) }
const ORDER: readonly Debt[] = ['costs', 'damages', 'principal']
const inForce = () => booksOf(NOTICED, SIGNED, DRAWN)
const paid = () => further(inForce(), { type: 'claim_paid', ...of, amount: won(86_000_000) })

const refusedBy = (ledger: ReturnType<typeof booksOf>, event: LedgerEvent, day = DAY) => {
  const found = postingOf(ledger, occurrence('new', event, day))
  return found.ok ? 'allowed' : found.refusals.map(one => one.code)
}

describe('movements', () => {
  test('no movement crosses from what is promised to what is owned, and every account is moved', () => {
    for (const { debit, credit } of Object.values(MOVEMENTS)) {
      expect([debit, KINDS[debit].book]).toEqual([debit, KINDS[credit].book])
      expect(debit).not.toBe(credit)
    }
    const moved = new Set(Object.values(MOVEMENTS).flatMap(({ debit, credit }) => [debit, credit] as string[]))
    // What is played takes the place of cash where entries are written.
    expect(accountKinds.filter(kind => !moved.has(kind))).toEqual(['sandbox_cash'])
  })
})

describe('from notice to draw', () => {
  test('a notice is held and not yet promised; it counts against the limit once, through signing and draw', () => {
    const noticed = booksOf(NOTICED)
    expect([stands(noticed, 'commitments', 'n1'), stands(noticed, 'exposure', 'g')]).toEqual(['0', '0'])
    expect(usedBy(noticed, 'g', ['n1'])).toBe(85_000_000n)
    const signed = further(noticed, SIGNED)
    expect([stands(signed, 'commitments', 'n1'), stands(signed, 'exposure', 'g')]).toEqual(['85000000', '0'])
    expect(usedBy(signed, 'g', ['n1'])).toBe(85_000_000n)
    const drawn = further(signed, { type: 'drawn', on: DAY, ...first, amount: won(50_000_000) })
    expect([stands(drawn, 'commitments', 'n1'), stands(drawn, 'exposure', 'g')]).toEqual(['35000000', '50000000'])
    expect(usedBy(drawn, 'g', ['n1'])).toBe(85_000_000n)
    expect(outOfBalance(drawn)).toEqual({})
  })

  test('signing for less lets the rest of the notice go', () => {
    const signed = booksOf(NOTICED, { type: 'signed', ...first, amount: won(60_000_000), fee: won(0) })
    expect(usedBy(signed, 'g', ['n1'])).toBe(60_000_000n)
    expect(refusedBy(booksOf(NOTICED), { type: 'signed', ...first, amount: won(85_000_001), fee: won(0) })).toEqual([
      'transfer_above_pending',
    ])
  })

  test('a notice withdrawn or lapsed gives back what it held, and cannot be used again', () => {
    const withdrawn = further(booksOf(NOTICED), { type: 'notice_withdrawn', ...first })
    const lapsed = applied(
      booksOf(NOTICED),
      sure(postingOf(booksOf(NOTICED), occurrence('l', { type: 'lapsed', ...first }, AFTER))),
    )
    for (const ledger of [withdrawn, lapsed]) {
      expect(usedBy(ledger, 'g', ['n1'])).toBe(0n)
      expect(outOfBalance(ledger)).toEqual({})
      expect(refusedBy(ledger, SIGNED)).toEqual(['transfer_not_pending'])
      expect(refusedBy(ledger, { type: 'notice_withdrawn', ...first })).toEqual(['transfer_not_pending'])
      expect(refusedBy(ledger, DRAWN)).toEqual(['account_overdrawn'])
    }
  })

  test('the last day is a day of the notice, the day after is not', () => {
    expect(refusedBy(booksOf(NOTICED), SIGNED, LAST)).toBe('allowed')
    expect(refusedBy(booksOf(NOTICED), SIGNED, AFTER)).toEqual(['transfer_past_expiry'])
    expect(refusedBy(booksOf(NOTICED), { type: 'lapsed', ...first }, LAST)).toEqual(['transfer_not_past_expiry'])
    // What was drawn in time may be told later; what was drawn later was not guaranteed.
    const drawnOn = (on: typeof DAY) => ({ ...DRAWN, on }) as LedgerEvent
    expect(refusedBy(booksOf(NOTICED, SIGNED), drawnOn(LAST), AFTER)).toBe('allowed')
    expect(refusedBy(booksOf(NOTICED, SIGNED), drawnOn(AFTER), AFTER)).toEqual(['transfer_past_expiry'])
    expect(refusedBy(booksOf(NOTICED, SIGNED), { type: 'lapsed', ...first }, LAST)).toEqual([
      'transfer_not_past_expiry',
    ])
  })

  test('what was signed and not drawn is taken back after the last day, once, and only for its own notice', () => {
    const two = booksOf(
      NOTICED,
      SIGNED,
      { type: 'drawn', on: DAY, ...first, amount: won(50_000_000) },
      { type: 'noticed', ...of, notice: 'n2', amount: won(10_000_000), until: AFTER },
    )
    const lapsed = applied(two, sure(postingOf(two, occurrence('l', { type: 'lapsed', ...first }, AFTER))))
    expect(usedBy(lapsed, 'g', ['n1', 'n2'])).toBe(60_000_000n)
    expect(refusedBy(lapsed, { type: 'lapsed', ...first }, AFTER)).toEqual(['entry_empty'])
  })

  test('what was signed and not drawn can be given up before its last day', () => {
    const part = booksOf(NOTICED, SIGNED, { type: 'drawn', on: DAY, ...first, amount: won(50_000_000) })
    const given = further(part, { type: 'notice_withdrawn', ...first })
    expect([usedBy(given, 'g', ['n1']), stands(given, 'exposure', 'g')]).toEqual([50_000_000n, '50000000'])
    expect(refusedBy(given, { type: 'notice_withdrawn', ...first })).toEqual(['entry_empty'])
  })

  test('more than is promised cannot be drawn, nor under the notice of another guarantee', () => {
    const signed = booksOf(NOTICED, SIGNED)
    expect(refusedBy(signed, { type: 'drawn', on: DAY, ...first, amount: won(85_000_001) })).toEqual([
      'account_overdrawn',
    ])
    expect(refusedBy(signed, { type: 'drawn', on: DAY, guarantee: 'other', notice: 'n1', amount: won(1) })).toEqual([
      'transfer_unknown',
    ])
  })
})

describe('while it stands', () => {
  test('a change or renewal posts the difference only; a release cannot exceed what stands', () => {
    const less = further(inForce(), { type: 'changed', ...of, exposure: won(70_000_000) })
    expect(stands(less, 'exposure', 'g')).toBe('70000000')
    expect(
      sure(postingOf(inForce(), occurrence('x', { type: 'changed', ...of, exposure: won(86_000_000) }))).entry.lines,
    ).toMatchObject([{ kind: 'posted', amount: 1_000_000n, debit: { kind: 'customers_liability' } }])
    const renewed = further(less, { type: 'renewed', ...of, exposure: won(63_000_000), fee: won(700_000) })
    expect([stands(renewed, 'exposure', 'g'), stands(renewed, 'unearned_fees', 'g')]).toEqual(['63000000', '1720000'])
    expect(refusedBy(renewed, { type: 'released', ...of, amount: won(63_000_001) })).toEqual([
      // What the guarantee stands at, and what its debtor would owe for it.
      'account_overdrawn',
      'account_overdrawn',
    ])
    expect(refusedBy(renewed, { type: 'released', ...of, amount: won(63_000_000) })).toBe('allowed')
  })

  test('a fee is earned day by day; a refund is set off against what is unpaid, and only the rest is paid out', () => {
    const part = further(inForce(), { type: 'fee_received', ...of, amount: won(1_000_000) })
    const earned = further(part, { type: 'fee_earned', ...of, amount: won(510_000) })
    const ended = further(earned, { type: 'fee_refunded', ...of, amount: won(510_000) })
    // 20,000 had not been paid: that is forgiven, 490,000 of the 1,000,000 received go back.
    expect(
      ['fees_receivable', 'unearned_fees', 'earned_fees'].map(kind => stands(ended, kind as 'earned_fees', 'g')),
    ).toEqual(['0', '0', '510000'])
    expect(stands(ended, 'cash')).toBe('510000')
    // A second refund of the same fee would pay out what was never unearned.
    expect(refusedBy(ended, { type: 'fee_refunded', ...of, amount: won(1) })).toEqual(['account_overdrawn'])
    expect(refusedBy(ended, { type: 'fee_received', ...of, amount: won(1) })).toEqual(['account_overdrawn'])
  })
})

describe('after the claim', () => {
  test('paying ends the whole guarantee, whatever part was paid', () => {
    const partly = further(inForce(), { type: 'claim_paid', ...of, amount: won(40_000_000) })
    expect([
      stands(partly, 'exposure', 'g'),
      stands(partly, 'subrogation_claims', 'g'),
      stands(partly, 'cash'),
    ]).toEqual(['0', '40000000', '-40000000'])
  })

  test('two recoveries go to costs, then damages, then principal; one too large is refused whole', () => {
    const owing = further(
      paid(),
      { type: 'costs_spent', ...of, amount: won(300_000) },
      { type: 'damages_charged', ...of, amount: won(2_000_000) },
    )
    const debts = (ledger: typeof owing) =>
      (['recourse_costs', 'damages_receivable', 'subrogation_claims', 'recoveries'] as const).map(kind =>
        stands(ledger, kind, 'g'),
      )
    const one = further(owing, { type: 'recovered', ...of, amount: won(1_300_000), order: ORDER })
    expect(debts(one)).toEqual(['0', '1000000', '86000000', '0'])
    const two = further(one, { type: 'recovered', ...of, amount: won(5_000_000), order: ORDER })
    expect(debts(two)).toEqual(['0', '0', '82000000', '0'])
    expect(refusedBy(two, { type: 'recovered', ...of, amount: won(82_000_001), order: ORDER })).toEqual([
      'recovery_above_claim',
    ])
    const other = further(owing, {
      type: 'recovered',
      ...of,
      amount: won(1_300_000),
      order: ['principal', 'damages', 'costs'],
    })
    expect(debts(other)).toEqual(['300000', '2000000', '84700000', '0'])
  })

  test('a write-off uses the provision first and keeps the claim to pursue; what comes in later lowers it', () => {
    const provided = further(
      paid(),
      { type: 'provided', ...of, provision: won(70_000_000) },
      { type: 'provided', ...of, provision: won(60_000_000) },
    )
    expect(stands(provided, 'provision_expense', 'g')).toBe('60000000')
    const off = further(provided, { type: 'written_off', ...of })
    expect(
      (['subrogation_claims', 'provisions', 'losses', 'special_claims'] as const).map(kind => stands(off, kind, 'g')),
    ).toEqual(['0', '0', '26000000', '86000000'])
    // 70 million were set aside for a debt of 30: the rest of the provision stays until it is released.
    const much = further(
      inForce(),
      { type: 'provided', ...of, provision: won(70_000_000) },
      { type: 'claim_paid', ...of, amount: won(30_000_000) },
      { type: 'written_off', ...of },
    )
    expect([stands(much, 'provisions', 'g'), stands(much, 'losses', 'g')]).toEqual(['40000000', '0'])
    const later = further(off, { type: 'recovered', ...of, amount: won(430_000), order: ORDER })
    expect(
      (['special_claims', 'special_recoveries', 'recoveries'] as const).map(kind => stands(later, kind, 'g')),
    ).toEqual(['85570000', '430000', '0'])
    expect(refusedBy(later, { type: 'recovered', ...of, amount: won(85_570_001), order: ORDER })).toEqual([
      'recovery_above_claim',
    ])
    const ended = further(later, { type: 'discharged', ...of })
    expect(stands(ended, 'special_claims', 'g')).toBe('0')
    expect(outOfBalance(ended)).toEqual({})
  })
})

describe("the fund's own means", () => {
  test('a contribution is basic property when it is assessed, and money when it comes', () => {
    const assessed = booksOf({ type: 'contribution_assessed', bank: 'b', amount: won(500) })
    expect([stands(assessed, 'basic_property'), stands(assessed, 'bank_contributions', 'b')]).toEqual(['500', '500'])
    const came = further(assessed, { type: 'contribution_received', bank: 'b', amount: won(200) })
    expect([stands(came, 'bank_contributions', 'b'), stands(came, 'cash')]).toEqual(['300', '200'])
    expect(refusedBy(came, { type: 'contribution_received', bank: 'b', amount: won(301) })).toEqual([
      'account_overdrawn',
    ])
  })

  test('a deficit is borne by the reserves first, and by the government only beyond them', () => {
    const kept = booksOf({ type: 'surplus_kept', amount: won(100) })
    const covered = further(kept, { type: 'deficit_covered', amount: won(130) })
    expect([stands(covered, 'reserves'), stands(covered, 'government_cover')]).toEqual(['0', '30'])
    expect(stands(further(covered, { type: 'cover_received', amount: won(30) }), 'government_cover')).toBe('0')
    expect(stands(further(kept, { type: 'deficit_covered', amount: won(99) }), 'government_cover')).toBe('0')
  })
})

describe('restatement', () => {
  const draw = '3/1'
  const restated = (
    amount: number,
    reason = 'the bank had reported the loan, not the guaranteed part',
  ): LedgerEvent => ({
    type: 'restated',
    transfer: draw,
    amount: won(amount),
    reason,
  })

  test('only the difference is posted, the reason stands beside it, and the first entry stays as it was', () => {
    const before = inForce()
    const found = sure(postingOf(before, occurrence('r', restated(80_000_000))))
    expect(found.entry.reference).toBe('paper of r: the bank had reported the loan, not the guaranteed part')
    expect(found.entry.lines).toMatchObject([
      { amount: 5_000_000n, debit: { kind: 'exposure' }, credit: { kind: 'commitments' }, restates: draw },
    ])
    const once = applied(before, found)
    expect([stands(once, 'exposure', 'g'), stands(once, 'commitments', 'n1')]).toEqual(['80000000', '5000000'])
    expect(once.entries.get('3')).toBe(before.entries.get('3'))
    // Restated a second time, from what it had become.
    const twice = further(once, restated(82_000_000))
    expect(stands(twice, 'exposure', 'g')).toBe('82000000')
    expect(twice.transfers.get(draw)).toMatchObject({ amount: 85_000_000n, posted: 82_000_000n })
  })

  test('what cannot be restated, the most basic first', () => {
    expect(refusedBy(inForce(), restated(1, ' '))).toEqual(['restatement_reason_missing'])
    expect(refusedBy(inForce(), { ...restated(1), transfer: 'none' } as LedgerEvent)).toEqual(['transfer_unknown'])
    expect(refusedBy(booksOf(NOTICED), { ...restated(1), transfer: 'n1' } as LedgerEvent)).toEqual([
      'restatement_not_posted',
    ])
    const once = further(inForce(), restated(80_000_000))
    expect(refusedBy(once, { ...restated(1), transfer: '4/1' } as LedgerEvent)).toEqual(['restatement_repeated'])
    expect(refusedBy(once, restated(80_000_000))).toEqual(['restatement_same'])
    // 5 million more than the notice gave: nothing is there to take it from.
    expect(refusedBy(inForce(), restated(90_000_000))).toEqual(['account_overdrawn'])
  })
})

describe('whatever is asked', () => {
  test('the same event again does nothing; another under its id is refused', () => {
    const ledger = paid()
    const again = sure(postingOf(ledger, occurrence('4', { type: 'claim_paid', ...of, amount: won(86_000_000) })))
    expect(again.isRepeated).toBe(true)
    expect(applied(ledger, again)).toBe(ledger)
    const other = postingOf(ledger, occurrence('4', { type: 'claim_paid', ...of, amount: won(86_000_001) }))
    expect(other).toMatchObject({ ok: false, refusals: [{ code: 'entry_reused' }] })
  })

  test.each([
    ['nothing', 0n],
    ['less than nothing', -1n],
    ['more than can be written', 10n ** 18n],
  ])('%s is no amount to draw', (_name, amount) => {
    expect(refusedBy(booksOf(NOTICED, SIGNED), { ...DRAWN, amount: won(amount) } as LedgerEvent)).toEqual([
      'entry_amount',
    ])
  })

  test('a fee below zero is refused, none at all is not; an event that moves nothing is none', () => {
    expect(refusedBy(booksOf(NOTICED), { ...SIGNED, fee: won(-1) } as LedgerEvent)).toEqual(['entry_amount'])
    expect(refusedBy(booksOf(NOTICED), { ...SIGNED, fee: won(0) } as LedgerEvent)).toBe('allowed')
    expect(refusedBy(inForce(), { type: 'changed', ...of, exposure: won(85_000_000) })).toEqual(['entry_empty'])
    expect(refusedBy(EMPTY_LEDGER, { type: 'written_off', ...of })).toEqual(['entry_empty'])
  })

  test('a notice of one id is given once', () => {
    expect(refusedBy(booksOf(NOTICED), NOTICED)).toEqual(['transfer_reused'])
  })

  test('exposure of all guarantees is the sum of each', () => {
    const two = further(inForce(), { type: 'changed', guarantee: 'h', exposure: won(5) })
    expect(standingOfAll(two, 'exposure')).toBe(85_000_005n)
  })
})
