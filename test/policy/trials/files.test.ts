/** Trial cases read from files: whole, or refused with file and place. */
import { describe, expect, test } from 'vitest'
import { readTrials } from '../../../src/policy/trials/files.ts'
import { applicationOf, everyCase, shipped, trialFiles } from './sample.ts'

const NAME = 'terms/2026-01.json'
const CASE = {
  ...{ code: 'one', title: 'One', worked: 'By hand.' },
  given: { firm: 'firm', programme: 'restart' },
  expect: { clauses: { 'restart.reviewed': 'unknown' } },
}
const FIRMS = { firms: { firm: { says: 'A firm.', facts: {} } } }
const files = (cases: readonly unknown[], firms: unknown = FIRMS, name = NAME, head: object = {}) =>
  new Map([
    ['firms.json', JSON.stringify(firms)],
    [name, JSON.stringify({ kind: 'terms', edition: '2026-01', cases, ...head })],
  ])
const found = (of: ReadonlyMap<string, string>) => {
  const read = readTrials(of, applicationOf)
  return read.ok ? [] : read.refusals.map(({ code, at }) => [code, at])
}

test('the shipped files hold cases of five kinds, each code once a file', () => {
  expect(shipped.map(one => [one.kind, one.edition])).toEqual(
    ['authority', 'eligibility', 'grades', 'programmes', 'terms'].map(kind => [kind, '2026-01']),
  )
  expect(everyCase.length).toBe([...trialFiles.values()].join().split('"worked":').length - 1)
})

describe('a firm', () => {
  test('is like another but for what it says itself, and a case like its firm but for what it says', () => {
    const firms = {
      firms: {
        first: { says: 'x', facts: { employees: '5', sme_certified: true }, request: { day: '2026-02-03', loan: '7' } },
        second: { says: 'x', like: 'first', facts: { employees: '6' }, request: { loan: '8' } },
      },
    }
    const asked = { purpose: 'restart', term_months: 12, technology_grade: 'T5', risk_grade: 'R5' }
    const given = { firm: 'second', programme: 'restart', facts: { sme_certified: null }, request: asked }
    const read = readTrials(files([{ ...CASE, given }], firms), applicationOf)
    expect(read).toMatchObject({
      ok: true,
      value: [
        {
          cases: [
            {
              given: {
                small: { facts: { employees: '6', sme_certified: null }, request: { day: '2026-02-03', loan: '8' } },
              },
            },
          ],
        },
      ],
    })
  })

  test('that is unknown, or like itself in the end, is refused', () => {
    const ring = {
      firms: { firm: { says: 'x', like: 'other', facts: {} }, other: { says: 'x', like: 'firm', facts: {} } },
    }
    expect(found(files([CASE], ring))).toEqual([['trial_firm_unknown', `${NAME}#cases.0.given`]])
    expect(found(files([{ ...CASE, given: { ...CASE.given, firm: 'nobody' } }]))).toEqual([
      ['trial_firm_unknown', `${NAME}#cases.0.given`],
    ])
  })
})

test('an application the product is not shipped with is refused', () => {
  expect(found(files([{ ...CASE, given: { application: 'case-nobody' } }]))).toEqual([
    ['trial_application_unknown', `${NAME}#cases.0.given`],
  ])
})

describe('a file', () => {
  test('out of its place, with a code twice, or no JSON is refused with its place', () => {
    expect(found(files([CASE], FIRMS, 'fees/2026-01.json'))).toEqual([['trial_file_misplaced', 'fees/2026-01.json']])
    expect(found(files([CASE], FIRMS, NAME, { edition: '2026-02' }))).toEqual([['trial_file_misplaced', NAME]])
    expect(found(files([CASE, CASE]))).toEqual([['trial_repeated', `${NAME}#cases.1.code`]])
    expect(found(new Map([[NAME, '{']]))).toEqual([['input_not_json', `${NAME}#`]])
  })

  test('says what of a case is wrong, with its number and field', () => {
    const places = found(files([CASE, { ...CASE, code: 'two', worked: '' }])).map(one => one[1])
    expect(places).toEqual([`${NAME}#cases.1.worked`])
    expect(found(files([{ ...CASE, expect: {} }]))[0]?.[1]).toBe(`${NAME}#cases.0.expect`)
  })
})
