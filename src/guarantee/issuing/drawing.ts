/** What is said between the register of guarantees' papers and the worker that draws and checks them. */
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Result } from '../../kernel/result.ts'
import type { PaperKind } from '../letter/bodies.ts'

export type DrawnPaper = { readonly bytes: Uint8Array; readonly digest: string }

/** What a genuine paper says of itself. */
export type CheckedPaper = {
  readonly paper: PaperKind
  readonly number: string
  readonly issuedOn: string
  readonly sealedAt: string
  readonly sealKey: string
  readonly face: 'same' | 'not_redrawn'
  readonly digest: string
}

export type LetterAsked =
  | { readonly kind: 'draw'; readonly body: unknown; readonly printed: unknown; readonly now: Date }
  | { readonly kind: 'check'; readonly bytes: Uint8Array; readonly day: CalendarDate; readonly now: Date }

export type LetterWork =
  | { readonly kind: 'drawn'; readonly result: Result<DrawnPaper> }
  | { readonly kind: 'checked'; readonly result: Result<CheckedPaper> }
