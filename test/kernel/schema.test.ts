// Reading what comes from outside: the problem names field, value and limit, and nothing an input holds can break it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ok, refusal, refuse, sure } from '../../src/kernel/result.ts'
import { parsed, parsedJson } from '../../src/kernel/schema.ts'
import { provenanceOf, sourcedFlag, sourcedNumber, sourcedTable, UNITS } from '../../src/kernel/sourced.ts'
import { dayText, moneyNotNegative } from '../../src/kernel/text.ts'
import { told } from '../problems.ts'

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const codesOf = (text: string) => {
  const read = parsedJson(text)
  return read.ok ? 'read' : read.refusals.map(one => one.code)
}

describe('JSON text', () => {
  test('forty levels are read, forty-one refused with both numbers', () => {
    expect(codesOf(nested(40))).toBe('read')
    expect(told(parsedJson(nested(41)))).toEqual([['input_too_deep', '', '41', 'at most 40 levels']])
  })

  test('a hundred thousand levels are refused before any parser falls over them', () => {
    expect(codesOf(nested(100_000))).toEqual(['input_too_deep'])
    expect(codesOf('{"a":'.repeat(100_000))).toEqual(['input_too_deep'])
  })

  test('brackets inside a string are text, however the string is escaped', () => {
    expect(codesOf(JSON.stringify({ a: '['.repeat(100) }))).toBe('read')
    expect(codesOf(JSON.stringify({ a: `\\"${'{'.repeat(100)}\\` }))).toBe('read')
    // Planted: an escaped quotation mark must not end the string early.
    expect(codesOf(`["\\"",${nested(40)}]`)).toEqual(['input_too_deep'])
  })

  test('eight mebibytes are the most', () => {
    const text = `"${'a'.repeat(8 * 1024 * 1024 - 2)}"`
    expect(codesOf(text)).toBe('read')
    expect(codesOf(`${text} `)).toEqual(['input_too_large'])
  })

  test('what is no JSON is refused with its beginning, not whole', () => {
    for (const text of ['', '{', "{'a':1}", '[1,]', 'NaN', '{"a":1}{', '\u0000', '\ufeff{}'])
      expect(codesOf(text)).toEqual(['input_not_json'])
    const long = parsedJson('x'.repeat(10_000))
    expect(long.ok ? '' : long.refusals[0]?.params['value']?.length).toBeLessThanOrEqual(80)
  })

  test('reading never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        expect(() => parsedJson(text)).not.toThrow()
      }),
    )
  })

  test('the depth counted is the depth there is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 45, depthSize: 'xlarge' }), text => {
        const depth = (value: unknown): number =>
          typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0
        expect(codesOf(text) === 'read').toBe(depth(JSON.parse(text)) <= 40)
      }),
    )
  })
})

describe('a value against its shape', () => {
  const loan = z.strictObject({
    amount: moneyNotNegative,
    day: dayText,
    months: z.int().min(1).max(360),
    firm: z.strictObject({ id: z.string() }).optional(),
  })
  const fine = { amount: '1000', day: '2026-03-16', months: 12 }

  test('is given back where it fits', () => {
    expect(parsed(loan, fine)).toEqual({ ok: true, value: fine })
  })

  test('an unknown field is named with its place', () => {
    expect(told(parsed(loan, { ...fine, amuont: '1' }))).toEqual([
      ['input_unknown_field', 'amuont', '', 'this field is not known here; leave it out'],
    ])
    expect(told(parsed(loan, { ...fine, firm: { id: 'a', name: 'b' } }))).toEqual([
      ['input_unknown_field', 'firm.name', '', 'this field is not known here; leave it out'],
    ])
  })

  test('a key that belongs to every object is unknown like any other', () => {
    const odd = JSON.parse('{"amount":"1","day":"2026-03-16","months":1,"__proto__":{},"constructor":1}') as unknown
    const read = parsed(loan, odd)
    expect(read.ok ? [] : read.refusals.map(one => one.code)).toContain('input_unknown_field')
  })

  test('a missing field, a wrong type, a bound, a wrong text: code, place, value, limit', () => {
    expect(told(parsed(loan, { amount: '1', day: '2026-03-16' }))).toEqual([
      ['input_field_missing', 'months', 'nothing', 'expected number'],
    ])
    expect(told(parsed(loan, { ...fine, amount: 1000 }))).toEqual([
      ['input_wrong_type', 'amount', '1000', 'expected string'],
    ])
    expect(told(parsed(loan, { ...fine, months: 0 }))).toEqual([
      ['input_out_of_bounds', 'months', '0', expect.stringContaining('>=1')],
    ])
    expect(told(parsed(loan, { ...fine, day: '2026-02-30' }))).toEqual([
      ['input_malformed', 'day', '"2026-02-30"', 'a day of the calendar is written YYYY-MM-DD'],
    ])
  })

  test('every problem is given, not only the first', () => {
    const read = parsed(loan, { amount: 1, day: '', months: 'x' })
    expect(read.ok ? [] : read.refusals.map(one => one.at)).toEqual(['amount', 'day', 'months'])
  })

  test('a value in a problem is short, and a lone surrogate in it does no harm', () => {
    const read = parsed(loan, { ...fine, day: `\ud800${'x'.repeat(5000)}` })
    expect(read.ok ? '' : read.refusals[0]?.params['value']?.length).toBeLessThanOrEqual(80)
  })
})

