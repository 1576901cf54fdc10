/** What a contribution of licence terms, or a question to them, may be refused for; the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  comparable_missing: 'missing',
  comparable_sandbox: 'conflict',
  comparable_terms_missing: 'missing',
  comparable_price_zero: 'invalid',
  comparable_rate_missing: 'missing',
  comparable_month_ahead: 'invalid',
  comparable_repeated: 'conflict',
  comparable_withdrawn: 'conflict',
  comparable_access_short: 'forbidden',
  comparable_release_early: 'conflict',
  comparable_nearest_few: 'conflict',
} as const satisfies Record<string, RefusalKind>

export type ComparableCode = keyof typeof refusals
