/** Reports in the database: sent in parts, checked, accepted or refused, corrected, and added up to a bank's month. */
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { ReportKind } from '../month/asked.ts'
import type { Month } from '../month/row.ts'

export type ReportState = 'receiving' | 'received' | 'checked' | 'accepted' | 'refused' | 'superseded'

export type Report = {
  readonly id: string
  readonly kind: ReportKind
  readonly sender: string
  readonly isSandbox: boolean
  readonly month: Month | null
  readonly version: number
  readonly state: ReportState
  readonly name: string
  readonly size: number
  readonly digest: string
  readonly format: string | null
  readonly encoding: string | null
  readonly rowCount: number | null
  readonly problemCount: number | null
  readonly differenceCount: number | null
  readonly restates: string | null
  readonly leftOut: readonly number[]
  readonly refusal: unknown
  readonly sentBy: string
  readonly sentAt: string
  readonly receivedAt: string | null
  readonly checkedAt: string | null
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly carriedAt: string | null
  /** When its file was erased, its years being over. */
  readonly erasedAt: string | null
  readonly parts: readonly { readonly part: number; readonly size: number }[]
}

const columns =
  sql.raw(`r.id, r.kind, r.sender, r.is_sandbox as "isSandbox", r.month, r.version, r.state, r.name, r.size,
  r.digest, r.format, r.encoding, r.row_count as "rowCount", r.problem_count as "problemCount",
  r.difference_count as "differenceCount", r.restates, r.left_out as "leftOut", r.refusal, r.sent_by as "sentBy",
  r.sent_at as "sentAt", r.received_at as "receivedAt", r.checked_at as "checkedAt", r.decided_by as "decidedBy",
  r.decided_at as "decidedAt", r.carried_at as "carriedAt",
  r.erased_at as "erasedAt",
  coalesce((select json_agg(json_build_object('part', q.part, 'size', length(q.bytes)) order by q.part)
    from app.report_parts q where q.report = r.id), '[]'::json) as parts`)

/** One report; held until the transaction ends where it is about to be changed, which only the system can. */
export async function reportBy(tx: Tx, id: string, isForChange = false): Promise<Report | undefined> {
  if (isForChange) await sql`select 1 from app.reports where id = ${id}::uuid for update`.execute(tx)
  const { rows } = await sql<Report>`select ${columns} from app.reports r where r.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** The report the same file was sent as, where it stands or may still do. */
export async function sameFile(
  tx: Tx,
  of: { readonly sender: string; readonly kind: ReportKind; readonly month: Month | null; readonly digest: string },
): Promise<Report | undefined> {
  const { rows } = await sql<Report>`select ${columns} from app.reports r
    where r.sender = ${of.sender} and r.kind = ${of.kind} and coalesce(r.month, '') = ${of.month ?? ''}
      and r.digest = ${of.digest} and r.state not in ('refused', 'superseded')`.execute(tx)
  return rows[0]
}

export async function insertReport(
  tx: Tx,
  one: Pick<
    Report,
    'id' | 'kind' | 'sender' | 'isSandbox' | 'month' | 'name' | 'size' | 'digest' | 'sentBy' | 'sentAt'
  >,
): Promise<void> {
  // Two that are sent at once take their versions one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`report ${one.sender} ${one.month ?? ''}`}, 14))`.execute(
    tx,
  )
  await sql`insert into app.reports (id, kind, sender, is_sandbox, month, version, state, name, size, digest, sent_by,
      sent_at)
    select ${one.id}::uuid, ${one.kind}, ${one.sender}, ${one.isSandbox}, ${one.month}, coalesce(max(version), 0) + 1,
      'receiving', ${one.name}, ${one.size}, ${one.digest}, ${one.sentBy}, ${one.sentAt}::timestamptz
    from app.reports where sender = ${one.sender} and kind = ${one.kind}
      and coalesce(month, digest) = ${one.month ?? one.digest}`.execute(tx)
}

export type Listing = {
  readonly limit: number
  readonly before: string | undefined
  readonly sender?: string | undefined
  readonly kind?: ReportKind | undefined
  readonly month?: Month | undefined
  readonly state?: ReportState | undefined
  readonly isSandboxOnly?: boolean
}

