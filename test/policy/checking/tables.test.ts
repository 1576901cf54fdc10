/**
 * Mistakes planted in the tables of the shipped editions: each is found where it stands, with a case, and the case
 * shows it when the real evaluators are asked.
 */
import { describe, expect, test } from 'vitest'
import { compileRules } from '../../../src/appraisal/rule-book.ts'
import { fixed } from '../../../src/kernel/fixed.ts'
import { money } from '../../../src/kernel/money.ts'
import { sure } from '../../../src/kernel/result.ts'
import type { Witness } from '../../../src/policy/checking/finding.ts'
import { witnessesOf } from '../../../src/policy/checking/witnesses.ts'
import { finalGradeOf, gradeRank } from '../../../src/scoring/grades.ts'
import type { TechnologyGrade } from '../../../src/scoring/grades-schema.ts'
import type { RiskGrade } from '../../../src/scoring/risk-schema.ts'
import { book, rules } from '../../appraisal/sample.ts'
import { asked, use } from '../../decision/sample.ts'
import {
  type Planted,
  PROGRAMMES,
  placeOf,
  planted,
  plantedProgramme,
  plantedTerms,
  shippedAt,
  TERMS,
  theOne,
} from './sample.ts'

/** What the rules of a draft recommend on a witness; facts it does not name are those of a firm like any other. */
const decided = ({ rules: { policy } }: Planted, witness: Witness = {}, more: Witness = {}) =>
  asked({ values: { ...more, ...witness }, under: policy })

const leaf = (fact: string, operator: string, value: unknown) => ({ all: [{ fact, operator, value }] })

describe('the shipped editions', () => {
  test('have no error, and nothing that was not looked at', () => {
    const found = witnessesOf(rules, book)
    expect(found.filter(one => one.severity === 'error' || one.kind === 'not_decided')).toEqual([])
  })

  test('without safeguards on their day are not said to be in order', () => {
    const found = witnessesOf(rules, { ...book, shelves: { ...book.shelves, safeguards: [] } })
    expect(found.map(one => [one.kind, one.place])).toEqual([
      ['not_decided', 'safeguards/none.json#better_when_higher'],
    ])
  })
})

