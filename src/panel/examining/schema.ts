/** What the API of exams takes and shows. */
import { z } from 'zod'
import { code, id, plainText } from '../../kernel/text.ts'
import { MARKS } from '../schema.ts'

export const EXAM_KINDS = ['exam', 'training'] as const
export type ExamKind = (typeof EXAM_KINDS)[number]

const mark = z.enum(MARKS)
export const examParams = z.strictObject({ appraiser_id: id, exam_id: z.uuid() })
export const beginBody = z.strictObject({ kind: z.enum(EXAM_KINDS) })
export const handInBody = z.strictObject({
  marks: z
    .array(z.strictObject({ case: id, indicator: code, mark }))
    .min(1)
    .max(1000),
})

const scoreView = z.strictObject({
  marks: z.int(),
  kappa: z.string().nullable(),
  undefined_because: z.string().nullable(),
  difference: z.string(),
})
/** How a mark differed from the reference, and what the reference rests on: shown of training alone. */
const differenceView = z.strictObject({
  case: z.string(),
  indicator: z.string(),
  mark,
  reference: mark,
  difference: z.int(),
  reasons: z.array(
    z.strictObject({ type: z.string(), page: z.int().optional(), quotation: plainText(500).optional() }),
  ),
})
const examShape = {
  id: z.uuid(),
  kind: z.enum(EXAM_KINDS),
  edition: z.string(),
  /** By which anybody draws the same cases again. */
  seed: z.string(),
  begun_on: z.string(),
  due_on: z.string(),
  closed_on: z.string().nullable(),
  is_passed: z.boolean().nullable(),
  score: scoreView.nullable(),
}
export const examHead = z.strictObject({ ...examShape, cases: z.array(z.string()) })
export const examView = z.strictObject({
  ...examShape,
  /** The cases to be marked blind, each with the indicators to mark; their dossiers while the exam is open. */
  cases: z.array(
    z.strictObject({
      id: z.string(),
      indicators: z.array(z.string()),
      dossier: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  differences: z.array(differenceView).nullable(),
})
