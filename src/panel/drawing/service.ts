/**
 * Use cases of the draw: a panel is drawn, a place that was refused or not filled in time is drawn anew, others join
 * where those who signed do not agree. Officers begin a draw and name nobody.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { decide } from '../../application/life.ts'
import { caseOf, done, holdCase, type Kept, keepDrawSeed } from '../../application/store.ts'
import { addMonths, calendarDate } from '../../kernel/calendar.ts'
import { opened, promised, promiseOf } from '../../kernel/promise.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import {
  appraisersIn,
  committeeDraw,
  type Draw,
  type Drawing,
  panelDraw,
  type RulesOfDraws,
  replacementDraw,
  type WeightedDraw,
} from './draw.ts'
import {
  assignmentsOf,
  candidatesOf,
  endAssignment,
  holdDraws,
  keepAssignments,
  keepRefusal,
  openOf,
  refusalsSince,
  type Seat,
  seatOf,
  vacanciesOf,
} from './store.ts'
import { type CaseContent, candidateOf, subjectOf } from './subject.ts'
import type { RefusedBecause } from './terms.ts'

type Dependencies = {
  readonly rulesOn: (day: string) => Result<RulesOfDraws>
  readonly chance: () => string
}
type Moment = { readonly now: Date; readonly day: string }
type Prepared = { readonly drawing: Drawing; readonly of: RulesOfDraws; readonly rest: string }
type Made = { readonly draw: WeightedDraw; readonly appraisers: readonly string[] }

/** Places filled in one run of the nightly job; the next night goes on. */
const VACANCIES_MAX = 500

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

const tooFew = (found: number, wanted: number) =>
  refuse(refusal('appraisers_too_few', '', { value: String(found), limit: String(wanted) }))

/** Whether a case still waits for sheets: where one may be signed, one may be refused and replaced. */
const isWaiting = (kept: Kept) => decide(kept.life, { type: 'sign_sheet', isLast: false })

