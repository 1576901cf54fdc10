/**
 * What every method gives: low, mid and high with the table of years, the assumptions, and whether a bank may lend on
 * it.
 */
import { type Fixed, fixedText, times } from '../kernel/fixed.ts'
import { type Money, maxMoney, minMoney, money, moneyText } from '../kernel/money.ts'
import { type Assumption, assumed, type Basis, isGrounded } from './basis.ts'
import type { CompiledValuation } from './edition.ts'
import { presentValue, presentValueParts, wonHalfEven } from './present-value.ts'
import type { Method, Scenario } from './schema.ts'

/** One scenario: the inputs that differ, and the value before and after the named rounding. */
export type ScenarioRecord = {
  readonly sales_factor: string
  readonly discount_rate: string
  readonly before_rounding: string
  readonly value: string
}

/** One row of the table of years; all amounts whole won as text, of the middle scenario. */
export type YearRecord = {
  readonly year: number
  readonly months: number
  readonly sales: string
  readonly discount_factor: string
  /** The year's part of the value before rounding; the parts add to it. */
  readonly value: string
  /** What the method itself counts, by its own codes. */
  readonly cells: Readonly<Record<string, string>>
}

export type MethodValue = {
  readonly method: Method
  readonly low: string
  readonly mid: string
  readonly high: string
  readonly status: 'published' | 'assumed'
  readonly collateral_allowed: boolean
  readonly scenarios: Readonly<Record<Scenario, ScenarioRecord>>
  readonly steps: {
    readonly factors: Readonly<Record<string, string>>
    readonly sources: Readonly<Record<string, string>>
    readonly years: readonly YearRecord[]
  }
  /** The method's own; those all methods share stand beside the basis. */
  readonly assumptions: readonly Assumption[]
}

/** What a method hands over to be discounted. */
export type Stream = {
  readonly method: Method
  /** Fixed-point won per stretch, at sales factor 1; in proportion to sales. */
  readonly flows: readonly Fixed[]
  readonly salesOf: readonly Fixed[]
  /** Whole-won cells per stretch, at sales factor 1. */
  readonly cells: readonly Readonly<Record<string, string>>[]
  /** What every flow is multiplied with: the technology contribution, or 1. */
  readonly share: Fixed
  readonly factors: Readonly<Record<string, string>>
  /** Which source each ratio was taken from; empty for a method without ratios. */
  readonly sources: Readonly<Record<string, string>>
  readonly assumptions: readonly Assumption[]
}

/** Rounds down to the edition's step; a negative value is none. */
const promised = (won: bigint, step: bigint): Money => money(won <= 0n ? 0n : won - (won % step))

/**
 * Discounts a stream in the three scenarios of the edition.
 * value = sales factor x share x sum(flow x discount factor), rounded half to even to the won, then down to the
 * edition's step; a sum below zero gives zero and says so. Low and high are the least and greatest of the three.
 * @param stream flows in proportion to sales
 * @source TVL, step 7; rules/valuation, scenarios and value_step
 */
export function valued(edition: CompiledValuation, basis: Basis, stream: Stream): MethodValue {
  const mid = inScenario(edition, basis, stream, 'mid')
  const low = inScenario(edition, basis, stream, 'low')
  const high = inScenario(edition, basis, stream, 'high')
  const weight = times(stream.share, edition.spread.mid.salesFactor)
  const parts = presentValueParts(stream.flows, basis.discount.mid.factors, weight)
  const years = basis.stretches.map((stretch, index) => ({
    year: stretch.year,
    months: stretch.months,
    sales: wonText(stream.salesOf[index] as Fixed),
    discount_factor: fixedText(basis.discount.mid.factors[index] as Fixed),
    value: String(parts[index]),
    cells: stream.cells[index] ?? {},
  }))
  const values = [low.value, mid.value, high.value]
  const floored = mid.total < 0n ? [assumed('negative_floored', 'policy', '', { value: String(mid.total) })] : []
  const isPublished = basis.assumptions.every(isGrounded) && stream.assumptions.every(isGrounded)
  return {
    method: stream.method,
    low: moneyText(values.reduce(minMoney)),
    mid: moneyText(mid.value),
    high: moneyText(values.reduce(maxMoney)),
    status: isPublished ? 'published' : 'assumed',
    collateral_allowed: isPublished,
    scenarios: { low: low.record, mid: mid.record, high: high.record },
    steps: { factors: stream.factors, sources: stream.sources, years },
    assumptions: [...stream.assumptions, ...floored],
  }
}

function inScenario(edition: CompiledValuation, basis: Basis, stream: Stream, scenario: Scenario) {
  const { salesFactor } = edition.spread[scenario]
  const { rate, factors } = basis.discount[scenario]
  const total = presentValue(stream.flows, factors, times(stream.share, salesFactor))
  const value = promised(total, edition.valueStep)
  const record: ScenarioRecord = {
    sales_factor: fixedText(salesFactor),
    discount_rate: fixedText(rate),
    before_rounding: String(total),
    value: moneyText(value),
  }
  return { record, total, value }
}

/** Whole won of a fixed-point amount as text, ties to even. */
export const wonText = (amount: Fixed): string => String(wonHalfEven(amount))
