/** What the API takes and shows of comparable licences. No party of one is named: what is not kept is not told. */
import { z } from 'zod'
import { code, dayText, decimalText, digestText, moneyAmount, plainText, ratioText } from '../../kernel/text.ts'
import { EVIDENCE } from './edition.ts'

/** What a running royalty is reckoned on; rates on different bases are never put in one range. */
export const ROYALTY_BASES = ['net_sales', 'gross_sales', 'profit'] as const
export type RoyaltyBase = (typeof ROYALTY_BASES)[number]
export const EXCLUSIVITIES = ['exclusive', 'sole', 'non_exclusive'] as const
export type Exclusivity = (typeof EXCLUSIVITIES)[number]
/** How far the technology had come when it was licensed; the gates between are those a guarantee is released by. */
const STAGES = ['concept', 'proof_of_concept', 'small_pilot', 'volume_pilot', 'small_batch', 'production'] as const

/** What is told in ranges: each base of a royalty by itself, and what is paid up front. */
export const MEASURES = ['royalty_on_net_sales', 'royalty_on_gross_sales', 'royalty_on_profit', 'upfront'] as const
export type Measure = (typeof MEASURES)[number]

const currency = z.string().regex(/^[A-Z]{3}$/, 'a currency is three capitals, such as KRW')
const month = z.string().regex(/^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$/, 'a month with its whole year, such as 2017-05')
const positive = decimalText.max(24).refine(text => Number(text) > 0, { message: 'above 0' })
const ipc = z.string().regex(/^[A-H]([0-9]{2}[A-Z]?)?$/, 'an IPC section, class or subclass, such as H01M')
const nature = {
  ipc: ipc.nullable(),
  /** KSIC, a division or any longer code. */
  industry: z
    .string()
    .regex(/^[0-9]{2,5}$/, 'a code of industries of two to five digits')
    .nullable(),
  stage: z.enum(STAGES).nullable(),
  exclusivity: z.enum(EXCLUSIVITIES).nullable(),
  territory: z
    .string()
    .regex(/^([A-Z]{2}|worldwide)$/, 'a country of two capitals, or worldwide')
    .nullable(),
}

export const licenceTerms = z.strictObject({
  ...nature,
  agreed_in: month,
  royalty: z.strictObject({ rate: ratioText, base: z.enum(ROYALTY_BASES) }).nullable(),
  /** Whole minor units of its own currency. */
  upfront: z
    .strictObject({
      amount: moneyAmount,
      currency,
      /** Won for one minor unit of the currency, on the day it was agreed; null for won alone. */
      won_rate: z.strictObject({ rate: positive, day: dayText, source: plainText(200) }).nullable(),
    })
    .nullable(),
  evidence: z.enum(EVIDENCE),
  /** Where the terms stand, without the parties' names. */
  source: plainText(200),
})
export type LicenceTerms = z.output<typeof licenceTerms>

export const comparableParams = z.strictObject({ comparable_id: z.uuid() })
export const withdrawal = z.strictObject({ reason: plainText(500) })

export const qualityView = z.strictObject({
  completeness: z.int(),
  evidence: z.int(),
  recency: z.int(),
  total: z.int(),
})
export const comparableView = z.strictObject({
  id: z.string(),
  version: z.int(),
  state: z.enum(['standing', 'withdrawn']),
  terms: licenceTerms,
  quality: qualityView,
  /** Whether it is good enough for access and for a range. */
  is_counted: z.boolean(),
  contributed_on: z.string(),
  reason: z.string().nullable(),
})
/** How an institution stands to access on a day. */
export const accessView = z.strictObject({
  may_ask: z.boolean(),
  contributed: z.int(),
  needed: z.int(),
  since: z.string(),
})

export const rangeQuery = z.strictObject({
  ipc,
  exclusivity: z.enum(EXCLUSIVITIES),
})
export const rangeView = z.strictObject({
  measure: z.enum(MEASURES),
  /** Null: of every section, or whatever the exclusivity. */
  section: z.string().nullable(),
  exclusivity: z.enum(EXCLUSIVITIES).nullable(),
  from: z.string(),
  /** Null: open above. */
  to: z.string().nullable(),
  deals_at_least: z.int(),
  contributors_at_least: z.int(),
  released_on: z.string(),
  edition: z.string(),
})
export const rangesView = z.strictObject({
  items: z.array(rangeView),
  /** From how many a range is told at all. */
  deals_min: z.int(),
  contributors_min: z.int(),
})
export const releaseView = z.strictObject({
  id: z.string(),
  released_on: z.string(),
  edition: z.string(),
  ranges: z.array(rangeView),
  /** Terms that wait for others to lie together with. */
  waiting: z.int(),
})
export const duplicatesView = z.strictObject({
  items: z.array(
    z.strictObject({
      digest: digestText,
      comparables: z.array(z.strictObject({ id: z.string(), contributor: z.string() })),
    }),
  ),
})

export const caseParams = z.strictObject({ case_id: z.uuid() })
export const nearestQuestion = z.strictObject({
  subject: z.strictObject({ ...nature, upfront: moneyAmount.nullable(), agreed_in: month }),
  base: z.enum(ROYALTY_BASES),
  /** Won for one minor unit of each other currency, on the day of valuation. */
  rates: z.record(currency, positive),
  adjustments: z
    .array(
      z.strictObject({
        attribute: z.enum(['stage', 'exclusivity', 'territory']),
        value: z.union([code, z.string().regex(/^[A-Z]{2}$/)]),
        factor: positive,
        reason: plainText(500),
      }),
    )
    .max(50),
})
export type NearestQuestion = z.output<typeof nearestQuestion>
export const LEFT_OUT = [
  'own_of_the_case',
  'quality',
  'other_base',
  'no_royalty',
  'royalty_of_zero',
  'duplicate',
] as const
export const nearestView = z.strictObject({
  reading: z.string(),
  edition: z.string(),
  rate: z.strictObject({ low: z.string(), mid: z.string(), high: z.string() }),
  used: z.array(
    z.strictObject({
      id: z.string(),
      similarity: z.string(),
      royalty: z.string(),
      adjusted_royalty: z.string(),
      adjustments: z.array(z.strictObject({ attribute: z.string(), factor: z.string(), reason: z.string() })),
      terms: licenceTerms,
    }),
  ),
  left_out: z.array(z.strictObject({ id: z.string(), why: z.enum(LEFT_OUT) })),
})
