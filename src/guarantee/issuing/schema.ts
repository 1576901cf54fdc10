/** What goes in and out of the routes of guarantees' papers. */
import { z } from 'zod'
import { digestText, plainText } from '../../kernel/text.ts'
import { LANGUAGES } from '../../kernel/words.ts'

export const PAPER_KINDS = [
  'letter',
  'amendment',
  'claim_settlement',
  'fee_notice',
  'yearly_balance',
  'monthly_statement',
] as const

const uuidText = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export const ofGuarantee = z.strictObject({ guarantee_id: uuidText })
export const ofPaper = z.strictObject({ number: z.string().max(24) })

/**
 * A letter is ordered of a notice, an amendment and the notice of a fee of an event by its sequence, a settlement of
 * the last examination.
 */
export const orderPaperSchema = z.discriminatedUnion('paper', [
  z.strictObject({ paper: z.literal('letter'), notice: plainText(80), language: z.enum(LANGUAGES) }),
  z.strictObject({ paper: z.literal('amendment'), event: z.int().min(1).max(1_000_000), language: z.enum(LANGUAGES) }),
  z.strictObject({ paper: z.literal('claim_settlement'), language: z.enum(LANGUAGES) }),
  z.strictObject({ paper: z.literal('fee_notice'), event: z.int().min(1).max(1_000_000), language: z.enum(LANGUAGES) }),
])
/** The balance of a year that is over, of every guarantee a creditor had at its end. */
export const ofCreditor = z.strictObject({ bank: z.string().regex(/^bank-[0-9a-z-]{3,40}$/) })
export const orderYearSchema = z.strictObject({ year: z.int().min(2000).max(9998), language: z.enum(LANGUAGES) })
export const orderMonthSchema = z.strictObject({
  month: z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/),
  language: z.enum(LANGUAGES),
})
export const acknowledgeSchema = z.strictObject({ digest: digestText })
export const revokePaperSchema = z.strictObject({ reason: plainText(500) })

export const guaranteePaperSchema = z.strictObject({
  number: z.string(),
  paper: z.enum(PAPER_KINDS),
  guarantee_id: uuidText.nullable(),
  language: z.enum(LANGUAGES),
  state: z.enum(['ordered', 'issued', 'revoked']),
  issued_on: z.string(),
  issued_at: z.string().nullable(),
  /** SHA-256 of the sealed file: what the creditor acknowledges. */
  digest: z.string().nullable(),
  /** The letter an amendment belongs to. */
  amends: z.string().nullable(),
  acknowledged_at: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
  revoked_at: z.string().nullable(),
  reason: z.string().nullable(),
  /** What it says, as it is attached to the file. */
  body: z.looseObject({ paper: z.enum(PAPER_KINDS) }),
  /** Where anybody reads the state of this number. */
  verify_at: z.string(),
})
export type GuaranteePaperShown = z.output<typeof guaranteePaperSchema>

/** What anybody learns from a number: its state now, and whether amendments hold together with it. */
export const publicPaperSchema = z.strictObject({
  number: z.string(),
  paper: z.enum(PAPER_KINDS),
  state: z.enum(['issued', 'revoked']),
  issued_on: z.string(),
  revoked_at: z.string().nullable(),
  amended_by: z.array(z.string()),
  checked_at: z.string(),
})
export type PublicPaperShown = z.output<typeof publicPaperSchema>
