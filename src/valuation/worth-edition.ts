/**
 * The shape of rules/worth: how worth is judged beside what the way computes, a part for each room. No decision is made
 * by these numbers, so no record names the edition; what was told and compared keeps by which it was.
 */
import { z } from 'zod'
import { editionHeader } from '../kernel/sourced.ts'
import { readinessPartSchema } from '../technology/readiness/edition.ts'
import { comparablesSchema } from './comparables/edition.ts'
import { reportingSchema } from './reporting/edition.ts'

export const worthEditionSchema = z.strictObject({
  kind: z.literal('worth'),
  ...editionHeader,
  comparables: comparablesSchema,
  readiness: readinessPartSchema,
  reporting: reportingSchema,
})
export type WorthEdition = z.infer<typeof worthEditionSchema>
