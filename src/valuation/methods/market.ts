/**
 * The market approach: what comparable licences were agreed at. The nearest ones, adjusted to the subject one reason at
 * a time, give the rate and its interval; every one of them is listed, and every one left out with why.
 */
import { estimateText } from '../../kernel/decimal.ts'
import { dividedHalfEven, type Fixed, fixedText, ONE, times } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { fixedOfText } from '../present-value.ts'
import { type Neighbour, nearest, packed, type Terms, type Weights } from './gower.ts'
import type { Ranged } from './ranges.ts'
import type { MethodCode } from './refusals.ts'

/** A licence agreed by others. Amounts and rates as text; a currency other than the subject's needs its rate. */
export type Comparable = {
  readonly id: string
  readonly ipc?: string | undefined
  readonly industry?: string | undefined
  readonly stage?: string | undefined
  readonly exclusivity?: string | undefined
  readonly territory?: string | undefined
  /** Whole minor units of `currency`. */
  readonly upfront?: string | undefined
  readonly currency: string
  /** On sales, 0 to 1. */
  readonly royalty?: string | undefined
  /** The month it was agreed, YYYY-MM. */
  readonly month?: string | undefined
}

/** Where a comparable differs from the subject in `attribute` by the value named, its rate is multiplied. */
export type Adjustment = {
  readonly attribute: 'stage' | 'exclusivity' | 'territory'
  readonly value: string
  readonly factor: string
  readonly reason: string
}

export type MarketQuestion = {
  readonly subject: Omit<Comparable, 'id' | 'currency'>
  readonly currency: string
  /** Minor units of the subject's currency for one minor unit of another. */
  readonly rates: Readonly<Record<string, string>>
  readonly comparables: readonly Comparable[]
  readonly weights: Weights
  readonly adjustments: readonly Adjustment[]
  readonly count: number
  /** Fewest comparables an interval is given for. */
  readonly least: number
}

export type Adjusted = {
  readonly id: string
  /** Six decimals. */
  readonly similarity: string
  readonly royalty: string
  readonly adjusted_royalty: string
  readonly adjustments: readonly { readonly attribute: string; readonly factor: string; readonly reason: string }[]
}

export type MarketRates = {
  /** Quartiles and median of the adjusted rates, each comparable counting as much as it is alike. */
  readonly rate: Ranged
  readonly used: readonly Adjusted[]
  readonly left_out: readonly { readonly id: string; readonly why: 'no_royalty' | 'royalty_of_zero' | 'duplicate' }[]
}

const monthsOf = (month: string | undefined): number | undefined =>
  month === undefined ? undefined : Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1

const MICRO = 1_000_000
/** Similarity in millionths, so that weights are whole. */
const weightOf = (neighbour: Neighbour): bigint => BigInt(estimateText(neighbour.similarity * MICRO, 0))
const sixDecimals = (weight: bigint): string => fixedText((weight * ONE) / BigInt(MICRO))

/**
 * The least rate at which at least `share` of the weight lies at or below it.
 * @param rates sorted upwards, with weights
 */
export function weightedQuantile(
  rates: readonly { readonly rate: Fixed; readonly weight: bigint }[],
  share: Fixed,
): Fixed {
  const total = rates.reduce((sum, one) => sum + one.weight, 0n)
  let reached = 0n
  for (const { rate, weight } of rates) {
    reached += weight
    if (reached * ONE >= total * share) return rate
  }
  throw new RangeError('a quantile of nothing')
}

/** Terms of a comparable as they are compared; the up-front payment in the subject's currency. */
function termsOf(one: Omit<Comparable, 'id'>, question: MarketQuestion, at: string): Result<Terms, MethodCode> {
  let upfront: number | undefined
  if (one.upfront !== undefined) {
    const rate = one.currency === question.currency ? '1' : question.rates[one.currency]
    if (rate === undefined)
      return refuse(
        refusal('valuation_currency_rate_missing', `${at}.currency`, {
          value: one.currency,
          limit: question.currency,
        }),
      )
    upfront = Number(dividedHalfEven(BigInt(one.upfront) * fixedOfText(rate), ONE))
  }
  const { ipc, industry, stage, exclusivity, territory } = one
  const royalty = one.royalty === undefined ? undefined : Number(one.royalty)
  return ok({ ipc, industry, stage, exclusivity, territory, upfront, royalty, month: monthsOf(one.month) })
}

function adjusted(neighbour: Neighbour, one: Comparable, question: MarketQuestion): Adjusted & { readonly at: Fixed } {
  const applied = question.adjustments.filter(
    each => one[each.attribute] === each.value && question.subject[each.attribute] !== each.value,
  )
  const royalty = fixedOfText(one.royalty as string)
  const at = applied.reduce((rate, each) => times(rate, fixedOfText(each.factor)), royalty)
  return {
    id: one.id,
    similarity: sixDecimals(weightOf(neighbour)),
    royalty: one.royalty as string,
    adjusted_royalty: fixedText(at),
    adjustments: applied.map(({ attribute, factor, reason }) => ({ attribute, factor, reason })),
    at,
  }
}

/**
 * Royalty rates of the nearest comparables.
 * @returns the interval and every comparable used and left out; `valuation_currency_rate_missing` for a currency
 *   without a rate, `valuation_comparables_too_few` where fewer than `least` are left
 * @source KISTI's nearest neighbours over mixed attributes (S:MKNN); International Valuation Standards 105, market
 *   approach (comparable transactions)
 */
export function marketRates(question: MarketQuestion): Result<MarketRates, MethodCode> {
  const leftOut: { readonly id: string; readonly why: 'no_royalty' | 'royalty_of_zero' | 'duplicate' }[] = []
  const seen = new Set<string>()
  const kept: Comparable[] = []
  for (const one of question.comparables) {
    const { id, royalty } = one
    if (seen.has(id)) leftOut.push({ id, why: 'duplicate' })
    else if (royalty === undefined) leftOut.push({ id, why: 'no_royalty' })
    else if (Number(royalty) === 0) leftOut.push({ id, why: 'royalty_of_zero' })
    else kept.push(one)
    seen.add(id)
  }
  const terms: Terms[] = []
  for (const [place, one] of kept.entries()) {
    const found = termsOf(one, question, `comparables.${place}`)
    if (!found.ok) return found
    terms.push(found.value)
  }
  const subject = termsOf({ ...question.subject, currency: question.currency }, question, 'subject')
  if (!subject.ok) return subject
  const neighbours = nearest(packed(terms), subject.value, question.weights, question.count).filter(
    one => weightOf(one) > 0n,
  )
  if (neighbours.length < question.least) {
    const params = { value: String(neighbours.length), limit: String(question.least) }
    return refuse(refusal('valuation_comparables_too_few', 'comparables', params))
  }
  const used = neighbours.map(one => ({
    ...adjusted(one, kept[one.row] as Comparable, question),
    weight: weightOf(one),
  }))
  const sorted = used
    .map(({ at, weight }) => ({ rate: at, weight }))
    .toSorted((a, b) => (a.rate < b.rate ? -1 : a.rate > b.rate ? 1 : 0))
  const quantile = (share: Fixed) => weightedQuantile(sorted, share)
  return ok({
    rate: { low: quantile(ONE / 4n), mid: quantile(ONE / 2n), high: quantile((ONE * 3n) / 4n) },
    used: used.map(({ at: _, weight: __, ...shown }) => shown),
    left_out: leftOut,
  })
}
