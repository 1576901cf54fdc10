/** Whole valuations: what they rest on, what they give, and what they are refused for. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { add, type Decimal, decimal, divide, max, multiply, power, subtract } from '../../src/kernel/decimal.ts'
import { canonicalJson } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { LIFE_FACTORS, RISK_ITEMS, STRENGTH_ITEMS } from '../../src/valuation/items.ts'
import { refusals } from '../../src/valuation/refusals.ts'
import { RATIOS, SIZES, type ValuationRequest, valuationRequestSchema } from '../../src/valuation/schema.ts'
import { type Valuation, value } from '../../src/valuation/value.ts'
import { compiled, plainRequest, publishedRequest, same } from './example.ts'

const day = calendarDate('2026-11-22')
const valuationOf = (request: ValuationRequest): Valuation => sure(value(compiled, request, day))
const methodOf = (valuation: Valuation, method: string) => {
  const found = valuation.methods.find(item => item.method === method)
  if (found === undefined) throw new Error(`no ${method}`)
  return found
}
const codesOf = (request: unknown): readonly string[] => {
  const result = value(compiled, valuationRequestSchema.parse(request), day)
  return result.ok ? [] : result.refusals.map(item => item.code)
}

const scoresOf = (items: readonly string[]) =>
  fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: items.length, maxLength: items.length })
    .map(list => Object.fromEntries(items.map((item, index) => [item, list[index]])))
const percent = (min: number, maxValue: number) =>
  fc
    .integer({ min, max: maxValue })
    .map(hundredths => `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`)

/** Requests of every kind, loss-making firms among them. */
const anyRequest = fc
  .record({
    guide: fc.constantFrom('2017', '2021'),
    ksic_division: fc.constantFrom(
      'A01',
      'C10',
      'C11',
      'C20',
      'C21',
      'C26',
      'C27',
      'C28',
      'C29',
      'C30',
      'E38',
      'J58',
      'J62',
      'M70',
    ),
    size: fc.constantFrom(...SIZES),
    ipc_class: fc.constantFrom('A61K', 'B60L', 'C08L', 'E04B', 'F16H', 'G06F', 'H01L'),
    preparation_months: fc.integer({ min: 0, max: 24 }),
    life_factors: scoresOf(LIFE_FACTORS),
    risk_items: scoresOf(RISK_ITEMS),
    sales: fc.record({
      amounts: fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }).map(String), { minLength: 1, maxLength: 16 }),
      growth_after: fc.constantFrom('-0.1', '0', '0.05', '0.3'),
    }),
    strength: scoresOf(STRENGTH_ITEMS),
    share: percent(1, 100),
    ratios: fc.record({
      cost_of_goods: percent(0, 110),
      selling_and_administration: percent(0, 60),
      capital_expenditure: percent(0, 20),
      depreciation: percent(0, 10),
      receivables: percent(0, 50),
      inventory: percent(0, 50),
      payables: percent(0, 50),
    }),
  })
  .map(({ strength, share, ratios, ...rest }) =>
    valuationRequestSchema.parse({
      ...rest,
      methods: ['income', 'royalty'],
      income: { strength_items: strength, technology_share: share, ratios: { manual: ratios } },
      royalty: {},
    }),
  )

/** The income value before rounding, done over in decimals from the request and the recorded basis. */
function incomeInDecimals(request: ValuationRequest, valuation: Valuation): Decimal {
  const { basis } = valuation
  const given = request.income?.ratios.manual
  const [goods, admin, capex, depreciation, receivables, inventory, payables] = RATIOS.map(ratio =>
    decimal(given?.[ratio] ?? '0'),
  ) as [Decimal, Decimal, Decimal, Decimal, Decimal, Decimal, Decimal]
  const margin = subtract(subtract(decimal('1'), goods), admin)
  const tax = decimal(basis.tax_rate)
  const growth = add(decimal('1'), decimal(request.sales.growth_after ?? '0'))
  const rate = add(decimal('1'), decimal(basis.discount_rate))
  let sum = decimal('0')
  let before = decimal('0')
  for (let year = 0, left = basis.sales_months; left > 0; year++, left -= 12) {
    const amount = request.sales.amounts[year]
    const sales = amount === undefined ? multiply(before, growth) : decimal(amount)
    const profit = multiply(sales, margin)
    const taxed = multiply(max(profit, decimal('0')), tax)
    const invested = multiply(sales, subtract(capex, depreciation))
    const bound = multiply(subtract(sales, before), subtract(add(receivables, inventory), payables))
    const cash = subtract(subtract(subtract(profit, taxed), invested), bound)
    const months = Math.min(12, left)
    const part = divide(multiply(cash, decimal(String(months))), decimal('12'))
    const time = divide(decimal(String(basis.preparation_months + 12 * year + months)), decimal('12'))
    sum = add(sum, divide(part, power(rate, time)))
    before = sales
  }
  const strength = Object.values(request.income?.strength_items ?? {}).reduce((a, b) => a + (b ?? 0), 0)
  const factor = decimal(methodOf(valuation, 'income').steps.factors['technology_factor'] ?? '0')
  const share = decimal(request.income?.technology_share ?? '0')
  return multiply(multiply(multiply(sum, factor), divide(decimal(String(strength)), decimal('100'))), share)
}

