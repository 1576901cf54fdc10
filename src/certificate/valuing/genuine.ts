/**
 * Is this valuation report genuine? The seal and every byte under it first; then that the attached request and editions
 * lead to every figure of it. That the printed face says so is asked by drawing it again (service.ts).
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { InputCode } from '../../kernel/schema.ts'
import type { ValuedCode } from '../../valuation/reporting/refusals.ts'
import type { Valued } from '../../valuation/reporting/valued.ts'
import { readCertificateNumber } from '../number.ts'
import type { CertificateRefusal } from '../refusals.ts'
import type { TrustList } from '../trust-list.ts'
import { type VerifiedPaper, verifySealedPdf } from '../verify.ts'
import { ATTACHMENT_NAME, type Attachment, readAttachment } from './attachment.ts'
import { recomputed } from './recompute.ts'
import type { ReportRefusal } from './refusals.ts'

export type GenuineReport = {
  readonly paper: VerifiedPaper
  readonly attachment: Attachment
  readonly valued: Valued
  /** Whether its last day is over; it is genuine all the same. */
  readonly isPast: boolean
}

/** Whether a record attached under this name is a valuation's, and so a report of one. */
export const isOfValuation = (attached: string): boolean => attached === ATTACHMENT_NAME

/**
 * Checks a sealed report whole.
 * @param day today, so that a seal from the future is refused
 * @returns refusals in order: of the seal, of the attachment, of the number, then everything that does not follow
 */
export function genuineReport(
  bytes: Uint8Array,
  trust: TrustList,
  day: CalendarDate,
): Result<GenuineReport, CertificateRefusal | ReportRefusal | ValuedCode | InputCode> {
  const paper = verifySealedPdf(bytes, trust, day)
  if (!paper.ok) return paper
  const { name, bytes: attached } = paper.value.attachment
  const attachment = readAttachment(attached)
  if (!isOfValuation(name) || !attachment.ok)
    return refuse(
      refusal('valuation_report_unreadable', 'attachment', { value: name, limit: ATTACHMENT_NAME }),
      ...(attachment.ok ? [] : attachment.refusals),
    )
  const number = readCertificateNumber(attachment.value.issue.number)
  if (!number.ok) return number
  const follows = recomputed(attachment.value)
  if (!follows.ok) return follows
  const isPast = follows.value.content.valid_until < day
  return ok({ paper: paper.value, attachment: attachment.value, valued: follows.value, isPast })
}
