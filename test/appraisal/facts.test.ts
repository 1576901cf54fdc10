// The facts of a case: read once each, stale ones unknown with the reason, nothing counted that is known only later.
import { describe, expect, test } from 'vitest'
import { appraised, caseWith, factOf, rules } from './sample.ts'

type Set = Readonly<Record<string, unknown>>
const of = (set: Set, name: string, out: readonly string[] = []) => factOf(appraised(caseWith(set, out)), name)
const unread = (set: Set) => appraised(caseWith(set)).facts.unread

const arrears = caseWith().party.exclusion_facts.findIndex(one => one.fact === 'arrears_days')
const taxes = caseWith().party.exclusion_facts.findIndex(one => one.fact === 'national_tax_delinquent')
const profitability = caseWith().sheets[0]?.marks.findIndex(one => one.indicator === 'profitability')
const place = (index: number, field: string) => `party.exclusion_facts.${index}.${field}`
const stated = (fact: string, value: unknown, asOf: string) => ({
  stated_facts: [{ fact, value, source: 'officer_review', as_of: asOf }],
  // The panel's own mark stands, whatever the margin of the industry measures.
  [`sheets.0.marks.${profitability}.override_reason`]: 'orders in hand',
})

describe('exclusion facts', () => {
  test('arrears are fresh for ten days: read on 6 March they count on the 16th, read on the 5th no more', () => {
    expect(of({ [place(arrears, 'as_of')]: '2026-03-06' }, 'arrears_days')).toBe(0)
    const stale = { [place(arrears, 'as_of')]: '2026-03-05' }
    expect(of(stale, 'arrears_days')).toBeUndefined()
    expect(unread(stale)).toContainEqual({ fact: 'arrears_days', reason: 'stale' })
    expect(appraised(caseWith(stale)).decision.recommended).toBe('refer')
  })

  test('past its validity, told by the firm itself, told later, or without consent, a fact is unknown', () => {
    const reasons = {
      stale: { [place(taxes, 'valid_until')]: '2026-03-15' },
      self_declared: { [place(taxes, 'source')]: 'self_declaration' },
      not_yet: { [place(taxes, 'as_of')]: '2026-03-17' },
      no_consent: { [place(taxes, 'consent')]: null },
    }
    for (const [reason, set] of Object.entries(reasons)) {
      expect(of(set, 'national_tax_delinquent')).toBeUndefined()
      expect(unread(set)).toContainEqual({ fact: 'national_tax_delinquent', reason })
      expect(appraised(caseWith(set)).decision.recommended).toBe('refer')
    }
  })

  test('what nobody asked about is unknown and refers, it is not "no"', () => {
    const none = { 'party.exclusion_facts': [] }
    const { decision, facts } = appraised(caseWith(none))
    expect(decision.recommended).toBe('refer')
    expect(facts.unread.filter(one => one.reason === 'absent').length).toBeGreaterThanOrEqual(15)
  })

  test('a delinquency that is known declines', () => {
    const { decision } = appraised(caseWith({ [place(taxes, 'value')]: true }))
    expect([decision.recommended, decision.reasons[0]?.code]).toEqual(['decline', 'general.national_tax'])
  })
})

describe('stated facts', () => {
  test('are fresh as long as their declaration says: 31 days from the completion of a research project', () => {
    // 13 February to 16 March is 15 + 16 = 31 days.
    expect(of(stated('rnd_completed_months', '5', '2026-02-13'), 'rnd_completed_months')).toBe(5)
    const stale = stated('rnd_completed_months', '5', '2026-02-12')
    expect(of(stale, 'rnd_completed_months')).toBeUndefined()
    expect(unread(stale)).toContainEqual({ fact: 'rnd_completed_months', reason: 'stale' })
  })

  test('from after the day are not yet known', () => {
    const later = stated('pact_member', true, '2026-03-17')
    expect(of(later, 'pact_member')).toBeUndefined()
    expect(unread(later)).toContainEqual({ fact: 'pact_member', reason: 'not_yet' })
    expect(of(stated('pact_member', true, '2026-03-16'), 'pact_member')).toBe(1)
  })

  test('a margin of the industry makes the margin over it: 900 of 8,200 less 6 percent', () => {
    // 900,000,000 / 8,200,000,000 = 0.10976; less 0.06 is 0.04976, at four decimals 0.0498.
    expect(of(stated('peer_operating_margin', '0.06', '2026-03-01'), 'margin_over_peer')).toBe(498)
    expect(of({}, 'margin_over_peer')).toBeUndefined()
  })

  test('a margin of the industry that is not yet known makes no margin over it', () => {
    const later = stated('peer_operating_margin', '0.06', '2026-03-17')
    expect(of(later, 'peer_operating_margin')).toBeUndefined()
    expect(of(later, 'margin_over_peer')).toBeUndefined()
  })
})

