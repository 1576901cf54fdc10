/** What is done with a paper of a guarantee: made from its body and sealed; checked, face and all. */

import type { DocumentContent } from '../../certificate/document.ts'
import type { WordsOf } from '../../certificate/face.ts'
import { firstOutsideSeal } from '../../certificate/outside-seal.ts'
import { drawDocument } from '../../certificate/pdf-document.ts'
import type { CertificateRefusal } from '../../certificate/refusals.ts'
import { localTimeStamper, sealCertificate } from '../../certificate/seal.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Words } from '../../kernel/words.ts'
import { type Clock, secondText } from '../../platform/clock.ts'
import type { Press } from '../../platform/fonts.ts'
import type { KeyRing } from '../../platform/keys.ts'
import { ATTACHMENT_NAME, type Attachment, attachmentText, DRAWING, wordingDigest } from './attachment.ts'
import type { Body } from './bodies.ts'
import { faceOf } from './face.ts'
import type { Numbers } from './numbers.ts'
import { recomputed } from './recompute.ts'
import type { LetterRefusal } from './refusals.ts'
import type { Printed } from './voice.ts'
import { LETTER } from './words.ts'

type Dependencies = {
  /** The words of the editions a paper is made in: key -> three languages. */
  readonly words: (body: Body) => ReadonlyMap<string, Words>
  readonly press: Press
  readonly clock: Clock
  /** A number no other time-stamp token of this authority has. */
  readonly serial: () => bigint
}

export function makeLetterService({ words, press, clock, serial }: Dependencies) {
  const digests = new WeakMap<ReadonlyMap<string, Words>, string>()

  /** The digest of the words a paper is made in, made once for each set of them. */
  function wordingOf(body: Body): string {
    const own = words(body)
    const digest = digests.get(own) ?? wordingDigest(own)
    digests.set(own, digest)
    return digest
  }
  const spokenOf = (body: Body): WordsOf => {
    const own = words(body)
    return key => own.get(key)
  }

  const drawable = (body: Body, numbers: Numbers, printed: Printed, attached: Uint8Array): DocumentContent => ({
    ...faceOf(body, numbers, printed, spokenOf(body)),
    attachment: {
      name: ATTACHMENT_NAME,
      bytes: attached,
      description: LETTER.attachment[body.issue.language],
    },
  })

  /** The paper as it is drawn: everything but the seal. */
  const contentOf = (body: Body, numbers: Numbers, printed: Printed): DocumentContent =>
    drawable(body, numbers, printed, new TextEncoder().encode(attachmentText(body, numbers, printed, wordingOf(body))))

  return {
    contentOf,

    /**
     * Draws and seals a paper; one that does not follow from its own numbers is not sealed. The bytes up to the seal
     * depend on the arguments alone.
     */
    issue(
      body: Body,
      numbers: Numbers,
      printed: Printed,
      keys: KeyRing,
    ): Result<Uint8Array, CertificateRefusal | LetterRefusal> {
      const follows = recomputed(body, numbers)
      if (!follows.ok) return follows
      const drawn = drawDocument(contentOf(body, numbers, printed), press)
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
      { body, numbers, printed, wording: made }: Attachment,
      attached: Uint8Array,
    ): Result<'same' | 'not_redrawn', CertificateRefusal | LetterRefusal> {
      if (made.drawing !== DRAWING || made.digest !== wordingOf(body)) return ok('not_redrawn')
      const drawn = drawDocument(drawable(body, numbers, printed, attached), press)
      if (!drawn.ok) return drawn
      const at = firstOutsideSeal(drawn.value, bytes)
      return at === undefined ? ok('same') : refuse(refusal('letter_face_differs', 'face', { value: `byte ${at}` }))
    },
  }
}
export type LetterService = ReturnType<typeof makeLetterService>
