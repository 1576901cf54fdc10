/**
 * Provisions posted for a month that is over: what is set aside on each guarantee is brought to what the edition says
 * of it, page by page, each page kept whole. A month that was done is not done again; one that was broken off goes on
 * where it stopped.
 */
import { systemActor } from '../../access/actor.ts'
import type { ProvisionState } from '../../decision/fund-schema.ts'
import { addMonths, calendarDate } from '../../kernel/calendar.ts'
import { type Money, moneyFromText, ZERO } from '../../kernel/money.ts'
import { ok, type Result, sure } from '../../kernel/result.ts'
import { postingOf } from '../../ledger/postings.ts'
import { type EntryRow, entryRow, ledgerOf } from '../../ledger/rows.ts'
import { keepEntries } from '../../ledger/store.ts'
import type { Database } from '../../platform/db/database.ts'
import type { ProvisionRule } from '../fund/edition.ts'
import { type ProvidedFor, provisionOf } from '../fund/provisions.ts'
import type { FundParts, Moment } from '../fund/service.ts'
import { keepProvisionMonth, type ProvidedRow, provisionMonth, toProvide } from '../fund/store.ts'

/** Guarantees of one transaction: few enough that nobody waits long for one of them. */
const PAGE = 200

/** States in which something is set aside, and as what. */
const STATES: Readonly<Record<string, ProvisionState | undefined>> = {
  in_force: 'in_force',
  accident: 'accident',
  claimed: 'claimed',
  examined: 'claimed',
  subrogated: 'subrogated',
}

/** What a guarantee is provided for; undefined where nothing can be lost on it any more. */
function providedFor(row: ProvidedRow): ProvidedFor | undefined {
  const state = STATES[row.state]
  if (state === undefined) return undefined
  return { state, grade: row.grade, exposure: moneyFromText(state === 'subrogated' ? row.owed : row.balance) }
}

/** The entry that brings what is set aside to what is due; none where it stands there already. */
function entryOf(row: ProvidedRow, rule: ProvisionRule, month: string, day: string): EntryRow | undefined {
  const books = ledgerOf({
    transfers: [],
    balances: [
      {
        kind: 'provisions',
        of: row.id,
        debits_posted: row.debits_posted,
        credits_posted: row.credits_posted,
        debits_pending: '0',
        credits_pending: '0',
      },
    ],
  })
  const given = providedFor(row)
  const provision: Money = given === undefined ? ZERO : provisionOf(given, rule)
  const id = `provided.${row.id}.${month}`
  const event = { type: 'provided' as const, guarantee: row.id, provision }
  const change = postingOf(books, { id, day: calendarDate(day), reference: `provisions ${month}`, event })
  if (!change.ok && change.refusals.every(one => one.code === 'entry_empty')) return undefined
  return entryRow(books, sure(change), row.id)
}

export function makeProvisioningService({ fundOn }: Pick<FundParts, 'fundOn'>) {
  /** Posts the provisions of a month; true where this was the time it was done. */
  async function provide(database: Database, month: string, moment: Moment): Promise<Result<boolean>> {
    const fund = fundOn(moment.day)
    if (!fund.ok) return fund
    const { rule, edition } = fund.value
    const actor = systemActor(`provisions:${month}`)
    const at = moment.now.toISOString()
    let after: string | undefined
    for (;;) {
      const last = await database.transaction(actor, async tx => {
        if ((await provisionMonth(tx, month)) !== undefined) return 'done' as const
        const rows = await toProvide(tx, month, { after, limit: PAGE })
        const entries = rows.flatMap(row => entryOf(row, rule.provisions, month, moment.day) ?? [])
        if (entries.length > 0) await keepEntries(tx, entries, at)
        const id = rows.at(-1)?.id
        // Of several who find nothing left at the same time one has done it.
        if (id === undefined && !(await keepProvisionMonth(tx, month, edition, at))) return 'done' as const
        return id
      })
      if (last === 'done') return ok(false)
      if (last === undefined) return ok(true)
      after = last
    }
  }

  return {
    provide,
    /** The month before the day's, which is over. */
    async provideLastMonth(database: Database, moment: Moment): Promise<Result<boolean>> {
      const first = calendarDate(`${moment.day.slice(0, 7)}-01`)
      return provide(database, addMonths(first, -1).slice(0, 7), moment)
    },
  }
}
export type ProvisioningService = ReturnType<typeof makeProvisioningService>
