/** zod forms of the grammar, for editions that hold clauses, conditions and parameters among other things. */
import { z } from 'zod'
import { sourcedNumber } from '../kernel/sourced.ts'
import { readClauses, readCondition } from './grammar.ts'
import type { RulesRefusal } from './places.ts'

const sentence = (refusals: readonly RulesRefusal[]): string =>
  refusals.map(one => `${one.code} at ${one.at} ${JSON.stringify(one.params)}`).join('; ')

/** One condition, as json-rules-engine JSON narrowed by the grammar; kept as written. */
export const conditionSchema = z.unknown().superRefine((json, context) => {
  const read = readCondition(json, '')
  if (!read.ok) context.addIssue({ code: 'custom', message: sentence(read.refusals) })
})

/** A list of clauses, kept as written; empty lists are allowed here and mean no clause. */
export const clausesSchema = z.array(z.unknown()).superRefine((json, context) => {
  if (json.length === 0) return
  const read = readClauses(json, '')
  if (!read.ok) context.addIssue({ code: 'custom', message: sentence(read.refusals) })
})

/** Parameters by name, each with its source. */
export const parametersSchema = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,79}$/), sourcedNumber())
