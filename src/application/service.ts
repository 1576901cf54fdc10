/** Use cases of a case that need no rules: list, read, accept it, ask for a person, gather facts. */

import type { Actor } from '../access/actor.ts'
import { type Action, hiddenFields, may, relationsTo } from '../access/table.ts'
import { promised, promiseOf } from '../kernel/promise.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Answered, answersRead } from '../party/answers.ts'
import { audited } from '../platform/audit/entry.ts'
import type { Database, Tx } from '../platform/db/database.ts'
import { askedInTime, type Office, UNAVAILABLE } from '../platform/offices/office.ts'
import { type GatheredFact, gatheredOf, keepGathered, readingsOf } from './facts/store.ts'
import type { State } from './life.ts'
import { caseOf, casesOf, done, eventsOf, holdCase, type Kept, type Listed } from './store.ts'

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

/** What the offices are to be asked for a case: what was read of it, in a transaction that has ended. */
export type Asking = {
  readonly id: string
  readonly version: number
  /** Readings that were there. */
  readonly readings: number
  readonly content: Content
  readonly consent: string | null
  readonly isSandbox: boolean
  readonly day: string
  /** Facts and their sources, or everything. */
  readonly only: ReadonlySet<string> | undefined
}
/** What they answered, not yet kept. */
export type Asked = Pick<Asking, 'id' | 'version' | 'readings'> & { readonly answers: readonly Answered[] }

/** While a case is in the agency's hands and not decided. */
const GATHERING: readonly State[] = [
  'accepted',
  'assigned',
  'consensus',
  'marked',
  'recommended',
  'reviewed',
  'referred',
]
const placeOf = (one: { readonly fact: string; readonly source: string }): string => `${one.fact} ${one.source}`
const isOpen = (one: GatheredFact): boolean => one.state === 'unavailable'

/** The case where facts may be gathered for it. */
async function gatherable(tx: Tx, actor: Actor, id: string): Promise<Result<Kept>> {
  const kept = await reached(tx, actor, 'facts.gather', id)
  if (!kept.ok) return kept
  const { state } = kept.value.life
  return GATHERING.includes(state)
    ? kept
    : refuse(refusal('case_state', 'state', { value: state, limit: 'accepted to referred' }))
}

