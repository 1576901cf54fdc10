/** Examples of the statistics of agreement and of the hierarchy process, as their publications print them. */
import { expect } from 'vitest'
import { FLEISS, KRIPPENDORFF, SHROUT_FLEISS } from '../panel/agreement/published.ts'

/** A figure that is printed so, in as many decimals. */
const printed = (text: string) =>
  expect.toSatisfy((found: string) => Number(found).toFixed(text.split('.')[1]?.length ?? 0) === text)

const form = (
  name: string,
  value: string,
  lower: string,
  upper: string,
  test: readonly [string, number, number, string],
) => ({
  form: name,
  value: printed(value),
  lower: printed(lower),
  upper: printed(upper),
  f: printed(test[0]),
  df1: test[1],
  df2: test[2],
  p: printed(test[3]),
})
const ONE_WAY = ['1.8', 5, 18, '0.16477'] as const
const TWO_WAY = ['11.0', 5, 15, '0.0001'] as const

export const AGREEMENT_EXAMPLES: Readonly<{ [name: string]: readonly [unknown, unknown] }> = {
  // Shrout & Fleiss (1979), table 4; intervals, F and p as R package psych prints them.
  icc: [
    { marks: SHROUT_FLEISS, level: '0.95' },
    {
      forms: [
        form('ICC(1,1)', '0.17', '-0.133', '0.72', ONE_WAY),
        form('ICC(2,1)', '0.29', '0.019', '0.76', TWO_WAY),
        form('ICC(3,1)', '0.71', '0.342', '0.95', TWO_WAY),
        form('ICC(1,k)', '0.44', '-0.884', '0.91', ONE_WAY),
        form('ICC(2,k)', '0.62', '0.071', '0.93', TWO_WAY),
        form('ICC(3,k)', '0.91', '0.676', '0.99', TWO_WAY),
      ],
      undefined: [],
    },
  ],
  // Krippendorff (2011), example C: eleven units of forty marks can be paired.
  'krippendorff-alpha': [
    { marks: KRIPPENDORFF, metric: 'ordinal', resampling: { by: 'units', count: 200, seed: 7 } },
    expect.objectContaining({
      alpha: printed('0.815'),
      units: 11,
      marks: 40,
      interval: expect.objectContaining({ by: 'units', count: 200, seed: 7, undefined_samples: 0 }),
      undefined: [],
    }),
  ],
  // Fleiss, Cohen & Everitt (1969): variances .003248 of the value, .004269 without agreement.
  'weighted-kappa': [
    {
      table: [
        [106, 10, 4],
        [22, 28, 10],
        [2, 12, 6],
      ],
      weights: [
        ['1', '0', '0.4444'],
        ['0', '1', '0.6667'],
        ['0.4444', '0.6667', '1'],
      ],
    },
    expect.objectContaining({
      kappa: printed('0.507'),
      standard_error: expect.toSatisfy((found: string) => (Number(found) ** 2).toFixed(6) === '0.003248'),
      test: expect.objectContaining({
        standard_error: expect.toSatisfy((found: string) => (Number(found) ** 2).toFixed(6) === '0.004269'),
      }),
    }),
  ],
  // Fleiss (1971); z as R package irr prints it.
  'fleiss-kappa': [
    { counts: FLEISS },
    expect.objectContaining({
      kappa: printed('0.430'),
      subjects: 30,
      marks_each: 6,
      test: expect.objectContaining({ z: printed('17.652') }),
      categories: ['0.245', '0.245', '0.520', '0.471', '0.566'].map(kappa =>
        expect.objectContaining({ kappa: printed(kappa) }),
      ),
    }),
  ],
  // Saaty (2008), drinks: one judge, printed to three decimals, CR 0.022.
  ahp: [
    {
      order: ['coffee', 'wine', 'tea', 'beer', 'soda', 'milk', 'water'],
      judges: [
        {
          judge: 'one',
          comparisons: {
            coffee: { wine: '9', tea: '5', beer: '2', soda: '1', milk: '1' },
            tea: { wine: '3' },
            beer: { wine: '9', tea: '3', milk: '1' },
            soda: { wine: '9', tea: '4', beer: '2', milk: '2' },
            milk: { wine: '9', tea: '3' },
            water: { coffee: '2', wine: '9', tea: '9', beer: '3', soda: '2', milk: '3' },
          },
        },
      ],
    },
    expect.objectContaining({
      weights: {
        coffee: printed('0.177'),
        wine: printed('0.019'),
        tea: printed('0.042'),
        beer: printed('0.116'),
        soda: printed('0.190'),
        milk: printed('0.129'),
        water: printed('0.327'),
      },
      consistency_ratio: printed('0.022'),
      is_consistent: true,
      pairs_missing: 0,
      alternatives: null,
      undefined: [],
    }),
  ],
}
