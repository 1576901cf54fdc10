/** What an entry of the audit log carries beside its columns: what has words, and the rest as it was written. Pure. */

/** Details that have words of their own, in the order they are read. */
const KNOWN = ['before', 'after', 'digest', 'role', 'given', 'until', 'kind', 'outcome'] as const
export type DetailKey = (typeof KNOWN)[number]
export type Details = {
  readonly request: string | null
  readonly known: readonly { readonly key: DetailKey; readonly value: string | boolean | null }[]
  readonly rest: string | null
}

const isPlain = (value: unknown): value is string | boolean | null =>
  value === null || typeof value === 'string' || typeof value === 'boolean'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes the body of a leaf apart; one that is no JSON of the log's is given as it is. */
export function detailsOf(body: string): Details {
  let whole: unknown
  try {
    whole = JSON.parse(body)
  } catch {
    return { request: null, known: [], rest: body }
  }
  if (!isObject(whole)) return { request: null, known: [], rest: body }
  const request = typeof whole['request'] === 'string' ? whole['request'] : null
  const detail = whole['detail']
  if (detail === null || detail === undefined) return { request, known: [], rest: null }
  if (!isObject(detail)) return { request, known: [], rest: JSON.stringify(detail) }
  const known = KNOWN.flatMap(key => {
    const value = detail[key]
    return Object.hasOwn(detail, key) && isPlain(value) ? [{ key, value }] : []
  })
  const names = new Set<string>(known.map(each => each.key))
  const rest = Object.entries(detail).filter(([name]) => !names.has(name))
  return { request, known, rest: rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest)) }
}
