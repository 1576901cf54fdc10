/**
 * Is this paper of a guarantee genuine? The seal and every byte under it first; then that the attached record leads to
 * its figures and days; pure. That the printed face says what the record says is asked by drawing it again
 * (service.ts); whether the paper still stands, of the register.
 */
import { readCertificateNumber } from '../../certificate/number.ts'
import type { CertificateRefusal } from '../../certificate/refusals.ts'
import type { TrustList } from '../../certificate/trust-list.ts'
import { type VerifiedPaper, verifySealedPdf } from '../../certificate/verify.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { InputCode } from '../../kernel/schema.ts'
import { ATTACHMENT_NAME, type Attachment, readAttachment } from './attachment.ts'
import { recomputed } from './recompute.ts'
import type { LetterRefusal } from './refusals.ts'

export type GenuineLetter = { readonly paper: VerifiedPaper; readonly attachment: Attachment }

/** Whether a record attached under this name is a guarantee's, and so a paper of one. */
export const isOfGuarantee = (attached: string): boolean => attached === ATTACHMENT_NAME

/**
 * Checks a sealed paper of a guarantee whole.
 * @param day today, so that a seal from the future is refused
 * @returns refusals in order: of the seal, of the attachment, of the number, then everything that does not follow
 */
export function genuineLetter(
  bytes: Uint8Array,
  trust: TrustList,
  day: CalendarDate,
): Result<GenuineLetter, CertificateRefusal | LetterRefusal | InputCode> {
  const paper = verifySealedPdf(bytes, trust, day)
  if (!paper.ok) return paper
  const { name, bytes: attached } = paper.value.attachment
  const attachment = readAttachment(attached)
  if (!isOfGuarantee(name) || !attachment.ok)
    return refuse(
      refusal('letter_unreadable', 'attachment', { value: name, limit: ATTACHMENT_NAME }),
      ...(attachment.ok ? [] : attachment.refusals),
    )
  const number = readCertificateNumber(attachment.value.body.issue.number)
  if (!number.ok) return number
  const follows = recomputed(attachment.value.body, attachment.value.numbers)
  return follows.ok ? ok({ paper: paper.value, attachment: attachment.value }) : follows
}
