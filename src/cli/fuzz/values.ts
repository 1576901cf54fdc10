/** Values for a JSON Schema (the part of it that zod writes), near it and far from it. */
import fc from 'fast-check'

export type Schema = { readonly [key: string]: unknown }
type Defs = Readonly<Record<string, Schema>>

/** Texts that have broken somebody's service somewhere. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e',
  '\u200b',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-0',
  '1e999',
  '9'.repeat(400),
  "' or 1=1 --",
  '"; drop table app.cases; --',
  '$' + '{jndi:ldap://x}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '=cmd|x',
  '{{7*7}}',
  'a\r\nset-cookie: x=1',
  '\uff10\uff11',
  '\u1112\u1161\u11ab',
  '\ud55c\uad6d',
  'A'.repeat(10_000),
  '0000-00-00',
  '2026-02-30',
  '9999-12-31',
  '2026-11-22T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e',
]
const oddText = fc.constantFrom(...ODD_TEXTS)

/** Anything JSON can hold, shallow enough to be sent by the million. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 3, arbitrary: oddText },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      1e308,
      Number.MAX_SAFE_INTEGER + 2,
      [],
      {},
      [[]],
      [null],
    ),
  },
)

/** What the schema takes, as far as it says so; rules that only code knows are met by chance. */
export function valueFor(
  schema: Schema,
  defs: Defs = (schema['$defs'] as Defs | undefined) ?? {},
  depth = 0,
): fc.Arbitrary<unknown> {
  if (depth > 12) return fc.constant(null)
  const of = (inner: unknown) => valueFor((inner ?? {}) as Schema, defs, depth + 1)
  const reference = schema['$ref']
  if (typeof reference === 'string') return of(defs[reference.split('/').at(-1) ?? ''])
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const several = (schema['anyOf'] ?? schema['oneOf']) as readonly unknown[] | undefined
  if (several !== undefined) return fc.oneof(...several.map(of))
  const all = schema['allOf'] as readonly Schema[] | undefined
  if (all !== undefined) return of(Object.assign({}, schema, ...all, { allOf: undefined }))
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, of)
    case 'array': {
      const places = schema['prefixItems'] as readonly unknown[] | undefined
      if (places !== undefined) return fc.tuple(...places.map(of))
      const minLength = Number(schema['minItems'] ?? 0)
      return fc.array(of(schema['items']), {
        minLength,
        maxLength: Math.min(Number(schema['maxItems'] ?? 3), minLength + 3),
      })
    }
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number': {
      const min = Math.max(Number(schema['minimum'] ?? -1000), Number.MIN_SAFE_INTEGER)
      return fc.integer({ min, max: Math.max(min, Math.min(Number(schema['maximum'] ?? 1000), min + 1_000_000)) })
    }
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return anything
  }
}

function objectOf(schema: Schema, of: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>)
  const required = (schema['required'] as readonly string[] | undefined) ?? []
  if (properties.length === 0 && typeof schema['additionalProperties'] === 'object')
    return fc.dictionary(
      textOf({ ...(schema['propertyNames'] as Schema | undefined) }),
      of(schema['additionalProperties']),
      { maxKeys: 3 },
    )
  return fc.record(Object.fromEntries(properties.map(([name, inner]) => [name, of(inner)])), {
    requiredKeys: required.filter(name => properties.some(([known]) => known === name)),
  })
}

function textOf(schema: Schema): fc.Arbitrary<string> {
  const minLength = Number(schema['minLength'] ?? 0)
  const maxLength = Math.min(Number(schema['maxLength'] ?? 40), minLength + 40)
  const plain = fc.string({ minLength, maxLength, unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789') })
  const usual = fc.oneof(plain, fc.constantFrom('2026-11-22', '100000000', '0.85', 'AAA', 'B'))
  if (schema['format'] === 'uuid') return fc.uuid({ version: 7 })
  if (schema['format'] === 'date') return fc.constantFrom('2026-11-22', '2024-02-29')
  const pattern = schema['pattern']
  if (typeof pattern !== 'string') return usual
  try {
    return fc.stringMatching(new RegExp(pattern), { maxLength: 60 })
  } catch {
    return usual
  }
}

/** A value with one thing in it wrong: left out, replaced, repeated, or with a field nobody knows. */
export const spoilt = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(value, anything, fc.nat(), fc.constantFrom('drop', 'replace', 'add', 'wrap', 'number'))
    .map(([whole, other, at, how]) => {
      const copy = structuredClone(whole)
      const places: { readonly of: Record<string, unknown>; readonly name: string }[] = []
      const walk = (of: unknown): void => {
        if (typeof of !== 'object' || of === null) return
        for (const name of Object.keys(of)) {
          places.push({ of: of as Record<string, unknown>, name })
          walk((of as Record<string, unknown>)[name])
        }
      }
      walk(copy)
      const place = places[at % Math.max(1, places.length)]
      if (place === undefined) return other
      if (how === 'drop') delete place.of[place.name]
      else if (how === 'add') place.of[typeof other === 'string' ? other : 'unknown_field'] = other
      else if (how === 'wrap') place.of[place.name] = [place.of[place.name]]
      else if (how === 'number') place.of[place.name] = 42.5
      else place.of[place.name] = other
      return copy
    })
