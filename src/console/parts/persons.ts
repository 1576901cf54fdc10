/** Names of those who act, for who may read them: persons by one question a page, machines and the service itself. */
import { useQuery } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { actions } from '../words/actions.ts'
import { useLanguage, useWords } from '../words/engine.ts'

const HOUR_MS = 3_600_000
/** As many as one question takes. */
const IDS_MAX = 200

/** Gives the name of an actor; the id while it comes, or where nobody of that name is known. */
export function usePersonNames(ids: readonly (string | null)[]): (id: string) => string {
  const say = useWords(actions)
  const language = useLanguage()
  const asked = [...new Set(ids.filter(id => id?.startsWith('person-')))].sort().slice(0, IDS_MAX)
  const found = useQuery({
    ...reading('GET /v1/persons', { query: { ids: asked.join(','), limit: String(IDS_MAX) } }),
    enabled: asked.length > 0,
    staleTime: HOUR_MS,
  })
  const named = new Map(found.data?.items.map(each => [each.id, each.names[language]]))
  return id => {
    if (id === 'system') return say('service')
    if (id === 'public') return say('anybody')
    if (id.startsWith('client-')) return say('machine', { id: id.slice('client-'.length) })
    return named.get(id) ?? id
  }
}
