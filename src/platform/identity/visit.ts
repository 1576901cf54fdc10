/** A visit to a page of the issuer: where it comes from, the form it brings, the page it is shown. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { PAGE_POLICY } from './page-parts.ts'

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/
/** A name and three passwords of 256 characters each, percent-encoded, fit in; so does what a passkey answers. */
const FORM_BYTES_MAX = 16_384

/**
 * Where a request comes from. One handed on by a proxy on this machine that is not among the trusted ones comes from
 * nobody knows where: counted as this machine, all people together would be shut out by one.
 */
export function addressOf(request: FastifyRequest): string | null {
  const isHandedOn = 'forwarded' in request.headers || 'x-forwarded-for' in request.headers
  return isHandedOn && LOOPBACK.test(request.ip) ? null : request.ip
}

export function show(response: ServerResponse, status: number, html: string, policy: string = PAGE_POLICY): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
  response.writeHead(status, headers).end(html)
}

/** A form of names and passwords; null where it is longer than any, which is not waited for. */
export async function formOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  if (Number(request.headers['content-length'] ?? 0) > FORM_BYTES_MAX) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > FORM_BYTES_MAX) return null
    chunks.push(chunk as Buffer)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
