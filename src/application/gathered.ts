/** Gathered facts as the way reads them, and whether what was read still holds. */
import type { ExclusionFact } from '../party/schema.ts'

type Gathered = {
  readonly fact: string
  readonly value: boolean | string | null
  readonly source: string
  readonly as_of: string | null
  readonly valid_until: string | null
  readonly consent: string | null
  readonly state: 'known' | 'unavailable'
}

/** The readings that are known, as a case holds them; what no office answered is simply not there, hence unknown. */
export const exclusionFactsOf = (gathered: readonly Gathered[]): ExclusionFact[] =>
  gathered.flatMap(one =>
    one.state === 'known' && one.value !== null && one.as_of !== null && one.valid_until !== null
      ? [
          {
            fact: one.fact,
            value: one.value,
            source: one.source as ExclusionFact['source'],
            as_of: one.as_of,
            valid_until: one.valid_until,
            consent: one.consent,
          },
        ]
      : [],
  )

type Told = Pick<ExclusionFact, 'fact' | 'source' | 'value'>
const key = (one: Told): string => `${one.fact} ${one.source}`

/** Facts that were read otherwise than they are now known, or are no longer or only now known; each once. */
export function changedFacts(recorded: readonly Told[], now: readonly Told[]): readonly string[] {
  const before = new Map(recorded.map(one => [key(one), one.value]))
  const after = new Map(now.map(one => [key(one), one.value]))
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter(name => before.get(name) !== after.get(name))
  return [...new Set(keys.map(name => name.split(' ')[0] as string))].sort()
}
