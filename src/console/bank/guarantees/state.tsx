/** The state of a guarantee in words. */
import { Badge } from '@mantine/core'
import type { ValueOf } from '../../api/client.ts'
import { useWords } from '../../words/engine.ts'
import { bankGuarantees } from '../words.ts'

export type GuaranteeHead = ValueOf<'GET /v1/guarantees'>['items'][number]
export type Guarantee = ValueOf<'GET /v1/guarantees/{guarantee_id}'>
export type GuaranteeState = GuaranteeHead['state']
export const GUARANTEE_STATES = [
  'noticed',
  'signed',
  'lettered',
  'in_force',
  'accident',
  'claimed',
  'examined',
  'subrogated',
  'written_off',
  'lapsed',
  'released',
  'denied',
  'sold',
  'discharged',
] as const satisfies readonly GuaranteeState[]

const TROUBLED: readonly GuaranteeState[] = ['accident', 'claimed', 'denied']

export function GuaranteeStateBadge({ of }: { readonly of: GuaranteeState }) {
  const say = useWords(bankGuarantees)
  return (
    <Badge c="inherit" color={of === 'in_force' ? 'green' : TROUBLED.includes(of) ? 'red' : 'gray'}>
      {say(`state_${of}`)}
    </Badge>
  )
}
