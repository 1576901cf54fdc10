/** Every refusal of a file of an office, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  office_file_empty: 'invalid',
  office_file_large: 'invalid',
  office_file_broken: 'invalid',
  office_file_unknown: 'invalid',
  office_file_structure: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type OfficeCode = keyof typeof refusals
