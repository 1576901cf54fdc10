/** Why a challenger is not put on or stopped, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  shadow_kind_undecided: 'invalid',
  shadow_edition_unknown: 'missing',
  shadow_standing: 'conflict',
  shadow_unknown: 'missing',
  shadow_stopped: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type ShadowCode = keyof typeof refusals
