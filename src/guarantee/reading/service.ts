/** What is read of guarantees: one with what may be done to it, lists, what is due; and what time alone does. */
import { type Actor, systemActor } from '../../access/actor.ts'
import { ACTIONS, type Action, may, relationsTo } from '../../access/table.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse, sure } from '../../kernel/result.ts'
import { balancesOf, entriesOf } from '../../ledger/store.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { booksOf, feeUnpaid, owedWhole } from '../books.ts'
import type { Carrying } from '../carrying.ts'
import { unperformedDue, unperformedSince } from '../charging/charge.ts'
import { type Due, type DueListed, dueOn } from '../due.ts'
import { feeOfRow } from '../fee-row.ts'
import type { DutyRules } from '../hindrances.ts'
import type { CommandType } from '../life-table.ts'
import { groundsOn, possibleOn } from '../may.ts'
import type { GuaranteeService, Moment, Shown } from '../service.ts'
import {
  dueGuarantees,
  eventsOf,
  feesOf,
  guaranteeOf,
  guaranteesOf,
  type KeptGuarantee,
  type Listing,
} from '../store.ts'
import type { Besides } from '../view.ts'

type Dependencies = {
  readonly carriedBy: (day: string) => Result<Carrying>
  readonly guarantees: Pick<GuaranteeService, 'ask'>
}
/** Which command sees to what is due; maturity is told by the creditor in one of several. */
const SEES_TO = {
  lapse: ['lapse'],
  fee: ['charge_fee'],
  maturity: ['release', 'renew', 'report_accident'],
  payment: ['pay'],
  reexamination: ['examine'],
  recourse: ['recover', 'defer', 'discharge'],
} as const satisfies Record<Due['what'], readonly CommandType[]>

const rolesFor = (command: CommandType): readonly string[] => Object.keys(ACTIONS[`guarantee.${command}`].grants)
const rolesSeeing = (what: Due['what']): readonly string[] => [...new Set(SEES_TO[what].flatMap(rolesFor))]

/** Guarantees looked at together by the job of a day. */
const BATCH = 200
/** Fee years that a guarantee may be behind by: more than any term has. */
const FEE_YEARS_MAX = 60

type WithRoles<Listed> = Listed & { readonly roles: readonly string[] }
export type DueOfOne<Listed = Due> = {
  readonly kept: KeptGuarantee
  readonly due: readonly WithRoles<Listed>[]
}
const CHARGERS = Object.keys(ACTIONS['guarantee.charge'].grants)

