/**
 * Is this certificate genuine? The seal and every byte under it first; then that the attached record leads to its grade
 * and terms; pure, so the public page can ask the same. That the printed face says what the record says is asked by
 * drawing it again, where fonts are at hand (service.ts).
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { InputCode } from '../kernel/schema.ts'
import { type Attachment, readAttachment } from './attachment.ts'
import { readCertificateNumber } from './number.ts'
import { recomputed } from './recompute.ts'
import type { CertificateRefusal } from './refusals.ts'
import type { TrustList } from './trust-list.ts'
import { type VerifiedPaper, verifySealedPdf } from './verify.ts'

export type Genuine = { readonly paper: VerifiedPaper; readonly attachment: Attachment }

/**
 * Checks a sealed certificate whole.
 * @param day today: a certificate past its last day is still genuine, and `expired` is said beside it
 * @returns refusals in order: of the seal, of the attachment's shape, of the number, then everything that does not
 *   follow
 */
export function genuine(
  bytes: Uint8Array,
  trust: TrustList,
  day: CalendarDate,
): Result<Genuine & { readonly isExpired: boolean }, CertificateRefusal | InputCode> {
  const paper = verifySealedPdf(bytes, trust, day)
  if (!paper.ok) return paper
  const attachment = readAttachment(paper.value.attachment.bytes)
  if (!attachment.ok)
    return refuse(
      refusal('disclosure_unreadable', 'attachment', { value: paper.value.attachment.name }),
      ...attachment.refusals,
    )
  const { disclosure, numbers } = attachment.value
  const number = readCertificateNumber(disclosure.certificate.number)
  if (!number.ok) return number
  const follows = recomputed(disclosure, numbers)
  if (!follows.ok) return follows
  const isExpired = disclosure.certificate.valid_until < day
  return ok({ paper: paper.value, attachment: attachment.value, isExpired })
}
