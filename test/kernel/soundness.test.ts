/** The quick look at values written by us: yes only where zod takes the value and gives back its equal. */
import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { caseSchema } from '../../src/appraisal/schema.ts'
import { canonicalReaderOf, soundnessOf } from '../../src/kernel/soundness.ts'

const FOLDER = 'fixtures/records/tech-guarantee-1'
const cases = readdirSync(FOLDER)
  .toSorted()
  .map(name => (JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as { readonly case: unknown }).case)
const isCase = soundnessOf(caseSchema)

/** What zod says: taken, and given back as it is. */
const isGivenBack = (schema: z.ZodType, value: unknown): boolean => {
  const read = schema.safeParse(value)
  return read.success && isDeepStrictEqual(read.data, value)
}

test('says yes to every case in the stored records', () => {
  expect(cases.map(isCase)).toEqual(cases.map(() => true))
})

/** Every place in a value: the object or list, and the name in it. */
function placesIn(value: unknown): readonly (readonly [Record<string, unknown>, string])[] {
  if (typeof value !== 'object' || value === null) return []
  const within = value as Record<string, unknown>
  return Object.keys(within).flatMap(name => [[within, name] as const, ...placesIn(within[name])])
}
const copied = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
/** What somebody might put in a place. */
const PUT: readonly unknown[] = [
  ...['', ' x', 'x\u0000', '\ud800', 'A', '-1', '01', '1e3', '2026-02-30', '1900-01-01', '9'.repeat(70), 'sha256:0'],
  ...[-1, 0.5, 0, 1, 1e9, 2 ** 53, null, true, false, [], {}, [[]], [null], { a: 1 }],
]

test('agrees with zod about cases in which anything at any place was changed, left out or added', () => {
  let refused = 0
  fc.assert(
    fc.property(fc.nat(cases.length - 1), fc.nat(), fc.nat(PUT.length + 2), (which, where, what) => {
      const value = copied(cases[which])
      const places = placesIn(value)
      const [within, name] = places[where % places.length] as (typeof places)[number]
      if (what < PUT.length) within[name] = copied(PUT[what])
      else if (what === PUT.length && Array.isArray(within)) within.splice(Number(name), 1)
      else if (what === PUT.length) delete within[name]
      else if (Array.isArray(within)) within.push(copied(within[0]))
      else within['zeal'] = 'x'
      const isRight = isGivenBack(caseSchema, value)
      if (!isRight) refused += 1
      expect(isCase(value)).toBe(isRight)
    }),
    { numRuns: 800 },
  )
  // Most changes make a case wrong: the comparison is of refusals too.
  expect(refused).toBeGreaterThan(200)
})

test('agrees with zod about whole numbers at every bound, whether the bound itself is in or not', () => {
  const bounds = [-3, 0, 3]
  const schemas = [
    z.int(),
    ...bounds.flatMap(at => [z.int().gt(at), z.int().gte(at), z.int().lt(at), z.int().lte(at)]),
    z.int().gt(0).lt(4),
  ]
  const edge = Number.MAX_SAFE_INTEGER
  const values = [...bounds.flatMap(at => [at - 1, at, at + 1]), edge, edge + 1, -edge, -edge - 1]
  for (const [place, schema] of schemas.entries())
    for (const value of values)
      expect([place, value, soundnessOf(schema)(value)]).toEqual([place, value, isGivenBack(schema, value)])
})

describe('what zod gives back changed, or this look does not know, is never said to be sound', () => {
  const schemas: Readonly<Record<string, readonly [z.ZodType, unknown]>> = {
    'a default that was filled in': [z.strictObject({ a: z.string().default('x') }), {}],
    'a default that stands': [z.strictObject({ a: z.string().default('x') }), { a: 'y' }],
    'a text that is trimmed': [z.string().trim(), ' x '],
    'a number read from text': [z.coerce.number(), '1'],
    'a transform': [z.string().transform(text => text.length), 'abc'],
    'an object that drops what it does not know': [z.object({ a: z.string() }), { a: 'x', b: 1 }],
    'an object that lets through what it does not know': [z.looseObject({ a: z.string() }), { a: 'x', b: 1 }],
    'a record by any name': [z.record(z.string(), z.int()), { a: 1 }],
    'a check that waits': [z.string().refine(async () => true), 'x'],
    'a date': [z.date(), new Date(0)],
    'a big integer': [z.bigint(), 1n],
  }
  for (const [what, [schema, value]] of Object.entries(schemas))
    test(what, () => expect(soundnessOf(schema)(value)).toBe(false))
})

test('names out of order, fractions and lone surrogates are not written canonically, and are never sound', () => {
  const pair = z.strictObject({ a: z.int(), b: z.int() })
  expect(
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map(soundnessOf(pair)),
  ).toEqual([true, false])
  const record = z.record(z.enum(['a', 'b']), z.int())
  expect(
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map(soundnessOf(record)),
  ).toEqual([true, false])
  expect([1, 1.5, 2 ** 53].map(soundnessOf(z.number()))).toEqual([true, false, false])
  expect(['x', '\ud800'].map(soundnessOf(z.string()))).toEqual([true, false])
})

