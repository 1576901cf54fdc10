// What an approval is given on: class of guarantee, ratio, fee, who signs, conditions, tranches, pledge and validity.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { fixedText } from '../../src/kernel/fixed.ts'
import { money } from '../../src/kernel/money.ts'
import { FINAL_GRADES, type FinalGrade } from '../../src/scoring/grades-schema.ts'
import { type Asked, asked, facts, policy, policyWith, uses, type Values } from './sample.ts'

describe('the class of guarantee', () => {
  const plain: Values = {
    has_technology_asset: false,
    rnd_government_selected: false,
    rnd_intensity: '0.01',
    title: null,
  }
  const classOf = (values: Values) => {
    const { guaranteeClass, recommended } = asked({ values })
    return [guaranteeClass, recommended]
  }
  const credit = { ...plain, programme: 'credit_guarantee' }

  test('is technology where its whole test is met, in a programme for credit too', () => {
    expect(classOf({})).toEqual(['technology', 'approve'])
    expect(classOf({ programme: 'credit_guarantee' })).toEqual(['technology', 'approve'])
  })

  test('is credit where only that test is met and the programme allows it', () => {
    expect(classOf(credit)).toEqual(['credit', 'approve'])
    expect(classOf(plain)).toEqual([null, 'decline'])
  })

  test('ends at 1,000 employees and 1,000억 of total assets (Act Art. 2(5))', () => {
    expect(classOf({ ...credit, employees: '1000' })).toEqual(['credit', 'approve'])
    expect(classOf({ ...credit, employees: '1001' })).toEqual([null, 'decline'])
    expect(classOf({ ...credit, total_assets: '100000000000' })).toEqual(['credit', 'approve'])
    expect(classOf({ ...credit, total_assets: '100000000001' })).toEqual([null, 'decline'])
  })

  test('is open, and the case referred, where a fact of its test is not known', () => {
    expect(classOf({ ...plain, rnd_intensity: null })).toEqual([null, 'refer'])
    expect(classOf({ ...credit, employees: null })).toEqual([null, 'refer'])
    const reasons = asked({ values: { ...credit, employees: null } }).reasons
    expect(reasons.map(one => [one.kind, one.code])).toEqual([['refer', 'credit.employees']])
  })

  test('is closed, and the case declined, where one part fails though another is not known', () => {
    const both = { ...plain, rnd_intensity: null, total_assets: '500000000000' }
    expect(classOf(both)).toEqual([null, 'decline'])
  })

  test('a firm past the sales of its industry is no small or medium enterprise, however young it was', () => {
    const large = { sales_average_3y: '120000000001' }
    expect(classOf(large)).toEqual([null, 'decline'])
    expect(classOf({ sales_average_3y: '120000000000' })).toEqual(['technology', 'approve'])
    expect(classOf({ ...large, firm_age_months: '11', firm_age_years: '0' })[0]).toBe('technology')
  })
})

