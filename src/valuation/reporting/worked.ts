/** Each method of a valuation worked out: value, what drives it, and how its cash flow becomes it. */
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { fixedText } from '../../kernel/fixed.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { CompiledValuation } from '../edition.ts'
import { costFound } from '../methods/cost-inputs.ts'
import { type RangedText, rangedOf, timingOf } from '../methods/inputs.ts'
import { type MarketInput, marketFound } from '../methods/market-inputs.ts'
import { gatedFound, optionFound } from '../methods/option-inputs.ts'
import type { Driver } from '../methods/ranges.ts'
import type { ValueMethod } from '../methods/reconciliation.ts'
import { comparedFound, excessFound, type RoyaltyInput, royaltyFound } from '../methods/stream-inputs.ts'
import { value } from '../value.ts'
import { bridgeOf, costBridge, incomeBridge, royaltyBridge, sumOfTexts } from './bridge.ts'
import { type Cut, cappedMethod, type Legal } from './capped.ts'
import type { ValuedCode } from './refusals.ts'
import type { BridgeStep, MethodAsked } from './request.ts'

export type MethodRecord = {
  readonly method: ValueMethod
  readonly low: string
  readonly mid: string
  readonly high: string
  /** From the widest swing. */
  readonly drivers: readonly Driver[]
  readonly bridge: readonly BridgeStep[]
  /** What the method itself shows of its way, by its own names. */
  readonly steps: Json
  readonly cut: Cut | null
}

type Found = Omit<MethodRecord, 'method' | 'cut'>
type InputOf<Method extends ValueMethod> = Extract<MethodAsked, { method: Method }>['input']

const middle = (given: RangedText): string => fixedText(rangedOf(given).mid)
const salesOf = (input: RoyaltyInput | MarketInput) =>
  timingOf(input.sales.length, input).stretches.map(({ months }, place) => ({
    amount: input.sales[place] as string,
    months,
  }))

/** Whole won as a driver's ends; a driver without a swing is none. */
function swing(input: string, ends: readonly [string, string], values: readonly [string, string]): readonly Driver[] {
  const [low, high] = ends
  return low === high ? [] : [{ input, low, high, value_at_low: values[0], value_at_high: values[1] }]
}

function ofIncome(
  edition: CompiledValuation,
  input: InputOf<'income'>,
  day: CalendarDate,
  legal: Legal | undefined,
  expiresOn: string | undefined,
): Result<Found & { readonly cutTo?: Cut }, ValuedCode> {
  const isCut = expiresOn !== undefined && (input.expires_on === undefined || input.expires_on > expiresOn)
  const request = { ...input, ...(isCut ? { expires_on: expiresOn } : {}), methods: ['income' as const] }
  const found = value(edition, request, day)
  if (!found.ok) return found
  const [own] = found.value.methods
  if (own === undefined) throw new Error('a valuation without its one method')
  const { basis } = found.value
  // One of the two ranges at a time, the other in its middle: what each alone does to the value.
  const { low, mid, high } = edition.spread
  const alone = (name: 'salesFactor' | 'addedRate') => {
    const spread = { low: { ...mid, [name]: low[name] }, mid, high: { ...mid, [name]: high[name] } }
    return value({ ...edition, spread }, request, day)
  }
  const [sales, rates] = [alone('salesFactor'), alone('addedRate')]
  if (!sales.ok) return sales
  if (!rates.ok) return rates
  const ends = (of: typeof sales.value, key: 'sales_factor' | 'discount_rate') => {
    const { low: below, high: above } = (of.methods[0] as typeof own).scenarios
    return swing(key, [below[key], above[key]], [below.value, above.value])
  }
  const drivers = [...ends(sales.value, 'sales_factor'), ...ends(rates.value, 'discount_rate')]
  const size = (one: Driver): bigint => {
    const difference = BigInt(one.value_at_high) - BigInt(one.value_at_low)
    return difference < 0n ? -difference : difference
  }
  const from = basis.life_months - basis.elapsed_months
  const cutTo = basis.bound === 'right' && legal !== undefined
  return ok({
    ...{ low: own.low, mid: own.mid, high: own.high },
    drivers: drivers.toSorted((a, b) => (size(a) < size(b) ? 1 : size(a) > size(b) ? -1 : 0)),
    bridge: incomeBridge(own),
    steps: { basis, method: own } as unknown as Json,
    ...(cutTo
      ? { cutTo: { of: 'income', from: String(from), to: String(basis.sales_months), right: legal.right } }
      : {}),
  })
}

function ofRoyalty(input: RoyaltyInput): Result<Found, ValuedCode> {
  const found = royaltyFound(input)
  if (!found.ok) return found
  const { years, ...shown } = found.value
  const without = royaltyFound({ ...input, amortisation_years: undefined })
  if (!without.ok) return without
  const benefit = BigInt(shown.mid) - BigInt(without.value.mid)
  const [factor, rate] = [middle(input.sales_factor), middle(input.royalty_rate)]
  const bridge = royaltyBridge(salesOf(input), factor, rate, input.tax_rate, shown.mid, benefit)
  return ok({ ...shown, bridge, steps: { years } })
}

