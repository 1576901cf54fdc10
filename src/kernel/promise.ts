/**
 * Seeds promised by one digest before anybody knows what they will decide: each is the digest of the one after it, so
 * that whoever sees one can hold it against the promise, and nobody who sees one knows the next.
 */
import { sha256Hex } from '#sha256'

/** Seeds behind one promise: more draws than a case sees; the last one opened comes with a new promise. */
const LINKS = 32

/** What is published of a seed that is not shown yet. */
export const commitmentOf = (seed: string): string => `sha256:${sha256Hex(seed)}`

/** A secret as it is kept: with the number of digests its next seed is away from it. */
export const promised = (secret: string): string => `${LINKS}:${secret}`

function partsOf(kept: string): { readonly left: number; readonly secret: string } {
  const colon = kept.indexOf(':')
  // A secret kept before there were chains stands alone, and is its own only seed.
  return colon < 0 ? { left: 0, secret: kept } : { left: Number(kept.slice(0, colon)), secret: kept.slice(colon + 1) }
}

/** The seed that comes next: the secret digested as often as seeds are left behind it. */
function seedOf(kept: string): string {
  const { left, secret } = partsOf(kept)
  let seed = secret
  for (let link = 0; link < left; link++) seed = sha256Hex(seed)
  return seed
}

/** What a kept secret promises: the digest of its next seed. */
export const promiseOf = (kept: string): string => commitmentOf(seedOf(kept))

/**
 * Opens the next seed of a kept secret.
 * @returns the seed, and what is kept from now on; undefined where it was the last
 */
export function opened(kept: string): { readonly seed: string; readonly rest: string | undefined } {
  const { left, secret } = partsOf(kept)
  return { seed: seedOf(kept), rest: left === 0 ? undefined : `${left - 1}:${secret}` }
}
