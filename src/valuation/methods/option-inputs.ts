/** What real options are given, as text, and what each is worth. */
import { z } from 'zod'
import { estimateText } from '../../kernel/decimal.ts'
import { type Fixed, fixedOfInteger } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { code, decimalText, moneyNotNegative } from '../../kernel/text.ts'
import { rateText } from '../schema.ts'
import {
  americanLattice,
  blackScholesMerton,
  compoundOption,
  multipleOf,
  OPTION_KINDS,
  wonOfMultiple,
} from './real-option.ts'

export const positiveMoney = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })
const yearsText = decimalText.refine(text => Number(text) >= 0 && Number(text) <= 40, { message: 'from 0 to 40' })
const marketShape = {
  risk_free: rateText,
  cost_of_delay: rateText.default('0'),
  volatility: decimalText.refine(text => Number(text) >= 0 && Number(text) <= 5, { message: 'from 0 to 5' }),
}

type MarketText = { readonly risk_free: string; readonly cost_of_delay: string; readonly volatility: string }
const marketOf = (given: MarketText) => ({
  riskFree: Number(given.risk_free),
  costOfDelay: Number(given.cost_of_delay),
  volatility: Number(given.volatility),
})
const steps = z.int().min(1).max(5000).default(500)
/** @param now what deciding today once for all would give, as a multiple of the underlying */
const shownOption = (underlying: Fixed, multiple: number, now: number) => ({
  value: String(wonOfMultiple(underlying, multiple)),
  multiple: estimateText(multiple, 9),
  without_option: String(wonOfMultiple(underlying, Math.max(0, now))),
})

export const optionInput = z.strictObject({
  form: z.enum(['european', 'american']),
  kind: z.enum(OPTION_KINDS),
  underlying: positiveMoney,
  exercise: positiveMoney,
  years: yearsText,
  steps,
  ...marketShape,
})

export type OptionInput = z.output<typeof optionInput>

export function optionFound(input: OptionInput) {
  const underlying = fixedOfInteger(BigInt(input.underlying))
  const at = marketOf(input)
  const x = multipleOf(fixedOfInteger(BigInt(input.exercise)), underlying)
  const now = input.kind === 'invest' ? 1 - x : x - 1
  if (input.form === 'european')
    return ok(shownOption(underlying, blackScholesMerton(input.kind, x, Number(input.years), at), now))
  const found = americanLattice(input.kind, x, Number(input.years), input.steps, at)
  return found.ok ? ok(shownOption(underlying, found.value, now)) : found
}

export const gatedInput = z.strictObject({
  underlying: positiveMoney,
  gates: z
    .array(z.strictObject({ gate: code, years: yearsText, cost: moneyNotNegative }))
    .min(1)
    .max(12),
  steps,
  ...marketShape,
})

export type GatedInput = z.output<typeof gatedInput>

export function gatedFound(input: GatedInput) {
  const underlying = fixedOfInteger(BigInt(input.underlying))
  const at = marketOf(input)
  const gates = input.gates.map(gate => ({
    years: Number(gate.years),
    cost: multipleOf(fixedOfInteger(BigInt(gate.cost)), underlying),
  }))
  const found = compoundOption(gates, input.steps, at)
  if (!found.ok) return found
  const spent = gates.reduce((sum, gate) => sum + gate.cost * Math.exp(-at.riskFree * gate.years), 0)
  const won = Math.exp(-at.costOfDelay * (gates.at(-1)?.years ?? 0))
  return ok(shownOption(underlying, found.value, won - spent))
}
