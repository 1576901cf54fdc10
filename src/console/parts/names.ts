/** Names of firms and organisations in the reader's language. */
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
