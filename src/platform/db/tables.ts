/** The tables as the queries see them: one type a table, columns as they are stored. Made to match migrations/. */
import type { ColumnType, Generated } from 'kysely'

/** numeric and bigint come as text, a moment as text in UTC, a date as YYYY-MM-DD. */
type Moment = ColumnType<string, string | undefined, string>
type Text = string
type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>
type Json = ColumnType<unknown, string, string>

export type OrganisationRow = {
  id: Text
  kind: 'firm' | 'bank' | 'agency' | 'region' | 'office'
  parent: Nullable<Text>
  is_sandbox: Generated<boolean>
  names: Json
  created_at: Moment
}
export type PersonRow = {
  id: Text
  subject: Text
  names: Json
  appraiser_grade: Nullable<'1' | '2' | '3'>
  created_at: Moment
  erased_at: Nullable<Text>
}
export type MembershipRow = {
  person: Text
  organisation: Text
  role: Text
  since: Moment
  until: Nullable<Text>
  delegated_by: Nullable<Text>
}
export type ClientRow = {
  id: Text
  organisation: Text
  jwks: Json
  is_active: Generated<boolean>
  created_at: Moment
  binding: Generated<'none' | 'dpop' | 'mtls'>
  /** Null: as many as the configuration gives everybody. */
  requests_per_minute: Nullable<number>
}
export type PasswordRow = { person: Text; hash: Text; changed_at: Moment }
export type LogInAttemptRow = { key: Text; since: Text; attempts: number }
export type CaseRow = {
  id: Text
  firm: Text
  bank: Text
  office: Text
  is_sandbox: Generated<boolean>
  state: Text
  version: Generated<number>
  content: Json
  names: Json
  consent: Nullable<Text>
  asked_by: 'firm' | 'bank'
  holder: Nullable<Text>
  due_on: Nullable<Text>
  created_at: Moment
  updated_at: Moment
  submitted_on: Nullable<Text>
  scenario: Nullable<Text>
  draw_seed: Nullable<Text>
  is_objected: Generated<boolean>
  is_person_asked: Generated<boolean>
  is_before_committee: Generated<boolean>
}
export type CaseEventRow = {
  case_id: Text
  sequence: number
  type: Text
  body: Json
  person: Nullable<Text>
  at: Moment
}
export type AssignmentRow = {
  case_id: Text
  appraiser: Text
  assigned_at: Moment
  draw: Text
  ended_at: Nullable<Text>
}
export type SheetRow = {
  id: Text
  case_id: Text
  appraiser: Text
  body: Json
  digest: Text
  signed_at: Moment
  superseded_at: Nullable<Text>
}
export type DecisionRow = {
  id: Text
  case_id: Text
  record: Text
  digest: Text
  facts: Json
  editions: Json
  grade: Text
  recommended: 'approve' | 'refer' | 'decline'
  amount: Text
  level: Text
  quorum: number
  memo: Nullable<Text>
  memo_by: Nullable<Text>
  outcome: Nullable<'approved' | 'declined'>
  decided_at: Nullable<Text>
  made_at: Moment
  superseded_by: Nullable<Text>
  is_put_before_committee: Generated<boolean>
}
export type SignatureRow = {
  decision: Text
  person: Text
  role: Text
  verdict: 'approve' | 'decline'
  override_reason: Nullable<Text>
  delegated_by: Nullable<Text>
  signed_at: Moment
}
export type OutcomeRow = { id: Text; decision: Text; day: Text; kind: Text; amount: Text; source: Text }
export type LimitRow = {
  scope: Text
  code: Text
  key: Text
  cap: Text
  used: Generated<Text>
  reserved: Generated<Text>
  version: Generated<Text>
}
export type ReservationRow = {
  decision: Text
  scope: Text
  code: Text
  key: Text
  amount: Text
  state: Generated<Text>
  expires_on: Text
  made_at: Moment
}
export type GatheredFactRow = {
  id: Text
  case_id: Text
  /** What was read at this moment, as `GatheredFact` of the application has it. */
  readings: Json
  at: Moment
}
export type PaperRow = {
  id: Text
  case_id: Text
  type: Text
  name: Text
  media_type: Nullable<Text>
  size: Nullable<Text>
  digest: Nullable<Text>
  state: Generated<Text>
  refusal: Nullable<Text>
  uploaded_by: Nullable<Text>
  keep_until: Nullable<Text>
  created_at: Moment
}
export type PaperPartRow = { paper: Text; part: number; bytes: Uint8Array }
export type CertificateSerialRow = { year: number; series: number; last: number }
export type CertificateRow = {
  number: Text
  case_id: Text
  decision: Text
  language: Text
  state: 'ordered' | 'issued' | 'revoked' | 'superseded'
  bytes: Nullable<Uint8Array>
  digest: Nullable<Text>
  issued_at: Nullable<Text>
  valid_until: Nullable<Text>
  revoked_at: Nullable<Text>
  reason: Nullable<Text>
  superseded_by: Nullable<Text>
}
export type IdempotencyRow = {
  principal: Text
  key: Text
  request_digest: Text
  status: number
  headers: Json
  body: Text
  made_at: Moment
}
export type AuditLeafRow = {
  sequence: Generated<Text>
  at: Moment
  person: Text
  organisation: Text
  action: Text
  subject: Text
  reason: Nullable<Text>
  body: Text
  hash: Nullable<Uint8Array>
}
export type AuditNodeRow = { level: number; place: Text; hash: Uint8Array }
export type AuditOrderRow = { leaf_index: Text; sequence: Text; hash: Uint8Array }
export type AuditHeadRow = { size: Text; root: Uint8Array; signed: Text; at: Moment }
export type OidcPayloadRow = {
  kind: Text
  id: Text
  payload: Json
  grant_id: Nullable<Text>
  user_code: Nullable<Text>
  uid: Nullable<Text>
  consumed_at: Nullable<Text>
  expires_at: Nullable<Text>
}

export type Tables = {
  'app.organisations': OrganisationRow
  'app.persons': PersonRow
  'app.memberships': MembershipRow
  'app.clients': ClientRow
  'app.passwords': PasswordRow
  'app.log_in_attempts': LogInAttemptRow
  'app.cases': CaseRow
  'app.case_events': CaseEventRow
  'app.assignments': AssignmentRow
  'app.sheets': SheetRow
  'app.decisions': DecisionRow
  'app.signatures': SignatureRow
  'app.outcomes': OutcomeRow
  'app.limits': LimitRow
  'app.reservations': ReservationRow
  'app.gathered_facts': GatheredFactRow
  'app.papers': PaperRow
  'app.paper_parts': PaperPartRow
  'app.certificate_serials': CertificateSerialRow
  'app.certificates': CertificateRow
  'app.idempotency': IdempotencyRow
  'app.audit_leaves': AuditLeafRow
  'app.audit_nodes': AuditNodeRow
  'app.audit_order': AuditOrderRow
  'app.audit_heads': AuditHeadRow
  'app.oidc_payloads': OidcPayloadRow
}