describe('coverage', () => {
  test('a row narrowed so that firms between two rows have none of their own: found, with such a firm', () => {
    const one = plantedProgramme('customised_startup', { 'coverage.1.when': leaf('firm_age_months', 'at_least', '24') })
    const found = theOne(one, 'gap', /#programmes\.\d+\.coverage$/)
    expect(found.severity).toBe('error')
    expect(found.witness).toEqual({ firm_age_months: '12' })
    // The firm falls to the ordinary ratio, which no row of the programme gives.
    const given = (months: string) => decided(one, { firm_age_months: months }, { programme: 'customised_startup' })
    expect(['11', '12', '23', '24'].map(months => given(months).coverage.row)).toEqual([
      'customised_startup_first_year',
      'basic',
      'basic',
      'customised_startup_later',
    ])
  })

  test('a reduction of five points that forgets a year of use: the gap, and who gains by long use', () => {
    const reduction = shippedAt<Record<string, unknown>>(TERMS, 'coverage.reductions.0')
    const when = {
      all: [
        { fact: 'guarantee_use_years', operator: 'at_least', value: '5' },
        { fact: 'guarantee_use_years', operator: 'at_most', value: '9' },
      ],
    }
    const one = plantedTerms({ 'coverage.reductions.1': { ...reduction, code: 'middle_use', when } })
    const gap = theOne(one, 'gap', /^terms\/2026-01\.json#coverage\.reductions$/)
    expect(gap.witness).toEqual({ guarantee_use_years: '10' })
    const ratio = (witness: Witness) => decided(one, witness).coverage.ratio
    const years = (text: string) => ({ guarantee_use_years: text })
    expect([ratio(years('9')), ratio(gap.witness), ratio(years('11'))]).toEqual(['0.8', '0.85', '0.8'].map(fixed))
    const order = theOne(one, 'not_monotone', /coverage\.reductions/)
    expect([order.severity, order.params['fact']]).toEqual(['error', 'guarantee_use_years'])
    expect(ratio(order.beside ?? {}) < ratio(order.witness)).toBe(true)
  })

  test('the same reduction mended leaves nothing to find', () => {
    const reduction = shippedAt<Record<string, unknown>>(TERMS, 'coverage.reductions.0')
    const when = leaf('guarantee_use_years', 'at_least', '5')
    expect(plantedTerms({ 'coverage.reductions.1': { ...reduction, code: 'middle_use', when } }).found).toEqual([])
  })

  test('a row widened over the one behind it: the one behind never counts', () => {
    const when = { all: [{ fact: 'baby_unicorn_selected', operator: 'differs', value: false }] }
    const wider = { any: [when, leaf('baby_unicorn_selected', 'equals', false)] }
    const one = plantedProgramme('bank_pact', { 'coverage.0.when': wider })
    const found = theOne(one, 'row_shadowed', /coverage\.1$/)
    expect(found.params).toMatchObject({ row: 'bank_pact_ratio', others: 'bank_pact_baby_unicorn' })
    expect(decided(one, found.witness, { programme: 'bank_pact' }).coverage.row).toBe('bank_pact_baby_unicorn')
  })

  test('a row whose condition cannot be met', () => {
    const when = {
      all: [
        { fact: 'firm_age_months', operator: 'less_than', value: '12' },
        { fact: 'firm_age_months', operator: 'at_least', value: '24' },
      ],
    }
    const one = plantedProgramme('customised_startup', { 'coverage.0.when': when })
    expect(theOne(one, 'row_unreachable', /coverage\.0$/).severity).toBe('error')
  })

  test('two rows that give the same: the first changes nothing', () => {
    const one = plantedProgramme('customised_startup', { 'coverage.0.ratio.value': '0.9' })
    const found = theOne(one, 'row_redundant', /coverage\.0$/)
    expect([found.severity, found.params['row']]).toEqual(['warning', 'customised_startup_first_year'])
  })

  test('more cover for a firm whose years of use nobody knows', () => {
    const one = plantedProgramme('bank_pact', {
      'coverage.0.when': leaf('guarantee_use_years', 'more_than', '5'),
      'coverage.0.ratio.value': '0.7',
    })
    const found = theOne(one, 'unknown_rewarded', /coverage/)
    const ratio = (witness: Witness) => decided(one, witness, { programme: 'bank_pact' }).coverage.ratio
    expect([found.severity, found.witness]).toEqual(['warning', { guarantee_use_years: null }])
    expect(ratio(found.witness) > ratio(found.beside ?? {})).toBe(true)
  })

  test('more collateral covered less', () => {
    const one = plantedProgramme('patent_valuation', {
      'coverage.0.when': leaf('ip_value', 'at_least', '1000000000'),
      'coverage.0.ratio.value': '0.7',
      'coverage.1': shippedAt(PROGRAMMES, `programmes.${placeOf('patent_valuation')}.coverage.0`),
    })
    const found = theOne(one, 'not_monotone', /coverage\.0$/)
    expect([found.witness['ip_value'], found.beside?.['ip_value']]).toEqual(['0', '1000000000'])
    const ratio = (witness: Witness = {}) => decided(one, witness, { programme: 'patent_valuation' }).coverage.ratio
    expect([ratio(found.witness), ratio(found.beside)]).toEqual(['0.85', '0.7'].map(fixed))
  })

  test('rows for every case that is known, and none where it is not: a warning that says so', () => {
    const one = plantedProgramme('bank_pact', { 'coverage.1.when': leaf('baby_unicorn_selected', 'equals', false) })
    const found = theOne(one, 'gap', /coverage$/)
    expect([found.severity, found.params['over'], found.witness]).toEqual([
      'warning',
      'unknown',
      { baby_unicorn_selected: null },
    ])
    expect(decided(one, found.witness, { programme: 'bank_pact' }).coverage.row).toBe('basic')
  })

  test('reductions that together leave nothing to guarantee', () => {
    const reduction = shippedAt<Record<string, unknown>>(TERMS, 'coverage.reductions.0')
    const when = leaf('capital_impaired', 'equals', true)
    const by = { ...(reduction['by'] as Record<string, unknown>), value: '0.8' }
    const one = plantedTerms({ 'coverage.reductions.1': { ...reduction, code: 'impaired', when, by } })
    const found = theOne(one, 'nothing_given', /coverage\.reductions$/)
    expect(decided(one, found.witness).coverage.ratio).toBe(0n)
  })
})

describe('ceilings, caps and limits', () => {
  test('two grades with each other’s ceiling: the better grade has less', () => {
    const [a, bbb] = ['A', 'BBB'].map(grade => shippedAt<string>(TERMS, `ceiling_by_grade.values.${grade}`))
    const one = plantedTerms({ 'ceiling_by_grade.values.A': bbb, 'ceiling_by_grade.values.BBB': a })
    const found = theOne(one, 'not_monotone', /ceiling_by_grade\.values\.A$/)
    expect([found.witness, found.beside]).toEqual([{ grade: 'BBB' }, { grade: 'A' }])
    const ceiling = (witness: Witness = {}) =>
      decided(one, witness).caps.find(cap => cap.code === 'grade_ceiling')?.limit
    expect(ceiling(found.beside)! < ceiling(found.witness)!).toBe(true)
  })

  test('a ceiling of nothing for a grade that programmes let in', () => {
    const one = plantedTerms({
      'ceiling_by_grade.values.C': '0',
      'ceiling_by_grade.values.CC': '0',
      'ceiling_by_grade.values.CCC': '0',
    })
    const found = one.found.filter(each => each.kind === 'nothing_given')
    expect(found.map(each => each.witness)).toContainEqual({ programme: 'restart', grade: 'CCC' })
    expect(decided(one, found[0]?.witness ?? {}).cover.guaranteed).toBe(0n)
  })

  test('an exception of the statute lowered below the ordinary cap never counts', () => {
    const one = plantedTerms({ 'statutory_caps.1.amount.value': '2000000000' })
    const found = theOne(one, 'row_shadowed', /statutory_caps\.1$/)
    expect(found.params).toMatchObject({ row: 'statutory_50', others: 'statutory_ordinary' })
    const codes = decided(one, found.witness).caps.map(cap => cap.code)
    expect([codes.includes('statutory_ordinary'), codes.includes('statutory_50')]).toEqual([true, false])
  })

  test('a rung of the ladder lower than the one before it', () => {
    const one = plantedProgramme('high_growth_ladder', { 'limits.1.amount.value': '500000000' })
    const shadowed = theOne(one, 'row_shadowed', /limits\.0$/)
    const limits = (witness: Witness) =>
      decided(one, witness, { programme: 'high_growth_ladder' }).caps.filter(cap => cap.code.startsWith('ladder_'))
    const least = (witness: Witness) =>
      limits(witness).reduce((low, cap) => (cap.limit < low ? cap.limit : low), money(10n ** 15n))
    expect(limits(shadowed.witness).map(cap => cap.code)).toContain('ladder_first')
    expect(least(shadowed.witness)).toBe(500_000_000n)
  })

  test('limits that leave a purpose of the programme without one', () => {
    const one = plantedProgramme('certification_demonstration_rnd', {
      'limits.2.when': leaf('purpose', 'equals', 'certification'),
    })
    const found = theOne(one, 'gap', /limits$/)
    const caps = decided(one, found.witness, { programme: 'certification_demonstration_rnd' }).caps
    expect(found.witness).toEqual({ purpose: 'commercialisation' })
    expect(caps.filter(cap => cap.code.startsWith('certification_'))).toEqual([])
  })

  test('a purpose no need is read for, and one for which two are', () => {
    const one = plantedTerms({ 'needs.2.purposes': ['rnd'] })
    const gaps = one.found.filter(each => each.kind === 'gap' && each.params['table'] === 'needs')
    expect(gaps.map(each => each.witness)).toContainEqual({ purpose: 'facility' })
    const caps = decided(one, { purpose: 'facility', facility_quote: '900000000' }).caps
    expect(caps.some(cap => cap.code.endsWith('_share') || cap.code.endsWith('_quarter'))).toBe(false)
    const overlap = theOne(one, 'overlap', /needs\.2$/)
    expect([overlap.witness, overlap.params['others']]).toEqual([{ purpose: 'rnd' }, 'rnd_share'])
  })

  test('gates whose shares make no whole, and whose readiness does not rise', () => {
    const one = plantedProgramme('poc_pilot', { 'gates.0.share.value': '0.3', 'gates.2.trl.value': '6' })
    expect(theOne(one, 'parts_make_no_whole', /gates$/).witness).toMatchObject({ proof_of_concept: '0.3' })
    expect(theOne(one, 'not_rising', /gates\.2\.trl$/).witness).toEqual({ trl: '6' })
  })

  test('a condition that can never hold', () => {
    const one = plantedTerms({ 'conditions.3.when': leaf('rights_in_force', 'less_than', '0') }, [])
    expect(theOne(one, 'row_unreachable', /^terms\/2026-01\.json#conditions\.3$/).params['row']).toBe(
      'keep_rights_alive',
    )
  })
})

describe('fees', () => {
  const rate = (one: Planted, witness: Witness = {}) => decided(one, witness).fee.rate

  test('two grades with each other’s base rate: the better grade is dearer', () => {
    const one = plantedTerms({ 'fees.base_by_grade.values.A': '0.012', 'fees.base_by_grade.values.BBB': '0.01' })
    const found = theOne(one, 'not_monotone', /fees\.base_by_grade\.values\.A$/)
    expect([found.witness['grade'], found.beside?.['grade']]).toEqual(['BBB', 'A'])
    expect(rate(one, found.beside) > rate(one, found.witness)).toBe(true)
  })

  test('a surcharge turned round: the smaller loan pays it', () => {
    const when = { all: [{ fact: 'loan_amount', operator: 'less_than', value: '1500000000' }] }
    const one = plantedTerms({ 'fees.surcharges.1.when': when })
    const found = theOne(one, 'not_monotone', /fees/)
    expect(found.params['fact']).toBe('loan_amount')
    expect(rate(one, found.beside) > rate(one, found.witness)).toBe(true)
  })

  test('a least rate above the greatest, and a base rate beyond both', () => {
    const crossed = plantedTerms({ 'fees.minimum.value': '0.04' })
    expect(theOne(crossed, 'bounds_crossed', /fees\.minimum$/).severity).toBe('error')
    const beyond = plantedTerms({ 'fees.base_by_grade.values.AAA': '0.004' })
    const found = theOne(beyond, 'bounds_crossed', /base_by_grade\.values\.AAA$/)
    expect([found.severity, rate(beyond, found.witness)]).toEqual(['warning', fixed('0.005')])
  })

  test('a grade that is guaranteed and has no rate', () => {
    const one = plantedTerms({}, ['fees.base_by_grade.values.BB'])
    expect(theOne(one, 'gap', /base_by_grade\.values\.BB$/).witness).toEqual({ grade: 'BB' })
    expect(rate(one, { grade: 'BB' })).toBe(fixed('0.03'))
  })

  test('longer use that adds less', () => {
    const one = planted('fees/2026-01.json', { 'additions.long_use.1.rate.value': '0.0005' })
    const found = theOne(one, 'not_monotone', /additions\.long_use/)
    expect([found.witness, found.beside]).toEqual([{ long_use: '11' }, { long_use: '6' }])
  })
})

describe('authority and grades', () => {
  /** Whether any level reaches a case: what the decision asks before it falls back on the highest. */
  const reaches = ({ rules: { policy } }: Planted, witness: Witness) =>
    policy.levels.some(
      level =>
        BigInt(String(witness['guaranteed_amount'])) <= level.amountMax &&
        gradeRank(String(witness['grade']) as never) <= level.minimumRank &&
        (witness['is_referred'] !== true || level.maySignReferred),
    )

  test('amounts the statute allows and nobody may sign', () => {
    const one = planted('authority/2026-01.json', { 'levels.2.amount_max.value': '20000000000' })
    const found = theOne(one, 'gap', /levels$/)
    expect([found.severity, reaches(one, found.witness)]).toEqual(['error', false])
    const witness = found.witness
    const loan = money(BigInt(String(witness['guaranteed_amount'])))
    // The decision is given to the last level all the same, although its amount does not reach.
    const decision = asked({
      values: { programme: 'securitisation', purpose: 'securitisation', pool_asset_amount: '90000000000' },
      request: { loan, grade: 'AAA', uses: { firm: use(0n), group: use(0n), isGroupKnown: true, external: [] } },
      under: {
        ...one.rules.policy,
        terms: { ...one.rules.policy.terms, caps: [], ceilings: one.rules.policy.terms.ceilings.map(() => loan) },
      },
    })
    expect([decision.cover.guaranteed > 20_000_000_000n, decision.authority.level]).toEqual([
      true,
      'head_office_committee',
    ])
  })

  test('a referred case nobody may sign', () => {
    const one = planted('authority/2026-01.json', {
      'levels.1.may_sign_referred': false,
      'levels.2.may_sign_referred': false,
    })
    const found = theOne(one, 'gap', /levels$/)
    expect([found.witness['is_referred'], reaches(one, found.witness)]).toEqual([true, false])
  })

  test('levels out of order: one stands in another’s shadow, and amounts do not rise', () => {
    const levels = shippedAt<readonly unknown[]>('authority/2026-01.json', 'levels')
    const one = planted('authority/2026-01.json', { levels: [levels[1], levels[0], levels[2]] })
    expect(theOne(one, 'row_shadowed', /levels\.1$/).params).toMatchObject({
      row: 'branch_head',
      others: 'regional_head',
    })
    expect(theOne(one, 'not_rising', /levels\.1\.amount_max$/).witness).toEqual({ guaranteed_amount: '1000000000' })
  })

  test('a larger amount signed by fewer', () => {
    const one = planted('authority/2026-01.json', { 'levels.1.quorum.value': '6' })
    expect(theOne(one, 'not_monotone', /levels/).severity).toBe('warning')
  })

  test('two rows of the matrix exchanged: the better technology is graded worse', () => {
    const { editions, references, day } = rules
    const { values } = editions.grades.matrix
    const swapped = { ...values, T2: values['T4'] ?? {}, T4: values['T2'] ?? {} }
    const grades = { ...editions.grades, matrix: { ...editions.grades.matrix, values: swapped } }
    const draft = sure(compileRules({ ...editions, grades }, references, day))
    const found = witnessesOf(draft, book).find(one => one.kind === 'not_monotone' && one.place.includes('#matrix'))
    const rank = (witness: Witness = {}) =>
      gradeRank(
        finalGradeOf(draft.grades, witness['technology_grade'] as TechnologyGrade, witness['risk_grade'] as RiskGrade),
      )
    expect(found?.params['fact']).toBe('technology_grade')
    expect(rank(found?.beside) > rank(found?.witness)).toBe(true)
  })

  test('cut-offs that do not fall: a grade nobody reaches', () => {
    const { editions, references, day } = rules
    const cutOffs = {
      ...editions.grades.technology_score_min,
      values: { ...editions.grades.technology_score_min.values, T4: '80' },
    }
    const draft = sure(
      compileRules({ ...editions, grades: { ...editions.grades, technology_score_min: cutOffs } }, references, day),
    )
    const found = witnessesOf(draft, book).find(one => one.kind === 'row_shadowed')
    expect([found?.place, found?.params['others']]).toEqual([
      'grades/2026-01.json#technology_score_min.values.T4',
      'T3',
    ])
  })
})
