/** The part of rules/panel that draws go by: what is refused when it is read, and what the draw reads of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawingEditionSchema, drawingRules } from '../../../src/panel/drawing/edition.ts'
import { HOME } from '../../../src/platform/folders.ts'

type Loose = Record<string, { value: string; values: Record<string, string> }> & { high_amount_certificates: string[] }
const shipped = () => JSON.parse(readFileSync(join(HOME, 'rules/panel/2026-01.json'), 'utf8')).drawing as Loose
const put = (key: string, value: string) => (edition: Loose) => Object.assign(edition[key] as object, { value })
const rows = (key: string, values: Record<string, string>) => (edition: Loose) =>
  Object.assign(edition[key] as object, { values })

test.each<[string, (edition: Loose) => unknown, string]>([
  ['no certificate enough', edition => edition.high_amount_certificates.splice(0), 'high_amount_certificates'],
  ['years of one interest alone', rows('conflict_years', { family: '1' }), 'conflict_years'],
  ['a weight of nothing', rows('load_weights', { '0': '4', '1': '0' }), 'load_weights'],
  ['a weight that is no whole number', rows('load_weights', { '0': '4.5' }), 'load_weights'],
  ['a weight beyond all lots', rows('load_weights', { '0': '65' }), 'load_weights'],
  ['a gap among the rows of work', rows('load_weights', { '0': '4', '2': '3' }), 'load_weights'],
  ['more chance with more work', rows('load_weights', { '0': '2', '1': '3' }), 'load_weights'],
  ['the industry before the technology', rows('field_weights', { main: '1', side: '2' }), 'field_weights'],
  ['a share above all', put('second_share', '1.1'), 'second_share'],
  ['a share finer than is read', put('second_share', '0.100001'), 'second_share'],
  ['a committee without a middle', put('committee_size', '4'), 'committee_size'],
  ['no day to sign in', put('sign_days', '0'), 'sign_days'],
])('does not load with %s', (_, change, place) => {
  const edition = shipped()
  expect(drawingEditionSchema.safeParse(edition).success).toBe(true)
  change(edition)
  const read = drawingEditionSchema.safeParse(edition)
  expect(read.success || read.error.issues.map(issue => issue.path[0])).toEqual([place])
})

test('is read as numbers, weights in the order of open work whatever the order of the rows', () => {
  const edition = shipped()
  rows('load_weights', { '2': '5', '0': '9', '1': '7' })(edition)
  const rules = drawingRules('2026-01', drawingEditionSchema.parse(edition), { '1': '6', '2': '5', '3': '4' })
  expect(rules.loadWeights).toEqual([9, 7, 5])
  expect(rules).toMatchObject({
    secondShare: '0.1',
    committeeSize: 3,
    signDays: 10,
    openMax: { '1': 6, '2': 5, '3': 4 },
  })
})
