/** Refusals of showing what a change of the rules does to the book, each once, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const IMPACT_REFUSALS = {
  case_not_packable: 'invalid',
} as const satisfies Readonly<Record<string, RefusalKind>>
export type ImpactCode = keyof typeof IMPACT_REFUSALS
