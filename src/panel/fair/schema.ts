/**
 * Fair marks as they are kept and as a case carries them: what each mark of an appraiser stands for, with the severity
 * measured, its error, and the measurement it is from. Whoever is not measured well enough keeps their marks, and it
 * says why.
 */
import { z } from 'zod'
import { dayText, digestText, id } from '../../kernel/text.ts'
import { MARKS, type Mark } from '../schema.ts'

const logits = z.string().regex(/^-?\d{1,3}(\.\d{1,6})?$/)
/** A value between two marks: 0 is E, 4 is A, of three places. */
const fairText = z.string().regex(/^(?:[0-3]\.\d{3}|4\.000)$/)
export const fairMarksSchema = z.strictObject({ A: fairText, B: fairText, C: fairText, D: fairText, E: fairText })
export type FairMarks = z.output<typeof fairMarksSchema>

/** Why an appraiser's marks count as given. */
export const KEPT_RAW = ['not_measured', 'not_connected', 'extreme', 'few_marks', 'error_large'] as const

const shape = {
  appraiser: id,
  /** Marks the severity is measured on. */
  marks: z.number().int().min(0).optional(),
  /** Logits, above 0 severe, and its standard error. */
  severity: logits.optional(),
  error: logits.optional(),
  fair_marks: fairMarksSchema.optional(),
}
/** A measurement as it is kept: of the sheets that stood, signed by a day. */
export const measurementSchema = z.strictObject({
  measured_to: dayText,
  marks: z.number().int().min(0),
  /** Why nothing could be measured; null where it could. */
  undefined: z.string().nullable(),
  appraisers: z.array(
    z.strictObject({ ...shape, is: z.enum(['measured', 'not_connected', 'not_measured', 'extreme']) }),
  ),
})
export type Measurement = z.output<typeof measurementSchema>

/** What a case carries where policy decides by fair scores. */
export const fairSchema = z.strictObject({
  /** The measurement's last day and digest; null where none was kept by then. */
  measured_to: dayText.nullable(),
  measurement: digestText.nullable(),
  marks_min: z.number().int().min(0),
  error_max: logits,
  appraisers: z.array(z.strictObject({ ...shape, is: z.enum(['fair', ...KEPT_RAW]) })).max(9),
})
export type Fair = z.output<typeof fairSchema>

/** Thousandths of a mark that each mark of an appraiser stands for. */
export type FairTables = ReadonlyMap<string, Readonly<Record<Mark, number>>>

const tableOf = (marks: FairMarks): Readonly<Record<Mark, number>> =>
  Object.fromEntries(MARKS.map(mark => [mark, Number(marks[mark].replace('.', ''))])) as Record<Mark, number>

/** The tables of those whose marks are made fair. */
export const fairTables = (fair: Fair): FairTables =>
  new Map(
    fair.appraisers.flatMap(one =>
      one.is === 'fair' && one.fair_marks !== undefined ? [[one.appraiser, tableOf(one.fair_marks)] as const] : [],
    ),
  )
