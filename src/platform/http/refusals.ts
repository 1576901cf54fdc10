/** What the HTTP edge itself refuses, in the order in which a request meets it. Statuses are given in status.ts. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  service_busy: 'unavailable',
  request_malformed: 'invalid',
  route_unknown: 'missing',
  method_not_allowed: 'invalid',
  unauthenticated: 'forbidden',
  rate_exceeded: 'unavailable',
  body_too_large: 'invalid',
  media_type_refused: 'invalid',
  body_encoding_refused: 'invalid',
  body_unexpected: 'invalid',
  body_not_utf8: 'invalid',
  body_key_repeated: 'invalid',
  idempotency_key_missing: 'missing',
  idempotency_key_malformed: 'invalid',
  version_required: 'missing',
  version_malformed: 'invalid',
  cursor_malformed: 'invalid',
  idempotency_key_busy: 'conflict',
  idempotency_key_reused: 'conflict',
  version_stale: 'conflict',
  changed_meanwhile: 'conflict',
  not_done: 'unavailable',
  outcome_unknown: 'unavailable',
  service_fault: 'unavailable',
  console_not_built: 'unavailable',
} as const satisfies Record<string, RefusalKind>

export type HttpRefusal = keyof typeof refusals
