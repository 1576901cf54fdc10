/** What was done, and to what, in the reader's words; what has none is shown as it is written. */

import { actions } from '../words/actions.ts'
import { i18n, type Say, useWords } from '../words/engine.ts'

type Key = Parameters<Say<NonNullable<(typeof actions)['keys']>>>[0]
const isKey = (key: string): key is Key => `actions.${key}` in i18n.messages

/** Gives an action's words, and a subject's: what it is, and its number. */
export function useDeedWords() {
  const say = useWords(actions)
  const noun = (name: string): string => (isKey(`noun_${name}`) ? say(`noun_${name}` as Key) : name)
  return {
    noun,
    action: (action: string): string => {
      const [name = '', verb = ''] = action.split('.')
      return isKey(`verb_${verb}`) ? say('action', { noun: noun(name), verb: say(`verb_${verb}` as Key) }) : action
    },
    subject: (subject: string): { readonly what: string; readonly number: string } => {
      const at = subject.indexOf(':')
      return at < 0
        ? { what: noun(subject), number: '' }
        : { what: noun(subject.slice(0, at)), number: subject.slice(at + 1) }
    },
    relation: (relation: string): string =>
      isKey(`relation_${relation}`) ? say(`relation_${relation}` as Key) : relation,
  }
}
