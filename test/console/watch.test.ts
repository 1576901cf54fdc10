/** What the auditor's and the admin's pages say and offer, held to what the house knows. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ACTIONS, KINDS_OF_ROLE, RELATIONS } from '../../src/access/table.ts'
import { keysIn } from '../../src/console/admin/keys-in.ts'
import { endOf, namesIn, ORGANISATION_KINDS, ROLES_OF } from '../../src/console/admin/roles.ts'
import { detailsOf } from '../../src/console/auditor/details.ts'
import { monthText } from '../../src/console/auditor/month-text.ts'
import { findSearch, trailQuery, trailSearch } from '../../src/console/auditor/search.ts'
import { words as audit } from '../../src/console/auditor/words.ko.ts'
import { words as actions } from '../../src/console/words/actions.ko.ts'
import { FIELDS } from '../../src/panel/readings/shown.ts'
import { fits } from '../../src/platform/identity/holder.ts'

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => readFileSync(join(folder, name), 'utf8'))

/** Actions of the table, and those that the log alone has. */
const named = new Set([
  ...Object.keys(ACTIONS),
  ...filesBelow('src')
    .filter(text => text.includes('audited('))
    .flatMap(text => [...text.matchAll(/action: '([a-z_]+\.[a-z_]+)'/g)].map(match => match[1] ?? '')),
])

describe('words of the trail', () => {
  test('there are for every action of the table and of the log', () => {
    expect(named.size).toBeGreaterThan(190)
    const without = [...named].filter(action => {
      const [noun, verb] = action.split('.')
      return !(`noun_${noun}` in actions) || !(`verb_${verb}` in actions)
    })
    expect(without).toEqual([])
  })
  test('there are for what the log names as its subjects', () => {
    const subjects = new Set(
      filesBelow('src').flatMap(text => [...text.matchAll(/subject: [`']([a-z_]+):/g)].map(match => match[1] ?? '')),
    )
    expect(subjects.size).toBeGreaterThan(20)
    expect([...subjects].filter(kind => kind !== 'urn' && !(`noun_${kind}` in actions))).toEqual([])
  })
  test('there are for every relation, and for everything of a case that a reading is kept of', () => {
    for (const relation of [...RELATIONS, 'any']) expect(actions).toHaveProperty(`relation_${relation}`)
    for (const field of FIELDS) expect(audit).toHaveProperty(`field_${field}`)
  })
})

describe('filters of the trail', () => {
  test('are moments of the legal zone, the last day whole', () => {
    expect(trailQuery(trailSearch({ from: '2026-11-23', to: '2026-11-23', person: 'person-x' }))).toEqual({
      person: 'person-x',
      from: '2026-11-22T15:00:00Z',
      until: '2026-11-23T15:00:00Z',
    })
  })
  test('are left out where the address has none, or what is no day', () => {
    expect(trailQuery(trailSearch({ from: 'x', to: '2026-13-99', subject: '', other: 'y' }))).toEqual({})
    expect(findSearch({ find: 7, in: null })).toEqual({ find: '7' })
    expect(findSearch({ find: 'a'.repeat(500) }).find).toHaveLength(200)
  })
})

test('an entry’s details are told by what has words, and the rest as it was written', () => {
  const body = '{"detail":{"after":"sha256:b","before":null,"kind":7,"until":"2026-01-01","x":[1]},"request":"r-1"}'
  expect(detailsOf(body)).toEqual({
    request: 'r-1',
    known: [
      { key: 'before', value: null },
      { key: 'after', value: 'sha256:b' },
      { key: 'until', value: '2026-01-01' },
    ],
    rest: '{"kind":7,"x":[1]}',
  })
  expect(detailsOf('{"detail":null,"request":"r"}')).toEqual({ request: 'r', known: [], rest: null })
  for (const odd of ['no json', '[1]', '"x"']) expect(detailsOf(odd)).toEqual({ request: null, known: [], rest: odd })
})

test('a month is written as its readers write it', () => {
  expect((['ko', 'en', 'zh'] as const).map(language => monthText('2026-03', language))).toEqual([
    '2026년 3월',
    'March 2026',
    '2026年3月',
  ])
})

describe('what an admin gives', () => {
  test('roles are offered where they count, each somewhere, and a regional head in regions alone', () => {
    for (const kind of ORGANISATION_KINDS) expect(ROLES_OF[kind].filter(role => !fits(kind, role))).toEqual([])
    const offered = new Set(ORGANISATION_KINDS.flatMap(kind => ROLES_OF[kind]))
    expect(Object.keys(KINDS_OF_ROLE).filter(role => !offered.has(role as 'sme'))).toEqual([])
    expect(ORGANISATION_KINDS.filter(kind => ROLES_OF[kind].includes('regional_head'))).toEqual(['region'])
  })
  test('a last day is whole in the legal zone; none is no end', () => {
    expect(endOf('2026-11-23')).toBe('2026-11-23T14:59:59Z')
    expect(endOf('')).toBeNull()
  })
  test('a name left out is the one given', () => {
    expect(namesIn(' 홍길동 ', '', ' ')).toEqual({ ko: '홍길동', en: '홍길동', zh: '홍길동' })
    expect(namesIn('홍', 'Hong', '洪')).toEqual({ ko: '홍', en: 'Hong', zh: '洪' })
  })
})

describe('keys of a machine', () => {
  const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k' }
  test('are taken alone, several, or as a set', () => {
    const fit = { is: 'fit', keys: [{ ...key, use: 'sig', alg: 'ES256' }] }
    for (const value of [key, [key], { keys: [{ ...key, ext: true }] }])
      expect(keysIn(JSON.stringify(value))).toEqual(fit)
  })
  test('with a private half never leave the page', () => {
    for (const value of [{ ...key, d: 'secret' }, { keys: [key, { ...key, d: 'secret' }] }])
      expect(keysIn(JSON.stringify(value))).toEqual({ is: 'private' })
  })
  test.each([
    ['', 'missing'],
    ['{', 'unreadable'],
    ['[]', 'unfit'],
    ['7', 'unfit'],
    [JSON.stringify({ ...key, crv: 'P-384' }), 'unfit'],
    [JSON.stringify({ kty: 'EC', crv: 'P-256' }), 'unfit'],
    [JSON.stringify([key, key, key, key, key]), 'unfit'],
  ])('%s are %s', (text, is) => {
    expect(keysIn(text).is).toBe(is)
  })
})
