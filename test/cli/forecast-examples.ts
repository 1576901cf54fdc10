/** What the forecast of accidents gives, worked by hand. */

/** Ten guarantees of 100 million together begun in the first quarter; one met an accident in it, and none ended. */
const BEGUN = { begun: '2026-Q1', ended: null }

/**
 * One of ten: 0.1 in each quarter of those that stand. Nine stand with 90 million: 0.9, 0.81, 0.729, 0.6561, together
 * 3.0951; 9 x 1.000.000 of each of them ten times as much. The chance of each within the year is 0.3439: process
 * 9 x 0.3439 x 0.6561 = 2.03068; the derivative by the chance is 9 x 4 x 0.9 ^ 3 = 26.244, by that of ending
 * -9 x (0.1 + 0.1 x 2 x 0.9 + 0.1 x 3 x 0.81), times which is nothing since none ended: 26.244 ^ 2 x 0.09 / 10 =
 * 6.19873. The root of 8.22941 is 2.86870, and 1.959964 of it 5.62255.
 */
const once = (mean: number, process: number, slope: number, unit: number, text: (value: number) => string) => {
  const error = Math.sqrt(process + (slope ** 2 * 0.09) / 10) * unit
  return {
    mean: text(mean * unit),
    error: text(error),
    low: text(Math.max(0, mean * unit - 1.959963984540054 * error)),
    high: text(mean * unit + 1.959963984540054 * error),
  }
}
const count = (value: number): string => value.toFixed(2)
const won = (value: number): string => Math.round(value).toFixed(0)
/** Of the n-th quarter: chance 0.9 ^ (n - 1) / 10, whose derivative is 0.9 ^ (n - 1) - (n - 1) x 0.1 x 0.9 ^ (n - 2). */
const quarterly = (n: number) => {
  const chance = 0.1 * 0.9 ** (n - 1)
  const slope = 0.9 ** (n - 1) - (n === 1 ? 0 : (n - 1) * 0.1 * 0.9 ** (n - 2))
  const both = [9 * chance, 9 * chance * (1 - chance), 9 * slope] as const
  return {
    quarter: `2026-Q${n + 1}`.replace('2026-Q5', '2027-Q1'),
    accidents: once(...both, 1, count),
    amount: once(...both, 10_000_000, won),
  }
}
const whole = [9 * (1 - 0.9 ** 4), 9 * (1 - 0.9 ** 4) * 0.9 ** 4, 9 * 4 * 0.9 ** 3] as const

export const FORECAST_EXAMPLES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  'accident-forecast': [
    {
      from: '2026-Q2',
      lives: [
        { ...BEGUN, accident: '2026-Q1', count: 1, balance: '10000000' },
        { ...BEGUN, accident: null, count: 9, balance: '90000000' },
      ],
    },
    {
      from: '2026-Q2',
      dispersion: '1.00',
      ages: [
        {
          ...{ age: 0, at_risk: 10, accidents: 1, ends: 0, hazard: '0.100000' },
          ...{ hazard_error: '0.094868', survival: '0.900000' },
        },
      ],
      quarters: [1, 2, 3, 4].map(quarterly),
      whole: { accidents: once(...whole, 1, count), amount: once(...whole, 10_000_000, won) },
      cohorts: [
        {
          ...{ cohort: '2026-Q1', guarantees: 10, standing: 9, accidents: 1 },
          ...{ expected: '3.10', expected_amount: '30951000' },
        },
      ],
      beyond: 9,
    },
  ],
}
