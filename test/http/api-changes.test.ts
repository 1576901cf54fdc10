/** The API of now breaks nobody untold; and each rule of the comparison is seen to catch its change. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  changesText,
  newestEntry,
  newestFirst,
  releasedVersions,
  standing,
  unnamed,
} from '../../src/cli/api-changes.ts'
import { type Api, apiChanges, nameOf } from '../../src/cli/api-comparison.ts'

const changelog = readFileSync('docs/api-changelog.md', 'utf8')

test('nothing that breaks a caller has changed since the release without being named', () => {
  expect(standing().unnamed.map(nameOf)).toEqual([])
})

test('every entry of the changelog but the coming one has its document, in the same order', () => {
  const versions = [...changelog.matchAll(/^## (\S+)/gm)].map(([, version]) => version)
  expect(versions.filter(version => version !== 'Unreleased')).toEqual(releasedVersions())
  expect(versions.lastIndexOf('Unreleased')).toBeLessThan(1)
})

/** An API of one operation with its body and its answer, and one that goes without a token. */
const BODY = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 80 },
    kind: { type: 'string', enum: ['a', 'b'] },
    amount: { type: 'string', pattern: '^[0-9]+$' },
    count: { type: 'integer', minimum: 0 },
    note: { type: ['string', 'null'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
    part: { anyOf: [member('x'), member('y')] },
    pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] },
  },
  required: ['name', 'kind'],
  additionalProperties: false,
}
function member(kind: string) {
  return {
    type: 'object',
    properties: { kind: { const: kind }, size: { type: 'integer' } },
    required: ['kind'],
    additionalProperties: false,
  }
}
const RELEASED = {
  security: [{ bearer: [] }],
  paths: {
    '/v1/things': {
      post: {
        operationId: 'post_things',
        parameters: [
          { in: 'query', name: 'limit', required: false, schema: { type: 'string' } },
          { $ref: '#/components/parameters/Key' },
        ],
        requestBody: { required: true, content: { 'application/json': { schema: BODY } } },
        responses: {
          201: { headers: { ETag: {} }, content: { 'application/json': { schema: BODY } } },
          404: { $ref: '#/components/responses/Problem' },
        },
      },
    },
    '/v1/open': { get: { operationId: 'get_open', security: [], responses: { 200: {} } } },
  },
  components: {
    parameters: { Key: { in: 'header', name: 'Key', required: true, schema: { type: 'string', maxLength: 9 } } },
    responses: {
      Problem: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
    schemas: { Problem: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] } },
  },
}

// biome-ignore lint/suspicious/noExplicitAny: a planted change reaches anywhere into the document
type Loose = any
/** Shares nothing with the document, nor one part of it with another. */
const cloned = (): Loose => JSON.parse(JSON.stringify(RELEASED))
const bodyOf = (api: Loose) => api.paths['/v1/things'].post.requestBody.content['application/json'].schema
const answerOf = (api: Loose) => api.paths['/v1/things'].post.responses['201'].content['application/json'].schema
const thing = (api: Loose) => api.paths['/v1/things'].post

function changed(plant: (api: Loose) => void) {
  const current = cloned()
  plant(current)
  const found = apiChanges(RELEASED as unknown as Api, current as Api)
  return found.map(change => `${change.isBreaking ? 'breaks' : 'keeps'} ${nameOf(change)}`)
}

const T = 'POST /v1/things'
const LIMIT = `${T} query limit`

