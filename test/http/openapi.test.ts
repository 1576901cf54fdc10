/** The OpenAPI document says what is served, no more and no less, and passes its linter. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openApiText, routesRead } from '../../src/cli/reports/openapi.ts'
import { openApiOf } from '../../src/platform/http/openapi.ts'
import { kindsOf } from '../../src/platform/http/status.ts'
import { REFUSALS } from '../../src/server.ts'
import { textsUnder } from '../house/tree.ts'
import { SAMPLE_REFUSALS, sampleRoutes } from './served.ts'

type Operation = {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

const kinds = kindsOf([...REFUSALS, SAMPLE_REFUSALS])
const routes = sampleRoutes({ handle: async () => undefined })
const document = openApiOf(routes, kinds) as unknown as Document

test('every route is an operation, and every operation a route', () => {
  const said = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map(method => `${method.toUpperCase()} ${path}`),
  )
  expect(said.toSorted()).toEqual(routes.map(one => `${one.method} ${one.path}`).toSorted())
})

test('a POST asks for its key, a change for the version it was made on, the public for nothing', () => {
  const headers = (path: string, method: string) =>
    document.paths[path]?.[method]?.parameters.map(one => one.$ref ?? one.name)
  expect(headers('/v1/things', 'post')).toEqual(['#/components/parameters/IdempotencyKey'])
  expect(headers('/v1/things/{thing_id}', 'put')).toEqual(['thing_id', '#/components/parameters/IfMatch'])
  expect(headers('/v1/things', 'get')).toEqual(['limit', 'cursor'])
  expect(document.paths['/v1/checks']?.['post']).toMatchObject({ security: [], parameters: [] })
})

test('what may be refused is told by its status', () => {
  expect(Object.keys(document.paths['/v1/things']?.['post']?.responses ?? {})).toEqual([
    '201',
    '400',
    '401',
    '403',
    '409',
    '413',
    '415',
    '422',
    '429',
    '500',
    '503',
  ])
  expect(Object.keys(document.paths['/v1/things/{thing_id}']?.['put']?.responses ?? {})).toEqual([
    '200',
    '400',
    '401',
    '403',
    '404',
    '409',
    '412',
    '413',
    '415',
    '428',
    '429',
    '500',
    '503',
  ])
})

test('no two operations have one name', () => {
  const names = Object.values(document.paths).flatMap(item => Object.values(item).map(one => one.operationId))
  expect(new Set(names).size).toBe(names.length)
})

test('every reference in the document leads somewhere', () => {
  const text = JSON.stringify(document)
  for (const [, reference = ''] of text.matchAll(/"\$ref":"(#[^"]+)"/g)) {
    const place = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)
    expect(place, reference).toBeDefined()
  }
})

test('the document that is committed is the one the routes make now', () => {
  expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openApiText())
})

test('every action of a route stands in the access table', async () => {
  const { isAction } = await import('../../src/access/table.ts')
  expect(
    routesRead()
      .filter(one => !isAction(one.action))
      .map(one => one.path),
  ).toEqual([])
})

test('every list of refusals of the house is known to the server', async () => {
  const paths = [...textsUnder(['src'], ['.ts'])].filter(
    ([path, text]) => /^export const refusals\b/m.test(text) && !path.startsWith('src/cli/'),
  )
  const lists = await Promise.all(
    paths.map(async ([path]) => (await import(pathToFileURL(path).href)) as { refusals: Record<string, string> }),
  )
  const all = lists.flatMap(list => Object.keys(list.refusals))
  const known = kindsOf(REFUSALS)
  expect(all.filter(code => !known.has(code))).toEqual([])
})

test('the linter finds nothing, neither in what is committed nor where every kind of route is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
  const whole = join(folder, 'whole.json')
  writeFileSync(whole, JSON.stringify(document))
  const run = spawnSync(
    process.execPath,
    ['node_modules/@redocly/cli/bin/cli.js', 'lint', 'docs/openapi.json', whole, '--config', 'docs/redocly.yaml'],
    {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  rmSync(folder, { recursive: true })
  expect([run.status, run.status === 0 ? '' : run.stderr + run.stdout]).toEqual([0, ''])
}, 30_000)
