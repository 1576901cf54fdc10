/** Stage 5, the appraisers: the shape of a signed sheet. A sheet is one appraiser's marks, frozen by the signature. */
import { z } from 'zod'
import { code, dayText, digestText, id, plainText } from '../kernel/text.ts'

/** A mark per indicator, best first. */
export const MARKS = ['A', 'B', 'C', 'D', 'E'] as const
export type Mark = (typeof MARKS)[number]

/** What a mark rests on: a paper by digest, and where in it. */
export const evidenceSchema = z.strictObject({
  paper: digestText,
  type: code,
  page: z.number().int().min(1).max(10_000).optional(),
  quotation: plainText(500).optional(),
})

/** A mark as an appraiser gives it. */
export const markGivenSchema = z.strictObject({
  indicator: code,
  mark: z.enum(MARKS),
  evidence: z.array(evidenceSchema).max(20),
  /** Why a measured indicator is marked otherwise than measured. */
  override_reason: plainText(1000).optional(),
})
export type MarkGiven = z.infer<typeof markGivenSchema>

/** A mark read from a fact: which one, what it said, who said it, of which day. */
export const measuredSchema = z.strictObject({
  mark: z.enum(MARKS),
  fact: code,
  value: plainText(80),
  source: code,
  /** Null where who said it gave no day. */
  as_of: dayText.nullable(),
})
export type MeasuredReading = z.infer<typeof measuredSchema>

/** A mark as it is signed: beside one that was measured stands what was measured when it was signed. */
export const markSchema = markGivenSchema.extend({ measured: measuredSchema.optional() })

export const siteVisitSchema = z.strictObject({
  visited_on: dayText,
  /** Appraisers and the firm's people who were there, by id. */
  persons: z.array(id).min(1).max(20),
  photographs: z.array(digestText).max(50),
})

export const sheetSchema = z.strictObject({
  id,
  appraiser: id,
  /** The appraiser's certificate: grade 1 is the highest. */
  appraiser_grade: z.enum(['1', '2', '3']),
  signed_on: dayText,
  marks: z.array(markSchema).min(1).max(100),
  site_visit: siteVisitSchema.optional(),
  /** The sheet of the same appraiser that this one corrects, the how manieth it is, and why; absent in a first one. */
  version: z.number().int().min(2).max(1000).optional(),
  corrects: id.optional(),
  correction_reason: plainText(1000).optional(),
})
export type SignedSheet = z.infer<typeof sheetSchema>
