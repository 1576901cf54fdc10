/** One made-up firm's move, found in the list of its run, page by page until it comes. */
import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Move } from './names.ts'

export const useGeneratedMove = (run: string, firm: string) =>
  useQuery({
    queryKey: ['one move', run, firm],
    queryFn: async ({ signal }): Promise<Move | null> => {
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof pageAt>> = await pageAt(run, cursor, signal)
        const found = page.items.find(one => one.id === firm)
        if (found !== undefined) return found
        cursor = page.next
      } while (cursor !== null)
      return null
    },
  })

const pageAt = (run: string, cursor: string | null, signal: AbortSignal) =>
  call('GET /v1/rules/impacts/{run_id}/moves', {
    params: { run_id: run },
    query: { limit: '200', ...(cursor === null ? {} : { cursor }) },
    signal,
  })
