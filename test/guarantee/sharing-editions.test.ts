// The shipped schemes of loss sharing: each worked by hand, read whole, and refused at its place when it is broken.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { sharingEditionSchema, sharingSourceOf } from '../../src/decision/sharing-edition.ts'
import { mostOf, sharingOf } from '../../src/decision/sharing-scheme.ts'
import { premiumsOf } from '../../src/guarantee/premium-schedule.ts'
import { type Realisation, realisedOf } from '../../src/guarantee/realisation.ts'
import { noUse, type SharedLoss, sharedFrom, shareLoss, shareRecovery } from '../../src/guarantee/sharing.ts'
import { fixed } from '../../src/kernel/fixed.ts'
import { type Money, moneyText } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { changed } from '../cases.ts'
import { day, holidays, won } from './sample.ts'

const file: unknown = JSON.parse(readFileSync('rules/sharing/2026-01.json', 'utf8'))
const edition = sure(parsed(sharingEditionSchema, file))
const found = (code: string) => {
  const scheme = edition.schemes.find(one => one.code === code)
  if (scheme === undefined) throw new Error(`the edition has no ${code}`)
  return scheme
}
const scheme = (code: string) => sure(sharingOf(sharingSourceOf(found(code))))

const loss = (amount: string, more: Partial<SharedLoss> = {}): SharedLoss => ({
  happenedOn: day('2026-03-02'),
  on: day('2026-03-02'),
  amount: won(amount),
  recovered: won('0'),
  base: won('0'),
  ...more,
})
const texts = (amounts: readonly Money[]) => amounts.map(moneyText)

/** Losses one after the other under a shipped scheme: what each party bears of each, in the order of its parties. */
function borne(code: string, ...losses: readonly SharedLoss[]): string[][] {
  const read = scheme(code)
  let use = noUse(read)
  return losses.map(one => {
    const done = sure(shareLoss(read, use, one, holidays))
    use = done.use
    return texts(done.byParty)
  })
}