export async function reportsBefore(tx: Tx, page: Listing): Promise<readonly Report[]> {
  const none = sql`true`
  const is = (column: string, value: string | undefined): RawBuilder<unknown> =>
    value === undefined ? none : sql`${sql.ref(column)} = ${value}`
  const { rows } = await sql<Report>`select ${columns} from app.reports r
    where ${is('r.sender', page.sender)} and ${is('r.kind', page.kind)} and ${is('r.month', page.month)}
      and ${is('r.state', page.state)} and ${page.isSandboxOnly === true ? sql`r.is_sandbox` : none}
      and ${page.before === undefined ? none : sql`r.id < ${page.before}::uuid`}
    order by r.id desc limit ${page.limit}`.execute(tx)
  return rows
}

export async function putPart(tx: Tx, report: string, part: number, bytes: Uint8Array): Promise<void> {
  await sql`insert into app.report_parts (report, part, bytes) values (${report}::uuid, ${part}, ${Buffer.from(bytes)})
    on conflict (report, part) do update set bytes = excluded.bytes`.execute(tx)
}

export async function bytesOf(tx: Tx, report: string): Promise<Uint8Array> {
  const { rows } = await sql<{ bytes: Uint8Array }>`select bytes from app.report_parts
    where report = ${report}::uuid order by part`.execute(tx)
  return Buffer.concat(rows.map(row => row.bytes))
}

export async function markReceived(tx: Tx, id: string, at: string): Promise<void> {
  await sql`update app.reports set state = 'received', received_at = ${at}::timestamptz where id = ${id}::uuid`.execute(
    tx,
  )
}

export async function markRefused(
  tx: Tx,
  id: string,
  { by, at, refusal }: { readonly by: string; readonly at: string; readonly refusal: unknown },
): Promise<void> {
  await sql`update app.reports set state = 'refused', refusal = ${JSON.stringify(refusal)}::jsonb, decided_by = ${by},
    decided_at = ${at}::timestamptz where id = ${id}::uuid`.execute(tx)
}

/** Checked: what was found, and in whose place it would come; others of the month that wait are so no longer. */
export async function markChecked(
  tx: Tx,
  report: Report,
  found: {
    readonly format: string
    readonly encoding: string
    readonly rows: number
    readonly restates: string | null
    readonly at: string
  },
): Promise<{ readonly problems: number; readonly differences: number }> {
  const { rows } = await sql<{
    problems: number
    differences: number
  }>`update app.reports set state = 'checked', format = ${found.format}, encoding = ${found.encoding},
      row_count = ${found.rows}, restates = ${found.restates}::uuid, checked_at = ${found.at}::timestamptz,
      problem_count = (select count(*) from app.report_problems where report = ${report.id}::uuid),
      difference_count = (select count(*) from app.report_differences where report = ${report.id}::uuid)
    where id = ${report.id}::uuid
    returning problem_count as problems, difference_count as differences`.execute(tx)
  if (report.month !== null)
    await sql`update app.reports set state = 'superseded' where sender = ${report.sender} and kind = ${report.kind}
      and month = ${report.month} and version < ${report.version}
      and state in ('receiving', 'received', 'checked')`.execute(tx)
  return rows[0] ?? { problems: 0, differences: 0 }
}

export async function markAccepted(
  tx: Tx,
  report: Report,
  { by, at, leftOut }: { readonly by: string; readonly at: string; readonly leftOut: readonly number[] },
): Promise<void> {
  if (report.restates !== null)
    await sql`update app.reports set state = 'superseded' where id = ${report.restates}::uuid`.execute(tx)
  await sql`update app.reports set state = 'accepted', decided_by = ${by}, decided_at = ${at}::timestamptz,
    left_out = ${[...leftOut]}::integer[] where id = ${report.id}::uuid`.execute(tx)
}

