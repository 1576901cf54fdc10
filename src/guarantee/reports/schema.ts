/** What goes in and out of the routes of reports and statements. */
import { z } from 'zod'
import { digestText, plainText } from '../../kernel/text.ts'
import { REPORT_KINDS } from '../month/asked.ts'
import { DEEDS, DIFFERENCE_KINDS } from '../month/matching.ts'
import { isMonth } from '../month/row.ts'

export const PART_BYTES_MAX = 4 * 1024 * 1024
/** Sixteen parts: a month of 200,000 rows is about 20 MB. */
export const REPORT_BYTES_MAX = 64 * 1024 * 1024
export const REPORT_PARTS_MAX = 16

export const reportStateSchema = z.enum(['receiving', 'received', 'checked', 'accepted', 'refused', 'superseded'])
export const monthText = z.string().max(7).refine(isMonth, { message: 'a month is written YYYY-MM' })
export const reportId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export const reportKindSchema = z.enum(REPORT_KINDS)

/** What is announced before the first part: the file's size and digest, so that nothing else can be completed. */
export const reportDeclaration = z.strictObject({
  kind: reportKindSchema,
  /** Of a utilisation report. */
  month: monthText.optional(),
  name: z.string().min(1).max(400),
  size: z.int().min(1).max(REPORT_BYTES_MAX),
  digest: digestText,
})
export type ReportDeclared = z.output<typeof reportDeclaration>

/** Rows left out by their number in the file; with none, the report is accepted whole. */
export const acceptanceSchema = z.strictObject({
  leave_out: z.array(z.int().min(1).max(1_000_000)).max(10_000).default([]),
})
export const reasonSchema = z.strictObject({ reason: plainText(500) })
export const correctionAsked = z.strictObject({ row: z.int().min(1).max(1_000_000), reason: plainText(500) })

const reasonShown = z.strictObject({ code: z.string(), at: z.string(), params: z.record(z.string(), z.string()) })
export const reportSchema = z.strictObject({
  id: reportId,
  kind: reportKindSchema,
  sender: z.string(),
  month: z.string().nullable(),
  version: z.int(),
  state: reportStateSchema,
  /** Whether this answers a file that had been sent already: nothing was done again. */
  is_repeated: z.boolean(),
  name: z.string(),
  size: z.int(),
  digest: z.string(),
  format: z.string().nullable(),
  encoding: z.string().nullable(),
  rows: z.int().nullable(),
  problems: z.int().nullable(),
  differences: z.int().nullable(),
  /** The report of the month that stood when this one was checked. */
  restates: z.string().nullable(),
  left_out: z.array(z.int()),
  /** Why it was refused: what the file was wrong in, or in words. */
  refused_for: z.array(reasonShown).nullable(),
  refused_because: z.string().nullable(),
  sent_by: z.string(),
  sent_at: z.string(),
  received_at: z.string().nullable(),
  checked_at: z.string().nullable(),
  decided_by: z.string().nullable(),
  decided_at: z.string().nullable(),
  /** When all that follows from it was done. */
  carried_at: z.string().nullable(),
  /** When its file was erased; rows, digest and what was posted stay. */
  erased_at: z.string().nullable(),
  /** Parts that have come, by number: what is missing is sent again. */
  parts: z.array(z.strictObject({ part: z.int(), size: z.int() })),
})
export type ReportShown = z.output<typeof reportSchema>

export const problemSchema = z.strictObject({
  row: z.int(),
  /** The column by its key; '' for the row. */
  column: z.string(),
  code: z.string(),
  value: z.string(),
  limit: z.string(),
  remedy: z.string(),
})
export type ProblemShown = z.output<typeof problemSchema>

export const differenceSchema = z.strictObject({
  /** Null for a guarantee that has no row. */
  row: z.int().nullable(),
  guarantee: z.string(),
  column: z.string(),
  kind: z.enum(DIFFERENCE_KINDS),
  expected: z.string(),
  reported: z.string(),
  by: z.string().nullable(),
  deed: z.enum(DEEDS),
})
export type DifferenceShown = z.output<typeof differenceSchema>

export const changeSchema = z.strictObject({
  guarantee: z.string(),
  column: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type ChangeShown = z.output<typeof changeSchema>

export const outcomeSchema = z.strictObject({
  row: z.int(),
  guarantee: z.string(),
  /** Null as long as it is to be done; `done`, `nothing_left`, or the refusal. */
  outcome: z.string().nullable(),
  detail: z.record(z.string(), z.string()).nullable(),
  released: z.string(),
})
export type OutcomeShown = z.output<typeof outcomeSchema>

export const correctionSchema = z.strictObject({
  id: reportId,
  report: reportId,
  row: z.int(),
  guarantee: z.string(),
  side: z.enum(['bank', 'agency']),
  asked_by: z.string(),
  reason: z.string(),
  asked_at: z.string(),
  state: z.enum(['open', 'answered', 'declined', 'withdrawn']),
  /** The report that told the month again. */
  answered_by: z.string().nullable(),
  closed_by: z.string().nullable(),
  closed_reason: z.string().nullable(),
  closed_at: z.string().nullable(),
})
export type CorrectionShown = z.output<typeof correctionSchema>

const lineSchema = z.strictObject({
  programme: z.string(),
  guarantees: z.int(),
  opening: z.string(),
  drawn: z.string(),
  repaid: z.string(),
  closing: z.string(),
  fees_reported: z.string(),
  fees_charged: z.string(),
  fees_received: z.string(),
  claims_paid: z.string(),
  recovered: z.string(),
})
export type LineShown = z.output<typeof lineSchema>
export const statementSchema = z.strictObject({
  bank: z.string(),
  month: z.string(),
  /** The report the loans are told by; null where none stands for the month. */
  report: z.string().nullable(),
  programmes: z.array(lineSchema),
  whole: lineSchema,
})
export type StatementShown = z.output<typeof statementSchema>
