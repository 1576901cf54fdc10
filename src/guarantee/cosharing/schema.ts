/** What is asked and answered of shared losses over the API. */
import { z } from 'zod'
import { code, dayText, moneyNotNegative, plainText } from '../../kernel/text.ts'

const positive = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })
export const guaranteeParams = z.strictObject({ guarantee_id: z.uuid() })
export const schemeParams = z.strictObject({ scheme: code })
export const settlementBody = z.strictObject({
  /** A party of the scheme, or the id of the bank. */
  sharer: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, { message: 'a party of the scheme, or the id of a bank' }),
  direction: z.enum(['received', 'paid']),
  on: dayText,
  amount: positive,
  reference: plainText(200),
})
export const settledView = z.strictObject({ scheme: z.string(), sharer: z.string(), open: moneyNotNegative })
export const restatementBody = z.strictObject({
  /** The whole loss as it should have been. */
  loss: positive,
  reason: plainText(2000),
  reference: plainText(200),
})

const signed = z.string().regex(/^-?(0|[1-9][0-9]{0,23})$/)
const borne = { party: z.string(), layer: z.int(), paid: signed, returned: signed }
export const statementView = z.strictObject({
  scheme: z.string(),
  /** The edition in force today, by which limits are read. */
  edition: z.string(),
  /** The loans of the guarantees that were formed under it. */
  volume: moneyNotNegative,
  years: z.array(
    z.strictObject({
      year: z.int(),
      losses: z.int(),
      amount: signed,
      /** What the fund recovered of what it paid. */
      recovered: signed,
      shares: z.array(z.strictObject(borne)),
    }),
  ),
  limits: z.array(
    z.strictObject({
      layer: z.int(),
      party: z.string(),
      per: z.enum(['year', 'all']),
      year: z.string().nullable(),
      most: moneyNotNegative,
      used: moneyNotNegative,
      left: moneyNotNegative,
    }),
  ),
  open: z.array(z.strictObject({ sharer: z.string(), owes: moneyNotNegative, is_owed: moneyNotNegative })),
})
export const lossView = z.strictObject({
  guarantee: z.string(),
  scheme: z.string(),
  edition: z.string(),
  items: z.array(
    z.strictObject({
      sequence: z.int(),
      kind: z.enum(['waiting', 'loss', 'recovery', 'restated']),
      day: z.string(),
      year: z.int().nullable(),
      loss: z.string(),
      paid_out: z.string(),
      paid_on: z.string(),
      /** What the fund recovered of what it paid, by then. */
      recovered: z.string(),
      base: z.string().nullable(),
      due_on: z.string().nullable(),
      reason: z.string().nullable(),
      reference: z.string(),
      at: z.string(),
      shares: z.array(z.strictObject(borne)),
      /** What each owes the fund by it; below 0 what the fund owes. */
      dues: z.array(z.strictObject({ party: z.string(), sharer: z.string(), amount: signed })),
    }),
  ),
})