test.each<[what: string, plant: (api: Loose) => void, found: readonly string[]]>([
  ['nothing', () => undefined, []],
  ['a path goes', api => delete api.paths['/v1/open'], ['breaks /v1/open: path_removed']],
  ['a path comes', api => (api.paths['/v1/new'] = { get: { responses: {} } }), ['keeps GET /v1/new: method_added']],
  [
    'a method goes for another',
    api => (api.paths['/v1/open'] = { put: api.paths['/v1/open'].get }),
    ['breaks GET /v1/open: method_removed', 'keeps PUT /v1/open: method_added'],
  ],
  ['an operation is called otherwise', api => (thing(api).operationId = 'x'), [`breaks ${T}: operation_renamed`]],
  [
    'a token is asked for',
    api => delete api.paths['/v1/open'].get.security,
    ['breaks GET /v1/open: security_tightened'],
  ],
  ['a scope is asked for', api => (thing(api).security = [{ bearer: ['x'] }]), [`breaks ${T}: security_tightened`]],
  ['no token is asked for', api => (thing(api).security = []), [`keeps ${T}: security_loosened`]],
  [
    'another token will do too',
    api => (thing(api).security = [{ bearer: [] }, { key: [] }]),
    [`keeps ${T}: security_loosened`],
  ],
  ['a parameter goes', api => thing(api).parameters.shift(), [`breaks ${LIMIT}: parameter_removed`]],
  [
    'a parameter comes that is due',
    api => thing(api).parameters.push({ in: 'query', name: 'x', required: true }),
    [`breaks ${T} query x: required_parameter_added`],
  ],
  [
    'a parameter comes',
    api => thing(api).parameters.push({ in: 'query', name: 'x' }),
    [`keeps ${T} query x: parameter_added`],
  ],
  [
    'a parameter becomes due',
    api => (thing(api).parameters[0].required = true),
    [`breaks ${LIMIT}: parameter_now_required`],
  ],
  [
    'a header may be left out',
    api => (api.components.parameters.Key.required = false),
    [`keeps ${T} header Key: parameter_now_optional`],
  ],
  [
    'a header becomes shorter',
    api => (api.components.parameters.Key.schema.maxLength = 8),
    [`breaks ${T} header Key: bound_narrowed`],
  ],
  [
    'a parameter is of listed values',
    api => (thing(api).parameters[0].schema.enum = ['1']),
    [`breaks ${LIMIT}: enum_narrowed`],
  ],
  ['the body goes', api => delete thing(api).requestBody, [`breaks ${T} body: body_removed`]],
  [
    'a body comes that is due',
    api => (api.paths['/v1/open'].get.requestBody = { required: true, content: {} }),
    ['breaks GET /v1/open body: required_body_added'],
  ],
  [
    'a body comes',
    api => (api.paths['/v1/open'].get.requestBody = { content: {} }),
    ['keeps GET /v1/open body: body_added'],
  ],
  [
    'a media type goes for another',
    api => (thing(api).requestBody.content = { 'text/csv': {} }),
    [`breaks ${T} body: media_type_removed`, `keeps ${T} body: media_type_added`],
  ],
  ['a status goes', api => delete thing(api).responses['404'], [`breaks ${T} 404: status_removed`]],
  ['a refusal comes', api => (thing(api).responses['409'] = {}), [`keeps ${T} 409: refusal_status_added`]],
  ['a new way to be done comes', api => (thing(api).responses['202'] = {}), [`breaks ${T} 202: success_status_added`]],
  [
    'a header of the answer goes',
    api => delete thing(api).responses['201'].headers.ETag,
    [`breaks ${T} 201 ETag: header_removed`],
  ],
  [
    'a member of every problem goes',
    api => (api.components.schemas.Problem.properties = {}),
    [`breaks ${T} 404.title: property_removed`],
  ],
])('%s', (_what, plant, found) => {
  expect(changed(plant)).toEqual(found)
})

test('a body that becomes due breaks who sends none', () => {
  const loose = cloned()
  thing(loose).requestBody.required = false
  const changes = [apiChanges(loose, RELEASED as unknown as Api), apiChanges(RELEASED as unknown as Api, loose)]
  expect(changes.map(list => list.map(nameOf))).toEqual([[`${T} body: body_now_required`], []])
})

