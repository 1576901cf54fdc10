/**
 * Real options: what the right, not the duty, to go on is worth. Computed in floating point on the ratio of what is
 * still to be paid to what is won, rounded once at nine decimals of the underlying value; from there on exact.
 */
import { estimateText } from '../../kernel/decimal.ts'
import { normalCdf } from '../../kernel/distributions.ts'
import { type Fixed, fixed, ONE, times } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { wonHalfEven } from '../present-value.ts'
import type { MethodCode } from './refusals.ts'

export const OPTION_KINDS = ['invest', 'abandon'] as const
/** `invest`: pay the cost to win the underlying (a call); `abandon`: give the underlying up for the sum (a put). */
export type OptionKind = (typeof OPTION_KINDS)[number]

/** Rates are yearly and continuous, volatility per root year; none is negative. */
export type Market = { readonly riskFree: number; readonly costOfDelay: number; readonly volatility: number }

const DECIMALS = 9

/** An amount as a multiple of the underlying, rounded to the nearest at nine decimals, in whole won half to even. */
export const wonOfMultiple = (underlying: Fixed, multiple: number): bigint =>
  wonHalfEven(times(underlying, fixed(estimateText(multiple, DECIMALS))))

/** What is paid or got, as a multiple of the underlying value. */
export const multipleOf = (amount: Fixed, underlying: Fixed): number =>
  Number((amount * ONE) / underlying) / Number(ONE)

/**
 * European option at one day, as a multiple of the underlying.
 * invest: e^(-dT) N(d1) - x e^(-rT) N(d2), d1 = [ln(1/x) + (r - d + s^2/2) T] / (s sqrt T), d2 = d1 - s sqrt T;
 * abandon: x e^(-rT) N(-d2) - e^(-dT) N(-d1). Without volatility or time, what is left over for certain.
 * @param x exercise price as a multiple of the underlying, above 0
 * @param years 0 or more
 * @source Black & Scholes (1973), Journal of Political Economy 81(3), 637-654; Merton (1973), with a yield of d
 */
export function blackScholesMerton(kind: OptionKind, x: number, years: number, market: Market): number {
  const { riskFree, costOfDelay, volatility } = market
  const won = Math.exp(-costOfDelay * years)
  const paid = x * Math.exp(-riskFree * years)
  const spread = volatility * Math.sqrt(years)
  const sign = kind === 'invest' ? 1 : -1
  if (spread === 0) return Math.max(0, sign * (won - paid))
  const d1 = (Math.log(1 / x) + (riskFree - costOfDelay + volatility ** 2 / 2) * years) / spread
  const d2 = d1 - spread
  return sign * (won * normalCdf(sign * d1) - paid * normalCdf(sign * d2))
}

type Lattice = { readonly up: number; readonly chance: number; readonly discount: number }

/** The steps of a binomial lattice; refused where so few steps would make the chance of rising none or certain. */
function latticeOf(years: number, steps: number, market: Market): Result<Lattice, MethodCode> {
  const dt = years / steps
  const up = Math.exp(market.volatility * Math.sqrt(dt))
  const down = 1 / up
  const chance = (Math.exp((market.riskFree - market.costOfDelay) * dt) - down) / (up - down)
  if (!(chance > 0 && chance < 1))
    return refuse(refusal('valuation_lattice_too_coarse', 'steps', { value: String(steps) }))
  return ok({ up, chance, discount: Math.exp(-market.riskFree * dt) })
}

/** Value of the underlying at a step, after `ups` rises, as a multiple of today's. */
const levelAt = (up: number, step: number, ups: number): number => up ** (2 * ups - step)

/**
 * Values carried back from the last step to today; `decide` says at each node what is worth more than going on.
 * @returns the value today, as a multiple of the underlying
 */
function carriedBack(
  { up, chance, discount }: Lattice,
  steps: number,
  atEnd: (level: number) => number,
  decide: (goingOn: number, level: number, step: number) => number,
): number {
  let values = Float64Array.from({ length: steps + 1 }, (_, ups) => atEnd(levelAt(up, steps, ups)))
  for (let step = steps - 1; step >= 0; step--) {
    const next = values
    values = Float64Array.from({ length: step + 1 }, (_, ups) => {
      const goingOn = discount * (chance * (next[ups + 1] as number) + (1 - chance) * (next[ups] as number))
      return decide(goingOn, levelAt(up, step, ups), step)
    })
  }
  return values[0] as number
}

