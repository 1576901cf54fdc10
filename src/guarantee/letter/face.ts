/** What a paper of a guarantee prints, whatever paper it is. */
import type { WordsOf } from '../../certificate/face.ts'
import type { Body } from './bodies.ts'
import { amendmentFace } from './face-amendment.ts'
import { monthlyFace, yearlyFace } from './face-balances.ts'
import { settlementFace } from './face-claim.ts'
import { feeNoticeFace } from './face-fee.ts'
import { letterFace } from './face-letter.ts'
import type { Face } from './face-parts.ts'
import type { Numbers } from './numbers.ts'
import { type Printed, voiceIn } from './voice.ts'

/**
 * The face of a paper: everything that is drawn but the attachment.
 * @param numbers the attached editions
 * @param words   the words of the editions: key -> three languages
 */
export function faceOf(body: Body, numbers: Numbers, printed: Printed, words: WordsOf): Face {
  const voice = voiceIn(body.issue.language, words, printed)
  switch (body.paper) {
    case 'letter':
      return letterFace(body, numbers, printed, voice)
    case 'amendment':
      return amendmentFace(body, numbers, printed, voice)
    case 'claim_settlement':
      return settlementFace(body, numbers, printed, voice)
    case 'fee_notice':
      return feeNoticeFace(body, numbers, printed, voice)
    case 'yearly_balance':
      return yearlyFace(body, numbers, printed, voice)
    case 'monthly_statement':
      return monthlyFace(body, numbers, printed, voice)
    default:
      return body satisfies never
  }
}