/** The same change of a schema, of what is sent and of what is answered: rule, at which member, and whom it breaks. */
test.each<
  [
    what: string,
    plant: (schema: Loose) => void,
    at: string,
    rule: string,
    breaks: 'sending' | 'reading' | 'both' | 'none',
  ]
>([
  ['a member goes', it => delete it.properties.note, '.note', 'property_removed', 'both'],
  ['a member comes', it => (it.properties.x = { type: 'string' }), '.x', 'property_added', 'none'],
  ['a member becomes due', it => it.required.push('note'), '.note', 'property_now_required', 'sending'],
  ['a member may be missing', it => it.required.pop(), '.kind', 'property_now_optional', 'reading'],
  ['null no longer stands', it => (it.properties.note.type = 'string'), '.note', 'type_narrowed', 'sending'],
  ['null may stand', it => (it.properties.amount.type = ['string', 'null']), '.amount', 'type_widened', 'reading'],
  ['anything may stand', it => (it.properties.tags.items = {}), '.tags[]', 'type_widened', 'reading'],
  [
    'a whole number may have a fraction',
    it => (it.properties.count.type = 'number'),
    '.count',
    'type_widened',
    'reading',
  ],
  ['a listed value goes', it => it.properties.kind.enum.pop(), '.kind', 'enum_narrowed', 'sending'],
  ['a listed value comes', it => it.properties.kind.enum.push('c'), '.kind', 'enum_widened', 'reading'],
  ['any value may stand', it => delete it.properties.kind.enum, '.kind', 'enum_widened', 'reading'],
  ['a text becomes shorter', it => (it.properties.name.maxLength = 79), '.name', 'bound_narrowed', 'sending'],
  ['a text may be empty', it => (it.properties.name.minLength = 0), '.name', 'bound_widened', 'reading'],
  ['a list may be longer', it => delete it.properties.tags.maxItems, '.tags', 'bound_widened', 'reading'],
  ['a pattern is asked for', it => (it.properties.name.pattern = 'x'), '.name', 'shape_narrowed', 'sending'],
  ['a pattern is dropped', it => delete it.properties.amount.pattern, '.amount', 'shape_widened', 'reading'],
  ['a pattern is another', it => (it.properties.amount.pattern = '^-?[0-9]+$'), '.amount', 'shape_changed', 'both'],
  ['one of the kinds goes', it => it.properties.part.anyOf.pop(), '.part', 'type_narrowed', 'sending'],
  ['another kind comes', it => it.properties.part.anyOf.push(member('z')), '.part', 'type_widened', 'reading'],
  [
    'one of the kinds loses a member',
    it => delete it.properties.part.anyOf[1].properties.size,
    '.part.size',
    'property_removed',
    'both',
  ],
  ['other members may stand', it => delete it.additionalProperties, '.*', 'members_opened', 'reading'],
  ['a place of a pair goes', it => it.properties.pair.prefixItems.pop(), '.pair[]', 'places_changed', 'both'],
  ['items are listed', it => (it.properties.tags.items.enum = ['a']), '.tags[]', 'enum_narrowed', 'sending'],
])('%s', (_what, plant, at, rule, breaks) => {
  const word = (isIt: boolean) => (isIt ? 'breaks' : 'keeps')
  expect(changed(api => plant(bodyOf(api)))).toEqual([
    `${word(breaks === 'sending' || breaks === 'both')} ${T} body${at}: ${rule}`,
  ])
  expect(changed(api => plant(answerOf(api)))).toEqual([
    `${word(breaks === 'reading' || breaks === 'both')} ${T} 201${at}: ${rule}`,
  ])
})

test('a member that comes and is due breaks who sends, and gives more to who reads', () => {
  const plant = (it: Loose) => {
    it.properties.x = { type: 'string' }
    it.required.push('x')
  }
  expect(changed(api => plant(bodyOf(api)))).toEqual([`breaks ${T} body.x: required_property_added`])
  expect(changed(api => plant(answerOf(api)))).toEqual([`keeps ${T} 201.x: property_added`])
})

