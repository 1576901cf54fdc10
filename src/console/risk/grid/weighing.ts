/** What is found of a draft while somebody types: asked when the typing rests; the last answer counts. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, type ValueOf } from '../../api/client.ts'
import { isWorthRetrying } from '../../api/use.ts'
import type { Kind } from '../life.ts'
import { type Drafted, givenOf } from './model.ts'

export type Weighed = ValueOf<'POST /v1/rules/editions/{kind}/{edition}/grid'>
export type PlacedFinding = Weighed['findings'][number]

/** As long as fingers rest between two cells, and no longer than an answer is worth waiting for. */
const REST_MS = 350

export function useWeighing(kind: Kind, edition: string, drafted: Drafted, isOn: boolean) {
  const [rested, setRested] = useState(drafted)
  useEffect(() => {
    const timer = setTimeout(() => setRested(drafted), REST_MS)
    return () => clearTimeout(timer)
  }, [drafted])
  const asked = useQuery({
    queryKey: ['weighing', kind, edition, rested],
    // Tables of an edition are long: what tells two states of them apart is that they are not the same ones.
    queryKeyHashFn: ([, ...named]) => `weighing ${named.slice(0, 2).join(' ')} ${numberOf(named[2] as object)}`,
    queryFn: ({ signal }) =>
      call('POST /v1/rules/editions/{kind}/{edition}/grid', {
        params: { kind, edition },
        body: { tables: givenOf(rested.tables), words: rested.words },
        signal,
      }),
    enabled: isOn,
    placeholderData: keepPreviousData,
    retry: isWorthRetrying,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { weighed: asked.data, isAsking: rested !== drafted || asked.isFetching, problem: asked.error }
}

const numbers = new WeakMap<object, number>()
let last = 0
/** A number of its own for each state of the tables. */
function numberOf(state: object): number {
  const known = numbers.get(state)
  if (known !== undefined) return known
  last += 1
  numbers.set(state, last)
  return last
}
