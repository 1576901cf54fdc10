/** The methods by themselves, against sums worked out by hand and against each other. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fixed, fixed, fixedOfInteger, fixedText, ONE, times } from '../../../src/kernel/fixed.ts'
import { type Result, sure } from '../../../src/kernel/result.ts'
import { amortisationFactor } from '../../../src/valuation/methods/amortisation-benefit.ts'
import { costValue } from '../../../src/valuation/methods/cost.ts'
import { leveredBeta, unleveredBeta, weightedCost } from '../../../src/valuation/methods/cost-of-capital.ts'
import { excessEarnings } from '../../../src/valuation/methods/excess-earnings.ts'
import { type Comparable, type MarketQuestion, marketRates } from '../../../src/valuation/methods/market.ts'
import { known, type Ranged, rangedValue } from '../../../src/valuation/methods/ranges.ts'
import { reconciled } from '../../../src/valuation/methods/reconciliation.ts'
import { royaltyRelief } from '../../../src/valuation/methods/royalty-relief.ts'
import { withAndWithout } from '../../../src/valuation/methods/with-and-without.ts'
import { discountFactors, stretchesOf } from '../../../src/valuation/present-value.ts'

const range = (low: string, mid: string, high: string): Ranged => ({
  low: fixed(low),
  mid: fixed(mid),
  high: fixed(high),
})
const at = (text: string): Ranged => known(fixed(text))
const won = (...amounts: number[]): Fixed[] => amounts.map(amount => fixedOfInteger(BigInt(amount)))
const wholeYears = (years: number) => ({ preparationMonths: 0, stretches: stretchesOf(years * 12) })
const codes = (found: Result<unknown>) => (found.ok ? [] : found.refusals.map(one => `${one.code} ${one.at}`))

describe('ranges', () => {
  const inputs = { price: range('90', '100', '120'), cost: range('10', '20', '25'), count: at('3') }
  const profit = (point: Readonly<Record<string, Fixed>>) => {
    const { price, cost, count } = point as Record<'price' | 'cost' | 'count', Fixed>
    return { ok: true as const, value: times(price - cost, count) / ONE }
  }
  test('low takes every input at its bad end, high at its good one; drivers from the widest swing', () => {
    const found = sure(rangedValue(inputs, profit))
    expect([found.low, found.mid, found.high]).toEqual([195n, 240n, 330n])
    expect(found.drivers).toEqual([
      { input: 'price', low: '90', high: '120', value_at_low: '210', value_at_high: '300' },
      { input: 'cost', low: '10', high: '25', value_at_low: '270', value_at_high: '225' },
    ])
  })
})

test('a loss is worst where it comes soonest: the bad end of a rate hangs on the other inputs', () => {
  const found = sure(
    excessEarnings({
      ...{ sales: won(1_000), timing: wholeYears(1), operatingMargin: range('-0.1', '0.05', '0.2'), taxRate: 0n },
      ...{ contributory: [], attrition: at('0'), discountRate: range('0.05', '0.1', '0.25') },
      amortisationYears: undefined,
    }),
  )
  // -100 / 1.05, not -100 / 1.25; 50 / 1.1; 200 / 1.05.
  expect([found.low, found.mid, found.high]).toEqual([-95n, 45n, 190n])
})

describe('tax amortisation benefit', () => {
  test('the value with it holds the tax saved on writing that same value off', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 50 }),
        (years, percent, tax) => {
          const [rate, taxRate] = [
            fixed(`0.${String(percent).padStart(2, '0')}`),
            fixed(`0.${String(tax).padStart(2, '0')}`),
          ]
          const factor = amortisationFactor(rate, taxRate, years)
          const annuity = discountFactors(rate, 0, stretchesOf(years * 12)).reduce((sum, one) => sum + one, 0n)
          const saved = times(times(factor, taxRate), annuity) / BigInt(years)
          const difference = factor - (ONE + saved)
          expect(difference < 100n && difference > -100n).toBe(true)
        },
      ),
    ))

  test('it lifts the value by exactly its factor', () => {
    const plain = {
      ...{ sales: won(1_000_000_000), timing: wholeYears(1), royaltyRate: at('0.05'), discountRate: at('0.1') },
      ...{ taxRate: fixed('0.4'), salesFactor: at('1'), amortisationYears: undefined },
    }
    // 10 %, 15 years, 40 %: annuity 7.606079506, factor 1 / (1 - 0.4 / 15 x 7.606079506) = 1.254435706.
    const factor = amortisationFactor(fixed('0.1'), fixed('0.4'), 15)
    expect(fixedText(factor).slice(0, 6)).toBe('1.2544')
    const without = sure(royaltyRelief(plain)).mid
    expect(without).toBe(27_272_727n)
    expect(sure(royaltyRelief({ ...plain, amortisationYears: 15 })).mid).toBe(34_211_882n)
  })
})

describe('relief from royalty', () => {
  test('a higher royalty raises, a higher rate lowers; the parts add to the middle', () => {
    const found = sure(
      royaltyRelief({
        ...{ sales: won(1_100, 1_210), timing: wholeYears(2), royaltyRate: range('0.4', '0.5', '0.6') },
        ...{
          discountRate: range('0.05', '0.1', '0.2'),
          taxRate: 0n,
          salesFactor: at('1'),
          amortisationYears: undefined,
        },
      }),
    )
    // 500 + 500; low 440/1.2 + 484/1.44; high 660/1.05 + 726/1.1025.
    expect([found.low, found.mid, found.high]).toEqual([703n, 1000n, 1287n])
    expect(found.years).toEqual([500n, 500n])
    expect(found.drivers.map(one => one.input)).toEqual(['royalty_rate', 'discount_rate'])
  })

  test('a rate that is not above 0 is refused', () => {
    const given = {
      ...{ sales: won(1_000), timing: wholeYears(1), royaltyRate: at('0.05'), taxRate: 0n },
      ...{ discountRate: at('0'), salesFactor: at('1'), amortisationYears: undefined },
    }
    expect(codes(royaltyRelief(given))).toEqual(['valuation_discount_rate_not_positive discount_rate'])
  })
})

describe('excess earnings', () => {
  const given = {
    ...{ sales: won(1_000, 1_000), timing: wholeYears(2), operatingMargin: at('0.2'), taxRate: fixed('0.25') },
    contributory: [{ asset: 'fixed_assets', shareOfSales: fixed('0.5'), requiredReturn: fixed('0.1') }],
    ...{ attrition: at('0.5'), discountRate: at('0.25'), amortisationYears: undefined },
  }
  test('what customers leave is taken off before the charges: 100 and 50, at 25 %', () => {
    expect(sure(excessEarnings(given)).mid).toBe(112n)
  })
  test('assets that must earn more than there is leave less than nothing, and a loss takes no tax back', () => {
    // 5 % of 1,000 less 50; then -10 % of 1,000 less 50 without tax, twice with half the sales.
    expect(sure(excessEarnings({ ...given, operatingMargin: at('0.05') })).mid).toBe(-14n)
    expect(sure(excessEarnings({ ...given, operatingMargin: at('-0.1') })).mid).toBe(-168n)
  })
})

describe('with and without', () => {
  const given = { withIt: won(300), withoutIt: won(100), timing: wholeYears(1), discountRate: at('0.1') }
  test('growth for ever has to stay below the rate, in every corner of the ranges', () => {
    expect(codes(withAndWithout({ ...given, growthAfter: at('0.1') }))).toEqual([
      'valuation_growth_not_below_rate growth_after',
    ])
    expect(codes(withAndWithout({ ...given, growthAfter: range('0', '0.02', '0.11') }))).toEqual([
      'valuation_growth_not_below_rate growth_after',
    ])
  })
  test('without anything after the years only the years count', () => {
    expect(sure(withAndWithout({ ...given, growthAfter: undefined })).mid).toBe(182n)
  })
})

describe('cost', () => {
  const item = {
    kind: 'labour' as const,
    amount: fixedOfInteger(1000n),
    indexThen: fixed('80'),
    indexNow: fixed('100'),
  }
  const given = {
    ...{ items: [item, { ...item, kind: 'equipment' as const, indexThen: fixed('100') }], industryReturn: at('0.2') },
    ...{ elapsedMonths: 24, lifeMonths: range('48', '96', '240'), otherObsolescence: at('0.5') },
  }
  test('restated, a fifth on top, what age and a better process took off', () => {
    // (1250 + 1000) x 1.2 = 2700; left 3/4 of the middle life, 1/2 of the shortest, 9/10 of the longest; half of it.
    const found = sure(costValue(given))
    expect([found.low, found.mid, found.high]).toEqual([675n, 1012n, 1215n])
    expect(found.steps.reproduction).toEqual({ labour: '1250', equipment: '1000', other: '0', overhead: '0' })
  })
  test('past its life it is worth nothing; an index of 0 and a life of 0 are refused', () => {
    expect(sure(costValue({ ...given, elapsedMonths: 300 })).high).toBe(0n)
    expect(codes(costValue({ ...given, items: [item, { ...item, indexThen: 0n }] }))).toEqual([
      'valuation_index_not_positive items.1',
    ])
    expect(codes(costValue({ ...given, lifeMonths: at('0') }))).toEqual(['valuation_no_life_left life_months'])
  })
})

describe('cost of capital', () => {
  test('levering and unlevering undo each other', () => {
    const levered = leveredBeta(fixed('0.9'), fixed('0.64'), fixed('0.25'))
    expect(fixedText(levered)).toBe('1.2796875')
    expect(fixedText(unleveredBeta(levered, fixed('0.64'), fixed('0.25')))).toBe('0.9')
  })
  test('Advertising, January 2022, as Damodaran prints it: 5.6367 %', () => {
    // Cost of equity 7.193387 %, equity 66.020925 %, debt after tax 2.611940 %: the sheet taxes debt at 27 %.
    const found = weightedCost(
      fixed('0.07193387257223977'),
      fixed('0.03578'),
      fixed('0.6602092491525648'),
      fixed('0.27'),
    )
    expect(fixedText(found).slice(0, 8)).toBe('0.056366')
  })
})

describe('comparable licences', () => {
  const licence = (id: string, royalty: string | undefined, more: Partial<Comparable> = {}): Comparable => ({
    ...{ id, royalty, currency: 'KRW', ipc: 'H01M', exclusivity: 'exclusive' },
    ...more,
  })
  const question = (comparables: readonly Comparable[], more: Partial<MarketQuestion> = {}): MarketQuestion => ({
    subject: { ipc: 'H01M', exclusivity: 'exclusive' },
    ...{ currency: 'KRW', rates: {}, comparables, weights: { ipc: 1, exclusivity: 1 }, adjustments: [] },
    ...{ count: 10, least: 1 },
    ...more,
  })
  test('quartiles and median of those most alike, each counting as much as it is alike', () => {
    const found = sure(
      marketRates(question(['0.02', '0.03', '0.05', '0.08'].map((rate, at) => licence(`${at}`, rate)))),
    )
    expect([found.rate.low, found.rate.mid, found.rate.high].map(fixedText)).toEqual(['0.02', '0.03', '0.05'])
    // The farther one counts a half: 0.02 and 0.03 whole, 0.09 and 0.1 half each; the median is reached at 0.03.
    const shared = { exclusivity: 'shared' }
    const weighted = sure(
      marketRates(
        question([
          licence('a', '0.02'),
          licence('b', '0.03'),
          licence('c', '0.09', shared),
          licence('d', '0.1', shared),
        ]),
      ),
    )
    expect(fixedText(weighted.rate.mid)).toBe('0.03')
    expect(weighted.used.map(one => one.similarity)).toEqual(['1', '1', '0.5', '0.5'])
  })
  test('a rate is adjusted where a term differs, and only there, with the reason kept', () => {
    const adjustments = [
      { attribute: 'exclusivity' as const, value: 'shared', factor: '1.25', reason: 'exclusive pays more' },
    ]
    const found = sure(
      marketRates(question([licence('a', '0.04', { exclusivity: 'shared' }), licence('b', '0.06')], { adjustments })),
    )
    expect(found.used.map(one => [one.id, one.adjusted_royalty, one.adjustments.length])).toEqual([
      ['b', '0.06', 0],
      ['a', '0.05', 1],
    ])
  })
  test('no price, a price of zero and a deal told twice are left out, and said', () => {
    const found = sure(
      marketRates(question([licence('a', '0.04'), licence('b', '0'), licence('c', undefined), licence('a', '0.5')])),
    )
    expect(found.left_out).toEqual([
      { id: 'b', why: 'royalty_of_zero' },
      { id: 'c', why: 'no_royalty' },
      { id: 'a', why: 'duplicate' },
    ])
    expect(found.used.map(one => one.id)).toEqual(['a'])
  })
  test('another currency needs its rate; too few are refused rather than averaged', () => {
    const dollars = licence('a', '0.04', { currency: 'USD', upfront: '1000' })
    expect(codes(marketRates(question([dollars])))).toEqual(['valuation_currency_rate_missing comparables.0.currency'])
    expect(marketRates(question([dollars], { rates: { USD: '1300' } })).ok).toBe(true)
    expect(codes(marketRates(question([licence('a', '0.04')], { least: 2 })))).toEqual([
      'valuation_comparables_too_few comparables',
    ])
  })
})

describe('reconciliation', () => {
  const income = { method: 'income' as const, low: 80n, mid: 100n, high: 120n }
  const cost = { method: 'cost' as const, low: 50n, mid: 69n, high: 90n }
  const reconcile = (...candidates: Parameters<typeof reconciled>[0]) =>
    reconciled(candidates, 'income', 'cash_flows_supported', fixed('0.3'))
  test('one leads with its own range, the others are held against it, nothing is averaged', () => {
    const found = sure(reconcile(income, { ...cost, mid: 70n }))
    expect([found.low, found.mid, found.high]).toEqual(['80', '100', '120'])
    expect(found.checks).toEqual([
      ...[
        { method: 'cost', mid: '70', ratio: '0.7', within_range: false, within_tolerance: true, differs_because: null },
      ],
    ])
  })
  test('beyond the tolerance, either way, a reason is asked for', () => {
    expect(codes(reconcile(income, cost))).toEqual(['valuation_difference_unexplained candidates.1'])
    expect(codes(reconcile(income, { ...cost, mid: 131n, high: 140n }))).toEqual([
      'valuation_difference_unexplained candidates.1',
    ])
    expect(reconcile(income, { ...cost, differs_because: 'early spending was small' }).ok).toBe(true)
  })
  test('who leads has a value, stands once, and is the only one where that is the ground', () => {
    expect(codes(reconcile(cost))).toEqual(['valuation_leading_missing leading'])
    expect(codes(reconcile({ ...income, mid: 0n, low: 0n }))).toEqual(['valuation_leading_missing leading'])
    expect(codes(reconcile(income, income))).toEqual(['valuation_method_twice candidates.1.method'])
    const alone = (candidates: Parameters<typeof reconciled>[0]) =>
      reconciled(candidates, 'income', 'only_method', fixed('0.3'))
    expect(alone([income]).ok).toBe(true)
    expect(codes(alone([income, cost]))).toEqual(['valuation_only_method_untrue ground'])
  })
})
