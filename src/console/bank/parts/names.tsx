/** Names of organisations and firms in the reader's language. */
import { useQueries } from '@tanstack/react-query'
import { reading } from '../../api/use.ts'
import { useLanguage } from '../../words/engine.ts'

type Names = { readonly ko: string; readonly en?: string | undefined; readonly zh?: string | undefined }

/** Gives the name of what has names, else its id. */
export function useNamed(): (names: Names | null | undefined, id: string) => string {
  const language = useLanguage()
  return (names, id) => names?.[language] ?? names?.ko ?? id
}

/** Names of organisations by id; the id while the name comes, or where it is not told. */
export function useOrganisationNames(ids: readonly string[]): (id: string) => string {
  const named = useNamed()
  const asked = [...new Set(ids)].sort()
  const found = useQueries({
    queries: asked.map(id => ({
      ...reading('GET /v1/organisations/{organisation_id}', { params: { organisation_id: id } }),
      staleTime: 3_600_000,
    })),
  })
  return id => named(found[asked.indexOf(id)]?.data?.names, id)
}
