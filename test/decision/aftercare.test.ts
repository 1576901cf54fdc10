/** What a guarantee is carried by: an edition with its ground, checked like every other and named by no record. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind, kinds } from '../../src/appraisal/edition-kinds.ts'
import { aftercareOn, readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'

const NAME = 'aftercare/2026-01.json'
const WORDS = 'aftercare/2026-01.words.json'
const files = textsBelow(join(HOME, 'rules'))
const text = files.get(NAME) ?? ''
const placesWith = (changed: readonly (readonly [string, string])[]): readonly string[] => {
  const read = readRuleBook(new Map([...files, ...changed]))
  return read.ok ? [] : read.refusals.map(one => one.at)
}
/** Places found in the rules with a text of the edition replaced. */
function foundWith(from: string | RegExp, to: string): readonly string[] {
  expect(text).toMatch(from)
  return placesWith([[NAME, text.replace(from, to)]])
}

describe('the edition of after-care', () => {
  test('is read whole, and what is wrong is found at its place', () => {
    expect(foundWith('"value": "14"', '"value": "10"')).toEqual([])
    for (const [from, to, place] of [
      ['"value": "14"', '"value": "-1"', 'duty_days'],
      ['"closure": "0",', '', 'claim_wait'],
      ['"costs": "1"', '"costs": "2"', 'recovery_order'],
      ['"id": "DEC"', '"id": "NOWHERE"', 'claim_wait.source'],
      [/("unit": "annual_rate",\s*"in_force_from": )"2026-01-01"/, '$1"2026-02-01"', 'damages_rate'],
    ] as const)
      expect([to, foundWith(from, to)]).toEqual([to, [`${NAME}#${place}`]])
  })

  test('sets damages of at most what the statute allows, under every edition of the terms it meets', () => {
    // Act 34: at most 20 % a year.
    expect(foundWith('"value": "0.1"', '"value": "0.2"')).toEqual([])
    expect(foundWith('"value": "0.1"', '"value": "0.2001"')).toEqual([`${NAME}#damages_rate`])
    // Terms of a later day that allow less.
    const terms = files.get('terms/2026-01.json') ?? ''
    const later = terms
      .replace('"edition": "2026-01"', '"edition": "2026-07"')
      .replace('"in_force_from": "2026-01-01"', '"in_force_from": "2026-07-01"')
      .replace(/("damages_max": \{\s*"value": )"0.2"/, '$1"0.05"')
    expect(later).toContain('"0.05"')
    expect(placesWith([['terms/2026-07.json', later]])).toEqual([`${NAME}#damages_rate`])
  })

  test('has to be there, with its words', () => {
    for (const name of [NAME, WORDS]) {
      const read = readRuleBook(new Map([...files].filter(([one]) => one !== name)))
      expect([name, read.ok || read.refusals.map(one => one.at)]).toEqual([name, ['aftercare']])
    }
    const sourced = Object.entries(JSON.parse(text) as object).filter(([, one]) => typeof one === 'object')
    const { words } = JSON.parse(files.get(WORDS) ?? '') as { words: object }
    expect(Object.keys(words)).toEqual(sourced.map(([field]) => `aftercare.${field}.name`))
  })

  test('is the one in force on the day, and before the first there is none', () => {
    const book = sure(readRuleBook(files))
    expect(sure(aftercareOn(book, calendarDate('2026-01-01'))).edition).toBe('2026-01')
    expect(aftercareOn(book, calendarDate('2025-12-31'))).toMatchObject({
      ok: false,
      refusals: [{ code: 'rules_not_in_force', at: 'aftercare' }],
    })
  })

  test('is named by no record, and lends its words to no certificate', () => {
    expect(isKind('aftercare')).toBe(false)
    const book = sure(readRuleBook(files))
    const { references } = sure(rulesOn(book, calendarDate('2026-04-14')))
    expect(references.map(one => one.kind)).toEqual(kinds)
    expect([...book.words.keys()].filter(key => key.startsWith('aftercare'))).toEqual([])
  })
})
