/**
 * What bounds all guarantees together: so many times basic property and kept surplus (Act 31), and the share of
 * technology guarantees (Act 30), which is a composition: it can refuse a credit guarantee alone, and a release can
 * break it without being refused.
 */
import { type Fixed, ONE } from '../../kernel/fixed.ts'
import { type Money, maxMoney, minus, money, moneyText, plus, sumMoney, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { FundCode } from './refusals.ts'

/** The fund's own means. */
export type Means = { readonly basicProperty: Money; readonly keptSurplus: Money }

/** `multiple x (basic property + kept surplus)`; nothing where losses have used both up. */
export const capOf = ({ basicProperty, keptSurplus }: Means, multiple: bigint): Money =>
  money(maxMoney(ZERO, plus(basicProperty, keptSurplus)) * multiple)

/** What counts against it. */
export type Committed = { readonly guarantees: Money; readonly reGuarantees: Money; readonly securitisation: Money }

export type CapStanding = {
  readonly cap: Money
  readonly used: Money
  readonly headroom: Money
  /** How far what is promised lies above the cap, as losses can bring it; nothing new is given then. */
  readonly excess: Money
}

export function capStanding(means: Means, committed: Committed, multiple: bigint): CapStanding {
  const cap = capOf(means, multiple)
  const used = sumMoney([committed.guarantees, committed.reGuarantees, committed.securitisation])
  return { cap, used, headroom: maxMoney(ZERO, minus(cap, used)), excess: maxMoney(ZERO, minus(used, cap)) }
}

/** All guarantees by what they are. */
export type Composition = { readonly technology: Money; readonly credit: Money }

/** Whether technology guarantees make up their least share; of nothing they do. */
export const isComposed = ({ technology, credit }: Composition, shareMin: Fixed): boolean =>
  technology * ONE >= (technology + credit) * shareMin

/**
 * How much credit guarantee may be given beside what stands: the greatest with which the share still holds, cut to the
 * won; undefined where any amount may.
 */
export function creditRoom({ technology, credit }: Composition, shareMin: Fixed): Money | undefined {
  if (shareMin === 0n) return undefined
  const whole = (technology * ONE) / shareMin
  return maxMoney(ZERO, money(whole - technology - credit))
}

/** What is about to happen to what stands: a guarantee of one kind given, or released. */
export type CompositionChange = {
  readonly of: keyof Composition
  readonly by: 'given' | 'released'
  readonly amount: Money
}

export type CompositionAfter = {
  readonly composition: Composition
  readonly holds: boolean
  /** It held before and does not hold now: somebody has to be told. */
  readonly isBreach: boolean
}

/**
 * The composition after a change. A credit guarantee with which the share does not hold is refused
 * (`technology_share_broken`); a technology guarantee never is, and neither is a release.
 */
export function composedWith(
  before: Composition,
  { of, by, amount }: CompositionChange,
  shareMin: Fixed,
): Result<CompositionAfter, FundCode> {
  const composition = { ...before, [of]: by === 'given' ? plus(before[of], amount) : minus(before[of], amount) }
  const holds = isComposed(composition, shareMin)
  if (!holds && of === 'credit' && by === 'given') {
    const limit = moneyText(creditRoom(before, shareMin) ?? ZERO)
    return refuse(refusal('technology_share_broken', 'amount', { value: moneyText(amount), limit }))
  }
  return ok({ composition, holds, isBreach: isComposed(before, shareMin) && !holds })
}
