/**
 * Who saw what: the witness of the answers that leave, and what risk officers and auditors are told of it. What was
 * shown is kept with the answer, what was refused in a transaction of its own, so that neither is lost.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import { type CalendarDate, calendarDate, rolledForward } from '../../kernel/calendar.ts'
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Looking, Witness } from '../../platform/http/witness.ts'
import { isOrdinary, REASON_HEADER, type ReadingRules, reasonIn } from './duty.ts'
import { csvOf, daysOf, digestOfReport, monthBefore, type ReadingReport, reportOn } from './report.ts'
import { type Field, type Found, guardedBy, isNamed, type SubjectIds, shownIn, subjectOf } from './shown.ts'
import {
  earlyReadings,
  type KeptReading,
  keepReadings,
  keepReport,
  type ReadingItem,
  readingsOfCase,
  reportOf,
  reportsListed,
  standingsOf,
} from './store.ts'

type Parts = {
  /** Who reads what by duty on a day. */
  readonly rulesOn: (day: string) => Result<ReadingRules>
  readonly holidaysOn: (day: string) => ReadonlySet<string>
}
/** A moment, with the zone in which its day, and the month of it, begins. */
type Moment = { readonly now: Date; readonly day: string; readonly zone: string }

/** A subject as its reader named it, the narrowest first. */
function nameOf(subject: SubjectIds): string {
  if (subject.certificate !== null) return `certificate:${subject.certificate}`
  if (subject.guaranteePaper !== null) return `guarantee_paper:${subject.guaranteePaper}`
  if (subject.decision !== null) return `decision:${subject.decision}`
  if (subject.guarantee !== null) return `guarantee:${subject.guarantee}`
  return subject.case === null ? 'list' : `case:${subject.case}`
}

/** What a refusal of a deed says of somebody who may not see or do it; whatever else it says, they may. */
const IS_ACCESS: ReadonlySet<string> = new Set(['subject_missing', 'forbidden_role', 'forbidden_relation'])
const isInput = (code: string): boolean => code.startsWith('input_')

/** What an answer shows: of bytes, whatever such a paper shows. */
function foundIn(route: Route, json: unknown, outer: SubjectIds, guarded: readonly Field[]): readonly Found[] {
  const isBytes = json === undefined && Object.values(route.answers).includes('bytes')
  if (!isBytes) return shownIn(json, outer)
  return guarded.length === 0 ? [] : [{ ...outer, fields: guarded }]
}

