/** The policy editions as data: they load, every number has its ground, every clause says of a case what it should. */
import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../../src/decision/policy.ts'
import { termsSchema } from '../../src/decision/terms-schema.ts'
import { provenanceOf } from '../../src/kernel/sourced.ts'
import { type FactValue, rowOf } from '../../src/rules/rows.ts'
import {
  allClauses,
  authority,
  editions,
  eligibility,
  holidays,
  json,
  programmes,
  sourceIds,
  terms,
  under,
  vocabulary,
} from './policy-editions.ts'

describe('the policy editions load', () => {
  it('compiles every clause and every condition of terms and programmes against the declared facts', () => {
    const compiled = compilePolicy(vocabulary, editions)
    expect(compiled.ok ? [] : compiled.refusals).toEqual([])
  })

  it('finds a clause that reads a fact nobody declared', () => {
    const general = structuredClone(eligibility.general) as { conditions: unknown }[]
    general[0]!.conditions = { all: [{ fact: 'shoe_size', operator: 'equals', value: true }] }
    const compiled = compilePolicy(vocabulary, { ...editions, eligibility: { ...eligibility, general } })
    expect(compiled.ok ? [] : compiled.refusals.map(one => one.code)).toContain('fact_unknown')
  })

  it('finds a parameter whose unit is not that of the fact it is compared with', () => {
    const parameters = structuredClone(eligibility.parameters)
    parameters['credit_employees_max'] = { ...parameters['credit_employees_max']!, unit: 'won' }
    const compiled = compilePolicy(vocabulary, { ...editions, eligibility: { ...eligibility, parameters } })
    expect(compiled.ok ? [] : compiled.refusals.map(one => one.code)).toContain('unit_mismatch')
  })

  it('gives each clause, parameter and limit a name of its own', () => {
    const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index)
    expect(repeated(allClauses.map(one => one.clause))).toEqual([])
    const parameters = [eligibility.parameters, terms.parameters, ...programmes.programmes.map(one => one.parameters)]
    expect(repeated(parameters.flatMap(one => Object.keys(one)))).toEqual([])
    const limits = [terms.statutory_caps, terms.caps, ...programmes.programmes.map(one => one.limits)].flat()
    expect(repeated(limits.map(one => one.code))).toEqual([])
  })

  it('uses every parameter it declares', () => {
    const names = [eligibility.parameters, terms.parameters, ...programmes.programmes.map(one => one.parameters)]
    const used = new Set(under(editions, 'params').map(one => (one as { readonly name: string }).name))
    expect(names.flatMap(one => Object.keys(one)).filter(name => !used.has(name))).toEqual([])
  })

  it('writes no threshold into a condition: amounts, ages and ratios are parameters with their ground', () => {
    const numbers = under(editions, 'value').filter(value => typeof value === 'string')
    const inClauses = under(editions, 'conditions').concat(under(editions, 'when'), under(editions, 'applies'))
    const literals = under(inClauses, 'value').filter(value => typeof value === 'string' && /^-?\d/.test(value))
    expect(numbers.length).toBeGreaterThan(100)
    expect(literals).toEqual([])
  })
})

describe('every number has its ground', () => {
  const all = [...Object.entries(editions), ['holidays', holidays] as const]

  it('names a source that is listed, once, for everything published', () => {
    const ids = all.flatMap(([, file]) => [...under(file, 'source'), ...under(file, 'legal_basis')])
    const named = ids.flatMap(one => (one === null ? [] : [(one as { readonly id: string }).id]))
    expect(named.filter(id => !sourceIds.includes(id))).toEqual([])
    expect(
      Object.keys(json('sources/policy.json') as object).filter(id => sourceIds.filter(one => one === id).length > 1),
    ).toEqual([])
  })

  it('refuses a published number that names no source', () => {
    const { source: _, ...bare } = terms.coverage.basic
    const read = termsSchema.safeParse({ ...terms, coverage: { ...terms.coverage, basic: bare } })
    expect(read.success).toBe(false)
  })

  it('lists no source of policy that nothing rests on', () => {
    const text = all.map(([, file]) => JSON.stringify(file)).join()
    expect(Object.keys(json('sources/policy.json') as object).filter(id => !text.includes(id))).toEqual([])
  })

  it('calls nothing published that the agency does not publish: rates by grade, signing powers, own caps', () => {
    const status = (place: string, file: unknown) =>
      provenanceOf(file)
        .filter(one => one.place.startsWith(place))
        .map(one => one.status)
    expect(new Set(status('fees.base_by_grade', terms))).toEqual(new Set(['assumed']))
    expect(new Set(status('fees.surcharges', terms))).toEqual(new Set(['assumed']))
    expect(new Set(status('caps', terms))).toEqual(new Set(['assumed']))
    expect(new Set(status('levels', authority))).toEqual(new Set(['assumed']))
  })
})

