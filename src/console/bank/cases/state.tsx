/** The state of a case in words. */
import { Badge } from '@mantine/core'
import type { ValueOf } from '../../api/client.ts'
import { useWords } from '../../words/engine.ts'
import { bankCases } from '../words.ts'

export type CaseHead = ValueOf<'GET /v1/cases'>['items'][number]
export type CaseState = CaseHead['state']
export const CASE_STATES = [
  'drafted',
  'submitted',
  'accepted',
  'assigned',
  'consensus',
  'marked',
  'recommended',
  'reviewed',
  'referred',
  'approved',
  'declined',
  'noticed',
  'withdrawn',
] as const satisfies readonly CaseState[]

export function CaseStateBadge({ of }: { readonly of: CaseState }) {
  const say = useWords(bankCases)
  const colour = of === 'approved' ? 'green' : of === 'declined' ? 'red' : 'gray'
  return (
    <Badge color={colour} c="inherit">
      {say(`state_${of}`)}
    </Badge>
  )
}
