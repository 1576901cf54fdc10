/** The edition of collateral: checked like every other, read on a day, and named by no record of a case. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind } from '../../../src/appraisal/edition-kinds.ts'
import { readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { collateralSchema } from '../../../src/decision/collateral-schema.ts'
import { REASONS } from '../../../src/guarantee/collateral/schema.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'

const NAME = 'collateral/2026-01.json'
const files = textsBelow(join(HOME, 'rules'))
type Numbers = { value: string; values: Record<string, string> }
type Loose = Record<string, Record<string, Numbers>>
const row = (part: string, table: string, name: string, value: string) => (edition: Loose) => {
  const values = edition[part]?.[table]?.values
  if (values !== undefined) values[name] = value
}
const drop = (part: string, table: string, name: string) => (edition: Loose) =>
  delete edition[part]?.[table]?.values[name]
const put = (part: string, name: string, value: string) => (edition: Loose) =>
  Object.assign(edition[part]?.[name] ?? {}, { value })

describe('the edition of collateral', () => {
  test.each<[string, (edition: Loose) => unknown, string]>([
    ['a kind of right without a factor', drop('advance', 'by_kind', 'design'), 'advance.by_kind'],
    ['a kind of right nobody knows', row('advance', 'by_kind', 'plant', '1'), 'advance.by_kind'],
    ['a method without a factor', drop('advance', 'by_method', 'cost'), 'advance.by_method'],
    ['a gap below the first row', drop('advance', 'by_years_left', '0'), 'advance.by_years_left'],
    ['a row that is there twice', row('advance', 'by_years_left', '05', '0.9'), 'advance.by_years_left'],
    ['a longer life with a lower factor', row('advance', 'by_years_left', '8', '0.7'), 'advance.by_years_left'],
    ['a greater value with a higher factor', row('advance', 'by_value', '5000000000', '1'), 'advance.by_value'],
    ['a factor above 1', row('advance', 'by_value', '0', '1.01'), 'advance.by_value'],
    ['a factor of five decimals', put('advance', 'base_rate', '0.60001'), 'advance.base_rate'],
    ['an event without days', drop('revaluation', 'event_days', 'lien'), 'revaluation.event_days'],
    ['no time to make good', put('revaluation', 'shortfall_days', '0'), 'revaluation.shortfall_days'],
    ['a least share above the greatest', put('recovery', 'share_min', '0.6'), 'recovery.share_min'],
    ['a cap of nothing', put('caps', 'firm_max', '0'), 'caps.firm_max'],
  ])('does not load with %s', (_, change, place) => {
    const edition = JSON.parse(files.get(NAME) ?? '{}') as Loose
    expect(collateralSchema.safeParse(edition).success).toBe(true)
    change(edition)
    const read = collateralSchema.safeParse(edition)
    expect(read.success || read.error.issues.map(issue => issue.path.join('.'))).toContain(place)
  })

  test('has to be there, is named by no record of a case, and has words for every reason', () => {
    expect(isKind('collateral')).toBe(false)
    const read = readRuleBook(new Map([...files].filter(([one]) => one !== NAME)))
    expect(read.ok || read.refusals.map(one => one.at)).toEqual(['collateral'])
    const words = sure(readRuleBook(files)).wordsOf.get('collateral/2026-01')
    expect(REASONS.filter(code => !words?.has(`collateral.reason.${code}.says`))).toEqual([])
  })
})