/** The report that stands for a month of a bank. */
export async function standingReport(tx: Tx, sender: string, month: Month): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from app.reports
    where sender = ${sender} and month = ${month} and kind = 'utilisation' and state = 'accepted'`.execute(tx)
  return rows[0]?.id
}

export async function markCarried(tx: Tx, id: string, at: string): Promise<void> {
  await sql`update app.reports set carried_at = coalesce(carried_at, ${at}::timestamptz)
    where id = ${id}::uuid`.execute(tx)
}

/** Of numbers, those of guarantees that are there for a sender: a bank's own, or of all for the agency. */
export async function knownNumbers(
  tx: Tx,
  of: { readonly bank: string | null; readonly isSandbox: boolean },
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ number: string }>`select number from app.guarantees
    where number = any (${[...numbers]}::text[]) and is_sandbox = ${of.isSandbox}
      and ${of.bank === null ? sql`true` : sql`bank = ${of.bank}`}`.execute(tx)
  return new Set(rows.map(row => row.number))
}

/** Rows for which something is to be done and nothing has come of it. */
export async function isCarried(tx: Tx, report: string): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`select exists (select 1 from app.report_rows
    where report = ${report}::uuid and is_due and outcome is null
      and place <> all (select unnest(left_out) from app.reports where id = ${report}::uuid)) as left`.execute(tx)
  return rows[0]?.left === false
}

export type CorrectionState = 'open' | 'answered' | 'declined' | 'withdrawn'

export type Correction = {
  readonly id: string
  readonly report: string
  readonly row: number
  readonly guarantee: string
  readonly side: 'bank' | 'agency'
  readonly askedBy: string
  readonly reason: string
  readonly askedAt: string
  readonly state: CorrectionState
  readonly answeredBy: string | null
  readonly closedBy: string | null
  readonly closedReason: string | null
  readonly closedAt: string | null
}

const correctionColumns =
  sql.raw(`c.id, c.report, c.place as row, c.guarantee, c.side, c.asked_by as "askedBy", c.reason,
  c.asked_at as "askedAt", c.state, c.answered_by as "answeredBy", c.closed_by as "closedBy",
  c.closed_reason as "closedReason", c.closed_at as "closedAt"`)

/** The guarantee a row of a report names; undefined where there is no such row. */
export async function guaranteeInRow(tx: Tx, report: string, place: number): Promise<string | undefined> {
  const { rows } = await sql<{ guarantee: string }>`select guarantee from app.report_rows
    where report = ${report}::uuid and place = ${place}`.execute(tx)
  return rows[0]?.guarantee
}

export async function insertCorrection(
  tx: Tx,
  one: Pick<Correction, 'id' | 'report' | 'row' | 'guarantee' | 'side' | 'askedBy' | 'reason' | 'askedAt'>,
): Promise<void> {
  await sql`insert into app.report_corrections (id, report, place, guarantee, side, asked_by, reason, asked_at, state)
    values (${one.id}::uuid, ${one.report}::uuid, ${one.row}, ${one.guarantee}, ${one.side}, ${one.askedBy},
      ${one.reason}, ${one.askedAt}::timestamptz, 'open')`.execute(tx)
}

export async function correctionBy(tx: Tx, id: string, isForChange = false): Promise<Correction | undefined> {
  if (isForChange) await sql`select 1 from app.report_corrections where id = ${id}::uuid for update`.execute(tx)
  const { rows } = await sql<Correction>`select ${correctionColumns} from app.report_corrections c
    where c.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** Requests for corrections of a report, newest first. */