describe('the shipped schemes', () => {
  test('all read, and none is without a case below', () => {
    expect(edition.schemes.map(one => one.code)).toEqual([
      'proportional',
      'first_loss',
      'portfolio_cap',
      'uk_claim_limit_split',
      'uk_claim_limit_75_15',
      'uk_claim_limit_flat',
      'uk_after_recovery',
      'yearly_ceiling',
      'joint_project',
      'compensation_fund',
      'pact',
      're_guarantee',
    ])
    for (const one of edition.schemes) expect(sharingOf(sharingSourceOf(one)).ok).toBe(true)
  })

  test("proportional: 85 and 15 parts, the won left over is the bank's", () => {
    expect(borne('proportional', loss('100000001'))).toEqual([['85000000', '15000001']])
  })

  test('first loss: the bank alone up to 3 % of the volume, then 85 and 15', () => {
    const base = won('1000000000')
    // 30 million in all: 20 of the first, 10 of the second; of its other 40, 34 and 6.
    expect(borne('first_loss', loss('20000000', { base }), loss('50000000', { base }))).toEqual([
      ['0', '20000000'],
      ['34000000', '16000000'],
    ])
  })

  test('portfolio cap: half of each loss up to 20 % of half of the volume, and what comes back makes room', () => {
    const base = won('100000000')
    // The cap is 10 million: 8 of the first loss, 2 of the second.
    expect(borne('portfolio_cap', loss('16000000', { base }), loss('16000000', { base }))).toEqual([
      ['8000000', '8000000'],
      ['2000000', '14000000'],
    ])
    const read = scheme('portfolio_cap')
    const first = sure(shareLoss(read, noUse(read), loss('20000000', { base }), holidays))
    const back = sure(shareRecovery(read, first.use, first.borne, won('5000000')))
    expect(texts(back.byParty)).toEqual(['2500000', '2500000'])
    expect(texts(sure(shareLoss(read, back.use, loss('16000000', { base }), holidays)).byParty)).toEqual([
      '2500000',
      '13500000',
    ])
  })

  test('UK kind: limits of 9.75 % and 9.225 %, of 75 % and 15 %, and flat, in pence of what was drawn', () => {
    const limit = (code: string, drawn: string) => {
      const most = scheme(code).layers[0]?.limits[0]?.most
      return most === undefined ? undefined : moneyText(mostOf(most, won(drawn)))
    }
    // 97,500.00 + 9.225 % of 2,500,000.00 = 328,125.00.
    expect(limit('uk_claim_limit_split', '350000000')).toBe('32812500')
    // Of a penny more than a million 0.09 of a penny is added, and cut.
    expect(limit('uk_claim_limit_split', '100000001')).toBe('9750000')
    expect(limit('uk_claim_limit_split', '40000000')).toBe('3900000')
    // 93,750.00 + 15 % of 275,000.00 = 135,000.00.
    expect(limit('uk_claim_limit_75_15', '40000000')).toBe('13500000')
    expect(limit('uk_claim_limit_75_15', '12500000')).toBe('9375000')
    expect(limit('uk_claim_limit_flat', '40000000')).toBe('6000000')
  })

  test('UK kind: three quarters of each claim until the limit, whatever is recovered later', () => {
    const base = won('40000000')
    // 75 % of 100,000.00; of 120,000.00 it would be 90,000.00, and 60,000.00 are left.
    expect(
      borne('uk_claim_limit_75_15', loss('10000000', { base }), loss('12000000', { base }), loss('1', { base })),
    ).toEqual([
      ['7500000', '2500000'],
      ['6000000', '6000000'],
      ['0', '1'],
    ])
    const read = scheme('uk_claim_limit_75_15')
    const first = sure(shareLoss(read, noUse(read), loss('18000000', { base }), holidays))
    expect(texts(first.byParty)).toEqual(['13500000', '4500000'])
    const back = sure(shareRecovery(read, first.use, first.borne, won('4000000')))
    expect(texts(back.byParty)).toEqual(['3000000', '1000000'])
    expect(texts(sure(shareLoss(read, back.use, loss('100', { base }), holidays)).byParty)).toEqual(['0', '100'])
  })

  test('UK kind after recovery: 70 % of what the lender has not recovered', () => {
    expect(borne('uk_after_recovery', loss('10000001', { recovered: won('2500000') }))).toEqual([
      // 70 % of 75,000.01.
      ['5250000', '2250001'],
    ])
  })

  test('a yearly ceiling of 5 % of the balance, anew each year', () => {
    const base = won('1000000000')
    const next = { base, on: day('2027-01-04') }
    // 50 million a year: 40 of the first loss, 10 of the second; the new year begins with 40.
    expect(
      borne('yearly_ceiling', loss('50000000', { base }), loss('50000000', { base }), loss('50000000', next)),
    ).toEqual([
      ['40000000', '10000000'],
      ['10000000', '40000000'],
      ['40000000', '10000000'],
    ])
  })

  test("a joint project: the large firm's 500 million first, then 90 and 10", () => {
    expect(borne('joint_project', loss('400000000'), loss('300000000'))).toEqual([
      ['0', '0', '400000000'],
      ['180000000', '20000000', '100000000'],
    ])
  })

  test('a compensation fund of 10 billion stands in for the guarantor, then the guarantor pays', () => {
    // 85 % of 11 billion is 9.35 billion; 0.65 are left, of a loss of 0.65 / 0.85 = 764,705,882.35.
    const [first, second] = borne('compensation_fund', loss('11000000000'), loss('1000000000'))
    expect(first).toEqual(['0', '1650000000', '9350000000'])
    // Of the other 235,294,117.65 the guarantor bears 85 %, exactly 200 million; the bank 150 million of all.
    expect(second).toEqual(['200000000', '150000000', '650000000'])
  })

  test('a pact: a tenth of each loss, at least 1 million and at most 100 million', () => {
    expect(borne('pact', loss('500000'), loss('5500000'), loss('20000000'), loss('1500000000'))).toEqual([
      ['500000', '0', '0'],
      // 4.5 million are left: eight ninths and a ninth.
      ['1000000', '4000000', '500000'],
      ['2000000', '16000000', '2000000'],
      // A tenth of 1,000 million is the most; of the other 500 million 85 and 15.
      ['100000000', '1225000000', '175000000'],
    ])
  })

  test('re-guarantee: half of what is unrecovered after three months; no more comes back than was paid', () => {
    const read = scheme('re_guarantee')
    const happenedOn = day('2026-03-06')
    // Three months end on Memorial Day, a Saturday; Monday 8 June is the last day of the wait.
    expect(sharedFrom(read, happenedOn, holidays)).toBe('2026-06-09')
    const asked = loss('30000001', { happenedOn, on: day('2026-06-09'), recovered: won('10000000') })
    const done = sure(shareLoss(read, noUse(read), asked, holidays))
    expect(texts(done.byParty)).toEqual(['10000000', '10000001'])
    const back = sure(shareRecovery(read, done.use, done.borne, won('20000001')))
    expect(texts(back.byParty)).toEqual(['10000000', '10000001'])
    expect(shareRecovery(read, back.use, back.borne, won('1')).ok).toBe(false)
    const early = { ...asked, on: day('2026-06-08') }
    expect(shareLoss(read, noUse(read), early, holidays)).toMatchObject({
      refusals: [{ code: 'sharing_too_early', params: { limit: '2026-06-09' } }],
    })
  })
})

