/**
 * Use cases of what banks report: announced, received in parts, completed; accepted by the bank or refused by the
 * agency; corrected by request and by telling the month again; and a bank's month added up.
 */
import { sha256Hex } from '#sha256'
import type { Actor } from '../../access/actor.ts'
import { type Action, may, type Relation, type Standing } from '../../access/table.ts'
import { cleanedName } from '../../application/papers/names.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { uuid7 } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { tell } from '../../platform/outbox.ts'
import type { Scan } from '../../platform/scan.ts'
import type { MonthRefusal } from '../month/refusals.ts'
import { firstDayOf, isMonth, lastDayOf, openMonth } from '../month/row.ts'
import { CARRY, CHECK, type Moment, type MonthService } from '../month/service.ts'
import * as found from '../month/store.ts'
import {
  type CorrectionShown,
  PART_BYTES_MAX,
  type ReportDeclared,
  type ReportShown,
  type StatementShown,
} from './schema.ts'
import * as store from './store.ts'
import { acceptedTold, correctedTold, refusedTold } from './told.ts'
import { correctionShown, reportShown, wholeOf } from './view.ts'

export type ReportParts = {
  readonly jobs: Pick<Jobs, 'send'>
  readonly scan: Scan
  readonly month: Pick<MonthService, 'back'>
}

const no = (code: MonthRefusal, at: string, params: Readonly<Record<string, string>> = {}) =>
  refuse(refusal(code, at, params))

/** How somebody stands to a report: its sender owns it, as a bank or as the office of the agency that sent it. */
function standing(actor: Actor, report: { readonly sender: string; readonly isSandbox: boolean }): Standing {
  const relations: Relation[] = []
  if (report.sender === actor.party && actor.kind === 'bank') relations.push('own')
  if (report.sender === actor.party && actor.kind === 'agency') relations.push('office')
  return { relations, isOwnWork: false, isOutOfBounds: actor.isSandbox && !report.isSandbox }
}

