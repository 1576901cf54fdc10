/**
 * How long the technology earns: the life its citations suggest, moved by ten judged factors, cut by the time gone
 * since registration and by the end of the right, in whole months.
 */
import { type CalendarDate, fullMonthsBetween } from '../kernel/calendar.ts'
import { type Fixed, ONE, over, times } from '../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { LIFE_FACTORS, type LifeFactor } from './items.ts'
import type { ValuationCode } from './refusals.ts'

/** Quartiles of the citation life of a patent class, in years. */
export type Quartiles = { readonly q1: Fixed; readonly q2: Fixed; readonly q3: Fixed }

export type LifeScale = {
  readonly weights: Readonly<Record<LifeFactor, Fixed>>
  /** Scores at which the quartiles hold: 20, 60 and 100. */
  readonly floor: Fixed
  readonly middle: Fixed
  readonly ceiling: Fixed
}

/**
 * Score of the ten factors: sum of weight x score over its greatest value, as points.
 * S = sum(w x s) / (5 x sum(w)) x 100, which lies between 20 and 100.
 * @param scores 1 to 5 for each factor
 * @source TVL, step 3.1 (weights; sum of full marks 205)
 */
export function lifeScore(scale: LifeScale, scores: Readonly<Record<LifeFactor, number>>): Fixed {
  let reached = 0n
  let full = 0n
  for (const factor of LIFE_FACTORS) {
    reached += scale.weights[factor] * BigInt(scores[factor])
    full += scale.weights[factor] * 5n
  }
  return over(reached * 100n, full)
}

/**
 * Economic life in years, between the quartiles of the citation life.
 * L = Q1 + (Q2 - Q1)(S - 20) / 40 up to 60 points, L = Q2 + (Q3 - Q2)(S - 60) / 40 above.
 * @param score points, 20 to 100
 * @returns years, half to even at 18 decimals
 * @source TVL, step 3.2
 */
export function economicLife(scale: LifeScale, score: Fixed, life: Quartiles): Fixed {
  const { floor, middle, ceiling } = scale
  return score <= middle
    ? life.q1 + over(times(life.q2 - life.q1, score - floor), middle - floor)
    : life.q2 + over(times(life.q3 - life.q2, score - middle), ceiling - middle)
}

export type SalesPeriod = {
  /** The economic life, cut down to whole months. */
  readonly lifeMonths: number
  /** Months since registration, taken off the life; 0 where the edition does not, or nothing is registered. */
  readonly elapsedMonths: number
  /** Months until the right ends, undefined where none is named. */
  readonly legalMonths: number | undefined
  /** Months of sales the value counts, after the preparation. */
  readonly salesMonths: number
  /** What ended the sales: the economic life or the right. */
  readonly bound: 'economic_life' | 'right'
}

export type PeriodPolicy = { readonly isElapsedSubtracted: boolean; readonly isPreparationInsideLife: boolean }

/**
 * The months of sales that are valued: the shorter of the economic and the legal life, after the preparation.
 * @param life years
 * @param preparationMonths months until the first sale, 0 or more
 * @returns whole months, rounded down; refused where the right has lapsed or no life is left
 * @source TES (economic life is the shorter of the economic and the legal one); rules/valuation, life
 */
export function salesPeriod(
  policy: PeriodPolicy,
  life: Fixed,
  preparationMonths: number,
  day: CalendarDate,
  registeredOn: CalendarDate | undefined,
  expiresOn: CalendarDate | undefined,
): Result<SalesPeriod, ValuationCode> {
  if (registeredOn !== undefined && registeredOn > day)
    return refuse(refusal('valuation_registered_after_day', 'registered_on', { value: registeredOn, limit: day }))
  if (expiresOn !== undefined && expiresOn <= day)
    return refuse(refusal('valuation_right_lapsed', 'expires_on', { value: expiresOn, limit: day }))

  const lifeMonths = Number((life * 12n) / ONE)
  const elapsedMonths =
    policy.isElapsedSubtracted && registeredOn !== undefined ? fullMonthsBetween(registeredOn, day) : 0
  const legalMonths = expiresOn === undefined ? undefined : fullMonthsBetween(day, expiresOn)
  const economic = lifeMonths - elapsedMonths - (policy.isPreparationInsideLife ? preparationMonths : 0)
  const legal = legalMonths === undefined ? economic : legalMonths - preparationMonths
  const isLegal = legal < economic
  const salesMonths = isLegal ? legal : economic
  if (salesMonths < 1) {
    return refuse(
      refusal('valuation_no_life_left', isLegal ? 'expires_on' : 'preparation_months', {
        life_months: String(lifeMonths),
        elapsed_months: String(elapsedMonths),
        preparation_months: String(preparationMonths),
        legal_months: legalMonths === undefined ? '-' : String(legalMonths),
      }),
    )
  }
  return ok({ lifeMonths, elapsedMonths, legalMonths, salesMonths, bound: isLegal ? 'right' : 'economic_life' })
}
