/**
 * Use cases of collateral: a loan on rights decided on, a pledge taken on what was accepted, registered and released,
 * and rights looked at again, by an officer with new extracts and every night by the calendar. The rows say who sees
 * what; what goes before a pledge is counted by the house, since no bank sees another's.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import { type KeptValuation, valuationOf } from '../../certificate/valuations/store.ts'
import { addDays, calendarDate } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { type Money, money, moneyFromText, moneyText, sumMoney, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { type RightOnFile, rightKey } from '../../technology/rights/schema.ts'
import { standing } from '../../technology/rights/standing.ts'
import * as rightStore from '../../technology/rights/store.ts'
import { issuedOf } from '../../valuation/reporting/issued.ts'
import type { ValuationContent } from '../../valuation/reporting/valued.ts'
import { advanceOf, leftAfter, type Ranked } from './advance.ts'
import { type Asked, answersOn, reliedOn, valuedOnFile } from './asked.ts'
import { earlierIn } from './earlier.ts'
import { collateralRecordOf, type Named } from './record.ts'
import type { CollateralCode } from './refusals.ts'
import { dueOn, shortfallOf } from './review.ts'
import { type CollateralRecord, type CollateralRequest, collateralRequest } from './schema.ts'
import * as store from './store.ts'

type Valuation = KeptValuation<ValuationContent>
type Moment = { readonly now: Date; readonly day: string }
type Parts = {
  readonly rulesOn: (day: string) => Result<Named>
  readonly holidaysOn: (day: string) => ReadonlySet<string>
  readonly uuid: () => string
}
export type KeptDecision = store.KeptDecision
export type Read = {
  readonly kept: store.KeptCollateral
  readonly pledges: readonly store.Pledge[]
  readonly tasks: readonly store.Task[]
}

const no = (code: CollateralCode, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse(refusal(code, at, params))

const requestOf = ({ record }: store.KeptDecision) => (record as CollateralRecord).request
const stands = (one: store.Pledge): boolean => one.state !== 'released'
const securedBy = (pledges: readonly store.Pledge[]): Money =>
  sumMoney(pledges.filter(stands).map(one => moneyFromText(one.secured)))
export const rankedOf = (pledges: readonly store.Pledge[]): readonly Ranked[] =>
  pledges.filter(stands).map(one => ({ id: one.id, rank: one.rank, secured: moneyFromText(one.secured) }))

export function makeCollateralService({ rulesOn, holidaysOn, uuid }: Parts) {
  /** A collateral and its pledges as the house sees them, where the actor sees the collateral at all. */
  async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Read>> {
    const allowed = may(actor, action, 'any')
    if (!allowed.ok) return allowed
    const kept = await store.collateralOf(tx, id)
    if (kept === undefined || (actor.isSandbox && !kept.is_sandbox)) return no('collateral_unknown', '', { value: id })
    const [pledges, tasks] = await asSystem(tx, actor, async () => [
      await store.pledgesOf(tx, id),
      await store.tasksOf(tx, id),
    ])
    return ok({ kept, pledges, tasks })
  }

  /** The valuation an officer relies on: one they may read, issued under this digest, and standing still. */
  async function relied(tx: Tx, actor: Actor, { id, digest }: Asked['valuation']): Promise<Result<Valuation>> {
    const unknown = no('collateral_valuation_unknown', 'valuation.id', { value: id })
    const found = await valuationOf<ValuationContent>(tx, id)
    const kept = found === undefined ? undefined : await caseOf(tx, found.case_id)
    if (found === undefined || kept === undefined || kept.subject.isSandbox !== actor.isSandbox) return unknown
    if (!may(actor, 'valuation.read', relationsTo(actor, kept.subject)).ok) return unknown
    if (digestOf(found.record as unknown as Json) !== found.digest) throw new Error(`valuation ${id} is not as it was`)
    return reliedOn(found, digest)
  }

  /** What the house keeps is added to what an officer asks: value, rights on file, answers, pledges. */
  async function completed(
    tx: Tx,
    actor: Actor,
    { valuation: named, ...rest }: Asked,
    kept: Valuation,
    day: string,
  ): Promise<Result<CollateralRequest>> {
    const { firm, case_id, record, digest } = kept
    const valuation = issuedOf({ content: record, digest }, named.id)
    const rights = valuedOnFile(await rightStore.filesOf(tx, case_id), valuation.rights)
    if (!rights.ok) return rights
    const behind = [actor.person, ...Object.values(actor.delegations)]
    const answers = answersOn(await rightStore.answersOf(tx, case_id), rights.value, behind)
    if (!answers.ok) return answers
    const found = await store.holding(tx, valuation.rights, actor.isSandbox)
    const pledges = (await Promise.all(found.map(one => store.pledgesOf(tx, one.collateral)))).flat().filter(stands)
    const all = moneyFromText(await store.securedOf(tx, firm, actor.isSandbox))
    return parsed(collateralRequest, {
      ...{ ...rest, day, firm: record.request.client.name, secured_by_firm: moneyText(all) },
      ...{ valuation, rights: rights.value, ...(answers.value.length === 0 ? {} : { answers: answers.value }) },
      pledges: pledges.map(({ bank, secured, rank, registered_on, reference }) => ({
        ...{ bank, secured, rank, registered_on, reference },
      })),
    })
  }

  async function decide(tx: Tx, actor: Actor, asked: Asked, { day }: Moment): Promise<Result<store.KeptDecision>> {
    const allowed = may(actor, 'collateral.decide', 'any')
    if (!allowed.ok) return allowed
    const by = rulesOn(day)
    if (!by.ok) return by
    const valuation = await relied(tx, actor, asked.valuation)
    if (!valuation.ok) return valuation
    const request = await completed(tx, actor, asked, valuation.value, day)
    if (!request.ok) return request
    const record = collateralRecordOf(request.value, by.value)
    const row = {
      ...{ id: uuid(), firm: valuation.value.firm, bank: asked.bank, is_sandbox: actor.isSandbox },
      ...{ outcome: record.decision.outcome, decided_on: day, digest: record.digest, record, person: actor.person },
    }
    await store.keepDecision(tx, row)
    const detail = { decision: row.id, outcome: row.outcome, digest: row.digest, valuation: valuation.value.id }
    await audited(tx, actor, { action: 'collateral.decide', subject: `organisation:${row.firm}`, detail })
    return ok({ ...row, at: '' })
  }

  /** The collateral of a decision's rights: entered now, or brought to the decision's valuation. The firm is held. */
  async function entered(tx: Tx, decision: store.KeptDecision, day: string): Promise<Result<store.KeptCollateral>> {
    const { id, firm, is_sandbox } = decision
    const request = requestOf(decision)
    const { advance } = (decision.record as CollateralRecord).decision
    const rights = request.valuation.rights.toSorted()
    const [held, ...others] = await store.holding(tx, rights, is_sandbox)
    const isSame = held === undefined || held.rights.join() === rights.join()
    if (others.length > 0 || !isSame)
      return no('collateral_right_taken', '', { value: rights.join(', '), limit: held?.rights.join(', ') ?? '' })
    const secured = sumMoney(request.pledges.map(one => moneyFromText(one.secured)))
    const row: store.KeptCollateral = {
      ...{ id: held?.collateral ?? uuid(), firm, is_sandbox, decision: id },
      ...{ valued_on: request.valuation.base_day, valid_until: request.valuation.valid_until },
      ...{ advance: advance.amount, files: request.rights, looked_on: day },
      burdened: moneyText(leftAfter(earlierIn(request).all, secured)),
    }
    const before = held === undefined ? undefined : await store.collateralOf(tx, held.collateral)
    if (before === undefined) await store.enter(tx, row, rights)
    else if (before.firm !== firm) return no('collateral_right_taken', '', { value: rights.join(', '), limit: '' })
    else if (before.valued_on > row.valued_on) return ok(before)
    else await store.keepCollateral(tx, row)
    return ok(row)
  }

  /**
   * Takes the pledge of an accepted decision. The firm is held first, so that two banks cannot both have what is left:
   * the second is told what the first one left.
   */
  async function take(tx: Tx, actor: Actor, id: string, { day }: Moment): Promise<Result<store.Pledge>> {
    const allowed = may(actor, 'pledge.take', 'any')
    if (!allowed.ok) return allowed
    const decision = await store.decisionOf(tx, id)
    if (decision === undefined || (actor.isSandbox && !decision.is_sandbox))
      return no('collateral_unknown', '', { value: id })
    const by = rulesOn(day)
    if (!by.ok) return by
    const { on_pledge } = (decision.record as CollateralRecord).decision
    if (decision.outcome !== 'accepted' || on_pledge === '0' || decision.decided_on !== day)
      return no('collateral_not_carried', '', { value: decision.outcome, limit: `accepted on ${day}` })
    const still = await relied(tx, actor, requestOf(decision).valuation)
    if (!still.ok) return still
    await store.holdFirm(tx, decision.firm, decision.is_sandbox)
    const collateral = await entered(tx, decision, day)
    if (!collateral.ok) return collateral
    const { advance, burdened, id: on } = collateral.value
    const pledges = await store.pledgesOf(tx, on)
    if (pledges.some(one => one.decision === id)) return no('pledge_not_waiting', '', { value: id })
    const secured = moneyFromText(on_pledge)
    const earlier = money(securedBy(pledges) + moneyFromText(burdened))
    const room = leftAfter(moneyFromText(advance), earlier)
    if (secured > room) return no('pledge_no_room', '', { value: on_pledge, limit: moneyText(room) })
    const firmAll = moneyFromText(await store.securedOf(tx, decision.firm, decision.is_sandbox))
    const firmLeft = leftAfter(money(by.value.rules.firmMax), firmAll)
    if (secured > firmLeft) return no('pledge_firm_cap', '', { value: on_pledge, limit: moneyText(firmLeft) })
    const pledge: store.Pledge = {
      ...{ id: uuid(), collateral: on, decision: id, bank: decision.bank, secured: on_pledge, state: 'taken' },
      ...{ taken_on: day, register_by: addDays(calendarDate(day), by.value.rules.registrationDays) },
      ...{ office: null, reference: null, rank: null, registered_on: null, released_on: null, release_reference: null },
    }
    await store.keepPledge(tx, pledge)
    const detail = { pledge: pledge.id, bank: pledge.bank, secured: on_pledge }
    await audited(tx, actor, { action: 'pledge.take', subject: `collateral:${on}`, detail })
    return ok(pledge)
  }

  /** A pledge somebody may change: the officer's, or the bank's own. */
  async function held(tx: Tx, actor: Actor, id: string, pledge: string): Promise<Result<Read & { of: store.Pledge }>> {
    const read = await reached(tx, actor, 'pledge.change', id)
    if (!read.ok) return read
    await asSystem(tx, actor, () => store.holdFirm(tx, read.value.kept.firm, read.value.kept.is_sandbox))
    const pledges = await asSystem(tx, actor, () => store.pledgesOf(tx, id))
    const of = pledges.find(one => one.id === pledge && (actor.kind !== 'bank' || one.bank === actor.party))
    return of === undefined ? no('pledge_unknown', '', { value: pledge }) : ok({ ...read.value, pledges, of })
  }

  async function changed(tx: Tx, actor: Actor, of: store.Pledge, to: Partial<store.Pledge>): Promise<store.Pledge> {
    await asSystem(tx, actor, () => store.changePledge(tx, of.id, to))
    const detail = { pledge: of.id, ...to }
    await audited(tx, actor, { action: 'pledge.change', subject: `collateral:${of.collateral}`, detail })
    return { ...of, ...to }
  }

  type Registered = { office: string; reference: string; rank: number; registered_on: string }
  async function register(tx: Tx, actor: Actor, id: string, pledge: string, as: Registered, { day }: Moment) {
    const found = await held(tx, actor, id, pledge)
    if (!found.ok) return found
    const { of, pledges } = found.value
    if (of.state !== 'taken') return no('pledge_not_waiting', '', { value: of.state, limit: 'taken' })
    if (as.registered_on < of.taken_on || as.registered_on > day)
      return no('pledge_day', 'registered_on', { value: as.registered_on, limit: `${of.taken_on} to ${day}` })
    if (pledges.some(one => one.state === 'registered' && one.rank === as.rank))
      return no('pledge_rank_taken', 'rank', { value: String(as.rank) })
    if (pledges.some(one => one.office === as.office && one.reference === as.reference))
      return no('pledge_reference_taken', 'reference', { value: as.reference })
    return ok(await changed(tx, actor, of, { state: 'registered', ...as }))
  }

  type Released = { released_on: string; reference: string }
  async function release(tx: Tx, actor: Actor, id: string, pledge: string, as: Released, { day }: Moment) {
    const found = await held(tx, actor, id, pledge)
    if (!found.ok) return found
    const { of } = found.value
    if (of.state === 'released') return no('pledge_released', '', { value: of.released_on ?? '' })
    const from = of.registered_on ?? of.taken_on
    if (as.released_on < from || as.released_on > day)
      return no('pledge_day', 'released_on', { value: as.released_on, limit: `${from} to ${day}` })
    const to = { state: 'released', released_on: as.released_on, release_reference: as.reference } as const
    return ok(await changed(tx, actor, of, to))
  }

  /** Looks at collateral again: what its rights carry on the day, what is due, what is short. The firm is held. */
  async function look(
    tx: Tx,
    actor: Actor,
    kept: store.KeptCollateral,
    files: readonly RightOnFile[],
    day: string,
  ): Promise<Result<number>> {
    const by = rulesOn(day)
    if (!by.ok) return by
    const { rules } = by.value
    const on = calendarDate(day)
    const decision = await store.decisionOf(tx, kept.decision)
    if (decision === undefined) throw new Error(`collateral ${kept.id} without its decision`)
    const request = requestOf(decision)
    for (const one of await store.pledgesOf(tx, kept.id))
      if (one.state === 'taken' && one.register_by < day)
        await changed(tx, actor, one, {
          state: 'released',
          released_on: day,
          release_reference: 'not registered in time',
        })
    const pledges = await store.pledgesOf(tx, kept.id)
    const references = new Set(pledges.flatMap(one => (one.reference === null ? [] : [one.reference])))
    const isAlive = files.every(one => standing(one, on, by.value.terms).status === 'in_force')
    const advance = isAlive ? advanceOf(request.valuation, files, day, rules, by.value.terms).amount : ZERO
    const standingPledges = pledges.filter(stands)
    const told = { ...request, day, rights: [...files], pledges: standingPledges }
    const burdened = leftAfter(earlierIn(told).all, securedBy(pledges))
    await store.keepCollateral(tx, {
      ...{ ...kept, files, looked_on: day, advance: moneyText(advance), burdened: moneyText(burdened) },
    })
    const valuation = await asSystem(tx, actor, () => valuationOf(tx, request.valuation.id))
    const pledged = {
      ...{ firm: request.firm, valued_on: calendarDate(kept.valued_on), valid_until: calendarDate(kept.valid_until) },
      ...{ rights: files, references, terms: by.value.terms, valuation: valuation?.state },
    }
    const short = shortfallOf(leftAfter(advance, burdened), rankedOf(pledges), on, rules, holidaysOn(day))
    const shortTask =
      short.cure_by === null
        ? []
        : [{ ground: 'shortfall', about: `${short.total} of ${securedBy(pledges)}`, due_on: short.cure_by }]
    const raised = [...dueOn(pledged, on, rules, holidaysOn(day)), ...shortTask].map(one => ({
      ...{ id: uuid(), collateral: kept.id, found_on: day, holder: decision.person, ...one },
    }))
    const news = await store.raiseTasks(tx, raised)
    const detail = { day, advance: moneyText(advance), short: moneyText(short.total), tasks: news }
    await audited(tx, actor, { action: 'collateral.look', subject: `collateral:${kept.id}`, detail })
    return ok(news)
  }

  return {
    decide,
    take,
    register,
    release,

    async decision(tx: Tx, actor: Actor, id: string): Promise<Result<store.KeptDecision>> {
      const allowed = may(actor, 'collateral.read', 'any')
      if (!allowed.ok) return allowed
      const kept = await store.decisionOf(tx, id)
      if (kept === undefined || (actor.isSandbox && !kept.is_sandbox))
        return no('collateral_unknown', '', { value: id })
      await audited(tx, actor, { action: 'collateral.read', subject: `collateral_decision:${id}` })
      return ok(kept)
    },

    async read(tx: Tx, actor: Actor, id: string): Promise<Result<Read>> {
      const found = await reached(tx, actor, 'collateral.read', id)
      if (found.ok) await audited(tx, actor, { action: 'collateral.read', subject: `collateral:${id}` })
      return found
    },

    /** New extracts of the same rights: kept, and looked at. */
    async looked(
      tx: Tx,
      actor: Actor,
      id: string,
      files: readonly RightOnFile[],
      { day }: Moment,
    ): Promise<Result<Read>> {
      const found = await reached(tx, actor, 'collateral.look', id)
      if (!found.ok) return found
      const { kept } = found.value
      const due = (kept.files as readonly RightOnFile[]).map(rightKey).toSorted()
      const came = files.map(rightKey).toSorted()
      if (due.join() !== came.join())
        return no('collateral_right_other', 'rights', { value: came.join(', '), limit: due.join(', ') })
      await store.holdFirm(tx, kept.firm, kept.is_sandbox)
      const now = await store.collateralOf(tx, id)
      const done = await look(tx, actor, now ?? kept, files, day)
      return done.ok ? await reached(tx, actor, 'collateral.look', id) : done
    },

    async done(tx: Tx, actor: Actor, id: string, task: string, note: string, { day }: Moment): Promise<Result<Read>> {
      const found = await reached(tx, actor, 'collateral.look', id)
      if (!found.ok) return found
      const isOpen = found.value.tasks.some(one => one.id === task && one.done_on === null)
      if (!isOpen) return no('collateral_task_unknown', '', { value: task })
      await store.endTask(tx, task, { done_on: day, done_by: actor.person, note })
      await audited(tx, actor, { action: 'collateral.look', subject: `collateral:${id}`, detail: { task } })
      return await reached(tx, actor, 'collateral.look', id)
    },

    /** Every night: what is entered and was not looked at on the day, each in a transaction of its own. */
    async night(database: Database, { day }: Moment): Promise<number> {
      const actor = systemActor('collateral.look')
      const due = await database.transaction(actor, tx => store.notLookedSince(tx, day))
      for (const { id } of due)
        await database.transaction(actor, async tx => {
          const seen = await store.collateralOf(tx, id)
          if (seen === undefined) return
          await store.holdFirm(tx, seen.firm, seen.is_sandbox)
          const kept = await store.collateralOf(tx, id)
          if (kept !== undefined && kept.looked_on < day)
            await look(tx, actor, kept, kept.files as readonly RightOnFile[], day)
        })
      return due.length
    },
  }
}
export type CollateralService = ReturnType<typeof makeCollateralService>

/** What is left of an advance value for one more pledge. */
export const roomOf = ({ kept, pledges }: Read): Money =>
  leftAfter(moneyFromText(kept.advance), money(securedBy(pledges) + moneyFromText(kept.burdened)))
