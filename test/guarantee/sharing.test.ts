// Losses shared among parties: schemes worked by hand, what holds for any scheme, and what is refused.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareWaterfalls, partedAt } from '../../src/cli/sharing-waterfalls.ts'
import { sharingSchema } from '../../src/decision/sharing-schema.ts'
import { mostOf, sharingOf } from '../../src/decision/sharing-scheme.ts'
import { splitLoan } from '../../src/decision/terms.ts'
import {
  noUse,
  type SharedLoss,
  type SharingUse,
  sharedFrom,
  shareLoss,
  shareRecovery,
} from '../../src/guarantee/sharing.ts'
import { fixed } from '../../src/kernel/fixed.ts'
import { type Money, money, moneyText } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { changed } from '../cases.ts'
import { isStrict } from '../strictness.ts'
import { day, holidays, won } from './sample.ts'
import { schemes, waterfalls } from './waterfalls.ts'

type Shares = Readonly<Record<string, string>>
const layer = (shares: Shares, ...limits: readonly object[]) => ({
  shares: Object.entries(shares).map(([party, share]) => ({ party, share })),
  limits,
})
const upTo = (party: string, most: string | object, per = 'all', restored = false) => ({
  party,
  per,
  most: typeof most === 'string' ? { by: 'amount', amount: most } : { by: 'rates', ...most },
  restored,
})
const scheme = (parties: readonly string[], layers: readonly object[], more: object = {}) => ({
  parties,
  claims: 'before_recovery',
  wait_months: 0,
  recoveries: { by: 'as_borne' },
  layers,
  ...more,
})
const KOREAN = scheme(['fund', 'bank'], [layer({ fund: '0.85', bank: '0.15' })])

const loss = (amount: string, more: Partial<SharedLoss> = {}): SharedLoss => ({
  happenedOn: day('2026-03-02'),
  on: day('2026-03-02'),
  amount: won(amount),
  recovered: won('0'),
  base: won('0'),
  ...more,
})
const texts = (amounts: readonly Money[]) => amounts.map(moneyText)

/** Losses one after the other; what each party pays of each. */
function paid(source: unknown, ...losses: readonly SharedLoss[]): string[][] {
  const read = sure(sharingOf(source))
  let use: SharingUse = noUse(read)
  return losses.map(one => {
    const done = sure(shareLoss(read, use, one, holidays))
    use = done.use
    return texts(done.byParty)
  })
}

