// What the rules recommend, approve, refer or decline, and why.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { principal, REASON_KINDS, REASONS_MAX } from '../../src/decision/reasons.ts'
import { fixedText } from '../../src/kernel/fixed.ts'
import { money } from '../../src/kernel/money.ts'
import { FINAL_GRADES } from '../../src/scoring/grades-schema.ts'
import { type Asked, asked, policy, uses, type Values } from './sample.ts'

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

  test.each([...new Set(table.map(([fact]) => fact))])(
    '%s not known: referred, neither approved nor declined',
    fact => {
      const { recommended, reasons } = asked({ values: { [fact]: null } })
      expect(recommended).toBe('refer')
      const read = reasons.flatMap(one => one.readings).filter(one => one.fact === fact)
      expect(read.map(one => one.value)).toEqual(read.map(() => null))
      expect(read.length).toBeGreaterThan(0)
    },
  )

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
      ['reduce', 'cap.statutory_ordinary', '1550000000'],
    ])
  })

  test('of two caps the one that withholds more comes first, wherever it stands among them', () => {
    const pact = { code: 'bank_pact_limit', scope: 'pact', limit: money(700_000_000n), used: money(0n) } as const
    const values = { loan_amount: '5000000000' }
    const { reasons } = asked({ values, request: { uses: { ...uses, external: [pact] } } })
    // 42.5억 asked for: the statute leaves 27 and withholds 15.5, the pact leaves 7 and withholds 35.5.
    expect(reasons.map(({ code, withheld }) => [code, withheld])).toEqual([
      ['cap.bank_pact_limit', '3550000000'],
      ['cap.statutory_ordinary', '1550000000'],
    ])
  })

  test('are picked from any list by kind, then effect, then the order found', () => {
    const reason = fc.record({
      kind: fc.constantFrom(...REASON_KINDS),
      code: fc.string({ minLength: 1, maxLength: 4 }),
      readings: fc.constant([]),
      withheld: fc.bigInt(0n, 5n).map(String),
    })
    fc.assert(
      fc.property(fc.array(reason, { maxLength: 9 }), list => {
        const picked = principal(list)
        expect(picked.length).toBe(Math.min(REASONS_MAX, list.length))
        // A kind outweighs any amount here, at most 5; sorting keeps the order found where two weigh the same.
        const weight = ({ kind, withheld }: (typeof list)[number]) =>
          (2 - REASON_KINDS.indexOf(kind)) * 10 + Number(withheld)
        const due = list.toSorted((a, b) => weight(b) - weight(a)).slice(0, REASONS_MAX)
        expect(picked).toEqual(due)
      }),
    )
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
