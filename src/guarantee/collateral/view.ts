/** Bodies and views of collateral over HTTP. Of another bank's pledge a bank reads what the office publishes. */
import { z } from 'zod'
import { code, dayText, digestText, id, moneyAmount, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { rightOnFile } from '../../technology/rights/schema.ts'
import { collateralDecision, collateralRecord, consent } from './schema.ts'

/**
 * What an officer asks a decision with: the loan, and an issued valuation by id and digest. Firm, value, rights on
 * file, answers, pledges and what else the firm has pledged come from where the house keeps them.
 */
export const decideBody = z.strictObject({
  bank: id,
  programme: code.nullable(),
  loan: moneyAmount,
  ip_loan: moneyNotNegative,
  valuation: z.strictObject({ id: z.uuid(), digest: digestText }),
  consents: z.array(consent).max(1000),
})
export const registerBody = z.strictObject({
  office: z.string().regex(/^[A-Z]{2}$/, 'an office is two capital letters'),
  reference: plainText(120),
  rank: z.int().min(1).max(999),
  registered_on: dayText,
})
export const releaseBody = z.strictObject({ released_on: dayText, reference: plainText(120) })
export const lookBody = z.strictObject({ rights: z.array(rightOnFile).min(1).max(50) })
export const doneBody = z.strictObject({ note: plainText(1000) })

export const decisionView = z.strictObject({
  id: z.uuid(),
  firm: z.string(),
  bank: z.string(),
  decided_on: dayText,
  digest: z.string(),
  decision: collateralDecision,
  /** Whole for the agency alone: it names pledges of every bank. */
  record: collateralRecord.nullable(),
})

export const pledgeView = z.strictObject({
  /** Null where the pledge is another bank's. */
  id: z.uuid().nullable(),
  bank: z.string().nullable(),
  state: z.enum(['taken', 'registered', 'released']),
  rank: z.int().nullable(),
  secured: moneyNotNegative,
  /** What its rank still finds of the advance value; nothing until it is registered. */
  covered: moneyNotNegative,
  short: moneyNotNegative,
  taken_on: dayText.nullable(),
  register_by: dayText.nullable(),
  office: z.string().nullable(),
  reference: z.string().nullable(),
  registered_on: dayText.nullable(),
  released_on: dayText.nullable(),
})
export const taskView = z.strictObject({
  id: z.uuid(),
  ground: z.string(),
  about: z.string(),
  found_on: dayText,
  due_on: dayText,
  holder: z.string(),
  done_on: dayText.nullable(),
})
export const collateralView = z.strictObject({
  id: z.uuid(),
  firm: z.string(),
  rights: z.array(z.string()),
  valued_on: dayText,
  valid_until: dayText,
  advance: moneyNotNegative,
  room: moneyNotNegative,
  /** What registered pledges are short of together, and until when it is to be paid down, secured or guaranteed. */
  shortfall: moneyNotNegative,
  cure_by: dayText.nullable(),
  pledges: z.array(pledgeView),
  /** Whose work it is to value it again; empty for a bank and a firm. */
  tasks: z.array(taskView),
})
export type CollateralView = z.output<typeof collateralView>
