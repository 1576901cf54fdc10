/** Names of the members of one's own organisation, which everybody of it may read; those who have left among them. */
import { useQuery } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { useSelf } from '../shell/session.ts'
import { useLanguage } from '../words/engine.ts'

const HOUR_MS = 3_600_000

/** Gives the name of a member; the id while it comes, or where nobody of the organisation has it. */
export function useMemberNames(): (person: string) => string {
  const language = useLanguage()
  const self = useSelf()
  const found = useQuery({
    ...reading('GET /v1/organisations/{organisation_id}/members', {
      params: { organisation_id: self?.organisation ?? '' },
      query: { limit: '200' },
    }),
    enabled: self !== null && self !== undefined,
    staleTime: HOUR_MS,
  })
  return person => found.data?.items.find(each => each.person === person)?.names[language] ?? person
}
