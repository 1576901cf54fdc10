/** Use cases of the panel: draw appraisers, and show the draw to those who may see it. */
import type { Actor } from '../access/actor.ts'
import { type Action, may, relationsTo } from '../access/table.ts'
import { caseOf, done, type Kept } from '../application/store.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { audited } from '../platform/audit/entry.ts'
import type { Tx } from '../platform/db/database.ts'
import { commitmentOf, type Draw, drawn } from './draw.ts'
import { assignmentsOf, candidatesOf, keepAssignments } from './store.ts'

/** What the rules of a day say of a panel; handed in, since they belong to later stages. */
export type PanelRules = {
  /** How many must appraise this case. */
  readonly countOf: (content: unknown, day: string) => Result<number>
}
type Dependencies = { readonly rules: PanelRules }
type Moment = { readonly now: Date; readonly day: string }

const ownersOf = (content: unknown): string[] =>
  (content as { party: { firm: { owners: { person: string }[] } } }).party.firm.owners.map(owner => owner.person)

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

export function makePanelService({ rules }: Dependencies) {
  return {
    /** Draws the appraisers among everybody eligible who has no part in the case and was not drawn for it before. */
    async assign(
      tx: Tx,
      actor: Actor,
      id: string,
      { now, day }: Moment,
    ): Promise<Result<{ kept: Kept; draw: Draw; appraisers: readonly string[] }>> {
      const kept = await reached(tx, actor, 'assignment.draw', id)
      if (!kept.ok) return kept
      const { subject, drawSeed, content } = kept.value
      const count = rules.countOf(content, day)
      if (!count.ok) return count
      const before = await assignmentsOf(tx, id)
      const excluded = [...ownersOf(content), ...subject.preparedBy, actor.person, ...before.map(one => one.appraiser)]
      const candidates = await candidatesOf(tx, {
        isSandbox: subject.isSandbox,
        parties: [subject.firm, subject.bank],
        excluded: [...new Set(excluded)],
        at: now.toISOString(),
      })
      const seed = drawSeed ?? ''
      const draw: Draw = { commitment: commitmentOf(seed), seed, candidates, count: count.value }
      const appraisers = drawn(draw)
      const event = await done(tx, actor.person, kept.value, { type: 'assign' }, now, { body: { draw, appraisers } })
      if (!event.ok) return event
      if (appraisers.length < count.value) {
        const params = { value: String(appraisers.length), limit: String(count.value) }
        return refuse(refusal('appraisers_too_few', '', params))
      }
      await keepAssignments(tx, id, appraisers, JSON.stringify(draw), now.toISOString())
      const detail = { commitment: draw.commitment, appraisers: [...appraisers] }
      await audited(tx, actor, { action: 'assignment.draw', subject: `case:${id}`, detail })
      return ok({ kept: event.value, draw, appraisers })
    },

    async assignments(tx: Tx, actor: Actor, id: string) {
      const kept = await reached(tx, actor, 'assignment.read', id)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'assignment.read', subject: `case:${id}` })
      const rows = await assignmentsOf(tx, id)
      return ok(rows.map(row => ({ ...row, draw: JSON.parse(row.draw) as Draw })))
    },
  }
}
export type PanelService = ReturnType<typeof makePanelService>
