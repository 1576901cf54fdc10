/** Facts and rows: what a case may say of a fact, and that what cannot be held exactly is refused. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { scaledInteger, vocabularyOf } from '../../src/rules/facts.ts'
import { encode, packedRow, rowOf, rowOn, unpackedRow, valueText } from '../../src/rules/rows.ts'
import { declared, factOf, vocabulary } from './sample.ts'

const codesOf = (result: { ok: boolean; refusals?: readonly { code: string; at: string }[] }) =>
  (result.refusals ?? []).map(one => `${one.code} ${one.at}`)

test('the facts of the shipped edition form a vocabulary', () => {
  const file = JSON.parse(readFileSync('rules/facts/2026-01.json', 'utf8')) as { facts: unknown }
  expect(codesOf(vocabularyOf(file.facts))).toEqual([])
})

describe('a fact is held as a scaled integer', () => {
  test.each([
    ['debt_ratio', '3', 30_000],
    ['debt_ratio', '3.00', 30_000],
    ['debt_ratio', '-0.0001', -1],
    ['debt_ratio', '-0', 0],
    ['debt_ratio', '0.3', 3000],
    ['sales', '9000000000000000', 9_000_000_000_000_000],
    ['employees', '12', 12],
    ['founded_on', '1970-01-02', 1],
    ['founded_on', '2000-03-01', 11_017],
    ['tax_arrears', true, 1],
    ['tax_arrears', false, 0],
    ['grade', 'AA', 1],
  ] as const)('%s of %s is %s', (name, value, expected) => {
    expect(sure(encode(factOf(name), value, ''))).toBe(expected)
  })

  test('not known is neither zero nor false, whether it is null or not there', () => {
    const row = sure(rowOf(vocabulary, { debt_ratio: null }))
    expect(row.every(Number.isNaN)).toBe(true)
    expect(valueText(factOf('tax_arrears'), Number.NaN)).toBeNull()
  })

  test('a tenth and two tenths are three tenths, which binary fractions deny', () => {
    const tenths = ['0.1', '0.2', '0.3'].map(text => sure(encode(factOf('debt_ratio'), text, '')))
    expect((tenths[0] ?? 0) + (tenths[1] ?? 0)).toBe(tenths[2])
    expect(0.1 + 0.2).not.toBe(0.3)
  })
})

describe('a value that is not exactly a fact is refused by name, value and limit', () => {
  test.each([
    ['debt_ratio', '3.00001', 'value_too_precise'],
    ['debt_ratio', '100.0001', 'value_bounds'],
    ['debt_ratio', '1e3', 'value_type'],
    ['debt_ratio', '+3', 'value_type'],
    ['debt_ratio', '03', 'value_type'],
    ['debt_ratio', '3\n', 'value_type'],
    ['debt_ratio', '\uff13', 'value_type'],
    ['debt_ratio', '', 'value_type'],
    ['debt_ratio', true, 'value_type'],
    ['sales', '-1', 'value_bounds'],
    ['sales', '9007199254740993', 'value_bounds'],
    ['sales', '1.5', 'value_too_precise'],
    ['employees', '1.5', 'value_too_precise'],
    ['founded_on', '2025-02-29', 'value_day'],
    ['founded_on', '1949-12-31', 'value_bounds'],
    ['tax_arrears', 'true', 'value_type'],
    ['grade', 'AAAA', 'value_code'],
    ['grade', '__proto__', 'value_code'],
  ] as const)('%s of %j is %s', (name, value, code) => {
    const result = rowOf(vocabulary, { [name]: value })
    expect(codesOf(result)).toEqual([`${code} facts.${name}`])
    if (!result.ok) expect(result.refusals[0]?.params).toMatchObject({ fact: name })
  })

  test('a number where decimal text is due is refused, for 0.1 is no tenth', () => {
    const given = { debt_ratio: 0.1 } as unknown as Record<string, string>
    expect(codesOf(rowOf(vocabulary, given))).toEqual(['value_type facts.debt_ratio'])
  })

  test('a fact nobody declared is refused, also under names every object has', () => {
    expect(codesOf(rowOf(vocabulary, { colour: 'red' }))).toEqual(['fact_unknown facts.colour'])
    expect(codesOf(rowOf(vocabulary, { constructor: 'red' }))).toEqual(['fact_unknown facts.constructor'])
  })
})

test('what is written can be read again, for every value within the bounds', () => {
  const fact = factOf('debt_ratio')
  fc.assert(
    fc.property(fc.integer({ min: fact.min, max: fact.max }), value => {
      expect(sure(encode(fact, valueText(fact, value), ''))).toBe(value)
    }),
  )
})

test('whole digits are scaled exactly or refused as too great, however many there are and whatever the scale', () => {
  const digits = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.bigInt({ min: 0n, max: 10n ** 40n - 1n }))
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 12 }), ([count, value], scale) => {
      const whole = value % 10n ** BigInt(count)
      const exact = whole * 10n ** BigInt(scale)
      const expected = exact > BigInt(Number.MAX_SAFE_INTEGER) ? 'value_bounds' : Number(exact)
      expect(scaledInteger(String(whole), scale)).toBe(expected)
      expect(scaledInteger(`0${whole}`, scale)).toBe('value_type')
    }),
    {
      examples: [
        [[16, 9_007_199_254_740_991n], 0],
        [[16, 9_007_199_254_740_992n], 0],
        [[4, 9008n], 12],
      ],
    },
  )
})

test('a packed row of a decision record is the row again', () => {
  const row = sure(rowOf(vocabulary, { debt_ratio: '2.5', tax_arrears: false, grade: 'D' }))
  const packed = packedRow(row)
  expect(packed).toEqual([25_000, null, null, null, null, null, 0, 4, null, null])
  expect(sure(unpackedRow(vocabulary, packed))).toEqual(row)
  expect(codesOf(unpackedRow(vocabulary, packed.slice(1)))).toEqual(['row_length '])
  expect(codesOf(unpackedRow(vocabulary, [...packed.slice(0, 7), 5, null, null]))).toEqual(['value_bounds grade'])
})

describe('a reading that is not fresh is not known', () => {
  const day = calendarDate('2026-03-31')
  const arrears = (heldOn: string | null) =>
    sure(
      rowOn(vocabulary, { tax_arrears: { value: false, heldOn: heldOn === null ? null : calendarDate(heldOn) } }, day),
    )
  test.each([
    ['on its last day it still counts', '2026-03-01', false],
    ['a day later it does not', '2026-02-28', true],
    ['from after the day of the decision it does not', '2026-04-01', true],
    ['undated it does not', null, true],
  ] as const)('%s', (_says, heldOn, isStale) => {
    const { row, stale } = arrears(heldOn)
    expect(stale).toEqual(isStale ? ['tax_arrears'] : [])
    expect(Number.isNaN(row[factOf('tax_arrears').index])).toBe(isStale)
  })
})

describe('a declaration that could not be held to is refused', () => {
  const change = (index: number, more: Record<string, unknown>) =>
    declared.map((one, i) => (i === index ? { ...one, ...more } : one))
  test.each([
    ['a unit of another type', change(0, { unit: 'won' }), 'fact_unit /facts/0/unit'],
    ['no bounds', change(0, { min: undefined }), 'fact_bounds /facts/0/min'],
    ['bounds beyond what a number holds exactly', change(3, { max: '9007199254740993' }), 'fact_bounds /facts/3/min'],
    ['bounds that cross', change(4, { min: '5', max: '4' }), 'fact_bounds /facts/4/min'],
    ['decimals of a count', change(4, { scale: 2 }), 'fact_bounds /facts/4/scale'],
    ['codes of a flag', change(6, { codes: ['a'] }), 'fact_codes /facts/6/codes'],
    ['no codes of a code', change(7, { codes: undefined }), 'fact_codes /facts/7/codes'],
    ['a code twice', change(7, { codes: ['A', 'A'] }), 'fact_codes /facts/7/codes'],
    ['a name twice', change(1, { name: 'debt_ratio' }), 'fact_repeated /facts/1/name'],
    ['an unknown key', change(0, { colour: 'red' }), 'rules_unknown_key /facts/0/colour'],
    ['the name parameters are read under', change(0, { name: 'parameter' }), 'rules_shape /facts/0/name'],
    ['no source', change(0, { source: undefined }), 'rules_shape /facts/0/source'],
  ])('%s', (_says, facts, expected) => {
    expect(codesOf(vocabularyOf(facts))).toContain(expected)
  })
})
