// One right told by several files: what one says another's silence does not take back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { mergedRights } from '../../../src/technology/rights/merging.ts'
import type { RightOnFile } from '../../../src/technology/rights/schema.ts'
import { standing } from '../../../src/technology/rights/standing.ts'
import { event, rightWith } from './sample.ts'

const source = (read_on: string, digit: string) => ({
  file_kind: 'kipo_register',
  digest: `sha256:${digit.repeat(64)}`,
  read_on,
  office: 'KR',
})
const pledge = event('pledge', '2021-02-03', { holder: 'Bank One', reference: 'P-1' })
const old = rightWith([pledge], {
  owners: [{ name: 'Hanbit Cells', share: '1/1', since: '2018-05-09', until: null }],
  annuities_paid_until: '2025-05-09',
  sources: [source('2024-01-02', '1')],
})
const silent = rightWith([], { sources: [source('2026-03-02', '2')] })
const DAY = calendarDate('2026-03-02')

describe('files of one right', () => {
  test('a later file that is silent on a pledge does not release it; one that deletes it does', () => {
    const liens = (files: readonly RightOnFile[]) => standing(mergedRights(files)[0] as RightOnFile, DAY).liens
    expect(liens([old, silent]).map(one => one.reference)).toEqual(['P-1'])
    const deletes = rightWith([event('pledge_release', '2025-04-01', { ends: 'P-1' })], { sources: silent.sources })
    expect(liens([old, deletes])).toEqual([])
  })

  test('owners are those of the file read last, fees are paid to the latest day, sources are all named', () => {
    for (const files of [
      [old, silent],
      [silent, old],
    ]) {
      const [right] = mergedRights(files)
      expect(right?.owners.map(one => one.share)).toEqual(['2/3', '1/3'])
      expect(right?.annuities_paid_until).toBe('2027-05-09')
      expect(right?.sources.map(one => one.read_on)).toEqual(['2024-01-02', '2026-03-02'])
    }
  })

  test('the same event in two files is one; files that date the application otherwise are of two rights', () => {
    expect(mergedRights([old, { ...silent, events: [pledge] }])[0]?.events).toEqual([pledge])
    const other = { ...silent, right: { ...silent.right, applied_on: '2016-03-03' } }
    expect(mergedRights([old, other])).toHaveLength(2)
  })

  test('the order of the files does not matter', () => {
    const third = rightWith([event('lapse', '2023-01-01')], { sources: [source('2025-01-01', '3')] })
    const files = [old, silent, third]
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: 3 }), shuffled => {
        expect(mergedRights(shuffled)).toEqual(mergedRights(files))
      }),
    )
  })
})
