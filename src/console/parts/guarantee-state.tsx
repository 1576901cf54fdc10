/** The states of a guarantee in the order of its life, and the badge of one; what it is called is the area's to say. */
import { Badge } from '@mantine/core'
import type { ValueOf } from '../api/client.ts'

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

export function StateBadge({ of, called }: { readonly of: GuaranteeState; readonly called: string }) {
  return (
    <Badge c="inherit" color={of === 'in_force' ? 'green' : TROUBLED.includes(of) ? 'red' : 'gray'}>
      {called}
    </Badge>
  )
}
