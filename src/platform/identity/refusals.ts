/**
 * Why somebody is not believed to be who they say, most basic first: the edge answers 401 to each of these that
 * `authenticate` gives, and 503 where the provider of keys cannot be asked. The rest are refusals of the routes of
 * members.
 */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  token_missing: 'forbidden',
  token_malformed: 'forbidden',
  token_header_refused: 'forbidden',
  token_not_genuine: 'forbidden',
  token_wrong_issuer: 'forbidden',
  token_wrong_audience: 'forbidden',
  token_expired: 'forbidden',
  token_not_due: 'forbidden',
  token_binding_missing: 'forbidden',
  token_proof_invalid: 'forbidden',
  token_proof_replayed: 'forbidden',
  token_holder_unknown: 'forbidden',
  token_keys_unavailable: 'unavailable',
  session_over: 'forbidden',
  session_from_elsewhere: 'forbidden',
  person_missing: 'missing',
  organisation_missing: 'missing',
  membership_missing: 'missing',
  role_unfit_for_organisation: 'invalid',
  parent_unfit: 'invalid',
  period_unfit: 'invalid',
  own_membership_unchangeable: 'forbidden',
  role_not_held: 'forbidden',
  last_admin_stays: 'conflict',
  membership_held_already: 'conflict',
  party_known_already: 'conflict',
  own_password_unresettable: 'forbidden',
  passwords_elsewhere: 'conflict',
  password_unfit: 'invalid',
  client_unknown: 'missing',
  client_key_by_machine: 'forbidden',
  client_key_unfit: 'invalid',
  client_key_known: 'conflict',
  client_keys_full: 'conflict',
  client_key_unknown: 'missing',
  client_key_last: 'conflict',
  agency_missing: 'missing',
  admin_exists: 'conflict',
} as const satisfies Record<string, RefusalKind>

export type IdentityRefusal = keyof typeof refusals
