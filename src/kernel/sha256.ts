/**
 * SHA-256 where there is no Node: the form of `#sha256` (package.json, imports) that a browser gets. Synchronous, as
 * the verifier is. test/kernel/digest.test.ts holds it and sha256.node.ts to the same examples and to each other.
 */
import { sha256 as sha256Of } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

const bytesOf = (input: string | Uint8Array): Uint8Array => (typeof input === 'string' ? utf8ToBytes(input) : input)

/** SHA-256, 32 bytes (FIPS 180-4); text is taken as UTF-8. */
export const sha256 = (input: string | Uint8Array): Uint8Array => sha256Of(bytesOf(input))

/** SHA-256 as 64 characters of lower-case hexadecimal; text is taken as UTF-8. */
export const sha256Hex = (input: string | Uint8Array): string => bytesToHex(sha256(input))

/** As `sha256Hex`, of texts one behind the other, which are not put together for it; each well-formed by itself. */
export function sha256HexOf(texts: readonly string[]): string {
  const made = sha256Of.create()
  for (const text of texts) made.update(utf8ToBytes(text))
  return bytesToHex(made.digest())
}
