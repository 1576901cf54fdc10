/** What the rules call indicators, anchors, facts and papers, for who appraises. */
import { useCallback } from 'react'
import { type SayRule, useRuleReading } from '../parts/rule-words.ts'
import { useWords } from '../words/engine.ts'
import { appraiser } from './words.ts'

export type { SayRule } from '../parts/rule-words.ts'

export function useRuleWords(keys: readonly string[]): { readonly say: SayRule; readonly isPending: boolean } {
  const own = useWords(appraiser)
  const { say: sayRule, isPending } = useRuleReading(keys)
  // The rules count no photograph as evidence, and have no word for one.
  const say = useCallback(
    (key: string) => sayRule(key) ?? (key === 'evidence.photograph.name' ? own('photograph') : undefined),
    [sayRule, own],
  )
  return { say, isPending }
}

/** Keys of papers and evidence of these types, and their name. */
export const typeKeys = (types: readonly string[]): readonly string[] =>
  types.flatMap(type => [`evidence.${type}.name`, `paper.${type}`])
export const typeName = (say: SayRule, type: string): string =>
  say(`evidence.${type}.name`) ?? say(`paper.${type}`) ?? type.replaceAll('_', ' ')
