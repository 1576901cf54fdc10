/** Public keys of a machine as somebody pastes them: one key, several, or a set. Pure. */

type Read =
  | { readonly is: 'missing' | 'unreadable' | 'private' | 'unfit' }
  | { readonly is: 'fit'; readonly keys: readonly unknown[] }

const KEYS_MAX = 4
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads the keys; a private half is refused before it leaves this page, since it then is no secret any more. */
export function keysIn(text: string): Read {
  if (text.trim() === '') return { is: 'missing' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { is: 'unreadable' }
  }
  const keys = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value]
  if (keys.length === 0 || keys.length > KEYS_MAX || !keys.every(isObject)) return { is: 'unfit' }
  if (keys.some(key => 'd' in key)) return { is: 'private' }
  const isFit = keys.every(
    key =>
      key['kty'] === 'EC' && key['crv'] === 'P-256' && ['x', 'y', 'kid'].every(name => typeof key[name] === 'string'),
  )
  if (!isFit) return { is: 'unfit' }
  return {
    is: 'fit',
    keys: keys.map(({ kty, crv, x, y, kid }) => ({ kty, crv, x, y, kid, use: 'sig', alg: 'ES256' })),
  }
}
