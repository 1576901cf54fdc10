/**
 * Use cases of recourse: the file of a paid claim opened, its obligors, steps, attachments and plans kept, the
 * statement of a day, and what the day brings up. Every change holds the file, reads it again and keeps until when
 * each obligor has to be acted against and each plan to be paid, so that what presses is found by its day.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo, SIGNING_ROLES } from '../../access/table.ts'
import { addDays, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { uuid7 } from '../../platform/ids.ts'
import { guaranteeOf } from '../store.ts'
import { actBy } from './limitation.ts'
import { type Obligor, withObligor, withoutObligor, withRelief } from './obligors.ts'
import { planOf } from './plan.ts'
import { pressingOn, type Reading, type ReadingRules, readOn } from './reading.ts'
import type { RecourseCode } from './refusals.ts'
import type * as shapes from './schema.ts'
import * as store from './store.ts'
import { shownAttachment, shownObligor, shownPlan, shownStatement, shownStep } from './view.ts'

export type Moment = { readonly now: Date; readonly day: string }
export type RecourseParts = {
  /** The numbers of a day, and the rates of damages of all days up to it. */
  readonly rulesOn: (day: CalendarDate) => Result<ReadingRules>
}
type Shown = shapes.RecourseShown
export type Shape<Name extends keyof typeof shapes> = (typeof shapes)[Name] extends { readonly _output: infer Out }
  ? Out
  : never

const PURSUED: readonly string[] = ['subrogated', 'written_off']
/** Files the job of a day reads in one go. */
const BATCH = 100

export const no = (code: RecourseCode, at: string, params: Readonly<Record<string, string>> = {}) =>
  refuse(refusal(code, at, params))

/** What every use case of recourse begins and ends with. */
export function makeFiles({ rulesOn }: RecourseParts) {
  /** The guarantee as far as recourse asks; unknown to whom its row is not shown. */
  async function granted(tx: Tx, actor: Actor, action: Action, id: string) {
    const kept = await guaranteeOf(tx, id)
    if (kept === undefined) return no('recourse_guarantee_unknown', 'guarantee_id', { value: id })
    const standing = relationsTo(actor, kept.subject)
    if (standing.isOutOfBounds) return no('recourse_guarantee_unknown', 'guarantee_id', { value: id })
    const allowed = may(actor, action, standing)
    return allowed.ok ? ok(kept) : allowed
  }

  async function opened(tx: Tx, id: string): Promise<Result<store.KeptFile, RecourseCode>> {
    const file = await store.fileOf(tx, id)
    return file === undefined ? no('recourse_not_open', 'guarantee_id', { value: id }) : ok(file)
  }

  /** The file held for a change, on a guarantee that is still pursued. */
  async function toChange(tx: Tx, actor: Actor, id: string): Promise<Result<store.KeptFile>> {
    const kept = await granted(tx, actor, 'recourse.change', id)
    if (!kept.ok) return kept
    const { state } = kept.value.life
    if (!PURSUED.includes(state))
      return no('recourse_over', 'guarantee_id', { value: state, limit: PURSUED.join(', ') })
    await store.holdFile(tx, id)
    return opened(tx, id)
  }

  function read(file: store.KeptFile, day: string): Result<readonly [Reading, ReadingRules]> {
    const on = calendarDate(day)
    const rules = rulesOn(on)
    if (!rules.ok) return rules
    const reading = readOn(file, on, rules.value)
    return reading.ok ? ok([reading.value, rules.value]) : reading
  }

  /** Keeps the last day each obligor has to be acted against by, and each plan can be kept by, where it moved. */
  async function settle(tx: Tx, file: store.KeptFile, reading: Reading): Promise<void> {
    for (const [obligor, limitation] of reading.limitations) {
      const by = actBy(limitation)
      if (file.actBy.get(obligor) !== by) await store.keepActBy(tx, obligor, by)
    }
    for (const [place, { id }] of file.plans.entries()) {
      const by = reading.standings[place]?.keepBy ?? null
      if (file.keepBy.get(id) !== by) await store.keepKeepBy(tx, id, by)
    }
  }

  function shown(file: store.KeptFile, day: string, [reading]: readonly [Reading, ReadingRules]): Shown {
    return {
      guarantee: file.guarantee,
      basis: file.basis,
      accrued_on: file.accruedOn,
      holder: file.holder,
      on: day,
      obligors: file.obligors.map(one =>
        shownObligor(one, reading.answers.get(one.id), reading.limitations.get(one.id)),
      ),
      steps: file.steps.map(one => shownStep(one.id, one.obligor, one.step, one.reference)),
      attachments: file.attachments.map(shownAttachment),
      plans: file.plans.flatMap((one, place) => {
        const standing = reading.standings[place]
        return standing === undefined ? [] : [shownPlan(one, standing)]
      }),
      statement: shownStatement(file.guarantee, reading.statement, reading.under),
    }
  }

  /** The end of every change: read again, settled, audited, shown. */
  async function done(
    tx: Tx,
    actor: Actor,
    id: string,
    at: Moment,
    of: { readonly deed: string; readonly detail: Json; readonly reason?: string },
  ): Promise<Result<Shown>> {
    const file = await opened(tx, id)
    if (!file.ok) return file
    const found = read(file.value, at.day)
    if (!found.ok) return found
    await settle(tx, file.value, found.value[0])
    await audited(tx, actor, {
      action: 'recourse.change',
      subject: `guarantee:${id}`,
      ...(of.reason === undefined ? {} : { reason: of.reason }),
      detail: { deed: of.deed, ...(of.detail as Record<string, Json>) },
    })
    return ok(shown(file.value, at.day, found.value))
  }

  const notAfter = (day: string, at: string, today: string) =>
    day > today ? no('recourse_day', at, { value: day, limit: `to ${today}` }) : ok(true as const)

  /** An obligor that still owes, for what is done against it. */
  function owing(file: store.KeptFile, id: string): Result<Obligor, RecourseCode> {
    const one = file.obligors.find(other => other.id === id)
    if (one === undefined) return no('obligor_unknown', 'obligor', { value: id })
    return one.until === null ? ok(one) : no('obligor_ended', 'obligor', { value: one.until })
  }

  return { granted, opened, toChange, read, settle, shown, done, notAfter, owing }
}

