/** Whether policy decides by fair scores on a day, and what of the measurement a case carries then. */
import { ok, type Result } from '../../kernel/result.ts'
import type { Tx } from '../../platform/db/database.ts'
import { type FairLimits, fairOf } from './measured.ts'
import type { Fair } from './schema.ts'
import { measurementBefore } from './store.ts'

export type FairRules = FairLimits & { readonly usesFairScores: boolean }

/** What a case signed by some appraisers carries; undefined where policy reads marks as given. */
export type FairFor = (tx: Tx, day: string, appraisers: readonly string[]) => Promise<Result<Fair | undefined>>

export const makeFairService = (rulesOn: (day: string) => Result<FairRules>): FairFor => {
  return async (tx, day, appraisers) => {
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    if (!rules.value.usesFairScores) return ok(undefined)
    return ok(fairOf(await measurementBefore(tx, day), rules.value, appraisers))
  }
}
