// The way run whole: what a case leads to, that the same case always leads there, and which cases lead nowhere.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appraise, heldDown } from '../../src/appraisal/appraise.ts'
import { compileRules } from '../../src/appraisal/rule-book.ts'
import { type Case, caseSchema } from '../../src/appraisal/schema.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { TECHNOLOGY_GRADES } from '../../src/scoring/grades-schema.ts'
import { changed } from '../cases.ts'
import { told } from '../problems.ts'
import { appraised, caseWith, rules, sample, textOf, theCase } from './sample.ts'

describe('the sample', () => {
  test('is graded, approved and covered at 85 percent', () => {
    const { graded, decision, worth, readiness } = appraised(theCase)
    expect(graded.score.model).toBe('machinery_growth')
    expect(graded.score.items.reduce((sum, item) => sum + item.points, 0)).toBe(graded.score.total)
    expect(readiness.trl).toBe(9)
    expect([decision.recommended, decision.guaranteeClass]).toEqual(['approve', 'technology'])
    expect(decision.cover).toEqual({ loan: 1_000_000_000n, guaranteed: 850_000_000n, bankShare: 150_000_000n })
    expect(worth).toEqual({ state: 'not_asked' })
  })

  test('takes its measured marks from the facts and the rest from the sheet', () => {
    const items = new Map(appraised(theCase).graded.score.items.map(item => [item.indicator, item]))
    const read = (code: string) => [items.get(code)?.mark, items.get(code)?.basis]
    // 17 years: A. TRL 9: A. Nine of 48 is 0.1875: C. R&D 5 percent of sales: B. One right: D. Growth 9 percent: C.
    expect(read('industry_experience')).toEqual(['A', 'measured'])
    expect(read('completeness')).toEqual(['A', 'measured'])
    expect(read('rnd_staff_ratio')).toEqual(['C', 'measured'])
    expect(read('rnd_intensity')).toEqual(['B', 'measured'])
    expect(read('rights_protection')).toEqual(['D', 'measured'])
    expect(read('market_growth')).toEqual(['C', 'measured'])
    expect(read('preparation_period')).toEqual(['A', 'measured'])
    expect(read('profitability')).toEqual(['B', 'judged'])
    expect(read('imitability')).toEqual(['C', 'judged'])
  })

  test('leads to the same bytes twice', () => {
    expect(textOf(caseWith())).toBe(textOf(caseWith()))
  })

  test('leads to the same bytes whatever was appraised between', () => {
    const first = textOf(theCase)
    appraised(caseWith({ 'application.request.loan_amount': '77000000' }))
    appraise(rules, theCase, new Map([['imitability', 'A']]))
    expect(textOf(theCase)).toBe(first)
  })

  test('is not written to, nor are the rules', () => {
    const before = JSON.stringify(theCase)
    appraised(theCase)
    expect(JSON.stringify(theCase)).toBe(before)
    const frozen = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) frozen(item)
      return Object.freeze(value)
    }
    expect(textOf(frozen(caseWith()) as Case)).toBe(textOf(theCase))
  })
})

describe('the grade is held down by what is measured', () => {
  /** Minimum of the measured average for T1 to T10 under the rubric 2026-01, in points. */
  const MINIMA = [80, 76, 70, 62, 54, 46, 38, 0, 0, 0]

  test('to the best grade whose minimum is reached, never above the score\u2019s own', () => {
    expect(rules.quantitativeMinima).toEqual(MINIMA.map(points => points * 1_000_000))
    expect(heldDown(rules, 'T1', 80_000_000)).toBe('T1')
    expect(heldDown(rules, 'T1', 79_999_999)).toBe('T2')
    expect(heldDown(rules, 'T1', 53_999_999)).toBe('T6')
    expect(heldDown(rules, 'T5', 100_000_000)).toBe('T5')
    expect(heldDown(rules, 'T1', 0)).toBe('T8')
    expect(heldDown(rules, 'T10', 0)).toBe('T10')
  })

  test('for every score and every average', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TECHNOLOGY_GRADES), fc.integer({ min: 0, max: 100_000_000 }), (grade, average) => {
        const held = TECHNOLOGY_GRADES.indexOf(heldDown(rules, grade, average))
        const own = TECHNOLOGY_GRADES.indexOf(grade)
        expect(held).toBeGreaterThanOrEqual(own)
        expect(average >= (MINIMA[held] ?? 0) * 1_000_000).toBe(true)
        if (held > own) expect(average < (MINIMA[held - 1] ?? 0) * 1_000_000).toBe(true)
      }),
    )
  })

  test('in whatever order the minima stand in the file: its digest does not change with it', () => {
    const { rubric } = rules.editions
    const table = rubric.minimum_quantitative_score
    const values = Object.fromEntries(Object.entries(table.values).reverse())
    const turned = { ...rubric, minimum_quantitative_score: { ...table, values } }
    const again = sure(compileRules({ ...rules.editions, rubric: turned }, rules.references, rules.day))
    expect(again.quantitativeMinima).toEqual(rules.quantitativeMinima)
  })

  test('and a minimum with decimals is that minimum, to the millionth', () => {
    const { rubric } = rules.editions
    const table = rubric.minimum_quantitative_score
    // As a machine fraction 64.1 x 1,000,000 is 64,099,999.99999999.
    const turned = { ...rubric, minimum_quantitative_score: { ...table, values: { ...table.values, T4: '64.1' } } }
    const again = sure(compileRules({ ...rules.editions, rubric: turned }, rules.references, rules.day))
    expect(again.quantitativeMinima[3]).toBe(64_100_000)
  })

  test('a case held down is referred for it, with both grades kept', () => {
    // With no research staff and no rights in force the measured average falls; judged marks of A lift the score.
    const strong = Object.fromEntries(
      sample.sheets[0]?.marks.map((_, place) => [`sheets.0.marks.${place}.mark`, 'A']) ?? [],
    )
    const weak = { 'application.plan.employees_rnd.value': 0, 'application.plan.preparation_months.value': 36 }
    const { graded, decision } = appraised(caseWith({ ...strong, ...weak }))
    expect(TECHNOLOGY_GRADES.indexOf(graded.technologyGrade)).toBeGreaterThan(
      TECHNOLOGY_GRADES.indexOf(graded.scoreGrade),
    )
    expect(decision.recommended).toBe('refer')
    expect(decision.reasons.map(one => one.code)).toContain('general.quantitative_minimum')
  })
})

