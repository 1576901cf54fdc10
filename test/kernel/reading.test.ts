/** The quick reader: it gives what zod gives, to the order of the names, or says that zod refuses the value. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { draftBody } from '../../src/appraisal/view.ts'
import { REFUSED, readerOf } from '../../src/kernel/reading.ts'
import { parsed } from '../../src/kernel/schema.ts'

const FOLDER = 'fixtures/applications'
type File = { readonly names: unknown; readonly case: Readonly<Record<string, unknown>> }
const bodies = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.json'))
  .toSorted()
  .map(name => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as File)
  .filter(file => file.case?.['schema'] === 'tech-guarantee/case/1')
  .map(({ names, case: { sheets, day, limits, stops, ...content } }) => ({
    content,
    names,
    sheets: (sheets as { readonly marks: unknown }[]).slice(0, 2).map(({ marks }) => ({ marks })),
  }))

/** What a reading comes to, names in their order; a thing said of a value that is refused. */
const told = (value: unknown): string => (value === REFUSED ? 'refused' : written(value))
const written = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (one === undefined ? 'undefined' : one)) ?? 'undefined'
const byZod = (schema: z.ZodType, value: unknown): string => {
  const read = schema.safeParse(value)
  return read.success ? written(read.data) : 'refused'
}
const copied = <Value>(value: Value): Value => structuredClone(value)

/** Every place in a value: the object or list, and the name in it. */
function placesIn(value: unknown): readonly (readonly [Record<string, unknown>, string])[] {
  if (typeof value !== 'object' || value === null) return []
  const within = value as Record<string, unknown>
  return Object.keys(within).flatMap(name => [[within, name] as const, ...placesIn(within[name])])
}
/** The members of an object in another order. */
function turned(within: Record<string, unknown>): void {
  const members = Object.entries(within).toReversed()
  for (const [name] of members) delete within[name]
  for (const [name, value] of members) within[name] = value
}
const PUT: readonly unknown[] = [
  ...['', ' x', 'x\u0000', '\ud800', 'A', '-1', '01', '1e3', '2026-02-30', '9'.repeat(70), '😀'.repeat(40)],
  ...[-1, 0.5, 0, 1, 1e9, 2 ** 53, null, undefined, true, false, [], {}, [[]], [null], { a: 1 }],
]

test('gives what zod gives for cases in which anything at any place was changed, turned, left out or added', () => {
  expect(bodies.length).toBeGreaterThan(10)
  let [taken, refused] = [0, 0]
  fc.assert(
    fc.property(fc.nat(bodies.length - 1), fc.nat(), fc.nat(PUT.length + 6), (which, where, what) => {
      const value = copied(bodies[which])
      const places = placesIn(value)
      const [within, name] = places[where % places.length] as (typeof places)[number]
      if (what < PUT.length) within[name] = copied(PUT[what])
      else if (Array.isArray(within)) within.push(copied(within[0]))
      else if (what === PUT.length) delete within[name]
      else if (what === PUT.length + 1) within['zeal'] = 'x'
      else turned(within)
      const due = byZod(draftBody, value)
      if (due === 'refused') refused += 1
      else taken += 1
      expect(told(readerOf(draftBody)(value))).toBe(due)
    }),
    { numRuns: 300 },
  )
  expect(Math.min(taken, refused)).toBeGreaterThan(30)
})

test('what it has read is not what came, where zod would have written it anew, and what came stays as it was', () => {
  const schema = z.object({ a: z.string(), b: z.string().trim(), c: z.array(z.string().trim()) })
  const came = { a: 'x', b: ' y', c: ['z', ' z'] }
  expect(readerOf(schema)(came)).toEqual({ a: 'x', b: 'y', c: ['z', 'z'] })
  expect(came).toEqual({ a: 'x', b: ' y', c: ['z', ' z'] })
})

