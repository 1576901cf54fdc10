/** The draw of appraisers, done again by anybody from what is shown of it. */
import { z } from 'zod'
import { commitmentOf } from '../../kernel/promise.ts'
import { ok, refusal, refuse } from '../../kernel/result.ts'
import { id, plainText } from '../../kernel/text.ts'
import { WEIGHT_MAX } from '../../panel/drawing/edition.ts'
import { drawn } from '../../panel/drawing/lots.ts'
import { type Formula, formula } from './formula.ts'

/** More than any agency has appraisers. */
const ROWS_MAX = 10_000

export const drawingFormulas: readonly Formula[] = [
  formula({
    name: 'draw',
    title: { ko: '평가자 추첨', en: 'Draw of appraisers', zh: '抽选评审员' },
    source: 'docs/decisions/0043-appraisers-are-drawn.md, algorithm least_of_weight_lots_1',
    input: z.strictObject({
      seed: plainText(200),
      /** As the API shows them; of each candidate no more than id and weight is read. */
      weights: z
        .array(
          z.object({
            appraiser: id,
            weight: z
              .int()
              .min(1)
              .max(WEIGHT_MAX ** 2),
          }),
        )
        .min(1)
        .max(ROWS_MAX),
      count: z.int().min(1).max(ROWS_MAX),
    }),
    output: z.strictObject({
      /** What the seed was promised by: the commitment of the acceptance, or the seed of the draw before. */
      commitment: z.string(),
      appraisers: z.array(z.string()),
    }),
    compute: ({ seed, weights, count }) => {
      const ids = weights.map(one => one.appraiser)
      const twice = ids.findIndex((one, at) => ids.indexOf(one) !== at)
      if (twice >= 0) {
        const at = `weights.${twice}.appraiser`
        return refuse(refusal('input_out_of_bounds', at, { value: ids[twice] ?? '', limit: 'each once' }))
      }
      const candidates = weights.map(({ appraiser, weight }) => ({ id: appraiser, weight }))
      return ok({ commitment: commitmentOf(seed), appraisers: [...drawn({ seed, candidates, count })] })
    },
  }),
]
