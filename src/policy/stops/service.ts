/**
 * Use cases of the emergency stop: a rule set is stopped with a reason, and let go by somebody else. While it stands,
 * every new recommendation is referred to a person, in every process and from the moment the stop is answered.
 */
import { type Actor, delegatorsOf } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import type { Kind } from '../../appraisal/edition-kinds.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { isOwnWork } from '../editions/edition-life.ts'
import { holdDecisions } from '../editions/store.ts'
import { type KeptStop, keepLifted, keepStop, stopBy, stopsBefore } from './store.ts'

export function makeStopService({ uuid }: { readonly uuid: () => string }) {
  return {
    /** Stops, those that stand among them, the latest first. */
    async list(tx: Tx, actor: Actor, before: string | undefined, limit: number): Promise<Result<readonly KeptStop[]>> {
      const allowed = may(actor, 'rule_stop.read', 'none')
      return allowed.ok ? ok(await stopsBefore(tx, before, limit + 1)) : allowed
    },

    async stop(
      tx: Tx,
      actor: Actor,
      given: { readonly kind: Kind; readonly reason: string },
      now: Date,
    ): Promise<Result<KeptStop>> {
      const allowed = may(actor, 'rule_stop.set', 'none')
      if (!allowed.ok) return allowed
      return asSystem(tx, actor, async () => {
        // Recommendations that are being kept are waited for; those after them see the stop.
        await holdDecisions(tx)
        const { kind, reason } = given
        const hands = [actor.person, ...delegatorsOf(actor)]
        const stopped_at = now.toISOString()
        const made = await keepStop(tx, { id: uuid(), kind, reason, stopped_by: actor.person, hands, stopped_at })
        if (made === undefined) return refuse(refusal('stop_stands', 'kind', { value: kind }))
        await audited(tx, actor, {
          action: 'rule_stop.set',
          subject: `rules:${kind}`,
          reason,
          detail: { stop: made.id },
        })
        return ok(made)
      })
    },

    async lift(tx: Tx, actor: Actor, id: string, reason: string, now: Date): Promise<Result<KeptStop>> {
      const allowed = may(actor, 'rule_stop.lift', 'none')
      if (!allowed.ok) return allowed
      return asSystem(tx, actor, async () => {
        await holdDecisions(tx)
        const stop = await stopBy(tx, id)
        if (stop === undefined) return refuse(refusal('stop_unknown', 'stop_id', { value: id }))
        if (stop.lifted_at !== null) return refuse(refusal('stop_lifted', 'stop_id', { value: stop.lifted_at }))
        const by = { person: actor.person, behind: delegatorsOf(actor) }
        if (isOwnWork({ hands: stop.hands, proposedBy: null }, by))
          return refuse(refusal('stop_own_work', '', { limit: 'somebody else than who stopped it' }))
        const lifted = await keepLifted(tx, id, { by: by.person, for: by.behind, reason, at: now.toISOString() })
        const detail = { stop: id }
        await audited(tx, actor, { action: 'rule_stop.lift', subject: `rules:${stop.kind}`, reason, detail })
        return ok(lifted)
      })
    },
  }
}
export type StopService = ReturnType<typeof makeStopService>