describe('worked by hand', () => {
  test('85 and 15 percent: the fund is cut to the won as in the split of a loan, the bank bears the rest', () => {
    // 0.85 x 100,000,001 = 85,000,000.85
    expect(paid(KOREAN, loss('100000001'))).toEqual([['85000000', '15000001']])
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 15n), amount => {
        const { guaranteed, bankShare } = splitLoan(money(amount), fixed('0.85'))
        expect(paid(KOREAN, loss(String(amount)))).toEqual([texts([guaranteed, bankShare])])
      }),
    )
  })

  test('a first loss up to an amount is used up over several losses, then the rest is shared', () => {
    const source = scheme(
      ['fund', 'bank'],
      [layer({ bank: '1' }, upTo('bank', '30000000')), layer({ fund: '0.8', bank: '0.2' })],
    )
    // 20 m of the first loss; 10 m of the second, and of its other 40 m a fifth; of the third a fifth.
    expect(paid(source, loss('20000000'), loss('50000000'), loss('10000000'))).toEqual([
      ['0', '20000000'],
      ['32000000', '18000000'],
      ['8000000', '2000000'],
    ])
  })

  test('a portfolio cap pays until cap rate x guarantee rate x volume, then the bank bears all', () => {
    const cap = upTo('fund', { bands: [{ up_to: null, rate: '0.2' }], times: '0.5' }, 'all', true)
    const source = scheme(['fund', 'bank'], [layer({ fund: '0.5', bank: '0.5' }, cap), layer({ bank: '1' })])
    const base = won('1000000000')
    // 20 % x 50 % x 1,000 m = 100 m: 75 m of the first loss, 25 m of the second.
    expect(paid(source, loss('150000000', { base }), loss('150000000', { base }), loss('1', { base }))).toEqual([
      ['75000000', '75000000'],
      ['25000000', '125000000'],
      ['0', '1'],
    ])
  })

  test('what comes back makes room under a cap only where the scheme says so', () => {
    const secondLoss = (restored: boolean) => {
      const source = scheme(
        ['fund', 'bank'],
        [layer({ fund: '0.5', bank: '0.5' }, upTo('fund', '100', 'all', restored)), layer({ bank: '1' })],
      )
      const read = sure(sharingOf(source))
      const first = sure(shareLoss(read, noUse(read), loss('200'), holidays))
      const back = sure(shareRecovery(read, first.use, first.borne, won('80')))
      expect(texts(back.byParty)).toEqual(['40', '40'])
      return texts(sure(shareLoss(read, back.use, loss('200'), holidays)).byParty)
    }
    expect([secondLoss(false), secondLoss(true)]).toEqual([
      ['0', '200'],
      ['40', '160'],
    ])
  })

  test('claim limits of the UK scheme: 9.75 % of the first million and 9.225 % of the rest; 75 % and 15 %', () => {
    const limitOf = (end: string, first: string, rest: string) => {
      const most = {
        bands: [
          { up_to: end, rate: first },
          { up_to: null, rate: rest },
        ],
        times: '1',
      }
      const source = scheme(
        ['government', 'lender'],
        [layer({ government: '0.75', lender: '0.25' }, upTo('government', most)), layer({ lender: '1' })],
      )
      return { source, most: sure(sharingOf(source)).layers[0]?.limits[0]?.most ?? won('0') }
    }
    const early = limitOf('1000000', '0.0975', '0.09225')
    // 97,500 + 0.09225 x 2,500,000 = 97,500 + 230,625
    expect(moneyText(mostOf(early.most, won('3500000')))).toBe('328125')
    expect(moneyText(mostOf(early.most, won('400000')))).toBe('39000')
    const late = limitOf('125000', '0.75', '0.15')
    // 93,750 + 0.15 x 275,000 = 93,750 + 41,250
    expect(moneyText(mostOf(late.most, won('400000')))).toBe('135000')
    const base = won('400000')
    // 75 % of 100,000; of 120,000 it would be 90,000, and 60,000 are left.
    expect(paid(late.source, loss('100000', { base }), loss('120000', { base }))).toEqual([
      ['75000', '25000'],
      ['60000', '60000'],
    ])
  })

  test('a yearly ceiling begins anew with the year in which the loss is shared', () => {
    const source = scheme(
      ['fund', 'bank'],
      [layer({ fund: '0.8', bank: '0.2' }, upTo('fund', '100', 'year')), layer({ bank: '1' })],
    )
    const next = { on: day('2027-01-02') }
    expect(paid(source, loss('100'), loss('100'), loss('100', next))).toEqual([
      ['80', '20'],
      ['20', '80'],
      ['80', '20'],
    ])
  })

  test('a joint project: what the large firm has contributed is used first, then fund and bank share', () => {
    const source = scheme(
      ['fund', 'bank', 'large_firm'],
      [layer({ large_firm: '1' }, upTo('large_firm', '50000000')), layer({ fund: '0.9', bank: '0.1' })],
    )
    expect(paid(source, loss('120000000'))).toEqual([['63000000', '7000000', '50000000']])
  })

  test("a risk-compensation fund pays the guarantor's part before the guarantor does", () => {
    const source = scheme(
      ['fund', 'bank', 'compensation'],
      [layer({ compensation: '0.8', bank: '0.2' }, upTo('compensation', '100')), layer({ fund: '0.8', bank: '0.2' })],
    )
    expect(paid(source, loss('100'), loss('100'))).toEqual([
      ['0', '20', '80'],
      ['60', '20', '20'],
    ])
  })

  test('a pact: the contributor pays a tenth, of each loss at least the minimum and at most the maximum', () => {
    const source = scheme(
      ['contributor', 'fund', 'bank'],
      [
        {
          ...layer({ contributor: '0.1', fund: '0.75', bank: '0.15' }, upTo('contributor', '2000', 'loss')),
          minimum: { party: 'contributor', amount: '500' },
        },
        layer({ fund: '0.8', bank: '0.2' }),
      ],
    )
    expect(paid(source, loss('400'), loss('3500'), loss('10000'), loss('30000'))).toEqual([
      ['400', '0', '0'],
      // 3,000 are left of it: five sixths and one sixth.
      ['500', '2500', '500'],
      ['1000', '7500', '1500'],
      // The tenth of 20,000 is the maximum; the other 10,000 go by 80 and 20.
      ['2000', '23000', '5000'],
    ])
  })

  test('re-guarantee: half of what is unrecovered after three months, and later returns up to what was paid', () => {
    const source = scheme(['agency', 'foundation'], [layer({ agency: '0.5', foundation: '0.5' })], {
      claims: 'after_recovery',
      wait_months: 3,
    })
    const read = sure(sharingOf(source))
    const happenedOn = day('2026-03-03')
    // Three months from 3 March end in the first days of June; of the loss, 80,000,001 are unrecovered then.
    const asked = loss('100000001', { happenedOn, on: day('2026-06-10'), recovered: won('20000000') })
    const done = sure(shareLoss(read, noUse(read), asked, holidays))
    expect(texts(done.byParty)).toEqual(['40000000', '40000001'])
    const back = sure(shareRecovery(read, done.use, done.borne, won('30000000')))
    // 15,000,000 less a sixth of a won
    expect(texts(back.byParty)).toEqual(['14999999', '15000001'])
    const rest = sure(shareRecovery(read, back.use, back.borne, won('50000001')))
    expect(texts(rest.borne.returned)).toEqual(texts(done.borne.paid))
    expect(shareRecovery(read, rest.use, rest.borne, won('1'))).toMatchObject({
      refusals: [{ code: 'sharing_recovery_above_loss', params: { value: '1', limit: '0' } }],
    })
  })

  test('the wait ends as that of a claim does: on a holiday it rolls over, and the day after is the first', () => {
    const read = sure(sharingOf({ ...KOREAN, wait_months: 3 }))
    // 28 February 2026 is a Saturday, 2 March the substitute of the first; 3 March follows.
    expect(sharedFrom(read, day('2025-11-28'), holidays)).toBe('2026-03-04')
    const early = loss('1', { happenedOn: day('2025-11-28'), on: day('2026-03-03') })
    expect(shareLoss(read, noUse(read), early, holidays)).toMatchObject({
      refusals: [{ code: 'sharing_too_early', params: { value: '2026-03-03', limit: '2026-03-04' } }],
    })
    expect(shareLoss(read, noUse(read), { ...early, on: day('2026-03-04') }, holidays).ok).toBe(true)
  })

  test('recoveries in an order make the first whole before the next gets anything', () => {
    const source = { ...KOREAN, recoveries: { by: 'in_order', parties: ['bank', 'fund'] } }
    const read = sure(sharingOf(source))
    const done = sure(shareLoss(read, noUse(read), loss('100'), holidays))
    expect(texts(sure(shareRecovery(read, done.use, done.borne, won('20'))).byParty)).toEqual(['5', '15'])
  })

  test('before or after recovery: shared whole and given back, or shared net', () => {
    const part = { recovered: won('40') }
    const limited = (claims: string) =>
      scheme(['fund', 'bank'], [layer({ fund: '0.5', bank: '0.5' }, upTo('fund', '30')), layer({ bank: '1' })], {
        claims,
      })
    // Before: 30 and 70 are borne, 12 and 28 come back. After: 60 are shared evenly.
    expect(paid(limited('before_recovery'), loss('100', part))).toEqual([['18', '42']])
    expect(paid(limited('after_recovery'), loss('100', part))).toEqual([['30', '30']])
  })
})

