/** What the rules of a day say of a sheet; handed in, since they belong to later stages. */
import type { Refusal, Result } from '../../kernel/result.ts'
import type { SignedSheet } from '../schema.ts'
import type { SheetForm } from './form.ts'

export type MarkingRules = {
  /** What is wrong with a sheet under the rules, by itself: marks unknown or missing, evidence not given. */
  readonly refusalsOf: (content: unknown, sheet: SignedSheet, day: string) => readonly Refusal[]
  readonly formOf: (content: unknown, day: string) => Result<SheetForm>
  /** The indicators on which sheets lie further apart than the edition allows. */
  readonly divergentIn: (content: unknown, sheets: readonly SignedSheet[], day: string) => readonly string[]
  /** The last day of a hearing that is opened on a day. */
  readonly heardUntil: (day: string) => Result<string>
}
