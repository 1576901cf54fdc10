/**
 * Use cases of the roster: register, certify, renew, suspend, move; declare interests and write down what was learned.
 * Who registers does not certify; an appraiser declares for themselves alone, and nobody changes their own standing.
 */
import { type Actor, delegatorsOf } from '../../access/actor.ts'
import { type Action, may, type Standing as Relations } from '../../access/table.ts'
import { addDays, addMonths, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { staleVersion, versionHeld } from '../../platform/http/version.ts'
import type { Certificate, Field, RosterEdition } from './edition.ts'
import type { RosterCode } from './refusals.ts'
import type { CourseGiven, InterestGiven } from './schema.ts'
import { roomOf, type Standing, type Suspension, standingOf } from './standing.ts'
import * as store from './store.ts'

export type RosterParts = {
  /** The part of rules/panel in force on a day. */
  readonly rulesOn: (day: string) => Result<RosterEdition>
  readonly uuid: () => string
}
/** When it is, and the version of what is changed as it was read. */
export type Changing = { readonly day: string; readonly ifMatch: number | undefined }

/** Somebody on the roster with how they stand. */
export type Shown = store.Rostered & { readonly standing: Standing; readonly room: number }

const no = (code: RosterCode, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<RosterCode>(refusal(code, at, params))
export const subjectOf = (person: string): string => `appraiser:${person}`

/** How somebody stands to an appraiser: it is they themselves, or it is not; nobody of the sandbox reaches any. */
const relationTo = (actor: Actor, person: string): Relations => ({
  relations: actor.person === person ? ['own'] : [],
  isOwnWork: false,
  isOutOfBounds: actor.isSandbox,
})

/** Whether what is done to an appraiser is done to the actor, or to whoever lent them the power to. */
const isOneself = (actor: Actor, person: string): boolean => [actor.person, ...delegatorsOf(actor)].includes(person)

/** An appraiser the actor may do this to; one they may not even see is missing. */
export async function reached(tx: Tx, actor: Actor, action: Action, person: string): Promise<Result<store.Rostered>> {
  const granted = may(actor, action, relationTo(actor, person))
  if (!granted.ok) return granted
  const found = await store.rosteredBy(tx, person)
  return found === undefined ? no('appraiser_unknown', 'appraiser_id', { value: person }) : ok(found)
}

/** A suspension from a day on, for as long as the edition lets one be at most. */
export function suspensionFrom(
  day: CalendarDate,
  until: string,
  reason: string,
  rules: RosterEdition,
): Result<Suspension, RosterCode> {
  const most = addDays(day, Number(rules.suspension_days_max.value))
  if (until < day || until > most)
    return no('suspension_period', 'until', { value: until, limit: `from ${day} to ${most}` })
  return ok({ from: day, until: calendarDate(until), reason })
}

export function makeRosterService({ rulesOn, uuid }: RosterParts) {
  function shown(one: store.Rostered, day: string): Result<Shown> {
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const standing = standingOf(one, rules.value, calendarDate(day))
    return ok({ ...one, standing, room: roomOf(one.certificate, one.openAssignments, rules.value) })
  }

  /** Changes one appraiser as it was read, and tells the log why. */
  async function changed(
    tx: Tx,
    actor: Actor,
    person: string,
    { action, reason, detail }: { readonly action: Action; readonly reason: string; readonly detail: Json },
    { day, ifMatch }: Changing,
    change: (one: Shown, rules: RosterEdition) => Promise<Result<boolean>>,
  ): Promise<Result<Shown>> {
    const found = await reached(tx, actor, action, person)
    if (!found.ok) return found
    if (isOneself(actor, person)) return no('appraiser_own_standing', 'appraiser_id', { value: person })
    const held = versionHeld(ifMatch, found.value.version)
    if (!held.ok) return held
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const before = shown(found.value, day)
    if (!before.ok) return before
    const done = await change(before.value, rules.value)
    if (!done.ok) return done
    if (!done.value) return refuse(staleVersion(found.value.version, found.value.version + 1))
    await audited(tx, actor, { action, subject: subjectOf(person), reason, detail })
    return again(tx, person, day)
  }

  async function again(tx: Tx, person: string, day: string): Promise<Result<Shown>> {
    const after = await store.rosteredBy(tx, person)
    if (after === undefined) throw new Error(`the appraiser ${person} was written and is not there`)
    return shown(after, day)
  }

  /** A centre that takes people on a day; null is the agency itself. */
  async function openCentre(tx: Tx, id: string | null, day: string): Promise<Result<true>> {
    if (id === null) return ok(true)
    const [centre] = await store.centres(tx, { id, after: null, limit: 1 })
    if (centre === undefined) return no('centre_unknown', 'centre', { value: id })
    return centre.until !== null && centre.until < day
      ? no('centre_over', 'centre', { value: day, limit: centre.until })
      : ok(true)
  }

  return {
    async list(
      tx: Tx,
      actor: Actor,
      wanted: {
        readonly after: string
        readonly field: Field | null
        readonly centre: string | null
        readonly limit: number
      },
      day: string,
    ): Promise<Result<readonly Shown[]>> {
      const granted = may(actor, 'appraiser.list', 'none')
      if (!granted.ok) return granted
      const found = await store.roster(tx, wanted)
      await audited(tx, actor, { action: 'appraiser.list', subject: 'roster', detail: found.map(one => one.person) })
      const all: Shown[] = []
      for (const one of found) {
        const seen = shown(one, day)
        if (!seen.ok) return seen
        all.push(seen.value)
      }
      return ok(all)
    },

    async read(tx: Tx, actor: Actor, person: string, day: string): Promise<Result<Shown>> {
      const found = await reached(tx, actor, 'appraiser.read', person)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'appraiser.read', subject: subjectOf(person) })
      return shown(found.value, day)
    },

    /** Puts a person on the roster; until somebody certifies them they appraise nothing. */
    async register(
      tx: Tx,
      actor: Actor,
      { person, centre }: { readonly person: string; readonly centre: string | null },
      day: string,
    ): Promise<Result<Shown>> {
      const granted = may(actor, 'appraiser.register', 'none')
      if (!granted.ok) return granted
      if (isOneself(actor, person)) return no('appraiser_own_standing', 'person', { value: person })
      if (!(await store.isPerson(tx, person))) return refuse(refusal('person_missing', 'person', { value: person }))
      const open = await openCentre(tx, centre, day)
      if (!open.ok) return open
      if (!(await store.register(tx, person, centre))) return no('appraiser_registered', 'person', { value: person })
      await audited(tx, actor, { action: 'appraiser.register', subject: subjectOf(person), detail: { centre } })
      return again(tx, person, day)
    },

    /** Gives a certificate from today on, also to who had another one. */
    async certify(
      tx: Tx,
      actor: Actor,
      person: string,
      given: { readonly certificate: Certificate; readonly fields: readonly Field[]; readonly reason: string },
      changing: Changing,
    ): Promise<Result<Shown>> {
      const { certificate, fields, reason } = given
      const what = { action: 'appraiser.certify' as const, reason, detail: { certificate, fields: [...fields] } }
      return changed(tx, actor, person, what, changing, async (one, rules) => {
        // Who was erased stays on the roster by their id alone.
        if (!(await store.isPerson(tx, person))) return no('appraiser_unknown', 'appraiser_id', { value: person })
        const from = calendarDate(changing.day)
        const until = addMonths(from, Number(rules.certificate_validity.value))
        return ok(await store.certify(tx, one, { certificate, fields, from, until }))
      })
    },

    /** Lets a certificate hold for another term; not where anything but its last day stands against it. */
    async renew(tx: Tx, actor: Actor, person: string, reason: string, changing: Changing): Promise<Result<Shown>> {
      const what = { action: 'appraiser.certify' as const, reason, detail: { renewed: true } }
      return changed(tx, actor, person, what, changing, async (one, rules) => {
        const against = one.standing.grounds.filter(ground => ground !== 'expired')
        if (against.length > 0) return no('appraiser_not_renewable', '', { value: against.join(', '), limit: 'valid' })
        const until = addMonths(calendarDate(changing.day), Number(rules.certificate_validity.value))
        return ok(
          await store.renew(tx, one, one.validUntil !== null && one.validUntil > until ? one.validUntil : until),
        )
      })
    },

    /** Suspends from today to a day; a suspension that stands gives way to the new one. */
    async suspend(
      tx: Tx,
      actor: Actor,
      person: string,
      { until, reason }: { readonly until: string; readonly reason: string },
      changing: Changing,
    ): Promise<Result<Shown>> {
      const what = { action: 'appraiser.suspend' as const, reason, detail: { until } }
      return changed(tx, actor, person, what, changing, async (one, rules) => {
        const made = suspensionFrom(calendarDate(changing.day), until, reason, rules)
        return made.ok ? ok(await store.suspend(tx, one, made.value)) : made
      })
    },

    async lift(tx: Tx, actor: Actor, person: string, reason: string, changing: Changing): Promise<Result<Shown>> {
      const what = { action: 'appraiser.suspend' as const, reason, detail: { lifted: true } }
      return changed(tx, actor, person, what, changing, async one => {
        const { suspension } = one
        if (suspension === null || suspension.until < changing.day) return no('suspension_none')
        return ok(await store.suspend(tx, one, null))
      })
    },

    async move(
      tx: Tx,
      actor: Actor,
      person: string,
      { centre, reason }: { readonly centre: string | null; readonly reason: string },
      changing: Changing,
    ): Promise<Result<Shown>> {
      const what = { action: 'appraiser.move' as const, reason, detail: { centre } }
      return changed(tx, actor, person, what, changing, async one => {
        const open = await openCentre(tx, centre, changing.day)
        return open.ok ? ok(await store.moveTo(tx, one, centre)) : open
      })
    },

    async interests(tx: Tx, actor: Actor, person: string): Promise<Result<readonly store.Interest[]>> {
      const found = await reached(tx, actor, 'interest.read', person)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'interest.read', subject: subjectOf(person) })
      return ok(await store.interestsOf(tx, person))
    },

    /** Writes down whom an appraiser is bound to; what names they give stands in no log. */
    async declare(
      tx: Tx,
      actor: Actor,
      person: string,
      given: InterestGiven,
      day: string,
    ): Promise<Result<store.Interest>> {
      const found = await reached(tx, actor, 'appraiser.declare', person)
      if (!found.ok) return found
      const { kind, since, until = null, organisation = null, named_person = null, name = null, note = null } = given
      if (since > day) return no('interest_period', 'since', { value: since, limit: day })
      if (until !== null && until < since) return no('interest_period', 'until', { value: until, limit: since })
      const interest = { id: uuid(), kind, organisation, named_person, name, since, until, note }
      await store.declare(tx, person, interest)
      const detail = { interest: interest.id, kind }
      await audited(tx, actor, { action: 'appraiser.declare', subject: subjectOf(person), detail })
      return ok(interest)
    },

    async endInterest(
      tx: Tx,
      actor: Actor,
      person: string,
      id: string,
      { until, day }: { readonly until: string; readonly day: string },
    ): Promise<Result<store.Interest>> {
      const found = await reached(tx, actor, 'appraiser.declare', person)
      if (!found.ok) return found
      const one = (await store.interestsOf(tx, person)).find(other => other.id === id)
      if (one === undefined) return no('interest_unknown', 'interest_id', { value: id })
      if (one.until !== null) return no('interest_ended', 'until', { value: one.until })
      if (until < one.since || until > day)
        return no('interest_period', 'until', { value: until, limit: `from ${one.since} to ${day}` })
      await store.endInterest(tx, id, until)
      const detail = { interest: id, until }
      await audited(tx, actor, { action: 'appraiser.declare', subject: subjectOf(person), detail })
      return ok({ ...one, until })
    },

    async education(tx: Tx, actor: Actor, person: string): Promise<Result<readonly store.Recorded[]>> {
      const found = await reached(tx, actor, 'appraiser.read', person)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'appraiser.read', subject: subjectOf(person), detail: 'education' })
      return ok(await store.coursesOf(tx, person))
    },

    async record(
      tx: Tx,
      actor: Actor,
      person: string,
      given: CourseGiven,
      day: string,
    ): Promise<Result<store.Recorded>> {
      const found = await reached(tx, actor, 'appraiser.declare', person)
      if (!found.ok) return found
      if (given.day > day) return no('course_day', 'day', { value: given.day, limit: day })
      const one = { id: uuid(), ...given }
      if (!(await store.record(tx, person, one))) return no('course_recorded', 'course', { value: given.day })
      const detail = { course: one.id, day: given.day, hours: given.hours, paper: given.paper }
      await audited(tx, actor, { action: 'appraiser.declare', subject: subjectOf(person), detail })
      return ok(one)
    },
  }
}
export type RosterService = ReturnType<typeof makeRosterService>
