/** `month check`: a file held to its form on the command line, with the exit codes of every command. */
import { afterAll, describe, expect, test } from 'vitest'
import { csvOf, numbered, ROW, xlsxOf } from '../guarantee/month/sheets.ts'
import { problemIn, workplace } from './command-line.ts'

const here = workplace('month')
afterAll(here.remove)
const AS_OF = ['--as-of', '2026-10-10'] as const

describe('month check', () => {
  test.each([
    ['month.csv', csvOf([ROW])],
    ['month.xlsx', xlsxOf([ROW])],
  ])('%s without a problem ends with 0', async (name, bytes) => {
    const done = await here.run(['month', 'check', here.write(name, bytes), '--month', '2026-09', ...AS_OF])
    expect([done.code, done.err]).toEqual([0, ''])
    expect(done.out).toContain('1 rows, 0 with problems')
  })

  test('rows to correct end with 1, each problem on its line with what to do', async () => {
    const rows = [
      { ...ROW, rate: '4.75' },
      { ...ROW, guarantee: numbered(2), month: '2026-08' },
    ]
    const done = await here.run([
      'month',
      'check',
      here.write('wrong.csv', csvOf(rows)),
      '--month',
      '2026-09',
      ...AS_OF,
    ])
    expect(done.code).toBe(1)
    const lines = done.out.split('\n')
    expect(lines[0]).toMatch(/^row 2, rate: row_rate \(4\.75\); due: .*\. A rate is a share of 1 a year/)
    expect(lines[1]).toMatch(/^row 3, month: row_month_other \(2026-08\); due: 2026-09\. /)
  })

  test.each([
    ['no table', ['--month', '2026-09', ...AS_OF], 'a"b', 'table_quote_stray'],
    ['a month that is not over', ['--month', '2026-10', ...AS_OF], 'a', 'report_month_open'],
    ['no month', [...AS_OF], 'a', 'command_misused'],
  ])('%s ends with 2 and a problem', async (_, words, text, code) => {
    const done = await here.run(['month', 'check', here.write('odd.csv', text), ...words])
    expect([done.code, done.out]).toEqual([2, ''])
    expect(problemIn(done).errors[0]?.code).toBe(code)
  })
})
