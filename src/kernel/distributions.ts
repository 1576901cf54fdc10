/**
 * The distributions that intervals and tests of statistics need: the normal one and F, by the incomplete beta function.
 * Doubles, right to nine digits and more over the range they are asked for; what is computed with them is a statistic,
 * never a promise.
 */

/** Coefficients of Lanczos' approximation for g = 7. @source Godfrey (2001), a note on the Lanczos approximation */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const
const LANCZOS_G = 7

/** ln of the gamma function. @param x above 0 */
export function logGamma(x: number): number {
  // Reflected below one half, where the series loses digits.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const base = x - 1 + LANCZOS_G + 0.5
  let sum: number = LANCZOS[0]
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (x - 1 + i)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}

/** The fraction settles within the root of its parameters: enough for 10^10 degrees of freedom. */
const FRACTION_STEPS_MAX = 200_000
const SETTLED = 1e-15
/** In place of nothing, by which the fraction may not be divided. */
const TINY = 1e-300

/** The continued fraction of the incomplete beta function. @source Lentz (1976); NIST DLMF 8.17.22 */
function betaFraction(a: number, b: number, x: number): number {
  const bounded = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / bounded(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= FRACTION_STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / bounded(1 + even * d)
    c = bounded(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / bounded(1 + odd * d)
    c = bounded(1 + odd / c)
    value *= d * c
    if (Math.abs(d * c - 1) < SETTLED) break
  }
  return value
}

/**
 * The regularised incomplete beta function I_x(a, b).
 * @param x    0 to 1
 * @param rest 1 - x, handed in where it is known with more digits than the subtraction leaves
 */
export function betaRegularised(a: number, b: number, x: number, rest = 1 - x): number {
  if (x <= 0) return 0
  if (rest <= 0) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest))
  // Of the two forms the one whose fraction settles fast.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, rest)) / b
}

/**
 * The chance that F with these degrees of freedom is above `value`.
 * @param value 0 or more
 * @param of    degrees of freedom of the numerator, above 0; need not be whole
 * @param over  degrees of freedom of the denominator, above 0; need not be whole
 */
export function fAbove(value: number, of: number, over: number): number {
  if (value <= 0) return 1
  const whole = of * value + over
  return betaRegularised(over / 2, of / 2, over / whole, (of * value) / whole)
}

/** Below this a share of the beta distribution is not told from nothing. */
const LOG_LEAST = -690
const HALVINGS = 80

/** The x of at most one half with I_x(a, b) = share, found by halving its logarithm. */
function betaQuantileLow(a: number, b: number, share: number): number {
  let [low, high] = [LOG_LEAST, Math.log(0.5)]
  for (let i = 0; i < HALVINGS && high - low > SETTLED; i++) {
    const middle = (low + high) / 2
    if (betaRegularised(a, b, Math.exp(middle)) < share) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

/**
 * The value below which F falls with the chance `share`.
 * @param share above 0, below 1
 * @param of    degrees of freedom of the numerator, above 0; need not be whole
 * @param over  degrees of freedom of the denominator, above 0; need not be whole
 */
export function fQuantile(share: number, of: number, over: number): number {
  const [a, b] = [of / 2, over / 2]
  if (share <= betaRegularised(a, b, 0.5)) {
    const x = betaQuantileLow(a, b, share)
    return (over * x) / (of * (1 - x))
  }
  const rest = betaQuantileLow(b, a, 1 - share)
  return (over * (1 - rest)) / (of * rest)
}

const ROOT_TAU = Math.sqrt(2 * Math.PI)
const density = (z: number) => Math.exp((-z * z) / 2) / ROOT_TAU
/** From here on the tail is told by its continued fraction, which then settles within these steps. */
const TAIL_FROM = 3
const TAIL_STEPS = 200

/** The chance that a standard normal is above `z`. @source Abramowitz & Stegun (1964), 26.2.11 and 26.2.14 */
export function normalAbove(z: number): number {
  if (z < 0) return 1 - normalAbove(-z)
  if (z < TAIL_FROM) {
    let [term, sum] = [z, z]
    for (let i = 3; term > sum * SETTLED; i += 2) {
      term *= (z * z) / i
      sum += term
    }
    return 0.5 - density(z) * sum
  }
  let fraction = z
  for (let i = TAIL_STEPS; i >= 1; i--) fraction = z + i / fraction
  return density(z) / fraction
}

/** The value below which a standard normal falls with the chance `share`, above 0 and below 1. */
export function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share)
  let [low, high] = [0, 40]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (normalAbove(middle) > 1 - share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
