/**
 * Ids of rows: UUID version 7 (RFC 9562, 5.7), so that the newest sorts last and an index grows at its end. Within one
 * process each id is greater than the one before it, also within a millisecond and when the clock steps back.
 */
import { randomBytes } from 'node:crypto'

let lastMs = 0
let counter = 0

/** Chance for so many ids at a time: asking the machine for it costs more than all else of an id. */
const POOLED = 256
let pool = Buffer.alloc(0)

function chance(): Buffer {
  if (pool.length === 0) pool = randomBytes(16 * POOLED)
  const bytes = pool.subarray(0, 16)
  pool = pool.subarray(16)
  return bytes
}

/**
 * A new id: 48 bits of milliseconds, a counter of 12 bits begun at chance in its lower half, 62 bits of chance.
 *
 * @param now  milliseconds since 1970; the clock's where it is not given
 */
export function uuid7(now: number = Date.now()): string {
  const bytes = chance()
  if (now > lastMs) {
    lastMs = now
    counter = bytes.readUInt16BE(6) & 0x7ff
  } else {
    counter += 1
    if (counter > 0xfff) {
      // The millisecond's counter is used up: the next one is borrowed.
      lastMs += 1
      counter = bytes.readUInt16BE(6) & 0x7ff
    }
  }
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Crockford's digits of base 32: none looks like another. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A code that one person hands to another: 100 bits of chance in five groups of four. */
export function handoverCode(): string {
  const digits = [...randomBytes(20)].map(byte => DIGITS[byte & 31]).join('')
  return digits.replace(/(.{4})(?=.)/g, '$1-')
}