export function makeApplicationService({ offices, uuid, chance, retryLater }: Dependencies) {
  /** What the offices are to be told; `isRetry`: only of what they did not answer. */
  async function asking(tx: Tx, kept: Kept, day: string, isRetry: boolean): Promise<Asking> {
    const only = isRetry ? new Set((await gatheredOf(tx, kept.id)).filter(isOpen).map(placeOf)) : undefined
    return {
      id: kept.id,
      version: kept.life.version,
      readings: await readingsOf(tx, kept.id),
      content: kept.content as Content,
      consent: kept.consent,
      isSandbox: kept.subject.isSandbox,
      day,
      only,
    }
  }

  /** Asks every office at once, each in its time. No transaction is open meanwhile: an office may be slow. */
  async function asked({ content, consent, day, only, ...of }: Asking): Promise<Asked> {
    const { id, version, readings } = of
    if (of.isSandbox) return { id, version, readings, answers: playedAnswers(content, day) }
    const question = {
      firm: content.party.firm.id,
      persons: [...new Set(content.party.firm.owners.map(owner => owner.person))],
      consent,
      day,
    }
    const answers = await Promise.all(
      offices.map(async office => {
        const { source } = office
        const facts = office.facts.filter(fact => only === undefined || only.has(placeOf({ fact, source })))
        if (facts.length === 0) return []
        const answer = await askedInTime(office, { ...question, facts })
        return answersRead(source, facts, answer === UNAVAILABLE ? undefined : answer, consent, day)
      }),
    )
    return { id, version, readings, answers: answers.flat() }
  }

  /** Keeps what was answered of the case as it was asked about; where others kept readings meanwhile, theirs stand. */
  async function keep(
    tx: Tx,
    actor: Actor,
    { id, version, readings, answers }: Asked,
    now: Date,
    isRetry: boolean,
  ): Promise<Result<readonly GatheredFact[]>> {
    await holdCase(tx, id)
    const found = await gatherable(tx, actor, id)
    if (!found.ok) return found
    if (found.value.life.version !== version) return refuse(refusal('changed_meanwhile'))
    if ((await readingsOf(tx, id)) === readings) {
      const open = new Map((await gatheredOf(tx, id)).filter(isOpen).map(one => [placeOf(one), one.attempts]))
      const rows = answers.map(one => {
        const attempts = one.state === 'unavailable' ? (open.get(placeOf(one)) ?? 0) + 1 : 1
        return { ...one, attempts }
      })
      await keepGathered(tx, id, { id: uuid(), readings: rows }, now.toISOString())
      if (!isRetry && rows.some(one => one.state === 'unavailable')) await retryLater(tx, id)
    }
    const all = await gatheredOf(tx, id)
    await audited(tx, actor, { action: 'facts.gather', subject: `case:${id}`, detail: tally(all) })
    return ok(all)
  }

  return {
    async list(
      tx: Tx,
      actor: Actor,
      page: { readonly limit: number; readonly before?: string; readonly state?: string; readonly office?: string },
    ) {
      const allowed = may(actor, 'case.list', 'none')
      if (!allowed.ok) return allowed
      const rows: Listed[] = []
      let { before } = page
      // Rows that the actor's rows show and the table does not grant are passed over, and the page filled up.
      for (;;) {
        const wanted = { ...page, ...(before === undefined ? {} : { before }), limit: page.limit + 1 }
        const found = await casesOf(tx, wanted, actor.isSandbox)
        for (const { shown, subject } of found)
          if (rows.length <= page.limit && may(actor, 'case.read', relationsTo(actor, subject)).ok) rows.push(shown)
        if (rows.length > page.limit || found.length <= page.limit) break
        before = found.at(-1)?.shown.id
      }
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

    /** Fields of a case that its reader may not read now. */
    hiddenFrom: (actor: Actor, { life, subject, signedBy }: Kept) =>
      hiddenFields(actor, {
        state: life.state,
        isAssigned: subject.appraisers.includes(actor.person),
        hasSignedOwn: signedBy.includes(actor.person),
      }),

    async events(tx: Tx, actor: Actor, id: string) {
      const kept = await reached(tx, actor, 'case.read', id)
      if (!kept.ok) return kept
      await audited(tx, actor, { action: 'case.read', subject: `case:${id}`, detail: 'events' })
      return ok({ kept: kept.value, events: await eventsOf(tx, id) })
    },

    /** Takes a case into the office's care; its draw is promised from here on by the digest of a seed. */
    async accept(tx: Tx, actor: Actor, id: string, now: Date, day?: string): Promise<Result<Kept>> {
      const kept = await reached(tx, actor, 'case.accept', id)
      if (!kept.ok) return kept
      const drawSeed = promised(chance())
      const body = { commitment: promiseOf(drawSeed), ...(day === undefined ? {} : { day }) }
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

    /** What to ask the offices; then `asked`, outside of any transaction; then `gather`, in another one. */
    async toGather(tx: Tx, actor: Actor, id: string, day: string): Promise<Result<Asking>> {
      const found = await gatherable(tx, actor, id)
      return found.ok ? ok(await asking(tx, found.value, day, false)) : found
    },

    asked,

    /**
     * Keeps what the offices answered; one that did not leaves its facts unknown, recorded, and asked again later.
     * Errors: `case_state`, `changed_meanwhile` where the case is no longer the one that was asked about.
     */
    gather: (tx: Tx, actor: Actor, given: Asked, now: Date): Promise<Result<readonly GatheredFact[]>> =>
      keep(tx, actor, given, now, false),

    /**
     * The job behind `retryLater`: only what was unavailable, and only while the case waits for it. Asks between two
     * transactions; open where an office still gives no answer, or the case changed and is to be asked about anew.
     */
    async retry(
      database: Database,
      actor: Actor,
      id: string,
      at: Moment,
    ): Promise<Result<{ readonly isOpen: boolean }>> {
      const again = await database.transaction(actor, async (tx): Promise<Result<Asking>> => {
        const found = await gatherable(tx, actor, id)
        return found.ok ? ok(await asking(tx, found.value, at.day, true)) : found
      })
      if (!again.ok) return isOver(again) ? ok({ isOpen: false }) : again
      if (again.value.only?.size === 0) return ok({ isOpen: false })
      const answered = await asked(again.value)
      const done = await database.transaction(
        actor,
        tx => keep(tx, actor, answered, at.now, true),
        result => result.ok,
      )
      if (done.ok) return ok({ isOpen: done.value.some(isOpen) })
      if (isOver(done)) return ok({ isOpen: false })
      return done.refusals[0]?.code === 'changed_meanwhile' ? ok({ isOpen: true }) : done
    },
  }
}
export type ApplicationService = ReturnType<typeof makeApplicationService>

/** The case waits for no facts any more. */
const isOver = (result: Result<unknown>): boolean => !result.ok && result.refusals[0]?.code === 'case_state'

const tally = (facts: readonly GatheredFact[]) => ({
  known: facts.filter(one => one.state === 'known').length,
  unavailable: facts.filter(one => one.state === 'unavailable').length,
})

const personOf = (actor: Actor): string | null => (actor.kind === 'agency' ? actor.person : null)
