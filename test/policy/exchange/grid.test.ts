/** An edition as a grid of texts: handed back it is the same edition, and what is found of it stands at its cell. */
import { expect, test } from 'vitest'
import { readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { digestOf } from '../../../src/kernel/digest.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { type GivenTable, gridOf, gridPlace, placeOfGrid } from '../../../src/policy/exchange/grid.ts'
import { factTypesOn } from '../../../src/policy/exchange/service.ts'
import { tablesOf } from '../../../src/policy/exchange/tables.ts'
import { weighed } from '../../../src/policy/exchange/weighing.ts'

const texts = textsBelow(`${HOME}/rules`)
const book = sure(readRuleBook(texts))
const types = factTypesOn(book, '2026-11-01')
const jsonAt = (place: string) => JSON.parse(texts.get(place) ?? '')
const HEAD = { edition: '2027-01', in_force_from: '2027-01-01' }
const numbers = { ...jsonAt('terms/2026-01.json'), ...HEAD }
const words = { ...jsonAt('terms/2026-01.words.json'), edition: HEAD.edition }
const grid = gridOf(tablesOf(numbers, types), key => book.words.get(key))
const at = grid.findIndex(one => one.key === 'coverage.reductions')

const given = (change: (rows: string[][]) => void = () => undefined): GivenTable[] =>
  grid.map(({ columns, title: _, ...one }, place) => {
    const rows = one.rows.map(row => [...row])
    if (place === at) change(rows)
    return { ...one, rows, headings: columns.map(column => column.heading) }
  })
const looked = (tables: readonly GivenTable[]) =>
  weighed({ kind: 'terms', edition: HEAD.edition, tables, words, types, texts })
/** Five points less for early use; long use is more than ten years. */
const early = (when: string) => looked(given(rows => rows.push([when, 'early_use', ...(rows[0]?.slice(2) ?? [])])))

test('a grid handed back as it came is the same edition, with nothing found', () => {
  expect(looked(given())).toEqual({ numbers, digest: digestOf(numbers), findings: [] })
})

test('a year forgotten between two rows is a gap of the table, with the case that falls into it', () => {
  const gap = early('< 10').findings.find(one => one.code === 'gap')
  expect(gap).toMatchObject({ severity: 'error', witness: { guarantee_use_years: '10' } })
  expect(gap?.place).toEqual({ table: at, row: null, column: null })
  expect(early('<= 10').findings).toEqual([])
})

test('what is found of one row is told at that row', () => {
  const worse = early('< 10').findings.find(one => one.code === 'not_monotone')
  expect(worse?.place).toMatchObject({ table: at, row: 1 })
})

test('a cell that cannot be read is a finding at that cell, and makes no edition', () => {
  expect(early('< 10 %')).toMatchObject({
    numbers: null,
    digest: null,
    findings: [{ code: 'exchange_feel', severity: 'error', place: { table: at, row: 1, column: 0 } }],
  })
  const formula = looked(given(rows => rows[0]?.splice(2, 1, '=1+1')))
  expect(formula.findings).toMatchObject([{ code: 'exchange_formula', place: { table: at, row: 0, column: 2 } }])
})

test('a head of another edition is told where it stands', () => {
  const head = grid.findIndex(one => one.shape === 'plain')
  const tables = given().map((table, place) =>
    place === head
      ? { ...table, rows: table.rows.map(row => row.map(cell => (cell === '2027-01' ? '2030-01' : cell))) }
      : table,
  )
  const told = looked(tables).findings.find(one => one.code === 'edition_head_differs')
  expect(told?.place?.table).toBe(head)
})

test('places of tables, rows and columns are read back as they were written, with what follows them', () => {
  expect(gridPlace(placeOfGrid(3))).toEqual({ table: 3, row: null, column: null })
  expect(gridPlace(`${placeOfGrid(3, 0, 12)}, character 4`)).toEqual({ table: 3, row: 0, column: 12 })
  expect(gridPlace('coverage.basic')).toBeUndefined()
})