/**
 * American option, exercised on any day up to the last, as a multiple of the underlying.
 * @param steps of the lattice, 1 or more
 * @returns `valuation_lattice_too_coarse` where the chance of a rise would leave 0 to 1: more steps are needed
 * @source Cox, Ross & Rubinstein (1979), Journal of Financial Economics 7(3), 229-263
 */
export function americanLattice(
  kind: OptionKind,
  x: number,
  years: number,
  steps: number,
  market: Market,
): Result<number, MethodCode> {
  const sign = kind === 'invest' ? 1 : -1
  const won = (level: number) => Math.max(0, sign * (level - x))
  if (years === 0) return ok(won(1))
  if (market.volatility === 0) return ok(bestCertainDay(sign, x, years, steps, market))
  const lattice = latticeOf(years, steps, market)
  if (!lattice.ok) return lattice
  return ok(carriedBack(lattice.value, steps, won, (goingOn, level) => Math.max(goingOn, won(level))))
}

/** Without volatility the best day is known today: the greatest of what each day of the lattice leaves over. */
function bestCertainDay(sign: number, x: number, years: number, steps: number, market: Market): number {
  let best = 0
  for (let step = 0; step <= steps; step++) {
    const at = (years * step) / steps
    const left = sign * (Math.exp(-market.costOfDelay * at) - x * Math.exp(-market.riskFree * at))
    best = Math.max(best, left)
  }
  return best
}

/** A gate: at its time the cost is paid and the way goes on, or nothing is paid and it ends. */
export type Gate = { readonly years: number; readonly cost: number }

/**
 * Compound option along gates (proof of concept, small pilot, volume pilot, small batch), as a multiple of the
 * underlying: each gate buys the option on the next, the last one the underlying itself. Every gate stands on the step
 * of the lattice nearest to its time.
 * @param gates in the order of time, costs as multiples of the underlying
 * @returns `valuation_gates_unordered` where a gate is not after the one before it
 * @source Geske (1979), Journal of Financial Economics 7(1), 63-81 (two gates), on the lattice of Cox, Ross &
 *   Rubinstein (1979)
 */
export function compoundOption(gates: readonly Gate[], steps: number, market: Market): Result<number, MethodCode> {
  const unordered = gates.findIndex((gate, place) => place > 0 && gate.years <= (gates[place - 1] as Gate).years)
  if (unordered > 0) return refuse(refusal('valuation_gates_unordered', `gates.${unordered}.years`))
  const last = gates.at(-1) as Gate
  if (last.years === 0) return ok(Math.max(0, 1 - last.cost))
  if (market.volatility === 0) return ok(certainGates(gates, market))
  const lattice = latticeOf(last.years, steps, market)
  if (!lattice.ok) return lattice
  const costAt = new Map<number, number>()
  for (const gate of gates.slice(0, -1)) {
    const step = Math.min(steps - 1, nearestStep(gate.years / last.years, steps))
    costAt.set(step, (costAt.get(step) ?? 0) + gate.cost)
  }
  const atEnd = (level: number) => Math.max(0, level - last.cost)
  return ok(
    carriedBack(lattice.value, steps, atEnd, (goingOn, _, step) => {
      const cost = costAt.get(step)
      return cost === undefined ? goingOn : Math.max(0, goingOn - cost)
    }),
  )
}

/** The step nearest to a share of the way, ties to even. */
const nearestStep = (share: number, steps: number): number => Number(estimateText(share * steps, 0))

function certainGates(gates: readonly Gate[], market: Market): number {
  let value = 0
  for (const [place, gate] of [...gates].reverse().entries()) {
    const won = place === 0 ? Math.exp((market.riskFree - market.costOfDelay) * gate.years) : value
    const later = gates[gates.length - place - 2]
    const left = Math.max(0, won - gate.cost)
    value = left * Math.exp(-market.riskFree * (gate.years - (later?.years ?? 0)))
  }
  return value
}
