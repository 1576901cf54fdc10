/** What the thread of the panel's figures is asked, and what it answers. */
import type { RaterLimits } from '../severity/edition.ts'
import { agreementFigures, severityFigures } from './figures.ts'
import type { AgreementFigures, SeverityFigures } from './schema.ts'
import type { MarkedOutcome, MarkedSheet } from './sheets.ts'

export type Asked = {
  readonly sheets: readonly MarkedSheet[]
  readonly superseded: number
  readonly outcomes: readonly MarkedOutcome[]
  readonly limits: RaterLimits
  readonly what: readonly ('agreement' | 'severity')[]
}
export type Answer = { readonly agreement: AgreementFigures | null; readonly severity: SeverityFigures | null }

export const answered = ({ sheets, superseded, outcomes, limits, what }: Asked): Answer => ({
  agreement: what.includes('agreement') ? agreementFigures(sheets, superseded) : null,
  severity: what.includes('severity') ? severityFigures(sheets, outcomes, limits) : null,
})
