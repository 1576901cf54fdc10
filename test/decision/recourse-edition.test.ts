/** What claims are pursued by: an edition with its ground, named by no record. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind } from '../../src/appraisal/edition-kinds.ts'
import { carriedOn, readRuleBook } from '../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'

const NAME = 'recourse/2026-01.json'
const WORDS = 'recourse/2026-01.words.json'
const files = textsBelow(join(HOME, 'rules'))
const text = files.get(NAME) ?? ''
function foundWith(from: string, to: string): readonly string[] {
  expect(text).toContain(from)
  const read = readRuleBook(new Map([...files, [NAME, text.replace(from, to)]]))
  return read.ok ? [] : read.refusals.map(one => one.at)
}

describe('the edition of recourse', () => {
  test('is read whole, and what is wrong is found at its place', () => {
    expect(foundWith('"value": "180"', '"value": "90"')).toEqual([])
    for (const [from, to, place] of [
      ['"value": "180"', '"value": "0"', 'limitation_warning'],
      ['"value": "180"', '"value": "-1"', 'limitation_warning'],
      ['"regional_head": "0.5"', '"regional_head": "1.1"', 'reduction_max'],
      ['"id": "COMMERCIAL"', '"id": "NOWHERE"', 'limitation_commercial.source'],
    ] as const)
      expect([to, foundWith(from, to)]).toEqual([to, [`${NAME}#${place}`]])
  })

  test('gives every level of authority its part, and no other', () => {
    const book = sure(readRuleBook(files))
    const { reduction_max } = sure(carriedOn(book, 'recourse', calendarDate('2026-04-14')))
    const levels = book.shelves.authority[0]?.content.levels.map(one => one.code)
    expect(Object.keys(reduction_max.values)).toEqual(levels)
  })

  test('has to be there with its words, is named by no record, and none is in force before the first', () => {
    for (const name of [NAME, WORDS]) {
      const read = readRuleBook(new Map([...files].filter(([one]) => one !== name)))
      expect([name, read.ok || read.refusals.map(one => one.at)]).toEqual([name, ['recourse']])
    }
    const sourced = Object.entries(JSON.parse(text) as object).filter(([, one]) => typeof one === 'object')
    const { words } = JSON.parse(files.get(WORDS) ?? '') as { words: object }
    expect(Object.keys(words)).toEqual(sourced.map(([field]) => `recourse.${field}.name`))
    expect(isKind('recourse')).toBe(false)
    expect(carriedOn(sure(readRuleBook(files)), 'recourse', calendarDate('2025-12-31'))).toMatchObject({
      refusals: [{ code: 'rules_not_in_force', at: 'recourse' }],
    })
  })
})
