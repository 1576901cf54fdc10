/** Use cases of a case that need no rules: list, read, accept it, ask for a person, gather facts. */

import { sha256Hex } from '#sha256'
import type { Actor } from '../access/actor.ts'
import { type Action, may, relationsTo } from '../access/table.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Answered, answersRead } from '../party/answers.ts'
import { audited } from '../platform/audit/entry.ts'
import type { Tx } from '../platform/db/database.ts'
import { type Office, UNAVAILABLE } from '../platform/offices/office.ts'
import { caseOf, casesOf, done, eventsOf, type GatheredFact, gatheredOf, type Kept, keepGathered } from './store.ts'

export type Moment = { readonly now: Date; readonly day: string }

type Dependencies = {
  readonly offices: readonly Office[]
  readonly uuid: () => string
  /** 32 bytes of chance as hexadecimal: the seed of a draw. */
  readonly chance: () => string
  /** Asks for a later try in the transaction of this one. */
  readonly retryLater: (tx: Tx, caseId: string) => Promise<void>
}

/** The case where the actor may do this to it; what the actor may not see is missing. */
async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Kept>> {
  const kept = await caseOf(tx, id)
  if (kept === undefined) return refuse(refusal('subject_missing'))
  const allowed = may(actor, action, relationsTo(actor, kept.subject))
  return allowed.ok ? ok(kept) : allowed
}

type Content = {
  readonly party: {
    readonly firm: { readonly id: string; readonly owners: readonly { readonly person: string }[] }
    readonly exclusion_facts: readonly Reading[]
  }
}
type Reading = {
  readonly fact: string
  readonly value: boolean | string
  readonly source: string
  readonly as_of: string
  readonly valid_until: string
  readonly consent: string | null
}

/** In the sandbox the offices answer today what the case itself says: an integrator chooses what is found. */
const playedAnswers = (content: Content, day: string): Answered[] => {
  const newest = new Map<string, Reading>()
  for (const one of content.party.exclusion_facts) newest.set(`${one.fact} ${one.source}`, one)
  return [...newest.values()].map(one => ({ ...one, state: 'known', as_of: day, valid_until: day }))
}

