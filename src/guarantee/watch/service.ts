/**
 * Use cases of the watch: what is told of a guarantee is kept and looked at, signals and tasks are read, tasks done or
 * given to somebody else, and every night the guarantees that stand are looked at again. Whoever asks, it is the house
 * that looks: a bank tells, and learns nothing of what came of it.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import { isComputed, type WatchRules } from '../../decision/watch-rules.ts'
import type { WatchRole } from '../../decision/watch-schema.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { answersRead } from '../../party/answers.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { uuid7 } from '../../platform/ids.ts'
import { askedInTime, type Office, UNAVAILABLE } from '../../platform/offices/office.ts'
import { encode } from '../../rules/rows.ts'
import type { Asset } from '../../technology/schema.ts'
import { guaranteeOf, type KeptGuarantee } from '../store.ts'
import { arrearsReading, type CaseFigures, caseReadings } from './baseline.ts'
import type { Watching } from './looking.ts'
import type { Observation } from './readings.ts'
import type { WatchCode } from './refusals.ts'
import { rightsReadings } from './rights.ts'
import { BANK_SOURCE, OBSERVED_AT } from './schema.ts'
import { type Look, notKnownOn, signalsOn, stands, tasksOf } from './signals.ts'
import * as store from './store.ts'
import { type LookShown, shownLook } from './view.ts'

export type Moment = { readonly now: Date; readonly day: string }
type Parts = {
  readonly watchingOn: (day: string) => Result<Watching>
  readonly offices: readonly Office[]
}
type Told = {
  readonly as_of: string
  readonly source: (typeof OBSERVED_AT)[number] | typeof BANK_SOURCE
  readonly facts: Readonly<Record<string, string | boolean>>
}
/** A case as far as the watch reads it. */
type WatchedCase = CaseFigures & {
  readonly party: {
    readonly firm: {
      readonly id: string
      readonly legal_form: string
      readonly owners: readonly { readonly person: string }[]
    }
  }
  readonly technology: { readonly assets: readonly Asset[]; readonly relied_on: readonly string[] }
}
type Gathered = { readonly observations: readonly Observation[] }
type Found = {
  readonly kept: KeptGuarantee
  readonly content: WatchedCase
  readonly consent: string | null
  readonly told: readonly Observation[]
}

/** Changes shown beside the signals of a guarantee. */
const HISTORY = 100
const NOTHING: Gathered = { observations: [] }
/** Roles whose tasks are those of one office; the others act on all guarantees. */
const OF_OFFICE: readonly WatchRole[] = ['officer', 'branch_head']

const no = (code: WatchCode, at: string, params: Readonly<Record<string, string>> = {}) =>
  refuse(refusal(code, at, params))

/** What is wrong with the facts somebody tells, each named. */
function refusalsOf(told: Told, actor: Actor, rules: WatchRules): readonly Refusal[] {
  return Object.entries(told.facts).flatMap(([name, value]): readonly Refusal[] => {
    const at = `facts.${name}`
    const fact = rules.vocabulary.byName.get(name)
    if (fact === undefined) return [refusal('watch_fact_unknown', at, { value: name })]
    if (isComputed(fact)) return [refusal('watch_fact_computed', at, { value: name, limit: fact.source })]
    if (actor.kind === 'bank' && !rules.toldByBank.has(name))
      return [refusal('watch_fact_not_yours', at, { value: name, limit: [...rules.toldByBank].join(', ') })]
    const read = encode(fact, value, at)
    return read.ok ? [] : read.refusals
  })
}

