/** Use cases of a scheme of sharing as a whole: its statement by year, and what is settled with those who share. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { type Money, money, moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { account, standing } from '../../ledger/accounts.ts'
import { balanceOf } from '../../ledger/entries.ts'
import { type LedgerEvent, postingOf } from '../../ledger/postings.ts'
import { entryRow, ledgerOf } from '../../ledger/rows.ts'
import { digestOfEntry, keepEntries } from '../../ledger/store.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { CosharingParts, Moment } from '../cosharing/service.ts'
import { BY_RATIO, limitsUsed, schemeUnder } from '../cosharing/shares.ts'
import * as store from '../cosharing/store.ts'

export type Statement = {
  readonly code: string
  readonly edition: string
  readonly volume: Money
  readonly losses: Awaited<ReturnType<typeof store.lossesByYear>>
  readonly use: readonly store.UseRow[]
  readonly limits: ReturnType<typeof limitsUsed>
  readonly open: Awaited<ReturnType<typeof store.openWith>>
}

export function makeSettlingService({ schemesOn }: Pick<CosharingParts, 'schemesOn'>) {
  return {
    /** The statement of a scheme: losses, who bore what, what of its limits is used, and what is open, by year. */
    async statement(tx: Tx, actor: Actor, code: string, day: string): Promise<Result<Statement>> {
      const allowed = may(actor, 'sharing.read', 'none')
      if (!allowed.ok) return allowed
      const schemes = schemesOn(calendarDate(day))
      if (!schemes.ok) return schemes
      const { edition } = schemes.value
      const losses = await store.lossesByYear(tx, code)
      const named = schemes.value.schemes.find(one => one.code === code)
      if (named === undefined && losses.length === 0 && code !== BY_RATIO)
        return refuse(refusal('subject_missing', 'scheme', { value: code }))
      const isRead = named !== undefined && named.programmes.length > 0
      const [use, open] = [await store.useRows(tx, code), await store.openWith(tx, code)]
      const volume = await asSystem(tx, actor, () => store.volumeOf(tx, code))
      const scheme = isRead ? schemeUnder({ scheme: code, edition, source: named.source }, '1') : undefined
      const limits = scheme === undefined ? [] : limitsUsed(scheme, store.useOf(scheme, use), volume)
      await audited(tx, actor, { action: 'sharing.read', subject: `sharing:${code}` })
      return ok({ code, edition, volume, losses, use, limits, open })
    },

    /**
     * Enters what one who shares has paid, or was paid, of what is open. The same told again does nothing.
     * Errors: `sharing_settlement_above_open`, `entry_reused`.
     */
    async settle(
      tx: Tx,
      actor: Actor,
      code: string,
      told: {
        readonly sharer: string
        readonly direction: 'received' | 'paid'
        readonly on: string
        readonly amount: string
        readonly reference: string
      },
      at: Moment,
    ): Promise<Result<{ readonly open: string }>> {
      const allowed = may(actor, 'sharing.settle', 'none')
      if (!allowed.ok) return allowed
      const { direction, reference } = told
      if (told.on > at.day)
        return refuse(refusal('guarantee_day_to_come', 'on', { value: told.on, limit: `to ${at.day}` }))
      const day = calendarDate(told.on)
      const sharer = `${code}:${told.sharer}`
      const kind = direction === 'received' ? 'sharing_receivables' : 'sharing_payables'
      return asSystem(tx, actor, async () => {
        const balances = await store.heldWith(tx, kind, sharer)
        const id = `sharing:${sharer}:${direction}:${reference}`
        const digest = await digestOfEntry(tx, id)
        const read = ledgerOf({ transfers: [], balances })
        const entry = { id, day, event: '', reference, digest: digest ?? '', lines: [] }
        const books = digest === undefined ? read : { ...read, entries: new Map([[id, entry]]) }
        const open = standing(kind, balanceOf(read, account(kind, sharer)))
        const amount = moneyFromText(told.amount)
        if (digest === undefined && amount > open)
          return refuse(
            refusal('sharing_settlement_above_open', 'amount', { value: told.amount, limit: moneyText(open) }),
          )
        const event: LedgerEvent = { type: direction === 'received' ? 'share_received' : 'share_paid', sharer, amount }
        const change = postingOf(books, { id, day, reference, event })
        if (!change.ok) return change
        if (digest !== undefined) return ok({ open: moneyText(open) })
        await keepEntries(tx, [entryRow(books, change.value, null)], at.now.toISOString())
        await audited(tx, actor, { action: 'sharing.settle', subject: `sharing:${sharer}`, detail: { ...told } })
        return ok({ open: moneyText(money(open - amount)) })
      })
    },
  }
}
export type SettlingService = ReturnType<typeof makeSettlingService>
