/** Statistics as the formulas print them: six decimals, and nothing for one that is undefined, the reason beside it. */
import { z } from 'zod'
import type { Refusal, Result } from '../../kernel/result.ts'
import { decimalText } from '../../kernel/text.ts'

const PLACES = 6

/** Six decimals of a statistic; it is no promise to anybody. */
export const statisticText = (value: number): string => {
  const text = value.toFixed(PLACES)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** A statistic, or nothing where it is undefined. */
export const statistic = decimalText.nullable()

/** What is undefined, and why: the code of the refusal, and what of the input shows it. */
export const undefinedView = z.array(
  z.strictObject({ statistic: z.string(), code: z.string(), shown: z.record(z.string(), z.string()) }),
)
export type Undefined = z.infer<typeof undefinedView>[number]

export const undefinedOf = (refusals: readonly Refusal[]): Undefined[] =>
  refusals.map(one => ({ statistic: one.at, code: one.code, shown: { ...one.params } }))

/** The value as `of` shows it, or nothing, with the reasons put to the others. */
export function shownOr<Value, Shown>(
  found: Result<Value>,
  of: (value: Value) => Shown,
  reasons: Undefined[],
): Shown | null {
  if (found.ok) return of(found.value)
  reasons.push(...undefinedOf(found.refusals))
  return null
}

/** The level of an interval, such as 0.95. */
export const levelText = decimalText.refine(text => Number(text) >= 0.5 && Number(text) <= 0.9999, {
  message: 'a level lies between 0.5 and 0.9999',
})
/** Where nothing is asked: the level that the publications print. */
export const LEVEL_USUAL = '0.95'