describe('any waterfall', () => {
  test('parts and parties lie within one won of the oracle and make the whole; none gets back more', () => {
    fc.assert(
      fc.property(waterfalls, one => {
        expect(partedAt(one)).toBeUndefined()
      }),
      { numRuns: 3000 },
    )
  })

  test('the generated waterfalls of the command do so too, with up to twenty parties', () => {
    const found = compareWaterfalls(2000, 20260101, 20)
    expect(found.shown).toEqual([])
    expect([found.waterfalls, found.parted, found.partiesMax]).toEqual([2000, 0, 20])
    // More than one of each to a waterfall, or nothing later was tried.
    expect(found.losses).toBeGreaterThan(4000)
    expect(found.recoveries).toBeGreaterThan(4000)
  })

  test('the order of losses does not change what is paid in all under a cap', () => {
    const parts = fc.tuple(
      fc.bigInt(1n, 9999n),
      fc.bigInt(0n, 10n ** 7n),
      fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 2, maxLength: 12 }),
    )
    const shuffled = parts.chain(([share, cap, amounts]) =>
      fc.tuple(
        fc.constant(share),
        fc.constant(cap),
        fc.constant(amounts),
        fc.shuffledSubarray(amounts, { minLength: amounts.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([share, cap, amounts, others]) => {
        const fund = `0.${share.toString().padStart(4, '0')}`
        const bank = `0.${(10_000n - share).toString().padStart(4, '0')}`
        const source = scheme(
          ['fund', 'bank'],
          [layer({ fund, bank }, upTo('fund', String(cap))), layer({ bank: '1' })],
        )
        const inAll = (list: readonly bigint[]) =>
          paid(source, ...list.map(one => loss(String(one)))).reduce((sum, [own = '0']) => sum + BigInt(own), 0n)
        const uncapped = amounts.reduce((sum, one) => sum + (one * share) / 10_000n, 0n)
        expect(inAll(amounts)).toBe(uncapped < cap ? uncapped : cap)
        expect(inAll(others)).toBe(inAll(amounts))
      }),
    )
  })
})

