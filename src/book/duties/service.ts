/** The duties of a case, shown to the staff whose they were and to auditors, in the words of the edition. */
import type { Actor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Words } from '../../kernel/words.ts'
import { audited } from '../../platform/audit/entry.ts'
import { momentIn } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { dutyIn, type Standing, type TrailRules } from './duties.ts'
import { trailOf } from './store.ts'

export type DutyListed = { readonly duty: string; readonly step: string; readonly says: Words }
type Parts = {
  /** The duties of the edition in force on a day, with what they say. */
  readonly dutiesOn: (day: string) => Result<readonly DutyListed[]>
  /** What the rules of a day say of a case's steps. */
  readonly rulesOn: (day: string) => Result<TrailRules>
}
export type DutyShown = DutyListed & Standing

const ownersOf = (content: unknown): readonly string[] =>
  (
    content as { readonly party: { readonly firm: { readonly owners: readonly { readonly person: string }[] } } }
  ).party.firm.owners.map(owner => owner.person)

export function makeDutiesService({ dutiesOn, rulesOn }: Parts) {
  return {
    /** All of them to an auditor; to anybody else those that were theirs. */
    async ofCase(
      tx: Tx,
      actor: Actor,
      id: string,
      { day, zone }: { readonly day: string; readonly zone: string },
    ): Promise<Result<readonly DutyShown[]>> {
      const kept = await caseOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'duty.read', relationsTo(actor, kept.subject))
      if (!allowed.ok) return allowed
      const listed = dutiesOn(day)
      if (!listed.ok) return listed
      const { consent, content, submittedOn } = kept
      // Sheets of others and the claim are the house's to look at; what is shown says only how a duty stands.
      const { trail, day: decided } = await asSystem(tx, actor, () =>
        trailOf(tx, { id, consent, isSubmitted: submittedOn !== null, owners: ownersOf(content) }, text => {
          const { at, day: on } = momentIn(zone, text)
          return { at, day: calendarDate(on) }
        }),
      )
      const rules = decided === null ? undefined : rulesOn(decided)
      const found = listed.value.map(one => ({
        ...one,
        ...dutyIn(one.duty, trail, rules?.ok ? rules.value : undefined),
      }))
      const isWhole = actor.roles.includes('auditor') && actor.kind === 'agency'
      await audited(tx, actor, { action: 'duty.read', subject: `case:${id}` })
      return ok(isWhole ? found : found.filter(one => one.by.includes(actor.person)))
    },
  }
}
export type DutiesService = ReturnType<typeof makeDutiesService>
