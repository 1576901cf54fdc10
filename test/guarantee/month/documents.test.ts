// docs/bank-month.md held to the columns of the code, both ways; and what may be listed to what is refused.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CELL_CODES, KNOWN_CODES, ROW_CODES } from '../../../src/guarantee/month/problems.ts'
import { refusals } from '../../../src/guarantee/month/refusals.ts'
import { CLAIM_COLUMNS, type Column, MONTH_COLUMNS, RECOVERY_COLUMNS } from '../../../src/guarantee/month/schema.ts'

const text = readFileSync('docs/bank-month.md', 'utf8')
/** The rows of the table under a heading: key, ko, zh, whether it is due. */
const tableUnder = (heading: string) =>
  (text.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? '')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line =>
      line
        .split('|')
        .slice(1, 5)
        .map(cell => cell.trim()),
    )
const rowsOf = (columns: readonly Column[]) =>
  columns.map(({ key, names, isDue }) => [`\`${key}\``, names.ko, names.zh, isDue ? 'yes' : 'no'])

test.each([
  ['Utilisation report', MONTH_COLUMNS],
  ['Claims', CLAIM_COLUMNS],
  ['Recoveries', RECOVERY_COLUMNS],
])('the columns of the %s are those of the page', (heading, columns) => {
  expect(tableUnder(heading)).toEqual(rowsOf(columns))
})

test('no two columns of a table share a name in any language', () => {
  for (const columns of [MONTH_COLUMNS, CLAIM_COLUMNS, RECOVERY_COLUMNS]) {
    const names = columns.flatMap(one => [...new Set([one.key, ...Object.values(one.names)])])
    expect(new Set(names).size).toBe(names.length)
  }
})

test('every code that may be listed against a row is explained with the refusals, and no other row code is', () => {
  const listed = [...CELL_CODES, ...ROW_CODES, ...KNOWN_CODES]
  const explained = Object.keys(refusals).filter(code => code.startsWith('row_'))
  expect([...listed].sort()).toEqual(explained.sort())
})