describe('the model', () => {
  const FINANCIAL = ['funding_ability', 'rnd_intensity', 'profitability', 'repayment_plan']
  const all = sample.sheets[0]?.marks ?? []
  /** The model of a firm by its founding day, the loan it asks for and what is outstanding, all in its first case. */
  function modelOf(founded: string, loan: string, outstanding: string, stage: 'startup' | 'growth'): string {
    const marks = stage === 'growth' ? all : all.filter(one => !FINANCIAL.includes(one.indicator))
    const set = {
      'party.firm.founded_on': founded,
      'party.firm.standing.exposures.0.balance': outstanding,
      'application.request.loan_amount': loan,
      'sheets.0.marks': marks,
    }
    return appraised(caseWith(set)).graded.score.model
  }

  test('is the start-up one for three full years, with nothing financial in it', () => {
    expect(modelOf('2022-03-17', '1000000000', '0', 'startup')).toBe('machinery_startup')
    expect(modelOf('2022-03-16', '1000000000', '0', 'growth')).toBe('machinery_growth')
  })

  test('and for seven years while our guarantee does not exceed 2억, the one asked for included (rules/models)', () => {
    // 220,000,000 x 0.85 = 187,000,000 of guarantee; with 13,000,000 outstanding 2억, with a won more beyond it.
    expect(modelOf('2019-01-01', '220000000', '0', 'startup')).toBe('machinery_startup')
    expect(modelOf('2019-01-01', '220000000', '13000000', 'startup')).toBe('machinery_startup')
    expect(modelOf('2019-01-01', '220000000', '13000001', 'growth')).toBe('machinery_growth')
    expect(modelOf('2018-03-16', '220000000', '0', 'growth')).toBe('machinery_growth')
  })
})

