/** A life and what was asked of it as JSON: amounts as text, so that nothing is lost between the two. */
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { moneyFromText, moneyText } from '../kernel/money.ts'
import type { Command, Life, Notice } from './commands.ts'

type Written = Omit<Life, 'notices' | 'balance' | 'payable'> & {
  readonly notices: readonly (Omit<Notice, 'amount' | 'drawn'> & { readonly amount: string; readonly drawn: string })[]
  readonly balance: string
  readonly payable: { readonly amount: string; readonly on: CalendarDate } | null
}

export const lifeText = (life: Life): Written => ({
  ...life,
  notices: life.notices.map(one => ({ ...one, amount: moneyText(one.amount), drawn: moneyText(one.drawn) })),
  balance: moneyText(life.balance),
  payable: life.payable === null ? null : { ...life.payable, amount: moneyText(life.payable.amount) },
})

/** The life of a row that was written by `lifeText`; another shape is our fault, and is thrown. */
export function lifeFrom(written: unknown): Life {
  const life = written as Written
  return {
    ...life,
    day: calendarDate(life.day),
    notices: life.notices.map(one => ({
      ...one,
      until: calendarDate(one.until),
      amount: moneyFromText(one.amount),
      drawn: moneyFromText(one.drawn),
    })),
    balance: moneyFromText(life.balance),
    payable: life.payable === null ? null : { ...life.payable, amount: moneyFromText(life.payable.amount) },
  }
}

/** A command as the body of its event: what was asked, amounts as their digits. */
export const commandText = (command: Command): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(command).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  )
