/**
 * The lots of a draw. Whoever holds the seed, the candidates and their weights finds the same people; who else stands
 * in the list changes nobody's lot.
 */
import { sha256Hex } from '#sha256'

/** How draws are made from here on; what an older draw was made by stands in its record. */
export const ALGORITHM = 'least_of_weight_lots_1'

/** Hexadecimal digits of one lot, and lots in one digest. */
const DIGITS = 8
const LOTS = 64 / DIGITS

export type Weighted = { readonly id: string; readonly weight: number }

/**
 * The lot of one candidate: the least of as many numbers of 32 bits as the weight says. They are the digits of
 * `sha256(seed + ':' + id)`, eight by eight; from the ninth on those of `sha256(seed + ':' + id + ':1')`, and so on.
 * Equal lots, which come about once in a million draws, are ordered by the first digest, written behind.
 */
function lotOf(seed: string, { id, weight }: Weighted): string {
  const first = sha256Hex(`${seed}:${id}`)
  let digest = first
  let least = first.slice(0, DIGITS)
  for (let lot = 1; lot < weight; lot++) {
    const place = lot % LOTS
    if (place === 0) digest = sha256Hex(`${seed}:${id}:${lot / LOTS}`)
    const one = digest.slice(place * DIGITS, (place + 1) * DIGITS)
    if (one < least) least = one
  }
  return least + first
}

/**
 * Who is drawn: the `count` candidates with the least lots, in that order, none twice. The first is drawn with the
 * chance of their weight in the sum of all, each next one with that of theirs in the sum of those left.
 * @param candidates each id once, with a weight that is a whole number of at least 1; in any order
 */
export function drawn(of: {
  readonly seed: string
  readonly candidates: readonly Weighted[]
  readonly count: number
}): readonly string[] {
  const best: { readonly id: string; readonly lot: string }[] = []
  for (const candidate of of.candidates) {
    const lot = lotOf(of.seed, candidate)
    let place = best.length
    while (place > 0 && lot < (best[place - 1] as { lot: string }).lot) place--
    if (place >= of.count) continue
    best.splice(place, 0, { id: candidate.id, lot })
    if (best.length > of.count) best.pop()
  }
  return best.map(one => one.id)
}

/** Who was drawn before candidates had weights: those with the least `sha256(seed + ':' + id)`, in that order. */
export const drawnUnweighted = (of: {
  readonly seed: string
  readonly candidates: readonly string[]
  readonly count: number
}): readonly string[] =>
  of.candidates
    .map(candidate => ({ candidate, lot: sha256Hex(`${of.seed}:${candidate}`) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, of.count)
    .map(one => one.candidate)

/** The digits of a share that are read: rules give shares in whole thousandths of a percent or coarser. */
const SHARE_PLACES = 5

/**
 * Whether the seed gives a case a second appraiser: `sha256(seed + ':second')`, read as a fraction of 2^256, lies below
 * the share. Known to nobody before the seed is, and to anybody afterwards.
 * @param share a ratio as decimal text, of at most five places
 */
export function isSecondDrawn(seed: string, share: string): boolean {
  const [whole = '0', places = ''] = share.split('.')
  const shareScaled = BigInt(whole + places.padEnd(SHARE_PLACES, '0'))
  const lot = BigInt(`0x${sha256Hex(`${seed}:second`)}`)
  return lot * 10n ** BigInt(SHARE_PLACES) < shareScaled << 256n
}
