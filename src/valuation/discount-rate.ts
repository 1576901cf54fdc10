/**
 * What money costs a firm that brings new technology to market: the premium for that risk, and the two editions' rates.
 */
import { add, type Decimal, decimal, divide, ln, multiply, roundHalfEven, subtract } from '../kernel/decimal.ts'
import { dividedHalfEven, type Fixed, ONE, times } from '../kernel/fixed.ts'

export type PremiumTable = {
  readonly rows: ReadonlyMap<number, Fixed>
  /** Premium of every score below the table. */
  readonly below: Fixed
  /** The least score with a row; the rows go on to 50. */
  readonly first: number
}

/**
 * Premium for commercialisation risk, read from the printed table.
 * @param score sum of ten items of 1 to 5: a whole number from 10 to 50
 * @returns a yearly rate; below the table's first score the cap
 * @source TON26, table; rules/valuation, premium.table and premium.below_table
 */
export function riskPremium(table: PremiumTable, score: number): Fixed {
  const premium = score < table.first ? table.below : table.rows.get(score)
  // The edition's schema asks for every row up to 50, the most that ten items can add to.
  if (premium === undefined) throw new RangeError(`no sum of ten items of 1 to 5: ${score}`)
  return premium
}

/**
 * The function printed beside the table; it stands here to be compared with it and is not used in a valuation.
 * y = -c x ln(score / 10 - 1) + d
 * @param score above 10
 * @returns a yearly rate, half to even at four decimals as the table is printed
 * @source TON26, function; printed with c = 0.071, while 0.0709 gives the printed table
 */
export function riskPremiumByFunction(coefficient: Decimal, constant: Decimal, score: number): Decimal {
  const odds = subtract(divide(decimal(String(score)), decimal('10')), decimal('1'))
  return roundHalfEven(add(multiply(multiply(coefficient, ln(odds)), decimal('-1')), constant), 4)
}

/** What a firm of one industry and size pays for its capital. */
export type Capital = {
  /** 2021: CAPM with the size premium inside; 2017: CAPM alone. A yearly rate. */
  readonly equityCost: Fixed
  /** 2021: before tax; 2017: as the table prints it. A yearly rate. */
  readonly debtCost: Fixed
  /** Share of equity in capital, 0 to 1. */
  readonly equityShare: Fixed
  /** 2017 only, 0 in 2021. A yearly rate. */
  readonly sizePremium: Fixed
}

/** Rounds a rate half to even at the edition's number of places. */
function atPlaces(rate: Fixed, places: number): Fixed {
  const step = 10n ** BigInt(18 - places)
  return dividedHalfEven(rate, step) * step
}

/**
 * Discount rate of the 2021 edition: the premium is a part of the cost of equity.
 * r = (Ke + premium) x E + Kd x (1 - E) x (1 - t)
 * @param taxRate 0 to 1
 * @param places decimals the rate is rounded to, half to even
 * @source TVL, step 5.2 (technology valuation practice guide 2021)
 */
export function discountRate2021(capital: Capital, premium: Fixed, taxRate: Fixed, places: number): Fixed {
  const equity = times(capital.equityCost + premium, capital.equityShare)
  const debt = times(times(capital.debtCost, ONE - capital.equityShare), ONE - taxRate)
  return atPlaces(equity + debt, places)
}

/**
 * Discount rate of the 2017 edition: premium and size are added to the weighted cost of capital.
 * r = Ke x E + Kd x (1 - E) + premium + size premium x E
 * @param places decimals the rate is rounded to, half to even
 * @source KWON, pages 133-134 (technology valuation practice guide 2017)
 */
export function discountRate2017(capital: Capital, premium: Fixed, places: number): Fixed {
  const equity = times(capital.equityCost, capital.equityShare)
  const debt = times(capital.debtCost, ONE - capital.equityShare)
  return atPlaces(equity + debt + premium + times(capital.sizePremium, capital.equityShare), places)
}
