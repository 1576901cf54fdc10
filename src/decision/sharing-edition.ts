/**
 * An edition of schemes of loss sharing: the shape of sharing-schema.ts with the ground of every number, what it is
 * applied to, and for schemes with a premium of their own its rate. Read, a scheme is handed on as plain numbers.
 */
import { z } from 'zod'
import { editionHeader, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import type { SharingSource } from './sharing-schema.ts'

/** Amounts are whole minor units of the scheme's currency. */
export const SHARING_CURRENCIES = { KRW: 'won', GBP: 'penny', EUR: 'cent' } as const
const isNotBelow = (one: { readonly value: string }) => !one.value.startsWith('-')
const notBelow = { message: 'not below 0' }
const amount = () =>
  z.union([sourcedNumber('won'), sourcedNumber('penny'), sourcedNumber('cent')]).refine(isNotBelow, notBelow)

const most = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('amount'), amount: amount() }),
  z.strictObject({
    by: z.literal('rates'),
    bands: z
      .array(z.strictObject({ up_to: amount().nullable(), rate: sourcedNumber('ratio') }))
      .min(1)
      .max(20),
    times: sourcedNumber('ratio'),
  }),
])

const scheme = z
  .strictObject({
    code,
    currency: z.enum(['KRW', 'GBP', 'EUR']),
    /** Programmes whose guarantees are under it where no other scheme was named; a programme has one at most. */
    programmes: z.array(code),
    parties: z.array(z.string()).min(1).max(100),
    claims: z.enum(['before_recovery', 'after_recovery']),
    wait_months: sourcedNumber('months'),
    recoveries: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('as_borne') }),
      z.strictObject({ by: z.literal('in_order'), parties: z.array(z.string()).min(1).max(100) }),
    ]),
    layers: z
      .array(
        z.strictObject({
          shares: sourcedTable('ratio'),
          minimum: z.strictObject({ party: z.string(), amount: amount() }).optional(),
          limits: z
            .array(
              z.strictObject({ party: z.string(), per: z.enum(['loss', 'year', 'all']), most, restored: z.boolean() }),
            )
            .max(100),
        }),
      )
      .min(1)
      .max(40),
    /** A yearly rate of what is drawn and not repaid, charged quarter by quarter. */
    premium_rate: sourcedNumber('annual_rate').refine(isNotBelow, notBelow).optional(),
  })
  .refine(one => unitsIn(one.layers).every(unit => unit === SHARING_CURRENCIES[one.currency]), {
    message: 'amounts are in the minor unit of the currency',
  })
  .refine(
    one =>
      one.programmes.length === 0 || (one.currency === 'KRW' && ['fund', 'bank'].every(p => one.parties.includes(p))),
    { message: 'a scheme of our programmes is in won, and fund and bank are among its parties' },
  )

/** Units of the amounts of layers. */
function unitsIn(layers: readonly { readonly minimum?: unknown; readonly limits: unknown }[]): string[] {
  const amounts: string[] = Object.values(SHARING_CURRENCIES)
  const found = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return []
    const unit = 'unit' in value && typeof value.unit === 'string' ? [value.unit] : []
    return [...unit, ...Object.values(value).flatMap(found)]
  }
  return found(layers).filter(unit => amounts.includes(unit))
}

export const sharingEditionSchema = z.strictObject({
  kind: z.literal('sharing'),
  ...editionHeader,
  schemes: z
    .array(scheme)
    .min(1)
    .refine(list => new Set(list.map(one => one.code)).size === list.length, { message: 'each code once' })
    .refine(
      list => {
        const programmes = list.flatMap(one => one.programmes)
        return new Set(programmes).size === programmes.length
      },
      { message: 'a programme is under one scheme at most' },
    ),
})
export type SharingEdition = z.infer<typeof sharingEditionSchema>
export type SharingEditionScheme = SharingEdition['schemes'][number]

type Most = SharingEditionScheme['layers'][number]['limits'][number]['most']

const plainMost = (given: Most): SharingSource['layers'][number]['limits'][number]['most'] =>
  given.by === 'amount'
    ? { by: 'amount', amount: given.amount.value }
    : {
        by: 'rates',
        bands: given.bands.map(band => ({ up_to: band.up_to?.value ?? null, rate: band.rate.value })),
        times: given.times.value,
      }

/** The scheme without the grounds of its numbers, as `sharingOf` reads it. */
export const sharingSourceOf = (given: SharingEditionScheme): SharingSource => ({
  parties: given.parties,
  claims: given.claims,
  wait_months: Number(given.wait_months.value),
  recoveries: given.recoveries,
  layers: given.layers.map(layer => ({
    shares: Object.entries(layer.shares.values).map(([party, share]) => ({ party, share })),
    ...(layer.minimum === undefined
      ? {}
      : { minimum: { party: layer.minimum.party, amount: layer.minimum.amount.value } }),
    limits: layer.limits.map(limit => ({ ...limit, most: plainMost(limit.most) })),
  })),
})
