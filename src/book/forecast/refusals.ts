/** Why no accidents are forecast. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  forecast_nothing_observed: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type ForecastCode = keyof typeof refusals
