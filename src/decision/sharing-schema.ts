/**
 * The shape of a scheme of loss sharing: who bears what of a loss on one guarantee or on a portfolio, layer after
 * layer. sharing-scheme.ts reads it.
 */
import { z } from 'zod'

const PARTY = /^[a-z][a-z0-9_]{0,39}$/
const AMOUNT = /^(0|[1-9][0-9]{0,17})$/
const SHARE = /^(0(\.[0-9]{1,18})?|1(\.0{1,18})?)$/

const party = () => z.string().regex(PARTY, { message: 'a name of small letters, digits and _, at most 40' })
const amount = () => z.string().regex(AMOUNT, { message: 'whole won, not below 0, at most 18 digits' })
const share = () => z.string().regex(SHARE, { message: 'a decimal text from 0 to 1, at most 18 decimals' })

/**
 * The most a party pays through a layer: an amount; or rates of the base (the loan of a guarantee, the volume of a
 * portfolio) band by band, `times` the guarantee rate. A cap rate of 20 % on half of the volume is one open band of
 * 0.2, times 0.5.
 */
const most = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('amount'), amount: amount() }),
  z.strictObject({
    by: z.literal('rates'),
    bands: z
      .array(z.strictObject({ up_to: amount().nullable(), rate: share() }))
      .min(1)
      .max(20),
    times: share(),
  }),
])

const limit = z.strictObject({
  party: party(),
  /** Of each loss, of the losses of a calendar year, or of all. */
  per: z.enum(['loss', 'year', 'all']),
  most,
  /** Whether what comes back to the party through this layer makes room again. */
  restored: z.boolean(),
})

const layer = z.strictObject({
  /** Of what enters the layer; together 1. */
  shares: z
    .array(z.strictObject({ party: party(), share: share() }))
    .min(1)
    .max(100),
  /** What a party pays of each loss at least, as far as it reaches; the others share the rest in their proportions. */
  minimum: z.strictObject({ party: party(), amount: amount() }).optional(),
  /** Where the first of them is reached, the rest of the loss goes on to the next layer. */
  limits: z.array(limit).max(100),
})

export const sharingSchema = z.strictObject({
  parties: z.array(party()).min(1).max(100),
  /** Whether a loss is shared whole and recoveries are shared back, or what was recovered before is taken off first. */
  claims: z.enum(['before_recovery', 'after_recovery']),
  /** Whole months from the loss that must have passed before it is shared. */
  wait_months: z.int().min(0).max(120),
  /** As the loss was borne, or to the parties in this order, each up to what it bore. */
  recoveries: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('as_borne') }),
    z.strictObject({ by: z.literal('in_order'), parties: z.array(party()).min(1).max(100) }),
  ]),
  layers: z.array(layer).min(1).max(40),
})
export type SharingSource = z.output<typeof sharingSchema>
