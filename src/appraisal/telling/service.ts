/** Use cases of telling: what may be asked for, of whom, and why a decision is what it is. */
import type { Actor } from '../../access/actor.ts'
import { hiddenFields, may, relationsTo } from '../../access/table.ts'
import { banksOf, caseOf } from '../../application/store.ts'
import { decisionOf } from '../../decision/store.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { appraise } from '../appraise.ts'
import type { DecisionRecord } from '../record.ts'
import { replay } from '../replay.ts'
import { type EditionReference, type RuleBook, type Rules, rulesNamed } from '../rule-book.ts'
import { consulted } from './consultation.ts'
import { type Explained, explained, offered } from './explained.ts'
import type { Answers } from './schema.ts'
import type { Replayed } from './view.ts'

type Dependencies = {
  readonly book: () => RuleBook
  readonly rulesOn: (day: string) => Result<Rules>
}

/** Sets of editions kept ready: those of the last changes, which is what parties ask about. */
const RULES_KEPT = 4

export function makeTellingService({ book, rulesOn }: Dependencies) {
  const kept = new Map<string, Rules>()

  function rulesOf(references: readonly EditionReference[], day: string): Result<Rules> {
    const key = JSON.stringify(references)
    const found = rulesNamed(book(), references, calendarDate(day), kept.get(key))
    if (!found.ok) return found
    kept.delete(key)
    kept.set(key, found.value)
    const [oldest] = kept.keys()
    if (kept.size > RULES_KEPT && oldest !== undefined) kept.delete(oldest)
    return found
  }

  return {
    programmes(actor: Actor, day: string): Result<ReturnType<typeof offered>> {
      const allowed = may(actor, 'programme.list', 'none')
      if (!allowed.ok) return allowed
      const rules = rulesOn(day)
      const { words } = book()
      return rules.ok ? ok(offered(rules.value, key => words.get(key), words.keys())) : rules
    },

    /** Where the rules would lead somebody who has not applied; nothing is kept. */
    consulted(actor: Actor, answers: Answers, day: string): Result<ReturnType<typeof consulted>> {
      const allowed = may(actor, 'consultation.ask', 'none')
      if (!allowed.ok) return allowed
      const rules = rulesOn(day)
      const { words } = book()
      return rules.ok ? ok(consulted(rules.value, answers, key => words.get(key))) : rules
    },

    async banks(tx: Tx, actor: Actor) {
      const allowed = may(actor, 'bank.list', 'none')
      return allowed.ok ? ok(await banksOf(tx, actor.isSandbox)) : allowed
    },

    /** A decision run again under the editions of its record and told in words; nothing is decided by it. */
    async explanation(tx: Tx, actor: Actor, id: string): Promise<Result<Explained & { readonly decision_id: string }>> {
      const decision = await decisionOf(tx, id)
      const theCase = decision === undefined ? undefined : await caseOf(tx, decision.caseId)
      if (decision === undefined || theCase === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'decision.read', relationsTo(actor, theCase.subject))
      if (!allowed.ok) return allowed
      const hidden = hiddenFields(actor, {
        state: theCase.life.state,
        isAssigned: theCase.subject.appraisers.includes(actor.person),
        hasSignedOwn: theCase.signedBy.includes(actor.person),
      })
      // A party is told once it is decided, and who marks is never told what others would make of it.
      if (hidden.includes('requested_amount')) return refuse(refusal('decision_while_marking'))
      if (hidden.includes('reasons')) return refuse(refusal('decision_missing'))
      const record = JSON.parse(decision.record) as DecisionRecord
      const rules = rulesOf(record.editions, record.day)
      if (!rules.ok) return rules
      const again = appraise(rules.value, record.case)
      if (!again.ok) return again
      await audited(tx, actor, { action: 'decision.read', subject: `case:${theCase.id}`, detail: [decision.digest] })
      const { words } = book()
      return ok({ decision_id: decision.id, ...explained(rules.value, again.value, key => words.get(key)) })
    },

    /** One decision run again under the editions it names: the same to the byte, or where it differs first. */
    async replayed(tx: Tx, actor: Actor, id: string): Promise<Result<Replayed>> {
      const decision = await decisionOf(tx, id)
      const theCase = decision === undefined ? undefined : await caseOf(tx, decision.caseId)
      if (decision === undefined || theCase === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'decision.prove', relationsTo(actor, theCase.subject))
      if (!allowed.ok) return allowed
      const again = replay(decision.record, book())
      const first = again.ok && !again.value.isIdentical ? again.value.first : null
      const detail = [decision.digest]
      await audited(tx, actor, { action: 'decision.prove', subject: `case:${theCase.id}`, detail })
      const { engine, editions, day } = JSON.parse(decision.record) as DecisionRecord
      return ok({
        ...{ decision_id: decision.id, digest: decision.digest, day, engine, editions: [...editions], first },
        bytes: Buffer.byteLength(decision.record),
        is_identical: again.ok && again.value.isIdentical,
        problem: again.ok ? null : (again.refusals[0]?.code ?? null),
      })
    },
  }
}
export type TellingService = ReturnType<typeof makeTellingService>
