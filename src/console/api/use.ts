/** Reading and doing through the API, as pages use it. */
import { type QueryKey, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type CallOf, call, type Place, ProblemError, type Taken, UnreachableError, type ValueOf } from './client.ts'

type GetPlace = Extract<Place, `GET ${string}`>
type DoPlace = Exclude<Place, GetPlace>

/** What is given, as the rest of a call's arguments. */
const taking = <P extends Place>(given: object) => [given] as unknown as Taken<P>

/** A reading of the API as a query: `useQuery(reading('GET /v1/cases', { query: { state: 'drafted' } }))`. */
export function reading<const P extends GetPlace>(place: P, ...[given]: Taken<P>) {
  const queryKey: QueryKey = given === undefined ? [place] : [place, given]
  return queryOptions({
    queryKey,
    queryFn: ({ signal }): Promise<ValueOf<P>> => call(place, ...taking<P>({ ...given, signal })),
  })
}

/**
 * Under what a list of pages is kept: the place first, as by all that is read, then its shape. What is read twice in
 * two shapes is then kept twice, where one shape for the other would break the page that finds it.
 */
export const keyOfPages = (shape: 'page by page' | 'whole', [place, ...of]: QueryKey): QueryKey => [place, shape, ...of]

/** A refusal will be one again; only what was not answered, or not at the moment, is asked again. */
export const isWorthRetrying = (failures: number, problem: unknown): boolean =>
  failures < 2 &&
  (problem instanceof UnreachableError || (problem instanceof ProblemError && [429, 503].includes(problem.status)))

/**
 * A deed through the API. The same deed sent again after its answer was lost keeps its key, so that it is done once;
 * another body is another deed. Afterwards everything read of the places named is read anew.
 *
 * @param anew  places, such as 'GET /v1/cases'; all where none are named
 */
export function useDeed<const P extends DoPlace>(place: P, anew: readonly GetPlace[] = []) {
  const client = useQueryClient()
  const kept = useRef<{ readonly of: string; readonly key: string } | null>(null)
  return useMutation({
    mutationFn: async (given: CallOf<P>): Promise<ValueOf<P>> => {
      const of = JSON.stringify(given)
      if (kept.current?.of !== of) kept.current = { of, key: crypto.randomUUID() }
      const value = await call(place, ...taking<P>({ idempotencyKey: kept.current.key, ...given }))
      kept.current = null
      return value
    },
    onSuccess: async () => {
      await client.invalidateQueries(
        anew.length === 0 ? {} : { predicate: query => (anew as readonly unknown[]).includes(query.queryKey[0]) },
      )
    },
  })
}
