/**
 * What each paper of a guarantee says, without a word of any language: the letter, its amendments, and the statements.
 * Codes, ids, days and amounts as text; the faces say them, the verifier works them out again.
 */
import { z } from 'zod'
import { TRIGGERS } from '../../decision/aftercare-schema.ts'
import { editionHeader } from '../../kernel/sourced.ts'
import {
  code,
  dayText,
  decimalText,
  digestText,
  id,
  moneyNotNegative,
  plainText,
  ratioText,
} from '../../kernel/text.ts'
import { LANGUAGES } from '../../kernel/words.ts'
import { BREACHES } from '../commands.ts'
import { STATES } from '../life-table.ts'

const issue = z.strictObject({
  /** With its check digits (certificate/number.ts). */
  number: z.string().max(24),
  issued_on: dayText,
  language: z.enum(LANGUAGES),
})
/** The number of a guarantee, as it is known to the creditor. */
const guaranteeNumber = plainText(40)
const guarantee = z.strictObject({
  number: guaranteeNumber,
  kind: z.enum(['individual', 'revolving']),
  programme: code,
})
/** The decision the promise rests on; the record itself is not given to strangers. */
const record = z.strictObject({ digest: digestText, day: dayText })
const editions = z
  .array(z.strictObject({ kind: z.string().max(40), edition: editionHeader.edition, digest: digestText }))
  .max(16)
const moment = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/)

/** Who is bound beside the debtor. */
export const OBLIGOR_ROLES = ['joint_guarantor', 'successor'] as const
const obligors = z.array(z.strictObject({ role: z.enum(OBLIGOR_ROLES), party: id })).max(100)

/** What stands guaranteed, as a letter or its last amendment says it. */
const standing = z.strictObject({
  creditor: id,
  debtor: id,
  obligors,
  /** The loan, or the line of a revolving one. */
  loan: moneyNotNegative,
  ratio: ratioText,
  /** The most the fund can owe, interest and costs apart. */
  guaranteed: moneyNotNegative,
  /** Null until the agreement is signed. */
  matures_on: dayText.nullable(),
  /** The creditor's own reference of its loan. */
  bank_loan: plainText(80).nullable(),
})
export type Standing = z.output<typeof standing>

export const letterBody = z.strictObject({
  paper: z.literal('letter'),
  issue,
  guarantee,
  record,
  standing,
  /** The notice this letter follows; a guarantee released by gates has one for each. */
  notice: z.strictObject({
    id: plainText(80),
    gate: code.nullable(),
    amount: moneyNotNegative,
    /** What earlier notices of this guarantee promise. */
    earlier: moneyNotNegative,
    noticed_on: dayText,
    /** The last day on which the main debt may arise. */
    until: dayText,
  }),
  term_months: z.int().min(1).max(1200),
  conditions: z.array(z.string().max(120)).max(100),
  editions,
})
export type LetterBody = z.output<typeof letterBody>

/** Why a letter is amended. */
export const CAUSES = ['amount', 'term', 'bank', 'debtor', 'obligor', 'renewal', 'release'] as const

export const amendmentBody = z.strictObject({
  paper: z.literal('amendment'),
  issue,
  guarantee,
  record,
  /** The letter amended, and the digest of its sealed file. */
  letter: z.strictObject({ number: z.string().max(24), issued_on: dayText, digest: digestText }),
  /** Which amendment of the letter this is, from 1. */
  place: z.int().min(1).max(10_000),
  cause: z.enum(CAUSES),
  effective_on: dayText,
  before: standing,
  after: standing,
  /** What the creditor acknowledged last: the letter or an amendment before this one. */
  acknowledged: z.strictObject({ number: z.string().max(24), digest: digestText, by: id, at: moment }).nullable(),
  editions,
})
export type AmendmentBody = z.output<typeof amendmentBody>

const breach = z.strictObject({ kind: z.enum(BREACHES), of: plainText(120) })

