/** What the rules call things: programmes, clauses, conditions, in the reader's language, from the API. */
import { useQuery } from '@tanstack/react-query'
import { reading } from '../../api/use.ts'
import { useLanguage } from '../../words/engine.ts'

/** Says a key of the rules' words; undefined while it comes, or where it has none. */
export type SayRule = (key: string) => string | undefined

/** @param day  by whose editions; today where none is given */
export function useRuleWords(keys: readonly string[], day?: string): SayRule {
  const language = useLanguage()
  const asked = [...new Set(keys)].sort()
  const found = useQuery({
    ...reading('GET /v1/words', { query: { keys: asked.join(','), ...(day === undefined ? {} : { day }) } }),
    enabled: asked.length > 0,
    staleTime: 3_600_000,
  })
  return key => found.data?.items.find(one => one.key === key)?.words[language]
}
