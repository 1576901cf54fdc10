/** Requests made from the list of routes: mostly right but for one thing, some wrong throughout, some tortured. */
import fc from 'fast-check'
import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import { MALFORMED, MEDIA_TYPES, NOT_UTF8 } from './torture.ts'
import { anything, ODD_TEXTS, type Schema, spoilt, valueFor } from './values.ts'

export type FuzzRequest = {
  readonly method: Route['method'] | 'HEAD' | 'OPTIONS'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | Buffer | undefined
  /** What kind of wrong it is; for a finding. */
  readonly kind: string
  /** Whether it must be refused, whatever the route. */
  readonly mustFail: boolean
}

const schemaOf = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

type Body = { readonly payload: string | Buffer | undefined; readonly kind: string; readonly mustFail: boolean }

function bodyOf(route: Route): fc.Arbitrary<Body> {
  const json = (kind: string, value: fc.Arbitrary<unknown>) =>
    fc.record({
      payload: value.map(one => JSON.stringify(one) ?? 'null'),
      kind: fc.constant(kind),
      mustFail: fc.constant(false),
    })
  const nothing = fc.constant<Body>({ payload: undefined, kind: 'no body', mustFail: false })
  const bytes = fc
    .uint8Array({ maxLength: 300 })
    .map((some): Body => ({ payload: Buffer.from(some), kind: 'bytes', mustFail: false }))
  if (route.upload !== undefined) return fc.oneof({ weight: 5, arbitrary: bytes }, { weight: 1, arbitrary: nothing })
  if (route.body === null) return fc.oneof({ weight: 9, arbitrary: nothing }, { weight: 1, arbitrary: bytes })
  const made = valueFor(schemaOf(route.body))
  // Rules that only code knows are met by the route's own example, or by chance.
  const value = route.example === undefined ? made : fc.oneof(made, fc.constant(route.example))
  const tortured = (of: readonly (string | Buffer)[], kind: string) =>
    fc.constantFrom(...of).map((payload): Body => ({ payload, kind, mustFail: true }))
  return fc.oneof(
    { weight: 6, arbitrary: json('as the schema says', value) },
    { weight: 6, arbitrary: json('one thing wrong', spoilt(value)) },
    { weight: 2, arbitrary: json('anything', anything) },
    { weight: 2, arbitrary: tortured(MALFORMED, 'malformed') },
    {
      weight: 1,
      arbitrary: tortured(
        NOT_UTF8.map(hex => Buffer.from(hex, 'hex')),
        'not UTF-8',
      ),
    },
    { weight: 1, arbitrary: bytes },
    { weight: 1, arbitrary: nothing },
  )
}

function pathOf(route: Route, ids: readonly string[]): fc.Arbitrary<string> {
  const names = [...route.path.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map(([, name = '']) => name)
  const properties = (route.params === null ? {} : (schemaOf(route.params)['properties'] ?? {})) as Record<
    string,
    Schema
  >
  // Ids that were answered before are tried on every path, by every actor.
  const known = fc.nat().map(at => ids[at % Math.max(1, ids.length)] ?? 'none')
  const one = (name: string): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 4, arbitrary: known },
      { weight: 4, arbitrary: valueFor(properties[name] ?? {}).map(text) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD_TEXTS) },
    )
  return fc
    .tuple(...names.map(one))
    .map(values =>
      names.reduce(
        (path, name, at) =>
          path.replace(`{${name}}`, encodeURIComponent((values[at] ?? '').toWellFormed().slice(0, 300))),
        route.path,
      ),
    )
}

