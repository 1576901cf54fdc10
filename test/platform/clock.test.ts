/** The legal day of a moment, also where moments of one second and of several zones are asked in turn. */
import { expect, test } from 'vitest'
import { dayIn } from '../../src/platform/clock.ts'

test('a day begins at midnight of its zone, whatever was asked just before', () => {
  const before = new Date('2026-11-22T14:59:59.999Z')
  const after = new Date('2026-11-22T15:00:00.000Z')
  const asked = [
    ['Asia/Seoul', before],
    ['UTC', before],
    ['Asia/Seoul', after],
    ['UTC', after],
    ['Asia/Seoul', before],
    ['Asia/Seoul', new Date('2026-11-22T14:59:59.001Z')],
  ] as const
  expect(asked.map(([zone, moment]) => dayIn(zone, moment))).toEqual([
    '2026-11-22',
    '2026-11-22',
    '2026-11-23',
    '2026-11-22',
    '2026-11-22',
    '2026-11-22',
  ])
})
