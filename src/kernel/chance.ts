/** Numbers that look drawn, told by a seed and a place alone, so that any part of a book can be made by itself. */

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