describe('facts count as known on the day', () => {
  test('sales estimated after the day are not known on it', () => {
    expect(of({}, 'estimated_sales')).toBe(9_000_000_000)
    expect(of({ 'application.estimated_sales.as_of': '2026-03-17' }, 'estimated_sales')).toBeUndefined()
  })

  test('figures of a year that came after the day are not known on it', () => {
    expect(of({}, 'sales_latest')).toBe(8_200_000_000)
    expect(of({ 'application.financials.0.as_of': '2026-03-17' }, 'sales_latest')).toBe(7_100_000_000)
  })

  test('a plan\u2019s growth read after the day is not known on it', () => {
    // The panel marks the growth itself, as it has to where no figure is known.
    const marks = [...(caseWith().sheets[0]?.marks ?? []), { indicator: 'market_growth', mark: 'C', evidence: [] }]
    const later = { 'application.plan.market_growth_rate.as_of': '2026-03-17', 'sheets.0.marks': marks }
    expect(of(later, 'market_growth_rate')).toBeUndefined()
  })

  test('a balance begun after the day is no use of ours yet', () => {
    expect(of({}, 'own_exposure')).toBe(300_000_000)
    expect(of({ 'party.firm.standing.exposures.0.since': '2026-03-17' }, 'own_exposure')).toBe(0)
  })

  test('a limit read after the day is not known on it: the case is referred', () => {
    const limit = { code: 'any_pact', scope: 'pact', limit: '9000000000', used: '0', as_of: '2026-03-16' }
    const decided = (asOf: string) => appraised(caseWith({ limits: [{ ...limit, as_of: asOf }] })).decision
    expect(decided('2026-03-16')).toMatchObject({ recommended: 'approve', unknownCaps: [] })
    expect(decided('2026-03-17')).toMatchObject({ recommended: 'refer', unknownCaps: ['any_pact'] })
  })

  test('what a firm of the group carries, read after the day, is not known on it: the case is referred', () => {
    const affiliate = { firm: 'firm-002', kind: 'subsidiary', from: '2020-01-01' }
    const carried = { firm: 'firm-002', guarantor: 'own', balance: '500000000' }
    const decided = (asOf: string) =>
      appraised(caseWith({ 'party.firm.affiliates': [affiliate], group_exposures: [{ ...carried, as_of: asOf }] }))
    expect(factOf(decided('2026-03-16'), 'group_exposure')).toBe(800_000_000)
    expect(decided('2026-03-16').decision.recommended).toBe('approve')
    expect(decided('2026-03-17').decision).toMatchObject({ recommended: 'refer', unknownCaps: ['group_total'] })
  })

  test('a certificate counts on its last day and no longer', () => {
    const until = (day: string) => of({ 'party.firm.certifications.1.valid_until': day }, 'venture_certified')
    expect([until('2026-03-16'), until('2026-03-15')]).toEqual([1, 0])
  })
})

