/** What is asked of a kept valuation and refused, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  valuation_unknown: 'missing',
  valuation_client_strange: 'conflict',
  valuation_state: 'conflict',
  valuation_digest_differs: 'conflict',
  valuation_signer_strange: 'forbidden',
  valuation_unsigned: 'conflict',
  valuation_language_none: 'missing',
} as const satisfies Record<string, RefusalKind>
export type KeptRefusal = keyof typeof refusals
