/** What the many-facet Rasch model gives, worked by hand. */
import { expect } from 'vitest'

/**
 * Two items, right or wrong, one appraiser. Three technologies have the first alone, one the second alone. Each scores
 * one of two, so that all stand midway between the items, and of four the first is had by three: its chance is 3/4,
 * ln 3 above the middle. (Joint estimation doubles the true distance of two items: E. B. Andersen 1973.)
 *
 * A mark's variance is 3/16: an item's error is 1 / sqrt(4 x 3/16), a technology's 1 / sqrt(2 x 3/16). Squared
 * residuals of an item are 3 x 1/16 + 9/16 = 3/4, as expected; of the one against the stream 2 x 9/16, three times so.
 */
const one = (name: string, first: 0 | 1) =>
  [
    [name, 'appraiser', 'first', first],
    [name, 'appraiser', 'second', 1 - first],
  ] as const

const measured = (name: string, measure: string, given: object) =>
  expect.objectContaining({ name, measure, is_extreme: false, ...given })

export const SEVERITY_EXAMPLES: Readonly<{ [name: string]: readonly [unknown, unknown] }> = {
  rasch: [
    { marks: [...one('t1', 1), ...one('t2', 1), ...one('t3', 1), ...one('t4', 0)], top: 1 },
    {
      subsets: [
        expect.objectContaining({
          subset: '1',
          marks: 8,
          technologies: [
            measured('t1', '0.000000', {
              model_error: '1.632993',
              infit: '0.333333',
              outfit: '0.333333',
              raw: '0.500000',
            }),
            measured('t2', '0.000000', { model_error: '1.632993', infit: '0.333333' }),
            measured('t3', '0.000000', { model_error: '1.632993', infit: '0.333333' }),
            measured('t4', '0.000000', {
              model_error: '1.632993',
              infit: '3.000000',
              outfit: '3.000000',
              fair: '0.500000',
            }),
          ],
          appraisers: [measured('appraiser', '0.000000', { error: null, raw: '0.500000' })],
          indicators: [
            measured('first', '-1.098612', {
              model_error: '1.154701',
              infit: '1.000000',
              raw: '0.750000',
              fair: '0.750000',
            }),
            measured('second', '1.098612', {
              model_error: '1.154701',
              outfit: '1.000000',
              raw: '0.250000',
              fair: '0.250000',
            }),
          ],
          steps: [{ indicator: null, steps: ['0.000000'] }],
        }),
      ],
      unmeasured: [],
    },
  ],
}