export function makeWatchService({ watchingOn, offices }: Parts) {
  async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<KeptGuarantee>> {
    const kept = await guaranteeOf(tx, id)
    if (kept === undefined) return refuse(refusal('subject_missing'))
    const allowed = may(actor, action, relationsTo(actor, kept.subject))
    return allowed.ok ? ok(kept) : allowed
  }
  const isWatched = ({ life }: KeptGuarantee) => (store.WATCHED as readonly string[]).includes(life.state)

  /** Everything that was told of a guarantee, in the order of telling; read as the house. */
  async function found(tx: Tx, kept: KeptGuarantee, day: CalendarDate, watching: Watching): Promise<Found> {
    const { content: json, consent } = (await caseOf(tx, kept.caseId)) ?? {}
    const content = json as WatchedCase
    const begunOn = calendarDate(kept.begunOn)
    const month = await store.lastMonthOf(tx, kept.number, kept.subject.bank, day)
    const { firm } = content.party
    const relied = content.technology.assets.filter(one => content.technology.relied_on.includes(one.id))
    // What founders bring into a firm still to be founded is theirs: its title tells nothing of the firm.
    const assets = firm.legal_form === 'pre_startup' ? [] : relied
    const told = [
      ...caseReadings(content, begunOn),
      ...rightsReadings({ firm: firm.id, assets, begunOn }, watching.country, day, watching.rights),
      ...(month === undefined ? [] : [arrearsReading(month)]),
      ...(await store.observationsOf(tx, kept.id)),
    ]
    return { kept, content, consent: consent ?? null, told }
  }

  /** Keeps how a guarantee stands on a day, what changed and whose task that is. The watch is held. */
  async function keepLook(
    tx: Tx,
    actor: Actor,
    kept: KeptGuarantee,
    before: store.Watch,
    look: Look,
    at: Moment,
    watching: Watching,
  ) {
    const notKnown = look.signals.filter(one => one.outcome === 'not_known').length
    const { level, points, edition } = look
    const standing = look.signals.filter(stands).map(one => one.code)
    await store.keepWatch(tx, { ...before, looked_on: look.day, edition, level, points, standing, not_known: notKnown })
    const changed = (what: 'raised' | 'cleared') => (signal: string) => ({
      ...{ guarantee: kept.id, signal, what, day: look.day, edition, at: at.now.toISOString() },
    })
    await store.keepChanges(tx, [...look.raised.map(changed('raised')), ...look.cleared.map(changed('cleared'))])
    for (const { signal, role, dueOn } of tasksOf(look, watching.holidays)) {
      const holder = role === 'officer' ? kept.subject.holder : null
      const task = { id: uuid7(), guarantee: kept.id, signal, raised_on: look.day, role, holder, due_on: dueOn }
      await store.raiseTask(tx, task)
    }
    if (look.raised.length + look.cleared.length > 0)
      await audited(tx, actor, {
        action: 'watch.look',
        subject: `guarantee:${kept.id}`,
        detail: { day: look.day, edition, level, raised: [...look.raised], cleared: [...look.cleared] },
      })
  }

  /** Looks at a guarantee and keeps what is found, as the house. */
  async function lookAt(tx: Tx, actor: Actor, kept: KeptGuarantee, at: Moment, watching: Watching): Promise<Look> {
    const day = calendarDate(at.day)
    const before = await store.holdWatch(tx, kept.id)
    const { told } = await found(tx, kept, day, watching)
    const look = signalsOn(watching.rules, told, day, before.standing)
    await keepLook(tx, actor, kept, before, look, at, watching)
    return look
  }

  /** Asks the offices for what is not known, each in its time; no transaction is open meanwhile. */
  async function gathered(
    { kept, content, consent, told }: Found,
    day: CalendarDate,
    watching: Watching,
  ): Promise<Gathered> {
    if (kept.subject.isSandbox) return NOTHING
    const wanted = new Set(notKnownOn(watching.rules, told, day))
    const persons = [...new Set(content.party.firm.owners.map(one => one.person))]
    const answers = await Promise.all(
      offices.map(async office => {
        const facts = office.facts.filter(fact => wanted.has(fact))
        const isClosed = consent === null && watching.consentSources.includes(office.source)
        if (facts.length === 0 || isClosed) return []
        const answer = await askedInTime(office, { firm: content.party.firm.id, persons, facts, consent, day })
        return answersRead(office.source, facts, answer === UNAVAILABLE ? undefined : answer, consent, day)
      }),
    )
    const observations = answers
      .flat()
      .flatMap(({ fact, source, value, as_of, valid_until }): readonly Observation[] => {
        const declared = watching.rules.vocabulary.byName.get(fact)
        if (declared === undefined || value === null || as_of === null || valid_until === null) return []
        if (!encode(declared, value, fact).ok) return []
        return [{ fact, source, value, asOf: calendarDate(as_of), validUntil: calendarDate(valid_until) }]
      })
    return { observations }
  }

  /** A guarantee of the night: read, its offices asked, looked at once however many look. Whether this one looked. */
  async function lookAgain(
    database: Database,
    actor: Actor,
    id: string,
    at: Moment,
    watching: Watching,
  ): Promise<boolean> {
    const day = calendarDate(at.day)
    const before = await database.transaction(actor, async tx => {
      const kept = await guaranteeOf(tx, id)
      return kept === undefined ? undefined : await found(tx, kept, day, watching)
    })
    if (before === undefined) return false
    const { observations } = await gathered(before, day, watching)
    return await database.transaction(actor, async tx => {
      const watch = await store.holdWatch(tx, id)
      const kept = await guaranteeOf(tx, id)
      // Somebody else looked meanwhile, or it is over: what was answered is asked again when it is wanted.
      if (kept === undefined || !isWatched(kept) || (watch.asked_on ?? '') >= day) return false
      await store.keepObservations(tx, id, observations, { person: actor.person, at: at.now.toISOString() })
      await store.keepWatch(tx, { ...watch, asked_on: day })
      await lookAt(tx, actor, kept, at, watching)
      return true
    })
  }

  /** A task of a guarantee, held, that is still open. */
  async function openTask(tx: Tx, actor: Actor, action: Action, id: string, task: string) {
    const kept = await reached(tx, actor, action, id)
    if (!kept.ok) return kept
    const held = await asSystem(tx, actor, () => store.holdTask(tx, id, task))
    if (held === undefined) return no('watch_task_unknown', 'task_id', { value: task })
    if (held.done_on !== null) return no('watch_task_done', 'task_id', { value: held.done_on })
    return ok({ kept: kept.value, task: held })
  }

  return {
    /** Keeps what somebody read of a guarantee, and looks at it at once. */
    async tell(tx: Tx, actor: Actor, id: string, told: Told, at: Moment) {
      const kept = await reached(tx, actor, 'watch.tell', id)
      if (!kept.ok) return kept
      const watching = watchingOn(at.day)
      if (!watching.ok) return watching
      if (!isWatched(kept.value))
        return no('watch_over', 'guarantee_id', { value: kept.value.life.state, limit: store.WATCHED.join(', ') })
      if (told.as_of > at.day) return no('watch_day', 'as_of', { value: told.as_of, limit: `to ${at.day}` })
      const isBank = actor.kind === 'bank'
      if (isBank !== (told.source === BANK_SOURCE))
        return no('watch_source', 'source', {
          value: told.source,
          limit: isBank ? BANK_SOURCE : OBSERVED_AT.join(', '),
        })
      const wrong = refusalsOf(told, actor, watching.value.rules)
      if (wrong.length > 0) return { ok: false as const, refusals: wrong }
      const asOf = calendarDate(told.as_of)
      const observations = Object.entries(told.facts).map(([fact, value]) => ({
        ...{ fact, value, asOf, validUntil: null, source: told.source },
      }))
      const facts = Object.keys(told.facts).sort()
      await asSystem(tx, actor, async () => {
        // One after the other, so that the last told is the last read.
        await store.holdWatch(tx, id)
        await store.keepObservations(tx, id, observations, { person: actor.person, at: at.now.toISOString() })
        await lookAt(tx, actor, kept.value, at, watching.value)
      })
      const detail = { as_of: told.as_of, source: told.source, facts }
      await audited(tx, actor, { action: 'watch.tell', subject: `guarantee:${id}`, detail })
      return ok({ guarantee: id, as_of: told.as_of, facts })
    },

    /** How a guarantee stands on the day, every signal with what it read; that it was read is audited. */
    async signals(
      tx: Tx,
      actor: Actor,
      id: string,
      day: string,
    ): Promise<
      Result<{
        kept: KeptGuarantee
        shown: LookShown
        lookedOn: string | null
        history: Awaited<ReturnType<typeof store.changesOf>>
      }>
    > {
      const kept = await reached(tx, actor, 'watch.read', id)
      if (!kept.ok) return kept
      const watching = watchingOn(day)
      if (!watching.ok) return watching
      const watch = await store.watchOf(tx, id)
      const on = calendarDate(day)
      const { told } = await asSystem(tx, actor, () => found(tx, kept.value, on, watching.value))
      const look = signalsOn(watching.value.rules, told, on, watch?.standing ?? [])
      const history = await store.changesOf(tx, id, HISTORY)
      await audited(tx, actor, { action: 'watch.read', subject: `guarantee:${id}` })
      return ok({ kept: kept.value, shown: shownLook(look), lookedOn: watch?.looked_on ?? null, history })
    },

    /** Guarantees under watch as they were last looked at, the gravest first. */
    async list(tx: Tx, actor: Actor, page: Omit<store.WatchListing, 'isSandboxOnly'>) {
      const allowed = may(actor, 'watch.list', 'none')
      if (!allowed.ok) return allowed
      const { level, office } = page
      const detail = { level: level ?? null, office: office ?? null }
      await audited(tx, actor, { action: 'watch.list', subject: 'watch', detail })
      return ok(await store.watches(tx, { ...page, isSandboxOnly: actor.isSandbox }))
    },

    /** Open tasks, the soonest due first: one's own, or all that the reader sees. */
    async tasks(
      tx: Tx,
      actor: Actor,
      { now, day }: Moment,
      page: Pick<store.TaskListing, 'after' | 'limit'> & { readonly isMine: boolean },
    ) {
      const allowed = may(actor, 'watch.list', 'none')
      if (!allowed.ok) return allowed
      const { isMine, ...rest } = page
      const persons = [actor.person, ...Object.values(actor.delegations)]
      const mine = isMine ? { persons, roles: actor.roles } : undefined
      await audited(tx, actor, { action: 'watch.list', subject: 'watch:tasks', detail: { is_mine: isMine } })
      return ok(await store.tasks(tx, { ...rest, mine, now, day, isSandboxOnly: actor.isSandbox }))
    },

    /** Ends a task with what was done: by whom it lies with, else by somebody of its role. The signal stands on. */
    async done(tx: Tx, actor: Actor, of: { readonly id: string; readonly task: string }, note: string, at: Moment) {
      const open = await openTask(tx, actor, 'watch.task', of.id, of.task)
      if (!open.ok) return open
      const { kept, task: held } = open.value
      const { holder, role } = await asSystem(tx, actor, () =>
        store.taskLiesWith(tx, held, kept.subject.office, at.now),
      )
      const persons = [actor.person, ...Object.values(actor.delegations)]
      const isTheirs = holder === null ? actor.roles.includes(role) : persons.includes(holder)
      if (!isTheirs) return no('watch_task_not_yours', 'task_id', { value: holder ?? role })
      const row = { done_on: at.day, done_by: actor.person, note }
      const task = await asSystem(tx, actor, () => store.changeTask(tx, of.task, row))
      const detail = { task: of.task, signal: task.signal }
      await audited(tx, actor, { action: 'watch.task', subject: `guarantee:${of.id}`, detail })
      return ok(task)
    },

    /** Gives a task to somebody who holds its role: of an office's roles, in the office of the guarantee. */
    async reassign(
      tx: Tx,
      actor: Actor,
      of: { readonly id: string; readonly task: string },
      body: { readonly holder: string; readonly reason: string },
      at: Moment,
    ) {
      const open = await openTask(tx, actor, 'watch.reassign', of.id, of.task)
      if (!open.ok) return open
      const { kept, task } = open.value
      const office = OF_OFFICE.includes(task.role) ? kept.subject.office : null
      const who = { person: body.holder, role: task.role, office, now: at.now }
      if (!(await asSystem(tx, actor, () => store.holdsRole(tx, who))))
        return no('watch_holder', 'holder', { value: body.holder, limit: `${task.role} of ${office ?? 'the agency'}` })
      const changed = await asSystem(tx, actor, () => store.changeTask(tx, task.id, { holder: body.holder }))
      const detail = { task: task.id, from: task.holder, to: body.holder }
      await audited(tx, actor, {
        ...{ action: 'watch.reassign', subject: `guarantee:${of.id}`, reason: body.reason, detail },
      })
      return ok(changed)
    },

    /**
     * The job of a night: guarantees that stand are looked at again, those it left for longest first, as many as
     * the edition says. Each in transactions of its own; one that fails keeps no other back, and is told at the end.
     * Done twice, or in two processes at once, each is looked at once a day.
     * @returns how many were looked at
     */
    async night(database: Database, at: Moment): Promise<number> {
      const actor = systemActor(`watch.night:${at.day}`)
      const watching = watchingOn(at.day)
      if (!watching.ok) throw new Error(`watch of ${at.day}: ${watching.refusals[0]?.code}`)
      const { looksPerNight } = watching.value.rules
      const due = await database.transaction(actor, tx => store.dueForLook(tx, calendarDate(at.day), looksPerNight))
      const failed: unknown[] = []
      let looked = 0
      for (const id of due)
        try {
          if (await lookAgain(database, actor, id, at, watching.value)) looked += 1
        } catch (problem) {
          failed.push(problem)
        }
      if (failed.length > 0) throw new AggregateError(failed, `${failed.length} guarantees were not looked at`)
      return looked
    },
  }
}
export type Task = store.Task
export type WatchService = ReturnType<typeof makeWatchService>
