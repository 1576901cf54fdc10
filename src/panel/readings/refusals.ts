/** Why a reading is refused, or what is told of readings. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  reading_reason_malformed: 'invalid',
  reading_reason_missing: 'forbidden',
  reading_month_open: 'conflict',
  reading_report_unknown: 'missing',
} as const satisfies Record<string, RefusalKind>
export type ReadingsCode = keyof typeof refusals
