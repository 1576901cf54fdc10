/** A public key as somebody pastes it (JWK, JWKS of one, PEM), read into what the API takes. Nothing is sent here. */

export type PublicKey = {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'ES256'
}
export type Unread = 'key_missing' | 'key_private' | 'key_unreadable'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

const text64 = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** The thumbprint of RFC 7638: of the members that make the key, in the order of their names. */
async function thumbprint(x: string, y: string): Promise<string> {
  const members = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })
  return text64(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(members)))
}

async function fromPem(text: string): Promise<object | null> {
  const [, body] = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(text) ?? []
  if (body === undefined) return null
  const bytes = Uint8Array.from(atob(body.replaceAll(/\s/g, '')), letter => letter.charCodeAt(0))
  return await crypto.subtle.exportKey('jwk', await crypto.subtle.importKey('spki', bytes, CURVE, true, ['verify']))
}

function fromJson(text: string): Readonly<Record<string, unknown>> | null {
  const value = JSON.parse(text) as { readonly keys?: unknown } | null
  const keys = Array.isArray(value?.keys) ? value.keys : [value]
  const [only] = keys
  return keys.length === 1 && typeof only === 'object' && only !== null ? (only as Record<string, unknown>) : null
}

/**
 * @param pasted  what was pasted
 * @param kid     its name, where one was given; else the key's own, else its thumbprint
 */
export async function publicKeyIn(pasted: string, kid: string): Promise<PublicKey | Unread> {
  const text = pasted.trim()
  if (text === '') return 'key_missing'
  if (/PRIVATE KEY|"d"\s*:/.test(text)) return 'key_private'
  try {
    const read: Readonly<Record<string, unknown>> | null = text.startsWith('-----')
      ? ((await fromPem(text)) as Readonly<Record<string, unknown>> | null)
      : fromJson(text)
    const [x, y] = [read?.['x'], read?.['y']]
    if (typeof x !== 'string' || typeof y !== 'string') return 'key_unreadable'
    // Whatever else stands in it, these members must be a point of the curve.
    await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, CURVE, true, ['verify'])
    if (read?.['crv'] !== 'P-256') return 'key_unreadable'
    const named = kid.trim() !== '' ? kid.trim() : typeof read['kid'] === 'string' ? read['kid'] : ''
    return {
      ...{ kty: 'EC', crv: 'P-256', x, y, use: 'sig', alg: 'ES256' },
      kid: named === '' ? await thumbprint(x, y) : named,
    }
  } catch {
    return 'key_unreadable'
  }
}