export function makeReportService({ jobs, scan, month }: ReportParts) {
  /** A report the actor may do this to; a stranger's is missing. Held for a change by the system, who alone writes. */
  async function granted(
    tx: Tx,
    actor: Actor,
    action: Action,
    id: string,
    isForChange = false,
  ): Promise<Result<store.Report>> {
    const report = await store.reportBy(tx, id)
    if (report === undefined) return no('report_unknown', 'report_id', { value: id })
    const allowed = may(actor, action, standing(actor, report))
    if (!allowed.ok)
      return allowed.refusals[0]?.code === 'subject_missing'
        ? no('report_unknown', 'report_id', { value: id })
        : allowed
    if (!isForChange) return ok(report)
    const held = await asSystem(tx, actor, () => store.reportBy(tx, id, true))
    return held === undefined ? no('report_unknown', 'report_id', { value: id }) : ok(held)
  }
  const again = async (tx: Tx, id: string, isRepeated = false): Promise<ReportShown> => {
    const report = await store.reportBy(tx, id)
    if (report === undefined) throw new Error(`report ${id} was written and is not there`)
    return reportShown(report, isRepeated)
  }
  const inState = (report: store.Report, ...states: readonly store.ReportState[]): Result<true, MonthRefusal> =>
    states.includes(report.state)
      ? ok(true)
      : no('report_state', 'report_id', { value: report.state, limit: states.join(', ') })

  /** A page of what was found in a report the actor may read, after a place in it. */
  const listed =
    <Item, More extends unknown[]>(
      list: (tx: Tx, report: string, page: found.Page, ...more: More) => Promise<readonly Item[]>,
    ) =>
    async (tx: Tx, actor: Actor, id: string, page: found.Page, ...more: More): Promise<Result<readonly Item[]>> => {
      const report = await granted(tx, actor, 'report.read', id)
      if (!report.ok) return report
      await audited(tx, actor, { action: 'report.read', subject: `report:${id}` })
      return ok(await list(tx, id, page, ...more))
    }

  return {
    /** Announces a file. The same file again is answered with the report it was sent as, and nothing is done. */
    async declare(tx: Tx, actor: Actor, declared: ReportDeclared, { now, day }: Moment): Promise<Result<ReportShown>> {
      const { kind, name, size, digest } = declared
      const of = { sender: actor.party, isSandbox: actor.isSandbox }
      const allowed = may(actor, 'report.send', standing(actor, of))
      if (!allowed.ok) return allowed
      // A bank tells of its loans and claims; what was recovered is told by the claims desk, whose money it is.
      if ((actor.kind === 'bank') !== (kind !== 'recoveries'))
        return refuse(refusal('forbidden_relation', 'kind', { action: 'report.send', value: kind }))
      const told = declared.month ?? null
      if ((kind === 'utilisation') !== (told !== null) || (told !== null && !isMonth(told)))
        return no('report_month', 'month', { value: told ?? '', limit: 'of utilisation reports, YYYY-MM' })
      const open = told === null ? undefined : openMonth(told, calendarDate(day))
      if (open !== undefined) return refuse(open)
      const same = await store.sameFile(tx, { sender: actor.party, kind, month: told, digest })
      if (same !== undefined) return ok(reportShown(same, true))
      const id = uuid7()
      const sent = { sentBy: actor.person, sentAt: now.toISOString() }
      await asSystem(tx, actor, () =>
        store.insertReport(tx, { id, kind, ...of, month: told, name: cleanedName(name), size, digest, ...sent }),
      )
      await audited(tx, actor, {
        action: 'report.send',
        subject: `report:${id}`,
        detail: { kind, month: told, digest },
      })
      return ok(await again(tx, id))
    },

    /** Takes a part, in any order; the same part sent again takes the place of itself. */
    async receive(tx: Tx, actor: Actor, id: string, part: number, bytes: Uint8Array): Promise<Result<ReportShown>> {
      const held = await granted(tx, actor, 'report.send', id, true)
      if (!held.ok) return held
      const { state, parts, size } = held.value
      if (bytes.length > PART_BYTES_MAX || bytes.length === 0)
        return no('report_part_too_long', 'part', {
          value: String(bytes.length),
          limit: `1 to ${PART_BYTES_MAX} bytes`,
        })
      if (state !== 'receiving') return no('report_not_receiving', 'report_id', { value: state })
      const others = parts.filter(one => one.part !== part).reduce((sum, one) => sum + one.size, 0)
      if (others + bytes.length > size)
        return no('report_longer_than_declared', 'part', {
          value: String(others + bytes.length),
          limit: String(size),
        })
      await asSystem(tx, actor, () => store.putPart(tx, id, part, bytes))
      return ok(await again(tx, id))
    },

    /** Completes a report: whole, as announced and clean, it is put on the queue to be checked. */
    async complete(tx: Tx, actor: Actor, id: string, { now, day }: Moment): Promise<Result<ReportShown>> {
      const held = await granted(tx, actor, 'report.send', id, true)
      if (!held.ok) return held
      const report = held.value
      if (report.state !== 'receiving') return ok(reportShown(report, true))
      const gap = report.parts.findIndex((one, at) => one.part !== at)
      const size = report.parts.reduce((sum, one) => sum + one.size, 0)
      if (gap >= 0 || size !== report.size)
        return no('report_incomplete', 'parts', {
          value: gap >= 0 ? `part ${gap} is missing` : String(size),
          limit: String(report.size),
        })
      const bytes = await store.bytesOf(tx, id)
      const digest = `sha256:${sha256Hex(bytes)}`
      if (digest !== report.digest)
        return no('report_digest_differs', 'digest', { value: digest, limit: report.digest })
      const scanned = await scan(bytes)
      if (scanned === 'unavailable') return no('report_scan_unavailable', 'content')
      const at = now.toISOString()
      await asSystem(tx, actor, () =>
        scanned === 'infected'
          ? store.markRefused(tx, id, { by: 'system', at, refusal: [refusal('report_infected', 'content')] })
          : store.markReceived(tx, id, at),
      )
      if (scanned === 'infected') for (const told of refusedTold(report, day)) await tell(tx, told)
      if (scanned === 'clean') await jobs.send(tx, CHECK, { report: id }, { once: id })
      await audited(tx, actor, { action: 'report.send', subject: `report:${id}`, detail: { digest, outcome: scanned } })
      return ok(await again(tx, id))
    },

    async read(tx: Tx, actor: Actor, id: string): Promise<Result<ReportShown>> {
      const report = await granted(tx, actor, 'report.read', id)
      if (!report.ok) return report
      await audited(tx, actor, { action: 'report.read', subject: `report:${id}` })
      return ok(reportShown(report.value))
    },

    /** Reports the actor may read, newest first: one more than the limit where there are more. */
    async list(tx: Tx, actor: Actor, page: store.Listing): Promise<Result<readonly ReportShown[]>> {
      const allowed = may(actor, 'report.list', 'none')
      if (!allowed.ok) return allowed
      const rows = await store.reportsBefore(tx, { ...page, isSandboxOnly: actor.isSandbox })
      return ok(rows.map(one => reportShown(one)))
    },

    problems: listed(found.problemsAfter),
    differences: listed(found.differencesAfter),
    changes: listed(found.changesAfter),
    outcomes: listed(found.outcomesAfter),

    /** Reads what the sheet back is made of; the making is for when no transaction is open. */
    async sheet(tx: Tx, actor: Actor, id: string, language: Language, { day }: Moment) {
      const report = await granted(tx, actor, 'report.read', id)
      if (!report.ok) return report
      const ready = inState(report.value, 'checked', 'accepted', 'superseded')
      if (!ready.ok) return ready
      if (report.value.erasedAt !== null) return no('report_erased', 'report_id', { value: report.value.erasedAt })
      await audited(tx, actor, { action: 'report.read', subject: `report:${id}` })
      const { kind, month: told, problemCount } = report.value
      const problems = await found.problemsAfter(tx, id, { after: 0, limit: problemCount ?? 0 })
      const bytes = await store.bytesOf(tx, id)
      return ok(() => month.back({ kind, month: told, bytes, day: calendarDate(day), back: { language, problems } }))
    },

    /**
     * Accepts a checked report: it stands for its month, and what follows from it is put on the queue. Rows with
     * problems are corrected in another file, or left out here by their numbers: none is passed over in silence.
     */
    async accept(
      tx: Tx,
      actor: Actor,
      id: string,
      leaveOut: readonly number[],
      { now, day }: Moment,
    ): Promise<Result<ReportShown>> {
      const held = await granted(tx, actor, 'report.accept', id, true)
      if (!held.ok) return held
      const report = held.value
      const ready = inState(report, 'checked')
      if (!ready.ok) return ready
      const leftOut = [...new Set(leaveOut)].sort((a, b) => a - b)
      const unknown = await found.unknownPlaces(tx, id, leftOut)
      if (unknown.length > 0) return no('report_row_unknown', 'leave_out', { value: unknown.join(', ') })
      const wrong = await found.wrongPlaces(tx, id, leftOut)
      if (wrong.count > 0)
        return no('report_rows_wrong', 'leave_out', {
          value: `${wrong.count} rows: ${wrong.first.join(', ')}${wrong.count > wrong.first.length ? ', ...' : ''}`,
        })
      const before = report.month === null ? undefined : await store.standingReport(tx, report.sender, report.month)
      if ((before ?? null) !== report.restates)
        return no('report_stale', 'report_id', { value: report.restates ?? 'none', limit: before ?? 'none' })
      const at = now.toISOString()
      const answered = await asSystem(tx, actor, async () => {
        await store.markAccepted(tx, report, { by: actor.person, at, leftOut })
        return report.month === null ? [] : await store.answerCorrections(tx, report, actor.person, at)
      })
      for (const told of acceptedTold(report, day)) await tell(tx, told)
      for (const one of answered) await tell(tx, correctedTold(report.sender, one, day))
      await jobs.send(tx, CARRY, { report: id }, { once: id })
      await audited(tx, actor, {
        action: 'report.accept',
        subject: `report:${id}`,
        detail: {
          digest: report.digest,
          left_out: leftOut,
          restates: report.restates,
          corrections_answered: answered.length,
        },
      })
      return ok(await again(tx, id))
    },

    /** The agency refuses a report that was not accepted, in words. */
    async refuse(tx: Tx, actor: Actor, id: string, reason: string, { now, day }: Moment): Promise<Result<ReportShown>> {
      const held = await granted(tx, actor, 'report.refuse', id, true)
      if (!held.ok) return held
      const ready = inState(held.value, 'checked')
      if (!ready.ok) return ready
      const refused = { by: actor.person, at: now.toISOString(), refusal: reason }
      await asSystem(tx, actor, () => store.markRefused(tx, id, refused))
      for (const told of refusedTold(held.value, day)) await tell(tx, told)
      await audited(tx, actor, { action: 'report.refuse', subject: `report:${id}`, reason })
      return ok(await again(tx, id))
    },

    /** Asks for a row to be corrected: the bank of itself, or the agency of the bank. */
    async askCorrection(
      tx: Tx,
      actor: Actor,
      id: string,
      asked: { readonly row: number; readonly reason: string },
      { now, day }: Moment,
    ): Promise<Result<CorrectionShown>> {
      const held = await granted(tx, actor, 'report.correct', id)
      if (!held.ok) return held
      const ready = inState(held.value, 'checked', 'accepted')
      if (!ready.ok) return ready
      const guarantee = await store.guaranteeInRow(tx, id, asked.row)
      if (guarantee === undefined) return no('report_row_unknown', 'row', { value: String(asked.row) })
      const correction = uuid7()
      const side = actor.kind === 'bank' ? ('bank' as const) : ('agency' as const)
      const one = { id: correction, report: id, guarantee, side, askedBy: actor.person, askedAt: now.toISOString() }
      await asSystem(tx, actor, () => store.insertCorrection(tx, { ...one, ...asked }))
      await tell(tx, correctedTold(held.value.sender, { ...one, row: asked.row, state: 'open' }, day))
      await audited(tx, actor, {
        action: 'report.correct',
        subject: `report:${id}`,
        reason: asked.reason,
        detail: { correction, row: asked.row },
      })
      return ok(await correctionAgain(tx, correction))
    },

    async corrections(tx: Tx, actor: Actor, id: string, page: { before: string | undefined; limit: number }) {
      const report = await granted(tx, actor, 'report.read', id)
      if (!report.ok) return report
      return ok((await store.correctionsBefore(tx, id, page)).map(correctionShown))
    },

    /** Closes a request without telling the month again: withdrawn by the side that asked, declined by the other. */
    async closeCorrection(
      tx: Tx,
      actor: Actor,
      id: string,
      reason: string,
      { now, day }: Moment,
    ): Promise<Result<CorrectionShown>> {
      const one = await store.correctionBy(tx, id)
      if (one === undefined) return no('correction_unknown', 'correction_id', { value: id })
      const report = await granted(tx, actor, 'report.correct', one.report)
      if (!report.ok) return report
      const held = await asSystem(tx, actor, () => store.correctionBy(tx, id, true))
      if (held?.state !== 'open')
        return no('correction_over', 'correction_id', { value: held?.state ?? '', limit: 'open' })
      const side = actor.kind === 'bank' ? 'bank' : 'agency'
      const state = side === held.side ? ('withdrawn' as const) : ('declined' as const)
      const closed = { state, by: actor.person, reason, at: now.toISOString() }
      await asSystem(tx, actor, () => store.closeCorrection(tx, id, closed))
      await tell(tx, correctedTold(report.value.sender, { ...held, state }, day))
      await audited(tx, actor, {
        action: 'report.correct',
        subject: `report:${one.report}`,
        reason,
        detail: { correction: id, state },
      })
      return ok(await correctionAgain(tx, id))
    },

    /** A bank's month by programme: loans as its standing report tells them, fees and claims as the books do. */
    async statement(tx: Tx, actor: Actor, told: string, bank: string): Promise<Result<StatementShown>> {
      const allowed = may(actor, 'statement.read', 'none')
      if (!allowed.ok) return allowed
      if (actor.kind === 'bank' && bank !== actor.party) return refuse(refusal('subject_missing'))
      const report = (await store.standingReport(tx, bank, told)) ?? null
      const days = { from: firstDayOf(told), to: lastDayOf(told) }
      const lines = (await store.statementOf(tx, { bank, report, ...days })).map(one => ({
        programme: one.programme,
        guarantees: one.guarantees,
        opening: one.opening,
        drawn: one.drawn,
        repaid: one.repaid,
        closing: one.closing,
        fees_reported: one.feesReported,
        fees_charged: one.feesCharged,
        fees_received: one.feesReceived,
        claims_paid: one.claimsPaid,
        recovered: one.recovered,
      }))
      await audited(tx, actor, { action: 'statement.read', subject: `statement:${bank}:${told}` })
      return ok({ bank, month: told, report, programmes: lines, whole: wholeOf(lines) })
    },
  }
}
export type ReportService = ReturnType<typeof makeReportService>

async function correctionAgain(tx: Tx, id: string): Promise<CorrectionShown> {
  const one = await store.correctionBy(tx, id)
  if (one === undefined) throw new Error(`correction ${id} was written and is not there`)
  return correctionShown(one)
}
