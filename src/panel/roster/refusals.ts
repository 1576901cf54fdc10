/** Why somebody is not registered, certified, suspended or written down, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  appraiser_unknown: 'missing',
  centre_unknown: 'missing',
  appraiser_own_standing: 'forbidden',
  appraiser_registered: 'conflict',
  appraiser_not_renewable: 'conflict',
  centre_over: 'conflict',
  suspension_period: 'invalid',
  suspension_none: 'conflict',
  interest_unknown: 'missing',
  interest_period: 'invalid',
  interest_ended: 'conflict',
  course_day: 'invalid',
  course_recorded: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type RosterCode = keyof typeof refusals
