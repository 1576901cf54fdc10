/**
 * Distribution functions of statistics: normal, chi-square and beta, in floating point. Validations, options and
 * agreement read them; what is promised to somebody is rounded by name where it is made of them.
 */

/** Lanczos coefficients (g = 7, nine terms). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const

/**
 * Natural logarithm of the gamma function for x > 0, to about 1e-14.
 * @source Lanczos (1964), SIAM J. Numer. Anal. Ser. B 1, 86-96; coefficients for g = 7
 */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x)
  const shifted = x - 1
  const series = LANCZOS.reduce((sum, term, index) => (index === 0 ? term : sum + term / (shifted + index)), 0)
  const t = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series)
}

/** Below this a denominator of a continued fraction is lifted, as Lentz's method asks. */
const TINY = 1e-300
const lifted = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
/** Both expansions below converge within a few dozen steps for what is asked here. */
const STEPS_MAX = 10_000
const CLOSE = 1e-15

/**
 * Upper regularised incomplete gamma Q(a, x), a > 0, x >= 0: series below a + 1, continued fraction above.
 * @source Abramowitz & Stegun (1964), 6.5.29 and 6.5.31
 */
export function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; n < STEPS_MAX && Math.abs(term) > Math.abs(sum) * CLOSE; n++) {
      term *= x / (a + n)
      sum += term
    }
    return 1 - sum * front
  }
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < STEPS_MAX; n++) {
    const an = -n * (n - a)
    b += 2
    d = 1 / lifted(an * d + b)
    c = lifted(b + an / c)
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < CLOSE) break
  }
  return front * fraction
}

/** Chance that a chi-square variable with `degrees` degrees of freedom is at least x. */
export const chiSquareTail = (x: number, degrees: number): number => gammaTail(degrees / 2, x / 2)

/** Chance that a standard normal variable is at most z. */
export function normalCdf(z: number): number {
  const tail = gammaTail(0.5, (z * z) / 2) / 2
  return z > 0 ? 1 - tail : tail
}

/**
 * Regularised incomplete beta I_x(a, b), a, b > 0, 0 <= x <= 1.
 * @source Abramowitz & Stegun (1964), 26.5.8, evaluated by Lentz's method
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a)
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
  let c = 1
  let d = 1 / lifted(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m < STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / lifted(1 + even * d)
    c = lifted(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / lifted(1 + odd * d)
    c = lifted(1 + odd / c)
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < CLOSE) break
  }
  return front * fraction
}
