/** What a valuation as a whole may be refused for, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'
import type { MethodCode } from '../methods/refusals.ts'
import type { ValuationCode } from '../refusals.ts'
import type { SimulationCode } from '../simulation/refusals.ts'

export const refusals = {
  valued_days_unordered: 'invalid',
  valued_signers_alike: 'conflict',
  valued_reviewer_related: 'forbidden',
  valued_right_twice: 'conflict',
  valued_right_status_unknown: 'missing',
  valued_right_lapsed: 'conflict',
  valued_right_unowned: 'conflict',
  valued_right_pledged: 'conflict',
  valued_lien_unknown: 'invalid',
  valued_gate_after_right: 'conflict',
  valued_language_missing: 'missing',
} as const satisfies Record<string, RefusalKind>

export type ReportingCode = keyof typeof refusals
export type ValuedCode = ReportingCode | MethodCode | ValuationCode | SimulationCode
