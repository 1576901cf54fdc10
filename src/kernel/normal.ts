/**
 * The standard normal distribution backwards, and chance told by a seed: what a simulation draws from. The same seed
 * and stream give the same numbers on every machine, and streams do not touch each other.
 */

// Coefficients of the rational approximations, constant term first, of numerator and denominator.
const NEAR_P = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
] as const
const NEAR_Q = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
] as const
const MIDDLE_P = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
] as const
const MIDDLE_Q = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
] as const
const FAR_P = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
] as const
const FAR_Q = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
] as const

type Series = readonly [number, number, number, number, number, number, number, number]
const sum = (c: Series, x: number): number =>
  ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]

/**
 * The z of which a standard normal variable stays below with chance p; about sixteen digits.
 * @param p above 0, below 1
 * @source Wichura (1988), Applied Statistics 37(3), 477-484, algorithm AS 241, PPND16
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q
    return (q * sum(NEAR_P, r)) / sum(NEAR_Q, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const z = r <= 5 ? sum(MIDDLE_P, r - 1.6) / sum(MIDDLE_Q, r - 1.6) : sum(FAR_P, r - 5) / sum(FAR_Q, r - 5)
  return q < 0 ? -z : z
}

const TWO_32 = 4_294_967_296

/** Fills `into` with standard normal numbers, going on where the stream stood. */
export type NormalStream = (into: Float64Array, count: number) => void

/** @source Steele, Lea & Flood (2014), OOPSLA, the finalizer of SplitMix in 32 bits */
function mixed(state: number): number {
  let z = state
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

/**
 * A stream of standard normal numbers told by a seed and a number of its own.
 * @param seed   a whole number from 0 to 2^32 - 1
 * @param stream a whole number from 0 to 2^32 - 1
 * @source Blackman & Vigna (2021), ACM Transactions on Mathematical Software 47(4), xoshiro128**; uniform to 32 bits,
 *   then through the quantile of the normal distribution
 */
export function normalStream(seed: number, stream: number): NormalStream {
  let at = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca77)) | 0
  const next = (): number => {
    at = (at + 0x9e3779b9) | 0
    return mixed(at)
  }
  let [a, b, c, d] = [mixed(seed ^ 0x5851f42d) ^ next(), next(), next(), next() | 1]
  return (into, count) => {
    for (let place = 0; place < count; place++) {
      const five = Math.imul(b, 5)
      const drawn = Math.imul((five << 7) | (five >>> 25), 9) >>> 0
      const shifted = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= shifted
      d = (d << 11) | (d >>> 21)
      into[place] = normalQuantile((drawn + 0.5) / TWO_32)
    }
  }
}
