/** What a decision on intellectual property as collateral is made from, and its record, as JSON. */
import { z } from 'zod'
import { code, dayText, digestText, id, moneyAmount, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { rightKey, rightOnFile } from '../../technology/rights/schema.ts'
import { issuedValuation } from '../../valuation/reporting/schema.ts'

const rightName = plainText(80)
/** Far beyond any bundle a person looks through. */
const RIGHTS_MAX = 50
const PLEDGES_MAX = 200

/** A co-owner's consent to the pledge of a right. */
export const consent = z.strictObject({ right: rightName, owner: plainText(300), given_on: dayText })

/** An officer's answer to a question about a right: dismissed, it is not asked again; no burden goes by it. */
export const answered = z.strictObject({
  right: rightName,
  code: plainText(60),
  about: z.array(plainText(400)).max(20),
  verdict: z.enum(['confirmed', 'dismissed']),
})
export type Answered = z.output<typeof answered>

/** A pledge on the register of pledges kept here; of another bank's no more than the office publishes. */
export const earlierPledge = z.strictObject({
  bank: id,
  /** At most this is secured, whole won. */
  secured: moneyNotNegative,
  /** As the office ranks it; null until it is registered. */
  rank: z.int().min(1).max(999).nullable(),
  registered_on: dayText.nullable(),
  /** The office's own, under which the same pledge stands in an extract of the register; null until then. */
  reference: plainText(120).nullable(),
})

const request = z.strictObject({
  day: dayText,
  /** As the register names it. */
  firm: plainText(300),
  bank: id,
  /** Null: a loan on the pledge alone, without a guarantee. */
  programme: code.nullable(),
  loan: moneyAmount.refine(text => !text.startsWith('-') && text !== '0', { message: 'above 0' }),
  /** What the bank already lends on these rights, to which IP-Plus adds. */
  ip_loan: moneyNotNegative,
  /** What the firm's rights secure already without a guarantee, at all banks. */
  secured_by_firm: moneyNotNegative,
  valuation: issuedValuation,
  rights: z.array(rightOnFile).min(1).max(RIGHTS_MAX),
  consents: z.array(consent).max(RIGHTS_MAX * 20),
  pledges: z.array(earlierPledge).max(PLEDGES_MAX),
  /** Left out where nothing was asked. */
  answers: z.array(answered).max(1000).optional(),
})
export const collateralRequest = request
  .refine(one => new Set(one.rights.map(rightKey)).size === one.rights.length, {
    message: 'each right once',
    path: ['rights'],
  })
  .refine(
    ({ valuation: { value } }) => BigInt(value.low) <= BigInt(value.mid) && BigInt(value.mid) <= BigInt(value.high),
    { message: 'low, mid and high in this order', path: ['valuation', 'value'] },
  )
export type CollateralRequest = z.output<typeof collateralRequest>

export const OUTCOMES = ['accepted', 'refused', 'refer'] as const
/** Why collateral is not simply accepted, in the order in which it is said. */
export const REASONS = [
  'programme_no_ip',
  'right_not_valued',
  'right_not_on_file',
  'valuation_later',
  'valuation_expired',
  'valuation_too_old',
  'right_lapsed',
  'right_expired',
  'right_pending',
  'right_not_owned',
  'right_pledged',
  'right_seized',
  'consent_missing',
  'ip_loan_missing',
  'sum_passes_value',
  'advance_exceeded',
  'firm_cap_exceeded',
  'guarantee_cap_exceeded',
  'status_unknown',
  'register_old',
  'life_not_stated',
  'right_unclear',
  'right_licensed',
  'right_in_litigation',
] as const
export type ReasonCode = (typeof REASONS)[number]

export const reason = z.strictObject({
  code: z.enum(REASONS),
  /** Whether it refuses the collateral, or has a person look at it. */
  so: z.enum(['refused', 'refer']),
  params: z.record(z.string(), z.string()),
})
export type Reason = z.output<typeof reason>

export const editionNamed = z.strictObject({ kind: z.string(), edition: z.string(), digest: digestText })

export const collateralDecision = z.strictObject({
  outcome: z.enum(OUTCOMES),
  reasons: z.array(reason),
  /** The value lent on, the rate and what it is made of, and what the pledge can carry at most. */
  advance: z.strictObject({
    value: moneyAmount,
    rate: z.string(),
    factors: z.strictObject({
      base: z.string(),
      kind: z.string(),
      method: z.string(),
      years_left: z.string(),
      value: z.string(),
    }),
    amount: moneyNotNegative,
    /** What goes before: registered, or taken and waiting for the register. */
    earlier: moneyNotNegative,
    room: moneyNotNegative,
  }),
  loan: moneyAmount,
  guaranteed: moneyNotNegative,
  without_guarantee: moneyNotNegative,
  /** The part of the loan that rests on the pledge. */
  on_pledge: moneyNotNegative,
  /** The greatest loan whose amounts would pass, whatever else stands against it. */
  loan_max: moneyNotNegative,
})
export type CollateralDecision = z.output<typeof collateralDecision>

/** What a decision is kept as: run again from `request` under the editions named, it comes out to the byte. */
export const collateralRecord = z.strictObject({
  kind: z.literal('collateral_decision'),
  version: z.literal('tech-guarantee-collateral-1'),
  editions: z.array(editionNamed),
  request: collateralRequest,
  decision: collateralDecision,
  digest: digestText,
})
export type CollateralRecord = z.output<typeof collateralRecord>