describe('every valuation', () => {
  test('gives low, mid and high that do not fall', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        const result = value(compiled, request, day)
        return (
          !result.ok ||
          result.value.methods.every(
            item => BigInt(item.low) <= BigInt(item.mid) && BigInt(item.mid) <= BigInt(item.high),
          )
        )
      }),
    )
  })

  test('is a table of years whose parts add to the value before rounding, and whose cells add to the cash flow', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        const result = value(compiled, request, day)
        if (!result.ok) return
        for (const item of result.value.methods) {
          const sum = item.steps.years.reduce((total, row) => total + BigInt(row.value), 0n)
          expect(String(sum)).toBe(item.scenarios.mid.before_rounding)
        }
        for (const { cells } of methodOf(result.value, 'income').steps.years) {
          const [profit, tax, investment, cash] = ['operating_profit', 'tax', 'net_investment', 'free_cash_flow'].map(
            cell => BigInt(cells[cell] ?? ''),
          ) as [bigint, bigint, bigint, bigint]
          expect(profit - tax - investment).toBe(cash)
        }
      }),
    )
  })

  test('equals the same sum in decimals of 40 digits within one won', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        const result = value(compiled, request, day)
        if (!result.ok) return
        const printed = decimal(methodOf(result.value, 'income').scenarios.mid.before_rounding)
        expect(subtract(printed, incomeInDecimals(request, result.value)).abs().lte('1')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('is rounded down to a whole million won and never below zero', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        const result = value(compiled, request, day)
        if (!result.ok) return
        for (const item of result.value.methods) {
          const before = BigInt(item.scenarios.mid.before_rounding)
          expect(BigInt(item.mid)).toBe(before <= 0n ? 0n : before - (before % 1_000_000n))
        }
      }),
    )
  })

  test('has one canonical text, the same each time', () => {
    const text = (request: ValuationRequest) => canonicalJson(valuationOf(request))
    expect(text(plainRequest)).toBe(text(structuredClone(plainRequest)))
  })

  test('refuses nothing of these but a life used up', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        const result = value(compiled, request, day)
        return result.ok || result.refusals.every(item => item.code === 'valuation_no_life_left')
      }),
    )
  })
})

describe('relief from royalty', () => {
  test('the textbook sum: 1,000 million a year for three years, 5 percent, tax 22 percent, 10 percent a year', () => {
    // 1,000 x 5 % x 78 % = 39; 39 x (1/1.1 + 1/1.21 + 1/1.331) = 96.98722765...
    const request = valuationRequestSchema.parse({
      ...publishedRequest,
      methods: ['royalty'],
      guide: '2017',
      registered_on: undefined,
      expires_on: '2029-11-22',
      preparation_months: 0,
      risk_items: same(RISK_ITEMS, 5),
      sales: { amounts: ['1000000000', '1000000000', '1000000000'] },
      royalty: { licence_industry: 'energy_environment' },
      quoted: {
        ...publishedRequest.quoted,
        // 10 % = 9.82 % of equity and the premium of 0.18 % at 50 points.
        capital: { equity_cost: '0.0982', debt_cost: '0.05', equity_share: '1', publication: 'guide_2017', at: 'test' },
      },
    })
    const royalty = methodOf(valuationOf(request), 'royalty')
    expect(royalty.scenarios.mid).toEqual({
      sales_factor: '1',
      discount_rate: '0.1',
      before_rounding: '96987228',
      value: '96000000',
    })
    expect(royalty.steps.years.map(row => row.cells['royalty_after_tax'])).toEqual(['39000000', '39000000', '39000000'])
  })
})

