/** How long papers are kept: an edition with its ground, checked like every other and named by no record. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind, kinds } from '../../src/appraisal/edition-kinds.ts'
import { readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'

const NAME = 'retention/2026-01.json'
const files = textsBelow(join(HOME, 'rules'))
const text = files.get(NAME) ?? ''
/** Codes and places found in the rules with a text of the edition replaced. */
function foundWith(from: string | RegExp, to: string): readonly string[] {
  expect(text).toMatch(from)
  const read = readRuleBook(new Map([...files, [NAME, text.replace(from, to)]]))
  return read.ok ? [] : read.refusals.map(one => one.at)
}

describe('the edition of retention', () => {
  test('is whole years, at least one, with its ground, and in force when it begins', () => {
    expect(foundWith('"value": "5"', '"value": "7"')).toEqual([])
    for (const value of ['0', '-5', '2.5', '100', '05'])
      expect([value, foundWith('"value": "5"', `"value": "${value}"`).join()]).toEqual([
        value,
        expect.stringContaining(`${NAME}#decision_papers`),
      ])
    for (const [from, to] of [
      ['"unit": "years"', '"unit": "months"'],
      ['"status": "assumed"', '"status": "derived"'],
      ['"id": "TES"', '"id": "NOWHERE"'],
      [/("unit": "years",\s*"in_force_from": )"2026-01-01"/, '$1"2026-02-01"'],
    ] as const)
      expect([to, foundWith(from, to).join()]).toEqual([to, expect.stringContaining(`${NAME}#decision_papers`)])
  })

  test('has to be there, with its words', () => {
    for (const name of [NAME, 'retention/2026-01.words.json']) {
      const read = readRuleBook(new Map([...files].filter(([one]) => one !== name)))
      expect([name, read.ok || read.refusals.map(one => one.at)]).toEqual([name, ['retention']])
    }
  })

  test('is named by no record, and lends its words to no certificate', () => {
    expect(isKind('retention')).toBe(false)
    const book = sure(readRuleBook(files))
    const { references } = sure(rulesOn(book, calendarDate('2026-04-14')))
    expect(references.map(one => one.kind)).toEqual(kinds)
    expect([...book.words.keys()].filter(key => key.startsWith('retention'))).toEqual([])
  })
})
