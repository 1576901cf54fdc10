/** The shape of an edition of fees: what is charged beside the yearly fee of a decision, and who pays it. */
import { z } from 'zod'
import { editionHeader, sourcedNumber } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'

/** Who may pay a part of a fee; what nobody else pays is the firm's. */
export const PAYERS = ['firm', 'bank', 'programme', 'government'] as const
export type Payer = (typeof PAYERS)[number]

const notBelow = { message: 'not below 0' }
const isNotBelow = (one: { readonly value: string }) => !one.value.startsWith('-')
const rate = () => sourcedNumber('annual_rate').refine(isNotBelow, notBelow)
const amount = () => sourcedNumber('won').refine(isNotBelow, notBelow)
const years = () => sourcedNumber('years').refine(one => /^[1-9][0-9]?$/.test(one.value), { message: 'whole years' })

type Step = { readonly over: { readonly value: string } }
/** A text that is no amount has been found by the field itself, and is passed over here. */
const bound = (step: Step | undefined) =>
  /^\d{1,18}$/.test(step?.over.value ?? '') ? BigInt(step?.over.value ?? 0) : 0n
const rises = (steps: readonly Step[]) =>
  steps.every((one, place) => place === 0 || bound(one) > bound(steps[place - 1]))
const rising = { message: 'each step begins above the one before' }
const isOnce = (list: readonly { readonly code: string }[]) => new Set(list.map(one => one.code)).size === list.length
const once = { message: 'each code once' }
const months = () => sourcedNumber('months').refine(one => /^[1-9][0-9]?$/.test(one.value), { message: 'whole months' })

/** A fee of its own amount. Each payer pays up to its most, one after the other; the firm pays the rest. */
const chargedOnce = z.strictObject({
  code,
  amount: amount(),
  payers: z.array(z.strictObject({ payer: z.enum(PAYERS).exclude(['firm']), most: amount() })).max(3),
})

export const feesSchema = z.strictObject({
  kind: z.literal('fees'),
  ...editionHeader,
  /** On what of the main debt is not performed by the end of the term, beside the fee of the guarantee. */
  unperformed_rate: rate(),
  /** After how many months it is charged anew, where nobody does anything before. */
  unperformed_months: months(),
  /** Of the guaranteed amount, where success is marked within the years; the terms name the most the statute allows. */
  success_fee_rate: sourcedNumber('ratio').refine(isNotBelow, notBelow),
  success_fee_years: years(),
  /** What a regional foundation pays on what is re-guaranteed. */
  re_guarantee_rate: rate(),
  additions: z.strictObject({
    /** By full years of use beyond which a rate is added; the last step that is passed counts. */
    long_use: z
      .array(z.strictObject({ code, over: years(), rate: rate() }))
      .refine(isOnce, once)
      .refine(rises, rising),
    /** By what is guaranteed for the firm in all, likewise. */
    high_amount: z
      .array(z.strictObject({ code, over: amount(), rate: rate() }))
      .refine(isOnce, once)
      .refine(rises, rising),
  }),
  /** Appraisals and valuations. */
  appraisal: z.array(chargedOnce).min(1).refine(isOnce, once),
  /**
   * What a bank pays of the yearly fee under a pact: a rate of its own, for the first years of a guarantee of these
   * programmes; a programme has one at most.
   */
  bank_support: z
    .array(z.strictObject({ code, rate: rate(), years: years(), programmes: z.array(code) }))
    .refine(isOnce, once)
    .refine(list => isOnce(list.flatMap(one => one.programmes.map(each => ({ code: each })))), {
      message: 'each programme once',
    }),
})
export type FeesEdition = z.infer<typeof feesSchema>