export function makeApplicationService({ offices, uuid, chance, retryLater }: Dependencies) {
  /** Every office asked at once; each bounds its own time. */
  async function asked(kept: Kept, day: string, facts?: ReadonlySet<string>): Promise<Answered[]> {
    const content = kept.content as Content
    if (kept.subject.isSandbox) return playedAnswers(content, day)
    const question = {
      firm: content.party.firm.id,
      persons: [...new Set(content.party.firm.owners.map(owner => owner.person))],
      consent: kept.consent,
      day,
    }
    const answers = await Promise.all(
      offices.map(async office => {
        const wanted = office.facts.filter(fact => facts === undefined || facts.has(`${fact} ${office.source}`))
        if (wanted.length === 0) return []
        const answer = await office.ask({ ...question, facts: wanted })
        return answersRead(office.source, wanted, answer === UNAVAILABLE ? undefined : answer, kept.consent, day)
      }),
    )
    return answers.flat()
  }

  async function gathered(
    tx: Tx,
    kept: Kept,
    { now, day }: Moment,
    isRetry: boolean,
  ): Promise<readonly GatheredFact[]> {
    const before = await gatheredOf(tx, kept.id)
    const open = before.filter(one => one.state === 'unavailable')
    const facts = isRetry ? new Set(open.map(one => `${one.fact} ${one.source}`)) : undefined
    const answers = await asked(kept, day, facts)
    const readings = answers.map(one => {
      const earlier = open.find(other => other.fact === one.fact && other.source === one.source)
      return { ...one, id: uuid(), attempts: one.state === 'unavailable' ? (earlier?.attempts ?? 0) + 1 : 1 }
    })
    await keepGathered(tx, kept.id, readings, now.toISOString())
    if (!isRetry && readings.some(one => one.state === 'unavailable')) await retryLater(tx, kept.id)
    return gatheredOf(tx, kept.id)
  }

  return {
    async list(
      tx: Tx,
      actor: Actor,
      page: { readonly limit: number; readonly before?: string; readonly state?: string; readonly office?: string },
    ) {
      const allowed = may(actor, 'case.list', 'none')
      if (!allowed.ok) return allowed
      const rows = await casesOf(tx, { ...page, limit: page.limit + 1 }, actor.isSandbox)
      await audited(tx, actor, {
        action: 'case.list',
        subject: 'cases',
        detail: rows.slice(0, page.limit).map(row => row.id),
      })
      return ok(rows)
    },

    async read(tx: Tx, actor: Actor, id: string): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.read', id)
      if (kept.ok) await audited(tx, actor, { action: 'case.read', subject: `case:${id}` })
      return kept
    },

    async events(tx: Tx, actor: Actor, id: string) {
      const kept = await reached(tx, actor, 'case.read', id)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'case.read', subject: `case:${id}`, detail: 'events' })
      return ok({ kept: kept.value, events: await eventsOf(tx, id) })
    },

    /** Takes a case into the office's care; its draw is promised from here on by the digest of a seed. */
    async accept(tx: Tx, actor: Actor, id: string, now: Date): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.accept', id)
      if (!kept.ok) return kept
      const drawSeed = chance()
      const body = { commitment: `sha256:${sha256Hex(drawSeed)}` }
      const after = await done(tx, actor.person, kept.value, { type: 'accept' }, now, {
        body,
        drawSeed,
        holder: personOf(actor),
      })
      if (after.ok) await audited(tx, actor, { action: 'case.accept', subject: `case:${id}`, detail: body })
      return after
    },

    async askPerson(tx: Tx, actor: Actor, id: string, reason: string, now: Date): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.ask_person', id)
      if (!kept.ok) return kept
      const after = await done(tx, actor.person, kept.value, { type: 'ask_person' }, now, { body: { reason } })
      if (after.ok) await audited(tx, actor, { action: 'case.ask_person', subject: `case:${id}` })
      return after
    },

    async facts(tx: Tx, actor: Actor, id: string): Promise<Result<readonly GatheredFact[]>> {
      const kept = await reached(tx, actor, 'facts.read', id)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'facts.read', subject: `case:${id}` })
      return ok(await gatheredOf(tx, id))
    },

    /** Asks every office; an office that does not answer leaves its facts unknown, recorded, and asked again later. */
    async gather(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<readonly GatheredFact[]>> {
      const kept = await reached(tx, actor, 'facts.gather', id)
      if (!kept.ok) return kept
      const { state } = kept.value.life
      if (['drafted', 'submitted', 'approved', 'declined', 'noticed', 'withdrawn'].includes(state))
        return refuse(refusal('case_state', 'state', { value: state, limit: 'accepted to referred' }))
      const found = await gathered(tx, kept.value, at, false)
      await audited(tx, actor, { action: 'facts.gather', subject: `case:${id}`, detail: tally(found) })
      return ok(found)
    },

    /** The job behind `retryLater`: only what was unavailable, and only while the case waits for it. */
    async retry(tx: Tx, actor: Actor, id: string, at: Moment): Promise<Result<{ readonly isOpen: boolean }>> {
      const kept = await reached(tx, actor, 'facts.gather', id)
      if (!kept.ok) return kept
      if (!['accepted', 'assigned', 'marked', 'recommended', 'reviewed', 'referred'].includes(kept.value.life.state))
        return ok({ isOpen: false })
      const found = await gathered(tx, kept.value, at, true)
      await audited(tx, actor, { action: 'facts.gather', subject: `case:${id}`, detail: tally(found) })
      return ok({ isOpen: found.some(one => one.state === 'unavailable') })
    },
  }
}
export type ApplicationService = ReturnType<typeof makeApplicationService>

const tally = (facts: readonly GatheredFact[]) => ({
  known: facts.filter(one => one.state === 'known').length,
  unavailable: facts.filter(one => one.state === 'unavailable').length,
})

const personOf = (actor: Actor): string | null => (actor.kind === 'agency' ? actor.person : null)