describe('computed facts, by hand', () => {
  const facts = (set: Set = {}, out: readonly string[] = []) => {
    const found = appraised(caseWith(set, out))
    return (name: string) => factOf(found, name)
  }

  test('age: founded 2015-04-01, ten years and 131 months on 2026-03-16; the owner is 51', () => {
    const read = facts()
    expect(['firm_age_years', 'firm_age_months', 'owner_age_years'].map(read)).toEqual([10, 131, 51])
    expect(facts({ 'party.firm.founded_on': '2015-03-16' })('firm_age_years')).toBe(11)
  })

  test('use: our oldest balance began on 2023-05-02, two years before; a balance paid off counts no more', () => {
    expect(facts()('guarantee_use_years')).toBe(2)
    expect(facts({ 'party.firm.standing.exposures.0.balance': '0' })('guarantee_use_years')).toBe(0)
  })

  test('sales: the average of the last three years, the growth and the increase of the latest', () => {
    const read = facts()
    // (8,200 + 7,100 + 6,000) / 3 = 7,100; 8,200 / 7,100 - 1 = 0.15493; 8,200 - 7,100 = 1,100 million.
    expect(read('sales_average_3y')).toBe(7_100_000_000)
    expect(read('sales_growth')).toBe(1549)
    expect(read('sales_increase_latest')).toBe(1_100_000_000)
    // (8.2 / 5.2)^(1/3) - 1: 1.164^3 = 1.57709, 1.1640 < root of 1.57692 by less than 0.0001.
    expect(read('sales_cagr_3y')).toBe(1640)
  })

  test('debt service: (900 + 270) / (110 + 200) = 3.7742; interest 900 / 110 = 8.1818; debt 4,300 / 5,500', () => {
    const read = facts()
    expect(read('debt_service_coverage')).toBe(37_742)
    expect(read('interest_coverage')).toBe(81_818)
    expect(read('debt_ratio')).toBe(7818)
    expect(read('capital_impaired')).toBe(0)
  })

  test('eaten-up capital is seen, and gives no ratio of debt to it', () => {
    const read = facts({ 'application.financials.0.equity': '-1' })
    expect([read('capital_impaired'), read('debt_ratio')]).toEqual([1, undefined])
  })

  test('nothing is made of a part that is not stated', () => {
    const out = ['application.financials.0.interest_expense']
    expect(facts({}, out)('interest_coverage')).toBeUndefined()
    expect(facts({}, out)('debt_service_coverage')).toBeUndefined()
    expect(facts({}, ['party.firm.owners.0.born_on'])('owner_age_years')).toBeUndefined()
    expect(facts({}, ['party.firm.employees'])('employees')).toBeUndefined()
  })

  test('a ratio beyond its bounds stands at the bound, since no threshold lies there', () => {
    const max = rules.vocabulary.byName.get('debt_service_coverage')?.max
    const rich = { 'application.financials.0.operating_income': '999999999999999999' }
    expect(facts(rich)('debt_service_coverage')).toBe(max)
  })

  test('papers: complete with all eight of the programme, not with one missing', () => {
    expect(facts()('papers_complete')).toBe(1)
    const seven = caseWith().application.papers.slice(1)
    expect(facts({ 'application.papers': seven })('papers_complete')).toBe(0)
  })

  test('rights: one patent in force and clear; a pledge burdens it; none relied on leaves nothing to judge', () => {
    const read = facts()
    expect(['has_technology_asset', 'rights_in_force', 'registered_patents_in_force'].map(read)).toEqual([1, 1, 1])
    const title = (set: Set) => {
      const fact = rules.vocabulary.byName.get('title')
      const value = facts(set)('title')
      return value === undefined ? undefined : fact?.codes[value]
    }
    expect(title({})).toBe('clear')
    const pledge = { holder: 'bank-002', from: '2025-01-01' }
    expect(title({ 'technology.assets.0.pledges': [pledge] })).toBe('encumbered')
    expect(title({ 'technology.relied_on': [] })).toBeUndefined()
    expect(facts({ 'technology.relied_on': [] })('has_technology_asset')).toBe(0)
  })

  test('appraisers: one is enough up to 10억, two beyond', () => {
    const enough = (loan: string) => facts({ 'application.request.loan_amount': loan })('appraisers_enough')
    expect([enough('1000000000'), enough('1000000001')]).toEqual([1, 0])
  })

  test('industries: an excluded one by its prefix', () => {
    // 9124 is the division of gambling and betting in KSIC 10; a factory is in none of the lists.
    const excluded = (code: string) => {
      const fact = rules.vocabulary.byName.get('excluded_industry')
      const value = facts({ 'party.firm.ksic.code': code })('excluded_industry')
      return value === undefined ? undefined : fact?.codes[value]
    }
    expect(excluded('29271')).toBe('none')
    expect(excluded('91241')).toBe('gambling')
  })
})