export function makeDrawingService({ rulesOn, chance }: Dependencies) {
  return {
    /** Draws the panel of a case among everybody eligible. */
    async assign(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<Made & { readonly kept: Kept }>> {
      const kept = await reached(tx, actor, 'assignment.draw', id)
      if (!kept.ok) return kept
      const open = decide(kept.value.life, { type: 'assign' })
      if (!open.ok) return open
      const prepared = await asSystem(tx, actor, () => preparedFor(tx, actor, kept.value, at))
      if (!prepared.ok) return prepared
      const { drawing, of, rest } = prepared.value
      const draw = panelDraw(drawing, of.dueOf(kept.value.content))
      const appraisers = appraisersIn(draw)
      const { commitment, seed, next } = draw
      const body = { commitment, seed, next, appraisers }
      const event = await done(tx, actor.person, kept.value, { type: 'assign' }, at.now, { body, drawSeed: rest })
      if (!event.ok) return event
      if (appraisers.length < draw.count) return tooFew(appraisers.length, draw.count)
      await keep(tx, actor, id, { draw, appraisers }, of, at)
      return ok({ kept: event.value, draw, appraisers })
    },

    async assignments(tx: Tx, actor: Actor, id: string) {
      const kept = await reached(tx, actor, 'assignment.read', id)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'assignment.read', subject: `case:${id}` })
      const rows = await assignmentsOf(tx, id)
      return ok(rows.map(row => ({ ...row, draw: JSON.parse(row.draw) as Draw })))
    },

    /** Takes an appraiser's refusal of a case drawn for, and draws somebody else at once where somebody may be. */
    async refuse(
      tx: Tx,
      actor: Actor,
      id: string,
      appraiser: string,
      given: { readonly because: RefusedBecause; readonly reason: string },
      at: Moment,
    ): Promise<Result<{ readonly isReplaced: boolean }>> {
      const allowed = await reached(tx, actor, 'assignment.refuse', id)
      if (!allowed.ok) return allowed
      if (appraiser !== actor.person)
        return refuse(refusal('appraiser_not_assigned', 'appraiser', { value: appraiser, limit: actor.person }))
      return asSystem(tx, actor, async () => {
        const held = await heldSeat(tx, id, appraiser)
        if (!held.ok) return held
        const { kept, seat } = held.value
        if (seat.refused_at !== null) return refuse(refusal('assignment_refused', '', { value: seat.refused_at }))
        await keepRefusal(tx, id, appraiser, { ...given, at: at.now.toISOString() })
        const detail = { because: given.because }
        await audited(tx, actor, { action: 'assignment.refuse', subject: `case:${id}`, detail })
        const filled = await refilled(tx, actor, kept, appraiser, 'refused', at)
        if (filled.ok) return ok({ isReplaced: true })
        // The refusal stands; the place is drawn for as soon as somebody may be.
        const isFewOnly = filled.refusals.every(one => one.code === 'appraisers_too_few')
        return isFewOnly ? ok({ isReplaced: false }) : filled
      })
    },

    /** Draws somebody in the place of an appraiser who refused or did not sign in time. */
    async replace(tx: Tx, actor: Actor, id: string, appraiser: string, at: Moment): Promise<Result<Made>> {
      const allowed = await reached(tx, actor, 'assignment.replace', id)
      return allowed.ok ? asSystem(tx, actor, () => replaced(tx, actor, id, appraiser, at)) : allowed
    },

    /** Every place that was refused or not filled in time, each in a transaction of its own; how many were filled. */
    async replaceDue(database: Database, at: Moment): Promise<number> {
      const actor = systemActor('panel.replace')
      const due = await database.transaction(actor, tx => vacanciesOf(tx, at.day, VACANCIES_MAX))
      let filled = 0
      for (const { case_id, appraiser } of due) {
        const made = await database.transaction(
          actor,
          tx => replaced(tx, actor, case_id, appraiser, at),
          value => value.ok,
        )
        if (made.ok) filled += 1
      }
      return filled
    },

    /** What the actor has been drawn for and not yet signed, and how often they refused. */
    async own(tx: Tx, actor: Actor, at: Moment) {
      const allowed = may(actor, 'assignment.own', 'none')
      if (!allowed.ok) return allowed
      const of = rulesOn(at.day)
      if (!of.ok) return of
      const months = of.value.rules.refusalMonths
      const open = await openOf(tx, actor.person)
      const [refused] = await refusalsSince(tx, countedFrom(at.day, months), actor.person)
      const items = open.map(one => ({ ...one, is_overdue: one.due_on !== null && one.due_on < at.day }))
      return ok({ items, refusals: refused?.refusals ?? 0, months })
    },

    /** How often each appraiser refused, over the months the rules count. */
    async refusals(tx: Tx, actor: Actor, at: Moment) {
      const allowed = may(actor, 'assignment_refusal.list', 'none')
      if (!allowed.ok) return allowed
      const of = rulesOn(at.day)
      if (!of.ok) return of
      const since = countedFrom(at.day, of.value.rules.refusalMonths)
      await audited(tx, actor, { action: 'assignment_refusal.list', subject: 'assignments' })
      return ok({ since, items: await refusalsSince(tx, since) })
    },

    /**
     * Draws who joins those who signed and do not agree. The use case that found them apart asks, in its transaction,
     * after it has asked who may.
     */
    async join(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<Made>> {
      return asSystem(tx, actor, async () => {
        await holdCase(tx, id)
        const kept = await caseOf(tx, id)
        if (kept === undefined) return refuse(refusal('subject_missing'))
        const prepared = await preparedFor(tx, actor, kept, at)
        if (!prepared.ok) return prepared
        const { drawing, of, rest } = prepared.value
        const draw = committeeDraw(drawing, kept.signedBy.length)
        const made = { draw, appraisers: appraisersIn(draw) }
        if (made.appraisers.length < draw.count) return tooFew(made.appraisers.length, draw.count)
        await keepDrawSeed(tx, id, rest)
        await keep(tx, actor, id, made, of, at)
        return ok(made)
      })
    },
  }

  /**
   * Whatever decides a draw of this case now, with the next seed of its promise opened. Asked as the system: an office
   * sees neither the others' cases nor what their people declared.
   */
  async function preparedFor(tx: Tx, actor: Actor, kept: Kept, at: Moment): Promise<Result<Prepared>> {
    const of = rulesOn(at.day)
    if (!of.ok) return of
    const { subject, content } = kept
    const day = calendarDate(at.day)
    await holdDraws(tx)
    const registered = await candidatesOf(tx, { isSandbox: subject.isSandbox, at: at.now.toISOString() })
    const before = await assignmentsOf(tx, kept.id)
    const due = of.value.dueOf(content)
    const parts = {
      content: content as CaseContent,
      names: (kept.names ?? {}) as Readonly<Record<string, unknown>>,
      parties: [subject.firm, subject.bank],
      preparedBy: [...subject.preparedBy, actor.person, ...(subject.holder === null ? [] : [subject.holder])],
      drawnBefore: before.map(one => one.appraiser),
      fields: of.value.fieldsOf(content),
      isHighAmount: due.isHighAmount,
    }
    const { seed, rest } = opened(kept.drawSeed ?? '')
    const further = rest ?? promised(chance())
    const drawing: Drawing = {
      subject: subjectOf(parts),
      candidates: registered.map(one => candidateOf(one, of.value.roster, day)),
      rules: of.value.rules,
      day,
      seed,
      next: rest === undefined ? promiseOf(further) : null,
    }
    return ok({ drawing, of: of.value, rest: further })
  }

  /** Keeps who was drawn, until when their sheets are due, and that it was done. */
  async function keep(tx: Tx, actor: Actor, id: string, { draw, appraisers }: Made, of: RulesOfDraws, at: Moment) {
    const { purpose, replaces, commitment } = draw
    const dueOn = of.dayAfter(of.rules.signDays)
    const text = JSON.stringify(draw)
    await keepAssignments(tx, id, { appraisers, draw: text, purpose, replaces, dueOn, at: at.now.toISOString() })
    const detail = { purpose, commitment, appraisers: [...appraisers], replaces }
    await audited(tx, actor, { action: 'assignment.draw', subject: `case:${id}`, detail })
  }

  /** The place of an appraiser in a case that waits for sheets, both held as they are until the transaction ends. */
  async function heldSeat(
    tx: Tx,
    id: string,
    appraiser: string,
  ): Promise<Result<{ readonly kept: Kept; readonly seat: Seat }>> {
    await holdCase(tx, id)
    const kept = await caseOf(tx, id)
    if (kept === undefined) return refuse(refusal('subject_missing'))
    const seat = await seatOf(tx, id, appraiser)
    if (seat === undefined || seat.ended_at !== null)
      return refuse(refusal('assignment_missing', 'appraiser', { value: appraiser }))
    if (seat.is_signed) return refuse(refusal('assignment_signed', 'appraiser', { value: appraiser }))
    const waiting = isWaiting(kept)
    return waiting.ok ? ok({ kept, seat }) : waiting
  }

  async function replaced(tx: Tx, actor: Actor, id: string, appraiser: string, at: Moment): Promise<Result<Made>> {
    const held = await heldSeat(tx, id, appraiser)
    if (!held.ok) return held
    const { kept, seat } = held.value
    const isOverdue = seat.due_on !== null && seat.due_on < at.day
    if (seat.refused_at === null && !isOverdue)
      return refuse(refusal('assignment_not_due', 'appraiser', { value: appraiser, limit: seat.due_on ?? '' }))
    return refilled(tx, actor, kept, appraiser, seat.refused_at === null ? 'overdue' : 'refused', at)
  }

  /** Ends the place of somebody and draws one other for it, by the next seed that was promised with the first. */
  async function refilled(
    tx: Tx,
    actor: Actor,
    kept: Kept,
    appraiser: string,
    because: 'refused' | 'overdue',
    at: Moment,
  ): Promise<Result<Made>> {
    const prepared = await preparedFor(tx, actor, kept, at)
    if (!prepared.ok) return prepared
    const { drawing, of, rest } = prepared.value
    const draw = replacementDraw(drawing, appraiser)
    const made = { draw, appraisers: appraisersIn(draw) }
    if (made.appraisers.length < draw.count) return tooFew(made.appraisers.length, draw.count)
    await endAssignment(tx, kept.id, appraiser, because, at.now.toISOString())
    await keepDrawSeed(tx, kept.id, rest)
    await keep(tx, actor, kept.id, made, of, at)
    await audited(tx, actor, {
      action: 'assignment.replace',
      subject: `case:${kept.id}`,
      detail: { appraiser, because },
    })
    return ok(made)
  }
}
export type DrawingService = ReturnType<typeof makeDrawingService>

/** The moment from which refusals are counted: so many months before the day. */
const countedFrom = (day: string, months: number): string => `${addMonths(calendarDate(day), -months)}T00:00:00.000Z`