function ofExcess(input: InputOf<'excess_earnings'>): Result<Found, ValuedCode> {
  const found = excessFound(input)
  if (!found.ok) return found
  const { years, ...shown } = found.value
  const bridge = bridgeOf(
    [
      ['profit_after_tax', sumOfTexts(years.map(year => year.profit_after_tax))],
      ['charges', -sumOfTexts(years.map(year => year.charges))],
    ],
    shown.mid,
    'discounting',
  )
  return ok({ ...shown, bridge, steps: { years } })
}

function ofCompared(input: InputOf<'with_and_without'>): Result<Found, ValuedCode> {
  const found = comparedFound(input)
  if (!found.ok) return found
  const rest = input.growth_after === undefined ? 'discounting' : 'growth_and_discounting'
  const steps = [
    ['with_it', sumOfTexts(input.with)],
    ['without_it', -sumOfTexts(input.without)],
  ] as const
  return ok({ ...found.value, bridge: bridgeOf(steps, found.value.mid, rest), steps: {} })
}

function ofMarket(input: MarketInput): Result<Found, ValuedCode> {
  const found = marketFound(input)
  if (!found.ok) return found
  const { rate, used, left_out, ...shown } = found.value
  const bridge = royaltyBridge(salesOf(input), '1', rate.mid, input.tax_rate, shown.mid, 0n)
  return ok({ ...shown, bridge, steps: { rate, used, left_out } as unknown as Json })
}

function ofCost(input: InputOf<'cost'>): Result<Found, ValuedCode> {
  const found = costFound(input)
  if (!found.ok) return found
  const { reproduction, compensation, left_by_age, ...shown } = found.value
  const steps = { reproduction, compensation, left_by_age }
  return ok({ ...shown, bridge: costBridge(steps, shown.mid), steps })
}

function ofOption(input: InputOf<'real_option'>): Result<Found, ValuedCode> {
  const at = (underlying: string) =>
    input.form === 'gated' ? gatedFound({ ...input, underlying }) : optionFound({ ...input, underlying })
  const { low, mid, high } =
    typeof input.underlying === 'string'
      ? { low: input.underlying, mid: input.underlying, high: input.underlying }
      : input.underlying
  const [below, found, above] = [at(low), at(mid), at(high)]
  if (!found.ok) return found
  if (!below.ok) return below
  if (!above.ok) return above
  const ends = [below.value.value, above.value.value] as const
  const isRising = BigInt(ends[0]) <= BigInt(ends[1])
  const paid = input.form === 'gated' ? sumOfTexts(input.gates.map(gate => gate.cost)) : BigInt(input.exercise)
  const isGivenUp = input.form !== 'gated' && input.kind === 'abandon'
  const steps = isGivenUp
    ? ([
        ['sum_received', paid],
        ['underlying', -BigInt(mid)],
      ] as const)
    : ([
        ['underlying', BigInt(mid)],
        ['still_to_pay', -paid],
      ] as const)
  return ok({
    ...{ low: isRising ? ends[0] : ends[1], mid: found.value.value, high: isRising ? ends[1] : ends[0] },
    drivers: swing('underlying', [low, high], ends),
    bridge: bridgeOf(steps, found.value.value, 'time_and_choice'),
    steps: found.value,
  })
}

/**
 * One method of a valuation, with no more life than its rights have.
 * @param expiresOn the first day on which one of the rights ends
 */
export function worked(
  asked: MethodAsked,
  edition: CompiledValuation,
  day: CalendarDate,
  legal: Legal | undefined,
  expiresOn: string | undefined,
): Result<MethodRecord, ValuedCode> {
  const record = <Input>(
    capped: Result<{ readonly input: Input; readonly cut: Cut | undefined }, ValuedCode>,
    find: (input: Input) => Result<Found & { readonly cutTo?: Cut }, ValuedCode>,
  ): Result<MethodRecord, ValuedCode> => {
    if (!capped.ok) return capped
    const found = find(capped.value.input)
    if (!found.ok) return found
    const { cutTo, ...shown } = found.value
    return ok({ method: asked.method, ...shown, cut: capped.value.cut ?? cutTo ?? null })
  }
  switch (asked.method) {
    case 'income':
      return record(cappedMethod(asked, legal), input => ofIncome(edition, input, day, legal, expiresOn))
    case 'royalty_relief':
      return record(cappedMethod(asked, legal), ofRoyalty)
    case 'excess_earnings':
      return record(cappedMethod(asked, legal), ofExcess)
    case 'with_and_without':
      return record(cappedMethod(asked, legal), ofCompared)
    case 'market':
      return record(cappedMethod(asked, legal), ofMarket)
    case 'cost':
      return record(cappedMethod(asked, legal), ofCost)
    case 'real_option':
      return record(cappedMethod(asked, legal), ofOption)
    default:
      return asked satisfies never
  }
}