describe('what a value rests on', () => {
  test('a row of our own marks the value as assumed and bars it as collateral', () => {
    const valuation = valuationOf(plainRequest)
    expect(valuation.methods.map(item => [item.status, item.collateral_allowed])).toEqual([
      ['assumed', false],
      ['assumed', false],
    ])
    expect(valuation.collateral_share_max).toBe('0')
  })

  test('published rows and quotations from the guide let a bank lend up to 60 percent', () => {
    const valuation = valuationOf(publishedRequest)
    expect(valuation.methods.every(item => item.status === 'published' && item.collateral_allowed)).toBe(true)
    expect(valuation.collateral_share_max).toBe('0.6')
  })

  test.each(['citation_life', 'technology_factor'] as const)('one assumed table, %s, is enough to bar it', field => {
    const quoted = { ...publishedRequest.quoted, [field]: undefined }
    expect(methodOf(valuationOf({ ...publishedRequest, quoted }), 'income').collateral_allowed).toBe(false)
  })

  test('a published method leads before an assumed one, and nothing is averaged', () => {
    const quoted = { ...publishedRequest.quoted, technology_factor: undefined }
    const valuation = valuationOf({ ...publishedRequest, quoted })
    expect(valuation.leading).toBe('royalty')
    expect(valuation.why).toEqual({ code: 'published_before_assumed' })
    expect(valuationOf(publishedRequest)).toMatchObject({ leading: 'income', why: { code: 'first_in_order' } })
  })

  test('each ratio says which source it was taken from, the first of the order that has it', () => {
    const { sources, years } = methodOf(valuationOf(plainRequest), 'income').steps
    expect(sources).toMatchObject({ cost_of_goods: 'industry_average_5y', capital_expenditure: 'manual' })
    // 2,000 million x (1 - 0.62 - 0.18), not the 0.55 of the firm itself.
    expect(years[0]?.cells['operating_profit']).toBe('400000000')
  })

  test('a signed mark goes before the score of the request', () => {
    const marks = { imitability: 'A', differentiation: 'E' } as const
    const signed = sure(value(compiled, plainRequest, day, marks))
    // Ten items at 3; imitation difficulty rises to 5, differentiation falls to 1.
    expect(signed.basis.risk_score).toBe(30)
    expect(methodOf(signed, 'income').steps.factors['strength_sum']).toBe('60')
    const worse = sure(value(compiled, plainRequest, day, { differentiation: 'E' }))
    expect(worse.basis.risk_score).toBe(28)
    // All factors at 4 but superiority (weight 7) at 1: (164 - 21) / 205 x 100.
    expect(worse.basis.life_score).toBe('69.756097560975609756')
  })

  test('2017, retail trade: the printed discount rate of 10.79 percent', () => {
    const request = {
      ...plainRequest,
      guide: '2017' as const,
      ksic_division: 'G47',
      size: 'medium' as const,
      risk_items: same(RISK_ITEMS, 4),
    }
    expect(valuationOf(request).basis).toMatchObject({ risk_premium: '0.0222', discount_rate: '0.1079' })
  })
})

describe('refusals', () => {
  const withQuoted = (extra: object) => ({ ...publishedRequest, quoted: { ...publishedRequest.quoted, ...extra } })
  const capital = { equity_cost: '0', debt_cost: '0', equity_share: '1', publication: 'guide_2021', at: 'test' }
  const cases: Readonly<Record<keyof typeof refusals, unknown>> = {
    valuation_method_input_missing: { ...plainRequest, income: undefined },
    valuation_publication_unknown: withQuoted({
      technology_factor: { value: '0.9', publication: 'own_blog', at: 'x' },
    }),
    valuation_listed_row_missing: { ...plainRequest, listed: true },
    valuation_industry_row_missing: { ...plainRequest, ksic_division: 'G47' },
    valuation_citation_life_missing: { ...plainRequest, ipc_class: undefined },
    valuation_quartiles_unordered: withQuoted({
      citation_life: { q1: '9', q2: '8', q3: '12', publication: 'guide_2021', at: 'x' },
    }),
    valuation_item_missing: { ...plainRequest, risk_items: { differentiation: 3 } },
    valuation_ratio_missing: {
      ...plainRequest,
      income: { ...plainRequest.income, ratios: { manual: { cost_of_goods: '0.6' } } },
    },
    valuation_registered_after_day: { ...plainRequest, registered_on: '2026-11-23' },
    valuation_right_lapsed: { ...plainRequest, expires_on: '2026-11-22' },
    valuation_no_life_left: { ...plainRequest, preparation_months: 120 },
    valuation_sales_too_short: { ...plainRequest, sales: { amounts: ['1000000000'] } },
    valuation_discount_rate_not_positive: { ...withQuoted({ capital }), risk_items: same(RISK_ITEMS, 5) },
    valuation_technology_factor_missing: {
      ...withQuoted({ capital: { ...capital, equity_cost: '0.1' }, technology_factor: undefined }),
      ksic_division: 'H49',
    },
    valuation_royalty_rate_missing: { ...plainRequest, royalty: { licence_industry: 'railways' } },
  }

  test.each(Object.keys(refusals) as (keyof typeof refusals)[])('%s is given for what it says', code => {
    expect(codesOf(cases[code])).toContain(code)
  })

  test('nine items that nobody scored are nine refusals, each at its own place', () => {
    const result = value(compiled, { ...plainRequest, risk_items: { differentiation: 3 } }, day)
    expect(result.ok ? [] : result.refusals.map(item => item.at)).toEqual(
      RISK_ITEMS.slice(1).map(item => `risk_items.${item}`),
    )
  })
})
