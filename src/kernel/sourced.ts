/**
 * Numbers with their source. Every number in rules/ carries value, unit, in-force day, status, who may change it and
 * a source, formula or note; a file with a number that lacks them does not load.
 */
import { z } from 'zod'
import { dayText, decimalText, plainText } from './text.ts'

export const UNITS = [
  'won',
  'penny',
  'cent',
  'ratio',
  'annual_rate',
  'percentage_point',
  'points',
  'years',
  'months',
  'days',
  'hours',
  'persons',
  'count',
  'multiple',
  'score',
  'grade',
  'flag',
  'effort_points',
  'weight',
  'logit',
  'saaty',
] as const
export type Unit = (typeof UNITS)[number]

export const STATUSES = ['published', 'derived', 'assumed'] as const
export type Status = (typeof STATUSES)[number]

/** Who may change a parameter. */
export const BODIES = ['risk_officer', 'steering_committee', 'board', 'minister', 'statute', 'none'] as const

const sourceId = z
  .string()
  .max(24)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/)
export const sourceReference = z.strictObject({ id: sourceId, at: plainText(200).optional() })

/** Where numbers come from: an entry of rules/sources/. */
export const sourceSchema = z.strictObject({
  title: plainText(300),
  place: plainText(300),
  date: z
    .string()
    .max(10)
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
  read: z.enum(['full', 'excerpt', 'secondary']),
  note: plainText(1000).optional(),
})
export const sourcesSchema = z.record(sourceId, sourceSchema)

export const provenance = {
  in_force_from: dayText,
  in_force_until: dayText.optional(),
  checked_on: dayText.optional(),
  status: z.enum(STATUSES),
  decided_by: z.enum(BODIES),
  source: sourceReference.nullable().optional(),
  formula: plainText(1000).optional(),
  note: plainText(2000).optional(),
}

type Claim = {
  readonly status: Status
  readonly source?: unknown
  readonly formula?: string | undefined
  readonly note?: string | undefined
}

export const hasGround = (claim: Claim): boolean => {
  switch (claim.status) {
    case 'published':
      return claim.source !== undefined && claim.source !== null
    case 'derived':
      return claim.formula !== undefined
    case 'assumed':
      return claim.note !== undefined
    default:
      return claim.status satisfies never
  }
}
export const GROUND = {
  message: 'a published number names its source, a derived one its formula, an assumed one says so in a note',
}

/** Units counted in whole numbers: half a won, a quarter of a day or half a person is a mistake. */
const WHOLE: readonly string[] = [
  'won',
  'penny',
  'cent',
  'persons',
  'count',
  'months',
  'days',
  'hours',
  'effort_points',
] satisfies Unit[]
const isWhole = (text: string): boolean => /^-?(0|[1-9][0-9]{0,17})$/.test(text)

/** Text of a value in a unit: a flag is true or false, a grade its code, everything else decimal text. */
const textOf = (unit: Unit | undefined) =>
  unit === 'flag' ? z.enum(['true', 'false']) : unit === 'grade' || unit === 'saaty' ? plainText(8) : decimalText

const anyText = z.union([decimalText, plainText(8)])
const unitOf = (unit: Unit | undefined) => (unit === undefined ? z.enum(UNITS) : z.literal(unit))

type Valued = { readonly unit: string; readonly value?: unknown; readonly values?: unknown }

/** Every value of a number, table or grid as a flat list. */
const flat = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : isRecord(value) ? Object.values(value).flatMap(flat) : []

const isOfItsUnit = (one: Valued): boolean => !WHOLE.includes(one.unit) || flat(one.value ?? one.values).every(isWhole)
const WHOLE_UNIT = { message: `${WHOLE.join(', ')} are whole numbers` }

/** One number under its own provenance. */
export const sourcedNumber = <U extends Unit>(unit?: U) =>
  z
    .strictObject({ value: unit === undefined ? decimalText : textOf(unit), unit: unitOf(unit), ...provenance })
    .refine(hasGround, GROUND)
    .refine(isOfItsUnit, WHOLE_UNIT)

/** A yes or no under its own provenance. */
export const sourcedFlag = () =>
  z.strictObject({ value: z.enum(['true', 'false']), unit: z.literal('flag'), ...provenance }).refine(hasGround, GROUND)

const tableKey = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/)

/** A row of numbers under one provenance: key -> value. */
export const sourcedTable = <U extends Unit>(unit?: U) =>
  z
    .strictObject({
      values: z.record(tableKey, unit === undefined ? anyText : textOf(unit)),
      unit: unitOf(unit),
      ...provenance,
    })
    .refine(hasGround, GROUND)
    .refine(isOfItsUnit, WHOLE_UNIT)

/** A grid of numbers under one provenance: row -> column -> value. */
export const sourcedGrid = <U extends Unit>(unit?: U) =>
  z
    .strictObject({
      values: z.record(tableKey, z.record(tableKey, unit === undefined ? anyText : textOf(unit))),
      unit: unitOf(unit),
      ...provenance,
    })
    .refine(hasGround, GROUND)
    .refine(isOfItsUnit, WHOLE_UNIT)

export type SourcedNumber = z.infer<ReturnType<typeof sourcedNumber>>
export type SourcedTable = z.infer<ReturnType<typeof sourcedTable>>
export type SourcedGrid = z.infer<ReturnType<typeof sourcedGrid>>

/** One line of the report on provenance. */
export type Provenance = {
  readonly place: string
  readonly status: Status
  readonly unit: string
  readonly count: number
  readonly source: string | null
  readonly decidedBy: string
  readonly ground: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const leaves = (value: unknown): number =>
  isRecord(value) ? Object.values(value).reduce<number>((sum, item) => sum + leaves(item), 0) : 1

/** Every sourced number of a file, with its place (dotted path). */
export function provenanceOf(file: unknown, place = ''): Provenance[] {
  if (Array.isArray(file)) return file.flatMap((item, index) => provenanceOf(item, `${place}[${named(item, index)}]`))
  if (!isRecord(file)) return []
  if (typeof file['status'] === 'string' && ('value' in file || 'values' in file)) {
    const source = isRecord(file['source']) ? file['source'] : undefined
    return [
      {
        place,
        status: file['status'] as Status,
        unit: String(file['unit']),
        count: leaves(file['value'] ?? file['values']),
        source: source === undefined ? null : [source['id'], source['at']].filter(Boolean).join(', '),
        decidedBy: String(file['decided_by']),
        ground: String(file['formula'] ?? file['note'] ?? ''),
      },
    ]
  }
  return Object.entries(file).flatMap(([key, item]) => provenanceOf(item, place === '' ? key : `${place}.${key}`))
}

const named = (item: unknown, index: number): string =>
  isRecord(item) && typeof item['code'] === 'string' ? item['code'] : String(index)

/** What every edition's file begins with. */
export const editionHeader = {
  edition: z
    .string()
    .max(16)
    .regex(/^\d{4}-\d{2}(\.\d+)?$/),
  in_force_from: dayText,
  note: plainText(2000).optional(),
}

/** The words of an edition: key -> sentence in three languages. */
export const editionWords = <Kind extends string>(kind: Kind) =>
  z.strictObject({
    kind: z.literal(kind),
    edition: editionHeader.edition,
    words: z.record(
      z
        .string()
        .max(120)
        .regex(/^[A-Za-z0-9_.-]+$/),
      z.strictObject({ ko: plainText(2000), en: plainText(2000), zh: plainText(2000) }),
    ),
  })