describe('of each kind of schema, what zod gives', () => {
  type Tree = { readonly name: string; readonly of?: readonly Tree[] | undefined }
  const tree: z.ZodType<Tree> = z.strictObject({
    name: z.string(),
    get of() {
      return z.array(tree).optional()
    },
  })
  const dropping = z.object({ a: z.string() })
  const kinds: Readonly<Record<string, readonly [z.ZodType, readonly unknown[]]>> = {
    'texts by their code points': [
      z.string().min(2).max(3),
      ['', 'a', 'ab', 'abcd', '😀', '😀😀', '😀😀😀', '😀😀😀😀', 1],
    ],
    'texts of a form': [
      z.union([z.uuid(), z.url()]),
      ['0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7901', 'http://x', ' http://x ', 'x'],
    ],
    numbers: [z.number().min(0.5).multipleOf(0.5), [0, 0.5, 0.7, 1, Number.NaN, Number.POSITIVE_INFINITY, '1']],
    'whole numbers': [z.int().max(9), [0, 9, 10, 1.5, 2 ** 53, '1']],
    'numbers of text': [z.coerce.number(), ['1', 'x', 1, null]],
    'one of several': [z.enum(['a', 'b']), ['a', 'c', 1, undefined]],
    'one text': [z.literal(['a', null, 1]), ['a', null, 1, 'b', undefined]],
    lists: [z.array(z.int()).min(1).max(2), [[], [1], [1, 2], [1, 2, 3], ['1'], {}, 'a', [undefined]]],
    'what may be left out': [
      z.strictObject({ a: z.string().optional(), b: z.literal(1) }),
      [{ b: 1 }, { a: 'x', b: 1 }, { b: 1, a: 'x' }, { a: undefined, b: 1 }, { a: 'x' }, { b: 1, c: 1 }, [], null],
    ],
    'what has a default': [
      z.strictObject({ a: z.string().default('x'), b: z.int().optional() }),
      [{}, { a: 'y' }, { b: 1 }, { b: 1, a: 'y' }, { a: undefined }],
    ],
    'what may be anything': [
      z.strictObject({ a: z.unknown(), b: z.any().optional() }),
      [{}, { a: 1 }, { b: 1 }, { b: 1, a: 2 }],
    ],
    'what must be there, and may be undefined': [
      z.strictObject({ a: z.union([z.undefined(), z.string()]) }),
      [{}, { a: undefined }],
    ],
    'what may be null': [z.string().nullable(), [null, 'a', undefined, 1]],
    'what drops what it does not know': [dropping, [{ a: 'x' }, { b: 1, a: 'x' }, { a: 'x', b: 1 }, { b: 1 }]],
    'what lets it through': [z.looseObject({ a: z.string() }), [{ a: 'x' }, { b: 1, a: 'x' }, { b: 1 }]],
    'a name of the language’s own': [
      z.strictObject({ a: z.string() }),
      [
        JSON.parse('{"__proto__":1,"a":"x"}'),
        JSON.parse('{"a":"x","__proto__":1}'),
        { a: 'x', constructor: 1 },
        { a: 'x' },
      ],
    ],
    'records by any name': [z.record(z.string().max(2), z.int()), [{ a: 1 }, { abc: 1 }, { a: 'x' }, {}]],
    'records of all names': [z.record(z.enum(['a', 'b']), z.int()), [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }]],
    'the first of two that takes it': [
      z.union([dropping, z.looseObject({ a: z.string().trim(), b: z.int() })]),
      [{ a: ' x', b: 1 }, { b: 1 }, { a: 1, b: 1 }],
    ],
    'the first of two, where it changes what it takes': [
      z.union([z.string().trim().min(1), z.string()]),
      [' x ', ' ', '', 1],
    ],
    'one of two told apart by a name': [
      z.discriminatedUnion('k', [
        z.strictObject({ k: z.literal('a'), v: z.int() }),
        z.strictObject({ k: z.literal('b') }),
      ]),
      [{ k: 'a', v: 1 }, { k: 'b' }, { k: 'b', v: 1 }, { k: 'c' }],
    ],
    'exactly one of two': [z.xor([z.strictObject({ a: z.int() }), dropping]), [{ a: 1 }, { a: 'x' }, { b: 1 }]],
    'what is made into something else': [
      z.strictObject({ a: z.string().transform(text => text.length), b: z.int() }).transform(({ a }) => ({ a })),
      [
        { a: 'xy', b: 1 },
        { b: 1, a: 'xy' },
        { a: 1, b: 1 },
      ],
    ],
    'what is refined as a whole': [
      z
        .strictObject({ a: z.int(), b: z.int() })
        .superRefine((value, context) => {
          if (value.a > value.b) context.addIssue({ code: 'custom', message: 'a is at most b' })
        })
        .refine(({ a }) => (a === 7 ? '' : 'truthy')),
      [
        { a: 1, b: 2 },
        { a: 2, b: 1 },
        { a: 7, b: 8 },
        { b: 8, a: 7 },
        { b: 2, a: 1 },
      ],
    ],
    'what holds itself': [tree, [{ name: 'a' }, { name: 'a', of: [{ of: [], name: 'b' }] }, { name: 'a', of: [{}] }]],
  }
  for (const [what, [schema, values]] of Object.entries(kinds))
    test(what, () => {
      const due = values.map(value => byZod(schema, value))
      expect(values.map(value => told(readerOf(schema)(value)))).toEqual(due)
      expect(new Set(due).size).toBeGreaterThan(1)
    })
})

test('a check that waits is refused as zod refuses it, and why a value is refused zod says', () => {
  const waiting = z.string().refine(async () => true)
  expect(() => parsed(waiting, 'x')).toThrow(z.core.$ZodAsyncError)
  const schema = z.strictObject({ a: z.int().max(9) })
  const refused = parsed(schema, { a: 10 })
  expect(refused.ok ? [] : refused.refusals.map(({ code, at }) => [code, at])).toEqual([['input_out_of_bounds', 'a']])
})