export const settlementBody = z.strictObject({
  paper: z.literal('claim_settlement'),
  issue,
  guarantee,
  creditor: id,
  debtor: id,
  letter: z.string().max(24),
  claim: z.strictObject({ trigger: z.enum(TRIGGERS), on: dayText, claimed_on: dayText, claimable_from: dayText }),
  debt: z.strictObject({
    principal: moneyNotNegative,
    rate: decimalText,
    due_on: dayText,
    paid_on: dayText,
    /** Days of the year the loan's interest is counted by. */
    day_count: z.int().min(1).max(366),
    costs: z.array(z.strictObject({ what: plainText(200), amount: moneyNotNegative })).max(200),
  }),
  ratio: ratioText,
  denied_principal: moneyNotNegative,
  denies: z.array(breach).max(50),
  waives: z.array(breach).max(50),
  figures: z.strictObject({
    days: z.int().min(0),
    interest: moneyNotNegative,
    costs: moneyNotNegative,
    whole: moneyNotNegative,
    fund: moneyNotNegative,
    bank: moneyNotNegative,
    paid: moneyNotNegative,
    denied: moneyNotNegative,
  }),
  editions,
})
export type SettlementBody = z.output<typeof settlementBody>

/** Who pays a fee. */
export const PAYERS = ['debtor', 'creditor', 'programme'] as const

export const feeNoticeBody = z.strictObject({
  paper: z.literal('fee_notice'),
  issue,
  guarantee,
  creditor: id,
  debtor: id,
  period: z.strictObject({ from: dayText, to: dayText }),
  due_on: dayText,
  /** What is guaranteed on the first day of the period. */
  outstanding: moneyNotNegative,
  rate: decimalText,
  figures: z.strictObject({ days: z.int().min(1), amount: moneyNotNegative }),
  /** The parts make the fee. */
  payers: z
    .array(z.strictObject({ payer: z.enum(PAYERS), amount: moneyNotNegative }))
    .min(1)
    .max(PAYERS.length),
  editions,
})
export type FeeNoticeBody = z.output<typeof feeNoticeBody>

const movements = {
  opening: moneyNotNegative,
  added: moneyNotNegative,
  released: moneyNotNegative,
  /** Guaranteed balance that ended by payment of a claim. */
  subrogated: moneyNotNegative,
  closing: moneyNotNegative,
  fees: moneyNotNegative,
  claims_paid: moneyNotNegative,
}
/** Rows a statement has at most. */
export const ROWS_MOST = 20_000

export const yearlyBody = z.strictObject({
  paper: z.literal('yearly_balance'),
  issue,
  creditor: id,
  year: z.int().min(1900).max(9999),
  rows: z.array(z.strictObject({ guarantee: guaranteeNumber, debtor: id, ...movements })).max(ROWS_MOST),
  totals: z.strictObject(movements),
  editions,
})
export type YearlyBody = z.output<typeof yearlyBody>

export const monthlyBody = z.strictObject({
  paper: z.literal('monthly_statement'),
  issue,
  creditor: id,
  month: z.string().regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/),
  rows: z
    .array(
      z.strictObject({
        guarantee: guaranteeNumber,
        debtor: id,
        kind: z.enum(['individual', 'revolving']),
        state: z.enum(STATES),
        loan: moneyNotNegative,
        ratio: ratioText,
        outstanding: moneyNotNegative,
        balance: moneyNotNegative,
        fee_due: moneyNotNegative,
        fee_paid: moneyNotNegative,
      }),
    )
    .max(ROWS_MOST),
  totals: z.strictObject({
    outstanding: moneyNotNegative,
    balance: moneyNotNegative,
    fee_due: moneyNotNegative,
    fee_paid: moneyNotNegative,
  }),
  /** Rows of the creditor's report that did not match what stands here. */
  differences: z.int().min(0),
  /** The statement of the same month that this one takes the place of. */
  restates: z.string().max(24).nullable(),
  editions,
})
export type MonthlyBody = z.output<typeof monthlyBody>

export const bodySchema = z.discriminatedUnion('paper', [
  letterBody,
  amendmentBody,
  settlementBody,
  feeNoticeBody,
  yearlyBody,
  monthlyBody,
])
export type Body = z.output<typeof bodySchema>
export type PaperKind = Body['paper']
export type StatementKind = Exclude<PaperKind, 'letter' | 'amendment'>
