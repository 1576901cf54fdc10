/** The chance of each mark under the model, and its moments. */

/**
 * Chances of the values 0 to `top` where `ln(p_k / p_0) = k place + ln(weight_k / weight_0)`: the many-facet model with
 * `place = technology - severity - difficulty`, and weights made of the steps. A value of weight 0 has no chance.
 *
 * @param weights scale after scale, `top + 1` values each
 * @param into    filled with `top + 1` chances
 * @source J. M. Linacre, Many-Facet Rasch Measurement, MESA Press 1989; D. Andrich (1978), Psychometrika 43, 561-573
 */
export function chancesInto(
  into: Float64Array,
  weights: Float64Array,
  scale: number,
  top: number,
  place: number,
): void {
  const first = scale * (top + 1)
  let sum = 0
  let power = 1
  // From the likelier end, so that no power runs out of a double's range.
  if (place <= 0) {
    const factor = Math.exp(place)
    for (let k = 0; k <= top; k++) {
      const term = (weights[first + k] as number) * power
      into[k] = term
      sum += term
      power *= factor
    }
  } else {
    const factor = Math.exp(-place)
    for (let k = top; k >= 0; k--) {
      const term = (weights[first + k] as number) * power
      into[k] = term
      sum += term
      power *= factor
    }
  }
  for (let k = 0; k <= top; k++) into[k] = (into[k] as number) / sum
}

/** The mean of some chances: the expected mark. */
export function expectedOf(chances: Float64Array): number {
  let mean = 0
  for (let k = 1; k < chances.length; k++) mean += k * (chances[k] as number)
  return mean
}

/** Central moment of some chances about their mean. */
export function momentOf(chances: Float64Array, mean: number, order: number): number {
  let sum = 0
  for (let k = 0; k < chances.length; k++) sum += (chances[k] as number) * (k - mean) ** order
  return sum
}