describe('what the clauses say of a case', () => {
  const compiled = compilePolicy(vocabulary, editions)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusals))
  const { programmes: ready } = compiled.value

  /** Outcome of one clause of a programme, for the facts given; all others are unknown. */
  function outcome(code: string, clause: string, facts: Readonly<Record<string, FactValue>>) {
    const row = rowOf(vocabulary, facts)
    if (!row.ok) throw new Error(JSON.stringify(row.refusals))
    const found = ready
      .get(code)
      ?.clauses.trace(row.value)
      .find(one => one.clause.clause === clause)
    if (found === undefined) throw new Error(`no clause ${clause} in ${code}`)
    return found.outcome
  }
  const ordinary = (clause: string, facts: Readonly<Record<string, FactValue>>) =>
    outcome('technology_guarantee', clause, facts)

  it('takes owners of 17 to 39 and firms of less than five full years as youth start-ups', () => {
    const age = (years: string) => outcome('youth_startup', 'youth_startup.owner_age', { owner_age_years: years })
    expect(['16', '17', '39', '40'].map(age)).toEqual(['not_met', 'met', 'met', 'not_met'])
    const firm = (months: string) => outcome('youth_startup', 'youth_startup.firm_age', { firm_age_months: months })
    expect(['59', '60'].map(firm)).toEqual(['met', 'not_met'])
  })

  it('refers arrears of 10 days and declines arrears of 30', () => {
    const both = (days: string) =>
      ['general.arrears_short', 'general.arrears_long'].map(code => ordinary(code, { arrears_days: days }))
    expect([both('9'), both('10'), both('30')]).toEqual([
      ['met', 'met'],
      ['not_met', 'met'],
      ['not_met', 'not_met'],
    ])
  })

  it('holds nobody to be in arrears, taxed or barred because nothing is known: unknown never declines', () => {
    expect(ordinary('general.national_tax', {})).toBe('unknown')
    const hard = [...ready.values()].flatMap(one =>
      one.clauses.trace(new Float64Array(vocabulary.facts.length).fill(Number.NaN)),
    )
    expect(hard.filter(one => one.clause.ifUnknown === 'decline').map(one => one.clause.clause)).toEqual([])
  })

  it('lets a firm under rehabilitation through only while it performs an approved plan', () => {
    const plan = (performed: boolean | null) =>
      ordinary('general.insolvency', { bankruptcy_or_rehabilitation: true, approved_plan_performed: performed })
    expect([plan(true), plan(false), plan(null)]).toEqual(['met', 'not_met', 'unknown'])
  })

  it('exempts firms of less than 36 months and founders before registration from the test of repayment', () => {
    const test = (facts: Readonly<Record<string, FactValue>>) =>
      ordinary('capacity.debt_service', { debt_service_coverage: '1.09', legal_form: 'company', ...facts })
    expect(test({ firm_age_months: '35' })).toBe('not_applicable')
    expect(test({ firm_age_months: '36' })).toBe('not_met')
    expect(test({ firm_age_months: '36', debt_service_coverage: '1.1' })).toBe('met')
    expect(test({ firm_age_months: '0', legal_form: 'pre_startup' })).toBe('not_applicable')
  })

  it('takes a firm at the very limit of sales as small or medium, and one won above it as neither', () => {
    const sales = (average: string) =>
      ordinary('technology.sales', {
        legal_form: 'company',
        firm_age_months: '60',
        sales_average_3y: average,
        sme_sales_limit: '100000000000',
      })
    expect([sales('100000000000'), sales('100000000001')]).toEqual(['met', 'not_met'])
  })

  it('keeps total assets below 5,000억 for a technology guarantee and up to 1,000억 for a credit guarantee', () => {
    const assets = (clause: string, amount: string) => ordinary(clause, { legal_form: 'company', total_assets: amount })
    expect([assets('technology.assets', '499999999999'), assets('technology.assets', '500000000000')]).toEqual([
      'met',
      'not_met',
    ])
    expect([assets('credit.total_assets', '100000000000'), assets('credit.total_assets', '100000000001')]).toEqual([
      'met',
      'not_met',
    ])
  })

  it('asks a founder before registration for no number, and sends him to the programme made for it', () => {
    const founder = { legal_form: 'pre_startup', has_business_number: false }
    expect(ordinary('general.registered', founder)).toBe('not_applicable')
    expect(ordinary('general.pre_startup_programme', { ...founder, programme: 'youth_startup' })).toBe('not_met')
    expect(outcome('pre_startup', 'general.pre_startup_programme', { ...founder, programme: 'pre_startup' })).toBe(
      'met',
    )
  })

  it('judges a past indemnity in a restart by its committee, not by the general bar', () => {
    const facts = { unpaid_indemnity: true, restart_reviewed: true }
    expect(outcome('restart', 'general.unpaid_indemnity', { ...facts, programme: 'restart' })).toBe('not_applicable')
    expect(outcome('restart', 'restart.reviewed', facts)).toBe('met')
    expect(ordinary('general.unpaid_indemnity', { ...facts, programme: 'technology_guarantee' })).toBe('not_met')
  })

  it('refuses to lend on a value that rests on an assumed table', () => {
    for (const code of ['patent_valuation', 'ip_one_plus_one', 'ip_plus'])
      expect(outcome(code, `${code}.valuation_status`, { ip_value_status: 'assumed' })).toBe('not_met')
  })

  it('excludes gambling, refers services to finance, and lets a factory pass', () => {
    const industry = (code: string) =>
      ['general.industry_excluded', 'general.industry_restricted'].map(clause =>
        ordinary(clause, { excluded_industry: code }),
      )
    expect([industry('gambling'), industry('financial_services'), industry('none')]).toEqual([
      ['not_met', 'met'],
      ['met', 'not_met'],
      ['met', 'met'],
    ])
    const listed = (treatment: string) =>
      eligibility.industries.filter(one => one.treatment === treatment).map(one => one.code)
    expect(listed('excluded').map(code => industry(code)[0])).toEqual(listed('excluded').map(() => 'not_met'))
    expect(listed('restricted').map(code => industry(code)[1])).toEqual(listed('restricted').map(() => 'not_met'))
  })
})
