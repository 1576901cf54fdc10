/**
 * Checks a sealed paper in a thread of the browser: every byte under the seal, the keys believed, and that the record
 * it carries leads to what is printed. The same pure verifier that the service and the command line run.
 */
import { genuine } from '../../certificate/genuine.ts'
import type { TrustList } from '../../certificate/trust-list.ts'
import { genuineLetter } from '../../guarantee/letter/genuine.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Asked, Verdict } from './verdict.ts'

const hex = (bytes: Uint8Array): string => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')

function verdictOn({ bytes, trust, day }: Asked): Verdict {
  const list = trust as TrustList
  const today = calendarDate(day)
  const certificate = genuine(bytes, list, today)
  if (certificate.ok) {
    const { paper, attachment, isExpired } = certificate.value
    const { certificate: printed, grade } = attachment.disclosure
    return {
      is: 'genuine',
      facts: {
        kind: 'certificate',
        number: printed.number,
        grade,
        issuedOn: printed.issued_on,
        validUntil: printed.valid_until,
        isExpired,
        sealedAt: paper.sealedAt,
        sealKey: paper.sealKey.id,
        digest: hex(paper.digest),
      },
    }
  }
  const isSealedByUs = certificate.refusals[0]?.code === 'disclosure_unreadable'
  const letter = isSealedByUs ? genuineLetter(bytes, list, today) : null
  if (letter?.ok === true) {
    const { paper, attachment } = letter.value
    const { issue } = attachment.body
    return {
      is: 'genuine',
      facts: {
        kind: 'guarantee',
        number: issue.number,
        grade: null,
        issuedOn: issue.issued_on,
        validUntil: null,
        isExpired: false,
        sealedAt: paper.sealedAt,
        sealKey: paper.sealKey.id,
        digest: hex(paper.digest),
      },
    }
  }
  const { refusals } = letter ?? certificate
  return { is: 'not_genuine', reasons: refusals.map(({ code, at }) => ({ code, at })) }
}

self.addEventListener('message', (event: MessageEvent<Asked>) => {
  self.postMessage(verdictOn(event.data))
})