export function makeRecourseService(parts: RecourseParts) {
  const { granted, opened, toChange, read, settle, shown, done, notAfter, owing } = makeFiles(parts)

  return {
    /**
     * Opens the file of a paid claim: the debtor is the firm of the guarantee, owing since the day of payment; those
     * bound by the agreement stand there already.
     */
    async open(tx: Tx, actor: Actor, id: string, body: Shape<'openingSchema'>, at: Moment): Promise<Result<Shown>> {
      const kept = await granted(tx, actor, 'recourse.change', id)
      if (!kept.ok) return kept
      const paid = await store.paymentOf(tx, id)
      if (paid === undefined || !PURSUED.includes(kept.value.life.state))
        return no('recourse_not_paid', 'guarantee_id', { value: kept.value.life.state, limit: PURSUED.join(', ') })
      const row = {
        guarantee: id,
        basis: body.basis,
        accrued_on: paid.on,
        holder: body.holder,
        opened_by: actor.person,
      }
      if ((await store.open(tx, row)) === undefined) return no('recourse_open_already', 'guarantee_id', { value: id })
      const debtor: Obligor = {
        ...{ id: uuid7(), party: kept.value.subject.firm, role: 'debtor', since: paid.on },
        ...{ successorOf: null, succession: null, share: { over: 1, under: 1 }, limit: null },
        ...{ until: null, ending: null, reliefs: [] },
      }
      const bound = await store.obligorsOf(tx, id)
      await store.keepObligors(tx, id, bound, [...bound, debtor])
      return done(tx, actor, id, at, { deed: 'opened', detail: { basis: body.basis } })
    },

    /** The file as it stands on the day; that it was read is audited, since it tells of people. */
    async read(tx: Tx, actor: Actor, id: string, day: string): Promise<Result<Shown>> {
      const kept = await granted(tx, actor, 'recourse.read', id)
      if (!kept.ok) return kept
      const file = await opened(tx, id)
      if (!file.ok) return file
      const found = read(file.value, day)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'recourse.read', subject: `guarantee:${id}` })
      return ok(shown(file.value, day, found.value))
    },

    /** The statement of the debt of a day, step by step; of a day to come it would tell rates nobody knows. */
    async statement(
      tx: Tx,
      actor: Actor,
      id: string,
      { on, today }: { readonly on: string; readonly today: string },
    ): Promise<Result<shapes.StatementShown>> {
      const kept = await granted(tx, actor, 'recourse.read', id)
      if (!kept.ok) return kept
      const known = notAfter(on, 'on', today)
      if (!known.ok) return known
      const file = await opened(tx, id)
      if (!file.ok) return file
      const found = read(file.value, on)
      return found.ok ? ok(shownStatement(id, found.value[0].statement, found.value[0].under)) : found
    },

    async addObligor(tx: Tx, actor: Actor, id: string, body: Shape<'obligorBody'>, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const inTime = notAfter(body.since, 'since', at.day)
      if (!inTime.ok) return inTime
      const before = file.value.obligors
      const after = withObligor(before, {
        ...{ id: uuid7(), party: body.party, role: body.role, share: body.share },
        successorOf: body.successor_of,
        succession: body.succession,
        limit: body.limit === null ? null : moneyFromText(body.limit),
        since: calendarDate(body.since),
        ...{ until: null, ending: null, reliefs: [] },
      })
      if (!after.ok) return after
      await store.keepObligors(tx, id, before, after.value)
      return done(tx, actor, id, at, {
        deed: 'obligor_added',
        detail: { obligor: after.value.at(-1)?.id ?? '', succession: body.succession },
      })
    },

    async endObligor(
      tx: Tx,
      actor: Actor,
      of: { readonly id: string; readonly obligor: string },
      body: Shape<'obligorEndBody'>,
      at: Moment,
    ): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, of.id)
      if (!file.ok) return file
      const inTime = notAfter(body.until, 'until', at.day)
      if (!inTime.ok) return inTime
      const before = file.value.obligors
      const after = withoutObligor(before, of.obligor, calendarDate(body.until), body.ending)
      if (!after.ok) return after
      await store.keepObligors(tx, of.id, before, after.value)
      const detail = { obligor: of.obligor, ending: body.ending }
      return done(tx, actor, of.id, at, { deed: 'obligor_ended', detail, reason: body.reason })
    },

    /** The court reduced the main debt: every joint guarantor's is reduced in the same proportion (Act 37-3). */
    async relieve(tx: Tx, actor: Actor, id: string, body: Shape<'reliefBody'>, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const inTime = notAfter(body.on, 'on', at.day)
      if (!inTime.ok) return inTime
      const before = file.value.obligors
      const relief = {
        ground: body.ground,
        on: calendarDate(body.on),
        before: moneyFromText(body.main_before),
        after: moneyFromText(body.main_after),
      }
      const after = withRelief(before, relief, body.is_sme)
      if (!after.ok) return after
      await store.keepObligors(tx, id, before, after.value)
      const { reference, main_before, main_after } = body
      return done(tx, actor, id, at, { deed: 'relieved', detail: { reference, main_before, main_after } })
    },

    /** Settles over months; who approved it holds the role of the level, and is neither who acts nor for whom. */
    async settle(tx: Tx, actor: Actor, id: string, body: Shape<'planBody'>, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const against = owing(file.value, body.obligor)
      if (!against.ok) return against
      const found = read(file.value, at.day)
      if (!found.ok) return found
      const [reading, rules] = found.value
      const last = reading.standings.at(-1)
      if (last !== undefined && last.status !== 'failed')
        return no('plan_standing', 'guarantee_id', { value: last.status, limit: 'failed' })
      const plan = planOf(
        {
          agreedOn: calendarDate(at.day),
          owed: reading.statement.left,
          reduction: moneyFromText(body.reduction),
          ...{ level: body.level, count: body.count, firstDue: calendarDate(body.first_due) },
        },
        { ...rules.recourse, holidays: rules.holidays },
      )
      if (!plan.ok) return plan
      const role = SIGNING_ROLES[body.level]
      const isOther = ![actor.person, ...Object.values(actor.delegations)].includes(body.approved_by)
      if (role === undefined || !isOther || !(await store.holdsRole(tx, body.approved_by, role, at.now)))
        return no('plan_approver', 'approved_by', { value: body.approved_by, limit: `another person who is ${role}` })
      const kept = { ...plan.value, id: uuid7(), obligor: body.obligor, level: body.level }
      const approval = { approvedBy: body.approved_by, resolution: body.resolution }
      await store.insertPlan(tx, id, { ...kept, ...approval }, actor.person)
      const detail = { plan: kept.id, reduction: body.reduction, approved_by: body.approved_by }
      return done(tx, actor, id, at, { deed: 'settled', detail })
    },

    /** Tells from whom a recovery came: it acknowledges the debt, and counts against that obligor's limit. */
    async tellPayer(tx: Tx, actor: Actor, id: string, body: Shape<'payerBody'>, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const recovery = file.value.recoveries.find(one => one.sequence === body.sequence)
      if (recovery === undefined) return no('recovery_unknown', 'sequence', { value: String(body.sequence) })
      if (recovery.obligor !== null) return no('recovery_payer_told', 'sequence', { value: recovery.obligor })
      if (file.value.obligors.every(one => one.id !== body.obligor))
        return no('obligor_unknown', 'obligor', { value: body.obligor })
      await store.insertPayer(tx, { guarantee: id, sequence: body.sequence, obligor: body.obligor })
      const detail = { ...body, amount: moneyText(recovery.amount) }
      return done(tx, actor, id, at, { deed: 'payer_told', detail })
    },

    /** Obligors against whom something has to be done within some days, the soonest first, with whose task it is. */
    async pressing(
      tx: Tx,
      actor: Actor,
      day: string,
      page: {
        readonly withinDays: number
        readonly limit: number
        readonly after?: readonly [string, string] | undefined
      },
    ): Promise<Result<readonly Shape<'pressingShown'>[]>> {
      const allowed = may(actor, 'recourse.list', 'any')
      if (!allowed.ok) return allowed
      const until = addDays(calendarDate(day), page.withinDays)
      const rows = await store.pressing(tx, until, page)
      await audited(tx, actor, { action: 'recourse.list', subject: `recourse:to-${until}` })
      return ok(rows.flatMap(({ act_by, ...one }) => (act_by === null ? [] : [{ ...one, act_by }])))
    },

    /**
     * The job of a day: every file read anew, its clocks kept, and whose task it is told once of each thing that ends
     * soon. A day left out or done twice changes nothing.
     * @returns how much was news
     */
    async warn(database: Database, at: Moment): Promise<number> {
      const actor = systemActor(`recourse.warn:${at.day}`)
      let after: string | null = null
      let told = 0
      for (;;) {
        const place: string | null = after
        const ids: readonly { readonly guarantee: string }[] = await database.transaction(actor, tx =>
          store.pursuedAfter(tx, place, BATCH),
        )
        for (const { guarantee } of ids)
          told += await database.transaction(actor, tx => warnOne(tx, actor, guarantee, at))
        after = ids.at(-1)?.guarantee ?? null
        if (ids.length < BATCH) return told
      }
    },
  }

  async function warnOne(tx: Tx, actor: Actor, id: string, at: Moment): Promise<number> {
    await store.holdFile(tx, id)
    const file = await store.fileOf(tx, id)
    if (file === undefined) return 0
    const found = read(file, at.day)
    if (!found.ok) throw new Error(`recourse of ${id}: ${found.refusals[0]?.code}`)
    const [reading, rules] = found.value
    await settle(tx, file, reading)
    let told = 0
    for (const { subject, what, dueOn } of pressingOn(file, reading, calendarDate(at.day), rules.recourse)) {
      const row = { guarantee: id, subject, what, due_on: dueOn, holder: file.holder, told_on: at.day }
      if (!(await store.warn(tx, row))) continue
      told += 1
      await audited(tx, actor, { action: 'recourse.warn', subject: `guarantee:${id}`, detail: { what, due_on: dueOn } })
    }
    return told
  }
}
export type RecourseService = ReturnType<typeof makeRecourseService>
