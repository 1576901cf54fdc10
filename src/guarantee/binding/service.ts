/**
 * Use cases of the agreement's joint guarantors: bound by the officer before the letter is sent, which names them; once
 * a claim is paid, its file finds them there. Rows of obligors are shown to the house alone: who may do this is checked
 * here, and the house reads and writes.
 */
import type { Actor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { moneyFromText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { uuid7 } from '../../platform/ids.ts'
import type { Standing } from '../letter/bodies.ts'
import { type Obligor, WHOLE, withObligor } from '../recourse/obligors.ts'
import { keepObligors, obligorsOf } from '../recourse/store.ts'
import { guaranteeOf, held } from '../store.ts'
import type { Binding } from './schema.ts'

/** Until the first letter: what is agreed later is agreed with the creditor too. */
const OPEN = ['noticed', 'signed'] as const

/** Who owes beside the debtor, as a letter names them. */
export const boundBeside = async (tx: Tx, guarantee: string): Promise<Standing['obligors']> =>
  (await obligorsOf(tx, guarantee))
    .filter(one => one.until === null && (one.role === 'joint_guarantor' || one.successorOf !== null))
    .map(({ successorOf, party }) => ({ role: successorOf === null ? 'joint_guarantor' : 'successor', party }))

export function makeBindingService() {
  return {
    async list(tx: Tx, actor: Actor, id: string): Promise<Result<readonly Obligor[]>> {
      const kept = await guaranteeOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'guarantee.read', relationsTo(actor, kept.subject))
      return allowed.ok ? ok(await asSystem(tx, actor, () => obligorsOf(tx, id))) : allowed
    },

    /** Errors: `guarantee_state` once the letter is sent, `obligor_limit`, `obligor_repeated`. */
    async bind(tx: Tx, actor: Actor, id: string, body: Binding, day: string): Promise<Result<readonly Obligor[]>> {
      const found = await held(tx, id)
      if (found === undefined) return refuse(refusal('subject_missing'))
      const { subject, life } = found.kept
      const allowed = may(actor, 'guarantee.bind', relationsTo(actor, subject))
      if (!allowed.ok) return allowed
      if (!OPEN.some(state => state === life.state))
        return refuse(refusal('guarantee_state', 'state', { value: life.state, limit: OPEN.join(', ') }))
      if (body.party === subject.firm) return refuse(refusal('obligor_repeated', 'party', { value: body.party }))
      return asSystem(tx, actor, async () => {
        const before = await obligorsOf(tx, id)
        const one: Obligor = {
          ...{ id: uuid7(), party: body.party, role: 'joint_guarantor', since: calendarDate(day) },
          ...{ successorOf: null, succession: null, share: WHOLE },
          limit: body.limit === null ? null : moneyFromText(body.limit),
          ...{ until: null, ending: null, reliefs: [] },
        }
        const after = withObligor(before, one)
        if (!after.ok) return after
        await keepObligors(tx, id, before, after.value)
        const detail = { obligor: one.id, limit: body.limit }
        await audited(tx, actor, { action: 'guarantee.bind', subject: `guarantee:${id}`, detail })
        return after
      })
    },
  }
}
export type BindingService = ReturnType<typeof makeBindingService>
