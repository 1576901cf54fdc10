/** The formulas as the command line runs them: JSON in, JSON out. */
import { describe, expect, test } from 'vitest'
import { valuationFormulas } from '../../src/cli/formulas/valuation.ts'
import { LIFE_FACTORS, STRENGTH_ITEMS } from '../../src/valuation/items.ts'
import { compiled, same } from './example.ts'

const formulas = valuationFormulas(compiled)
const run = (name: string, input: unknown) => {
  const found = formulas.find(item => item.name === name)
  if (found === undefined) throw new Error(`no formula ${name}`)
  const result = found.run(input)
  if (result.ok) expect(found.output.safeParse(result.value).success).toBe(true)
  return result
}
const given = (value: unknown) => ({ ok: true, value })

describe('published examples', () => {
  test('factors of 146 out of 205 put the life at 9.12 years between 8 and 12', () => {
    // All threes (123), superiority 5 (+14), substitutability 4 (+5), expected share 4 (+4). The 72 points of the
    // published example are no sum of whole scores, so it stands with the interpolation itself.
    const life_factors = { ...same(LIFE_FACTORS, 3), superiority: 5, substitutability: 4, expected_share: 4 }
    // 14600 / 205 = 71.2195121951219512195...; 8 + 4 x (S - 60) / 40 = 9.12195121951219512195...
    expect(run('technology-life', { life_factors, q1: '5', q2: '8', q3: '12' })).toEqual(
      given({ score: '71.21951219512195122', years: '9.121951219512195122' }),
    )
  })

  test('a risk score of 40 takes 2.22 percent, by table and by function', () => {
    expect(run('commercialisation-premium', { score: 40 })).toEqual(given({ premium: '0.0222', by_function: '0.0222' }))
    expect(run('commercialisation-premium', { score: 19 })).toEqual(given({ premium: '0.1', by_function: null }))
  })

  test('the discount rates of both editions: 11.69 and 10.79 percent', () => {
    const a01 = {
      guide: '2021',
      equity_cost: '0.1039',
      debt_cost: '0.0835',
      equity_share: '0.5727',
      risk_premium: '0.051',
      tax_rate: '0.209',
    }
    expect(run('discount-rate', a01)).toEqual(given({ discount_rate: '0.1169' }))
    const g47 = {
      guide: '2017',
      equity_cost: '0.0809',
      debt_cost: '0.0677',
      equity_share: '0.5485',
      risk_premium: '0.0222',
      size_premium: '0.0197',
    }
    expect(run('discount-rate', g47)).toEqual(given({ discount_rate: '0.1079' }))
  })

  test('71 percent x 55 percent x 72 percent: 28 percent as printed, 28.116 exactly', () => {
    const input = { technology_factor: '0.71', individual_strength: '0.72', technology_share: '0.55' }
    expect(run('contribution', input)).toEqual(given({ contribution: '0.28116' }))
  })

  test('twenty items at 3 are a strength of 60 percent', () => {
    expect(run('individual-strength', { strength_items: same(STRENGTH_ITEMS, 3) })).toEqual(
      given({ sum: 60, strength: '0.6' }),
    )
  })
})

describe('sums by hand', () => {
  test('a year of 1,000: profit 200, tax 44, investment 10, working capital 16: 130', () => {
    const ratios = {
      cost_of_goods: '0.6',
      selling_and_administration: '0.2',
      capital_expenditure: '0.04',
      depreciation: '0.03',
      receivables: '0.15',
      inventory: '0.1',
      payables: '0.09',
    }
    expect(run('free-cash-flow', { sales: '1000', sales_before: '900', tax_rate: '0.22', ratios })).toEqual(
      given({ operating_profit: '200', tax: '44', free_cash_flow: '130' }),
    )
  })

  test('a loss of 100 pays no tax and gets none back', () => {
    const ratios = {
      cost_of_goods: '0.9',
      selling_and_administration: '0.2',
      capital_expenditure: '0',
      depreciation: '0',
      receivables: '0',
      inventory: '0',
      payables: '0',
    }
    expect(run('free-cash-flow', { sales: '1000', sales_before: '1000', tax_rate: '0.22', ratios })).toEqual(
      given({ operating_profit: '-100', tax: '0', free_cash_flow: '-100' }),
    )
  })

  test('110 and 121 at 10 percent, half of it the technology: 100', () => {
    const input = {
      free_cash_flows: ['110000000', '121000000'],
      contribution: '0.5',
      discount_rate: '0.1',
      preparation_months: 0,
      months_of_last_year: 12,
    }
    expect(run('income-value', input)).toEqual(given({ value: '100000000', years: ['50000000', '50000000'] }))
  })

  test('half a last year brings half its royalty', () => {
    // 1,000 x 5 % x 78 % / 1.21 after a year, and 1,000 / 2 x 5 % x 78 % / (1.21 x 1.1) after a year and a half.
    const input = {
      sales: ['1000000000', '1000000000'],
      royalty_rate: '0.05',
      tax_rate: '0.22',
      discount_rate: '0.21',
      preparation_months: 0,
      months_of_last_year: 6,
    }
    // 39,000,000 / 1.21 = 32,231,404.96; 19,500,000 / 1.331 = 14,650,638.62; together 46,882,043.58
    expect(run('royalty-relief', input)).toEqual(
      given({ low: '46882044', mid: '46882044', high: '46882044', drivers: [], years: ['32231405', '14650639'] }),
    )
  })
})

describe('what bad input gets', () => {
  test.each<[string, unknown, string]>([
    ['technology-life', { life_factors: { superiority: 3 }, q1: '5', q2: '8', q3: '12' }, 'input_field_missing'],
    ['technology-life', { life_factors: same(LIFE_FACTORS, 6), q1: '5', q2: '8', q3: '12' }, 'input_out_of_bounds'],
    ['technology-life', { life_factors: same(LIFE_FACTORS, 3), q1: '9', q2: '8', q3: '12' }, 'input_malformed'],
    ['commercialisation-premium', { score: 51 }, 'input_out_of_bounds'],
    ['commercialisation-premium', { score: '40' }, 'input_wrong_type'],
    [
      'contribution',
      { technology_factor: 0.71, individual_strength: '0.72', technology_share: '0.55' },
      'input_wrong_type',
    ],
    [
      'contribution',
      { technology_factor: '0.71\n', individual_strength: '0.72', technology_share: '0.55' },
      'input_malformed',
    ],
    [
      'contribution',
      { technology_factor: '0.71', individual_strength: '1.1', technology_share: '0.55' },
      'input_malformed',
    ],
    [
      'discount-rate',
      { guide: '2021', equity_cost: '0.1', debt_cost: '0.1', equity_share: '1', risk_premium: '0' },
      'input_malformed',
    ],
    [
      'contribution',
      { technology_factor: '0.7', individual_strength: '0.7', technology_share: '0.5', extra: 1 },
      'input_unknown_field',
    ],
  ])('%s refuses %j as %s', (name, input, code) => {
    const result = run(name, input)
    expect(result.ok ? [] : result.refusals.map(item => item.code)).toContain(code)
  })

  test('each formula has a name of its own, a title in three languages and a source', () => {
    expect(new Set(formulas.map(item => item.name)).size).toBe(formulas.length)
    for (const { title, source } of formulas) expect([title.ko, title.en, title.zh, source].every(Boolean)).toBe(true)
  })
})
