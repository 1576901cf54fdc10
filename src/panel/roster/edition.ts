/** The part of rules/panel that says who may appraise: fields, certificates, schooling, exams, workload, centres. */
import { z } from 'zod'
import { BODIES, STATUSES, sourcedNumber, sourcedTable, sourceReference } from '../../kernel/sourced.ts'
import { dayText, id, plainText } from '../../kernel/text.ts'

/** The nine fields a technology-credit appraiser is certified in. */
export const FIELDS = [
  'ict',
  'machinery',
  'electrical',
  'materials',
  'chemical',
  'textile',
  'environment',
  'life_science',
  'contents',
] as const
export type Field = (typeof FIELDS)[number]

/** Certificates by grade, the highest first. */
export const CERTIFICATES = ['1', '2', '3'] as const
export type Certificate = (typeof CERTIFICATES)[number]

const provenance = {
  in_force_from: dayText,
  status: z.enum(STATUSES),
  decided_by: z.enum(BODIES),
  source: sourceReference.nullable(),
  note: plainText(2000),
}

/** Fields in one line, one blank between; `any` where a class says nothing of a technology. */
const fieldLine = z
  .string()
  .max(120)
  .refine(line => line === 'any' || fieldsIn(line).every(isField), { message: `any, or some of ${FIELDS.join(', ')}` })
  .refine(line => new Set(fieldsIn(line)).size === fieldsIn(line).length, { message: 'each field once' })

const fieldsIn = (line: string): readonly string[] => line.split(' ')
const isField = (text: string): text is Field => (FIELDS as readonly string[]).includes(text)

/** The fields a line names. */
export const fieldsOfLine = (line: string): readonly Field[] =>
  line === 'any' ? FIELDS : fieldsIn(line).filter(isField)

const IPC_SECTIONS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const
const ipcPrefix = z
  .string()
  .max(8)
  .regex(/^[A-H](\d{2}([A-Z](\d{1,4})?)?)?$/)
const ksicPrefix = z
  .string()
  .max(5)
  .regex(/^\d{2,5}$/)

/** From a class to the fields it belongs to; the longest prefix that fits decides. */
const fieldsByClass = <Prefix extends z.ZodString>(prefix: Prefix) =>
  z.strictObject({ values: z.record(prefix, fieldLine), unit: z.literal('field'), ...provenance })

const notNegative = { message: 'not below 0' }
const aboveZero = { message: 'above 0' }
const isNotNegative = (one: { readonly value: string }): boolean => !one.value.startsWith('-')
const isAboveZero = (one: { readonly value: string }): boolean => isNotNegative(one) && !/^[0.]+$/.test(one.value)
const isOneAtMost = (one: { readonly value: string }): boolean => /^(0(\.\d+)?|1(\.0+)?)$/.test(one.value)

const isForEachCertificate = (table: { readonly values: Readonly<Record<string, string>> }): boolean =>
  Object.keys(table.values).length === CERTIFICATES.length &&
  CERTIFICATES.every(one => Object.hasOwn(table.values, one))

export const rosterEditionSchema = z.strictObject({
  /** Classes of the International Patent Classification, by prefix. */
  ipc: fieldsByClass(ipcPrefix).refine(one => IPC_SECTIONS.every(section => Object.hasOwn(one.values, section)), {
    message: `each section ${IPC_SECTIONS.join(', ')} has its fields`,
  }),
  /** Classes of the tenth revision of the industrial classification, by prefix. */
  ksic: fieldsByClass(ksicPrefix),
  /** How long a certificate holds from the day it is given or renewed. */
  certificate_validity: sourcedNumber('months').refine(isAboveZero, aboveZero),
  /** Hours of continuing education for each whole calendar year after the certificate was first given. */
  education_hours: sourcedNumber('hours').refine(isNotNegative, notNegative),
  /** Hours of one course that count at most. */
  course_hours_max: sourcedNumber('hours').refine(isAboveZero, aboveZero),
  /** How long a passed exam, or the certificate's own, stands for. */
  exam_validity: sourcedNumber('months').refine(isAboveZero, aboveZero),
  exam_cases: sourcedNumber('count').refine(isAboveZero, aboveZero),
  /** Days from the beginning of an exam in which it is handed in. */
  exam_days: sourcedNumber('days').refine(isAboveZero, aboveZero),
  /** Days after an exam that was not passed before another one is begun. */
  exam_wait: sourcedNumber('days').refine(isNotNegative, notNegative),
  /** Quadratic weighted kappa against the reference, at least. */
  exam_kappa_min: sourcedNumber('ratio').refine(isOneAtMost, { message: 'from 0 to 1' }),
  /** Mean signed difference from the reference, in steps of the scale either way, at most. */
  exam_difference_max: sourcedNumber('score').refine(isNotNegative, notNegative),
  /** The shipped cases an exam is drawn from. */
  exam_pool: z
    .array(id)
    .min(1)
    .max(200)
    .refine(pool => new Set(pool).size === pool.length, { message: 'each case once' }),
  /** Cases an appraiser holds at once, at most, by certificate. */
  open_assignments_max: sourcedTable('count').refine(isForEachCertificate, {
    message: `one entry for each of ${CERTIFICATES.join(', ')}`,
  }),
  /** A suspension is looked at again after so many days at the latest. */
  suspension_days_max: sourcedNumber('days').refine(isAboveZero, aboveZero),
  /** Share of a centre's last exams that were passed, below which the centre is told of as weak. */
  centre_passed_min: sourcedNumber('ratio').refine(isOneAtMost, { message: 'from 0 to 1' }),
  /** Exams before a centre's share says anything. */
  centre_exams_min: sourcedNumber('count').refine(isAboveZero, aboveZero),
})
export type RosterEdition = z.infer<typeof rosterEditionSchema>

/**
 * Divisions without fields, so that nobody could appraise a firm of them, and prefixes of divisions that are none.
 * @param divisions of the classification of industries, two digits each
 */
export const divisionsAmiss = (edition: RosterEdition, divisions: readonly string[]) => ({
  uncovered: divisions.filter(division => !Object.hasOwn(edition.ksic.values, division)),
  unknown: Object.keys(edition.ksic.values).filter(prefix => !divisions.includes(prefix.slice(0, 2))),
})
