/** What goes in and out of the routes of papers. */
import { z } from 'zod'
import { code, digestText, plainText } from '../../kernel/text.ts'

export const PART_BYTES_MAX = 4 * 1024 * 1024
export const PAPER_BYTES_MAX = 20 * 1024 * 1024
export const PARTS_MAX = 1000

export const uuidText = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

/**
 * What is announced before the first part: the whole paper's size and digest, so that nothing else can be completed.
 */
export const declarationSchema = z.strictObject({
  type: code,
  name: z.string().min(1).max(400),
  size: z.int().min(1).max(PAPER_BYTES_MAX),
  digest: digestText,
})
export const erasureSchema = z.strictObject({ reason: plainText(500) })

export const paperSchema = z.strictObject({
  id: uuidText,
  case_id: uuidText,
  type: z.string(),
  name: z.string(),
  state: z.enum(['receiving', 'kept', 'refused', 'erased']),
  media_type: z.string().nullable(),
  /** Pages, once the paper is kept; null where they cannot be counted. */
  pages: z.int().nullable(),
  size: z.int(),
  digest: z.string(),
  refusal: z.string().nullable(),
  keep_until: z.string().nullable(),
  /** Parts that have come, by number: what is missing is sent again. */
  parts: z.array(z.strictObject({ part: z.int(), size: z.int() })),
})
export type PaperShown = z.output<typeof paperSchema>

export const erasedPersonSchema = z.strictObject({
  person: z.string(),
  /** Cases whose names the person was taken out of. */
  cases: z.int(),
  /** Papers erased now, and papers of decided cases that the law keeps until their day. */
  papers_erased: z.int(),
  papers_retained: z.int(),
})
export type ErasedPerson = z.output<typeof erasedPersonSchema>
