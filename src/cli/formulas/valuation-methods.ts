/** The methods of valuation by themselves: each input a number or a range, the value low, mid and high. */
import { z } from 'zod'
import { moneyAmount } from '../../kernel/text.ts'
import { valueShape } from '../../valuation/methods/inputs.ts'
import {
  comparedFound,
  comparedInput,
  excessFound,
  excessInput,
  royaltyFound,
  royaltyInput,
} from '../../valuation/methods/stream-inputs.ts'
import { type Formula, formula } from './formula.ts'
import { costFormulas } from './valuation-costs.ts'
import { marketFormulas } from './valuation-market.ts'
import { optionFormulas } from './valuation-options.ts'

const royalty = formula({
  name: 'royalty-relief',
  title: { ko: '로열티공제법 기술가치', en: 'Value by relief from royalty', zh: '许可费节省法技术价值' },
  source: 'International Valuation Standards 210; amortisation_years adds the tax amortisation benefit',
  input: royaltyInput,
  output: z.strictObject({ ...valueShape, years: z.array(moneyAmount) }),
  compute: royaltyFound,
})

const excess = formula({
  name: 'excess-earnings',
  title: {
    ko: '다기간 초과이익법 기술가치',
    en: 'Value by multi-period excess earnings',
    zh: '多期超额收益法技术价值',
  },
  source: 'International Valuation Standards 210, multi-period excess earnings method',
  input: excessInput,
  output: z.strictObject({
    ...valueShape,
    years: z.array(
      z.strictObject({ sales: moneyAmount, profit_after_tax: moneyAmount, charges: moneyAmount, excess: moneyAmount }),
    ),
  }),
  compute: excessFound,
})

const compared = formula({
  name: 'with-and-without',
  title: { ko: '유무비교법 기술가치', en: 'Value by with and without', zh: '有无对比法技术价值' },
  source: 'International Valuation Standards 210, with-and-without method; growth_after: Gordon (1962)',
  input: comparedInput,
  output: z.strictObject(valueShape),
  compute: comparedFound,
})

/** Every method of valuation that is worked out by itself. */
export const methodFormulas: readonly Formula[] = [
  royalty,
  excess,
  compared,
  ...marketFormulas,
  ...costFormulas,
  ...optionFormulas,
]
