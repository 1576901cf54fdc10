/** No life beyond the law's: what a method would count after its rights have ended is cut off, and the cut is said. */
import { dividedHalfEven, type Fixed, fixedOfInteger, fixedText, ONE } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type RangedText, rangedOf } from '../methods/inputs.ts'
import { fixedOfText, stretchesOf } from '../present-value.ts'
import type { Simulation } from '../simulation/simulate.ts'
import type { ValuedCode } from './refusals.ts'
import type { MethodAsked } from './request.ts'

/** Months until the first of the rights ends; undefined where none has a known end. */
export type Legal = { readonly months: number; readonly right: string }

/** A life that was cut: what of, from how many months to how many, and by which right. */
export type Cut = { readonly of: string; readonly from: string; readonly to: string; readonly right: string }
export type Capped<Input> = { readonly input: Input; readonly cut: Cut | undefined }

const whole = <Input>(input: Input): Result<Capped<Input>, ValuedCode> => ok({ input, cut: undefined })
const monthsText = (months: number): string => String(months)

type Stream = {
  readonly preparation_months: number
  readonly months_of_last_year: number
}

/** How many years of sales are left by the law and how long the last of them is; undefined where nothing is cut. */
function streamLeft(years: number, stream: Stream, legal: Legal) {
  const asked = (years - 1) * 12 + stream.months_of_last_year
  const left = legal.months - stream.preparation_months
  return left >= asked ? undefined : { asked, left, stretches: left < 1 ? [] : stretchesOf(left) }
}

const noLife = (at: string, legal: Legal, preparation: number) =>
  refuse(
    refusal('valuation_no_life_left' as const, at, {
      life_months: '-',
      elapsed_months: '0',
      preparation_months: String(preparation),
      legal_months: String(legal.months),
    }),
  )

/** Sales, or flows with and without, of a stream cut to the legal life. */
function cappedStream<Input extends Stream>(
  of: string,
  input: Input,
  years: number,
  legal: Legal,
  shorten: (input: Input, years: number) => Input,
): Result<Capped<Input>, ValuedCode> {
  const cut = streamLeft(years, input, legal)
  if (cut === undefined) return whole(input)
  const last = cut.stretches.at(-1)
  if (last === undefined) return noLife('rights', legal, input.preparation_months)
  const shorter = { ...shorten(input, cut.stretches.length), months_of_last_year: last.months }
  const said = { of, from: monthsText(cut.asked), to: monthsText(cut.left), right: legal.right }
  return ok({ input: shorter, cut: said })
}

const least = (text: string, most: Fixed): string => (fixedOfText(text) > most ? fixedText(most) : text)
/** Every end of a range cut to a limit, and the greatest of them before. */
function cappedRange(given: RangedText, most: Fixed): { readonly value: RangedText; readonly before: Fixed } {
  const before = rangedOf(given).high
  if (before <= most) return { value: given, before }
  if (typeof given === 'string') return { value: fixedText(most), before }
  return { value: { low: least(given.low, most), mid: least(given.mid, most), high: least(given.high, most) }, before }
}

function cappedOption(input: Extract<MethodAsked, { method: 'real_option' }>['input'], legal: Legal) {
  const most = dividedHalfEven(fixedOfInteger(BigInt(legal.months)), 12n)
  if (input.form === 'gated') {
    const place = input.gates.findIndex(gate => fixedOfText(gate.years) > most)
    if (place < 0) return whole(input)
    const params = { value: input.gates[place]?.years ?? '', limit: fixedText(most) }
    return refuse(refusal('valued_gate_after_right' as const, `gates.${place}.years`, params))
  }
  if (fixedOfText(input.years) <= most) return whole(input)
  const from = fixedText(fixedOfText(input.years) * 12n)
  const cut = { of: 'real_option', from, to: monthsText(legal.months), right: legal.right }
  return ok({ input: { ...input, years: fixedText(most) }, cut })
}