describe('results', () => {
  test('what cannot be refused any more is unwrapped; a refusal there is our own mistake and names itself', () => {
    expect(sure(ok(7))).toBe(7)
    expect(() => sure(refuse(refusal('loan_too_small', 'request.loan', { limit: '1' })))).toThrow(
      'loan_too_small at request.loan',
    )
  })
})

describe('a number with its ground', () => {
  const ratioRow = {
    value: '0.85',
    unit: 'ratio',
    in_force_from: '2015-12-10',
    status: 'published',
    decided_by: 'steering_committee',
    source: { id: 'ET15', at: 'basic coverage' },
  }
  const takes = (row: unknown) => sourcedNumber('ratio').safeParse(row).success
  const without = (field: keyof typeof ratioRow) => {
    const { [field]: _, ...rest } = ratioRow
    return rest
  }

  test('a published one names its source, a derived one its formula, an assumed one says why in a note', () => {
    expect(takes(ratioRow)).toBe(true)
    expect(takes(without('source'))).toBe(false)
    expect(takes({ ...ratioRow, source: null })).toBe(false)
    expect(takes({ ...without('source'), status: 'derived' })).toBe(false)
    expect(takes({ ...without('source'), status: 'derived', formula: 'a / b' })).toBe(true)
    expect(takes({ ...without('source'), status: 'assumed' })).toBe(false)
    expect(takes({ ...without('source'), status: 'assumed', note: 'Assumed: none is published.' })).toBe(true)
  })

  test('without unit, first day, status or body nothing loads; nor does an unknown unit, body or key', () => {
    for (const field of ['value', 'unit', 'in_force_from', 'status', 'decided_by'] as const)
      expect(takes(without(field))).toBe(false)
    for (const odd of [{ unit: 'percent' }, { decided_by: 'somebody' }, { status: 'known' }, { rate: '1' }])
      expect(takes({ ...ratioRow, ...odd })).toBe(false)
    expect(takes({ ...ratioRow, in_force_from: '2015-02-29' })).toBe(false)
  })

  test('its value is decimal text, never a number, and of the unit that is due', () => {
    for (const value of [0.85, '85%', '1e-2', '', null]) expect(takes({ ...ratioRow, value })).toBe(false)
    expect(sourcedNumber('won').safeParse(ratioRow).success).toBe(false)
    expect(sourcedNumber().safeParse({ ...ratioRow, unit: 'parsec' }).success).toBe(false)
    expect(UNITS).toContain('won')
  })

  test('a flag is true or false in text', () => {
    const flag = { ...ratioRow, unit: 'flag', value: 'true' }
    const takesFlag = (row: unknown) => sourcedFlag().safeParse(row).success
    expect([flag, { ...flag, value: true }, { ...flag, value: 'yes' }].map(takesFlag)).toEqual([true, false, false])
  })

  test('a table is one ground for many values, each of them checked', () => {
    const { value: _, ...ground } = ratioRow
    const takesTable = (values: unknown) => sourcedTable('ratio').safeParse({ ...ground, values }).success
    expect([{ a: '1' }, { a: 1 }, { a: 'x' }, { 'a b': '1' }].map(takesTable)).toEqual([true, false, false, false])
  })

  test('the report lists each ground once, by its place, with how many values stand on it', () => {
    const { value: _, ...ground } = ratioRow
    const file = { a: ratioRow, list: [{ code: 'x', rate: ratioRow }], t: { ...ground, values: { k: '1', l: '2' } } }
    expect(provenanceOf(file).map(({ place, count, source }) => [place, count, source])).toEqual([
      ['a', 1, 'ET15, basic coverage'],
      ['list[x].rate', 1, 'ET15, basic coverage'],
      ['t', 2, 'ET15, basic coverage'],
    ])
  })
})
