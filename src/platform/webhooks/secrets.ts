/**
 * Secrets of endpoints as they are kept: sealed under a key of the key folder (AES-256-GCM), tied to their endpoint.
 * The database alone, or a backup of it, opens none of them.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Sealing = {
  /** @param context  what the secret belongs to: sealed for one endpoint, it opens for no other */
  readonly seal: (secret: string, context: string) => Uint8Array
  /** Throws where it was sealed under another key, for another context, or changed. */
  readonly open: (sealed: Uint8Array, context: string) => string
}

const FORMAT = 1
const [NONCE_BYTES, TAG_BYTES] = [12, 16]
const FILE = 'webhook-secrets.key'
const CIPHER = 'aes-256-gcm'

/** Format, nonce, ciphertext and tag, one behind the other. */
export function sealingUnder(key: Uint8Array): Sealing {
  return {
    seal: (secret, context) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context, 'utf8'))
      const hidden = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([Uint8Array.of(FORMAT), nonce, hidden, cipher.getAuthTag()])
    },
    open: (sealed, context) => {
      if (sealed[0] !== FORMAT) throw new Error(`a webhook's secret is sealed in format ${sealed[0]}, not ${FORMAT}`)
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(bytes.subarray(-TAG_BYTES))
      const hidden = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)
      return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8')
    },
  }
}

/** Opens the key of a folder, making it (0700, file 0600) where there is none: the first process's is the key. */
export function openSealing(folder: string): Sealing {
  const place = join(folder, FILE)
  if (!existsSync(place)) {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      chmodSync(folder, 0o700)
    }
    const beside = `${place}.${process.pid}.first`
    writeFileSync(beside, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(beside, place)
    } catch (problem) {
      if (!existsSync(place)) throw problem
    } finally {
      unlinkSync(beside)
    }
  }
  const key = Buffer.from(readFileSync(place, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${place} holds no key of 32 bytes`)
  return sealingUnder(key)
}
