// The runner of cases finds its own planted mistakes: a case that cannot fail proves nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { casesIn, changed } from './cases.ts'

const root = mkdtempSync(join(tmpdir(), 'cases-'))
afterAll(() => rmSync(root, { recursive: true }))

const folder = (name: string, files: Readonly<Record<string, unknown>>): string => {
  mkdirSync(join(root, name))
  for (const [file, content] of Object.entries(files)) writeFileSync(join(root, name, file), JSON.stringify(content))
  return name
}
const row = { title: 'one', source: 'arithmetic', given: 1, expect: 1 }

test('a list of cases is read in the order of the files', () => {
  const name = folder('good', { 'b.json': [{ ...row, title: 'two' }], 'a.json': [row] })
  expect([...casesIn(name, root).keys()]).toEqual(['a.json', 'b.json'])
})
test('an empty folder fails', () => {
  expect(() => casesIn(folder('empty', {}), root)).toThrow('holds no case')
})
test('an empty file fails', () => {
  expect(() => casesIn(folder('blank', { 'a.json': [] }), root)).toThrow('a.json')
})
test('an unknown key fails', () => {
  expect(() => casesIn(folder('key', { 'a.json': [{ ...row, expected: 1 }] }), root)).toThrow('expected')
})
test('a case without its source fails', () => {
  const { source: _, ...rest } = row
  expect(() => casesIn(folder('source', { 'a.json': [rest] }), root)).toThrow('source')
})
test('a title that stands twice fails', () => {
  expect(() => casesIn(folder('twice', { 'a.json': [row, row] }), root)).toThrow('twice')
})
test('a sample is changed in a copy only', () => {
  const sample = { firm: { id: 'a', old: 1 } }
  expect(changed(sample, { 'firm.id': 'b' }, ['firm.old'])).toEqual({ firm: { id: 'b' } })
  expect(sample).toEqual({ firm: { id: 'a', old: 1 } })
})
