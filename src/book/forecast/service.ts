/** The forecast of accidents by cohort, from what became of every guarantee up to the quarter before. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { accidentForecast, quarterOf, quarterText } from '../accident-forecast.ts'
import { type ForecastShown, shownForecast } from './shown.ts'
import { livesByQuarter } from './store.ts'

type Parts = { readonly quartersOn: (day: string) => Result<number> }

export const makeForecastService = ({ quartersOn }: Parts) => ({
  /** Of all guarantees or of one grade; `forecast_nothing_observed` where no quarter of any was over. */
  async accidents(tx: Tx, actor: Actor, day: string, grade: string | undefined): Promise<Result<ForecastShown>> {
    const allowed = may(actor, 'forecast.read', 'none')
    if (!allowed.ok) return allowed
    const quarters = quartersOn(day)
    if (!quarters.ok) return quarters
    const now = quarterOf(day)
    const found = accidentForecast(await livesByQuarter(tx, grade), now, quarters.value)
    await audited(tx, actor, { action: 'forecast.read', subject: 'book:forecast', detail: { grade: grade ?? null } })
    if (found === undefined)
      return refuse(refusal('forecast_nothing_observed', 'grade', { value: grade ?? 'all', limit: quarterText(now) }))
    return ok(shownForecast(found))
  },
})
export type ForecastService = ReturnType<typeof makeForecastService>
