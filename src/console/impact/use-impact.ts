/** Drafts that can be held against a book, and a run that is watched while it lasts. */
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { isOpen } from './names.ts'

export type Edition = ValueOf<'GET /v1/rules/editions'>['items'][number]
const DRAFTS: readonly Edition['state'][] = ['draft', 'checked', 'proposed', 'approved', 'scheduled']

/** Editions that are not in force yet. */
export function useDrafts() {
  const found = useQuery(reading('GET /v1/rules/editions'))
  return { found, drafts: (found.data?.items ?? []).filter(one => DRAFTS.includes(one.state)) }
}
export const editionKey = (one: { readonly kind: string; readonly edition: string }): string =>
  `${one.kind}/${one.edition}`

/** So often is a run that is under way looked at: its first figures are there within a second, the rest is awaited. */
const WATCH_MS = { first: 100, soon: 250, later: 1_000 } as const
/** After so many looks a run is a long one. */
const LOOKS = { first: 6, soon: 14 } as const
const pauseAfter = (looks: number): number =>
  looks < LOOKS.first ? WATCH_MS.first : looks < LOOKS.soon ? WATCH_MS.soon : WATCH_MS.later

export const useImpact = (run: string) =>
  useQuery({
    ...reading('GET /v1/rules/impacts/{run_id}', { params: { run_id: run } }),
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data !== undefined && isOpen(data) && pauseAfter(dataUpdateCount),
  })