describe('premiums of the UK kind', () => {
  const rate = fixed(found('uk_claim_limit_split').premium_rate?.value ?? '0')
  const premiums = (draws: readonly (readonly [string, number])[], termMonths: number, holidayMonths = 0) =>
    texts(
      premiumsOf(
        draws.map(([amount, month]) => ({ amount: won(amount), month })),
        { rate, termMonths, holidayMonths },
      ),
    )

  test('the schedule that EFG prints for two draws, and for a holiday of five months', () => {
    // EFG, PremiumScheduleQuarter: 900,000.00 at once and 100,000.00 in month 3, over twelve months.
    expect(
      premiums(
        [
          ['90000000', 0],
          ['10000000', 3],
        ],
        12,
      ),
    ).toEqual(['450000', '387500', '258333', '129167'])
    // 10,000.00 with nothing repaid for five months: 6/7 and 3/7 of it are left in the last two quarters.
    expect(premiums([['1000000', 0]], 12, 5)).toEqual(['5000', '5000', '4286', '2143'])
  })

  test('four draws, the last two within the holiday', () => {
    // 120,000.00 at once, 60,000.00 in month 3, 30,000.00 in month 6 and 30,000.00 in month 12, of 24, six months free.
    // Quarter 4: 120 x 12/18 + 60 x 12/18 + 30 x 12/18 + 30 = 170,000.00, of which 0.5 % is 850.00.
    expect(
      premiums(
        [
          ['12000000', 0],
          ['6000000', 3],
          ['3000000', 6],
          ['3000000', 12],
        ],
        24,
        6,
      ),
    ).toEqual(['60000', '90000', '105000', '87500', '85000', '63750', '42500', '21250'])
  })

  test('is rounded half to even, once over all draws', () => {
    // 0.5 % of 1.00, of 3.00 and of 1.00 + 1.00 pence: half a penny to 0, one and a half to 2, one to 1.
    expect([
      premiums([['100', 0]], 3),
      premiums([['300', 0]], 3),
      premiums(
        [
          ['100', 0],
          ['100', 0],
        ],
        3,
      ),
    ]).toEqual([['0'], ['2'], ['1']])
  })
})

describe('realisation of the UK kind', () => {
  const realised = (set: Partial<Record<keyof Realisation, string>>) => {
    const given = { debt: '10000000', linked: '0', other: '0', before: '0', beside: '0', ...set }
    const amounts = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, won(text)]))
    const { attributable, toGuarantor, toLender } = realisedOf(amounts as unknown as Realisation, fixed('0.75'))
    return texts([attributable, toGuarantor, toLender])
  }

  test("linked security first, then the debt's share of what ranks beside it", () => {
    // 40,000.00 linked leave 60,000.00 of the debt; of 50,000.00 other 20,000.00 go before; of the 30,000.00 left
    // 60 / (60 + 30) are 20,000.00.
    expect(realised({ linked: '4000000', other: '5000000', before: '2000000', beside: '3000000' })).toEqual([
      '6000000',
      '4500000',
      '1500000',
    ])
    // A penny that does not divide: of 100 a third to the debt of one part in three.
    expect(realised({ debt: '100', other: '100', beside: '200' })).toEqual(['33', '24', '9'])
  })

  test('never more than the debt, and nothing where what ranks before takes all', () => {
    expect(realised({ linked: '12000000', other: '5000000' })).toEqual(['10000000', '7500000', '2500000'])
    expect(realised({ other: '90000000' })).toEqual(['10000000', '7500000', '2500000'])
    expect(realised({ other: '5000000', before: '5000001' })).toEqual(['0', '0', '0'])
  })
})

describe('rules check', () => {
  const files = textsBelow(join(HOME, 'rules'))
  const NAME = 'sharing/2026-01.json'
  const placesWith = (set: Readonly<Record<string, unknown>>) => {
    const read = readRuleBook(new Map([...files, [NAME, JSON.stringify(changed(file, set))]]))
    return read.ok ? [] : read.refusals.map(one => `${one.at} ${one.params['value']}`)
  }

  test.each([
    [
      { 'schemes.0.layers.0.shares.values.bank': '0.16' },
      `${NAME}#schemes.0.layers.0.shares sharing_shares_sum 1.01, 1`,
    ],
    [
      { 'schemes.1.layers.0.limits.0.party': 'fund' },
      `${NAME}#schemes.1.layers.0.limits.0.party sharing_limit_idle fund`,
    ],
    [{ 'schemes.0.parties': ['fund'] }, `${NAME}#schemes.0.layers.0.shares.1.party sharing_party_unknown bank, fund`],
  ])('finds %j', (set, place) => {
    expect(placesWith(set)).toEqual([place])
  })

  test("finds amounts in another unit than the currency's, and a programme under two schemes", () => {
    expect(placesWith({ 'schemes.3.currency': 'KRW' })).toMatchObject([expect.stringContaining(`${NAME}#schemes.3`)])
    expect(placesWith({ 'schemes.0.programmes': ['bank_pact'] })).toMatchObject([
      expect.stringContaining(`${NAME}#schemes`),
    ])
    expect(placesWith({})).toEqual([])
  })

  test('every scheme has its name in three languages', () => {
    const { words } = JSON.parse(files.get('sharing/2026-01.words.json') ?? '') as { words: object }
    expect(Object.keys(words).toSorted()).toEqual(edition.schemes.map(one => `sharing.${one.code}.name`).toSorted())
  })
})
