/** An impact as it is shown while it is refined, and once it is exact. */
import type { Problem } from './asked.ts'
import type { Report } from './report.ts'

export type Summary = { readonly report: Report; readonly moves: number; readonly problems: readonly Problem[] }

export type ImpactShown = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly digest: string
  readonly day: string
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
