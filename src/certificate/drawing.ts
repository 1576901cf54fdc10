/** What is said between the service and the worker that draws and checks papers. */
import type { Names } from '../appraisal/schema.ts'
import type { CalendarDate } from '../kernel/calendar.ts'
import type { Result } from '../kernel/result.ts'
import type { Language } from '../kernel/words.ts'

/** A drawn and sealed certificate. */
export type Paper = { readonly bytes: Uint8Array; readonly digest: string; readonly validUntil: CalendarDate }

/** What a genuine certificate says of itself. */
export type Checked = {
  readonly number: string
  readonly issuedOn: string
  readonly validUntil: string
  readonly grade: string
  readonly sealedAt: string
  readonly sealKey: string
  /** Whether the printed face is what the attached record draws; `not_redrawn` for one in earlier words. */
  readonly face: 'same' | 'not_redrawn'
  readonly isExpired: boolean
  readonly digest: string
}

export type PaperAsked =
  | {
      readonly kind: 'draw'
      /** The record as its text was stored. */
      readonly record: string
      readonly names: Names
      readonly language: Language
      readonly number: string
      readonly day: CalendarDate
      readonly now: Date
    }
  | { readonly kind: 'check'; readonly bytes: Uint8Array; readonly day: CalendarDate; readonly now: Date }

export type PaperWork =
  | { readonly kind: 'drawn'; readonly result: Result<Paper> }
  | { readonly kind: 'checked'; readonly result: Result<Checked> }
