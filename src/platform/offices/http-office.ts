/**
 * An office behind HTTP: asked by POST with the question as JSON, answers `{ "readings": [...] }`. Cut off when
 * nobody waits for it, bounded in size, never redirected, and only where the configuration names the address.
 */
import type { Span, Tracing } from '../telemetry/tracing.ts'
import { type Office, type Question, UNAVAILABLE } from './office.ts'

/** Readings of one firm take a few kilobytes; what is longer is no answer to the question. */
const BYTES_MAX = 256 * 1024

export type Address = {
  readonly url: string
  readonly timeoutMs: number
  readonly token?: string
  /** Where traces are made: a span around each question, whose traceparent goes with it. */
  readonly tracing?: Tracing | undefined
}

async function answered(address: Address, question: Question, signal: AbortSignal, span?: Span): Promise<unknown> {
  const parent = address.tracing?.parent()
  const answer = await fetch(address.url, {
    method: 'POST',
    redirect: 'error',
    signal,
    headers: {
      'content-type': 'application/json',
      ...(address.token === undefined ? {} : { authorization: `Bearer ${address.token}` }),
      ...(parent === undefined ? {} : { traceparent: parent }),
    },
    body: JSON.stringify(question),
  })
  span?.set({ 'http.response.status_code': answer.status })
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
}

export const httpOffice = (source: string, facts: readonly string[], address: Address): Office => {
  const { hostname, port, protocol } = new URL(address.url)
  const doing = {
    name: 'POST',
    kind: 'client',
    attributes: {
      'http.request.method': 'POST',
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      'office.source': source,
    },
  } as const
  return {
    source,
    facts,
    timeoutMs: address.timeoutMs,
    ask: async (question, signal) => {
      try {
        return address.tracing === undefined
          ? await answered(address, question, signal)
          : await address.tracing.span(doing, span => answered(address, question, signal, span))
      } catch {
        return UNAVAILABLE
      }
    },
  }
}