describe('of each kind of schema', () => {
  const both = (schema: z.ZodType, values: readonly unknown[]) => {
    const look = soundnessOf(schema)
    expect(values.map(value => look(value))).toEqual(values.map(value => isGivenBack(schema, value)))
    expect(new Set(values.map(value => look(value))).size).toBe(2)
  }
  const tidy = z.enum(['a', 'b'])
  test('texts', () => both(z.string().min(2).max(3), ['', 'a', 'ab', 'abc', 'abcd', 1, null, undefined]))
  test('patterns', () => both(z.string().regex(/^[a-z]+$/), ['a', 'A', '', 'a\n']))
  test('ids', () => both(z.uuid(), ['0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7901', 'x']))
  test('whole numbers', () => both(z.int().min(1).max(9), [0, 1, 9, 10, 1.5, Number.NaN, '1', 2 ** 53]))
  test('lists', () => both(z.array(tidy).min(1).max(2), [[], ['a'], ['a', 'b'], ['a', 'b', 'a'], ['c'], {}, 'a']))
  test('records of all names', () =>
    both(z.record(tidy, z.int()), [{ a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2, c: 3 }, []]))
  test('records of some names', () => both(z.partialRecord(tidy, z.int()), [{ a: 1, b: 2 }, { a: 1 }, {}, { c: 1 }]))
  test('one of two', () => both(z.union([z.boolean(), tidy]), [true, 'a', 'c', 1]))
  test('what may be null', () => both(tidy.nullable(), [null, 'a', 'c', undefined]))
  test('what may be left out', () => {
    const schema = z.strictObject({ a: z.string().optional(), b: z.literal(1) })
    both(schema, [{ b: 1 }, { a: 'x', b: 1 }, { a: 'x' }, { a: null, b: 1 }, { b: 2 }, { b: 1, c: 1 }, [], null])
  })
  test('what is refined as a whole', () => {
    const schema = z.strictObject({ a: z.int(), b: z.int() }).superRefine((value, context) => {
      if (value.a > value.b) context.addIssue({ code: 'custom', message: 'a is at most b' })
    })
    both(schema, [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ])
  })
})

describe('the reader of canonical text', () => {
  const schema = z.strictObject({
    a: z.int(),
    b: z.array(z.int()),
    c: z.string(),
    d: z.boolean().nullable().optional(),
  })
  const read = canonicalReaderOf(schema)
  /** What it stands for: written again, a sound value is the same text. */
  const isCanonical = (text: string): boolean => {
    try {
      const value: unknown = JSON.parse(text)
      return soundnessOf(schema)(value) && JSON.stringify(value) === text
    } catch {
      return false
    }
  }
  const odd: Readonly<Record<string, string>> = {
    'as we write it': '{"a":-1203,"b":[],"c":"x","d":null}',
    'with an escape that is due': '{"a":1,"b":[10,20],"c":"\\"x"}',
    'with an escape that is not': '{"a":1,"b":[10,20],"c":"\\u0078"}',
    'with an exponent as long as its digits': '{"a":1e2,"b":[],"c":"x"}',
    'with an exponent and the space it saves': '{"a": 1e3,"b":[],"c":"x"}',
    'with an exponent in a list and spaces elsewhere': '{"a":1,"b":[2e5],"c":  "x"}',
    'round, and written out': '{"a":100,"b":[2000,0],"c":"x"}',
    'with minus zero': '{"a":-0,"b":[],"c":"x"}',
    'with a name told twice': '{"a":7,"a":7,"b":[],"c":"x"}',
    'with a line end': '{"a":1,"b":[],"c":"x"}\n',
    'out of order': '{"b":[],"a":1,"c":"x"}',
    'cut off': '{"a":1,"b":[],"c":"x"',
  }
  for (const [what, text] of Object.entries(odd))
    test(what, () => expect(read(text) !== undefined).toBe(isCanonical(text)))
  test('takes some of them', () => expect(Object.values(odd).filter(text => read(text) !== undefined)).toHaveLength(3))

  test('says of any text whether it is written again the same', () => {
    const space = fc.constantFrom('', '', ' ', '\n', '  ')
    const number = fc.oneof(
      fc.integer().map(String),
      fc.integer({ min: -30, max: 30 }).map(value => String(value * 100)),
      fc.tuple(fc.integer({ min: 0, max: 99 }), fc.nat(6)).map(([value, power]) => `${value}e${power}`),
      fc.constantFrom('1.0', '-0', '12.5e1', '9007199254740993', '1E2', '0e1'),
    )
    const letters = fc.oneof(
      fc.string({ maxLength: 6 }).map(text => JSON.stringify(text)),
      fc.constantFrom('"\\u0041"', '"\\/"'),
    )
    const texts = fc
      .tuple(
        space,
        number,
        fc.array(number, { maxLength: 3 }),
        letters,
        space,
        fc.constantFrom('', ',"d":true', ',"d":null'),
      )
      .map(([s, a, b, c, t, d]) => `{"a":${s}${a},"b":[${b.join(',')}],"c":${t}${c}${d}}`)
    let taken = 0
    fc.assert(
      fc.property(texts, text => {
        const isTaken = read(text) !== undefined
        if (isTaken) taken += 1
        expect(isTaken).toBe(isCanonical(text))
      }),
      { numRuns: 4000 },
    )
    expect(taken).toBeGreaterThan(30)
  })
})
