/** Use cases of a recommendation once made: memo, signatures, notice, what each may read of it, and the limits. */

import { sha256Hex } from '#sha256'
import { type Actor, delegatorsOf } from '../access/actor.ts'
import { type Action, DECIDED, hiddenFields, may, relationsTo, SIGNING_ROLES } from '../access/table.ts'
import { gatheredOf } from '../application/facts/store.ts'
import { changedFacts, exclusionFactsOf } from '../application/gathered.ts'
import { caseOf, done, type Kept } from '../application/store.ts'
import { caseTold, partiesOf } from '../application/told.ts'
import { promised, promiseOf } from '../kernel/promise.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { releaseAll } from '../panel/store.ts'
import { audited } from '../platform/audit/entry.ts'
import type { Tx } from '../platform/db/database.ts'
import { asSystem } from '../platform/db/elevated.ts'
import { tellEach } from '../platform/outbox.ts'
import type { AuthorityEdition } from './authority-schema.ts'
import { alike, isOverride, type Review, signature, type Verdict } from './review.ts'
import {
  decisionOf,
  decisionsOf,
  endReservations,
  keepConsequence,
  keepMemo,
  keepOutcome,
  keepPutBeforeCommittee,
  keepSignature,
  limitsAfter,
  setLimit,
  standingDecision,
} from './store.ts'
import {
  type DecisionView,
  type GradeView,
  type KeptDecision,
  recordedFacts,
  scoresOf,
  validUntilOf,
  viewOf,
} from './view.ts'

type Dependencies = {
  readonly uuid: () => string
  /** The levels of the authority edition a decision was made under. */
  readonly levelsOf: (editions: unknown) => AuthorityEdition['levels']
  /** Days somebody of the level has for a referred case. */
  readonly referDays: number
  readonly dayAfter: (day: string, days: number) => string
  readonly seed: () => string
}
type Moment = { readonly now: Date; readonly day: string }
type Reviewed = { readonly kept: Kept; readonly decision: KeptDecision }

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