test('another type altogether breaks both ways, and closing what was open breaks who sends more', () => {
  const plant = (it: Loose) => (it.properties.count = { type: 'boolean' })
  expect(changed(api => plant(bodyOf(api)))).toEqual([
    `breaks ${T} body.count: type_narrowed`,
    `keeps ${T} body.count: type_widened`,
  ])
  expect(changed(api => plant(answerOf(api)))).toEqual([
    `keeps ${T} 201.count: type_narrowed`,
    `breaks ${T} 201.count: type_widened`,
  ])
  const open = cloned()
  delete bodyOf(open).additionalProperties
  expect(apiChanges(open, RELEASED as unknown as Api)).toMatchObject([{ rule: 'members_closed', isBreaking: true }])
})

test('another order of members, values or alternatives, and another sentence, are no change', () => {
  const turned = (it: Loose) => {
    it.properties = Object.fromEntries(Object.entries(it.properties).reverse())
    it.required.reverse()
    it.properties.kind.enum.reverse()
    it.properties.part.anyOf.reverse()
    it.description = 'Another.'
  }
  expect(changed(api => [bodyOf(api), answerOf(api)].map(turned))).toEqual([])
})

test('a change that breaks is told by the newest entry alone, by its whole name, not by the release it breaks', () => {
  const [change] = apiChanges(RELEASED as unknown as Api, { ...RELEASED, paths: {} } as unknown as Api)
  if (change === undefined) throw new Error('nothing was found')
  const named = `\`${nameOf(change)}\`: write to us.`
  const told = (text: string) => !unnamed([change], '0.1.0', text).includes(change)
  expect(told(`# C\n\n## Unreleased\n\n${named}\n\n## 0.1.0\n\nFirst.\n`)).toBe(true)
  expect(told(`# C\n\n## 0.2.0\n\n${named}\n\n## 0.1.0\n\nFirst.\n`)).toBe(true)
  expect(told(`# C\n\n## Unreleased\n\nOther.\n\n## 0.1.0\n\n${named}\n`)).toBe(false)
  expect(told(`# C\n\n## 0.1.0\n\n${named}\n`)).toBe(false)
  expect(told(`# C\n\n## Unreleased\n\n${nameOf(change)}\n`)).toBe(false)
  expect(told('')).toBe(false)
  expect(unnamed([{ ...change, isBreaking: false }], '0.1.0', '')).toEqual([])
})

test('the newest entry ends where the next begins, and versions are ordered by number', () => {
  expect(newestEntry('# C\n\n## 2.0.0 of May\n\na\n\nb\n\n## 1.0.0\n\nc\n')).toEqual({
    version: '2.0.0',
    text: '\na\n\nb\n\n',
  })
  expect(newestEntry('# C\n\n## 1.0.0\n\na\n\nb\n').text).toBe('\na\n\nb\n')
  expect(newestFirst(['0.9.0', '0.10.0', '0.2.0'])).toEqual(['0.10.0', '0.9.0', '0.2.0'])
})

test('what is printed puts first what breaks, and says what is not named', () => {
  const changes = apiChanges(
    RELEASED as unknown as Api,
    {
      ...RELEASED,
      paths: { '/v1/things': RELEASED.paths['/v1/things'], '/v1/new': { get: { responses: {} } } },
    } as unknown as Api,
  )
  const text = changesText({ released: '0.1.0', changes, unnamed: changes.filter(one => one.isBreaking) })
  expect(text.split('\n').slice(0, 3)).toEqual([
    'breaking since 0.1.0: 1',
    '  /v1/open: path_removed',
    '    The path is gone. NOT NAMED',
  ])
  expect(text).toContain('not breaking since 0.1.0: 1\n  GET /v1/new: method_added')
  expect(changesText({ released: '0.1.0', changes: [], unnamed: [] })).toBe('nothing has changed since 0.1.0\n')
})
