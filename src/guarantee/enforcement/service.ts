/** Use cases of enforcement: what is done against an obligor, in court and on its property, and when it is put off. */
import type { Actor } from '../../access/actor.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { moneyFromText } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Tx } from '../../platform/db/database.ts'
import { uuid7 } from '../../platform/ids.ts'
import { type Attachment, assumedValue, released } from '../recourse/attachments.ts'
import { deferrable } from '../recourse/deferral.ts'
import type { RecourseCode } from '../recourse/refusals.ts'
import type * as shapes from '../recourse/schema.ts'
import { type Moment, makeFiles, no, type RecourseParts, type Shape } from '../recourse/service.ts'
import * as store from '../recourse/store.ts'
import type { GuaranteeService } from '../service.ts'

type Shown = shapes.RecourseShown

export function makeEnforcementService(parts: RecourseParts & { readonly guarantees: Pick<GuaranteeService, 'ask'> }) {
  const { toChange, done, notAfter, owing } = makeFiles(parts)

  function standingAttachment(file: store.KeptFile, id: string): Result<Attachment, RecourseCode> {
    const one = file.attachments.find(other => other.id === id)
    if (one === undefined) return no('attachment_unknown', 'attachment_id', { value: id })
    return one.releasedOn === null ? ok(one) : no('attachment_released', 'attachment_id', { value: one.releasedOn })
  }

  return {
    /**
     * Defers recourse on a ground of the Act that the file bears out: nothing would be left of what is attached, or
     * more can be paid later. The guarantee's own life keeps the resolution and the day.
     */
    async defer(tx: Tx, actor: Actor, id: string, body: Shape<'deferralBody'>, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const day = calendarDate(at.day)
      const rules = parts.rulesOn(day)
      if (!rules.ok) return rules
      const { ground, until, resolution } = body
      const asked =
        ground.of === 'nothing_left'
          ? {
              of: ground.of,
              assets: assumedValue(file.value.attachments, day),
              costs: moneyFromText(ground.expected_costs),
            }
          : ground
      const { deferralMonths } = rules.value.recourse
      const allowed = deferrable({ until: calendarDate(until), ground: asked }, day, deferralMonths)
      if (!allowed.ok) return allowed
      const kept = await parts.guarantees.ask(
        tx,
        actor,
        id,
        { type: 'defer', until, ground: ground.of, resolution },
        at,
      )
      if (!kept.ok) return kept
      return done(tx, actor, id, at, { deed: 'deferred', detail: { until, ground: ground.of } })
    },

    async addStep(tx: Tx, actor: Actor, id: string, body: shapes.StepBody, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const inTime = notAfter(body.on, 'on', at.day)
      if (!inTime.ok) return inTime
      const against = owing(file.value, body.obligor)
      if (!against.ok) return against
      const step = uuid7()
      await store.insertStep(tx, {
        ...{ id: step, guarantee: id, obligor: body.obligor, type: body.type, on_day: body.on },
        ...{ ground: body.type === 'suspension' ? body.ground : null, ended_on: null, ended_how: null },
        ...{ reference: body.reference, person: actor.person },
      })
      return done(tx, actor, id, at, { deed: 'step_told', detail: { step, type: body.type } })
    },

    /** A suit was decided, an order lapsed, a suspension is over. */
    async endStep(
      tx: Tx,
      actor: Actor,
      of: { readonly id: string; readonly step: string },
      body: Shape<'stepEndBody'>,
      at: Moment,
    ): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, of.id)
      if (!file.ok) return file
      const one = file.value.steps.find(other => other.id === of.step)
      if (one === undefined) return no('limitation_step_unknown', 'step_id', { value: of.step })
      const { step } = one
      if (!('ended' in step) || step.ended !== null)
        return no('limitation_step_ended', 'step_id', { value: step.type, limit: 'a step that stands' })
      const inTime = notAfter(body.ended_on, 'ended_on', at.day)
      if (!inTime.ok) return inTime
      const isSuspension = step.type === 'suspension'
      if (body.ended_on < step.on || isSuspension !== (body.how === 'over'))
        return no('limitation_step_end', 'how', {
          value: `${body.how} on ${body.ended_on}`,
          limit: isSuspension ? `over, from ${step.on}` : `fixed or failed, from ${step.on}`,
        })
      await store.endStep(tx, of.step, body.ended_on, body.how === 'over' ? null : body.how)
      return done(tx, actor, of.id, at, { deed: 'step_ended', detail: { step: of.step, how: body.how } })
    },

    async attach(tx: Tx, actor: Actor, id: string, body: Shape<'attachmentBody'>, at: Moment): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, id)
      if (!file.ok) return file
      const inTime = notAfter(body.on, 'on', at.day)
      if (!inTime.ok) return inTime
      const against = owing(file.value, body.obligor)
      if (!against.ok) return against
      const { on, ...rest } = body
      const attachment = uuid7()
      await store.insertAttachment(tx, {
        ...rest,
        ...{ id: attachment, guarantee: id, on_day: on, person: actor.person },
        ...{ auction_on: null, suit_on: null, released_on: null, release: null },
      })
      return done(tx, actor, id, at, { deed: 'attached', detail: { attachment, kind: body.kind } })
    },

    /** The days of an auction and of the suit on the claim, as they now are. */
    async dateAttachment(
      tx: Tx,
      actor: Actor,
      of: { readonly id: string; readonly attachment: string },
      body: Shape<'attachmentDatesBody'>,
      at: Moment,
    ): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, of.id)
      if (!file.ok) return file
      const found = standingAttachment(file.value, of.attachment)
      if (!found.ok) return found
      await store.changeAttachment(tx, of.attachment, body)
      return done(tx, actor, of.id, at, { deed: 'attachment_dated', detail: { attachment: of.attachment, ...body } })
    },

    async release(
      tx: Tx,
      actor: Actor,
      of: { readonly id: string; readonly attachment: string },
      body: Shape<'releaseBody'>,
      at: Moment,
    ): Promise<Result<Shown>> {
      const file = await toChange(tx, actor, of.id)
      if (!file.ok) return file
      const inTime = notAfter(body.on, 'on', at.day)
      if (!inTime.ok) return inTime
      const found = standingAttachment(file.value, of.attachment)
      if (!found.ok) return found
      const gone = released(found.value, calendarDate(body.on), body.release)
      if (!gone.ok) return gone
      await store.changeAttachment(tx, of.attachment, { released_on: body.on, release: body.release })
      return done(tx, actor, of.id, at, { deed: 'released', detail: { attachment: of.attachment, ...body } })
    },
  }
}
export type EnforcementService = ReturnType<typeof makeEnforcementService>
