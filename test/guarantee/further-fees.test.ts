// Fees beside the yearly one: worked by hand, and what holds for any amount.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feesSchema } from '../../src/decision/fees-schema.ts'
import { feePeriods } from '../../src/guarantee/fees.ts'
import {
  appraisalPartsOf,
  furtherFeesOf,
  rateInUse,
  refundParts,
  reGuaranteeFeeOf,
  successFeeOf,
  supportedParts,
  unperformedFeeOf,
} from '../../src/guarantee/further-fees.ts'
import { fixed, fixedText } from '../../src/kernel/fixed.ts'
import { money, sumMoney } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { changed } from '../cases.ts'
import { isStrict } from '../strictness.ts'
import { day, feeRule, holidays, won } from './sample.ts'

const edition: unknown = JSON.parse(readFileSync('rules/fees/2026-01.json', 'utf8'))
const MOST = fixed('0.1')
const fees = sure(furtherFeesOf(sure(parsed(feesSchema, edition)), MOST))
const appraisal = (code: string) => {
  const found = fees.appraisal.get(code)
  if (found === undefined) throw new Error(`the edition has no ${code}`)
  return appraisalPartsOf(found).map(one => [one.payer, String(one.amount)])
}

isStrict('an edition of fees', feesSchema, edition)

describe('worked by hand', () => {
  test('the additional fee runs on what is not performed, from the end of the term', () => {
    // 40 million x (1.2 % + 0.5 %) x 92 / 365 = 171,397.3, cut to tens.
    const rate = fixed('0.012') + fees.unperformedRate
    expect(unperformedFeeOf(won('40000000'), rate, [day('2026-09-02'), day('2026-12-03')], feeRule)).toBe(171_390n)
    expect(unperformedFeeOf(won('40000000'), rate, [day('2026-09-02'), day('2026-09-02')], feeRule)).toBe(0n)
  })

  test('a success fee is the agreed part of the guaranteed amount, within five years, and never above a tenth', () => {
    const contract = { signedOn: day('2026-03-02'), guaranteed: won('85000004'), rate: fixed('0.1') }
    const bounds = { most: MOST, step: feeRule.step }
    // A tenth is 8,500,000.4.
    expect(successFeeOf(contract, day('2031-03-02'), fees, bounds)).toEqual({ ok: true, value: 8_500_000n })
    expect(successFeeOf(contract, day('2031-03-03'), fees, bounds)).toEqual({ ok: true, value: 0n })
    const above = { ...contract, rate: fixed('0.1000001') }
    expect(successFeeOf(above, day('2027-03-02'), fees, bounds)).toMatchObject({
      refusals: [{ code: 'success_fee_above_statute', params: { value: '0.1000001', limit: '0.1' } }],
    })
  })

  test('a valuation of 7 million is paid by the patent office up to 5 million, and by the firm for the rest', () => {
    expect(appraisal('patent_valuation')).toEqual([
      ['government', '5000000'],
      ['firm', '2000000'],
    ])
    expect(appraisal('ip_one_plus_one_valuation')).toEqual([
      ['bank', '5000000'],
      ['firm', '0'],
    ])
    expect(appraisal('joint_project_appraisal')).toEqual([
      ['programme', '400000'],
      ['bank', '300000'],
      ['firm', '300000'],
    ])
  })

  test('a foundation pays for the half that is re-guaranteed', () => {
    // 12,500,000 x 0.5 % x 181 / 365 = 30,993.1.
    expect(reGuaranteeFeeOf(won('12500000'), fees.reGuaranteeRate, 181, feeRule)).toBe(30_990n)
  })

  test('long use and a high amount add the last step that is passed; a fixed rate of a programme stays', () => {
    const bounds = { minimum: fixed('0.005'), maximum: fixed('0.03') }
    const rate = (years: number, amount: string, agreed = '0.012', programme?: string) => {
      const given = { agreed: fixed(agreed), programme: programme === undefined ? undefined : fixed(programme) }
      return fixedText(rateInUse(given, { years, amount: won(amount) }, fees, bounds))
    }
    expect([rate(5, '1500000000'), rate(6, '1500000000'), rate(10, '0'), rate(11, '0'), rate(16, '0')]).toEqual([
      '0.012',
      '0.013',
      '0.013',
      '0.015',
      '0.017',
    ])
    expect([rate(0, '1500000001'), rate(0, '3000000001'), rate(11, '3000000001')]).toEqual(['0.014', '0.016', '0.019'])
    // 2.5 % + 0.5 % + 0.4 % is above the most.
    expect([rate(16, '3000000001', '0.025'), rate(16, '3000000001', '0.012', '0.003')]).toEqual(['0.03', '0.003'])
  })

  test("a bank's support is its own rate for three years, and the firm pays what it leaves", () => {
    const begunOn = day('2026-03-02')
    const support = fees.bankSupport.get('ibk_2024')
    if (support === undefined) throw new Error('the edition has no ibk_2024')
    const periods = feePeriods(begunOn, day('2030-03-02'), holidays)
    const parts = periods.map(period =>
      supportedParts(won('1020000'), { outstanding: won('85000000'), begunOn, period }, support, feeRule).map(one =>
        String(one.amount),
      ),
    )
    // 85 million x 0.7 % is 595,000; over 366 days 596,630.1; the fourth year is the firm's alone.
    expect(parts).toEqual([
      ['595000', '425000'],
      ['596630', '423370'],
      ['595000', '425000'],
      ['0', '1020000'],
    ])
    const period = periods[0]
    if (period === undefined) throw new Error('no period')
    const given = { outstanding: won('85000000'), begunOn, period }
    // A fee below what the bank would pay is the bank's whole.
    expect(supportedParts(won('255000'), given, support, feeRule).map(one => one.amount)).toEqual([255_000n, 0n])
  })

  test('a refund goes back as it was paid, and whole where the guarantee never arose', () => {
    const parts = [
      { payer: 'bank' as const, amount: won('595000') },
      { payer: 'firm' as const, amount: won('425000') },
    ]
    // 102,279 x 595 / 1,020 = 59,662.7.
    expect(refundParts(won('102279'), parts).map(one => one.amount)).toEqual([59_662n, 42_617n])
    expect(refundParts(won('1020000'), parts)).toEqual(parts)
  })
})

