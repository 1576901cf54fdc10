/** What the rules call things, in the reader's language. */
import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { useLanguage } from '../words/engine.ts'

/** As many keys as one reading takes. */
const KEYS_AT_ONCE = 90
const HOUR_MS = 3_600_000

/** Says a key of the rules' words; undefined while it comes, or where it has none. */
export type SayRule = (key: string) => string | undefined

type Words = ValueOf<'GET /v1/words'>
const together = (found: readonly UseQueryResult<Words>[]) => ({
  items: found.flatMap(each => each.data?.items ?? []),
  isPending: found.some(each => each.isPending),
})

/** Readings of these keys. What was asked for before stays as it was asked: a new key is read alone, not all anew. */
function useReadings(keys: readonly string[]): readonly string[] {
  const [readings, setReadings] = useState<readonly string[]>([])
  // Some ask for hundreds, and are drawn again at every key pressed: what is asked for is told apart by its text.
  const text = keys.join()
  const [last, setLast] = useState('')
  if (text === last) return readings
  const asked = new Set(readings.flatMap(each => each.split(',')))
  const fresh = [...new Set(keys)].filter(key => !asked.has(key)).sort()
  const added = fresh.flatMap((_, at) => (at % KEYS_AT_ONCE === 0 ? [fresh.slice(at, at + KEYS_AT_ONCE).join()] : []))
  setLast(text)
  if (added.length > 0) setReadings([...readings, ...added])
  return readings
}

/** @param day  by whose editions; today where none is given */
export function useRuleReading(
  keys: readonly string[],
  day?: string,
): { readonly say: SayRule; readonly isPending: boolean } {
  const language = useLanguage()
  const readings = useReadings(keys)
  const queries = useMemo(
    () =>
      readings.map(some => ({
        ...reading('GET /v1/words', { query: { keys: some, ...(day === undefined ? {} : { day }) } }),
        staleTime: HOUR_MS,
      })),
    [readings, day],
  )
  const { items, isPending } = useQueries({ queries, combine: together })
  const words = useMemo(() => new Map(items.map(one => [one.key, one.words[language]])), [items, language])
  const say = useCallback((key: string) => words.get(key), [words])
  return { say, isPending }
}

export const useRuleWords = (keys: readonly string[], day?: string): SayRule => useRuleReading(keys, day).say