async function withDecision(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Reviewed>> {
  const kept = await reached(tx, actor, action, id)
  if (!kept.ok) return kept
  const decision = await standingDecision(tx, id)
  return decision === undefined ? refuse(refusal('decision_missing')) : ok({ kept: kept.value, decision })
}

const reviewOf = ({ kept, decision }: Reviewed): Review => ({
  level: decision.level,
  quorum: decision.quorum,
  recommended: decision.recommended,
  memoBy: decision.memoBy,
  appraisers: kept.signedBy,
  askedBy: kept.subject.preparedBy,
  signatures: decision.signatures,
})

/** Who marks a case reads no decision of it, not even that an earlier panel led to one. */
const isMarking = (hidden: readonly string[]): boolean => hidden.includes('requested_amount')

const rolesOf = (actor: Actor): Record<string, string | null> =>
  Object.fromEntries(actor.roles.map(role => [role, actor.delegations[role] ?? null]))

export function makeDecisionService({ uuid, levelsOf, referDays, dayAfter, seed }: Dependencies) {
  const hiddenFrom = (actor: Actor, kept: Kept) =>
    hiddenFields(actor, {
      state: kept.life.state,
      isAssigned: kept.subject.appraisers.includes(actor.person),
      hasSignedOwn: kept.signedBy.includes(actor.person),
    })

  /** Facts were gathered since the recommendation, hold on the day, and say what it was made of. */
  async function stillHolds(tx: Tx, { kept, decision }: Reviewed, day: string): Promise<Result<true>> {
    const gathered = await gatheredOf(tx, kept.id)
    const fresh = gathered.filter(
      one => Date.parse(one.at) >= Date.parse(decision.madeAt) && (one.valid_until === null || one.valid_until >= day),
    )
    if (fresh.length < gathered.length || gathered.length === 0)
      return refuse(refusal('facts_to_gather_again', '', { limit: decision.madeAt }))
    const changed = changedFacts(recordedFacts(decision.record), exclusionFactsOf(fresh))
    return changed.length === 0 ? ok(true) : refuse(refusal('facts_changed', '', { value: changed.join(', ') }))
  }

  return {
    /** The officer's memo: what the recommendation rests on, and what those who sign should know. */
    async memo(tx: Tx, actor: Actor, id: string, memo: string, { now, day }: Moment): Promise<Result<Reviewed>> {
      const found = await withDecision(tx, actor, 'decision.review', id)
      if (!found.ok) return found
      const { kept, decision } = found.value
      const { recommended, signatures } = decision
      const command = { type: 'write_memo', recommended, signatures: signatures.length } as const
      const behind = delegatorsOf(actor)
      const digest = `sha256:${sha256Hex(memo)}`
      // Whoever lent the power to write it has prepared the case as well, also when the power is long given back.
      const isReferred = recommended === 'refer'
      const dueOn = isReferred ? dayAfter(day, referDays) : kept.dueOn
      const body = {
        ...{ decision: decision.id, digest },
        ...(behind.length === 0 ? {} : { behind }),
        // The case forgets its day when it is noticed; whether it was kept is asked later.
        ...(isReferred ? { due_on: dueOn } : {}),
      }
      const after = await done(tx, actor.person, kept, command, now, {
        body,
        holder: isReferred ? null : kept.subject.holder,
        dueOn,
      })
      if (!after.ok) return after
      await keepMemo(tx, decision.id, memo, actor.person)
      await audited(tx, actor, { action: 'decision.review', subject: `case:${id}`, detail: body })
      return ok({ kept: after.value, decision: { ...decision, memo, memoBy: actor.person } })
    },

    /** Takes a referred case out of the queue: it then lies with the actor. */
    async take(tx: Tx, actor: Actor, id: string, now: Date): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.refer', id)
      if (!kept.ok) return kept
      const after = await done(tx, actor.person, kept.value, { type: 'take' }, now, {
        body: { holder: actor.person },
        holder: actor.person,
      })
      if (after.ok) await audited(tx, actor, { action: 'case.refer', subject: `case:${id}` })
      return after
    },

    /** Has the committee sign what a lower level could: it alone goes against a recommendation. */
    async putBeforeCommittee(tx: Tx, actor: Actor, id: string, reason: string, now: Date): Promise<Result<Kept>> {
      const found = await withDecision(tx, actor, 'case.put_before_committee', id)
      if (!found.ok) return found
      const { kept, decision } = found.value
      const command = { type: 'put_before_committee', isBefore: kept.subject.isBeforeCommittee } as const
      const body = { decision: decision.id, reason }
      const after = await done(tx, actor.person, kept, command, now, { body })
      if (!after.ok) return after
      await keepPutBeforeCommittee(tx, decision.id)
      const detail = { decision: decision.id }
      await audited(tx, actor, { action: 'case.put_before_committee', subject: `case:${id}`, reason, detail })
      return ok({ ...after.value, subject: { ...after.value.subject, isBeforeCommittee: true } })
    },

    /** One signature; with the last one the case is approved or declined, and a decline frees what was reserved. */
    async sign(
      tx: Tx,
      actor: Actor,
      id: string,
      given: { readonly decision: string; readonly verdict: Verdict; readonly override_reason?: string | undefined },
      { now, day }: Moment,
    ): Promise<Result<Reviewed>> {
      const found = await withDecision(tx, actor, 'decision.sign', id)
      if (!found.ok) return found
      const { kept, decision } = found.value
      if (decision.id !== given.decision)
        return refuse(refusal('decision_superseded', 'decision', { value: given.decision, limit: decision.id }))
      const review = reviewOf(found.value)
      const overrideReason = given.override_reason ?? null
      const proposed = { person: actor.person, roles: rolesOf(actor), verdict: given.verdict, overrideReason }
      const signed = signature(review, proposed, levelsOf(decision.editions), level => SIGNING_ROLES[level])
      const quorum = signed.ok ? signed.value.quorum : review.quorum
      const count = alike(review, given.verdict)
      const command = { type: 'sign', verdict: given.verdict, alike: count, quorum } as const
      const body = { decision: decision.id, verdict: given.verdict, alike: count, quorum }
      const against = isOverride(decision.recommended, given.verdict)
      const state = await done(tx, actor.person, kept, command, now, { body: { ...body, override: against } })
      if (!state.ok) return state
      if (!signed.ok) return signed
      // A case that is referred because its rules are stopped may have no amount that anybody could approve.
      if (given.verdict === 'approve' && decision.recommended === 'refer' && decision.amount === '0')
        return refuse(refusal('approval_of_nothing', 'verdict', { value: '0', limit: 'an amount above 0' }))
      const validUntil = validUntilOf(decision.record)
      if (validUntil !== null && validUntil < day)
        return refuse(refusal('decision_lapsed', '', { value: day, limit: validUntil }))
      const holds = await stillHolds(tx, found.value, day)
      if (!holds.ok) return holds
      const at = now.toISOString()
      const kept2 = { ...signed.value.signature, overrideReason: against ? overrideReason : null }
      await keepSignature(tx, decision.id, kept2, at)
      const outcome = await concluded(tx, state.value, decision, { at, day })
      await audited(tx, actor, {
        action: against ? 'decision.override' : 'decision.sign',
        subject: `case:${id}`,
        detail: { ...body, outcome },
        ...(overrideReason === null ? {} : { reason: overrideReason }),
      })
      const signatures = [...decision.signatures, { ...kept2, signedAt: at }]
      return ok({
        kept: state.value,
        decision: { ...decision, signatures, outcome, decidedAt: outcome === null ? null : at },
      })
    },

    /** Tells the firm and the bank; from here on an objection is open. */
    async notice(tx: Tx, actor: Actor, id: string, { now, day }: Moment): Promise<Result<Reviewed>> {
      const found = await withDecision(tx, actor, 'case.notice', id)
      if (!found.ok) return found
      const { kept, decision } = found.value
      const body = { decision: decision.id, outcome: decision.outcome, day }
      const after = await done(tx, actor.person, kept, { type: 'notify' }, now, { body, dueOn: null })
      if (!after.ok) return after
      await audited(tx, actor, { action: 'case.notice', subject: `case:${id}`, detail: body })
      if (decision.outcome === null) throw new Error(`case ${id} is noticed and not decided`)
      const told = caseTold(after.value, day)
      const content = { ...told.data, decision_id: decision.id, outcome: decision.outcome }
      await tellEach(tx, partiesOf(after.value), { type: 'case.noticed', ...told, data: content })
      return ok({ kept: after.value, decision })
    },

    /** Takes the case back; what was reserved for it is free again. */
    async withdraw(tx: Tx, actor: Actor, id: string, reason: string, { now, day }: Moment): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.withdraw', id)
      if (!kept.ok) return kept
      const after = await done(tx, actor.person, kept.value, { type: 'withdraw' }, now, {
        body: { reason },
        dueOn: null,
      })
      if (!after.ok) return after
      // What is reserved is the house's to free, whoever takes the case back.
      await asSystem(tx, actor, async () => {
        const decision = await standingDecision(tx, id)
        if (decision !== undefined) await freed(tx, decision, 'withdrawn', day)
      })
      await audited(tx, actor, { action: 'case.withdraw', subject: `case:${id}` })
      await tellEach(tx, partiesOf(after.value), { type: 'case.withdrawn', ...caseTold(after.value, day) })
      return after
    },

    /** Has the case looked at again, once, by other appraisers; the fresh recommendation stands beside the old one. */
    async object(tx: Tx, actor: Actor, id: string, reason: string, now: Date, day?: string): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.object', id)
      if (!kept.ok) return kept
      const drawSeed = promised(seed())
      const body = { reason, commitment: promiseOf(drawSeed), ...(day === undefined ? {} : { day }) }
      const after = await done(tx, actor.person, kept.value, { type: 'object' }, now, { body, drawSeed })
      if (!after.ok) return after
      await asSystem(tx, actor, () => releaseAll(tx, id, now.toISOString()))
      await audited(tx, actor, { action: 'case.object', subject: `case:${id}` })
      return after
    },

    async decisions(tx: Tx, actor: Actor, id: string): Promise<Result<readonly DecisionView[]>> {
      const kept = await reached(tx, actor, 'decision.read', id)
      if (!kept.ok) return kept
      const hidden = hiddenFrom(actor, kept.value)
      if (isMarking(hidden)) return refuse(refusal('decision_while_marking'))
      const found = await decisionsOf(tx, id)
      const detail = found.map(one => one.digest)
      await audited(tx, actor, { action: 'decision.read', subject: `case:${id}`, detail })
      return ok(found.map(one => viewOf(one, hidden)))
    },

    async decision(tx: Tx, actor: Actor, decisionId: string): Promise<Result<DecisionView>> {
      const found = await decisionOf(tx, decisionId)
      if (found === undefined) return refuse(refusal('subject_missing'))
      const kept = await reached(tx, actor, 'decision.read', found.caseId)
      if (!kept.ok) return kept
      const hidden = hiddenFrom(actor, kept.value)
      if (isMarking(hidden)) return refuse(refusal('decision_while_marking'))
      await audited(tx, actor, { action: 'decision.read', subject: `case:${found.caseId}`, detail: [found.digest] })
      return ok(viewOf(found, hidden))
    },

    /** The grade a case stands at. Errors: `grade_not_issued` to whom nothing is told before it is decided. */
    async grade(tx: Tx, actor: Actor, id: string): Promise<Result<GradeView>> {
      const kept = await reached(tx, actor, 'decision.read', id)
      if (!kept.ok) return kept
      const hidden = hiddenFrom(actor, kept.value)
      if (isMarking(hidden)) return refuse(refusal('decision_while_marking'))
      if (hidden.includes('grade'))
        return refuse(refusal('grade_not_issued', 'grade', { value: kept.value.life.state, limit: DECIDED.join(', ') }))
      const standing = (await decisionsOf(tx, id)).find(one => one.supersededBy === null)
      if (standing === undefined) return refuse(refusal('decision_missing'))
      await audited(tx, actor, { action: 'decision.read', subject: `case:${id}`, detail: [standing.digest] })
      const { grade, technology_grade } = viewOf(standing, hidden)
      const { score, raw } = scoresOf(standing.record)
      const scores = hidden.includes('sheets') ? [null, null] : [score, raw]
      const [technology_score = null, technology_score_raw = null] = scores
      return ok({
        case_id: id,
        decision_id: standing.id,
        grade,
        technology_grade,
        technology_score,
        technology_score_raw,
      })
    },

    async limits(tx: Tx, actor: Actor, after: readonly [string, string, string] | undefined, limit: number) {
      const allowed = may(actor, 'limit.read', 'none')
      return allowed.ok ? ok(await limitsAfter(tx, after, limit + 1)) : allowed
    },

    /** Opens a limit or sets its cap; never below what is used and reserved. */
    async setLimit(tx: Tx, actor: Actor, limit: { scope: string; code: string; key: string; cap: string }) {
      const allowed = may(actor, 'limit.set', 'none')
      if (!allowed.ok) return allowed
      const kept = await setLimit(tx, limit)
      if (kept === undefined) return refuse(refusal('limit_below_use', 'cap', { value: limit.cap }))
      await audited(tx, actor, {
        action: 'limit.set',
        subject: `limit:${limit.scope}:${limit.code}:${limit.key}`,
        detail: limit,
      })
      return ok(kept)
    },
  }

  async function concluded(tx: Tx, kept: Kept, decision: KeptDecision, { at, day }: { at: string; day: string }) {
    const { state } = kept.life
    if (state !== 'approved' && state !== 'declined') return null
    await keepOutcome(tx, decision.id, state, at)
    if (state === 'declined') await freed(tx, decision, state, day)
    else {
      const { id, amount } = decision
      await keepConsequence(tx, { id: uuid(), decision: id, day, kind: state, amount, source: 'signatures' })
    }
    return state
  }

  async function freed(tx: Tx, decision: KeptDecision, kind: string, day: string): Promise<void> {
    await endReservations(tx, decision.id, 'voided')
    await keepConsequence(tx, { id: uuid(), decision: decision.id, day, kind, amount: decision.amount, source: 'case' })
  }
}
export type DecisionService = ReturnType<typeof makeDecisionService>
