// What the rules recommend: approve, refer or decline, in which class, on which terms, who may sign, and why.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REASON_KINDS, REASONS_MAX } from '../../src/decision/reasons.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { fixedText } from '../../src/kernel/fixed.ts'
import { money } from '../../src/kernel/money.ts'
import { FINAL_GRADES } from '../../src/scoring/grades-schema.ts'
import { type Asked, asked, facts, policy, policyWith, uses, type Values } from './sample.ts'

const outcomes = (values: Values) => {
  const { recommended, reasons } = asked({ values })
  return [recommended, reasons.map(one => one.code)]
}

describe('a firm that meets everything', () => {
  const decision = asked()

  test('is approved for what it asks, at 85 percent, in the class of technology, without a reason against it', () => {
    expect([decision.recommended, decision.guaranteeClass, decision.reasons]).toEqual(['approve', 'technology', []])
    expect(decision.cover).toEqual({ loan: 1_000_000_000n, guaranteed: 850_000_000n, bankShare: 150_000_000n })
    expect(decision.findings.filter(one => one.outcome === 'not_met' || one.outcome === 'unknown')).toEqual([])
  })

  test('pays 1.2 percent of 850,000,000 for a year: 10,200,000 won', () => {
    expect(decision.fee).toMatchObject({ basis: 'by_grade', surcharges: [], discounts: [], days: 365 })
    expect([fixedText(decision.fee.rate), decision.fee.first]).toEqual(['0.012', 10_200_000n])
  })

  test('may be signed by the head of a branch alone, and has 60 days', () => {
    expect(decision.authority).toEqual({ level: 'branch_head', quorum: 1 })
    expect(decision.validUntil).toBe('2026-05-15')
  })
})

