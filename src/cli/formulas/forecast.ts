/** The forecast of accidents by cohort, run alone on counts of guarantees. */
import { z } from 'zod'
import { accidentForecast, quarterFrom } from '../../book/accident-forecast.ts'
import { forecastView, shownForecast } from '../../book/forecast/shown.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { moneyNotNegative } from '../../kernel/text.ts'
import { type Formula, formula } from './formula.ts'

const quarter = z
  .string()
  .refine(text => quarterFrom(text) !== undefined, { message: 'a quarter is text such as 2026-Q1' })
const ROWS_MAX = 10_000
const COUNT_MAX = 10_000_000
const from = (text: string | null): number | null => (text === null ? null : (quarterFrom(text) ?? null))

/** @param quarters how many are forecast, `@source` rules/watch forecast_quarters */
export const forecastFormulas = (quarters: number): readonly Formula[] => [
  formula({
    name: 'accident-forecast',
    title: { ko: '보증사고 예측', en: 'Forecast of accidents by cohort', zh: '按批次预测保证事故' },
    source: 'Aalen & Johansen 1978 in quarters of age; Mack 1993 for the errors; rules/watch forecast_quarters',
    input: z.strictObject({
      /** The first quarter forecast. */
      from: quarter,
      /** Guarantees alike: the quarter they began in, of their first accident, of their end; how many, how much together. */
      lives: z
        .array(
          z.strictObject({
            begun: quarter,
            accident: quarter.nullable(),
            ended: quarter.nullable(),
            count: z.int().min(1).max(COUNT_MAX),
            balance: moneyNotNegative,
          }),
        )
        .min(1)
        .max(ROWS_MAX),
    }),
    output: forecastView,
    compute: input => {
      const lives = input.lives.map(one => {
        const balance = Number(one.balance)
        return {
          ...{ begun: from(one.begun) ?? 0, accident: from(one.accident), ended: from(one.ended), count: one.count },
          // Alike: each has its part.
          ...{ balance, squares: balance ** 2 / one.count },
        }
      })
      const late = lives.findIndex(one => Math.min(one.accident ?? one.begun, one.ended ?? one.begun) < one.begun)
      if (late >= 0)
        return refuse(
          refusal('input_out_of_bounds', `lives.${late}.begun`, {
            value: input.lives[late]?.begun ?? '',
            limit: 'the quarter of the accident or the end at the latest',
          }),
        )
      const found = accidentForecast(lives, from(input.from) ?? 0, quarters)
      if (found === undefined)
        return refuse(refusal('forecast_nothing_observed', 'lives', { value: 'all', limit: input.from }))
      return ok(shownForecast(found))
    },
  }),
]
