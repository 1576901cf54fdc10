/**
 * What rights can carry: the part of their value that is lent on, and how ranks share it. Whole won; every cut is
 * downwards, in the lender's favour.
 */
import type { CollateralRules, Step } from '../../decision/collateral-schema.ts'
import { type CalendarDate, calendarDate, fullYearsBetween } from '../../kernel/calendar.ts'
import { type Fixed, fixedText, times } from '../../kernel/fixed.ts'
import {
  type Money,
  maxMoney,
  minMoney,
  minus,
  money,
  moneyFromText,
  portionRoundedDown,
  ZERO,
} from '../../kernel/money.ts'
import type { LegalTerm } from '../../technology/rights/life.ts'
import { lifeOf } from '../../technology/rights/life.ts'
import type { RightOnFile } from '../../technology/rights/schema.ts'
import type { IssuedValuation } from '../../valuation/reporting/schema.ts'

export type Advance = {
  readonly value: Money
  readonly rate: Fixed
  readonly factors: {
    readonly base: string
    readonly kind: string
    readonly method: string
    readonly years_left: string
    readonly value: string
  }
  readonly amount: Money
}

/** The row a quantity falls in; tables begin at 0, and a quantity below is one our own code made. */
function rowOf(steps: readonly Step[], quantity: bigint): Fixed {
  const row = steps.findLast(step => step.from <= quantity)
  if (row === undefined) throw new RangeError(`no row for ${quantity}`)
  return row.factor
}

const lowest = (factors: readonly Fixed[]): Fixed => factors.reduce((a, b) => (b < a ? b : a))

/** Whole years until a right ends; 0 where that is not known or past. */
function yearsLeft(file: RightOnFile, day: CalendarDate, terms: readonly LegalTerm[]): bigint {
  const { until } = lifeOf(file, terms)
  return until === null || until < day ? 0n : BigInt(fullYearsBetween(day, until))
}

/** The value that is lent on: the low end or the middle, and never below 0. */
export const valueLentOn = (value: IssuedValuation['value'], { isOnLow }: CollateralRules): Money =>
  maxMoney(ZERO, moneyFromText(isOnLow ? value.low : value.mid))

/**
 * value x base rate x kind x method x years left x value band, cut to the whole won. Of several rights pledged together
 * the weakest kind and the shortest life decide.
 * @param day   legal day of the decision
 * @param terms of the law by country and kind, for ends no office states
 * @source rules/collateral: advance
 */
export function advanceOf(
  valuation: Pick<IssuedValuation, 'value' | 'lead'>,
  rights: readonly RightOnFile[],
  day: string,
  rules: CollateralRules,
  terms: readonly LegalTerm[] = [],
): Advance {
  const value = valueLentOn(valuation.value, rules)
  const on = calendarDate(day)
  const kind = lowest(rights.map(one => rules.byKind.get(one.right.kind) ?? 0n))
  const method = rules.byMethod.get(valuation.lead.method) ?? 0n
  const years = lowest(rights.map(one => rowOf(rules.byYearsLeft, yearsLeft(one, on, terms))))
  const band = rowOf(rules.byValue, value)
  const rate = [kind, method, years, band].reduce((product, one) => times(product, one), rules.baseRate)
  return {
    value,
    rate,
    factors: {
      base: fixedText(rules.baseRate),
      kind: fixedText(kind),
      method: fixedText(method),
      years_left: fixedText(years),
      value: fixedText(band),
    },
    amount: portionRoundedDown(value, rate),
  }
}

export type Ranked = {
  readonly id: string
  /** Null while it waits for the register: then it secures nothing, and keeps the place behind all that do. */
  readonly rank: number | null
  readonly secured: Money
}
export type Covered = Ranked & {
  /** What the pledge can count on; nothing until it is registered. */
  readonly covered: Money
}

const rankOrder = (a: Ranked, b: Ranked): number =>
  (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) || (a.id < b.id ? -1 : 1)

/**
 * How an advance value is shared: the first rank is covered first, a later one out of what is left, and what is not
 * registered not at all.
 */
export function coveredByRank(amount: Money, pledges: readonly Ranked[]): readonly Covered[] {
  let left = amount
  return pledges.toSorted(rankOrder).map(one => {
    const covered = one.rank === null ? ZERO : minMoney(one.secured, left)
    left = minus(left, covered)
    return { ...one, covered }
  })
}

/** What is left of an amount when something goes before; nothing where that is more. */
export const leftAfter = (amount: Money, earlier: Money): Money => maxMoney(ZERO, money(amount - earlier))
