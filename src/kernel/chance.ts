/** Numbers that look drawn, told by a seed and a place alone, so that any part of a draw can be made by itself. */
import { logGamma } from './distributions.ts'

export type Chance = {
  /** At least 0, below 1. */
  readonly unit: () => number
  readonly below: (count: number) => number
  readonly of: <Value>(list: readonly Value[]) => Value
  /** About a standard normal: the sum of four draws, brought to mean 0 and deviation 1. */
  readonly normal: () => number
}

const TWO_32 = 4_294_967_296
/** The sum of four uniform draws has mean 2 and variance 4/12. */
const SPREAD = Math.sqrt(3)

/** SplitMix32 over seed and place. @source Steele, Lea & Flood (2014), OOPSLA, the finalizer in 32 bits */
export function chanceFrom(seed: number, place: number): Chance {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca77)) >>> 0
  const unit = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / TWO_32
  }
  const below = (count: number): number => Math.floor(unit() * count)
  return {
    unit,
    below,
    of: <Value>(list: readonly Value[]): Value => {
      const found = list[below(list.length)]
      if (found === undefined) throw new RangeError('there is nothing to draw from')
      return found
    },
    normal: () => (unit() + unit() + unit() + unit() - 2) * SPREAD,
  }
}

/** Where fewer than this are expected, successes are counted one by one; else drawn by rejection. */
const EXPECTED_FEW = 10

/**
 * How many of `count` trials succeed, each with the same chance.
 * @param count whole, 0 or more
 * @param share 0 to 1
 * @source Hoermann (1993), The generation of binomial random variates, algorithm BTRS; Kachitvichyanukul & Schmeiser
 *   (1988), BINV, where few are expected
 */
export function binomial(chance: Chance, count: number, share: number): number {
  if (share > 0.5) return count - binomial(chance, count, 1 - share)
  if (count === 0 || share <= 0) return 0
  return count * share < EXPECTED_FEW ? oneByOne(chance, count, share) : byRejection(chance, count, share)
}

function oneByOne(chance: Chance, count: number, share: number): number {
  const ratio = share / (1 - share)
  let [left, likelihood, found] = [chance.unit(), (1 - share) ** count, 0]
  while (left > likelihood && found < count) {
    left -= likelihood
    found += 1
    likelihood *= ((count - found + 1) / found) * ratio
  }
  return found
}

function byRejection(chance: Chance, count: number, share: number): number {
  const spread = Math.sqrt(count * share * (1 - share))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * share
  const centre = count * share + 0.5
  const sure = 0.92 - 4.2 / b
  const odds = Math.log(share / (1 - share))
  const mode = Math.floor((count + 1) * share)
  for (;;) {
    const u = chance.unit() - 0.5
    const v = chance.unit()
    const edge = 0.5 - Math.abs(u)
    const found = Math.floor(((2 * a) / edge + b) * u + centre)
    if (edge >= 0.07 && v <= sure) return found
    if (!(found >= 0 && found <= count)) continue
    const height = Math.log((v * (2.83 + 5.1 / b) * spread) / (a / edge ** 2 + b))
    const likelihood =
      logGamma(mode + 1) +
      logGamma(count - mode + 1) -
      logGamma(found + 1) -
      logGamma(count - found + 1) +
      (found - mode) * odds
    if (height <= likelihood) return found
  }
}
