/** What the API of the draw takes and shows. Who draws again needs no more than stands here. */
import { z } from 'zod'
import { plainText } from '../../kernel/text.ts'
import { type Draw, isWeighted } from './draw.ts'
import { ENDED_BECAUSE, PURPOSES, REFUSED_BECAUSE } from './terms.ts'

export const caseParams = z.strictObject({ case_id: z.uuid() })
export const assignmentParams = z.strictObject({ case_id: z.uuid(), appraiser: z.string().max(64) })

export const drawView = z.strictObject({
  commitment: z.string(),
  seed: z.string(),
  candidates: z.array(z.string()),
  count: z.int(),
  /** Left out of draws made before candidates had weights, as is everything below. */
  algorithm: z.string().optional(),
  purpose: z.enum(PURPOSES).optional(),
  replaces: z.string().nullable().optional(),
  edition: z.string().nullable().optional(),
  fields: z.strictObject({ main: z.array(z.string()), side: z.array(z.string()) }).optional(),
  weights: z
    .array(z.strictObject({ appraiser: z.string(), weight: z.int(), field: z.enum(['main', 'side']), open: z.int() }))
    .optional(),
  /** Not shown to an appraiser: what stands against a colleague is the agency's. */
  excluded: z.array(z.strictObject({ appraiser: z.string(), reasons: z.array(z.string()) })).optional(),
  second: z.strictObject({ share: z.string(), is_drawn: z.boolean() }).nullable().optional(),
  next: z.string().nullable().optional(),
})

export const assignmentView = z.strictObject({
  appraiser: z.string(),
  assigned_at: z.string(),
  due_on: z.string().nullable(),
  purpose: z.enum(PURPOSES),
  replaces: z.string().nullable(),
  refused_at: z.string().nullable(),
  refused_because: z.enum(REFUSED_BECAUSE).nullable(),
  refused_reason: z.string().nullable(),
  ended_at: z.string().nullable(),
  ended_because: z.enum(ENDED_BECAUSE).nullable(),
  draw: drawView,
})

/** A recorded draw as it is shown. */
export function drawShown(draw: Draw, isWithReasons: boolean): z.output<typeof drawView> {
  if (!isWeighted(draw)) return { ...draw, candidates: [...draw.candidates] }
  const { candidates, excluded, fields, ...rest } = draw
  return {
    ...rest,
    fields: { main: [...fields.main], side: [...fields.side] },
    candidates: candidates.map(one => one.id),
    weights: candidates.map(({ id, ...one }) => ({ appraiser: id, ...one })),
    ...(isWithReasons ? { excluded: excluded.map(one => ({ appraiser: one.id, reasons: [...one.reasons] })) } : {}),
  }
}

export const refusalBody = z.strictObject({ because: z.enum(REFUSED_BECAUSE), reason: plainText(1000) })
export const refusedView = z.strictObject({
  appraiser: z.string(),
  /** Whether somebody else was drawn already; else somebody is as soon as one may be. */
  is_replaced: z.boolean(),
})
export const replacedView = z.strictObject({ appraisers: z.array(z.string()), draw: drawView })

export const ownView = z.strictObject({
  case_id: z.uuid(),
  assigned_at: z.string(),
  due_on: z.string().nullable(),
  is_overdue: z.boolean(),
  purpose: z.enum(PURPOSES),
})
export const ownListView = z.strictObject({
  items: z.array(ownView),
  /** Cases the appraiser refused in the months the rules count over. */
  refusals: z.int(),
  refusal_months: z.int(),
})
export const refusalCountsView = z.strictObject({
  since: z.string(),
  items: z.array(z.strictObject({ appraiser: z.string(), refusals: z.int(), conflicts: z.int() })),
})
