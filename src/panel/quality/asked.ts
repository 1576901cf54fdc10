/** What the thread of the panel's figures is asked, and what it answers. */
import { measurementOf } from '../fair/measured.ts'
import type { Measurement } from '../fair/schema.ts'
import type { RaterLimits } from '../severity/edition.ts'
import { agreementFigures, severityFigures } from './figures.ts'
import type { AgreementFigures, SeverityFigures } from './schema.ts'
import { type MarkedOutcome, type MarkedSheet, ratingsOf } from './sheets.ts'

export type Asked = {
  readonly sheets: readonly MarkedSheet[]
  readonly superseded: number
  readonly outcomes: readonly MarkedOutcome[]
  readonly limits: RaterLimits
  readonly what: readonly ('agreement' | 'severity' | 'fair')[]
  /** The last day sheets were signed on that policy is measured of. */
  readonly to: string
}
export type Answer = {
  readonly agreement: AgreementFigures | null
  readonly severity: SeverityFigures | null
  readonly fair: Measurement | null
}

export const answered = ({ sheets, superseded, outcomes, limits, what, to }: Asked): Answer => ({
  agreement: what.includes('agreement') ? agreementFigures(sheets, superseded) : null,
  severity: what.includes('severity') ? severityFigures(sheets, outcomes, limits) : null,
  fair: what.includes('fair') ? measurementOf(ratingsOf(sheets.filter(one => one.signed_on <= to)), to) : null,
})