describe('ratio and fee', () => {
  const fee = (values: Values, request: Asked['request'] = {}) => {
    const { rate, surcharges, discounts } = asked({ values, request }).fee
    return [fixedText(rate), surcharges, discounts]
  }

  test('more than ten years in use lower the ratio by five points and raise the fee; so does not knowing', () => {
    const coverage = (years: string | null) => {
      const { ratio, reductions } = asked({ values: { guarantee_use_years: years } }).coverage
      return [fixedText(ratio), reductions]
    }
    expect(coverage('10')).toEqual(['0.85', []])
    expect(coverage('11')).toEqual(['0.8', ['long_use']])
    expect(coverage(null)).toEqual(['0.8', ['long_use']])
    expect(fee({ guarantee_use_years: '10' })).toEqual(['0.012', [], []])
    expect(fee({ guarantee_use_years: '11' })).toEqual(['0.015', ['long_use'], []])
    expect(fee({ guarantee_use_years: null })).toEqual(['0.015', ['long_use'], []])
  })

  test('a discount is given only where its ground is known', () => {
    expect(fee({ technology_intensive: true })).toEqual(['0.011', [], ['technology_intensive']])
    expect(fee({ technology_intensive: null })).toEqual(['0.012', [], []])
    expect(fee({ technology_grade: 'T3' })).toEqual(['0.011', [], ['high_technology_grade']])
    expect(fee({ technology_grade: 'T4' })).toEqual(['0.012', [], []])
  })

  test('by grade from 0.7 to 3 percent (rules/terms 2026-01)', () => {
    const rates = FINAL_GRADES.map(grade => fee({}, { grade })[0])
    expect(rates).toEqual(['0.007', '0.008', '0.01', '0.012', '0.014', '0.017', '0.021', '0.025', '0.03', '0.03'])
  })

  test('never below 0.5 nor above 3 percent', () => {
    // AAA in trade: 0.007 - 0.001 (certificate) - 0.001 (T1) - 0.002 (trade) = 0.003.
    const trade = {
      purpose: 'trade',
      export_contract_amount: '5000000000',
      technology_intensive: true,
      technology_grade: 'T1',
    }
    expect(fee(trade, { grade: 'AAA' })[0]).toBe('0.005')
    // C, long in use: 0.03 + 0.003.
    expect(fee({ guarantee_use_years: '11' }, { grade: 'C' })[0]).toBe('0.03')
  })

  test('a fixed fee of a programme takes neither surcharge nor discount', () => {
    const youth = { programme: 'youth_startup', firm_age_months: '30', guarantee_use_years: '11' }
    const decision = asked({ values: { ...youth, loan_amount: '300000000' } })
    expect([decision.fee.basis, ...fee(youth)]).toEqual(['fixed', '0.003', [], []])
    expect(decision.coverage).toMatchObject({ row: 'youth_startup_later', reductions: [] })
  })

  test('a youth start-up is covered whole in its first year or up to 1억, else at 95 percent', () => {
    const ratio = (months: string | null, loan: string) => {
      const values = { programme: 'youth_startup', firm_age_months: months, loan_amount: loan }
      return fixedText(asked({ values }).coverage.ratio)
    }
    expect(ratio('11', '300000000')).toBe('1')
    expect(ratio('12', '300000000')).toBe('0.95')
    expect(ratio('12', '100000000')).toBe('1')
    // Not known to be in its first year: the exception is not given.
    expect(ratio(null, '300000000')).toBe('0.95')
  })
})

describe('who may sign', () => {
  const level = (values: Values, request: Asked['request'] = {}) => asked({ values, request }).authority
  const BRANCH = { level: 'branch_head', quorum: 1 }
  const REGION = { level: 'regional_head', quorum: 2 }
  const COMMITTEE = { level: 'head_office_committee', quorum: 5 }
  const none = { uses: { ...uses, firm: { ...uses.firm, own: money(0n) } } }

  test('a branch up to 10억, a region up to 30, the committee beyond', () => {
    // 1,176,470,589 x 0.85 = 1,000,000,000.65, cut to 10억; two won more of loan make 1,000,000,002.
    expect(level({ loan_amount: '1176470589' })).toEqual(BRANCH)
    expect(level({ loan_amount: '1176470591' })).toEqual(REGION)
    expect(level({ loan_amount: '3500000000', technology_intensive: true }, none)).toEqual(REGION)
    expect(level({ loan_amount: '3600000000', technology_intensive: true }, none)).toEqual(COMMITTEE)
  })

  test('what is referred is not the branch\u2019s to sign', () => {
    expect(level({ accident_firm: true })).toEqual(REGION)
  })

  test('a grade below B is not the branch\u2019s, one below CCC not the region\u2019s', () => {
    const restart = { programme: 'restart', restart_reviewed: true, loan_amount: '100000000' }
    const budget = { code: 'restart_budget', scope: 'programme', limit: money(10n ** 12n), used: money(1n) } as const
    const grades = (grade: FinalGrade) => level(restart, { grade, uses: { ...uses, external: [budget] } })
    expect((['B', 'CCC', 'CC', 'C'] as const).map(grades)).toEqual([BRANCH, REGION, COMMITTEE, COMMITTEE])
  })

  test('where nobody\u2019s powers reach, the highest is named', () => {
    expect(level({}, { grade: 'D' })).toEqual(COMMITTEE)
  })

  test('more money or a worse grade never needs fewer to sign', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 40n).map(eok => money(eok * 100_000_000n)),
        fc.constantFrom(...FINAL_GRADES.slice(0, 6)),
        (loan, grade) => {
          const quorum = (of: Asked['request']) => asked({ request: { ...none, ...of } }).authority.quorum
          expect(quorum({ loan: money(loan * 2n), grade })).toBeGreaterThanOrEqual(quorum({ loan, grade }))
          expect(quorum({ loan, grade: 'B' })).toBeGreaterThanOrEqual(quorum({ loan, grade }))
        },
      ),
    )
  })
})