describe('refusals', () => {
  const capped = scheme(
    ['fund', 'bank'],
    [layer({ fund: '0.5', bank: '0.5' }, upTo('fund', '30')), layer({ bank: '1' })],
  )
  const found = (set: Readonly<Record<string, unknown>>, leaveOut: readonly string[] = []) => {
    const read = sharingOf(changed(capped, set, leaveOut))
    return read.ok ? [] : read.refusals.map(one => `${one.code} at ${one.at}`)
  }

  isStrict('a scheme', sharingSchema, {
    ...scheme(
      ['fund', 'bank'],
      [
        {
          ...layer({ fund: '0.5', bank: '0.5' }, upTo('fund', { bands: [{ up_to: null, rate: '0.2' }], times: '1' })),
          minimum: { party: 'fund', amount: '5' },
        },
        layer({ bank: '1' }),
      ],
    ),
    recoveries: { by: 'in_order', parties: ['bank', 'fund'] },
  })

  test('the scheme itself reads', () => expect(found({})).toEqual([]))

  test.each([
    [{ 'layers.0.shares.0.share': '0.4' }, 'sharing_shares_sum at layers.0.shares'],
    [{ 'layers.0.shares.0.share': '0.500000000000000001' }, 'sharing_shares_sum at layers.0.shares'],
    [{ 'layers.0.shares.0.share': '-0.5' }, 'input_malformed at layers.0.shares.0.share'],
    [{ 'layers.0.limits.0.most.amount': '-1' }, 'input_malformed at layers.0.limits.0.most.amount'],
    [{ 'layers.0.shares.1.party': 'stranger' }, 'sharing_party_unknown at layers.0.shares.1.party'],
    [{ 'layers.0.shares.1.party': 'fund' }, 'sharing_party_repeated at layers.0.shares.1.party'],
    [{ 'layers.1.limits': [upTo('bank', '5')] }, 'sharing_open_ended at layers.1.limits'],
    [{ recoveries: { by: 'in_order', parties: ['fund'] } }, 'sharing_order_incomplete at recoveries.parties'],
    [
      { 'layers.0.limits.0.most': { by: 'rates', bands: [{ up_to: '5', rate: '0.1' }], times: '1' } },
      'sharing_bands at layers.0.limits.0.most.bands',
    ],
  ])('%j', (set, expected) => expect(found(set)).toEqual([expected]))

  test('a limit on who bears nothing of the layer', () => {
    const idle = { 'layers.0.shares.0.share': '0', 'layers.0.shares.1.share': '1' }
    expect(found(idle)).toEqual(['sharing_limit_idle at layers.0.limits.0.party'])
  })

  test('bands that do not rise', () => {
    const bands = ['10', '10', null].map(end => ({ up_to: end, rate: '0.1' }))
    expect(found({ 'layers.0.limits.0.most': { by: 'rates', bands, times: '1' } })).toEqual([
      'sharing_bands at layers.0.limits.0.most.bands',
    ])
  })

  test.each([
    [{ amount: won('0') }, 'sharing_amount', 'amount'],
    [{ amount: money(10n ** 18n) }, 'sharing_amount', 'amount'],
    [{ recovered: won('-1') }, 'sharing_amount', 'recovered'],
    [{ base: won('-1') }, 'sharing_amount', 'base'],
    [{ on: day('2026-03-01') }, 'sharing_too_early', 'on'],
    [{ recovered: won('101') }, 'sharing_recovery_above_loss', 'recovered'],
  ] as const)('a loss with %o', (more, code, at) => {
    const read = sure(sharingOf(KOREAN))
    expect(shareLoss(read, noUse(read), loss('100', more), holidays)).toMatchObject({ refusals: [{ code, at }] })
  })

  test('a recovery of nothing, and one above what is left of the loss', () => {
    const read = sure(sharingOf(KOREAN))
    const done = sure(shareLoss(read, noUse(read), loss('100', { recovered: won('60') }), holidays))
    const codeOf = (amount: string) => shareRecovery(read, done.use, done.borne, won(amount))
    expect(codeOf('0')).toMatchObject({ refusals: [{ code: 'sharing_amount', at: 'amount' }] })
    expect(codeOf('41')).toMatchObject({ refusals: [{ code: 'sharing_recovery_above_loss', params: { limit: '40' } }] })
    expect(codeOf('40').ok).toBe(true)
  })

  test('a recovery on a loss the scheme did not bear so: told of twice, of another sum, of other parts', () => {
    const read = sure(sharingOf(KOREAN))
    const done = sure(shareLoss(read, noUse(read), loss('100'), holidays))
    const { borne, use } = done
    const back = sure(shareRecovery(read, use, borne, won('40')))
    const [first, ...others] = borne.paid
    const unsound = [
      // The loss as it was before the forty came back: without a look at the use, a hundred more would come back.
      [back.use, borne],
      [noUse(read), borne],
      [use, { ...borne, year: '1999' }],
      [use, { ...borne, amount: won('99') }],
      [use, { ...borne, paid: [...borne.paid, won('0')] }],
      [use, { ...borne, returned: [won('-1'), ...others.map(() => won('0'))] }],
      [use, { ...borne, returned: [money((first ?? 0n) + 1n), ...others.map(() => won('0'))] }],
    ] as const
    for (const [known, told] of unsound)
      expect(shareRecovery(read, known, told, won('100'))).toMatchObject({
        ok: false,
        refusals: [{ code: 'sharing_loss_unsound', at: 'borne' }],
      })
    expect(shareRecovery(read, back.use, back.borne, won('60')).ok).toBe(true)
  })

  test('every generated scheme is one the reading takes', () => {
    fc.assert(
      fc.property(schemes, one => {
        expect(sharingOf(one).ok).toBe(true)
      }),
    )
  })
})