const amounts = fc.bigInt(1n, 10n ** 13n).map(money)

test('parts of a fee make it, none is below 0, and a whole refund undoes them', () => {
  const most = fc.array(fc.tuple(fc.constantFrom('bank' as const, 'programme' as const), amounts), { maxLength: 4 })
  fc.assert(
    fc.property(amounts, most, fc.bigInt(0n, 1000n), (amount, list, thousandths) => {
      const parts = appraisalPartsOf({ amount, payers: list.map(([payer, own]) => ({ payer, most: own })) })
      expect(sumMoney(parts.map(one => one.amount))).toBe(amount)
      expect(parts.every(one => one.amount >= 0n)).toBe(true)
      const refund = money((amount * thousandths) / 1000n)
      const back = refundParts(refund, parts)
      expect(sumMoney(back.map(one => one.amount))).toBe(refund)
      expect(refundParts(amount, parts)).toEqual(parts)
      // Cut to the won for all but the last, who gets at most what the others lost.
      for (const [place, one] of back.slice(0, -1).entries()) {
        const own = parts[place]?.amount ?? 0n
        expect(one.amount * amount <= refund * own && (one.amount + 1n) * amount > refund * own).toBe(true)
      }
    }),
  )
})

describe('an edition of fees', () => {
  const places = (set: Readonly<Record<string, unknown>>) => {
    const found = parsed(feesSchema, changed(edition, set))
    return found.ok ? [] : found.refusals.map(one => one.at)
  }

  test('does not load with steps that fall, a code twice, a rate below 0 or half a year', () => {
    expect(places({})).toEqual([])
    expect(places({ 'additions.long_use.1.over.value': '5' })).toEqual(['additions.long_use'])
    expect(places({ 'additions.high_amount.1.code': 'over_1500_million' })).toEqual(['additions.high_amount'])
    expect(places({ 'unperformed_rate.value': '-0.001' })).toEqual(['unperformed_rate'])
    expect(places({ 'success_fee_years.value': '4.5' })).toEqual(['success_fee_years'])
  })

  test('with a success fee above what the statute allows is refused', () => {
    const above = sure(parsed(feesSchema, changed(edition, { 'success_fee_rate.value': '0.11' })))
    expect(furtherFeesOf(above, MOST)).toMatchObject({ refusals: [{ code: 'success_fee_above_statute' }] })
  })
})
