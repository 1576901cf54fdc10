/** Decompression with a bound on what comes out: a bomb is noticed at the bound and never unpacked. */
import { inflateRawSync, inflateSync } from 'node:zlib'

/**
 * Inflates a stream, with or without zlib's head; undefined where it is damaged or would become larger than the bound.
 * `isOver` tells the two apart.
 */
export function inflated(
  bytes: Uint8Array,
  kind: 'zlib' | 'raw',
  bytesMax: number,
): { readonly bytes: Uint8Array } | { readonly isOver: boolean } {
  try {
    const inflate = kind === 'zlib' ? inflateSync : inflateRawSync
    return { bytes: inflate(bytes, { maxOutputLength: bytesMax }) }
  } catch (error) {
    return { isOver: (error as { readonly code?: string }).code === 'ERR_BUFFER_TOO_LARGE' }
  }
}
