/** What a simulation may be refused for, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  simulation_distribution_invalid: 'invalid',
  simulation_correlation_unknown: 'invalid',
  simulation_correlation_twice: 'conflict',
  simulation_correlations_inconsistent: 'invalid',
  simulation_input_unbounded: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type SimulationCode = keyof typeof refusals
