/** Everything the certificate stage may refuse, most basic first. A test holds docs/errors.md to this list. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  certificate_number_malformed: 'invalid',
  certificate_number_check_digit: 'invalid',
  certificate_text_undrawable: 'invalid',
  trust_list_malformed: 'invalid',
  paper_not_pdf: 'invalid',
  paper_not_sealed: 'invalid',
  paper_bytes_appended: 'invalid',
  seal_not_canonical: 'invalid',
  paper_altered: 'invalid',
  seal_key_unknown: 'invalid',
  seal_key_revoked: 'invalid',
  seal_signature_wrong: 'invalid',
  time_stamp_invalid: 'invalid',
  seal_key_expired: 'invalid',
  attachment_missing: 'missing',
  disclosure_unreadable: 'invalid',
  certificate_edition_altered: 'conflict',
  certificate_not_recomputed: 'conflict',
  certificate_face_differs: 'conflict',
  certificate_unknown: 'missing',
  certificate_not_approved: 'conflict',
  certificate_exists: 'conflict',
  certificate_not_drawn: 'conflict',
  certificate_revoked: 'conflict',
  certificate_superseded: 'conflict',
} as const satisfies Record<string, RefusalKind>

export type CertificateRefusal = keyof typeof refusals
