/**
 * Use cases of challengers: put on and stopped by a risk officer, compared with every decision that is kept meanwhile,
 * read by risk and audit alone. A comparison is made afterwards, from the decision's record, and changes nothing of its
 * case; a challenger comes into force as any edition does, by being proposed.
 */
import type { Actor } from '../../access/actor.ts'
import { systemActor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { isKind } from '../../appraisal/edition-kinds.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { NamedEdition } from '../candidate.ts'
import type { Drafts } from '../drafts/service.ts'
import {
  type ComparedRow,
  comparedBefore,
  type KeptShadow,
  keepComparison,
  keepShadow,
  nextWaiting,
  type ShadowTexts,
  shadowBy,
  shadowsBefore,
  stopShadow,
  type Totals,
  textsOf,
  textsOfDraft,
  totalsOf,
} from './store.ts'

export type Moment = { readonly now: Date; readonly day: string }
export type ShadowParts = {
  /** Where challengers are read and compared. */
  readonly drafts: Pick<Drafts, 'read' | 'compare'>
  readonly uuid: () => string
}
type Asked = NamedEdition & {
  readonly numbers?: unknown
  readonly words?: unknown
  readonly reason: string
}

export function makeShadowService({ drafts, uuid }: ShadowParts) {
  async function textsAsked(tx: Tx, asked: Asked): Promise<Result<ShadowTexts>> {
    if (asked.numbers !== undefined)
      return ok({ numbers: JSON.stringify(asked.numbers), words: JSON.stringify(asked.words) })
    const found = await textsOfDraft(tx, asked.kind, asked.edition)
    if (found !== undefined) return ok(found)
    return refuse(refusal('shadow_edition_unknown', 'edition', { value: `${asked.kind} ${asked.edition}` }))
  }

  /** Compares the next decision that waits; false where there is none. */
  async function compareNext(tx: Tx, at: Moment): Promise<boolean> {
    const waiting = await nextWaiting(tx)
    if (waiting === undefined) return false
    const shadow = await shadowBy(tx, waiting.shadow)
    if (shadow === undefined) throw new Error(`no challenger ${waiting.shadow}`)
    const made = await compare(tx, shadow, waiting.record)
    await keepComparison(tx, waiting, made.ok ? made.value : { fault: codesOf(made) }, at.now.toISOString())
    return true
  }

  async function compare(tx: Tx, { id, kind, edition }: KeptShadow, record: string) {
    const texts = await textsOf(tx, id)
    if (texts === undefined) throw new Error(`the challenger ${id} has no texts`)
    return drafts.compare({ kind, edition, ...texts }, record)
  }

  return {
    /** Puts a challenger on: from now on it follows every decision that counts. */
    async start(tx: Tx, actor: Actor, asked: Asked, at: Moment): Promise<Result<KeptShadow>> {
      const allowed = may(actor, 'shadow.change', 'none')
      if (!allowed.ok) return allowed
      const { kind, edition, reason } = asked
      if (!isKind(kind)) return refuse(refusal('shadow_kind_undecided', 'kind', { value: kind }))
      return asSystem(tx, actor, async () => {
        const texts = await textsAsked(tx, asked)
        if (!texts.ok) return texts
        const read = await drafts.read({ kind, edition, ...texts.value }, at.day)
        if (!read.ok) return read
        const { digest } = read.value
        const id = uuid()
        const row = { id, kind, edition, digest, reason, started_by: actor.person, started_at: at.now.toISOString() }
        if (!(await keepShadow(tx, { ...row, ...texts.value })))
          return refuse(refusal('shadow_standing', 'kind', { value: kind, limit: 'one challenger of a kind' }))
        await audited(tx, actor, {
          action: 'shadow.change',
          subject: `shadow:${id}`,
          reason,
          detail: { kind, edition, digest },
        })
        return ok({ ...row, stopped_by: null, stopped_at: null })
      })
    },

    /** Stops a challenger; what it followed until then is still compared. */
    async stop(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<KeptShadow>> {
      const allowed = may(actor, 'shadow.change', 'none')
      if (!allowed.ok) return allowed
      return asSystem(tx, actor, async () => {
        const isStopped = await stopShadow(tx, id, actor.person, at.now.toISOString())
        const found = await shadowBy(tx, id)
        if (found === undefined) return refuse(refusal('shadow_unknown', 'shadow_id', { value: id }))
        if (!isStopped) return refuse(refusal('shadow_stopped', 'shadow_id', { value: found.stopped_at ?? '' }))
        await audited(tx, actor, { action: 'shadow.change', subject: `shadow:${id}`, detail: { stopped: true } })
        return ok(found)
      })
    },

    async list(
      tx: Tx,
      actor: Actor,
      before: string | undefined,
      limit: number,
    ): Promise<Result<readonly KeptShadow[]>> {
      const allowed = may(actor, 'shadow.read', 'none')
      return allowed.ok ? ok(await shadowsBefore(tx, before, limit + 1)) : allowed
    },

    /** What a challenger came to so far, over all decisions it followed. */
    async summary(
      tx: Tx,
      actor: Actor,
      id: string,
    ): Promise<Result<{ readonly shadow: KeptShadow; readonly totals: Totals }>> {
      const allowed = may(actor, 'shadow.read', 'none')
      if (!allowed.ok) return allowed
      const shadow = await shadowBy(tx, id)
      if (shadow === undefined) return refuse(refusal('shadow_unknown', 'shadow_id', { value: id }))
      await audited(tx, actor, { action: 'shadow.read', subject: `shadow:${id}` })
      // Counts name nobody: those of cases the reader worked on are among them.
      return ok({ shadow, totals: await asSystem(tx, actor, () => totalsOf(tx, id)) })
    },

    /** Decision by decision, but for those whose case the reader worked on. */
    async comparisons(
      tx: Tx,
      actor: Actor,
      id: string,
      wanted: Parameters<typeof comparedBefore>[2],
    ): Promise<Result<readonly ComparedRow[]>> {
      const allowed = may(actor, 'shadow.read', 'none')
      if (!allowed.ok) return allowed
      if ((await shadowBy(tx, id)) === undefined) return refuse(refusal('shadow_unknown', 'shadow_id', { value: id }))
      await audited(tx, actor, { action: 'shadow.read', subject: `shadow:${id}`, detail: { list: 'comparisons' } })
      return ok(await comparedBefore(tx, id, wanted))
    },

    /** Compares what waits, each in a transaction of its own; how many there were. */
    async compareDue(database: Database, moment: () => Moment): Promise<number> {
      const actor = systemActor('shadow.compare')
      for (let done = 0; ; done += 1)
        if (!(await database.transaction(actor, tx => compareNext(tx, moment())))) return done
    },
  }
}
export type ShadowService = ReturnType<typeof makeShadowService>

const codesOf = (refused: { readonly refusals: readonly { readonly code: string }[] }): string =>
  [...new Set(refused.refusals.map(one => one.code))].join(' ')
