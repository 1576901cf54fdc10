/**
 * Use cases of what is charged beside the yearly fee: by command, and by the clock where time alone drives it. Each
 * goes through the guarantee's own way of posting; nothing of a life changes with it.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse, sure } from '../../kernel/result.ts'
import { balancesOf } from '../../ledger/store.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { tellEach } from '../../platform/outbox.ts'
import { booksOf, posted } from '../books.ts'
import type { Carrying } from '../carrying.ts'
import { feeOfRow, rowOfFee } from '../fee-row.ts'
import { chargesOf } from '../fee-rows.ts'
import { type GuaranteeService, leafOf, type Moment } from '../service.ts'
import { rowOfLife, said } from '../step-rows.ts'
import { feesOf, guaranteeOf, keepStep } from '../store.ts'
import { chargeTold } from '../told.ts'
import { type Asking, chargedBy } from './charge.ts'
import type { FeesView } from './schema.ts'
import { type Receivable, receivablesNow, toCharge } from './store.ts'
import { feesShown } from './view.ts'

type Dependencies = {
  readonly carriedBy: (day: string) => Result<Carrying>
  readonly guarantees: Pick<GuaranteeService, 'holding'>
}
/** The papers a charge stands on. */
type Papers = Readonly<Record<string, string>>

/** Guarantees looked at together by the job of a day. */
const BATCH = 200

export function makeChargingService({ carriedBy, guarantees }: Dependencies) {
  async function shown(tx: Tx, actor: Actor, id: string): Promise<FeesView> {
    const [balances, fees] = await asSystem(tx, actor, async () => [await balancesOf(tx, id), await feesOf(tx, id)])
    return feesShown(id, fees.map(feeOfRow), booksOf({ transfers: [], balances }))
  }

  /** Charges on a guarantee what is asked, and tells its parties. Errors: those of `chargedBy`. */
  async function charged(
    tx: Tx,
    actor: Actor,
    id: string,
    asking: Asking,
    papers: Papers,
    at: Moment,
    expected?: number,
  ): Promise<Result<null>> {
    const found = await guarantees.holding(tx, actor, 'guarantee.charge', id, at, expected)
    if (!found.ok) return found
    const { kept, standing, day, rules } = found.value
    const made = chargedBy(standing, asking, day, rules)
    if (!made.ok) return said(made)
    const fees = made.value
    const [first] = fees
    const of = {
      id: `charged:${id}:${first?.place ?? 0}`,
      day,
      reference: `${first?.rule ?? 'fees'} ${first?.edition ?? ''}`,
    }
    const entries = posted(standing.books, id, chargesOf(id, fees), of)
    if (!entries.ok) return said(entries)
    const parts = fees.map(({ place, code, payer, amount }) => ({ place, code, payer, amount: moneyText(amount) }))
    const keeping = await keepStep(tx, {
      at: at.now.toISOString(),
      guarantee: { id, expected: kept.life.version, ...rowOfLife(kept.life, rules) },
      event: null,
      fees: fees.map(rowOfFee),
      entries: entries.value.entries,
      audit: leafOf(actor, 'guarantee.charge', id, { of: asking.of, parts, ...papers }),
    })
    if (!keeping.ok) return keeping
    const { organisations, told } = chargeTold(kept, day)
    await tellEach(tx, organisations, told)
    return ok(null)
  }

  return {
    /** Charges what is asked; gives the fees as they then are. */
    async charge(
      tx: Tx,
      actor: Actor,
      id: string,
      asking: Asking,
      papers: Papers,
      at: Moment,
      expected?: number | undefined,
    ): Promise<Result<FeesView>> {
      const done = await charged(tx, actor, id, asking, papers, at, expected)
      return done.ok ? ok(await shown(tx, actor, id)) : done
    },

    /** The fees of a guarantee, and what each payer owes of them. */
    async fees(tx: Tx, actor: Actor, id: string): Promise<Result<FeesView>> {
      const kept = await guaranteeOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'guarantee.read', relationsTo(actor, kept.subject))
      return allowed.ok ? ok(await shown(tx, actor, id)) : allowed
    },

    /** What each payer owes of the fees of all guarantees. */
    async receivables(tx: Tx, actor: Actor): Promise<Result<readonly Receivable[]>> {
      const allowed = may(actor, 'fee.read', 'none')
      return allowed.ok ? ok(await receivablesNow(tx)) : allowed
    },

    /**
     * Charges the additional fee where its months have gone by; each guarantee in a transaction of its own, in which it
     * is found again from its fees, so that twice, or in two processes, it is charged once.
     * @returns how many were charged
     */
    async chargeDue(database: Database, at: Moment): Promise<number> {
      const actor = systemActor('fees.unperformed')
      const day = calendarDate(at.day)
      const { further } = sure(carriedBy(at.day))
      let done = 0
      let after: string | undefined
      for (;;) {
        const page = { after, limit: BATCH }
        const ids = await database.transaction(actor, tx => toCharge(tx, day, further.unperformedMonths, page))
        for (const id of ids) {
          const step = await database.transaction(
            actor,
            tx => charged(tx, actor, id, { of: 'unperformed' }, {}, at),
            result => result.ok,
          )
          if (step.ok) done += 1
        }
        after = ids.at(-1)
        if (after === undefined) return done
      }
    },
  }
}
export type ChargingService = ReturnType<typeof makeChargingService>
