/**
 * Use cases of the centres appraisers belong to: the agency's own, those it founded, and others' under the same rules.
 * Their quality is kept centrally: how their people's last exams went is shown, and a centre that is suspended has
 * nobody drawn from it.
 */
import type { Actor } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { fixed, fixedOfInteger } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { staleVersion, versionHeld } from '../../platform/http/version.ts'
import type { RosterEdition } from '../roster/edition.ts'
import type { RosterCode } from '../roster/refusals.ts'
import type { CentreGiven } from '../roster/schema.ts'
import { type Changing, type RosterParts, suspensionFrom } from '../roster/service.ts'
import * as store from '../roster/store.ts'

type Change = Parameters<typeof store.changeCentre>[2]
/** A centre with what its exams say of it; null where they are too few. */
export type CentreShown = store.KeptCentre & { readonly isWeak: boolean | null }

const no = (code: RosterCode, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<RosterCode>(refusal(code, at, params))
const subjectOf = (id: string): string => `centre:${id}`

function shown(one: store.KeptCentre, rules: RosterEdition): CentreShown {
  if (one.exams < Number(rules.centre_exams_min.value)) return { ...one, isWeak: null }
  const least = fixed(rules.centre_passed_min.value) * BigInt(one.exams)
  return { ...one, isWeak: fixedOfInteger(BigInt(one.passed)) < least }
}

export function makeCentreService({ rulesOn, uuid }: RosterParts) {
  async function found(tx: Tx, id: string): Promise<Result<store.KeptCentre>> {
    const [centre] = await store.centres(tx, { id, after: null, limit: 1 })
    return centre === undefined ? no('centre_unknown', 'centre_id', { value: id }) : ok(centre)
  }

  async function changed(
    tx: Tx,
    actor: Actor,
    id: string,
    { action, reason, detail }: { readonly action: Action; readonly reason: string; readonly detail: Json },
    { day, ifMatch }: Changing,
    changeOf: (one: store.KeptCentre, rules: RosterEdition) => Result<Change>,
  ): Promise<Result<CentreShown>> {
    const granted = may(actor, action, 'none')
    if (!granted.ok) return granted
    const before = await found(tx, id)
    if (!before.ok) return before
    const held = versionHeld(ifMatch, before.value.version)
    if (!held.ok) return held
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const change = changeOf(before.value, rules.value)
    if (!change.ok) return change
    if (!(await store.changeCentre(tx, before.value, change.value)))
      return refuse(staleVersion(before.value.version, before.value.version + 1))
    await audited(tx, actor, { action, subject: subjectOf(id), reason, detail })
    const after = await found(tx, id)
    return after.ok ? ok(shown(after.value, rules.value)) : after
  }

  return {
    async list(
      tx: Tx,
      actor: Actor,
      wanted: { readonly after: string | null; readonly limit: number },
      day: string,
    ): Promise<Result<readonly CentreShown[]>> {
      const granted = may(actor, 'centre.read', 'none')
      if (!granted.ok) return granted
      const rules = rulesOn(day)
      if (!rules.ok) return rules
      return ok((await store.centres(tx, { ...wanted, id: null })).map(one => shown(one, rules.value)))
    },

    async read(tx: Tx, actor: Actor, id: string, day: string): Promise<Result<CentreShown>> {
      const granted = may(actor, 'centre.read', 'none')
      if (!granted.ok) return granted
      const rules = rulesOn(day)
      if (!rules.ok) return rules
      const one = await found(tx, id)
      return one.ok ? ok(shown(one.value, rules.value)) : one
    },

    async add(tx: Tx, actor: Actor, given: CentreGiven, day: string): Promise<Result<CentreShown>> {
      const granted = may(actor, 'centre.change', 'none')
      if (!granted.ok) return granted
      const rules = rulesOn(day)
      if (!rules.ok) return rules
      const id = uuid()
      await store.addCentre(tx, { id, name: given.name, kind: given.kind, since: calendarDate(given.since) })
      await audited(tx, actor, { action: 'centre.change', subject: subjectOf(id), detail: { kind: given.kind } })
      const one = await found(tx, id)
      return one.ok ? ok(shown(one.value, rules.value)) : one
    },

    /** Ends a centre on a day, today or later; once ended it stays so. */
    async close(
      tx: Tx,
      actor: Actor,
      id: string,
      { until, reason }: { readonly until: string; readonly reason: string },
      changing: Changing,
    ): Promise<Result<CentreShown>> {
      const what = { action: 'centre.change' as const, reason, detail: { until } }
      return changed(tx, actor, id, what, changing, one => {
        if (one.until !== null) return no('centre_over', 'until', { value: until, limit: one.until })
        const first = one.since > changing.day ? one.since : changing.day
        if (until < first) return no('centre_over', 'until', { value: until, limit: `from ${first}` })
        return ok({ suspension: one.suspension, until })
      })
    },

    async suspend(
      tx: Tx,
      actor: Actor,
      id: string,
      { until, reason }: { readonly until: string; readonly reason: string },
      changing: Changing,
    ): Promise<Result<CentreShown>> {
      const what = { action: 'centre.suspend' as const, reason, detail: { until } }
      return changed(tx, actor, id, what, changing, (one, rules) => {
        const suspension = suspensionFrom(calendarDate(changing.day), until, reason, rules)
        return suspension.ok ? ok({ suspension: suspension.value, until: one.until }) : suspension
      })
    },

    async lift(tx: Tx, actor: Actor, id: string, reason: string, changing: Changing): Promise<Result<CentreShown>> {
      const what = { action: 'centre.suspend' as const, reason, detail: { lifted: true } }
      return changed(tx, actor, id, what, changing, one =>
        one.suspension === null || one.suspension.until < changing.day
          ? no('suspension_none')
          : ok({ suspension: null, until: one.until }),
      )
    },
  }
}
export type CentreService = ReturnType<typeof makeCentreService>
