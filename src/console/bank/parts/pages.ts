/** Lists that come in pages: the first at once, more when asked for, or all of them one after the other. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isWorthRetrying, keyOfPages } from '../../api/use.ts'

type PageOf<Row> = { readonly items: readonly Row[]; readonly next: string | null }
/** What a list asks for next: as many rows as one answer may have. */
export type PageAsked = { readonly limit: string; readonly cursor?: string }
const LIMIT = '200'

/**
 * @param key      of the list, with its filters
 * @param ask      fetches one page
 * @param isWhole  whether every page is fetched without being asked for
 */
export function usePages<Row>(
  key: readonly unknown[],
  ask: (asked: PageAsked, signal: AbortSignal) => Promise<PageOf<Row>>,
  isWhole = false,
  refetchInterval: number | false = false,
) {
  const query = useInfiniteQuery({
    queryKey: keyOfPages('page by page', key),
    queryFn: ({ pageParam, signal }) =>
      ask({ limit: LIMIT, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next,
    retry: isWorthRetrying,
    refetchInterval,
  })
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  useEffect(() => {
    if (isWhole && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [isWhole, hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  return { query, rows: query.data?.pages.flatMap(page => page.items) ?? [] }
}
