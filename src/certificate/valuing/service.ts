/** What is done with a valuation report: made from a valuation and sealed; checked, face and all. */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type Clock, secondText } from '../../platform/clock.ts'
import type { Press } from '../../platform/fonts.ts'
import type { KeyRing } from '../../platform/keys.ts'
import type { ReportingCode } from '../../valuation/reporting/refusals.ts'
import { speaks, type Valued } from '../../valuation/reporting/valued.ts'
import type { DocumentContent } from '../document.ts'
import { firstOutsideSeal } from '../outside-seal.ts'
import { drawDocument } from '../pdf-document.ts'
import type { CertificateRefusal } from '../refusals.ts'
import { localTimeStamper, sealCertificate } from '../seal.ts'
import { ATTACHMENT_NAME, attachmentText, DRAWING, type Numbers, wordingDigest } from './attachment.ts'
import { type Issue, reportFace } from './face.ts'
import type { GenuineReport } from './genuine.ts'
import type { ReportRefusal } from './refusals.ts'
import { REPORT } from './words.ts'

type Dependencies = {
  readonly press: Press
  readonly clock: Clock
  /** A number no other time-stamp token of this authority has. */
  readonly serial: () => bigint
}

export function makeReportService({ press, clock, serial }: Dependencies) {
  const drawable = (valued: Valued, numbers: Numbers, issue: Issue, bytes: Uint8Array): DocumentContent => ({
    ...reportFace(valued.content, valued.digest, numbers.worth.reporting.tolerance.value, issue),
    attachment: { name: ATTACHMENT_NAME, bytes, description: REPORT.attachment[issue.language] },
  })

  return {
    /**
     * Draws and seals a report; refused in a language not every text of it is in. The bytes up to the seal depend on
     * the arguments alone.
     */
    issue(
      valued: Valued,
      numbers: Numbers,
      issue: Issue,
      keys: KeyRing,
    ): Result<Uint8Array, CertificateRefusal | ReportRefusal | ReportingCode> {
      const spoken = speaks(valued.content.request, issue.language)
      if (!spoken.ok) return spoken
      const attached = new TextEncoder().encode(attachmentText(valued, numbers, issue))
      const drawn = drawDocument(drawable(valued, numbers, issue, attached), press)
      if (!drawn.ok) return drawn
      const stamp = localTimeStamper(keys.timeStamp, secondText(clock.now()), serial())
      return ok(sealCertificate(drawn.value, keys.seal, stamp))
    },

    /**
     * Whether the printed face says what the attachment says: the face is drawn again and held against the file, byte
     * for byte, outside the seal. `not_redrawn` where the paper was made under another wording or drawing.
     */
    redrawn(
      bytes: Uint8Array,
      { attachment, valued, paper }: GenuineReport,
    ): Result<'same' | 'not_redrawn', CertificateRefusal | ReportRefusal> {
      const { wording, numbers, issue } = attachment
      if (wording.drawing !== DRAWING || wording.digest !== wordingDigest()) return ok('not_redrawn')
      const drawn = drawDocument(drawable(valued, numbers, issue, paper.attachment.bytes), press)
      if (!drawn.ok) return drawn
      const at = firstOutsideSeal(drawn.value, bytes)
      return at === undefined ? ok('same') : refuse(refusal('valuation_face_differs', 'face', { value: `byte ${at}` }))
    },
  }
}
export type ReportService = ReturnType<typeof makeReportService>
