/** The tables as the queries see them: one type a table, columns as they are stored. Made to match migrations/. */
import type { ColumnType, Generated } from 'kysely'
import type { CollateralTables } from './collateral-tables.ts'
import type { ComparableTables } from './comparable-tables.ts'
import type { DeveloperTables } from './developer-tables.ts'
import type { NotificationTables } from './notification-tables.ts'
import type { PasskeyTables } from './passkey-tables.ts'

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
  is_active: Generated<boolean>
  created_at: Moment
  binding: Generated<'none' | 'dpop' | 'mtls'>
  /** Null: as many as the configuration gives everybody. */
  requests_per_minute: Nullable<number>
}
export type PasswordRow = { person: Text; hash: Text; changed_at: Moment }
export type PasswordInvitationRow = { person: Text; digest: Text; made_at: Text; expires_at: Text }
export type RequestLeaseRow = { caller: Text; window_start: Text; taken: number }
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
  is_guaranteed: Generated<boolean>
}
export type CaseEventRow = {
  case_id: Text
  sequence: number
  type: Text
  body: Json
  person: Nullable<Text>
  at: Moment
}
export type CoWorkerRow = {
  id: Text
  case_id: Text
  firm: Text
  is_sandbox: boolean
  label: Text
  sections: Json
  until: Text
  code_digest: Text
  invited_by: Text
  invited_at: Moment
  person: Nullable<Text>
  accepted_at: Nullable<Text>
  ended_by: Nullable<Text>
  ended_at: Nullable<Text>
}
export type AssignmentRow = {
  case_id: Text
  appraiser: Text
  assigned_at: Moment
  draw: Text
  purpose: Generated<'panel' | 'replacement' | 'committee'>
  replaces: Nullable<Text>
  due_on: Nullable<Text>
  refused_at: Nullable<Text>
  refused_because: Nullable<'conflict' | 'no_time' | 'illness' | 'other'>
  refused_reason: Nullable<Text>
  ended_at: Nullable<Text>
  ended_because: Nullable<'refused' | 'overdue' | 'objection'>
}
export type SheetRow = {
  id: Text
  case_id: Text
  appraiser: Text
  body: Json
  digest: Text
  signed_at: Moment
  superseded_at: Nullable<Text>
  drafted_at: Nullable<Text>
}
export type SheetDraftRow = {
  case_id: Text
  appraiser: Text
  version: Generated<number>
  marks: Json
  opened_at: Moment
  saved_at: Moment
}
export type SiteVisitRow = {
  id: Text
  case_id: Text
  visited_on: Text
  place: Nullable<Text>
  persons: Json
  photographs: Json
  recorded_by: Text
  recorded_at: Moment
}
export type RightFileRow = {
  id: Text
  case_id: Text
  paper: Text
  digest: Text
  kind: Text
  drawn_on: Text
  edition: Text
  rights: Json
  left_out: Json
  filed_by: Text
  filed_at: Moment
}
export type RightAnswerRow = {
  id: Text
  case_id: Text
  right_key: Text
  code: Text
  about: Text
  verdict: Text
  reason: Text
  answered_by: Text
  answered_at: Moment
}
export type ConsensusRow = {
  id: Text
  case_id: Text
  opened_at: Moment
  due_on: Text
  divergent: Json
  sheets: Json
  outcome: Nullable<'settled' | 'unsettled' | 'lapsed'>
  closed_at: Nullable<Text>
}
export type ConsensusStatementRow = {
  consensus: Text
  appraiser: Text
  statement: Text
  sheet: Nullable<Text>
  stated_at: Moment
}
export type CentreRow = {
  id: Text
  name: Text
  kind: 'own' | 'founded' | 'outside'
  since: Text
  until: Nullable<Text>
  suspended_from: Nullable<Text>
  suspended_until: Nullable<Text>
  suspension_reason: Nullable<Text>
  version: Generated<number>
}
export type AppraiserRow = {
  person: Text
  certificate: Nullable<'1' | '2' | '3'>
  certified_on: Nullable<Text>
  valid_until: Nullable<Text>
  centre: Nullable<Text>
  suspended_from: Nullable<Text>
  suspended_until: Nullable<Text>
  suspension_reason: Nullable<Text>
  is_played: Generated<boolean>
  note: Nullable<Text>
  version: Generated<number>
}
export type AppraiserFieldRow = { person: Text; field: Text }
export type AppraiserInterestRow = {
  id: Text
  person: Text
  kind: 'employment' | 'ownership' | 'family' | 'advice' | 'invention'
  organisation: Nullable<Text>
  named_person: Nullable<Text>
  name: Nullable<Text>
  since: Text
  until: Nullable<Text>
  note: Nullable<Text>
  declared_at: Moment
}
export type AppraiserEducationRow = {
  id: Text
  person: Text
  course: Text
  day: Text
  hours: number
  paper: Text
  recorded_at: Moment
}
export type AppraiserExamRow = {
  id: Text
  person: Text
  kind: 'exam' | 'training'
  edition: Text
  seed: Text
  cases: string[]
  begun_on: Text
  due_on: Text
  closed_on: Nullable<Text>
  marks: ColumnType<unknown, string | null, string | null>
  result: ColumnType<unknown, string | null, string | null>
  is_passed: ColumnType<boolean | null, boolean | null | undefined, boolean | null>
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
  /** Set by the database: what was used when the limit was opened. */
  brought: Generated<Text>
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
  pages: Nullable<number>
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
export type GuaranteeRow = {
  id: Text
  number: Text
  case_id: Text
  decision: Text
  firm: Text
  bank: Text
  office: Text
  is_sandbox: boolean
  kind: 'individual' | 'revolving'
  state: Text
  version: number
  programme: Text
  grade: Text
  loan: Text
  amount: Text
  ratio: Text
  fee_rate: Text
  term_months: number
  bank_loan: Nullable<Text>
  held: Text
  balance: Text
  outstanding: Generated<Text>
  pursued: Json
  begun_on: Text
  matures_on: Nullable<Text>
  fee_to: Nullable<Text>
  due_on: Nullable<Text>
  life: Json
  updated_at: Moment
  promised: Generated<Json>
}
export type GuaranteeEventRow = {
  guarantee: Text
  sequence: number
  type: Text
  day: Text
  body: Json
  is_late: boolean
  basis: Text
  person: Text
  at: Moment
}
export type GuaranteeFeeRow = {
  guarantee: Text
  place: number
  notice: Text
  from_day: Text
  to_day: Text
  due_on: Text
  amount: Text
  earned: Generated<Text>
  is_over: Generated<boolean>
  late_to: Nullable<Text>
  kind: Generated<Text>
  code: Nullable<Text>
  payer: Generated<Text>
  rule: Generated<Text>
  edition: Nullable<Text>
}
export type GuaranteeSerialRow = { year: number; last: number }
export type LedgerEntryRow = {
  id: Text
  day: Text
  event: Text
  guarantee: Nullable<Text>
  reference: Text
  digest: Text
  at: Moment
  place: Generated<Text>
}
export type LedgerTransferRow = {
  id: Text
  entry: Text
  guarantee: Nullable<Text>
  debit_kind: Text
  debit_of: Text
  credit_kind: Text
  credit_of: Text
  amount: Text
  status: 'pending' | 'posted' | 'voided' | 'expired'
  posted: Text
  expires_on: Nullable<Text>
  restates: Nullable<Text>
}
export type LedgerBalanceRow = {
  kind: Text
  of: Text
  guarantee: Nullable<Text>
  debits_posted: Generated<Text>
  credits_posted: Generated<Text>
  debits_pending: Generated<Text>
  credits_pending: Generated<Text>
}

export type GuaranteeSchemeRow = {
  guarantee: Text
  scheme: Text
  edition: Text
  source: ColumnType<unknown, string | null, string | null>
  at: Moment
}
export type SharingStepRow = {
  guarantee: Text
  sequence: number
  scheme: Text
  kind: 'waiting' | 'loss' | 'recovery' | 'restated'
  day: Text
  year: Nullable<number>
  loss: Text
  paid_out: Text
  paid_on: Text
  principal: Text
  base: Nullable<Text>
  due_on: Nullable<Text>
  reason: Nullable<Text>
  reference: Text
  person: Text
  at: Moment
}
export type SharingPartRow = {
  guarantee: Text
  sequence: number
  party: Text
  layer: number
  paid: Text
  returned: Text
}
export type SharingDueRow = { guarantee: Text; sequence: number; party: Text; sharer: Text; amount: Text }

export type ContributionRow = {
  bank: Text
  month: Text
  kind: 'bank' | 'finance_company'
  loans: Text
  claims_paid: Text
  contributed: Text
  days: number
  rate: Text
  amount: Text
  edition: Text
  on_day: Text
  person: Text
  at: Moment
}
export type ContributionPaymentRow = {
  id: Text
  bank: Text
  on_day: Text
  amount: Text
  reference: Text
  person: Text
  at: Moment
}
export type FundAlertRow = {
  id: Text
  kind: 'exposure_above_cap' | 'technology_share_broken'
  is_broken: boolean
  day: Text
  body: Json
  at: Moment
}
export type ProvisionMonthRow = { month: Text; edition: Text; guarantees: number; provided: Text; at: Moment }
export type YearClosingRow = {
  year: number
  result: Text
  from_reserves: Text
  from_government: Text
  person: Text
  at: Moment
}

export type RecourseRow = {
  guarantee: Text
  basis: 'civil' | 'commercial'
  accrued_on: Text
  holder: Text
  opened_by: Text
  opened_at: Moment
}
export type ObligorRow = {
  id: Text
  guarantee: Text
  place: number
  party: Text
  role: 'debtor' | 'joint_guarantor'
  successor_of: Nullable<Text>
  succession: Nullable<'merger' | 'inheritance' | 'discharging_assumption' | 'joining_assumption'>
  share_over: number
  share_under: number
  limit_amount: Nullable<Text>
  since: Text
  until: Nullable<Text>
  ending: Nullable<'paid' | 'released' | 'restart_relief' | 'renounced' | 'barred' | 'succeeded'>
  reliefs: Json
  act_by: Nullable<Text>
}
export type LimitationStepRow = {
  id: Text
  guarantee: Text
  obligor: Text
  type: 'demand' | 'suit' | 'payment_order' | 'bankruptcy_claim' | 'acknowledgement' | 'suspension'
  on_day: Text
  ground: Nullable<'inheritance' | 'calamity'>
  ended_on: Nullable<Text>
  ended_how: Nullable<'fixed' | 'failed'>
  reference: Text
  person: Text
  at: Moment
}
export type AttachmentRow = {
  id: Text
  guarantee: Text
  obligor: Text
  kind: 'provisional_attachment' | 'disposal_prohibition' | 'attachment'
  asset: Text
  place: Text
  court: Text
  case_number: Text
  on_day: Text
  rank: number
  value: Text
  auction_on: Nullable<Text>
  suit_on: Nullable<Text>
  released_on: Nullable<Text>
  release: Nullable<'realised' | 'satisfied' | 'cancelled_on_request' | 'cancelled_as_unlawful'>
  person: Text
  at: Moment
}
export type SettlementPlanRow = {
  id: Text
  guarantee: Text
  obligor: Text
  agreed_on: Text
  level: Text
  approved_by: Text
  resolution: Text
  reduction: Text
  instalments: Json
  keep_by: Nullable<Text>
  person: Text
  at: Moment
}
export type RecoveryPayerRow = { guarantee: Text; sequence: number; obligor: Text }
export type RecourseWarningRow = {
  guarantee: Text
  subject: Text
  what: 'limitation' | 'suit' | 'auction' | 'instalment'
  due_on: Text
  holder: Text
  told_on: Text
}

export type WatchObservationRow = {
  place: Generated<string>
  guarantee: Text
  fact: Text
  value: Json
  as_of: Text
  valid_until: Nullable<Text>
  source: Text
  person: Text
  at: Text
}
export type WatchRow = {
  guarantee: Text
  looked_on: Nullable<Text>
  asked_on: Nullable<Text>
  edition: Nullable<Text>
  level: 'clear' | 'not_known' | 'attention' | 'watch' | 'alarm'
  points: number
  standing: string[]
  not_known: number
}
export type WatchChangeRow = {
  place: Generated<string>
  guarantee: Text
  signal: Text
  what: 'raised' | 'cleared'
  day: Text
  edition: Text
  at: Text
}
export type WatchTaskRow = {
  id: Text
  guarantee: Text
  signal: Text
  raised_on: Text
  role: 'officer' | 'branch_head' | 'claims' | 'risk_officer'
  holder: Nullable<Text>
  due_on: Text
  done_on: Nullable<Text>
  done_by: Nullable<Text>
  note: Nullable<Text>
}
export type RunRow = {
  id: Text
  kind: Text
  subject: Text
  asked: Json
  state: Generated<'queued' | 'running' | 'done' | 'cancelled' | 'failed'>
  parts: number
  parts_done: Generated<number>
  result: Nullable<unknown>
  result_digest: Nullable<Text>
  failure: Nullable<Text>
  asked_by: Nullable<Text>
  asked_at: Moment
  taken_at: Nullable<Text>
  ended_at: Nullable<Text>
}
export type RunPartRow = {
  run: Text
  part: number
  asked: Nullable<unknown>
  state: Generated<'waiting' | 'taken' | 'done'>
  holder: Nullable<Text>
  lease_until: Nullable<Text>
  tries: Generated<number>
  result: Nullable<unknown>
}

export type PackedBlockRow = { id: Text; layout: number; cases: number; packed: Uint8Array; made_at: Moment }
export type PackedDecisionRow = { decision: Text; block: Nullable<Text>; problem: Nullable<Text> }
export type ImpactDraftRow = {
  id: Text
  kind: Text
  edition: Text
  digest: Text
  texts: Json
  before: Json
  day: Text
  asked_by: Text
  asked_at: Moment
}

export type RuleTrialRow = {
  id: Text
  kind: Text
  edition: Text
  code: Text
  version: number
  body: ColumnType<unknown, string | null, never>
  digest: Nullable<Text>
  person: Text
  at: Text
}
export type RuleTrialResultRow = {
  id: Text
  kind: Text
  edition: Text
  digest: Text
  cases_digest: Text
  run: Text
  outcome: 'passed' | 'failed'
  report: Json
  at: Moment
}
export type RuleShadowRow = {
  id: Text
  kind: Text
  edition: Text
  digest: Text
  numbers: Json
  words: Json
  reason: Text
  started_by: Text
  started_at: Text
  stopped_by: Nullable<Text>
  stopped_at: Nullable<Text>
}
export type RuleShadowResultRow = {
  shadow: Text
  decision: Text
  followed_at: Text
  champion: ColumnType<unknown, string | null, string | null>
  challenger: ColumnType<unknown, string | null, string | null>
  differs: Nullable<string[]>
  fault: Nullable<Text>
  compared_at: Nullable<Text>
}

export type RuleEditionRow = {
  id: Text
  kind: Text
  edition: Text
  state: 'draft' | 'checked' | 'proposed' | 'approved' | 'scheduled' | 'rejected' | 'withdrawn'
  version: number
  numbers: Json
  words: Json
  digest: Text
  words_digest: Text
  base: Nullable<Text>
  in_force_from: Text
  made_by: Text
  hands: string[]
  replaces: Nullable<Text>
  grounds: ColumnType<unknown, string | null, string | null>
  resolutions: Json
  proposed_by: Nullable<Text>
  approved_by: Nullable<Text>
  approved_for: Generated<string[]>
  changed_at: Text
}
export type RuleEditionEventRow = {
  edition: Text
  sequence: number
  type: Text
  body: Json
  person: Text
  at: Text
}
export type RuleStopRow = {
  id: Text
  kind: Text
  reason: Text
  stopped_by: Text
  hands: string[]
  stopped_at: Text
  lifted_by: Nullable<Text>
  lifted_for: Generated<string[]>
  lift_reason: Nullable<Text>
  lifted_at: Nullable<Text>
}

export type ReadingRow = {
  place: ColumnType<string, never, never>
  at: ColumnType<string, string, never>
  person: Text
  organisation: Text
  kind: Text
  roles: string[]
  action: Text
  relations: string[]
  route: Text
  request: Text
  outcome: 'shown' | 'withheld' | 'refused'
  fields: string[]
  subject: Text
  case_id: Nullable<Text>
  decision: Nullable<Text>
  is_sandbox: boolean
  is_issued: boolean
  ground: 'duty' | 'deed' | 'reason' | 'none'
  reason: Nullable<Text>
  codes: string[]
}
export type ReadingReportRow = { month: Text; made_by: Text; made_at: Text; body: Text; digest: Text }
export type PanelFiguresRow = {
  month: Text
  what: 'agreement' | 'severity' | 'fair'
  made_at: Text
  body: Text
  digest: Text
}
export type Tables = CollateralTables &
  ComparableTables &
  DeveloperTables &
  NotificationTables &
  PasskeyTables & {
    'app.organisations': OrganisationRow
    'app.persons': PersonRow
    'app.memberships': MembershipRow
    'app.clients': ClientRow
    'app.passwords': PasswordRow
    'app.password_invitations': PasswordInvitationRow
    'app.log_in_attempts': LogInAttemptRow
    'app.request_leases': RequestLeaseRow
    'app.cases': CaseRow
    'app.case_events': CaseEventRow
    'app.co_workers': CoWorkerRow
    'app.assignments': AssignmentRow
    'app.sheets': SheetRow
    'app.sheet_drafts': SheetDraftRow
    'app.site_visits': SiteVisitRow
    'app.right_files': RightFileRow
    'app.right_answers': RightAnswerRow
    'app.consensuses': ConsensusRow
    'app.consensus_statements': ConsensusStatementRow
    'app.centres': CentreRow
    'app.appraisers': AppraiserRow
    'app.appraiser_fields': AppraiserFieldRow
    'app.appraiser_interests': AppraiserInterestRow
    'app.appraiser_education': AppraiserEducationRow
    'app.appraiser_exams': AppraiserExamRow
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
    'app.guarantees': GuaranteeRow
    'app.guarantee_events': GuaranteeEventRow
    'app.guarantee_fees': GuaranteeFeeRow
    'app.guarantee_serials': GuaranteeSerialRow
    'app.ledger_entries': LedgerEntryRow
    'app.ledger_transfers': LedgerTransferRow
    'app.ledger_balances': LedgerBalanceRow
    'app.contributions': ContributionRow
    'app.contribution_payments': ContributionPaymentRow
    'app.fund_alerts': FundAlertRow
    'app.provision_months': ProvisionMonthRow
    'app.year_closings': YearClosingRow
    'app.rule_editions': RuleEditionRow
    'app.rule_edition_events': RuleEditionEventRow
    'app.rule_stops': RuleStopRow
    'app.recourses': RecourseRow
    'app.obligors': ObligorRow
    'app.limitation_steps': LimitationStepRow
    'app.attachments': AttachmentRow
    'app.settlement_plans': SettlementPlanRow
    'app.recovery_payers': RecoveryPayerRow
    'app.recourse_warnings': RecourseWarningRow
    'app.guarantee_schemes': GuaranteeSchemeRow
    'app.sharing_schemes': { scheme: Text }
    'app.sharing_steps': SharingStepRow
    'app.sharing_parts': SharingPartRow
    'app.sharing_dues': SharingDueRow
    'app.fee_accruals': { guarantee: Text; to_day: Text }
    'app.watch_observations': WatchObservationRow
    'app.watches': WatchRow
    'app.watch_changes': WatchChangeRow
    'app.watch_tasks': WatchTaskRow
    'app.packed_blocks': PackedBlockRow
    'app.packed_decisions': PackedDecisionRow
    'app.impact_drafts': ImpactDraftRow
    'app.runs': RunRow
    'app.run_parts': RunPartRow
    'app.rule_trials': RuleTrialRow
    'app.rule_trial_results': RuleTrialResultRow
    'app.rule_shadows': RuleShadowRow
    'app.rule_shadow_results': RuleShadowResultRow
    'app.readings': ReadingRow
    'app.reading_reports': ReadingReportRow
    'app.panel_figures': PanelFiguresRow
  }
