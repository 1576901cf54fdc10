/**
 * What goes before a new pledge: the pledges of the register kept here, and those in the offices' extracts that are not
 * among them. Where the two tell of the same, under one reference of the office, the greater amount counts, once.
 */
import { calendarDate } from '../../kernel/calendar.ts'
import { type Money, maxMoney, moneyFromText, sumMoney, ZERO } from '../../kernel/money.ts'
import type { Lien } from '../../technology/rights/burdens.ts'
import { type RightOnFile, rightKey } from '../../technology/rights/schema.ts'
import { standing } from '../../technology/rights/standing.ts'
import type { CollateralRequest } from './schema.ts'

/** Burdens that have somebody paid out of the right before others. */
const SECURING = ['pledge', 'security_interest']
export const isSecuring = (lien: Lien): boolean => SECURING.includes(lien.kind)

type OnRight = { readonly right: string; readonly lien: Lien }

/** The securing burdens open on the day in the offices' extracts. */
export const securingLiens = (rights: readonly RightOnFile[], day: string): readonly OnRight[] =>
  rights.flatMap(one =>
    standing(one, calendarDate(day))
      .liens.filter(isSecuring)
      .map(lien => ({ right: rightKey(one), lien })),
  )

export type Earlier = { readonly all: Money; readonly ofOthers: Money }

/**
 * The amounts that go before, of everybody and of banks other than the one that asks. A burden without an amount adds
 * nothing here: it refuses the right by itself.
 */
export function earlierIn({ bank, pledges, rights, day }: CollateralRequest): Earlier {
  const byReference = new Map<string, Money>()
  const add = (reference: string, amount: Money): void => {
    byReference.set(reference, maxMoney(byReference.get(reference) ?? ZERO, amount))
  }
  const own = new Set(pledges.filter(one => one.bank === bank).map(one => one.reference))
  for (const [place, one] of pledges.entries()) add(one.reference ?? `waiting ${place}`, moneyFromText(one.secured))
  const waitingOwn = new Set(
    pledges.flatMap((one, place) => (one.bank === bank && one.reference === null ? [`waiting ${place}`] : [])),
  )
  for (const { lien } of securingLiens(rights, day)) add(lien.reference, moneyFromText(lien.amount ?? '0'))
  const others = [...byReference].filter(([reference]) => !own.has(reference) && !waitingOwn.has(reference))
  return { all: sumMoney(byReference.values()), ofOthers: sumMoney(others.map(([, amount]) => amount)) }
}
