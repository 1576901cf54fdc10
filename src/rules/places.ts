/**
 * Places in a rule file: JSON pointers, and the findings of a schema as refusals that name them. Read by facts and
 * grammar.
 */
import type { z } from 'zod'
import { type Refusal, refusal } from '../kernel/result.ts'
import type { RulesCode } from './refusals.ts'

export type RulesRefusal = Refusal<RulesCode>

/**
 * JSON pointer one step further in: `pointer('/clauses', 0)` is `/clauses/0`; `~` and `/` are escaped. @source RFC 6901
 * section 3
 */
export const pointer = (at: string, ...steps: readonly PropertyKey[]): string =>
  at + steps.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** Short form of any value for a message: JSON text, cut at 80 characters. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'undefined'
  const text =
    typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** Findings of a zod schema as refusals: an unknown key as `rules_unknown_key`, anything else as `rules_shape`. */
export const shapeRefusals = (error: z.ZodError, at: string): RulesRefusal[] =>
  error.issues.flatMap((issue): RulesRefusal[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => refusal('rules_unknown_key', pointer(at, ...issue.path, key), { key }))
      : [refusal('rules_shape', pointer(at, ...issue.path), { problem: issue.message })],
  )
