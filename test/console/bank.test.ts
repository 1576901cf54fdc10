/** The small reckonings of the bank's pages: days, months, rates, parts, and the sandbox's example. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askedIn } from '../../src/console/bank/cases/content.ts'
import { BYTES_MAX, partsOf } from '../../src/console/bank/month/parts.ts'
import { draftOf } from '../../src/console/bank/sandbox/example.ts'
import { words as en } from '../../src/console/bank/words/month.en.ts'
import { words as ko } from '../../src/console/bank/words/month.ko.ts'
import { words as zh } from '../../src/console/bank/words/month.zh.ts'
import { daysTo, monthBefore, percent, seoulDay } from '../../src/console/parts/due.ts'
import { TRIGGERS } from '../../src/decision/aftercare-schema.ts'
import { readBulk } from '../../src/guarantee/month/bulk.ts'
import { csvRow } from '../../src/guarantee/month/csv.ts'
import { readMonth } from '../../src/guarantee/month/reading.ts'
import { LOAN_STATES } from '../../src/guarantee/month/row.ts'
import { CLAIM_COLUMNS, type Column, MONTH_COLUMNS } from '../../src/guarantee/month/schema.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { inflated } from '../../src/platform/inflate.ts'

test('days to a day are those of the calendar, also across months, years and a leap day', () => {
  expect(daysTo('2026-11-23', '2026-11-23')).toBe(0)
  expect(daysTo('2027-01-01', '2026-12-31')).toBe(1)
  expect(daysTo('2028-02-28', '2028-03-01')).toBe(-2)
})

test('a day begins in Seoul nine hours before it does in Greenwich', () => {
  expect(seoulDay(new Date('2026-11-22T14:59:59Z'))).toBe('2026-11-22')
  expect(seoulDay(new Date('2026-11-22T15:00:00Z'))).toBe('2026-11-23')
})

test.each([
  ['2026-11-23', '2026-10'],
  ['2026-01-05', '2025-12'],
  ['2026-10-31', '2026-09'],
])('the month before that of %s is %s', (day, month) => {
  expect(monthBefore(day)).toBe(month)
})

test.each([
  ['0.0475', '4.75%'],
  ['0.85', '85%'],
  ['0.008', '0.8%'],
  ['1', '100%'],
  ['0', '0%'],
  ['0.1', '10%'],
  ['0.9', '90%'],
  ['0.00125', '0.125%'],
  ['1.5', '150%'],
])('a share of %s is %s, to the digit', (rate, text) => {
  expect(percent(rate)).toBe(text)
})

test('a file is cut into parts of 4 MiB, and the largest the API takes fills every part', () => {
  expect([1, 4_194_304, 4_194_305].map(partsOf)).toEqual([1, 1, 2])
  expect(BYTES_MAX).toBe(64 * 1024 * 1024)
})

test('of what was handed in the bank reads what is there, and nothing falls over what is not', () => {
  const { content } = draftOf('approve')
  expect(askedIn(content)).toEqual({
    firm: 'firm-103',
    programme: 'technology_guarantee',
    purpose: 'working_capital',
    loan: '940000000',
    termMonths: 12,
  })
  for (const broken of [null, 7, 'x', {}, { application: null, party: { firm: 3 } }])
    expect(Object.values(askedIn(broken)).every(value => value === undefined)).toBe(true)
})

test('the sandbox plays the very case with which integrators begin', () => {
  const shipped: unknown = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8'))
  expect(draftOf('approve')).toEqual(shipped)
})

test('what is told of the columns beforehand holds: examples are taken, every state and ground is named', () => {
  const sheet = (columns: readonly Column[]) =>
    new TextEncoder().encode(csvRow(columns.map(one => one.key)) + csvRow(columns.map(one => one.example)))
  const day = calendarDate('2026-06-10')
  expect(readMonth(sheet(MONTH_COLUMNS), inflated, { month: '2026-05', day })).toMatchObject({
    value: { rows: [{ state: 'arrears' }], problems: [] },
  })
  expect(readBulk('claims', sheet(CLAIM_COLUMNS), inflated, day)).toMatchObject({
    value: { rows: [{ trigger: 'closure' }], problems: [] },
  })
  for (const words of [ko, en, zh] as readonly Readonly<Record<string, string>>[]) {
    for (const { key } of [...MONTH_COLUMNS, ...CLAIM_COLUMNS]) expect(words[`about_${key}`]).toBeTruthy()
    for (const state of LOAN_STATES) expect(words['about_state']).toContain(state)
    for (const trigger of TRIGGERS) expect(words['about_trigger']).toContain(trigger)
  }
})