describe('what excludes and what has to be looked at', () => {
  /** Fact of the case -> the clause that speaks, and what it recommends when the fact is bad. */
  const table: readonly (readonly [string, boolean | string, string, 'decline' | 'refer'])[] = [
    ['suspended_or_closed', true, 'general.operating', 'decline'],
    ['debt_evasion_ban', true, 'general.debt_evasion_ban', 'decline'],
    ['unpaid_indemnity', true, 'general.unpaid_indemnity', 'decline'],
    ['related_unpaid_indemnity', true, 'general.related_indemnity', 'decline'],
    ['credit_information_managed', true, 'general.credit_information_firm', 'decline'],
    ['owner_credit_managed', true, 'general.credit_information_owner', 'decline'],
    ['national_tax_delinquent', true, 'general.national_tax', 'decline'],
    ['local_tax_delinquent', true, 'general.local_tax', 'decline'],
    ['bankruptcy_or_rehabilitation', true, 'general.insolvency', 'decline'],
    ['bill_clearing_suspended', true, 'general.bill_clearing', 'decline'],
    ['excluded_industry', 'gambling', 'general.industry_excluded', 'decline'],
    ['arrears_days', '30', 'general.arrears_long', 'decline'],
    ['arrears_days', '10', 'general.arrears_short', 'refer'],
    ['arrears_count_3m', '4', 'general.arrears_frequent', 'refer'],
    ['accident_firm', true, 'general.accident', 'refer'],
    ['premises_attached', true, 'general.premises_free', 'refer'],
    ['duplicate_guarantee', true, 'general.duplicate', 'refer'],
    ['title', 'unclear', 'general.title_known', 'refer'],
    ['papers_complete', false, 'general.papers', 'refer'],
    ['site_visit_done', false, 'general.site_visit', 'refer'],
    ['appraisers_enough', false, 'general.appraisers', 'refer'],
    ['marks_agree', false, 'general.marks_agree', 'refer'],
    ['quantitative_minimum_met', false, 'general.quantitative_minimum', 'refer'],
    ['debt_service_coverage', '1.0999', 'capacity.debt_service', 'refer'],
    ['interest_coverage', '0.9999', 'capacity.interest', 'refer'],
    ['sales_growth', '-0.3001', 'capacity.sales_fall', 'refer'],
    ['debt_ratio', '5.0001', 'capacity.debt_ratio', 'refer'],
  ]

  test.each(table)('%s = %s: %s says %s', (fact, value, clause, expected) => {
    const [recommended, codes] = outcomes({ [fact]: value })
    expect(recommended).toBe(expected)
    expect(codes).toContain(clause)
  })

  test.each([...new Set(table.map(([fact]) => fact))])('%s not known: referred, neither approved nor declined', fact => {
    const { recommended, reasons } = asked({ values: { [fact]: null } })
    expect(recommended).toBe('refer')
    const read = reasons.flatMap(one => one.readings).filter(one => one.fact === fact)
    expect(read.map(one => one.value)).toEqual(read.map(() => null))
    expect(read.length).toBeGreaterThan(0)
  })

  test('a burdened title makes a condition, and no reason against', () => {
    const { recommended, conditions } = asked({ values: { title: 'encumbered' } })
    expect([recommended, conditions.includes('general.title_unburdened')]).toEqual(['approve', true])
  })

  test('a plan that is performed lifts an insolvency; whether it is has to be known', () => {
    const insolvent = { bankruptcy_or_rehabilitation: true }
    expect(outcomes({ ...insolvent, approved_plan_performed: true })[0]).toBe('approve')
    expect(outcomes({ ...insolvent, approved_plan_performed: false })[0]).toBe('decline')
    expect(outcomes({ ...insolvent, approved_plan_performed: null })[0]).toBe('refer')
  })

  test('a grade below the programme\u2019s least is declined with both grades', () => {
    const { recommended, reasons } = asked({ request: { grade: 'CCC' } })
    expect(recommended).toBe('decline')
    expect(reasons[0]).toEqual({
      kind: 'decline',
      code: 'programme.minimum_grade',
      readings: [{ fact: 'grade', value: 'CCC', operator: 'at_least', threshold: 'B' }],
      withheld: '850000000',
    })
    expect(asked({ request: { grade: 'B' } }).recommended).toBe('approve')
  })

  test('a purpose the programme does not serve is declined; a term past 120 months is looked at', () => {
    const purpose = asked({ values: { purpose: 'pre_startup', project_budget: '2000000000' } })
    expect([purpose.recommended, purpose.reasons[0]?.code]).toEqual(['decline', 'programme.purpose'])
    const term = (months: string) => asked({ values: { loan_term_months: months } })
    expect(['120', '121'].map(months => term(months).recommended)).toEqual(['approve', 'refer'])
    expect(term('121').reasons[0]?.readings).toEqual([
      { fact: 'loan_term_months', value: '121', operator: 'at_most', threshold: '120' },
    ])
  })

  test('a guarantee of nothing is not approved', () => {
    // 1 won x 0.85 is less than a won.
    const { recommended, cover } = asked({ values: { loan_amount: '1' } })
    expect([recommended, cover.guaranteed]).toEqual(['decline', 0n])
  })
})

