/** What the rules call indicators, anchors, facts and papers, in the reader's language. */
import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { appraiser } from './words.ts'

/** As many keys as one reading takes. */
const KEYS_AT_ONCE = 90

/** Says a key of the rules' words; undefined while it comes, or where it has none. */
export type SayRule = (key: string) => string | undefined

type Words = ValueOf<'GET /v1/words'>
const together = (found: readonly UseQueryResult<Words>[]) => ({
  items: found.flatMap(each => each.data?.items ?? []),
  isPending: found.some(each => each.isPending),
})

export function useRuleWords(keys: readonly string[]): { readonly say: SayRule; readonly isPending: boolean } {
  const language = useLanguage()
  const own = useWords(appraiser)
  // A sheet asks for hundreds, and is drawn again at every key: what is asked for is told apart by its text.
  const text = keys.join()
  const queries = useMemo(() => {
    const asked = [...new Set(text.split(','))].sort()
    const parts = asked.flatMap((_, at) => (at % KEYS_AT_ONCE === 0 ? [asked.slice(at, at + KEYS_AT_ONCE)] : []))
    return parts.map(part => ({
      ...reading('GET /v1/words', { query: { keys: part.join(',') } }),
      staleTime: 3_600_000,
    }))
  }, [text])
  const { items, isPending } = useQueries({ queries, combine: together })
  const words = useMemo(() => new Map(items.map(one => [one.key, one.words[language]])), [items, language])
  // The rules count no photograph as evidence, and have no word for one.
  const say = useCallback(
    (key: string) => words.get(key) ?? (key === 'evidence.photograph.name' ? own('photograph') : undefined),
    [words, own],
  )
  return { say, isPending }
}

/** Keys of papers and evidence of these types, and their name. */
export const typeKeys = (types: readonly string[]): readonly string[] =>
  types.flatMap(type => [`evidence.${type}.name`, `paper.${type}`])
export const typeName = (say: SayRule, type: string): string =>
  say(`evidence.${type}.name`) ?? say(`paper.${type}`) ?? type.replaceAll('_', ' ')
