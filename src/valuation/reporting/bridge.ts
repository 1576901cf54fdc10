/** How a method's cash flow becomes its value: steps that add to the middle, the last one what discounting takes. */
import { fixedOfInteger, times } from '../../kernel/fixed.ts'
import type { MethodValue } from '../method.ts'
import type { CostSteps } from '../methods/cost.ts'
import { fixedOfText, wonHalfEven } from '../present-value.ts'
import type { BridgeStep } from './request.ts'

type Step = readonly [code: string, amount: bigint]

export const sumOfTexts = (amounts: readonly (string | undefined)[]): bigint =>
  amounts.reduce((total, amount) => total + BigInt(amount ?? '0'), 0n)

/** Steps and, where they do not reach the value yet, what is left under a code of its own. */
export function bridgeOf(steps: readonly Step[], mid: string, rest: string): readonly BridgeStep[] {
  const left = BigInt(mid) - steps.reduce((total, [, amount]) => total + amount, 0n)
  const all: readonly Step[] = left === 0n ? steps : [...steps, [rest, left]]
  return all.filter(([, amount]) => amount !== 0n).map(([code, amount]) => ({ code, amount: String(amount) }))
}

/** Operating profit, tax, investment, what is not the technology's, discounting. */
export function incomeBridge(found: MethodValue): readonly BridgeStep[] {
  const cells = (name: string): bigint => sumOfTexts(found.steps.years.map(year => year.cells[name]))
  const flow = cells('free_cash_flow')
  const own = wonHalfEven(times(fixedOfInteger(flow), fixedOfText(found.steps.factors['contribution'] ?? '1')))
  return bridgeOf(
    [
      ['operating_profit', cells('operating_profit')],
      ['tax', -cells('tax')],
      ['net_investment', -cells('net_investment')],
      ['not_the_technology', own - flow],
    ],
    found.mid,
    'discounting',
  )
}

/**
 * Royalties before tax, tax, discounting, and the tax benefit of writing off.
 * @param sales whole won by year, each with the months of it that count
 */
export function royaltyBridge(
  sales: readonly { readonly amount: string; readonly months: number }[],
  factor: string,
  rate: string,
  taxRate: string,
  mid: string,
  benefit: bigint,
): readonly BridgeStep[] {
  const counted = sales.reduce((total, { amount, months }) => total + (fixedOfText(amount) * BigInt(months)) / 12n, 0n)
  const royalties = times(times(counted, fixedOfText(factor)), fixedOfText(rate))
  const tax = wonHalfEven(times(royalties, fixedOfText(taxRate)))
  const steps: Step[] = [
    ['royalties', wonHalfEven(royalties)],
    ['tax', -tax],
    ['tax_benefit', benefit],
  ]
  return bridgeOf(steps, mid, 'discounting')
}

/** What it would cost again, development's due, what age has taken, what else has. */
export function costBridge(steps: CostSteps, mid: string): readonly BridgeStep[] {
  const again = sumOfTexts(Object.values(steps.reproduction))
  const made = again + BigInt(steps.compensation)
  const left = wonHalfEven(times(fixedOfInteger(made), fixedOfText(steps.left_by_age)))
  return bridgeOf(
    [
      ['reproduction', again],
      ['compensation', BigInt(steps.compensation)],
      ['age', left - made],
    ],
    mid,
    'other_obsolescence',
  )
}
