/**
 * The shape of rules/panel: how panels are made up, a part for each room. No decision is made by these numbers, so no
 * record names the edition; what was drawn, marked and read keeps by which it was.
 */
import { z } from 'zod'
import { editionHeader } from '../kernel/sourced.ts'
import { drawingEditionSchema } from './drawing/edition.ts'
import { markingSchema } from './marking/edition.ts'
import { readingsEditionSchema } from './readings/edition.ts'
import { rosterEditionSchema } from './roster/edition.ts'
import { ratersSchema } from './severity/edition.ts'

export const panelEditionSchema = z.strictObject({
  kind: z.literal('panel'),
  ...editionHeader,
  roster: rosterEditionSchema,
  drawing: drawingEditionSchema,
  marking: markingSchema,
  readings: readingsEditionSchema,
  raters: ratersSchema,
})
export type PanelEdition = z.infer<typeof panelEditionSchema>