describe('conditions, tranches, pledge and validity', () => {
  test('conditions bind unless their ground is known not to hold', () => {
    const of = (values: Values) => asked({ values }).conditions
    expect(of({})).toEqual([
      'use_for_purpose',
      'report_changes',
      'keep_key_persons',
      'keep_rights_alive',
      'no_transfer_of_technology',
    ])
    expect(of({ rights_in_force: '0' })).not.toContain('keep_rights_alive')
    expect(of({ rights_in_force: null })).toContain('keep_rights_alive')
    expect(of({ sme_certified: false })).toContain('general.sme_certificate')
    const conditions = of({ sme_certified: null })
    expect(new Set(conditions).size).toBe(conditions.length)
  })

  test('a pilot is released gate by gate: at readiness 6 half of it', () => {
    const values = {
      programme: 'poc_pilot',
      purpose: 'rnd',
      rnd_budget: '2000000000',
      poc_agreement: true,
      loan_amount: '100000000',
    }
    const { tranches, cover, recommended } = asked({ values, request: { trl: 6 } })
    // 100,000,000 x 0.9 = 90,000,000 in 20, 30, 30 and 20 percent.
    expect([cover.guaranteed, recommended]).toEqual([90_000_000n, 'approve'])
    expect(tranches.map(one => [one.amount, one.isReleased])).toEqual([
      [18_000_000n, true],
      [27_000_000n, true],
      [27_000_000n, false],
      [18_000_000n, false],
    ])
  })

  test('pledge and guarantee of a loan on intellectual property are the loan, to the won', () => {
    const { pledge, cover } = asked({
      values: {
        programme: 'ip_one_plus_one',
        purpose: 'ip_finance',
        ip_value: '5000000000',
        ip_value_status: 'published',
        loan_amount: '1000000001',
      },
    })
    // 40 percent of 1,000,000,001 is 400,000,000.4, cut; the pledge carries the rest.
    expect([cover.guaranteed, pledge]).toEqual([400_000_000n, 600_000_001n])
  })

  test('sixty days end on the next working day', () => {
    const until = (day: string) => asked({ request: { day: calendarDate(day) } }).validUntil
    // 2 March + 60 = 1 May, Labour Day before a weekend; 26 July + 60 = 24 September, Chuseok until Saturday.
    expect(until('2026-03-02')).toBe('2026-05-04')
    expect(until('2026-07-26')).toBe('2026-09-28')
    expect(until('2026-03-16')).toBe('2026-05-15')
  })

  test('a fact the sample gives is one the rules declare', () => {
    expect(Object.keys(facts).filter(name => !policy.vocabulary.byName.has(name))).toEqual([])
  })
})

describe('an edition that no longer says the same is seen', () => {
  test('a ratio of 80 percent, a ceiling of nothing, a fee of 2 percent', () => {
    const ratio = policyWith(({ terms }) => Object.assign(terms.coverage.basic, { value: '0.8' }))
    expect(asked({ under: ratio }).cover.guaranteed).toBe(800_000_000n)
    const ceiling = policyWith(({ terms }) => Object.assign(terms.ceiling_by_grade.values, { BBB: '0' }))
    expect(asked({ under: ceiling }).recommended).toBe('decline')
    const rate = policyWith(({ terms }) => Object.assign(terms.fees.base_by_grade.values, { BBB: '0.02' }))
    expect(asked({ under: rate }).fee.first).toBe(17_000_000n)
  })
})