describe('reasons', () => {
  test('the most serious kind comes first, then what withholds most', () => {
    const { reasons } = asked({
      values: { accident_firm: true, national_tax_delinquent: true, loan_amount: '5000000000' },
    })
    // 30억 of the statute less 3 leave 27 of the 42.5 asked for: 15.5 withheld; a clause withholds all 42.5.
    expect(reasons.map(({ kind, code, withheld }) => [kind, code, withheld])).toEqual([
      ['decline', 'general.national_tax', '4250000000'],
      ['refer', 'general.accident', '4250000000'],
      ['refer', 'general.appraisers', '4250000000'],
      ['reduce', 'cap.statutory_ordinary', '1550000000'],
    ].filter(([, code]) => code !== 'general.appraisers'))
  })

  test('each tells the value read and what it had to be', () => {
    const { reasons } = asked({ values: { arrears_days: '12' } })
    expect(reasons).toEqual([
      {
        kind: 'refer',
        code: 'general.arrears_short',
        readings: [{ fact: 'arrears_days', value: '12', operator: 'less_than', threshold: '10' }],
        withheld: '850000000',
      },
    ])
  })

  const bad: Readonly<Record<string, readonly (boolean | string | null)[]>> = {
    national_tax_delinquent: [true, false, null],
    local_tax_delinquent: [true, false, null],
    accident_firm: [true, false, null],
    premises_attached: [true, false, null],
    papers_complete: [true, false, null],
    title: ['clear', 'encumbered', 'unclear', null],
    arrears_days: ['0', '10', '30', null],
    estimated_sales: ['0', '400000000', '40000000000', null],
    debt_service_coverage: ['2', '0', null],
    has_technology_asset: [true, false, null],
    employees: ['48', '1001', null],
    guarantee_use_years: ['2', '11', null],
    programme: [...policy.programmes.keys()],
  }
  const values = (): fc.Arbitrary<Values> =>
    fc.record(Object.fromEntries(Object.entries(bad).map(([fact, list]) => [fact, fc.constantFrom(...list)])))
  const requests = (): fc.Arbitrary<Asked> =>
    fc.record({
      values: values(),
      request: fc.record({
        grade: fc.constantFrom(...FINAL_GRADES),
        loan: fc.bigInt(1n, 10n ** 11n).map(money),
        termMonths: fc.integer({ min: 1, max: 360 }),
        trl: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      }),
    })

  test('are at most four, in order, and the recommendation follows from them', () => {
    fc.assert(
      fc.property(requests(), request => {
        const { reasons, recommended } = asked(request)
        expect(reasons.length).toBeLessThanOrEqual(REASONS_MAX)
        for (const [place, reason] of reasons.entries()) {
          const next = reasons[place + 1]
          if (next === undefined) continue
          const [left, right] = [reason, next].map(one => REASON_KINDS.indexOf(one.kind))
          expect((left ?? 0) <= (right ?? 0)).toBe(true)
          if (left === right) expect(BigInt(reason.withheld) >= BigInt(next.withheld)).toBe(true)
        }
        const kinds = reasons.map(one => one.kind)
        const due = kinds.includes('decline') ? 'decline' : kinds.includes('refer') ? 'refer' : 'approve'
        expect(recommended).toBe(due)
      }),
      { numRuns: 300 },
    )
  })

  test('whatever is asked, the parts make the whole and nothing exceeds what was asked', () => {
    fc.assert(
      fc.property(requests(), request => {
        const { cover, tranches, fee, pledge, recommended, guaranteeClass } = asked(request)
        expect(cover.guaranteed + cover.bankShare).toBe(cover.loan)
        if (tranches.length > 0) expect(tranches.reduce((sum, one) => sum + one.amount, 0n)).toBe(cover.guaranteed)
        expect(fee.first >= 0n && fee.first <= cover.guaranteed).toBe(true)
        if (pledge !== null) expect(pledge + cover.guaranteed <= cover.loan).toBe(true)
        if (recommended === 'approve') expect(guaranteeClass).not.toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  test('the same request is answered the same twice', () => {
    fc.assert(
      fc.property(requests(), request => {
        expect(asked(request)).toEqual(asked(request))
      }),
      { numRuns: 30 },
    )
  })
})

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
    const grades = (grade: string) => level(restart, { grade })
    expect(['B', 'CCC', 'CC', 'C'].map(grades)).toEqual([BRANCH, REGION, COMMITTEE, COMMITTEE].map(one => one))
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
    const ratio = policyWith(({ terms }) => void (terms.coverage.basic.value = '0.8'))
    expect(asked({ under: ratio }).cover.guaranteed).toBe(800_000_000n)
    const ceiling = policyWith(({ terms }) => void (terms.ceiling_by_grade.values['BBB'] = '0'))
    expect(asked({ under: ceiling }).recommended).toBe('decline')
    const rate = policyWith(({ terms }) => void (terms.fees.base_by_grade.values['BBB'] = '0.02'))
    expect(asked({ under: rate }).fee.first).toBe(17_000_000n)
  })
})
