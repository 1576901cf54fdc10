/** The state of a guarantee in words. */
import { Badge } from '@mantine/core'
import type { ValueOf } from '../../api/client.ts'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'

export type GuaranteeHead = ValueOf<'GET /v1/guarantees'>['items'][number]
export type Guarantee = ValueOf<'GET /v1/guarantees/{guarantee_id}'>
export type GuaranteeState = GuaranteeHead['state']
export const ALL_STATES = [
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
  const isTroubled = of === 'accident' || of === 'claimed' || of === 'denied'
  return (
    <Badge c="inherit" color={of === 'in_force' ? 'green' : isTroubled ? 'red' : 'gray'}>
      {say(`state_${of}`)}
    </Badge>
  )
}