describe('which cases cannot be appraised', () => {
  const refused = (set: Readonly<Record<string, unknown>>, out: readonly string[] = []) =>
    told(appraise(rules, caseWith(set, out)))

  test('a programme nobody offers, with those there are', () => {
    const found = appraise(rules, caseWith({ 'application.programme': 'lunar_mining' }))
    expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at, one.params['value']])).toEqual([
      ['programme_unknown', 'application.programme', 'lunar_mining'],
    ])
    expect(found.ok ? '' : found.refusals[0]?.params['limit']).toContain('technology_guarantee, credit_guarantee')
  })

  test('a day before the application', () => {
    expect(refused({ day: '2026-03-01' })).toEqual([['day_before_submission', 'day', '2026-03-01', '2026-03-02']])
  })

  test('an industry no model covers', () => {
    // Division 84 is public administration.
    const found = appraise(rules, caseWith({ 'party.firm.ksic.code': '84111' }))
    expect(found.ok ? [] : found.refusals.map(one => one.code)).toEqual(['industry_not_appraised'])
  })

  test('no sheet, or a sheet signed later', () => {
    expect(refused({ sheets: [] })).toEqual([['sheets_missing', 'sheets', '', '']])
    expect(refused({ 'sheets.0.signed_on': '2026-03-17' })).toEqual([
      ['sheet_signed_after_the_day', 'sheets.0.signed_on', '2026-03-17', '2026-03-16'],
    ])
  })

  test('an undeclared fact, one that is computed, one stated twice, one out of bounds', () => {
    const stated = (...facts: readonly (readonly [string, unknown])[]) =>
      refused({
        stated_facts: facts.map(([fact, value]) => ({ fact, value, source: 'officer_review', as_of: '2026-03-12' })),
      })
    expect(stated(['shoe_size', '42'])).toMatchObject([['fact_undeclared', 'stated_facts.0.fact', 'shoe_size', '']])
    expect(stated(['grade', 'AAA'])).toMatchObject([
      ['fact_not_stated_here', 'stated_facts.0.fact', 'grade', expect.anything()],
    ])
    expect(stated(['pact_member', true], ['pact_member', false])).toMatchObject([
      ['fact_twice', 'stated_facts.1.fact', 'pact_member', ''],
    ])
    expect(stated(['pact_member', 'yes'])).toMatchObject([['value_type', 'stated_facts.0.value', 'yes', '']])
    expect(stated(['vc_investment_amount', '-1'])).toMatchObject([['value_bounds', 'stated_facts.0.value', '-1', '']])
  })

  test('a ratio stated in words is refused, not thrown', () => {
    const words = [{ fact: 'peer_operating_margin', value: 'about five', source: 'statistics', as_of: '2026-03-12' }]
    const found = appraise(rules, caseWith({ stated_facts: words }))
    expect(found.ok ? [] : found.refusals.map(one => one.at)).toEqual(['stated_facts.0.value'])
  })

  test('a fact that excludes may not be told as a stated one, nor by another name', () => {
    const set = { 'party.exclusion_facts.0.fact': 'suspended' }
    expect(refused(set)).toEqual([['fact_undeclared', 'party.exclusion_facts.0.fact', 'suspended', '']])
    expect(refused({ 'party.exclusion_facts.0.fact': 'trl' })).toMatchObject([
      ['fact_not_stated_here', 'party.exclusion_facts.0.fact', 'trl', expect.anything()],
    ])
  })
})

describe('a case is refused where it is no case', () => {
  const problems = (set: Readonly<Record<string, unknown>>, out: readonly string[] = []) => {
    const read = parsed(caseSchema, changed(sample, set, out))
    return read.ok ? [] : read.refusals.map(one => [one.code, one.at])
  }

  const planted: readonly (readonly [string, Readonly<Record<string, unknown>>, string, string])[] = [
    ['an unknown key', { colour: 'red' }, 'input_unknown_field', 'colour'],
    ['an unknown key deep down', { 'party.firm.name': 'x' }, 'input_unknown_field', 'party.firm.name'],
    [
      'a number where text is due',
      { 'application.request.loan_amount': 1e9 },
      'input_wrong_type',
      'application.request.loan_amount',
    ],
    [
      'a number where a decimal is due',
      { 'party.firm.owners.0.share': 0.62 },
      'input_wrong_type',
      'party.firm.owners.0.share',
    ],
    [
      'a fraction of a won',
      { 'application.request.loan_amount': '1.5' },
      'input_malformed',
      'application.request.loan_amount',
    ],
    ['negative sales', { 'application.financials.0.sales': '-1' }, 'input_malformed', 'application.financials.0.sales'],
    [
      'a year repeated',
      { 'application.financials.1.fiscal_year': 2025 },
      'input_malformed',
      'application.financials.1.fiscal_year',
    ],
    ['a day that does not exist', { day: '2026-02-30' }, 'input_malformed', 'day'],
    ['a line end in an id', { 'party.firm.id': 'firm-001\n' }, 'input_malformed', 'party.firm.id'],
    [
      'full-width digits',
      { 'party.firm.business_number': '\uff11108123459' },
      'input_malformed',
      'party.firm.business_number',
    ],
    [
      'a check digit that is wrong',
      { 'party.firm.business_number': '1108123450' },
      'input_malformed',
      'party.firm.business_number',
    ],
    [
      'NUL in a text',
      { 'sheets.0.marks.0.override_reason': 'a\u0000' },
      'input_malformed',
      'sheets.0.marks.0.override_reason',
    ],
    [
      'a lone surrogate',
      { 'sheets.0.marks.0.override_reason': '\ud800' },
      'input_malformed',
      'sheets.0.marks.0.override_reason',
    ],
    ['another currency', { 'application.request.currency': 'USD' }, 'input_malformed', 'application.request.currency'],
    ['another shape', { schema: 'tech-guarantee/case/2' }, 'input_malformed', 'schema'],
  ]
  test.each(planted)('%s', (_, set, code, at) => {
    expect(problems(set)).toContainEqual([code, at])
  })

  test('a field left out is named as missing', () => {
    expect(problems({}, ['application.request.bank'])).toEqual([['input_field_missing', 'application.request.bank']])
  })
})
