/** What a mark of an appraiser stands for: the mark that one of average severity would be expected to give instead. */
import { chancesInto, expectedOf } from './chances.ts'
import type { Fitted } from './newton.ts'
import { EXTREME_POINTS } from './rasch.ts'

/** Halvings of a span of 80 logits: to the last digit of a double. */
const HALVINGS = 60
const SPAN = 40

/**
 * For each value of the scale, from 0 on, what it stands for; values of the scale, with fractions.
 *
 * `fair(k) = k + E(place_k + severity) - E(place_k)`, where `place_k` is where this appraiser is expected to give k, E
 * the expected mark of the steps fitted. The least and the highest mark given are expected nowhere, and are taken to
 * lie as far from the end as an extreme score. Severity 0 gives back every mark; nothing leaves the scale, and of two
 * marks the better one stands for more.
 *
 * @param fitted   a set fitted with one set of steps for all indicators
 * @param severity of the appraiser in the set, logits, above 0 severe
 * @source J. M. Linacre, Many-Facet Rasch Measurement, MESA Press 1989 (fair average), mark by mark
 */
export function fairValues(fitted: Fitted, severity: number): readonly number[] {
  const { top } = fitted.design
  const chances = new Float64Array(top + 1)
  const expected = (place: number): number => {
    chancesInto(chances, fitted.weights, 0, top, place)
    return expectedOf(chances)
  }
  const given = [...fitted.weights.subarray(0, top + 1)].map(weight => weight > 0)
  const least = given.indexOf(true) + EXTREME_POINTS
  const most = given.lastIndexOf(true) - EXTREME_POINTS
  return Array.from({ length: top + 1 }, (_, value) => {
    const target = Math.min(Math.max(value, least), most)
    let [low, high] = [-SPAN, SPAN]
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2
      if (expected(middle) < target) low = middle
      else high = middle
    }
    const place = (low + high) / 2
    return Math.min(Math.max(value + expected(place + severity) - expected(place), 0), top)
  })
}
