/** The state of a guarantee in the words of the area. */
import { type GuaranteeState, StateBadge } from '../../parts/guarantee-state.tsx'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'

/** States in which the people of claims and recovery have something to do. */
export const OPEN_STATES = [
  'accident',
  'claimed',
  'examined',
  'subrogated',
  'written_off',
] as const satisfies readonly GuaranteeState[]

export function GuaranteeStateBadge({ of }: { readonly of: GuaranteeState }) {
  const say = useWords(officerMoney)
  return <StateBadge of={of} called={say(`state_${of}`)} />
}
