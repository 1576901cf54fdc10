/** A list read to its end, page by page: what waits for somebody must not be cut off. */
import { type QueryKey, queryOptions } from '@tanstack/react-query'
import { keyOfPages } from '../../api/use.ts'

const LIMIT = '200'
type PageOf<Row> = { readonly items: readonly Row[]; readonly next: string | null }

export const whole = <Row>(
  queryKey: QueryKey,
  ask: (asked: { readonly limit: string; readonly cursor?: string }, signal: AbortSignal) => Promise<PageOf<Row>>,
) =>
  queryOptions({
    queryKey: keyOfPages('whole', queryKey),
    queryFn: async ({ signal }): Promise<readonly Row[]> => {
      const rows: Row[] = []
      let cursor: string | null = null
      do {
        const page: PageOf<Row> = await ask({ limit: LIMIT, ...(cursor === null ? {} : { cursor }) }, signal)
        rows.push(...page.items)
        cursor = page.next
      } while (cursor !== null)
      return rows
    },
  })
