/**
 * Use cases of the agreement's joint guarantors: bound by the officer before the letter is sent, which names them; from
 * then on to an accident bound with their consent, or released by resolution of the fund, each a change of the letter.
 * Once a claim is paid, its file finds them there. Rows of obligors are shown to the house alone: who may do this is
 * checked here, and the house reads and writes.
 */
import type { Actor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { moneyFromText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { versionHeld } from '../../platform/http/version.ts'
import { uuid7 } from '../../platform/ids.ts'
import type { Standing } from '../letter/bodies.ts'
import { type Obligor, WHOLE, withObligor } from '../recourse/obligors.ts'
import { keepObligors, obligorsOf } from '../recourse/store.ts'
import type { GuaranteeService, Moment } from '../service.ts'
import { guaranteeOf, held, type KeptGuarantee } from '../store.ts'
import type { Binding, Releasing } from './schema.ts'

/** Until the first letter it is the agreement's alone, after it the letter's too, from an accident on recourse's. */
const BEFORE_LETTER = ['noticed', 'signed'] as const
const OPEN = [...BEFORE_LETTER, 'lettered', 'in_force'] as const

/** Who owes beside the debtor, as a letter names them. */
export const boundBeside = async (tx: Tx, guarantee: string): Promise<Standing['obligors']> =>
  (await obligorsOf(tx, guarantee))
    .filter(one => one.until === null && (one.role === 'joint_guarantor' || one.successorOf !== null))
    .map(({ successorOf, party }) => ({ role: successorOf === null ? 'joint_guarantor' : 'successor', party }))

export type BindingParts = { readonly guarantees: Pick<GuaranteeService, 'command'> }

export function makeBindingService({ guarantees }: BindingParts) {
  /** A guarantee whose joint guarantors the actor may change now, held. */
  async function changing(
    tx: Tx,
    actor: Actor,
    id: string,
    expected: number | undefined,
  ): Promise<Result<{ readonly kept: KeptGuarantee; readonly isLettered: boolean }>> {
    const found = await held(tx, id)
    if (found === undefined) return refuse(refusal('subject_missing'))
    const { kept } = found
    const { state } = kept.life
    const allowed = may(actor, 'guarantee.bind', relationsTo(actor, kept.subject))
    if (!allowed.ok) return allowed
    const version = versionHeld(expected, kept.life.version)
    if (!version.ok) return version
    if (!OPEN.some(open => open === state))
      return refuse(refusal('guarantee_state', 'state', { value: state, limit: OPEN.join(', ') }))
    return ok({ kept, isLettered: !BEFORE_LETTER.some(open => open === state) })
  }

  /** After the letter who is bound is a change of the life: both parties are told, the letter is amended. */
  async function lettered(
    tx: Tx,
    actor: Actor,
    kept: KeptGuarantee,
    detail: Readonly<Record<string, string>>,
    at: Moment,
  ): Promise<Result<unknown>> {
    const { balance, maturesOn, day } = kept.life
    const command = { type: 'change', of: 'obligor', balance, maturesOn: maturesOn ?? day } as const
    return guarantees.command(tx, actor, kept.id, command, at, kept.life.version, { detail })
  }

  return {
    async list(tx: Tx, actor: Actor, id: string): Promise<Result<readonly Obligor[]>> {
      const kept = await guaranteeOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'guarantee.read', relationsTo(actor, kept.subject))
      return allowed.ok ? ok(await asSystem(tx, actor, () => obligorsOf(tx, id))) : allowed
    },

    /**
     * Binds one more. Errors: `guarantee_state` from an accident on, `obligor_consent_missing` once the letter is sent,
     * `obligor_limit`, `obligor_repeated`.
     */
    async bind(
      tx: Tx,
      actor: Actor,
      id: string,
      body: Binding,
      at: Moment,
      expected?: number | undefined,
    ): Promise<Result<readonly Obligor[]>> {
      const found = await changing(tx, actor, id, expected)
      if (!found.ok) return found
      const { kept, isLettered } = found.value
      if (isLettered && body.consent === undefined)
        return refuse(refusal('obligor_consent_missing', 'consent', { value: body.party }))
      if (body.party === kept.subject.firm) return refuse(refusal('obligor_repeated', 'party', { value: body.party }))
      const one: Obligor = {
        ...{ id: uuid7(), party: body.party, role: 'joint_guarantor', since: calendarDate(at.day) },
        ...{ successorOf: null, succession: null, share: WHOLE },
        limit: body.limit === null ? null : moneyFromText(body.limit),
        ...{ until: null, ending: null, reliefs: [] },
      }
      const added = await asSystem(tx, actor, async () => {
        const before = await obligorsOf(tx, id)
        const after = withObligor(before, one)
        if (after.ok) await keepObligors(tx, id, before, after.value)
        return after
      })
      if (!added.ok) return added
      const consent = body.consent === undefined ? {} : { consent: body.consent }
      const detail = { obligor: one.id, ...consent }
      await audited(tx, actor, {
        ...{ action: 'guarantee.bind', subject: `guarantee:${id}` },
        detail: { ...detail, limit: body.limit },
      })
      const told = isLettered ? await lettered(tx, actor, kept, { ...detail, as: 'bound' }, at) : ok(null)
      return told.ok ? added : told
    },

    /**
     * Releases one by resolution of the fund.
     * Errors: `guarantee_state` from an accident on, `obligor_unknown`, `obligor_ended`.
     */
    async release(
      tx: Tx,
      actor: Actor,
      of: { readonly guarantee: string; readonly obligor: string },
      body: Releasing,
      at: Moment,
      expected?: number | undefined,
    ): Promise<Result<readonly Obligor[]>> {
      const found = await changing(tx, actor, of.guarantee, expected)
      if (!found.ok) return found
      const { kept, isLettered } = found.value
      const released = await asSystem(tx, actor, async () => {
        const before = await obligorsOf(tx, of.guarantee)
        const one = before.find(each => each.id === of.obligor)
        if (one === undefined) return refuse(refusal('obligor_unknown', 'obligor', { value: of.obligor }))
        if (one.until !== null) return refuse(refusal('obligor_ended', 'obligor', { value: one.until }))
        const ended = { ...one, until: calendarDate(at.day), ending: 'released' as const }
        const after = before.map(each => (each.id === one.id ? ended : each))
        await keepObligors(tx, of.guarantee, before, after)
        return ok(after)
      })
      if (!released.ok) return released
      const detail = { obligor: of.obligor, resolution: body.resolution }
      await audited(tx, actor, {
        ...{ action: 'guarantee.bind', subject: `guarantee:${of.guarantee}`, reason: body.reason },
        detail: { ...detail, as: 'released' },
      })
      const told = isLettered ? await lettered(tx, actor, kept, { ...detail, as: 'released' }, at) : ok(null)
      return told.ok ? released : told
    },
  }
}
export type BindingService = ReturnType<typeof makeBindingService>
