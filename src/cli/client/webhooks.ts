/**
 * What clients/typescript/webhooks.ts does, for receivers of webhooks: needs no package and nothing of this house, only
 * `crypto.subtle`, which Node, Deno, Bun and browsers have.
 */

/** The headers of a request, as `Headers` or as the object Node gives. */
export type WebhookHeaders =
  | { readonly get: (name: string) => string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Why a request is not to be believed. */
export type WebhookRefused =
  | 'header_missing'
  | 'timestamp_malformed'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'signature_unknown'
  | 'body_malformed'

export type WebhookChecked<Message> =
  | { readonly ok: true; readonly id: string; readonly message: Message }
  | { readonly ok: false; readonly why: WebhookRefused }

export type WebhookOptions = {
  /** `whsec_` secrets and `whpk_` public keys that are believed: one, or two while a secret is being rotated. */
  readonly keys: readonly string[]
  /** Seconds the timestamp may differ from this machine's clock. Default 300. */
  readonly toleranceSeconds?: number
  /** This machine's clock; for tests. */
  readonly now?: () => Date
}

const SECONDS_TOLERATED = 300

const headerOf = (headers: WebhookHeaders, name: string): string | null => {
  if (typeof headers.get === 'function') return headers.get(name)
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name]
  return typeof value === 'string' ? value : null
}

/** Bytes of base64; null where it is none. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    const text = atob(base64)
    const bytes = new Uint8Array(text.length)
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
    return bytes
  } catch {
    return null
  }
}

/** Whether one signature, given as `v1,<base64>` or `v1a,<base64>`, is of these bytes under a key. */
async function holds(key: string, signed: Uint8Array<ArrayBuffer>, given: string): Promise<boolean> {
  const comma = given.indexOf(',')
  const signature = bytesOf(given.slice(comma + 1))
  const isPublic = key.startsWith('whpk_')
  if (comma < 0 || signature === null || given.slice(0, comma) !== (isPublic ? 'v1a' : 'v1')) return false
  const bytes = bytesOf(key.replace(/^wh(sec|pk)_/, ''))
  if (bytes === null) throw new TypeError('a webhook key is whsec_ or whpk_ and base64')
  const algorithm = isPublic ? { name: 'Ed25519' } : { name: 'HMAC', hash: 'SHA-256' }
  const opened = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  // Compares in constant time.
  return await crypto.subtle.verify(algorithm.name, opened, signature, signed)
}

/**
 * Checks a request of a webhook: its three headers, its moment, and that one signature is of these very bytes under one
 * of the keys. Give the body as it came: read as JSON and written again it is not the same bytes.
 *
 * @returns the message with its id; what was done for an id is not done again when it comes again
 */
export async function checkWebhook<Message = unknown>(
  headers: WebhookHeaders,
  body: Uint8Array | string,
  options: WebhookOptions,
): Promise<WebhookChecked<Message>> {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  if (!id || !timestamp || !signatures) return { ok: false, why: 'header_missing' }
  if (!/^[0-9]{1,12}$/.test(timestamp)) return { ok: false, why: 'timestamp_malformed' }
  const now = (options.now?.() ?? new Date()).getTime() / 1000
  const tolerance = options.toleranceSeconds ?? SECONDS_TOLERATED
  if (Number(timestamp) < now - tolerance) return { ok: false, why: 'timestamp_too_old' }
  if (Number(timestamp) > now + tolerance) return { ok: false, why: 'timestamp_too_new' }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const head = new TextEncoder().encode(`${id}.${timestamp}.`)
  const signed = new Uint8Array(head.length + bytes.length)
  signed.set(head)
  signed.set(bytes, head.length)
  let isKnown = false
  for (const key of options.keys)
    for (const given of signatures.split(' ')) isKnown = (await holds(key, signed, given)) || isKnown
  if (!isKnown) return { ok: false, why: 'signature_unknown' }
  try {
    return { ok: true, id, message: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Message }
  } catch {
    return { ok: false, why: 'body_malformed' }
  }
}
