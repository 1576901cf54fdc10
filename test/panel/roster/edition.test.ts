/** How panels are made up: an edition with its ground, checked like every other and named by no record. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind, kinds } from '../../../src/appraisal/edition-kinds.ts'
import { carriedOn, readRuleBook, rulesOn } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'

const NAME = 'panel/2026-01.json'
const files = textsBelow(join(HOME, 'rules'))
type Loose = { roster: Record<string, { value: string; values: Record<string, string> }> & { exam_pool: string[] } }

/** Places of what is found in the rules with the edition changed. */
function foundWith(change: (edition: Loose) => void): string {
  const edition = JSON.parse(files.get(NAME) ?? '{}') as Loose
  change(edition)
  const read = readRuleBook(new Map([...files, [NAME, JSON.stringify(edition)]]))
  return read.ok ? '' : read.refusals.map(one => one.at).join(' ')
}
const put = (key: string, value: string) => (edition: Loose) => {
  const number = edition.roster[key]
  if (number === undefined) throw new Error(`no ${key}`)
  number.value = value
}
const putRow = (key: string, row: string, value: string) => (edition: Loose) => {
  const table = edition.roster[key]
  if (table === undefined) throw new Error(`no ${key}`)
  table.values[row] = value
}
const drop = (key: string, row: string) => (edition: Loose) => {
  delete edition.roster[key]?.values[row]
}

describe('the edition of panels', () => {
  test.each([
    ['a certificate that holds for no time', put('certificate_validity', '0'), 'roster.certificate_validity'],
    ['an exam without cases', put('exam_cases', '0'), 'roster.exam_cases'],
    ['half an hour of schooling', put('education_hours', '0.5'), 'roster.education_hours'],
    ['an agreement nobody can reach', put('exam_kappa_min', '1.01'), 'roster.exam_kappa_min'],
    ['a difference below none', put('exam_difference_max', '-0.1'), 'roster.exam_difference_max'],
    ['a certificate without a limit of work', drop('open_assignments_max', '2'), 'roster.open_assignments_max'],
    ['a fourth certificate', putRow('open_assignments_max', '4', '2'), 'roster.open_assignments_max'],
    ['a section of patents without fields', drop('ipc', 'H'), 'roster.ipc'],
    ['a field there is none of', putRow('ipc', 'H', 'astrology'), 'roster.ipc.values.H'],
    ['a field named twice', putRow('ipc', 'H', 'ict ict'), 'roster.ipc.values.H'],
    ['a class that is none', putRow('ipc', 'I01', 'ict'), 'roster.ipc.values.I01'],
    ['an industry without fields', drop('ksic', '26'), 'roster.ksic.values'],
    ['a prefix of no division', putRow('ksic', '04', 'ict'), 'roster.ksic.values.04'],
    ['an exam out of no cases', (edition: Loose) => edition.roster.exam_pool.splice(0), 'roster.exam_pool'],
  ])('does not load with %s', (_, change, place) => {
    expect(foundWith(() => {})).toBe('')
    expect(foundWith(change)).toBe(`${NAME}#${place}`)
  })

  test('has to be there, with its words', () => {
    for (const name of [NAME, 'panel/2026-01.words.json']) {
      const read = readRuleBook(new Map([...files].filter(([one]) => one !== name)))
      expect([name, read.ok || read.refusals.map(one => one.at)]).toEqual([name, ['panel']])
    }
  })

  test('is named by no record, lends its words to no certificate, and is read on a day', () => {
    expect(isKind('panel')).toBe(false)
    const book = sure(readRuleBook(files))
    const { references } = sure(rulesOn(book, calendarDate('2026-04-14')))
    expect(references.map(one => one.kind)).toEqual(kinds)
    expect([...book.words.keys()].filter(key => key.startsWith('panel'))).toEqual([])
    expect(sure(carriedOn(book, 'panel', calendarDate('2026-01-01'))).edition).toBe('2026-01')
    const early = carriedOn(book, 'panel', calendarDate('2025-12-31'))
    expect(early.ok || early.refusals.map(one => one.code)).toEqual(['rules_not_in_force'])
  })
})
