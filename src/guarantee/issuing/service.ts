/**
 * Use cases of the register of guarantees' papers: drawn by a job, read and handed out, acknowledged by the creditor
 * under the digest of the file, revoked; and what a paper or a number is worth, for anybody who asks.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { readCertificateNumber } from '../../certificate/number.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import { secondText } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Workers } from '../../platform/workers.ts'
import { guaranteeOf } from '../store.ts'
import type { LetterAsked, LetterWork } from './drawing.ts'
import { DRAW_PAPER, isPromise, type KeptPaper, shownAt, subjectOf } from './printing.ts'
import type { GuaranteePaperShown, PublicPaperShown } from './schema.ts'
import * as store from './store.ts'

export type RegisterParts = {
  readonly jobs: Pick<Jobs, 'send'>
  readonly workers: Workers<LetterAsked, LetterWork>
  /** Address of the public verifier; the number is put behind it. */
  readonly verifierUrl: string
}
const missing = (number: string) => refuse(refusal('guarantee_paper_unknown', 'number', { value: number }))
export function makePaperRegister({ jobs, workers, verifierUrl }: RegisterParts) {
  const shown = shownAt(verifierUrl)

  /** A paper the actor may do this to; a stranger's is missing. */
  async function granted(tx: Tx, actor: Actor, action: Action, number: string): Promise<Result<KeptPaper>> {
    const read = readCertificateNumber(number, 'number')
    if (!read.ok) return read
    const found = await store.paperBy(tx, number)
    if (found === undefined) return missing(number)
    const { guarantee } = found
    const kept = guarantee === null ? undefined : await asSystem(tx, actor, () => guaranteeOf(tx, guarantee))
    const allowed = may(actor, action, relationsTo(actor, subjectOf(found, kept)))
    if (allowed.ok) return ok(found)
    return allowed.refusals[0]?.code === 'subject_missing' ? missing(number) : allowed
  }

  return {
    async read(tx: Tx, actor: Actor, number: string): Promise<Result<GuaranteePaperShown>> {
      const found = await granted(tx, actor, 'guarantee_paper.read', number)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'guarantee_paper.read', subject: `guarantee-paper:${number}` })
      return ok(shown(found.value))
    },

    /** The sealed paper itself. */
    async download(tx: Tx, actor: Actor, number: string): Promise<Result<Uint8Array>> {
      const found = await granted(tx, actor, 'guarantee_paper.download', number)
      if (!found.ok) return found
      const bytes = await store.bytesOf(tx, number)
      if (bytes === undefined) return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: number }))
      await audited(tx, actor, {
        action: 'guarantee_paper.download',
        subject: `guarantee-paper:${number}`,
        detail: { digest: found.value.digest },
      })
      return ok(bytes)
    },

    /** Papers of a guarantee, or all that the actor's rows show: one more than the limit where there are more. */
    async list(
      tx: Tx,
      actor: Actor,
      wanted: { readonly guarantee?: string; readonly before: string | undefined; readonly limit: number },
    ): Promise<Result<readonly GuaranteePaperShown[]>> {
      const kept = wanted.guarantee === undefined ? undefined : await guaranteeOf(tx, wanted.guarantee)
      if (wanted.guarantee !== undefined && kept === undefined) return refuse(refusal('subject_missing'))
      const allowed =
        kept === undefined
          ? may(actor, 'guarantee_paper.list', 'none')
          : may(actor, 'guarantee_paper.read', relationsTo(actor, kept.subject))
      if (!allowed.ok) return allowed
      const rows = await store.papersBefore(tx, { ...wanted, limit: wanted.limit + 1, isSandboxOnly: actor.isSandbox })
      await audited(tx, actor, { action: 'guarantee_paper.list', subject: `guarantee:${wanted.guarantee ?? 'all'}` })
      return ok(rows.map(shown))
    },

    /** The creditor says that it holds this very file. Said again, nothing changes. */
    async acknowledge(
      tx: Tx,
      actor: Actor,
      number: string,
      digest: string,
      now: Date,
    ): Promise<Result<GuaranteePaperShown>> {
      const found = await granted(tx, actor, 'guarantee_paper.acknowledge', number)
      if (!found.ok) return found
      const { state, digest: own, kind, acknowledgedAt } = found.value
      if (!isPromise(kind))
        return refuse(
          refusal('acknowledgement_not_asked', 'number', { value: kind, limit: 'a letter or an amendment' }),
        )
      if (own === null) return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: number }))
      if (state === 'revoked') return refuse(refusal('guarantee_paper_revoked', 'number', { value: number }))
      if (digest !== own) return refuse(refusal('acknowledged_digest_differs', 'digest', { value: digest, limit: own }))
      if (acknowledgedAt !== null) return ok(shown(found.value))
      return asSystem(tx, actor, async () => {
        await store.keepAcknowledged(tx, number, actor.person, now)
        await audited(tx, actor, {
          action: 'guarantee_paper.acknowledge',
          subject: `guarantee-paper:${number}`,
          detail: { digest },
        })
        const after = await store.paperBy(tx, number)
        return after === undefined ? missing(number) : ok(shown(after))
      })
    },

    /** Revokes a paper: from this moment it verifies as revoked, and another may be ordered in its place. */
    async revoke(
      tx: Tx,
      actor: Actor,
      number: string,
      reason: string,
      now: Date,
    ): Promise<Result<GuaranteePaperShown>> {
      const found = await granted(tx, actor, 'guarantee_paper.revoke', number)
      if (!found.ok) return found
      if (found.value.state === 'ordered')
        return refuse(refusal('guarantee_paper_not_drawn', 'number', { value: number }))
      if (found.value.state === 'revoked')
        return refuse(refusal('guarantee_paper_revoked', 'number', { value: number }))
      return asSystem(tx, actor, async () => {
        await store.keepRevoked(tx, number, reason, now)
        await audited(tx, actor, {
          action: 'guarantee_paper.revoke',
          subject: `guarantee-paper:${number}`,
          reason,
          detail: { digest: found.value.digest },
        })
        const after = await store.paperBy(tx, number)
        return after === undefined ? missing(number) : ok(shown(after))
      })
    },

    /** What a number is worth at this moment, for anybody. */
    async lookUp(tx: Tx, actor: Actor, number: string, now: Date): Promise<Result<PublicPaperShown>> {
      const read = readCertificateNumber(number, 'number')
      if (!read.ok) return read
      return asSystem(tx, actor, async () => {
        const found = await store.paperBy(tx, number)
        if (found === undefined || found.state === 'ordered') return missing(number)
        return ok({
          number,
          paper: found.kind,
          state: found.state,
          issued_on: found.issuedOn,
          revoked_at: found.revokedAt,
          amended_by: [...(await store.amendmentsOf(tx, number))],
          checked_at: secondText(now),
        })
      })
    },

    /** What a file is: sealed by us, unaltered, following from its record; and what the register says of it now. */
    async check(tx: Tx, actor: Actor, bytes: Uint8Array, now: Date, day: string) {
      const work = await workers.run({ kind: 'check', bytes, day: calendarDate(day), now })
      if (work.kind !== 'checked') throw new Error('a paper was drawn where one was to be checked')
      if (!work.result.ok) return work.result
      const { value } = work.result
      const { found, amended } = await asSystem(tx, actor, async () => ({
        found: await store.paperBy(tx, value.number),
        amended: await store.amendmentsOf(tx, value.number),
      }))
      const isRegistered = found !== undefined && found.digest === value.digest
      return ok({
        verdict: !isRegistered
          ? ('not_registered' as const)
          : found.state === 'revoked'
            ? ('revoked' as const)
            : ('genuine' as const),
        paper: {
          paper: value.paper,
          number: value.number,
          issued_on: value.issuedOn,
          sealed_at: value.sealedAt,
          seal_key: value.sealKey,
          face: value.face,
          revoked_at: isRegistered ? found.revokedAt : null,
          amended_by: isRegistered ? [...amended] : [],
        },
      })
    },

    /** Puts on the queue again what was ordered and is still not drawn. */
    async drawAgain(database: Database): Promise<void> {
      await database.transaction(systemActor(DRAW_PAPER), async tx => {
        for (const number of await store.undrawn(tx)) await jobs.send(tx, DRAW_PAPER, { number }, { once: number })
      })
    },

    /** The job: draws an ordered paper outside any transaction, then keeps it. Done twice it changes nothing. */
    async draw(database: Database, number: string, now: () => Date): Promise<void> {
      const actor = systemActor(`${DRAW_PAPER}:${number}`)
      const asked = await database.transaction(actor, tx => store.paperBy(tx, number))
      if (asked === undefined || asked.state !== 'ordered') return
      const work = await workers.run({ kind: 'draw', body: asked.body, printed: asked.printed, now: now() })
      if (work.kind !== 'drawn') throw new Error('a paper was checked where one was to be drawn')
      const { result } = work
      if (!result.ok)
        throw new Error(`paper ${number} cannot be drawn: ${result.refusals[0]?.code} at ${result.refusals[0]?.at}`)
      await database.transaction(actor, async tx => {
        const isKept = await store.keepDrawn(tx, number, result.value, now())
        if (isKept)
          await audited(tx, actor, {
            action: DRAW_PAPER,
            subject: `guarantee-paper:${number}`,
            detail: { digest: result.value.digest },
          })
      })
    },
  }
}
export type PaperRegister = ReturnType<typeof makePaperRegister>
