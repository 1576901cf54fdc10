/**
 * What a draft nobody should have sent gets: refused with file, place and reason, whatever is wrong with it, and the
 * editions in force stay as they are.
 */
import { describe, expect, test } from 'vitest'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { ROWS_MAX } from '../../src/appraisal/rule-files.ts'
import { book, type Files, files, filesWith } from './sample.ts'

const TERMS = 'terms/2026-01.json'
const ELIGIBILITY = 'eligibility/2026-01.json'
const PROGRAMMES = 'programmes/2026-01.json'
const withText = (name: string, text: string): Files => new Map([...files, [name, text]])

type Problem = { readonly code: string; readonly at: string; readonly params: Readonly<Record<string, string>> }
const problems = (of: Files): readonly Problem[] => {
  const read = readRuleBook(of)
  return read.ok ? [] : read.refusals
}

const condition = (leaf: unknown) => filesWith(ELIGIBILITY, { 'general.0.conditions': { all: [leaf] } })
const nested = (depth: number): unknown =>
  depth === 0 ? { fact: 'trl', operator: 'at_least', value: '1' } : { all: [nested(depth - 1)] }

/** What is wrong -> the files, the code, the place, and what the reason names. */
const BAD: readonly (readonly [what: string, of: () => Files, code: string, at: string, named: readonly string[]])[] = [
  ['text that is cut short', () => withText(TERMS, '{"kind": "terms", '), 'input_not_json', `${TERMS}#`, ['JSON']],
  ['no text at all', () => withText(TERMS, ''), 'input_not_json', `${TERMS}#`, ['JSON']],
  [
    'fifty megabytes',
    () => withText(TERMS, `{"note": "${'x'.repeat(50 * 1024 * 1024)}"}`),
    'input_too_large',
    `${TERMS}#`,
    ['at most 8388608'],
  ],
  ['brackets without end', () => withText(TERMS, '['.repeat(100_000)), 'input_too_deep', `${TERMS}#`, ['100000', '40']],
  [
    'ten thousand rows',
    () => filesWith(TERMS, { caps: Array.from({ length: 10_000 }, () => ({})) }),
    'input_out_of_bounds',
    `${TERMS}#caps`,
    ['10000 rows', `at most ${ROWS_MAX}`],
  ],
  [
    'ten thousand rows deep inside',
    () => filesWith(PROGRAMMES, { 'programmes.3.coverage': Array.from({ length: 10_000 }, () => ({})) }),
    'input_out_of_bounds',
    `${PROGRAMMES}#programmes.3.coverage`,
    ['10000 rows'],
  ],
  [
    'a fact nobody declares',
    () => condition({ fact: 'shoe_size', operator: 'at_least', value: '1' }),
    'fact_unknown',
    `${ELIGIBILITY}#general/0/conditions/all/0/fact`,
    ['shoe_size'],
  ],
  [
    'text compared with a number',
    () => condition({ fact: 'legal_form', operator: 'at_least', value: '3' }),
    'operator_type',
    `${ELIGIBILITY}#general/0/conditions/all/0/operator`,
    ['legal_form', 'code'],
  ],
  [
    'a number compared with text',
    () => condition({ fact: 'employees', operator: 'at_most', value: 'many' }),
    'value_type',
    `${ELIGIBILITY}#general/0/conditions/all/0/value`,
    ['many', 'employees'],
  ],
  [
    'a number that is no text',
    () => condition({ fact: 'employees', operator: 'at_most', value: 50 }),
    'value_type',
    `${ELIGIBILITY}#general/0/conditions/all/0/value`,
    ['50'],
  ],
  [
    'won compared with months',
    () =>
      condition({
        fact: 'total_assets',
        operator: 'at_most',
        value: { fact: 'parameter', params: { name: 'startup_months' } },
      }),
    'unit_mismatch',
    `${ELIGIBILITY}#general/0/conditions/all/0/value`,
    ['won', 'months', 'total_assets', 'startup_months'],
  ],
  [
    'months compared with years',
    () => condition({ fact: 'firm_age_months', operator: 'at_most', value: { fact: 'firm_age_years' } }),
    'unit_mismatch',
    `${ELIGIBILITY}#general/0/conditions/all/0/value/fact`,
    ['months', 'years'],
  ],
  [
    'a parameter in another unit than the table’s',
    () => filesWith(TERMS, { 'ceiling_by_grade.unit': 'ratio' }),
    'input_malformed',
    `${TERMS}#ceiling_by_grade.unit`,
    ['ratio'],
  ],
  [
    'a year of no days, by which every fee is divided',
    () => filesWith(TERMS, { 'fees.day_count.value': '0' }),
    'input_malformed',
    `${TERMS}#fees.day_count`,
    ['above 0'],
  ],
  [
    'damages over a year of no days',
    () => filesWith('aftercare/2026-01.json', { 'damages_day_count.value': '0' }),
    'input_malformed',
    'aftercare/2026-01.json#damages_day_count',
    ['above 0'],
  ],
  [
    'amounts cut to multiples of nothing',
    () => filesWith(TERMS, { 'rounding.guarantee_step.value': '0' }),
    'input_malformed',
    `${TERMS}#rounding.guarantee_step`,
    ['above 0'],
  ],
  [
    'a coverage of nothing, by which amounts are divided',
    () => filesWith(TERMS, { 'coverage.basic.value': '0.00' }),
    'input_malformed',
    `${TERMS}#coverage.basic`,
    ['above 0 and at most 1'],
  ],
  [
    'a programme that covers more than the loan',
    () => filesWith(PROGRAMMES, { 'programmes.3.coverage.0.ratio.value': '1.05' }),
    'input_malformed',
    `${PROGRAMMES}#programmes.3.coverage.0.ratio`,
    ['above 0 and at most 1'],
  ],
  [
    'a discount below nothing',
    () => filesWith(TERMS, { 'fees.discounts.0.rate.value': '-0.001' }),
    'input_malformed',
    `${TERMS}#fees.discounts.0.rate`,
    ['not below 0'],
  ],
  [
    'a condition that names itself',
    () => filesWith(ELIGIBILITY, { 'general.0.conditions': { condition: 'general.registered' } }),
    'clause_reference_forbidden',
    `${ELIGIBILITY}#general/0/conditions/condition`,
    ['condition'],
  ],
  [
    'a parameter that names a parameter',
    () =>
      filesWith(TERMS, {
        'parameters.long_use_years.value': { fact: 'parameter', params: { name: 'long_use_years' } },
      }),
    'input_wrong_type',
    `${TERMS}#parameters.long_use_years.value`,
    ['string'],
  ],
  [
    'groups within groups',
    () => filesWith(ELIGIBILITY, { 'general.0.conditions': nested(9) }),
    'rules_too_deep',
    `${ELIGIBILITY}#general/0/conditions`,
    ['8'],
  ],
  [
    'a number without a ground',
    () => filesWith(TERMS, {}, ['coverage.reductions.0.by.note']),
    'input_malformed',
    `${TERMS}#coverage.reductions.0.by`,
    ['an assumed one says so in a note'],
  ],
]