/**
 * The input of a method with no more life than its rights have.
 * @returns `valuation_no_life_left` where the rights end before the first sale, `valued_gate_after_right` for a gate
 *   that is paid when they have ended
 * @source TES (the life that is valued is the shorter of the economic and the legal one)
 */
export function cappedMethod<Asked extends MethodAsked>(
  asked: Asked,
  legal: Legal | undefined,
): Result<Capped<Asked['input']>, ValuedCode>
export function cappedMethod(
  asked: MethodAsked,
  legal: Legal | undefined,
): Result<Capped<MethodAsked['input']>, ValuedCode> {
  if (legal === undefined) return whole(asked.input)
  const { method } = asked
  switch (method) {
    // The way's own income method cuts its life by the day itself.
    case 'income':
      return whole(asked.input)
    case 'royalty_relief':
    case 'excess_earnings':
    case 'market':
      return cappedStream(
        method,
        asked.input as Stream & { readonly sales: string[] },
        asked.input.sales.length,
        legal,
        (input, years) => ({
          ...input,
          sales: input.sales.slice(0, years),
        }),
      ) as Result<Capped<MethodAsked['input']>, ValuedCode>
    case 'with_and_without': {
      const { growth_after: growth, ...ending } = asked.input
      const found = cappedStream(method, ending, ending.with.length, legal, (input, years) => ({
        ...input,
        with: input.with.slice(0, years),
        without: input.without.slice(0, years),
      }))
      if (!found.ok || growth === undefined || found.value.cut !== undefined) return found
      // What goes on for ever ends with the rights.
      const to = (ending.with.length - 1) * 12 + ending.months_of_last_year
      return ok({ input: ending, cut: { of: method, from: 'for_ever', to: monthsText(to), right: legal.right } })
    }
    case 'cost': {
      const most = fixedOfInteger(BigInt(asked.input.elapsed_months + legal.months))
      const { value, before } = cappedRange(asked.input.life_months, most)
      if (before <= most) return whole(asked.input)
      const cut = { of: method, from: fixedText(before), to: fixedText(most), right: legal.right }
      return ok({ input: { ...asked.input, life_months: value }, cut })
    }
    case 'real_option':
      return cappedOption(asked.input, legal)
    default:
      return method satisfies never
  }
}

type Life = Simulation['inputs']['life_years']

/** A distribution of years whose every draw is within a limit. */
function cappedLife(life: Life, most: Fixed): Life {
  if (typeof life === 'string') return least(life, most)
  switch (life.shape) {
    case 'normal':
    case 'lognormal':
      return life.greatest !== undefined && fixedOfText(life.greatest) <= most
        ? life
        : { ...life, greatest: fixedText(most) }
    case 'uniform':
      return fixedOfText(life.low) >= most ? fixedText(most) : { ...life, high: least(life.high, most) }
    case 'triangular':
    case 'pert':
      return fixedOfText(life.low) >= most
        ? fixedText(most)
        : { ...life, mode: least(life.mode, most), high: least(life.high, most) }
    default:
      return life satisfies never
  }
}

/** A simulation none of whose lives passes the rights. */
export function cappedSimulation(given: Simulation, legal: Legal | undefined): Result<Capped<Simulation>, ValuedCode> {
  if (legal === undefined) return whole(given)
  const left = legal.months - given.preparation_months
  if (left < 1) return noLife('simulation.preparation_months', legal, given.preparation_months)
  const most = dividedHalfEven(BigInt(left) * ONE, 12n)
  const life = cappedLife(given.inputs.life_years, most)
  if (JSON.stringify(life) === JSON.stringify(given.inputs.life_years)) return whole(given)
  const cut = { of: 'simulation', from: 'drawn', to: monthsText(left), right: legal.right }
  return ok({ input: { ...given, inputs: { ...given.inputs, life_years: life } }, cut })
}
