/**
 * Use cases of papers: announced, received in parts, completed (digest, content, scan), handed out, erased at the end
 * of their term; and a person erased, while every record and every digest stays as it was.
 */

import { sha256Hex } from '#sha256'
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { isAdmin, staysAdministered } from '../../platform/identity/admins.ts'
import { uuid7 } from '../../platform/ids.ts'
import type { Scan } from '../../platform/scan.ts'
import type { Workers } from '../../platform/workers.ts'
import { type ContentCode, type LookedInto, MEDIA_TYPES } from './content.ts'
import { cleanedName, namedAs } from './names.ts'
import type { PaperRefusal } from './refusals.ts'
import { type ErasedPerson, PART_BYTES_MAX, type PaperShown } from './schema.ts'
import * as store from './store.ts'

/** A paper begun and not completed in a week is given up. */
const RECEIVING_MS_MAX = 7 * 86_400_000

export type PaperParts = {
  readonly workers: Workers<Uint8Array, Result<LookedInto, ContentCode>>
  readonly scan: Scan
  /** Years papers of a decided case are kept for, by the rules of a day. */
  readonly retentionYears: (day: string) => number
}
/** What a scan and a reading of a paper came to; null where it was kept already. */
export type Examined = Result<LookedInto, PaperRefusal> | null
type Declared = { readonly type: string; readonly name: string; readonly size: number; readonly digest: string }

const no = (code: PaperRefusal, at: string, params: Readonly<Record<string, string>> = {}) =>
  refuse(refusal(code, at, params))
const digestOf = (bytes: Uint8Array): string => `sha256:${sha256Hex(bytes)}`

