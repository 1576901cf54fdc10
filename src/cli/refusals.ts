/** What the command line itself refuses. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  command_unknown: 'missing',
  command_misused: 'invalid',
  file_missing: 'missing',
  right_not_in_files: 'missing',
  api_unreached: 'unavailable',
  persona_unknown: 'missing',
  service_unreachable: 'unavailable',
  service_unreadable: 'unavailable',
  formula_unknown: 'missing',
  formula_input_unknown: 'missing',
} as const satisfies Record<string, RefusalKind>
