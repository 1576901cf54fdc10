/** The messages an endpoint may be told; their names are the API's, which a developer writes in code. */
import type { CallOf } from '../../api/client.ts'

export type EndpointBody = CallOf<'POST /v1/webhooks/endpoints'>['body']
export type MessageType = EndpointBody['types'][number]

export const MESSAGE_TYPES = [
  'case.submitted',
  'case.noticed',
  'case.withdrawn',
  'certificate.issued',
  'certificate.revoked',
  'certificate.superseded',
  'guarantee.noticed',
  'guarantee.notice_withdrawn',
  'guarantee.lapsed',
  'guarantee.signed',
  'guarantee.letter_sent',
  'guarantee.drawn',
  'guarantee.told',
  'guarantee.fee_charged',
  'guarantee.charged',
  'guarantee.changed',
  'guarantee.renewed',
  'guarantee.released',
  'guarantee.restated',
  'guarantee.accident_reported',
  'guarantee.normalised',
  'guarantee.claimed',
  'guarantee.examined',
  'guarantee.paid',
  'guarantee.recovered',
  'guarantee.claim_sold',
  'guarantee.discharged',
  'guarantee_paper.issued',
  'guarantee_paper.revoked',
  'report.checked',
  'report.refused',
  'report.accepted',
  'report.corrected',
] as const satisfies readonly MessageType[]
