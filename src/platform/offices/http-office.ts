/**
 * An office behind HTTP: asked by POST with the question as JSON, answers `{ "readings": [...] }`. Cut off when
 * nobody waits for it, bounded in size, never redirected, and only where the configuration names the address.
 */
import { type Office, UNAVAILABLE } from './office.ts'

/** Readings of one firm take a few kilobytes; what is longer is no answer to the question. */
const BYTES_MAX = 256 * 1024

export const httpOffice = (
  source: string,
  facts: readonly string[],
  address: { readonly url: string; readonly timeoutMs: number; readonly token?: string },
): Office => ({
  source,
  facts,
  timeoutMs: address.timeoutMs,
  ask: async (question, signal) => {
    try {
      const answer = await fetch(address.url, {
        method: 'POST',
        redirect: 'error',
        signal,
        headers: {
          'content-type': 'application/json',
          ...(address.token === undefined ? {} : { authorization: `Bearer ${address.token}` }),
        },
        body: JSON.stringify(question),
      })
      if (!answer.ok || answer.body === null) return UNAVAILABLE
      const parts: Uint8Array[] = []
      let size = 0
      for await (const part of answer.body) {
        size += part.length
        if (size > BYTES_MAX) return UNAVAILABLE
        parts.push(part)
      }
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as { readonly readings?: unknown }
      return body.readings ?? UNAVAILABLE
    } catch {
      return UNAVAILABLE
    }
  },
})
