/** What the list of notifications is filtered by, as its address has it. */

export type ListSearch = { readonly unread?: 'yes'; readonly kind?: string }
const isKind = (value: unknown): value is string => typeof value === 'string' && /^[a-z_]{1,40}$/.test(value)

export const listSearch = (search: Readonly<Record<string, unknown>>): ListSearch => ({
  ...(search['unread'] === 'yes' ? { unread: 'yes' as const } : {}),
  ...(isKind(search['kind']) ? { kind: search['kind'] } : {}),
})
