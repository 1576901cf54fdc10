/** Names on the pages of the rules: kinds of edition, states, bodies, persons, facts of a witness. */
import { Badge } from '@mantine/core'
import { dayText } from '../parts/day.tsx'
import { useRuleWords } from '../parts/rule-words.ts'
import { useSelf } from '../shell/session.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import type { Body, Kind, State } from './life.ts'
import { risk } from './words.ts'

const COLOURS: Readonly<Record<State, string>> = {
  draft: 'gray',
  checked: 'blue',
  proposed: 'orange',
  approved: 'teal',
  scheduled: 'teal',
  in_force: 'green',
  superseded: 'gray',
  rejected: 'red',
  withdrawn: 'gray',
}

export function useRiskNames() {
  const say = useWords(risk)
  const self = useSelf()
  return {
    kind: (kind: Kind): string => say(`kind_${kind}`),
    state: (state: State): string => say(`state_${state}`),
    body: (body: Body): string => say(`body_${body}`),
    /** The service tells a person's number alone: whether it is the reader, else that number. */
    person: (id: string | null): string => (id === null ? '–' : id === self?.person ? say('me') : id),
  }
}

export function StateBadge({ of }: { readonly of: State }) {
  const names = useRiskNames()
  return (
    <Badge color={COLOURS[of]} c="inherit">
      {names.state(of)}
    </Badge>
  )
}

type Witness = Readonly<Record<string, string | boolean | null>>

/** A case that shows something, fact by fact in the reader's words. */
export function useWitness(
  witnesses: readonly Witness[],
): (witness: Witness) => readonly { name: string; value: string }[] {
  const language = useLanguage()
  const sayEverywhere = useWords(everywhere)
  const keys = [...new Set(witnesses.flatMap(each => Object.keys(each).map(fact => `fact.${fact}`)))].sort()
  const rule = useRuleWords(keys)
  const nameOf = (fact: string): string => rule(`fact.${fact}`) ?? fact.replaceAll('_', ' ')
  const shownOf = (value: string | boolean | null): string => {
    if (value === null) return sayEverywhere('unknown')
    if (typeof value === 'boolean') return sayEverywhere(value ? 'yes' : 'no')
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayText(value, language)
    return /^\d{5,}$/.test(value) ? value.replace(/\B(?=(\d{3})+$)/g, ',') : value
  }
  return witness => Object.entries(witness).map(([fact, value]) => ({ name: nameOf(fact), value: shownOf(value) }))
}