export function makeReadingsService({ rulesOn, holidaysOn }: Parts) {
  const guards = new WeakMap<Route, readonly Field[]>()
  const guardOf = (route: Route): readonly Field[] => {
    const known = guards.get(route)
    if (known !== undefined) return known
    const found = guardedBy(route)
    guards.set(route, found)
    return found
  }

  const readerOf = ({ route, actor, now }: Looking) => ({
    ...{ at: now.toISOString(), person: actor.person, party: actor.party, kind: actor.kind, roles: actor.roles },
    ...{ action: route.action, route: `${route.method} ${route.path}`, request: actor.requestId },
  })
  const itemOf = ({ fields, ...ids }: Found, ground: ReadingItem['ground']): ReadingItem => ({
    ...{ ids, fields, ground },
    subject: nameOf(ids),
  })

  /** Each found with the ground it is read on; refused where one of them is nobody's duty and no reason was given. */
  async function grounded(tx: Tx, looking: Looking, found: readonly Found[]) {
    const rules = rulesOn(looking.day)
    if (!rules.ok) return rules
    const reason = reasonIn(looking.headers[REASON_HEADER], rules.value)
    if (!reason.ok) return reason
    const { actor, route } = looking
    const standings = await asSystem(tx, actor, () => standingsOf(tx, actor, found))
    const standing = new Map(standings.map(one => [one.place, one]))
    const items = found.map((one, place): ReadingItem => {
      const of = standing.get(place + 1)
      const reader = {
        ...{ roles: actor.roles, action: route.action, relations: of?.relations ?? [] },
        ...{ isIssued: of?.is_issued ?? false, isSandbox: of?.is_sandbox ?? false },
      }
      return itemOf(one, isOrdinary(rules.value, reader) ? 'duty' : 'reason')
    })
    const owed = items.find(one => one.ground === 'reason')
    if (owed !== undefined && reason.value === null) {
      const params = { value: route.action, limit: 'the header Reading-Reason: why it is read before it is issued' }
      return refuse(refusal('reading_reason_missing', REASON_HEADER, params))
    }
    return ok({ items, reason: owed === undefined ? null : reason.value, subject: owed?.subject ?? '' })
  }

  const witness: Witness = {
    async shown(tx, looking, json) {
      const { route, actor } = looking
      const guarded = guardOf(route)
      // What a deed answers is the deed's own ground, and nobody waits for it to be kept.
      const isDeed = route.method !== 'GET'
      if (isDeed && guarded.length === 0) return ok(true)
      const outer = subjectOf(looking.params, route.path)
      const found = foundIn(route, json, outer, guarded)
      const keep = (items: readonly ReadingItem[], outcome: 'shown' | 'withheld', reason: string | null) =>
        keepReadings(tx, { ...readerOf(looking), outcome, reason, codes: [], items })
      if (found.length === 0) {
        if (!isDeed && guarded.length > 0 && isNamed(outer))
          await keep([itemOf({ ...outer, fields: guarded }, 'none')], 'withheld', null)
        return ok(true)
      }
      if (isDeed) {
        await keep(
          found.map(one => itemOf(one, 'deed')),
          'shown',
          null,
        )
        return ok(true)
      }
      const grounds = await grounded(tx, looking, found)
      if (!grounds.ok) return grounds
      const { items, reason, subject } = grounds.value
      await keep(items, 'shown', reason)
      if (reason !== null) await audited(tx, actor, { action: 'reading.reason', subject, reason })
      return ok(true)
    },

    async refused(database, looking, refusals) {
      const { route, actor, params } = looking
      const guarded = guardOf(route)
      const codes = refusals.map(one => one.code)
      const isOfAccess = codes.some(code => IS_ACCESS.has(code))
      if (guarded.length === 0 || codes.every(isInput)) return
      if (route.method !== 'GET' && !isOfAccess) return
      const outer = subjectOf(params, route.path)
      const items = [itemOf({ ...outer, fields: guarded }, 'none')]
      await database.transaction(actor, async tx => {
        await keepReadings(tx, { ...readerOf(looking), outcome: 'refused', reason: null, codes, items })
        const detail: Json = { route: `${route.method} ${route.path}`, codes }
        await audited(tx, actor, { action: 'reading.refuse', subject: nameOf(outer), detail })
      })
    },
  }

  /** The report of a month that is over: made once, then as it was made. */
  async function made(tx: Tx, actor: Actor, month: string, { now, day, zone }: Moment) {
    const days = daysOf(month)
    if (day < days.to) return refuse(refusal('reading_month_open', 'month', { value: month, limit: days.to }))
    const standing = await reportOf(tx, month)
    if (standing !== undefined) return ok(standing)
    const report = reportOn(month, await earlyReadings(tx, days, zone))
    const digest = digestOfReport(report)
    const body = canonicalJson(report as unknown as Json)
    const row = { month, made_by: actor.person, made_at: now.toISOString(), body, digest }
    await asSystem(tx, actor, () => keepReport(tx, row))
    await audited(tx, actor, { action: 'reading_report.order', subject: `readings:${month}`, detail: { digest } })
    // Where another process was first, its report is the one.
    return ok((await reportOf(tx, month)) ?? row)
  }

  return {
    witness,

    /** Readings of a case, newest first. */
    async ofCase(
      tx: Tx,
      actor: Actor,
      caseId: string,
      page: { readonly before: string | undefined; readonly limit: number },
    ): Promise<Result<readonly KeptReading[]>> {
      const kept = await caseOf(tx, caseId)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'reading.read', relationsTo(actor, kept.subject))
      if (!allowed.ok) return allowed
      await audited(tx, actor, { action: 'reading.read', subject: `case:${caseId}` })
      return ok(await readingsOfCase(tx, caseId, page.before, page.limit + 1))
    },

    async order(tx: Tx, actor: Actor, month: string, at: Moment) {
      const allowed = may(actor, 'reading_report.order', 'none')
      return allowed.ok ? await made(tx, actor, month, at) : allowed
    },

    async reports(tx: Tx, actor: Actor) {
      const allowed = may(actor, 'reading_report.read', 'none')
      return allowed.ok ? ok(await reportsListed(tx)) : allowed
    },

    /** A report as it was made. Error: `reading_report_unknown`. */
    async report(tx: Tx, actor: Actor, month: string) {
      const allowed = may(actor, 'reading_report.read', 'none')
      if (!allowed.ok) return allowed
      const found = await reportOf(tx, month)
      if (found === undefined) return refuse(refusal('reading_report_unknown', 'month', { value: month }))
      await audited(tx, actor, {
        action: 'reading_report.read',
        subject: `readings:${month}`,
        detail: { digest: found.digest },
      })
      const report = JSON.parse(found.body) as ReadingReport
      return ok({ ...found, report, csv: csvOf(report) })
    },

    /** From the first working day of a month on, the report of the month before, where there is none. */
    async reportDue(database: Database, at: Moment): Promise<void> {
      const first = calendarDate(`${at.day.slice(0, 7)}-01`)
      if (at.day < rolledForward(first, holidaysOn(at.day))) return
      const actor = systemActor('readings.report')
      await database.transaction(actor, tx => made(tx, actor, monthBefore(at.day as CalendarDate), at))
    },
  }
}
export type ReadingsService = ReturnType<typeof makeReadingsService>
