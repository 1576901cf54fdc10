/** Premium and discount rates against the printed tables and examples. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, decimalText } from '../../src/kernel/decimal.ts'
import { fixed, fixedText } from '../../src/kernel/fixed.ts'
import {
  discountRate2017,
  discountRate2021,
  riskPremium,
  riskPremiumByFunction,
} from '../../src/valuation/discount-rate.ts'
import { compiled } from './example.ts'

// The printed table, score 20 to 50, in hundredths of a percent (tongnamoo.tistory.com/26).
const PRINTED = [
  1001, 933, 872, 815, 762, 714, 668, 625, 584, 546, 510, 475, 442, 410, 380, 351, 324, 297, 271, 246, 222, 199, 176,
  155, 133, 113, 93, 73, 54, 36, 18,
]
const text = (hundredths: number) => decimalText(decimal(`0.${String(hundredths).padStart(4, '0')}`))
const rows = PRINTED.map((hundredths, index) => [20 + index, text(hundredths)] as const)
const byFunction = (coefficient: string, score: number) =>
  decimalText(riskPremiumByFunction(decimal(coefficient), decimal('0.1001'), score))

describe('the premium for commercialisation risk', () => {
  test.each(rows)('a score of %i takes the printed premium %s', (score, premium) => {
    expect(fixedText(riskPremium(compiled.premium, score))).toBe(premium)
  })

  test('below 20 points the cap of 10 percent holds', () => {
    for (let score = 10; score < 20; score++) expect(fixedText(riskPremium(compiled.premium, score))).toBe('0.1')
  })

  test('the coefficient of the edition gives all 31 printed rows', () => {
    const coefficient = decimalText(compiled.premiumFunction.coefficient)
    expect(coefficient).toBe('0.0709')
    expect(rows.filter(([score, premium]) => byFunction(coefficient, score) !== premium)).toEqual([])
  })

  test('the coefficient printed beside the table differs from 24 of its 31 rows', () => {
    expect(rows.filter(([score, premium]) => byFunction('0.071', score) !== premium)).toHaveLength(24)
  })

  test('from 20 points on a better score never raises the premium', () => {
    for (let score = 21; score <= 50; score++)
      expect(riskPremium(compiled.premium, score)).toBeLessThan(riskPremium(compiled.premium, score - 1))
  })

  test('a score that ten items cannot add to is our fault', () => {
    expect(() => riskPremium(compiled.premium, 51)).toThrow(RangeError)
  })
})

describe('the discount rate', () => {
  test('2021, crop production, small company, 30 points, tax 20.9 percent: 11.69 percent', () => {
    const row = compiled.capital['2021'].get('A01 small')
    if (row === undefined) throw new Error('no row')
    expect(row.isPublished).toBe(true)
    const premium = riskPremium(compiled.premium, 30)
    expect(fixedText(discountRate2021(row.value, premium, fixed('0.209'), 4))).toBe('0.1169')
  })

  test('2017, retail trade, medium company, 40 points: 10.79 percent (kosgob.co.kr, pages 133-134)', () => {
    const row = compiled.capital['2017'].get('G47 medium')
    if (row === undefined) throw new Error('no row')
    expect(row.isPublished).toBe(true)
    expect(fixedText(discountRate2017(row.value, riskPremium(compiled.premium, 40), 4))).toBe('0.1079')
  })

  test('the same capital costs a smaller company more', () => {
    for (const division of ['A01', 'C20', 'C21', 'C26', 'C27', 'C28', 'C29', 'C30', 'J58', 'J62', 'M70', 'E38']) {
      for (const guide of ['2017', '2021'] as const) {
        const rates = ['large', 'medium', 'small', 'startup'].map(size => {
          const row = compiled.capital[guide].get(`${division} ${size}`)
          if (row === undefined) throw new Error(`${guide} ${division} ${size}`)
          return guide === '2021'
            ? discountRate2021(row.value, fixed('0.05'), fixed('0.22'), 4)
            : discountRate2017(row.value, fixed('0.05'), 4)
        })
        expect(rates).toEqual([...rates].sort((a, b) => (a < b ? -1 : 1)))
        expect(new Set(rates).size).toBe(4)
      }
    }
  })

  test('only rows of which every part is published count as published', () => {
    const published = [...compiled.capital['2021']].filter(([, row]) => row.isPublished).map(([key]) => key.slice(0, 3))
    expect([...new Set(published)]).toEqual(['A01', 'A02', 'A03', 'B05', 'B06', 'B07', 'B08'])
    // C10 has a published cost of equity, but neither its debt cost nor its equity share could be obtained.
    expect(compiled.capital['2021'].get('C10 small')?.isPublished).toBe(false)
    expect([...compiled.capital['2017']].filter(([, row]) => row.isPublished).map(([key]) => key)).toEqual([
      'G47 medium',
    ])
  })

  test('a higher premium never lowers the rate', () => {
    const capital = {
      equityCost: fixed('0.1'),
      debtCost: fixed('0.08'),
      equityShare: fixed('0.6'),
      sizePremium: fixed('0.02'),
    }
    const basis = fc.integer({ min: 0, max: 1000 }).map(value => fixed(text(value)))
    fc.assert(
      fc.property(basis, basis, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        return (
          discountRate2017(capital, low, 4) <= discountRate2017(capital, high, 4) &&
          discountRate2021(capital, low, fixed('0.22'), 4) <= discountRate2021(capital, high, fixed('0.22'), 4)
        )
      }),
    )
  })
})
