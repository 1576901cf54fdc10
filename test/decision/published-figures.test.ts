/** What statute, agency and calendar publish, held against the figures in rules/; and the catalogue of programmes. */
import { describe, expect, it } from 'vitest'
import { calendarDate, isWeekend } from '../../src/kernel/calendar.ts'
import {
  authority,
  declared,
  eligibility,
  GRADES,
  holidays,
  programme,
  programmes,
  terms,
  won,
} from './policy-editions.ts'

describe('what the statute and the agency publish', () => {
  it('caps a firm at 30억 and, by exception, at 50, 70 and 100억 (Decree Art. 23, limits of the agency)', () => {
    const caps = Object.fromEntries(terms.statutory_caps.map(cap => [cap.code, won(cap.amount?.value)]))
    expect(caps).toMatchObject({
      statutory_ordinary: 3_000_000_000n,
      statutory_50: 5_000_000_000n,
      statutory_70: 7_000_000_000n,
      statutory_100_facility: 10_000_000_000n,
    })
    expect(terms.statutory_caps.filter(cap => cap.when === undefined).map(cap => cap.code)).toEqual([
      'statutory_ordinary',
    ])
  })

  it('gives AAA and AA 70억, A 60, BBB 50, BB 40, B 30, CCC to C 10 and D nothing', () => {
    const inEok = GRADES.map(grade => Number(won(terms.ceiling_by_grade.values[grade]) / 100_000_000n))
    expect(inEok).toEqual([70, 70, 60, 50, 40, 30, 10, 10, 10, 0])
  })

  it('covers 85 % and lapses after 60 days; late fee 10 %, damages at most 20 %, success fee at most 10 %', () => {
    const { coverage, fees } = terms
    expect(coverage.basic.value).toBe('0.85')
    expect(terms.decision_validity_days.value).toBe('60')
    expect([fees.late_fee.value, fees.damages_max.value, fees.success_fee_max.value]).toEqual(['0.1', '0.2', '0.1'])
  })

  it('charges a worse grade no less than a better one, within the least and greatest rate', () => {
    const rates = GRADES.map(grade => Number(terms.fees.base_by_grade.values[grade]))
    expect(rates).toEqual([...rates].sort((a, b) => a - b))
    expect(rates[0]).toBeGreaterThanOrEqual(Number(terms.fees.minimum.value))
    expect(rates.at(-1)).toBeLessThanOrEqual(Number(terms.fees.maximum.value))
  })

  it('holds a credit guarantee to 1,000 employees and total assets of 1,000억 (Act Art. 2(5))', () => {
    expect(eligibility.parameters['credit_employees_max']?.value).toBe('1000')
    expect(won(eligibility.parameters['credit_total_assets_max']?.value)).toBe(100_000_000_000n)
  })

  it('takes the limits of 2025: primary metal 1,800억, chemicals 1,200, information 1,000, drinks 800', () => {
    const inEok = ['24', '20', '62', '11', '55'].map(division =>
      Number(won(eligibility.sme_sales_max.values[division]) / 100_000_000n),
    )
    expect(inEok).toEqual([1800, 1200, 1000, 800, 400])
  })

  it('has a limit of sales for every division of industry a firm can stand in, or says that it has none', () => {
    const divisions = declared.facts.find(one => one.name === 'industry_division')?.codes ?? []
    const missing = divisions.filter(division => eligibility.sme_sales_max.values[division] === undefined)
    expect(missing).toEqual(['84', '94', '97', '98', '99'])
    expect(eligibility.sme_sales_max.values['other']).toBeDefined()
  })
})

