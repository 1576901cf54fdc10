/** What every method is given alike, wrong: refused in its place, never thrown. */
import { expect, test } from 'vitest'
import { parsed } from '../../../src/kernel/schema.ts'
import { decimalText } from '../../../src/kernel/text.ts'
import { ranged } from '../../../src/valuation/methods/inputs.ts'

test.each([
  ['bounds that are no decimals', { low: 'cc680wmbq', mid: '2026-11-22', high: 'x' }],
  ['bounds that fall', { low: '0.3', mid: '0.2', high: '0.4' }],
  ['a bound that is missing', { low: '0.1', high: '0.4' }],
  ['no number at all', 'ten'],
])('%s are refused', (_what, given) => {
  expect(parsed(ranged(decimalText), given).ok).toBe(false)
})

test('a number and a range that does not fall are taken', () => {
  for (const given of ['0.2', { low: '0.1', mid: '0.1', high: '0.4' }])
    expect(parsed(ranged(decimalText), given)).toMatchObject({ ok: true, value: given })
})
