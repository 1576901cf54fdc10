/** What an appraiser may read of a case: whom it is about, and its papers: kept here, or named by digest. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { reading } from '../api/use.ts'
import { useLanguage } from '../words/engine.ts'

type Named = { readonly type: string; readonly digest: string; readonly received_on?: string }
type Content = {
  readonly party?: {
    readonly firm?: { readonly owners?: readonly { readonly person: string; readonly role?: string }[] }
  }
  readonly application?: { readonly papers?: readonly Named[] }
}
type Names = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>

const NONE: readonly Named[] = []

export type Paper = {
  readonly digest: string
  readonly type: string
  /** Of the file kept here; null where the application only names it. */
  readonly id: string | null
  readonly name: string | null
  readonly mediaType: string | null
  readonly receivedOn: string | null
}

/** What is shown beside the sheet; anything else is opened where the browser opens such files. */
export const isShownHere = ({ mediaType }: Paper): boolean =>
  mediaType === 'application/pdf' || mediaType?.startsWith('image/') === true

export function useCase(id: string) {
  const language = useLanguage()
  const read = useQuery(reading('GET /v1/cases/{case_id}', { params: { case_id: id } }))
  const content = (read.data?.content ?? {}) as Content
  const names = (read.data?.names ?? {}) as Names
  const nameOf = (of: string): string => names[of]?.[language] ?? names[of]?.['ko'] ?? of
  const owners = content.party?.firm?.owners ?? []
  return { read, owners, nameOf, named: content.application?.papers ?? NONE }
}

export function usePapers(id: string, named: readonly Named[]) {
  const kept = useQuery(reading('GET /v1/cases/{case_id}/papers', { params: { case_id: id }, query: { limit: '100' } }))
  const { data } = kept
  const papers = useMemo((): readonly Paper[] => {
    const files = (data?.items ?? []).filter(each => each.state === 'kept')
    return [
      ...files.map(each => ({
        digest: each.digest,
        type: each.type,
        id: each.id,
        name: each.name,
        mediaType: each.media_type,
        receivedOn: named.find(one => one.digest === each.digest)?.received_on ?? null,
      })),
      ...named
        .filter(each => !files.some(file => file.digest === each.digest))
        .map(each => ({
          digest: each.digest,
          type: each.type,
          id: null,
          name: null,
          mediaType: null,
          receivedOn: each.received_on ?? null,
        })),
    ]
  }, [data, named])
  return { kept, papers }
}
