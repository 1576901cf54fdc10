// No case breaks the way: whatever is dropped or changed in one, it is refused with a code or appraised and recorded.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PURPOSES } from '../../src/application/schema.ts'
import { appraise } from '../../src/appraisal/appraise.ts'
import { recordOf } from '../../src/appraisal/record.ts'
import { type Case, caseSchema } from '../../src/appraisal/schema.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { MARKS } from '../../src/panel/schema.ts'
import { changed } from '../cases.ts'
import { caseWith, rules, sample, shippedCases } from './sample.ts'

describe('any case, with anything dropped or changed', () => {
  /** Dotted places of everything in a value, with what stands there: objects and lists too. */
  const placesOf = (value: unknown, at = ''): (readonly [string, unknown])[] =>
    typeof value !== 'object' || value === null
      ? [[at, value]]
      : [
          ...(at === '' ? [] : [[at, value] as const]),
          ...Object.entries(value).flatMap(([key, item]) => placesOf(item, at === '' ? key : `${at}.${key}`)),
        ]
  const AMOUNTS = ['0', '1', '999999', '850000000', '9000000000000000', '9000000000000001', '999999999999999999']
  const DAYS = ['1900-01-01', '2015-03-16', '2025-03-15', '2026-03-02', '2026-03-16', '2026-03-17', '2999-12-31']
  /** What may stand in a place instead: of the same kind, at its ends. */
  const insteadOf = (place: string, value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) return [[], value.slice(0, 1), value.slice(1)]
    if (typeof value === 'boolean') return [!value]
    if (typeof value === 'number') return [0, 1, 5, 9, 36, 240, 360, 2026]
    if (typeof value !== 'string') return [{}]
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return DAYS
    if (/^-?\d{6,}$/.test(value)) return [...AMOUNTS, '-1', '-999999999999999999']
    if (/^\d+(\.\d+)?$/.test(value)) return ['0', '1', '0.5', '-0.9', '31', '29', '999999999']
    if (place.endsWith('.mark')) return MARKS
    if (place.endsWith('.purpose')) return PURPOSES
    if (place.endsWith('.programme')) return [...rules.policy.programmes.keys()]
    if (place.endsWith('.legal_form')) return ['pre_startup', 'sole_proprietor', 'research_cooperative', 'cooperative']
    if (place.endsWith('.source')) return ['self_declaration', 'court', 'tax_office']
    if (place.endsWith('.kind')) return ['software', 'know_how', 'innobiz', 'green_technology']
    return [value]
  }
  const editsOf = (start: unknown) =>
    fc.array(
      fc.constantFrom(...placesOf(start)).chain(([place, value]) =>
        fc.record({
          place: fc.constant(place),
          value: fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...insteadOf(place, value)) },
            { weight: 1, arbitrary: fc.constant(undefined) },
          ),
        }),
      ),
      { minLength: 1, maxLength: 3 },
    )
  const starts: readonly unknown[] = [sample, ...shippedCases]
  // By number, so that a counterexample is short.
  const edits = fc
    .integer({ min: 0, max: starts.length - 1 })
    .chain(start => fc.record({ start: fc.constant(start), list: editsOf(starts[start]) }))
  /** A case with each edit made: a place set, or left out where there is no value; what no longer fits is skipped. */
  const edited = (start: unknown, list: readonly { readonly place: string; readonly value: unknown }[]): unknown => {
    let copy = start
    for (const { place, value } of list)
      try {
        copy = value === undefined ? changed(copy, {}, [place]) : changed(copy, { [place]: value })
      } catch (error) {
        // The place went with an earlier edit.
        if (!(error instanceof TypeError)) throw error
      }
    return copy
  }

  test('is refused by its shape, refused with codes, or appraised and recorded', () => {
    let read = 0
    fc.assert(
      fc.property(edits, ({ start, list }) => {
        const found = parsed(caseSchema, edited(starts[start], list))
        if (!found.ok) return
        read++
        const result = appraise(rules, found.value)
        if (!result.ok) {
          expect(result.refusals.length).toBeGreaterThan(0)
          return
        }
        const { cover, caps, recommended, reasons } = result.value.decision
        expect(cover.guaranteed + cover.bankShare).toBe(cover.loan)
        expect(caps.every(cap => cover.guaranteed <= cap.room)).toBe(true)
        expect(reasons.some(one => one.kind !== 'reduce')).toBe(recommended !== 'approve')
        const { text } = recordOf(result.value, found.value, rules)
        expect(text.endsWith('}\n')).toBe(true)
      }),
      { numRuns: 500 },
    )
    // Some of the edits have to leave a case, or nothing was shown.
    expect(read).toBeGreaterThan(120)
  })

  const ends: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
    ['no figures at all', { 'application.financials': [] }, ['application.estimated_sales']],
    [
      'a year of nothing but zeros',
      {
        'application.financials.0.sales': '0',
        'application.financials.0.total_assets': '0',
        'application.financials.0.equity': '0',
        'application.financials.0.total_liabilities': '0',
      },
      [],
    ],
    ['losses beyond all sales', { 'application.financials.0.operating_income': '-999999999999999999' }, []],
    ['no asset relied on', { 'technology.relied_on': [] }, []],
    ['no readiness', { 'technology.readiness.components': [] }, []],
    ['no owner', { 'party.firm.owners': [] }, []],
    ['no founding day', {}, ['party.firm.founded_on']],
    ['a founding day to come', { 'party.firm.founded_on': '2027-01-01' }, []],
    ['no exclusion fact', { 'party.exclusion_facts': [] }, []],
    ['the greatest loan that can be written', { 'application.request.loan_amount': '999999999999999999' }, []],
    ['the greatest balances', { 'party.firm.standing.exposures.0.balance': '999999999999999999' }, []],
    ['a loan of one won', { 'application.request.loan_amount': '1' }, []],
    ['the longest term', { 'application.request.term_months': 360 }, []],
    ['the last day that can be written', { day: '9999-12-31' }, []],
    ['a term past the last day that can be written', { day: '9999-10-01', 'sheets.0.signed_on': '9999-09-30' }, []],
  ]
  test.each(ends)('%s', (_, set, out) => {
    expect(() => appraise(rules, caseWith(set, out))).not.toThrow()
  })

  const valued = shippedCases.find(one => (one as Case).valuation?.methods.includes('income'))
  const valuations: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['a technology valued beyond every fact\u2019s bounds', { 'valuation.sales.amounts.0': '999999999999999999' }],
    [
      'a technology that only ever costs',
      {
        'valuation.income.ratios.manual': { cost_of_goods: '5' },
        'valuation.income.ratios.own_3y': { cost_of_goods: '5' },
      },
    ],
    ['a technology that sells nothing', { 'valuation.sales': { amounts: ['0'], growth_after: '0' } }],
    ['a technology without a life left', { 'valuation.expires_on': '2026-03-01' }],
  ]
  test.each(valuations)('%s', (_, set) => {
    const found = parsed(caseSchema, changed(valued, set))
    if (!found.ok) throw new Error(JSON.stringify(found.refusals))
    expect(() => appraise(rules, found.value)).not.toThrow()
  })
})
