/** Which fields a technology belongs to: its classes of patents, else the industry, else any. */
import { expect, test } from 'vitest'
import { FIELDS, type RosterEdition } from '../../../src/panel/roster/edition.ts'
import { fieldsOf } from '../../../src/panel/roster/fields.ts'
import type { Industry } from '../../../src/party/classification.ts'
import { book, rules } from './sample.ts'

const table = (values: Record<string, string>) => ({ ...rules.ipc, values })
const own: Pick<RosterEdition, 'ipc' | 'ksic'> = {
  ipc: table({ G: 'electrical', G06: 'ict', G06Q: 'contents', G06F3: 'textile', H: 'electrical chemical' }),
  ksic: table({ '26': 'electrical', '264': 'ict', '46': 'any' }),
}
const industry = (code: string, revision: Industry['revision'] = '10'): Industry => ({
  revision,
  code,
  division: code.slice(0, 2),
  status: 'published',
})

test.each([
  ['a section alone', ['G01S7/497'], undefined, ['electrical']],
  ['a class', ['G06N 3/04'], undefined, ['ict']],
  ['a subclass before its class', ['G06Q 10/00'], undefined, ['contents']],
  ['a group before its subclass', ['G06F 3/01'], undefined, ['textile']],
  ['a group that only begins alike', ['G06F30/20'], undefined, ['ict']],
  [
    'several classes together, in the order of the fields',
    ['H01M 4/02', 'G06N3/00'],
    undefined,
    ['ict', 'electrical', 'chemical'],
  ],
  ['classes before the industry', ['G06Q 10/00'], industry('26410'), ['contents']],
  ['an industry by its longest prefix', [], industry('26410'), ['ict']],
  ['an industry by its division', [], industry('26310'), ['electrical']],
  ['an industry of another revision by its division alone', [], industry('26410', '11'), ['electrical']],
  ['a class of designs, which is none of patents', ['10-05'], industry('26310'), ['electrical']],
  ['an industry that says nothing', [], industry('46101'), FIELDS],
  ['a section without a line, and nothing else', ['A61B 5/00'], undefined, FIELDS],
  ['nothing known', [], undefined, FIELDS],
])('%s', (_, classes, of, due) => {
  expect(fieldsOf(classes, of, own)).toEqual(due)
})

test('by the shipped edition each section of patents and each class of industry has its fields', () => {
  for (const section of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'])
    expect(fieldsOf([`${section}99Z 1/00`], undefined, rules).length).toBeLessThan(FIELDS.length)
  const classes = book.shelves.classifications.flatMap(one => Object.values(one.content.revision_10.classes))
  const codes = classes.flatMap(line => line.split(' '))
  expect(codes.length).toBe(1196)
  for (const code of codes) expect(fieldsOf([], industry(code), rules).length).toBeGreaterThan(0)
  expect(fieldsOf(['H04L9/06'], undefined, rules)).toContain('ict')
  expect(fieldsOf(['C12N15/82'], undefined, rules)).toEqual(['life_science'])
  expect(fieldsOf([], industry('13101'), rules)).toEqual(['textile'])
})