describe('a draft', () => {
  test.each(BAD)('with %s is refused with file, place and reason', (_, of, code, at, named) => {
    const found = problems(of())
    const own = found.find(one => one.code === code && one.at.startsWith(at))
    expect(own?.at, JSON.stringify(found).slice(0, 800)).toBeDefined()
    for (const text of named) expect(JSON.stringify(own?.params)).toContain(text)
    // What was asked of the book meanwhile is what it always was.
    expect(book.shelves.terms[0]?.content.coverage.basic.value).toBe('0.85')
  })

  test('of as many rows as a list may have is read, and judged by what stands in them', () => {
    const caps = Array.from({ length: ROWS_MAX }, () => ({}))
    const codes = new Set(problems(filesWith(TERMS, { caps })).map(one => one.code))
    expect([codes.has('input_out_of_bounds'), codes.has('input_field_missing')]).toEqual([false, true])
  })
})

describe('figures of the statute', () => {
  const limits = (of: Files) => problems(of).map(one => [one.code, one.at, one.params['value'], one.params['limit']])
  const FEES = 'fees/2026-01.json'
  const AFTERCARE = 'aftercare/2026-01.json'

  test.each([
    ['a success fee above a tenth', FEES, 'success_fee_rate', '0.11', 'at most 0.1 ratio (ACT Art. 33)'],
    ['a success fee the terms would allow', TERMS, 'fees.success_fee_max', '0.15', 'at most 0.1 ratio (ACT Art. 33)'],
    ['damages above a fifth', AFTERCARE, 'damages_rate', '0.201', 'at most 0.2 annual_rate (DEC Art. 25)'],
    ['damages the terms would allow', TERMS, 'fees.damages_max', '0.25', 'at most 0.2 annual_rate (DEC Art. 25)'],
    ['a late fee above the Decree’s', TERMS, 'fees.late_fee', '0.12', 'exactly 0.1 annual_rate (DEC Art. 24)'],
    ['a late fee below the Decree’s', TERMS, 'fees.late_fee', '0.09', 'exactly 0.1 annual_rate (DEC Art. 24)'],
    ['another time for the debt to arise', TERMS, 'decision_validity_days', '90', 'exactly 60 days (ACT Art. 35)'],
  ])('%s is refused, with the article', (_, name, place, value, limit) => {
    const found = limits(filesWith(name, { [`${place}.value`]: value }))
    const [unit] = /ratio|annual_rate|days/.exec(limit) ?? []
    expect(found).toContainEqual(['rules_finding', `${name}#${place}`, `${value} ${unit}`, limit])
  })

  test('cannot be passed by terms that name another most: fee and most are each held to the Act', () => {
    const both = new Map(filesWith(TERMS, { 'fees.success_fee_max.value': '0.15' }))
    both.set(FEES, filesWith(FEES, { 'success_fee_rate.value': '0.15' }).get(FEES) ?? '')
    expect(
      limits(both)
        .map(([, at]) => at)
        .toSorted(),
    ).toEqual([`${FEES}#success_fee_rate`, `${TERMS}#fees.success_fee_max`])
  })

  test('bind an edition that is only to come, from its own day', () => {
    const name = 'terms/2026-07.json'
    const set = { edition: '2026-07', in_force_from: '2026-07-01', 'fees.late_fee.value': '0.12' }
    const later = new Map([...files, [name, filesWith(TERMS, set).get(TERMS) ?? '']])
    expect(limits(later).map(([, at]) => at)).toEqual([`${name}#fees.late_fee`])
  })

  test('that name no number, or give a direction to a fact nobody declares, are found themselves', () => {
    const name = 'safeguards/2026-01.json'
    const misplaced = limits(filesWith(name, { 'figures.0.at': 'fees.no_such_rate' }))
    expect(misplaced.map(([, at]) => at)).toEqual([`${name}#figures.0.at`])
    const unknown = limits(filesWith(name, { 'better_when_higher.values.shoe_size': 'true' }))
    expect(unknown.map(([code, at]) => [code, at])).toEqual([
      ['fact_unknown', `${name}#better_when_higher.values.shoe_size`],
    ])
  })
})
