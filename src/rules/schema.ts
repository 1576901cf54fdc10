/**
 * zod forms of what editions hold of the grammar. Clauses and conditions are taken as written here and read by
 * grammar.ts when the edition is compiled, so that every problem keeps its own code and place.
 */
import { z } from 'zod'
import { sourcedNumber } from '../kernel/sourced.ts'

/** One condition: json-rules-engine JSON, narrowed by the grammar. */
export const conditionSchema = z.record(z.string(), z.unknown())

/** A list of clauses; an empty list means no clause. */
export const clausesSchema = z.array(z.record(z.string(), z.unknown())).max(2000)

/** Parameters by name, each with its source. */
export const parametersSchema = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,79}$/), sourcedNumber())