describe('the catalogue of programmes', () => {
  it('holds every programme of the catalogue, each once', () => {
    expect(programmes.programmes.map(one => one.code)).toEqual([
      'technology_guarantee',
      'credit_guarantee',
      'youth_startup',
      'pre_startup',
      'customised_startup',
      'investment_option',
      'pre_unicorn',
      'materials_parts_equipment',
      'government_rnd_low_interest',
      'certification_demonstration_rnd',
      'research_institute_company',
      'carbon_value',
      'patent_valuation',
      'ip_one_plus_one',
      'ip_plus',
      'bank_pact',
      'rnd_success',
      'development_commercialisation',
      'joint_project',
      'cultural_industry_completion',
      'merger_acquisition',
      'technology_transfer',
      'high_growth_ladder',
      'restart',
      'restructuring',
      'poc_pilot',
      'securitisation',
    ])
  })

  it('lets a rule read exactly the programmes and purposes there are', () => {
    const codes = (name: string) => declared.facts.find(one => one.name === name)?.codes ?? []
    expect(codes('programme')).toEqual(programmes.programmes.map(one => one.code))
    const purposes = new Set(programmes.programmes.flatMap(one => one.purposes))
    expect([...purposes].sort()).toEqual([...codes('purpose')].sort())
  })

  it('sizes the need of every purpose a programme serves', () => {
    const sized = new Set(terms.needs.flatMap(need => need.purposes))
    expect(programmes.programmes.flatMap(one => one.purposes).filter(purpose => !sized.has(purpose))).toEqual([])
  })

  it('releases tranches whose shares make the whole, at a readiness that rises', () => {
    const { gates } = programme('poc_pilot')
    expect(gates.reduce((sum, gate) => sum + Math.round(Number(gate.share.value) * 100), 0)).toBe(100)
    const levels = gates.map(gate => Number(gate.trl.value))
    expect(levels).toEqual([...new Set(levels)].sort((a, b) => a - b))
  })

  it('carries the IP 1+1 loan by 60 % pledge and 40 % guarantee, together the whole', () => {
    const { coverage, pledge_share } = programme('ip_one_plus_one')
    expect([coverage[0]?.ratio.value, pledge_share?.value]).toEqual(['0.4', '0.6'])
  })

  it('gives a youth start-up 3억 from grade B, 1억 at CCC, at a fixed 0.3 %, covered by 95 or 100 %', () => {
    const { limits, fee, coverage } = programme('youth_startup')
    expect(limits.map(limit => won(limit.amount?.value))).toEqual([300_000_000n, 100_000_000n])
    expect(fee.fixed?.value).toBe('0.003')
    expect(coverage.map(one => one.ratio.value)).toEqual(['1', '0.95'])
  })

  it('asks a pre-start-up for no business registration, neither as paper nor as number', () => {
    expect(programme('pre_startup').papers).not.toContain('business_registration')
    expect(
      programmes.programmes.filter(one => !one.papers.includes('business_registration')).map(one => one.code),
    ).toEqual(['pre_startup'])
  })
})

describe('authority and holidays', () => {
  it('lets each level of authority sign no less than the one before it', () => {
    const amounts = authority.levels.map(level => won(level.amount_max.value))
    const quorums = authority.levels.map(level => Number(level.quorum.value))
    expect(amounts).toEqual([...amounts].sort((a, b) => Number(a - b)))
    expect(quorums).toEqual([...quorums].sort((a, b) => a - b))
    expect(authority.levels[0]?.may_sign_referred).toBe(false)
  })

  it('counts 24 holidays in 2027, as the official calendar does', () => {
    expect(holidays.years.find(one => one.year === '2027')?.days.length).toBe(24)
  })

  it('puts every holiday in its year, once, in order, and no substitute on a weekend', () => {
    for (const { year, days } of holidays.years) {
      const dates = days.map(one => one.day)
      expect(dates).toEqual([...new Set(dates)].sort())
      expect(dates.filter(day => !day.startsWith(year))).toEqual([])
      expect(days.filter(one => one.code === 'substitute' && isWeekend(calendarDate(one.day)))).toEqual([])
    }
  })

  it('has Constitution Day and Labour Day from 2026 and says that 2028 is derived', () => {
    const days = holidays.years.flatMap(one => one.days.map(({ day }) => day))
    expect(days).toEqual(expect.arrayContaining(['2026-05-01', '2026-07-17', '2027-05-03', '2027-07-19']))
    expect(holidays.years.find(one => one.year === '2028')?.status).toBe('derived')
  })
})
