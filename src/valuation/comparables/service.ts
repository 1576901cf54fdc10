/**
 * Use cases of comparable licences: institutions contribute, restate and withdraw their own; a release tells ranges of
 * what lies together well enough; whoever contributed, and the agency by duty, asks for ranges; a valuer of a case is
 * shown the nearest, and that is kept.
 */
import type { Actor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import { addMonths, calendarDate } from '../../kernel/calendar.ts'
import { digestOf } from '../../kernel/digest.ts'
import { fixedText } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { acceptable, accessOf, type KeptComparable, qualityOf, substanceOf } from './contribution.ts'
import type { ComparablesRules } from './edition.ts'
import { nearestOf } from './nearest.ts'
import { countable, edgesOf, edgesTold, rangeRulesOf, released, toldCount } from './ranges.ts'
import type { Exclusivity, LicenceTerms, NearestQuestion } from './schema.ts'
import {
  contributedBy,
  countedTerms,
  holdComparables,
  keepComparable,
  keepReading,
  keepRelease,
  keepVersion,
  lastRelease,
  ownComparable,
  pageOfOwn,
  rangesFor,
  standingComparables,
} from './store.ts'

type Dependencies = {
  readonly uuid: () => string
  readonly rulesOn: (day: string) => Result<ComparablesRules>
}

/** Institutions whose own contributions give them access; everybody else asks by duty. */
const isContributor = (actor: Actor): boolean => actor.kind === 'firm' || actor.kind === 'bank'

export function makeComparablesService({ uuid, rulesOn }: Dependencies) {
  /** The rules of a day for an actor who may; play has no part in what counts. */
  function allowed(actor: Actor, action: Action, day: string): Result<ComparablesRules> {
    const can = may(actor, action, 'none')
    if (!can.ok) return can
    if (actor.isSandbox) return refuse(refusal('comparable_sandbox', '', { value: actor.party }))
    return rulesOn(day)
  }

  /** Terms as the next version of a licence of the institution's own, or refused. */
  async function written(
    tx: Tx,
    actor: Actor,
    terms: LicenceTerms,
    of: { readonly id: string; readonly version: number; readonly action: Action },
    { day, rules }: { readonly day: string; readonly rules: ComparablesRules },
  ): Promise<Result<KeptComparable>> {
    const today = calendarDate(day)
    const fit = acceptable(terms, today)
    if (!fit.ok) return fit
    const substance = substanceOf(terms)
    // Only among the institution's own: to be told of another's would be to learn its terms by guessing.
    const own = await contributedBy(tx, actor.party)
    const same = own.find(one => one.substance === substance && one.id !== of.id)
    if (same !== undefined)
      return refuse(
        refusal('comparable_repeated', 'terms', {
          value: same.id,
          limit: 'each licence once; restate the one there is',
        }),
      )
    const kept: KeptComparable = {
      ...{ id: of.id, contributor: actor.party, version: of.version, state: 'standing', terms, substance },
      ...{ quality: qualityOf(terms, today, rules), reason: null, contributed_on: day },
    }
    if (of.version === 1) await keepComparable(tx, { id: of.id, contributor: actor.party })
    const { contributor: _, ...row } = kept
    await keepVersion(tx, { ...row, contributed_by: actor.person })
    const detail = { version: of.version, substance }
    await audited(tx, actor, { action: of.action, subject: `comparable:${of.id}`, detail })
    return ok(kept)
  }

  /** A licence of the institution's own; a stranger's is not there. */
  async function owned(tx: Tx, actor: Actor, id: string): Promise<Result<KeptComparable>> {
    const found = await ownComparable(tx, actor.party, id)
    return found === undefined ? refuse(refusal('comparable_missing', 'comparable_id', { value: id })) : ok(found)
  }

  return {
    async contribute(tx: Tx, actor: Actor, terms: LicenceTerms, day: string): Promise<Result<KeptComparable>> {
      const rules = allowed(actor, 'comparable.contribute', day)
      if (!rules.ok) return rules
      await holdComparables(tx)
      const of = { id: uuid(), version: 1, action: 'comparable.contribute' } as const
      return written(tx, actor, terms, of, { day, rules: rules.value })
    },

    /** The same licence in other terms, or again after it was withdrawn; what ranges counted of it stays counted. */
    async restate(tx: Tx, actor: Actor, id: string, terms: LicenceTerms, day: string): Promise<Result<KeptComparable>> {
      const rules = allowed(actor, 'comparable.contribute', day)
      if (!rules.ok) return rules
      await holdComparables(tx)
      const found = await owned(tx, actor, id)
      if (!found.ok) return found
      const of = { id, version: found.value.version + 1, action: 'comparable.contribute' } as const
      return written(tx, actor, terms, of, { day, rules: rules.value })
    },

    async withdraw(tx: Tx, actor: Actor, id: string, reason: string, day: string): Promise<Result<KeptComparable>> {
      const rules = allowed(actor, 'comparable.withdraw', day)
      if (!rules.ok) return rules
      await holdComparables(tx)
      const found = await owned(tx, actor, id)
      if (!found.ok) return found
      if (found.value.state === 'withdrawn')
        return refuse(refusal('comparable_withdrawn', '', { value: found.value.contributed_on }))
      const { contributor, ...kept } = found.value
      const next = { ...kept, version: kept.version + 1, state: 'withdrawn' as const, reason, contributed_on: day }
      await keepVersion(tx, { ...next, contributed_by: actor.person })
      await audited(tx, actor, { action: 'comparable.withdraw', subject: `comparable:${id}`, reason })
      return ok({ ...next, contributor })
    },

    /** An institution's own licences, newest first, with how it stands to access. */
    async own(
      tx: Tx,
      actor: Actor,
      { before, limit, day }: { readonly before: string | undefined; readonly limit: number; readonly day: string },
    ) {
      const rules = allowed(actor, 'comparable.own', day)
      if (!rules.ok) return rules
      const rows = await pageOfOwn(tx, actor.party, before, limit)
      return ok({ rows, access: await accessFor(tx, actor, day, rules.value), qualityMin: rules.value.qualityMin })
    },

    /** Ranges of a section and exclusivity, for whoever contributed enough, and for the agency by duty. */
    async ranges(
      tx: Tx,
      actor: Actor,
      asked: { readonly ipc: string; readonly exclusivity: Exclusivity },
      day: string,
    ) {
      const rules = allowed(actor, 'comparable_range.read', day)
      if (!rules.ok) return rules
      if (isContributor(actor)) {
        const { mayAsk, contributed, needed, since } = await accessFor(tx, actor, day, rules.value)
        if (!mayAsk)
          return refuse(
            refusal('comparable_access_short', '', { value: `${contributed} since ${since}`, limit: String(needed) }),
          )
      }
      const section = asked.ipc.slice(0, 1)
      const rows = await asSystem(tx, actor, () => rangesFor(tx, section, asked.exclusivity))
      const detail = { section, exclusivity: asked.exclusivity }
      await audited(tx, actor, { action: 'comparable_range.read', subject: 'comparables', detail })
      return ok({ rows, dealsMin: rules.value.dealsMin, contributorsMin: rules.value.contributorsMin })
    },

    /** Tells ranges of all that waits and lies together well enough. Error: `comparable_release_early`. */
    async release(tx: Tx, actor: Actor, day: string) {
      const rules = allowed(actor, 'comparable.release', day)
      if (!rules.ok) return rules
      return asSystem(tx, actor, () => releasedBy(tx, actor, day, rules.value))
    },

    /** Licences of the same terms, whoever contributed them: a person looks at them, nothing is left out by itself. */
    async duplicates(tx: Tx, actor: Actor, day: string) {
      const rules = allowed(actor, 'comparable_duplicate.list', day)
      if (!rules.ok) return rules
      const standing = await asSystem(tx, actor, () => standingComparables(tx))
      await audited(tx, actor, { action: 'comparable_duplicate.list', subject: 'comparables' })
      const groups = [...Map.groupBy(standing, one => one.substance)].filter(([, some]) => some.length > 1)
      return ok(
        groups.map(([digest, some]) => ({
          digest,
          comparables: some.map(({ id, contributor }) => ({ id, contributor })),
        })),
      )
    },

    /** The nearest licences for the valuation of a case, shown to who values it and kept as read. */
    async nearest(tx: Tx, actor: Actor, caseId: string, question: NearestQuestion, day: string) {
      const kept = await caseOf(tx, caseId)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const can = may(actor, 'comparable.value', relationsTo(actor, kept.subject))
      if (!can.ok) return can
      const rules = rulesOn(day)
      if (!rules.ok) return rules
      const { firm, bank } = kept.subject
      return asSystem(tx, actor, async () => {
        const standing = await standingComparables(tx)
        const candidates = standing.map(one => ({ ...one, quality: one.quality.total }))
        const parties = [firm, bank].filter(one => one !== null)
        const found = nearestOf(candidates, question, parties, rules.value)
        if (!found.ok) return found
        const { rate, used, leftOut } = found.value
        const reading = {
          ...{ id: uuid(), case_id: caseId, person: actor.person, organisation: actor.party, roles: actor.roles },
          ...{ edition: rules.value.edition, question: digestOf(question), shown: used.map(one => one.id) },
        }
        await keepReading(tx, reading)
        const { question: asked, shown, edition } = reading
        const detail = { question: asked, shown, edition }
        await audited(tx, actor, { action: 'comparable.value', subject: `case:${caseId}`, detail })
        const shownRate = { low: fixedText(rate.low), mid: fixedText(rate.mid), high: fixedText(rate.high) }
        return ok({ reading: reading.id, edition, rate: shownRate, used, left_out: leftOut })
      })
    },
  }

  async function accessFor(tx: Tx, actor: Actor, day: string, rules: ComparablesRules) {
    const own = await contributedBy(tx, actor.party)
    const contributed = own.map(one => ({
      contributedOn: calendarDate(one.contributed_on),
      quality: one.quality.total,
      isStanding: one.state === 'standing',
    }))
    return accessOf(contributed, calendarDate(day), rules)
  }

  async function releasedBy(tx: Tx, actor: Actor, day: string, rules: ComparablesRules) {
    await holdComparables(tx)
    const last = await lastRelease(tx)
    const first = last === undefined ? null : addMonths(calendarDate(last.released_on), rules.releaseMonths)
    if (first !== null && day < first)
      return refuse(refusal('comparable_release_early', '', { value: day, limit: first }))
    const counted = new Set((await countedTerms(tx)).map(one => `${one.comparable} ${one.measure}`))
    const standing = (await standingComparables(tx)).filter(one => one.quality.total >= rules.qualityMin)
    const waiting = standing
      .flatMap(one => countable(one.id, one.contributor, one.terms, rules))
      .filter(one => !counted.has(`${one.id} ${one.measure}`))
    const made = released(waiting, rangeRulesOf(rules))
    const ranges = made.ranges.map(range => {
      const { from, to } = edgesTold(range, edgesOf(range.measure, rules))
      const { measure, section, exclusivity } = range
      return {
        ...{ id: uuid(), measure, section, exclusivity, low: from, high: to, counted: range.counted },
        deals_told: toldCount(range.deals, rules.countsTold, rules.dealsMin),
        contributors_told: toldCount(range.contributors, rules.countsTold, rules.contributorsMin),
      }
    })
    const release = { id: uuid(), released_on: day, edition: rules.edition, waiting: made.waiting.length }
    await keepRelease(tx, { ...release, released_by: actor.person }, ranges)
    const detail = { ranges: ranges.length, waiting: release.waiting, edition: rules.edition }
    await audited(tx, actor, { action: 'comparable.release', subject: `comparable_release:${release.id}`, detail })
    return ok({ release, ranges })
  }
}
export type ComparablesService = ReturnType<typeof makeComparablesService>
