/** Names in the reader's language: of firms and organisations, and what the rules call things. */
import { useQueries } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { useLanguage } from '../words/engine.ts'

type Names = { readonly ko: string; readonly en?: string | undefined; readonly zh?: string | undefined }
const HOUR_MS = 3_600_000

/** Gives the name of what has names, else its id. */
export function useNamed(): (names: unknown, id: string) => string {
  const language = useLanguage()
  return (names, id) => (names as Names | null | undefined)?.[language] ?? (names as Names | null | undefined)?.ko ?? id
}

/** Names of organisations by id; the id while the name comes, or where it is not told. */
export function useOrganisationNames(ids: readonly string[]): (id: string) => string {
  const named = useNamed()
  const asked = [...new Set(ids)].sort()
  const found = useQueries({
    queries: asked.map(id => ({
      ...reading('GET /v1/organisations/{organisation_id}', { params: { organisation_id: id } }),
      staleTime: HOUR_MS,
    })),
  })
  return id => named(found[asked.indexOf(id)]?.data?.names, id)
}

/** More keys than this are not answered at once. */
const KEYS_AT_ONCE = 100

/** Says a key of the rules' words; undefined while it comes, or where it has none. */
export type SayRule = (key: string) => string | undefined

/** @param day  by whose editions; today where none is given */
export function useRuleWords(keys: readonly string[], day?: string): SayRule {
  const language = useLanguage()
  const asked = [...new Set(keys)].sort()
  const turns = asked.flatMap((_, at) => (at % KEYS_AT_ONCE === 0 ? [asked.slice(at, at + KEYS_AT_ONCE)] : []))
  const found = useQueries({
    queries: turns.map(some => ({
      ...reading('GET /v1/words', { query: { keys: some.join(','), ...(day === undefined ? {} : { day }) } }),
      staleTime: HOUR_MS,
    })),
  })
  const items = found.flatMap(one => one.data?.items ?? [])
  return key => items.find(one => one.key === key)?.words[language]
}
