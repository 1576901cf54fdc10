/** States that lists are filtered by, in the order of the way. */
import type { ValueOf } from '../api/client.ts'

type CaseState = ValueOf<'GET /v1/cases'>['items'][number]['state']
type CertificateState = ValueOf<'GET /v1/certificates'>['items'][number]['state']

export const CASE_STATES = [
  ...(['drafted', 'submitted', 'accepted', 'assigned', 'consensus', 'marked', 'recommended', 'reviewed'] as const),
  ...(['referred', 'approved', 'declined', 'noticed', 'withdrawn'] as const),
] as const satisfies readonly CaseState[]
export const CERTIFICATE_STATES = [
  'ordered',
  'issued',
  'revoked',
  'superseded',
] as const satisfies readonly CertificateState[]
