/** What becomes of those drawn: whether they may still sign, and who joins a panel that does not agree. */
import { type Actor, systemActor } from '../../access/actor.ts'
import { done, type Kept } from '../../application/store.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { RulesOfDraws } from '../drawing/draw.ts'
import { eligibility } from '../drawing/eligibility.ts'
import type { DrawingService } from '../drawing/service.ts'
import { candidatesOf, seatOf } from '../drawing/store.ts'
import { type CaseContent, candidateOf, subjectOf } from '../drawing/subject.ts'

type Moment = { readonly now: Date; readonly day: string }
type Dependencies = {
  readonly rulesOn: (day: string) => Result<RulesOfDraws>
  readonly drawing: Pick<DrawingService, 'join'>
}

/** True of whoever holds a place, and no reason against signing in it. */
const OF_A_SEAT: readonly string[] = ['drawn_before', 'workload_full', 'conflict_prepared']

export function makeSeatingService({ rulesOn, drawing }: Dependencies) {
  return {
    /** Why somebody drawn may not sign today: they refused, or were not drawn if the draw were today. */
    async unfit(tx: Tx, person: string, kept: Kept, at: Moment): Promise<readonly Refusal[]> {
      const of = rulesOn(at.day)
      if (!of.ok) return of.refusals
      const seat = await seatOf(tx, kept.id, person)
      if (seat !== undefined && seat.refused_at !== null)
        return [refusal('assignment_refused', '', { value: seat.refused_at })]
      const { subject, content, names } = kept
      const registered = await candidatesOf(tx, { isSandbox: subject.isSandbox, at: at.now.toISOString() })
      const own = registered.find(one => one.id === person)
      if (own === undefined) return [refusal('uncertified')]
      const day = calendarDate(at.day)
      const parts = {
        content: content as CaseContent,
        names: (names ?? {}) as Readonly<Record<string, unknown>>,
        parties: [subject.firm, subject.bank],
        preparedBy: [],
        drawnBefore: [],
        fields: of.value.fieldsOf(content),
        isHighAmount: of.value.dueOf(content).isHighAmount,
      }
      const found = eligibility(candidateOf(own, of.value.roster, day), subjectOf(parts), of.value.rules, day)
      return found.filter(one => !OF_A_SEAT.includes(one.code))
    },

    /**
     * Has others join a panel that was heard and does not agree. Where too few may be drawn the case goes on with its
     * marks as they are, and is referred for them.
     */
    async committee(tx: Tx, actor: Actor, kept: Kept, at: Moment): Promise<Result<Kept>> {
      // The house draws: nobody of the panel chooses who joins it, nor is named for having done so.
      const house = systemActor(actor.requestId)
      const made = await drawing.join(tx, house, kept.id, at)
      if (!made.ok) return made.refusals.every(one => one.code === 'appraisers_too_few') ? ok(kept) : made
      const { draw, appraisers } = made.value
      const body = { commitment: draw.commitment, seed: draw.seed, next: draw.next, appraisers }
      const after = await done(tx, house.person, kept, { type: 'call_committee', isDivergent: true }, at.now, { body })
      if (!after.ok) return after
      const { subject } = after.value
      return ok({ ...after.value, subject: { ...subject, appraisers: [...subject.appraisers, ...appraisers] } })
    },
  }
}
export type SeatingService = ReturnType<typeof makeSeatingService>
