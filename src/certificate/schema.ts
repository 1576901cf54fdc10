/** What goes in and out of the certificate's routes. */
import { z } from 'zod'
import { plainText } from '../kernel/text.ts'
import { LANGUAGES } from '../kernel/words.ts'

export const STATES = ['ordered', 'issued', 'revoked', 'superseded'] as const

export const uuidText = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

export const orderSchema = z.strictObject({ language: z.enum(LANGUAGES) })
export const reasonSchema = z.strictObject({ reason: plainText(500) })

export const certificateSchema = z.strictObject({
  number: z.string(),
  case_id: uuidText,
  decision_id: uuidText,
  language: z.enum(LANGUAGES),
  state: z.enum(STATES),
  digest: z.string().nullable(),
  issued_on: z.string(),
  issued_at: z.string().nullable(),
  valid_until: z.string().nullable(),
  revoked_at: z.string().nullable(),
  reason: z.string().nullable(),
  superseded_by: z.string().nullable(),
  /** Where anybody reads the state of this number. */
  verify_at: z.string(),
})
export type CertificateShown = z.output<typeof certificateSchema>

/** What anybody learns from a number: nothing that the paper in their hand does not print, but its state now. */
export const publicSchema = z.strictObject({
  number: z.string(),
  state: z.enum(['issued', 'expired', 'revoked', 'superseded']),
  issued_on: z.string(),
  valid_until: z.string(),
  revoked_at: z.string().nullable(),
  checked_at: z.string(),
})
export type PublicShown = z.output<typeof publicSchema>

export const VERDICTS = ['genuine', 'expired', 'revoked', 'superseded', 'not_registered', 'not_genuine'] as const

/** What a paper was found to be. `checked_at` is the moment it holds for: a paper may be revoked the moment after. */
export const verificationSchema = z.strictObject({
  verdict: z.enum(VERDICTS),
  /** Why it is not genuine, most basic first; empty for one that is. */
  reasons: z.array(z.strictObject({ code: z.string(), at: z.string() })),
  certificate: z
    .strictObject({
      number: z.string(),
      grade: z.string(),
      issued_on: z.string(),
      valid_until: z.string(),
      sealed_at: z.string(),
      seal_key: z.string(),
      face: z.enum(['same', 'not_redrawn']),
      revoked_at: z.string().nullable(),
      superseded_by: z.string().nullable(),
    })
    .nullable(),
  /** A letter of guarantee, an amendment or a statement, where it is none of a certificate. */
  paper: z
    .strictObject({
      paper: z.string(),
      number: z.string(),
      issued_on: z.string(),
      sealed_at: z.string(),
      seal_key: z.string(),
      face: z.enum(['same', 'not_redrawn']),
      revoked_at: z.string().nullable(),
      /** Amendments that hold together with it. */
      amended_by: z.array(z.string()),
    })
    .nullable(),
  checked_at: z.string(),
})
export type Verification = z.output<typeof verificationSchema>
