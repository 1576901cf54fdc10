/** The state of a guarantee in the words of the area. */
import { type GuaranteeState, StateBadge } from '../../parts/guarantee-state.tsx'
import { useWords } from '../../words/engine.ts'
import { bankGuarantees } from '../words.ts'

export function GuaranteeStateBadge({ of }: { readonly of: GuaranteeState }) {
  const say = useWords(bankGuarantees)
  return <StateBadge of={of} called={say(`state_${of}`)} />
}
