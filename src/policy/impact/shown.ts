/** An impact as it is shown while it is refined, and once it is exact. */
import type { Problem } from './asked.ts'
import type { Report } from './report.ts'

export type Summary = { readonly report: Report; readonly moves: number; readonly problems: readonly Problem[] }

/** A book made from a seed, of so many cases. */
export type GeneratedBook = { readonly cases: number; readonly seed: number }

export type ImpactShown = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly digest: string
  readonly day: string
  /** Null where the book is what is decided. */
  readonly generated: GeneratedBook | null
  readonly state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed'
  readonly parts: number
  readonly partsDone: number
  readonly failure: string | null
  readonly isExact: boolean
  readonly summary: Summary & { readonly moves_digest?: string }
  readonly resultDigest: string | null
  readonly askedBy: string | null
  readonly askedAt: string
  readonly endedAt: string | null
}
