/** The pure parts of the risk officer's pages: numbers as typed, amounts in short, grades, and a case as it stood. */
import { expect, test } from 'vitest'
import { gradeRows } from '../../src/console/impact/grades.ts'
import { momentIn, standingAt, timeSearch, upTo, versionAt } from '../../src/console/impact/moments.ts'
import { shortWon, wholeNumberIn } from '../../src/console/impact/numbers.ts'

test('a number of cases is read with commas and full-width digits, and never guessed', () => {
  expect(wholeNumberIn(' 100,000 ', 1, 1_000_000)).toBe(100_000)
  expect(wholeNumberIn('\uFF11\uFF10', 1, 1_000_000)).toBe(10)
  for (const wrong of ['', '0', '1000001', '1.5', '-1', '1e3', '십'])
    expect(wholeNumberIn(wrong, 1, 1_000_000)).toBeNull()
})

test('a chart tells amounts in the reader’s units', () => {
  expect(shortWon('1523400000', 'ko')).toBe('15.2억')
  expect(shortWon('1523400000', 'zh')).toBe('15.2亿')
  expect(shortWon('1523400000', 'en')).toBe('1.52bn')
  expect(shortWon('-30000', 'ko')).toBe('-3만')
  expect(shortWon('0', 'en')).toBe('0')
})

test('grades are counted on both sides, and none is lost', () => {
  const rows = gradeRows([
    { before: 'A', after: 'none', cases: 4 },
    { before: 'A', after: 'A', cases: 5 },
    { before: 'A', after: 'BBB', cases: 2 },
    { before: 'BBB', after: 'A', cases: 1 },
  ])
  expect(rows).toEqual([
    { grade: 'A', before: 11, after: 6 },
    { grade: 'BBB', before: 1, after: 2 },
    { grade: 'none', before: 0, after: 4 },
  ])
})

const EVENTS = [
  { sequence: 1, at: '2026-04-01T00:00:00.000Z' },
  { sequence: 2, at: '2026-04-02T00:00:00.000Z' },
  { sequence: 3, at: '2026-04-02T00:00:00.000Z' },
]

test('a case stands at a moment as its last event by then left it', () => {
  expect(versionAt(EVENTS, '2026-03-31T23:59:59.999Z')).toBeNull()
  expect(versionAt(EVENTS, '2026-04-01T00:00:00.000Z')).toBe(1)
  expect(versionAt(EVENTS, '2026-04-02T00:00:00.000Z')).toBe(3)
  expect(upTo(EVENTS, 2).map(one => one.sequence)).toEqual([1, 2])
})

test('of several decisions the newest by then stands, whatever order they come in', () => {
  const [old, young] = [{ made_at: '2026-04-01T01:00:00.000Z' }, { made_at: '2026-04-03T00:00:00.000Z' }]
  expect(standingAt([young, old], '2026-04-02T00:00:00.000Z')).toBe(old)
  expect(standingAt([young, old], '2026-04-03T00:00:00.000Z')).toBe(young)
  expect(standingAt([young, old], '2026-04-01T00:00:00.000Z')).toBeUndefined()
})

test('a day and hour of Seoul is a moment, up to the end of its minute', () => {
  expect(momentIn('2026-04-02T09:00')).toBe('2026-04-02T00:00:59.999Z')
  expect(momentIn('')).toBeNull()
  expect(timeSearch({ version: '3' })).toEqual({ version: 3 })
  for (const version of ['0', 'x', '1.5']) expect(timeSearch({ version })).toEqual({})
})
