/** Reports, and what was found in them, as their readers are shown them. */
import { moneyFromText, moneyText, sumMoney } from '../../kernel/money.ts'
import type { CorrectionShown, LineShown, ReportShown } from './schema.ts'

/** A report as it is kept, in the words of the code. */
type Kept = {
  readonly id: string
  readonly kind: ReportShown['kind']
  readonly sender: string
  readonly month: string | null
  readonly version: number
  readonly state: ReportShown['state']
  readonly name: string
  readonly size: number
  readonly digest: string
  readonly format: string | null
  readonly encoding: string | null
  readonly rowCount: number | null
  readonly problemCount: number | null
  readonly differenceCount: number | null
  readonly restates: string | null
  readonly leftOut: readonly number[]
  readonly refusal: unknown
  readonly sentBy: string
  readonly sentAt: string
  readonly receivedAt: string | null
  readonly checkedAt: string | null
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly carriedAt: string | null
  readonly erasedAt: string | null
  readonly parts: readonly { readonly part: number; readonly size: number }[]
}

export const reportShown = (one: Kept, isRepeated = false): ReportShown => ({
  id: one.id,
  kind: one.kind,
  sender: one.sender,
  month: one.month,
  version: one.version,
  state: one.state,
  is_repeated: isRepeated,
  name: one.name,
  size: one.size,
  digest: one.digest,
  format: one.format,
  encoding: one.encoding,
  rows: one.rowCount,
  problems: one.problemCount,
  differences: one.differenceCount,
  restates: one.restates,
  left_out: [...one.leftOut],
  refused_for: Array.isArray(one.refusal) ? (one.refusal as ReportShown['refused_for']) : null,
  refused_because: typeof one.refusal === 'string' ? one.refusal : null,
  sent_by: one.sentBy,
  sent_at: one.sentAt,
  received_at: one.receivedAt,
  checked_at: one.checkedAt,
  decided_by: one.decidedBy,
  decided_at: one.decidedAt,
  carried_at: one.carriedAt,
  erased_at: one.erasedAt,
  parts: one.parts.map(part => ({ ...part })),
})

export const correctionShown = (one: {
  readonly id: string
  readonly report: string
  readonly row: number
  readonly guarantee: string
  readonly side: 'bank' | 'agency'
  readonly askedBy: string
  readonly reason: string
  readonly askedAt: string
  readonly state: CorrectionShown['state']
  readonly answeredBy: string | null
  readonly closedBy: string | null
  readonly closedReason: string | null
  readonly closedAt: string | null
}): CorrectionShown => ({
  id: one.id,
  report: one.report,
  row: one.row,
  guarantee: one.guarantee,
  side: one.side,
  asked_by: one.askedBy,
  reason: one.reason,
  asked_at: one.askedAt,
  state: one.state,
  answered_by: one.answeredBy,
  closed_by: one.closedBy,
  closed_reason: one.closedReason,
  closed_at: one.closedAt,
})

const AMOUNTS = [
  'opening',
  'drawn',
  'repaid',
  'closing',
  'fees_reported',
  'fees_charged',
  'fees_received',
  'claims_paid',
  'recovered',
] as const

/** All programmes in one line: each amount the sum of theirs. */
export const wholeOf = (lines: readonly LineShown[]): LineShown => ({
  programme: '',
  guarantees: lines.reduce((sum, one) => sum + one.guarantees, 0),
  ...(Object.fromEntries(
    AMOUNTS.map(name => [name, moneyText(sumMoney(lines.map(one => moneyFromText(one[name]))))]),
  ) as Record<(typeof AMOUNTS)[number], string>),
})
