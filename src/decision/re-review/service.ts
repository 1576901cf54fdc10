/** The use case of reading a re-review: what was objected to, and what a fresh panel came to. */
import type { Actor } from '../../access/actor.ts'
import { hiddenFields, may, relationsTo } from '../../access/table.ts'
import { caseOf, eventsOf } from '../../application/store.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { decisionsOf } from '../store.ts'
import { pairOf, type ReReview, sidesOf } from './sides.ts'

export function makeReReviewService() {
  return {
    /** Errors: `re_review_missing` where nobody objected; `decision_while_marking` for who marks the case now. */
    async read(tx: Tx, actor: Actor, id: string): Promise<Result<ReReview>> {
      const kept = await caseOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 're_review.read', relationsTo(actor, kept.subject))
      if (!allowed.ok) return allowed
      const hidden = hiddenFields(actor, {
        state: kept.life.state,
        isAssigned: kept.subject.appraisers.includes(actor.person),
        hasSignedOwn: kept.signedBy.includes(actor.person),
      })
      if (hidden.includes('requested_amount')) return refuse(refusal('decision_while_marking'))
      const pair = pairOf(await eventsOf(tx, id), await decisionsOf(tx, id))
      if (pair === undefined) return refuse(refusal('re_review_missing'))
      const isStaff = actor.kind === 'agency' || actor.kind === 'system'
      const detail = [pair.first.digest, ...(pair.second === null ? [] : [pair.second.digest])]
      await audited(tx, actor, { action: 're_review.read', subject: `case:${id}`, detail })
      return ok(sidesOf(id, pair, isStaff))
    },
  }
}
export type ReReviewService = ReturnType<typeof makeReReviewService>