export function makePaperService({ workers, scan, retentionYears }: PaperParts) {
  const shown = (paper: store.Paper): PaperShown => ({
    id: paper.id,
    case_id: paper.caseId,
    type: paper.type,
    name: paper.name,
    state: paper.state,
    media_type: paper.mediaType,
    pages: paper.pages,
    size: paper.declaredSize,
    digest: paper.declaredDigest,
    refusal: paper.refusal,
    keep_until: paper.keepUntil,
    parts: paper.parts.map(one => ({ ...one })),
  })
  const standing = (actor: Actor, subject: store.CaseOfPaper) => relationsTo(actor, { ...subject, preparedBy: [] })

  async function granted(
    tx: Tx,
    actor: Actor,
    action: Action,
    id: string,
    isForChange = false,
  ): Promise<Result<store.Paper>> {
    const paper = await store.paperBy(tx, id, isForChange)
    const subject = paper && (await store.caseOf(tx, paper.caseId))
    if (paper === undefined || subject === undefined) return no('paper_unknown', 'paper_id', { value: id })
    const allowed = may(actor, action, standing(actor, subject))
    if (allowed.ok) return ok(paper)
    return allowed.refusals[0]?.code === 'subject_missing' ? no('paper_unknown', 'paper_id', { value: id }) : allowed
  }
  async function again(tx: Tx, id: string): Promise<PaperShown> {
    const paper = await store.paperBy(tx, id)
    if (paper === undefined) throw new Error(`paper ${id} was written and is not there`)
    return shown(paper)
  }

  /** The bytes of a paper that is being received, once they are all there and those that were declared. */
  async function whole(tx: Tx, paper: store.Paper): Promise<Result<Uint8Array>> {
    const { id, state, parts, declaredSize, declaredDigest } = paper
    if (state !== 'receiving') return no('paper_not_receiving', 'paper_id', { value: state })
    const gap = parts.findIndex((one, at) => one.part !== at)
    const size = parts.reduce((sum, one) => sum + one.size, 0)
    if (gap >= 0 || size !== declaredSize)
      return no('paper_incomplete', 'parts', {
        value: gap >= 0 ? `part ${gap} is missing` : String(size),
        limit: String(declaredSize),
      })
    const bytes = await store.bytesOf(tx, id)
    const digest = digestOf(bytes)
    return digest === declaredDigest
      ? ok(bytes)
      : no('paper_digest_differs', 'digest', { value: digest, limit: declaredDigest })
  }

  /** What is wrong with a whole paper, or what it is. */
  async function looked(bytes: Uint8Array): Promise<Result<LookedInto, PaperRefusal>> {
    const scanned = await scan(bytes)
    if (scanned === 'infected') return no('paper_infected', 'content')
    if (scanned === 'unavailable') return no('paper_scan_unavailable', 'content')
    try {
      return await workers.run(bytes)
    } catch {
      // The thread ran out of its memory or its time over it.
      return no('paper_bomb', 'content', { reason: 'it took more memory or time than a paper is given' })
    }
  }

  return {
    /** Announces a paper of a case. */
    async declare(tx: Tx, actor: Actor, caseId: string, declared: Declared): Promise<Result<PaperShown>> {
      const subject = await store.caseOf(tx, caseId)
      if (subject === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'paper.upload', standing(actor, subject))
      if (!allowed.ok) return allowed
      const id = uuid7()
      await store.insertPaper(tx, { id, caseId, ...declared, name: cleanedName(declared.name), by: actor.person })
      await audited(tx, actor, {
        action: 'paper.upload',
        subject: `paper:${id}`,
        detail: { case: caseId, digest: declared.digest },
      })
      return ok(await again(tx, id))
    },

    /** Takes a part, in any order; the same part sent again takes the place of itself. */
    async receive(tx: Tx, actor: Actor, id: string, part: number, bytes: Uint8Array): Promise<Result<PaperShown>> {
      const found = await granted(tx, actor, 'paper.upload', id, true)
      if (!found.ok) return found
      const { state, parts, declaredSize } = found.value
      if (bytes.length > PART_BYTES_MAX || bytes.length === 0)
        return no('paper_part_too_long', 'part', { value: String(bytes.length), limit: `1 to ${PART_BYTES_MAX} bytes` })
      if (state !== 'receiving') return no('paper_not_receiving', 'paper_id', { value: state })
      const others = parts.filter(one => one.part !== part).reduce((sum, one) => sum + one.size, 0)
      if (others + bytes.length > declaredSize)
        return no('paper_longer_than_declared', 'part', {
          value: String(others + bytes.length),
          limit: String(declaredSize),
        })
      await store.putPart(tx, id, part, bytes)
      return ok(await again(tx, id))
    },

    /**
     * What has to be asked of a paper before it can be completed: a scan and a reading of its bytes, done while no
     * transaction is open. Nothing is written by it: cut off, the paper is as it was, and completed by asking again.
     */
    async examine(tx: Tx, actor: Actor, id: string): Promise<Result<() => Promise<Examined>>> {
      const found = await granted(tx, actor, 'paper.upload', id)
      if (!found.ok) return found
      if (found.value.state === 'kept') return ok(async () => null)
      const bytes = await whole(tx, found.value)
      if (!bytes.ok) return bytes
      return ok(() => looked(bytes.value))
    },

    /**
     * Completes a paper: kept as evidence where it is whole, what it was said to be, of a kind that is taken, and
     * clean; else refused for good, its bytes gone and the reason kept. An incomplete one stays open.
     *
     * @param examined what `examine` came to; it is of the bytes of the declared digest, and so must these be, whatever
     *                 was sent meanwhile
     */
    async complete(tx: Tx, actor: Actor, id: string, examined: Examined, now: Date): Promise<Result<PaperShown>> {
      const found = await granted(tx, actor, 'paper.upload', id, true)
      if (!found.ok) return found
      const paper = found.value
      if (paper.state === 'kept') return ok(shown(paper))
      const bytes = await whole(tx, paper)
      if (!bytes.ok) return bytes
      // It was kept when it was examined, and is not now: nobody has looked at these bytes.
      if (examined === null) return no('paper_not_receiving', 'paper_id', { value: paper.state })
      if (!examined.ok && examined.refusals[0]?.code === 'paper_scan_unavailable') return examined
      const [digest, size] = [paper.declaredDigest, paper.declaredSize]
      if (examined.ok) {
        const { kind, pages } = examined.value
        const found = { mediaType: MEDIA_TYPES[kind], name: namedAs(paper.name, kind), size, digest, pages }
        await store.keep(tx, id, found, now)
      } else
        await store.markRefused(
          tx,
          id,
          [examined.refusals[0]?.code, examined.refusals[0]?.params['reason']]
            .filter(one => one !== undefined)
            .join(': '),
        )
      await audited(tx, actor, {
        action: 'paper.upload',
        subject: `paper:${id}`,
        detail: { digest, outcome: examined.ok ? 'kept' : (examined.refusals[0]?.code ?? 'refused') },
      })
      return ok(await again(tx, id))
    },

    async read(tx: Tx, actor: Actor, id: string): Promise<Result<PaperShown>> {
      const found = await granted(tx, actor, 'paper.read', id)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'paper.read', subject: `paper:${id}` })
      return ok(shown(found.value))
    },

    /** Papers of a case: one more than the limit where there are more. */
    async list(
      tx: Tx,
      actor: Actor,
      caseId: string,
      before: string | undefined,
      limit: number,
    ): Promise<Result<readonly PaperShown[]>> {
      const subject = await store.caseOf(tx, caseId)
      if (subject === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'paper.read', standing(actor, subject))
      if (!allowed.ok) return allowed
      await audited(tx, actor, { action: 'paper.read', subject: `case:${caseId}` })
      return ok((await store.papersBefore(tx, caseId, before, limit + 1)).map(shown))
    },

    /** The bytes of a kept paper, still those of its digest. */
    async download(
      tx: Tx,
      actor: Actor,
      id: string,
    ): Promise<Result<{ bytes: Uint8Array; mediaType: string; name: string }>> {
      const found = await granted(tx, actor, 'paper.read', id)
      if (!found.ok) return found
      const { state, mediaType, name, declaredDigest } = found.value
      if (state !== 'kept' || mediaType === null) return no('paper_not_kept', 'paper_id', { value: state })
      const bytes = await store.bytesOf(tx, id)
      if (digestOf(bytes) !== declaredDigest) throw new Error(`paper ${id} is no longer the one of its digest`)
      await audited(tx, actor, { action: 'paper.download', subject: `paper:${id}`, detail: { digest: declaredDigest } })
      return ok({ bytes, mediaType, name })
    },

    /** Erases a paper whose term is over, or that no decision rests on. */
    async erase(
      tx: Tx,
      actor: Actor,
      id: string,
      reason: string,
      now: Date,
      day: string,
      zone: string,
    ): Promise<Result<PaperShown>> {
      await store.retain(tx, retentionYears(day), zone)
      const found = await granted(tx, actor, 'paper.erase', id, true)
      if (!found.ok) return found
      const { state, keepUntil, declaredDigest } = found.value
      if (state === 'erased') return ok(shown(found.value))
      if (keepUntil !== null && keepUntil >= day)
        return no('paper_retained', 'paper_id', { value: day, limit: keepUntil })
      await store.erase(tx, id, now)
      await audited(tx, actor, {
        action: 'paper.erase',
        subject: `paper:${id}`,
        reason,
        detail: { digest: declaredDigest },
      })
      return ok(await again(tx, id))
    },

    /**
     * Erases a person: names, log-in and roles at once, papers at once or at the end of their term; no record
     * changes.
     */
    async erasePerson(tx: Tx, actor: Actor, person: string, reason: string, now: Date): Promise<Result<ErasedPerson>> {
      const allowed = may(actor, 'person.erase', 'none')
      if (!allowed.ok) return allowed
      if (person === actor.person) return refuse(refusal('own_membership_unchangeable', 'person_id'))
      const stays = (await isAdmin(tx, person, now)) ? await staysAdministered(tx, actor, person, now) : ok(true)
      if (!stays.ok) return stays
      const done = await store.erasePerson(tx, person, now)
      if (done === undefined) return no('person_unknown', 'person_id', { value: person })
      if (!done) return no('person_erased', 'person_id', { value: person })
      // Whoever erases reads no case; the names are taken out of all of them.
      const outcome = await asSystem(tx, actor, async () => {
        await store.forgetPasskeys(tx, person)
        const cases = await store.forgetInCases(tx, person)
        const papers = await store.papersOf(tx, person)
        const free = papers.filter(one => !one.isDecided)
        for (const { id } of free) await store.erase(tx, id, now)
        return { cases, papers_erased: free.length, papers_retained: papers.length - free.length }
      })
      await audited(tx, actor, { action: 'person.erase', subject: `person:${person}`, reason, detail: outcome })
      return ok({ person, ...outcome })
    },

    /** The daily job: terms set, papers past their day erased, papers never completed given up. Gives how many. */
    async endTerms(database: Database, now: Date, day: string, zone: string): Promise<number> {
      const actor = systemActor('papers.end_terms')
      return await database.transaction(actor, async tx => {
        await store.retain(tx, retentionYears(day), zone)
        const over = await store.ended(tx, day, earlier(now, RECEIVING_MS_MAX))
        for (const { id, state } of over) {
          if (state === 'kept') await store.erase(tx, id, now)
          else await store.markRefused(tx, id, 'paper_abandoned')
          await audited(tx, actor, {
            action: 'paper.erase',
            subject: `paper:${id}`,
            reason: state === 'kept' ? 'end of its term' : 'never completed',
          })
        }
        return over.length
      })
    },
  }
}
export type PaperService = ReturnType<typeof makePaperService>

/** A moment so many milliseconds before another. */
function earlier(moment: Date, ms: number): Date {
  const before = structuredClone(moment)
  before.setTime(moment.getTime() - ms)
  return before
}