function queryOf(route: Route): fc.Arbitrary<string> {
  const asked = route.query === null ? fc.constant<unknown>({}) : valueFor(schemaOf(route.query))
  const odd = fc.constantFrom(
    '',
    '?',
    '?x=1',
    '?limit=0',
    '?limit=99999999999',
    '?limit=1&limit=2',
    '?cursor=AAAA',
    '?__proto__=1',
    '?%',
    '?a[b]=c',
    `?cursor=${'A'.repeat(3000)}`,
    '?limit=%00',
  )
  const said = asked.map(query => {
    const pairs = Object.entries((query ?? {}) as object).map(([name, value]): [string, string] => [
      name,
      text(value).toWellFormed(),
    ])
    return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
  })
  return fc.oneof({ weight: 5, arbitrary: said }, { weight: 1, arbitrary: odd })
}

/** Keys by chance from few, so that some are used twice, also with another request. */
const keyHeader = fc.oneof(
  { weight: 6, arbitrary: fc.uuid().map(key => ({ 'idempotency-key': key })) },
  { weight: 2, arbitrary: fc.nat(200).map(key => ({ 'idempotency-key': `key-${key}` })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('', ' ', 'a b', 'k'.repeat(256), '\u00ff', 'k'.repeat(255))
      .map(key => ({ 'idempotency-key': key })),
  },
  { weight: 1, arbitrary: fc.constant({}) },
)
const versionHeader = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }).map(version => ({ 'if-match': `"${version}"` })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('*', 'W/"1"', '1', '"0"', '"-1"', '"99999999999"', '"1", "2"', '""', '"a"')
      .map(version => ({ 'if-match': version })),
  },
  { weight: 1, arbitrary: fc.constant({}) },
)

function headersOf(route: Route, tokens: readonly string[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  const right = route.upload?.mediaTypes[0] ?? 'application/json'
  const type = fc.oneof(
    { weight: 14, arbitrary: fc.constant({ 'content-type': right }) },
    { weight: 1, arbitrary: fc.constantFrom(...MEDIA_TYPES).map(one => ({ 'content-type': one })) },
    { weight: 1, arbitrary: fc.constant({}) },
  )
  const token = fc.oneof(
    { weight: 14, arbitrary: fc.constantFrom(...tokens).map(one => ({ authorization: `Bearer ${one}` })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          'Bearer',
          'Bearer ',
          'Bearer a b',
          'Basic YTpi',
          'Bearer eyJhbGciOiJub25lIn0.e30.',
          'bearer x',
          `Bearer ${'x'.repeat(8000)}`,
        )
        .map(one => ({ authorization: one })),
    },
    { weight: 1, arbitrary: fc.constant({}) },
  )
  const odd = fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Record<string, string>>(
        { 'content-encoding': 'gzip' },
        { 'x-request-id': '<x>' },
        { accept: 'text/html' },
        { expect: '' },
        { 'x-http-method-override': 'DELETE' },
        { 'transfer-encoding': 'identity' },
        { 'accept-language': '\u00ff' },
        { range: 'bytes=0-1' },
        { cookie: 'a=b' },
      ),
    },
  )
  return fc
    .tuple(type, token, odd, keyHeader, versionHeader)
    .map(all => Object.assign({}, ...all) as Record<string, string>)
}

/**
 * Requests over every route alike.
 * @param tokens  of every kind of actor
 * @param ids     that were answered so far
 */
export const requestsOf = (
  routes: readonly Route[],
  tokens: readonly string[],
  ids: readonly string[],
): fc.Arbitrary<FuzzRequest> =>
  fc.oneof(
    ...routes.map(route =>
      fc
        .tuple(
          fc.oneof(
            { weight: 30, arbitrary: fc.constant(route.method) },
            { weight: 1, arbitrary: fc.constantFrom('PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS') },
          ),
          pathOf(route, ids),
          queryOf(route),
          headersOf(route, tokens),
          bodyOf(route),
        )
        .map(
          ([method, path, query, headers, { payload, kind, mustFail }]): FuzzRequest => ({
            method: method as FuzzRequest['method'],
            url: path + query,
            headers,
            payload: method === 'GET' || method === 'HEAD' ? undefined : payload,
            kind,
            mustFail: mustFail && method === route.method,
          }),
        ),
    ),
  )