export async function correctionsBefore(
  tx: Tx,
  report: string,
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly Correction[]> {
  const { rows } = await sql<Correction>`select ${correctionColumns} from app.report_corrections c
    where c.report = ${report}::uuid and ${page.before === undefined ? sql`true` : sql`c.id < ${page.before}::uuid`}
    order by c.id desc limit ${page.limit}`.execute(tx)
  return rows
}

export async function closeCorrection(
  tx: Tx,
  id: string,
  closed: {
    readonly state: 'declined' | 'withdrawn'
    readonly by: string
    readonly reason: string
    readonly at: string
  },
): Promise<void> {
  await sql`update app.report_corrections set state = ${closed.state}, closed_by = ${closed.by}, closed_reason =
    ${closed.reason}, closed_at = ${closed.at}::timestamptz where id = ${id}::uuid`.execute(tx)
}

/** Requests that a month told again answers: of earlier reports of the month, for guarantees it changed. */
export async function answerCorrections(
  tx: Tx,
  report: Report,
  by: string,
  at: string,
): Promise<readonly Pick<Correction, 'id' | 'report' | 'row' | 'state'>[]> {
  const { rows } = await sql<
    Pick<Correction, 'id' | 'report' | 'row' | 'state'>
  >`update app.report_corrections c set state = 'answered',
      answered_by = ${report.id}::uuid, closed_by = ${by}, closed_at = ${at}::timestamptz
    from app.reports r where r.id = c.report and r.sender = ${report.sender} and r.kind = ${report.kind}
      and r.month = ${report.month} and r.id <> ${report.id}::uuid and c.state = 'open'
      and exists (select 1 from app.report_changes h where h.report = ${report.id}::uuid and h.guarantee = c.guarantee)
    returning c.id, c.report, c.place as row, c.state`.execute(tx)
  return rows
}

/** A programme's line of a bank's month; amounts as digits. */
export type StatementLine = {
  readonly programme: string
  readonly guarantees: number
  readonly opening: string
  readonly drawn: string
  readonly repaid: string
  readonly closing: string
  readonly feesReported: string
  readonly feesCharged: string
  readonly feesReceived: string
  readonly claimsPaid: string
  readonly recovered: string
}

/** A month of a bank by programme: loans as its standing report tells them, fees and claims as the books do. */
export async function statementOf(
  tx: Tx,
  of: { readonly bank: string; readonly report: string | null; readonly from: string; readonly to: string },
): Promise<readonly StatementLine[]> {
  const { rows } = await sql<StatementLine>`
    with told as (
      select g.programme, count(*)::integer as guarantees, sum(r.outstanding + r.repaid - r.drawn) as opening,
        sum(r.drawn) as drawn, sum(r.repaid) as repaid, sum(r.outstanding) as closing,
        sum(coalesce(r.fee_paid, 0)) as fees
      from app.report_rows r join app.guarantees g on g.number = r.guarantee and g.bank = ${of.bank}
      where r.report = ${of.report}::uuid
        and r.place <> all (select unnest(left_out) from app.reports where id = ${of.report}::uuid)
      group by g.programme),
    booked as (
      select g.programme,
        sum(t.posted) filter (where e.event in ('signed', 'renewed', 'fee_charged')
          and (t.debit_kind = 'fees_receivable' or t.debit_of = g.id || ':' || g.bank)) as charged,
        sum(t.posted) filter (where e.event = 'fee_received'
          and (t.credit_kind = 'fees_receivable' or t.credit_of = g.id || ':' || g.bank)) as received,
        sum(t.posted) filter (where e.event = 'claim_paid' and t.debit_kind = 'subrogation_claims') as paid,
        sum(t.posted) filter (where e.event = 'recovered' and t.debit_kind in ('cash', 'sandbox_cash')) as recovered
      from app.ledger_entries e join app.guarantees g on g.id = e.guarantee and g.bank = ${of.bank}
      join app.ledger_transfers t on t.entry = e.id
      where e.day between ${of.from}::date and ${of.to}::date
        and e.event in ('signed', 'renewed', 'fee_charged', 'fee_received', 'claim_paid', 'recovered')
      group by g.programme)
    select coalesce(told.programme, booked.programme) as programme, coalesce(told.guarantees, 0) as guarantees,
      coalesce(told.opening, 0)::text as opening, coalesce(told.drawn, 0)::text as drawn,
      coalesce(told.repaid, 0)::text as repaid, coalesce(told.closing, 0)::text as closing,
      coalesce(told.fees, 0)::text as "feesReported", coalesce(booked.charged, 0)::text as "feesCharged",
      coalesce(booked.received, 0)::text as "feesReceived", coalesce(booked.paid, 0)::text as "claimsPaid",
      coalesce(booked.recovered, 0)::text as recovered
    from told full join booked on booked.programme = told.programme order by 1`.execute(tx)
  return rows
}
