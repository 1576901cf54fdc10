/** The valuations kept as examples, changed as a test wants them, and valued by the shipped editions. */
import { readFileSync } from 'node:fs'
import { numbersOn } from '../../../src/certificate/valuing/numbers.ts'
import { rulesOf } from '../../../src/certificate/valuing/recompute.ts'
import { shippedRules } from '../../../src/cli/command.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { type Result, sure } from '../../../src/kernel/result.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { type ValuingRequest, valuingRequest } from '../../../src/valuation/reporting/request.ts'
import { type Valued, valued } from '../../../src/valuation/reporting/valued.ts'

export const NAMES = ['lidar-income-simulated', 'reducer-market', 'separator-royalty'] as const
export type Name = (typeof NAMES)[number]

// A test changes whatever field it is about; the schema reads the outcome.
// biome-ignore lint/suspicious/noExplicitAny: a request before it is read
type Raw = any

export const numbers = sure(numbersOn(shippedRules(), calendarDate('2026-03-02')))
export const rules = rulesOf(numbers)

export const rawOf = (name: Name): Raw =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/valuations/${name}.json`, import.meta.url), 'utf8'))

export function requestOf(name: Name, change: (raw: Raw) => void = () => {}): ValuingRequest {
  const raw = rawOf(name)
  change(raw)
  return sure(parsed(valuingRequest, raw))
}
export const valuedWith = (name: Name, change?: (raw: Raw) => void): Result<Valued> =>
  valued(requestOf(name, change), rules)

/** Code, place and the values that matter of every refusal. */
export const refusedWith = (name: Name, change: (raw: Raw) => void): readonly (readonly string[])[] => {
  const found = valuedWith(name, change)
  return found.ok ? [] : found.refusals.map(one => [one.code, one.at, ...Object.values(one.params)])
}
