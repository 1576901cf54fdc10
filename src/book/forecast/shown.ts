/** A forecast as it is answered and printed: chances to six places, counts to two, amounts in whole won, all as text. */
import { z } from 'zod'
import { type AccidentForecast, type Expected, quarterText } from '../accident-forecast.ts'

const CHANCE_PLACES = 6
const COUNT_PLACES = 2

const expectedView = z.strictObject({ mean: z.string(), error: z.string(), low: z.string(), high: z.string() })
export const forecastView = z.strictObject({
  /** The first quarter forecast; nothing of it or later is read. */
  from: z.string(),
  /** How much more cohorts differ than by chance; widens every interval. */
  dispersion: z.string(),
  ages: z.array(
    z.strictObject({
      age: z.int(),
      at_risk: z.int(),
      accidents: z.int(),
      ends: z.int(),
      hazard: z.string(),
      hazard_error: z.string(),
      survival: z.string(),
    }),
  ),
  quarters: z.array(z.strictObject({ quarter: z.string(), accidents: expectedView, amount: expectedView })),
  whole: z.strictObject({ accidents: expectedView, amount: expectedView }),
  cohorts: z.array(
    z.strictObject({
      cohort: z.string(),
      guarantees: z.int(),
      standing: z.int(),
      accidents: z.int(),
      expected: z.string(),
      expected_amount: z.string(),
    }),
  ),
  /** Guarantees that grow older than any age observed: the oldest age's chances are carried on for them. */
  beyond: z.int(),
})
export type ForecastShown = z.output<typeof forecastView>

const rounded =
  (places: number) =>
  (value: number): string =>
    value.toFixed(places)
const inWon = (value: number): string => Math.round(value).toFixed(0)

const shownExpected = ({ mean, error, low, high }: Expected, text: (value: number) => string) => ({
  mean: text(mean),
  error: text(error),
  low: text(low),
  high: text(high),
})

export function shownForecast(forecast: AccidentForecast): ForecastShown {
  const chance = rounded(CHANCE_PLACES)
  const count = rounded(COUNT_PLACES)
  const both = ({ accidents, amount }: AccidentForecast['whole']) => ({
    accidents: shownExpected(accidents, count),
    amount: shownExpected(amount, inWon),
  })
  return {
    from: quarterText(forecast.now),
    dispersion: count(forecast.dispersion),
    ages: forecast.ages.map(row => ({
      ...{ age: row.age, at_risk: row.atRisk, accidents: row.accidents, ends: row.ends },
      ...{ hazard: chance(row.hazard), hazard_error: chance(row.hazardError), survival: chance(row.survival) },
    })),
    quarters: forecast.quarters.map(one => ({ quarter: quarterText(one.quarter), ...both(one) })),
    whole: both(forecast.whole),
    cohorts: forecast.cohorts.map(one => ({
      ...{ cohort: quarterText(one.cohort), guarantees: one.lives, standing: one.standing, accidents: one.accidents },
      ...{ expected: count(one.expected), expected_amount: inWon(one.expectedAmount) },
    })),
    beyond: forecast.beyond,
  }
}
