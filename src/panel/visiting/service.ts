/** Use cases of a visit to the place of business: kept by itself, before anything is signed on it, and read. */
import type { Actor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { decide } from '../../application/life.ts'
import { digestsOf } from '../../application/papers/store.ts'
import { caseOf, type Kept } from '../../application/store.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { type Readable, readable } from '../marking/pins.ts'
import type { SignedSheet } from '../schema.ts'
import { atWorkSince, type KeptVisit, keepVisit, personsKnown, visitsOf } from './store.ts'
import { type VisitGiven, visitRefusals } from './visit.ts'

type Moment = { readonly now: Date; readonly day: string }
type Given = Omit<VisitGiven, 'place'> & { readonly place: string | null }
type Papers = ReadonlyMap<string, Readable>

async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

/** People the case itself names: those its names stand for, and the owners of the firm. */
const personsNamed = ({ names, content }: Kept): ReadonlySet<string> => {
  const { owners } = (content as { party: { firm: { owners: readonly { person: string }[] } } }).party.firm
  return new Set([...Object.keys(names as Readonly<Record<string, unknown>>), ...owners.map(owner => owner.person)])
}

export function makeVisitingService({ uuid }: { readonly uuid: () => string }) {
  async function amiss(
    tx: Tx,
    kept: Kept,
    visit: Given,
    papers: Papers,
    day: string,
    at: string,
  ): Promise<readonly Refusal[]> {
    const [named, known, since] = [
      personsNamed(kept),
      await personsKnown(tx, visit.persons),
      await atWorkSince(tx, kept.id),
    ]
    return visitRefusals(
      visit,
      {
        day,
        since,
        isPersonKnown: person => known.has(person) || named.has(person),
        isPaper: digest => papers.get(digest)?.isWithdrawn === false,
      },
      at,
    )
  }

  async function kept(tx: Tx, actor: Actor, id: string, visit: Given, now: Date): Promise<KeptVisit> {
    const made = { ...visit, id: uuid(), recorded_by: actor.person, recorded_at: now.toISOString() }
    await keepVisit(tx, id, made)
    const detail = { visit: made.id, visited_on: made.visited_on, digest: digestOf(made as unknown as Json) }
    await audited(tx, actor, { action: 'site_visit.record', subject: `case:${id}`, detail })
    return made
  }

  return {
    /** Keeps a visit by itself, by an appraiser who may still sign. */
    async record(tx: Tx, actor: Actor, id: string, visit: VisitGiven, at: Moment): Promise<Result<KeptVisit>> {
      const of = await reached(tx, actor, 'site_visit.record', id)
      if (!of.ok) return of
      const open = decide(of.value.life, { type: 'sign_sheet', isLast: false })
      if (!open.ok) return open
      const { content } = of.value
      const papers = readable(await digestsOf(tx, id), JSON.stringify(content).match(/sha256:[0-9a-f]{64}/g) ?? [])
      const found = await amiss(tx, of.value, visit, papers, at.day, '')
      return found.length > 0 ? refuse(...found) : ok(await kept(tx, actor, id, visit, at.now))
    },

    async list(tx: Tx, actor: Actor, id: string): Promise<Result<readonly KeptVisit[]>> {
      const of = await reached(tx, actor, 'site_visit.read', id)
      if (!of.ok) return of
      await audited(tx, actor, { action: 'site_visit.read', subject: `case:${id}` })
      return ok(await visitsOf(tx, id))
    },

    /**
     * The visit a sheet is signed on: one told with it, which is kept as any other, or the last one kept since this
     * panel is at work; null where there is none.
     */
    async told(
      tx: Tx,
      actor: Actor,
      whole: Kept,
      told: SignedSheet['site_visit'] | undefined,
      papers: Papers,
      { now, day }: Moment,
    ): Promise<Result<SignedSheet['site_visit'] | null>> {
      if (told === undefined) {
        const visits = await visitsOf(tx, whole.id, await atWorkSince(tx, whole.id))
        const last = visits.filter(one => one.visited_on <= day).at(-1)
        return ok(last === undefined ? null : siteVisitOf(last))
      }
      const found = await amiss(tx, whole, { ...told, place: null }, papers, day, 'site_visit.')
      if (found.length > 0) return refuse(...found)
      await kept(tx, actor, whole.id, { ...told, place: null }, now)
      return ok(told)
    },
  }
}
export type VisitingService = ReturnType<typeof makeVisitingService>

const siteVisitOf = ({ visited_on, persons, photographs }: KeptVisit): NonNullable<SignedSheet['site_visit']> => ({
  visited_on,
  persons: [...persons],
  photographs: [...photographs],
})
