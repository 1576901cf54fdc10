/**
 * What a valuation is asked for with: for whom and for what, of which rights, by which methods with which inputs, what
 * was found, and who answers for it. Words are the valuer's own, in each language a report is wanted in.
 */
import { z } from 'zod'
import { code, dayText, id, moneyAmount, plainText } from '../../kernel/text.ts'
import { LANGUAGES, type Language } from '../../kernel/words.ts'
import { rightOnFile } from '../../technology/rights/schema.ts'
import { costInput } from '../methods/cost-inputs.ts'
import { ranged } from '../methods/inputs.ts'
import { marketInput } from '../methods/market-inputs.ts'
import { gatedInput, optionInput, positiveMoney } from '../methods/option-inputs.ts'
import { LEADING_GROUNDS, VALUE_METHODS } from '../methods/reconciliation.ts'
import { comparedInput, excessInput, royaltyInput } from '../methods/stream-inputs.ts'
import { valuationRequestSchema } from '../schema.ts'
import { simulationSchema } from '../simulation/simulate.ts'
import { PURPOSES } from './schema.ts'

/** One text in one language or more; a report is drawn only in languages that every text has. */
const spoken = (max: number) =>
  z.partialRecord(z.enum(LANGUAGES), plainText(max)).refine(words => Object.keys(words).length > 0, {
    message: 'in one language at least',
  })
export type Spoken = Readonly<Partial<Record<Language, string>>>

const LONG = 1500
const SHORT = 300

export const appraiser = z.strictObject({
  id,
  name: spoken(100),
  qualification: spoken(SHORT),
  /** Kin or partner of an owner, or employed by one. */
  is_related: z.boolean(),
})

const stated = { why: spoken(LONG), differs_because: spoken(LONG).optional() }
const incomeInput = valuationRequestSchema.omit({ methods: true, royalty: true }).required({ income: true })
const underlying = { underlying: ranged(positiveMoney) }
const optionAsked = z.discriminatedUnion('form', [
  z.strictObject({ ...optionInput.shape, form: z.literal('european'), ...underlying }),
  z.strictObject({ ...optionInput.shape, form: z.literal('american'), ...underlying }),
  z.strictObject({ form: z.literal('gated'), ...gatedInput.shape, ...underlying }),
])

/** A method, its inputs, why they are what they are, and why its value may differ from the leading one. */
export const methodAsked = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('income'), input: incomeInput, ...stated }),
  z.strictObject({ method: z.literal('royalty_relief'), input: royaltyInput, ...stated }),
  z.strictObject({ method: z.literal('excess_earnings'), input: excessInput, ...stated }),
  z.strictObject({ method: z.literal('with_and_without'), input: comparedInput, ...stated }),
  z.strictObject({ method: z.literal('market'), input: marketInput, ...stated }),
  z.strictObject({ method: z.literal('cost'), input: costInput, ...stated }),
  z.strictObject({ method: z.literal('real_option'), input: optionAsked, ...stated }),
])
export type MethodAsked = z.output<typeof methodAsked>

export const valuingRequest = z.strictObject({
  schema: z.literal('tech-guarantee/valuing-request/1'),
  purpose: z.enum(PURPOSES),
  base_day: dayText,
  report_day: dayText,
  /** Who asks, by the name the register has, and what was asked for. */
  client: z.strictObject({ name: plainText(SHORT), requirements: spoken(LONG) }),
  object: z.strictObject({ title: spoken(SHORT), description: spoken(LONG), scope: spoken(LONG) }),
  rights: z.array(rightOnFile).min(1).max(50),
  /** Burdens the inputs take into account, each by its reference and its rank. */
  liens_taken_into_account: z
    .array(z.strictObject({ right: plainText(80), reference: plainText(120), rank: z.int().min(1).max(999) }))
    .max(100)
    .default([]),
  state: z.strictObject({ technical: spoken(LONG), economic: spoken(LONG), legal: spoken(LONG) }),
  analysis: z.strictObject({
    business_model: spoken(LONG),
    technology: spoken(LONG),
    rights: spoken(LONG),
    market: spoken(LONG),
    business: spoken(LONG),
  }),
  methods: z.array(methodAsked).min(1).max(VALUE_METHODS.length),
  lead: z.strictObject({ method: z.enum(VALUE_METHODS), ground: z.enum(LEADING_GROUNDS), reason: spoken(LONG) }),
  simulation: simulationSchema.optional(),
  /** What was used, and how it was come by. */
  sources: z
    .array(z.strictObject({ what: spoken(SHORT), from: spoken(SHORT) }))
    .min(1)
    .max(100),
  assumptions: z.array(spoken(LONG)).min(1).max(50),
  limits: z.array(spoken(LONG)).max(50),
  adjustments: z.array(spoken(LONG)).max(50),
  opinion: spoken(LONG),
  others: z.array(spoken(LONG)).max(50).default([]),
  appraisers: z.strictObject({ valuer: appraiser, reviewer: appraiser }),
})
export type ValuingRequest = z.output<typeof valuingRequest>

/** Codes and amounts that every method's bridge is made of. */
export const bridgeStep = z.strictObject({ code, amount: moneyAmount })
export type BridgeStep = z.output<typeof bridgeStep>
