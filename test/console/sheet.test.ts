/** A sheet that two windows save, and what it lacks by its form. */
import { describe, expect, test } from 'vitest'
import { type Form, lackOf, type Mark, type Marked, merged, onOneLine } from '../../src/console/appraiser/sheet.ts'

const given = (indicator: string, mark: Mark, more: Partial<Marked> = {}): Marked => ({
  indicator,
  mark,
  evidence: [],
  ...more,
})
const pin = { paper: 'sha256:00', type: 'plan' }

describe('two versions of a sheet', () => {
  test('what only one window changed stands, whichever it was, and nothing is asked', () => {
    const base = [given('a', 'B'), given('b', 'B'), given('c', 'B')]
    const here = [given('a', 'C'), given('b', 'B'), given('c', 'B')]
    const theirs = [given('a', 'B'), given('b', 'D'), given('d', 'A')]
    const { marks, differences } = merged({ marks: here, base, version: 1 }, theirs)
    expect(differences).toEqual([])
    expect(new Map(marks.map(each => [each.indicator, each.mark]))).toEqual(
      new Map([
        ['a', 'C'],
        ['b', 'D'],
        ['d', 'A'],
      ]),
    )
  })

  test('what both changed differently is asked, a mark taken out too; what both changed alike is not', () => {
    const base = [given('a', 'B'), given('b', 'B'), given('c', 'B')]
    const here = [given('a', 'C'), given('b', 'D'), given('c', 'A')]
    const theirs = [given('a', 'D'), given('c', 'A')]
    const { marks, differences } = merged({ marks: here, base, version: 1 }, theirs)
    expect(differences).toEqual([
      { indicator: 'a', yours: given('a', 'C'), theirs: given('a', 'D') },
      { indicator: 'b', yours: given('b', 'D'), theirs: null },
    ])
    expect(marks).toEqual(here)
  })

  test('the order in which a mark names its parts is no difference', () => {
    const turned = { evidence: [{ type: 'plan', paper: 'sha256:00' }], mark: 'B', indicator: 'a' } as const
    const base = [given('a', 'C')]
    const here = [given('a', 'B', { evidence: [pin] })]
    expect(merged({ marks: here, base, version: 1 }, [turned as unknown as Marked]).differences).toEqual([])
  })
})

describe('what a sheet lacks', () => {
  const judged = { indicator: 'a', evidence_types: ['plan'], measured: null }
  const measured = {
    indicator: 'b',
    evidence_types: [],
    measured: { mark: 'B', fact: 'f', value: '1', source: 's', as_of: null },
  } as const
  const form = {
    indicators: [judged, measured],
    evidence_required: ['A', 'E'],
    quotation_required: ['E'],
    site_visit_required: true,
  } as unknown as Form
  const [one, two] = form.indicators as [Form['indicators'][number], Form['indicators'][number]]
  test.each([
    ['no mark', one, [], 'mark'],
    ['a mark in the middle', one, [given('a', 'C')], null],
    ['a mark at the end', one, [given('a', 'A')], 'evidence'],
    ['one with evidence', one, [given('a', 'A', { evidence: [pin] })], null],
    ['one to be quoted', one, [given('a', 'E', { evidence: [pin] })], 'quotation'],
    ['what was measured', two, [], null],
    ['what was measured, marked so', two, [given('b', 'B')], null],
    ['what was measured, marked otherwise', two, [given('b', 'C')], 'reason'],
    ['the same with its reason', two, [given('b', 'C', { override_reason: 'x' })], null],
  ] as const)('%s', (_, indicator, marks, lack) => expect(lackOf(form, indicator, marks)).toBe(lack))
})

test('words of several lines are put on one', () => expect(onOneLine(' a\n\n b\t')).toBe('a b'))
