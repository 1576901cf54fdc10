// What every reading of outside JSON promises: it accepts or refuses, names the field, and never throws.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { parsed } from '../src/kernel/schema.ts'

/** Every place of a sample, as a list of steps. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))]
}

const put = (sample: unknown, path: readonly string[], value: unknown): unknown => {
  if (path.length === 0) return value
  const copy = structuredClone(sample)
  let place = copy as Record<string, unknown>
  for (const step of path.slice(0, -1)) place = place[step] as Record<string, unknown>
  place[path.at(-1) as string] = value
  return copy
}

/** Values that look alike what is asked for and are not. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  '',
  ' ',
  '0',
  '-1',
  '1e3',
  '01',
  'NaN',
  '1\n',
  '\uff11',
  'a\u0000',
  '\ud800',
  '2026-02-30',
  'x'.repeat(10_000),
  [],
  {},
  [[]],
]

/** Tests that a schema never throws, and refuses a key nobody asked for wherever an object stands. */
export function isStrict(name: string, schema: z.ZodType, sample: unknown): void {
  const places = placesOf(sample)
  test(`${name}: an odd value at any place is accepted or refused, never thrown`, () => {
    for (const path of places)
      for (const odd of ODD) {
        const read = parsed(schema, put(sample, path, odd))
        if (!read.ok) for (const { params } of read.refusals) expect(params['limit']).toBeTruthy()
      }
  })
  test(`${name}: any JSON at any place is accepted or refused, never thrown`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        parsed(schema, put(sample, path, value))
      }),
      { numRuns: 500 },
    )
  })
  test(`${name}: a key nobody asked for is refused wherever an object stands`, () => {
    const objects = places.filter(path => {
      const value = path.reduce<unknown>((place, step) => (place as Record<string, unknown>)[step], sample)
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    })
    expect(objects.length).toBeGreaterThan(3)
    for (const path of objects) {
      const read = parsed(schema, put(sample, [...path, 'surplus'], 1))
      expect(read.ok ? [] : read.refusals.map(({ code, at }) => [code, at])).toContainEqual([
        'input_unknown_field',
        [...path, 'surplus'].join('.'),
      ])
    }
  })
}