export function makeReadingService({ carriedBy, guarantees }: Dependencies) {
  async function reached(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<KeptGuarantee>> {
    const kept = await guaranteeOf(tx, id)
    if (kept === undefined) return refuse(refusal('subject_missing'))
    const allowed = may(actor, action, relationsTo(actor, kept.subject))
    return allowed.ok ? ok(kept) : allowed
  }

  const dueOf = (kept: KeptGuarantee, day: CalendarDate, rules: DutyRules): DueOfOne => ({
    kept,
    due: dueOn(kept.life, day, rules).map(one => ({ ...one, roles: rolesSeeing(one.what) })),
  })

  /** The additional fee on what stands past its term, where its months are over. */
  async function pastTerm(
    tx: Tx,
    actor: Actor,
    kept: KeptGuarantee,
    day: CalendarDate,
    rules: Carrying,
  ): Promise<readonly WithRoles<DueListed>[]> {
    if (unperformedSince({ life: kept.life, fees: [] }) === undefined) return []
    const fees = (await asSystem(tx, actor, () => feesOf(tx, kept.id))).map(feeOfRow)
    const since = unperformedDue({ life: kept.life, fees }, rules)
    return since === undefined || since > day ? [] : [{ what: 'unperformed', since, roles: CHARGERS }]
  }

  /** What is due on a day that the service does itself. */
  const ownOf = ({ due }: DueOfOne) => due.filter(one => one.roles.includes('system'))

  /** What the view says beside the guarantee: read as the house, since what may be done hangs on all of its books. */
  async function besides(tx: Tx, actor: Actor, kept: Shown, day: string): Promise<Result<Besides>> {
    const rules = carriedBy(day)
    if (!rules.ok) return rules
    const { books, fees } = kept.left ?? (await asSystem(tx, actor, () => booksRead(tx, kept.id)))
    const given = { promised: kept.promised, gateOf: () => null }
    const possible = possibleOn({ ...kept, books, fees }, calendarDate(day), given, rules.value)
    const isClaimable = possible.some(one => one.command === 'claim' && one.hindrance === null)
    return ok({
      grounds: isClaimable ? groundsOn(calendarDate(day), rules.value) : [],
      feeUnpaid: feeUnpaid(books, kept.id),
      owed: owedWhole(books, kept.id),
      possible: possible.map(({ command, hindrance }) => ({
        command,
        roles: [...rolesFor(command)],
        hindrance:
          hindrance === null
            ? null
            : {
                code: hindrance.code,
                at: hindrance.at,
                value: hindrance.params['value'] ?? null,
                limit: hindrance.params['limit'] ?? null,
              },
      })),
    })
  }

  async function booksRead(tx: Tx, id: string) {
    const [balances, fees] = [await balancesOf(tx, id), await feesOf(tx, id)]
    return { books: booksOf({ transfers: [], balances }), fees: fees.map(feeOfRow) }
  }

  return {
    besides,

    async read(tx: Tx, actor: Actor, id: string, day: string) {
      const kept = await reached(tx, actor, 'guarantee.read', id)
      if (!kept.ok) return kept
      const found = await besides(tx, actor, kept.value, day)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'guarantee.read', subject: `guarantee:${id}` })
      return ok({ kept: kept.value, besides: found.value })
    },

    async list(tx: Tx, actor: Actor, page: Omit<Listing, 'isSandboxOnly'>): Promise<Result<readonly KeptGuarantee[]>> {
      const allowed = may(actor, 'guarantee.list', 'none')
      if (!allowed.ok) return allowed
      const found = await guaranteesOf(tx, { ...page, limit: page.limit + 1, isSandboxOnly: actor.isSandbox })
      return ok(found)
    },

    async events(tx: Tx, actor: Actor, id: string) {
      const kept = await reached(tx, actor, 'guarantee.read', id)
      return kept.ok ? ok(await eventsOf(tx, id)) : kept
    },

    async entries(
      tx: Tx,
      actor: Actor,
      id: string,
      page: { readonly after?: string | undefined; readonly limit: number },
    ) {
      const kept = await reached(tx, actor, 'guarantee.read', id)
      return kept.ok ? ok(await entriesOf(tx, id, { ...page, limit: page.limit + 1 })) : kept
    },

    async balances(tx: Tx, actor: Actor, id: string) {
      const kept = await reached(tx, actor, 'guarantee.read', id)
      return kept.ok ? ok(await balancesOf(tx, id)) : kept
    },

    /** Guarantees with something due when the day begins, the longest due first: the tasks of a day. */
    async due(
      tx: Tx,
      actor: Actor,
      day: string,
      page: { readonly after?: readonly [string, string] | undefined; readonly limit: number },
    ): Promise<Result<readonly DueOfOne<DueListed>[]>> {
      const allowed = may(actor, 'guarantee.list', 'none')
      if (!allowed.ok) return allowed
      const found = await dueGuarantees(tx, day, { ...page, limit: page.limit + 1, isSandboxOnly: actor.isSandbox })
      const rules = carriedBy(day)
      if (!rules.ok) return rules
      const listed: DueOfOne<DueListed>[] = []
      for (const kept of found) {
        const { due } = dueOf(kept, calendarDate(day), rules.value)
        listed.push({ kept, due: [...due, ...(await pastTerm(tx, actor, kept, calendarDate(day), rules.value))] })
      }
      return ok(listed)
    },

    /**
     * Does what time alone makes due and no person has to decide: notices lapse, the fee of the next year is charged.
     * Each guarantee in a transaction of its own. It reads the life and the day alone, so that a day left out is made
     * up for, and doing it twice, or in two processes at once, does it once: the second finds it done and is refused.
     * @returns how many steps were done
     */
    async doDue(database: Database, at: Moment): Promise<number> {
      const actor = systemActor('guarantees.due')
      const day = calendarDate(at.day)
      const rules = sure(carriedBy(at.day))
      let done = 0
      let after: readonly [string, string] | undefined
      for (;;) {
        const found = await database.transaction(actor, tx => dueGuarantees(tx, day, { limit: BATCH, after }))
        for (const kept of found) done += await doneFor(database, actor, dueOf(kept, day, rules), at, rules)
        const last = found.at(-1)
        if (found.length < BATCH || last === undefined) return done
        after = [last.dueOn ?? day, last.id]
      }
    },
  }

  /** The service's own steps of one guarantee, one after another until none is left. */
  async function doneFor(
    database: Database,
    actor: Actor,
    of: DueOfOne,
    at: Moment,
    rules: DutyRules,
  ): Promise<number> {
    let done = 0
    let now = of
    for (let tries = 0; tries < FEE_YEARS_MAX; tries++) {
      const [next] = ownOf(now)
      if (next === undefined) return done
      const asking =
        next.what === 'lapse' ? { type: 'lapse' as const, notice: next.notice } : { type: 'charge_fee' as const }
      const step = await database.transaction(
        actor,
        tx => guarantees.ask(tx, actor, now.kept.id, asking, at, now.kept.life.version),
        result => result.ok,
      )
      // Somebody else did it, or the clock was set back: tomorrow's list has what is left.
      if (!step.ok) return done
      done += 1
      now = dueOf(step.value, calendarDate(at.day), rules)
    }
    return done
  }
}
export type ReadingService = ReturnType<typeof makeReadingService>
