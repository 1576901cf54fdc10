/** Real options by themselves: at one day, on any day up to the last, and along gates. */
import { z } from 'zod'
import { decimalText, moneyAmount } from '../../kernel/text.ts'
import { gatedFound, gatedInput, optionFound, optionInput } from '../../valuation/methods/option-inputs.ts'
import { type Formula, formula } from './formula.ts'

const optionValue = z.strictObject({ value: moneyAmount, multiple: decimalText, without_option: moneyAmount })
const option = formula({
  name: 'real-option',
  title: { ko: '실물옵션 기술가치', en: 'Value as a real option', zh: '实物期权技术价值' },
  source: 'European: Black-Scholes-Merton (1973); American: Cox, Ross & Rubinstein (1979), binomial lattice',
  input: optionInput,
  output: optionValue,
  compute: optionFound,
})

const gated = formula({
  name: 'gated-option',
  title: { ko: '단계별 복합옵션 기술가치', en: 'Value along gates, as a compound option', zh: '阶段复合期权技术价值' },
  source: 'Geske (1979), compound options; on the lattice of Cox, Ross & Rubinstein (1979)',
  input: gatedInput,
  output: optionValue,
  compute: gatedFound,
})

export const optionFormulas: readonly Formula[] = [option, gated]
