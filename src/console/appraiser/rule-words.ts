/** What the rules call indicators, anchors, facts and papers, in the reader's language. */
import { useQueries } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { appraiser } from './words.ts'

/** As many keys as one reading takes. */
const KEYS_AT_ONCE = 90

/** Says a key of the rules' words; undefined while it comes, or where it has none. */
export type SayRule = (key: string) => string | undefined

export function useRuleWords(keys: readonly string[]): { readonly say: SayRule; readonly isPending: boolean } {
  const language = useLanguage()
  const own = useWords(appraiser)
  const asked = [...new Set(keys)].sort()
  const parts = asked.flatMap((_, at) => (at % KEYS_AT_ONCE === 0 ? [asked.slice(at, at + KEYS_AT_ONCE)] : []))
  const found = useQueries({
    queries: parts.map(part => ({
      ...reading('GET /v1/words', { query: { keys: part.join(',') } }),
      staleTime: 3_600_000,
    })),
  })
  const words = new Map(found.flatMap(each => each.data?.items ?? []).map(one => [one.key, one.words[language]]))
  // The rules count no photograph as evidence, and have no word for one.
  const besides = (key: string) => (key === 'evidence.photograph.name' ? own('photograph') : undefined)
  return { say: key => words.get(key) ?? besides(key), isPending: found.some(each => each.isPending) }
}

/** Keys of papers and evidence of these types, and their name. */
export const typeKeys = (types: readonly string[]): readonly string[] =>
  types.flatMap(type => [`evidence.${type}.name`, `paper.${type}`])
export const typeName = (say: SayRule, type: string): string =>
  say(`evidence.${type}.name`) ?? say(`paper.${type}`) ?? type.replaceAll('_', ' ')
