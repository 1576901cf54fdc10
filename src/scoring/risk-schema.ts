/**
 * The shape of a risk edition: scorecards of whole points, the dated series of the economy they read, the recipe they
 * were estimated by, and the cut-offs of the risk grades. `riskFindings` says what a well-shaped one still gets wrong.
 */
import { z } from 'zod'
import { editionHeader, sourcedGrid, sourcedNumber, sourcedTable, UNITS } from '../kernel/sourced.ts'
import { code, dayText, decimalText, plainText } from '../kernel/text.ts'
import { type EditionFinding, repeated } from './rubric-schema.ts'

export const RISK_GRADES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10'] as const
export type RiskGrade = (typeof RISK_GRADES)[number]
export const riskGradeSchema = z.enum(RISK_GRADES)

/** The row of a scorecard an input falls in when it is not known. */
export const UNKNOWN = 'unknown'

const INTEGER_TEXT = /^(0|-?[1-9][0-9]{0,5})$/
const integerText = z
  .string()
  .max(7)
  .refine(text => INTEGER_TEXT.test(text), { message: 'points are a whole number' })

/** Which way common sense says an input moves the risk. */
export const DIRECTIONS = ['higher_is_better', 'lower_is_better', 'true_is_better', 'false_is_better'] as const
export type Direction = (typeof DIRECTIONS)[number]

const bandsSchema = sourcedGrid('points')
const flagPointsSchema = sourcedTable('points')

const attributeHead = {
  code,
  origin: z.enum(['estimated', 'assumed']),
  /** The series of the economy the input is read from; absent for a fact of the firm. */
  series: code.optional(),
}

/** An input cut into bands: rows "1", "2", ... from the lowest upward, and the row for an unknown input. */
const bandedSchema = z.strictObject({
  ...attributeHead,
  type: z.literal('bands'),
  input_unit: z.enum(UNITS),
  direction: z.enum(['higher_is_better', 'lower_is_better']),
  bands: bandsSchema,
})
/** A yes or no: rows "true", "false" and "unknown". */
const flaggedSchema = z.strictObject({
  ...attributeHead,
  type: z.literal('flag'),
  direction: z.enum(['true_is_better', 'false_is_better']),
  points: flagPointsSchema,
})
export const attributeSchema = z.discriminatedUnion('type', [bandedSchema, flaggedSchema])
export type ScorecardAttribute = z.infer<typeof attributeSchema>

/** How one attribute is read from a file and cut. */
const candidateSchema = z.strictObject({
  code,
  column: plainText(40),
  meaning: plainText(200),
  direction: z.enum(['higher_is_better', 'lower_is_better']),
  step: decimalText,
  less: decimalText.optional(),
  recode: z.record(z.string().max(16), decimalText).optional(),
  edges: z.array(decimalText).optional(),
})

const splitSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('column'), column: plainText(40), training: plainText(16) }),
  z.strictObject({ by: z.literal('line_hash'), modulus: z.int().min(2).max(10), held_out: z.int().min(0).max(9) }),
])

/** The recipe the points of a scorecard were estimated by, so that anybody with the files can make them again. */
export const estimationSchema = z.strictObject({
  files: z.strictObject({ folder: plainText(60), fitted: plainText(60), further: z.array(plainText(60)) }),
  target: plainText(40),
  split: splitSchema,
  counts: sourcedTable('count'),
  shares: sourcedTable('ratio'),
  candidates: z.array(candidateSchema).min(1),
  dropped: z.array(code),
  limits: plainText(2000),
})
export type Estimation = z.infer<typeof estimationSchema>

export const scorecardSchema = z.strictObject({
  code,
  note: plainText(2000),
  base_points: sourcedNumber('points'),
  attributes: z.array(attributeSchema).min(1),
  estimation: estimationSchema,
})
export type Scorecard = z.infer<typeof scorecardSchema>

/** A series of the economy: each value holds from its day until the next one's. */
export const seriesSchema = z.strictObject({
  code,
  changes: z.union([sourcedTable('annual_rate'), sourcedTable('flag')]),
  confirmed_until: dayText,
  fresh_days: sourcedNumber('days'),
})
export type MacroSeries = z.infer<typeof seriesSchema>

export const riskSchema = z.strictObject({
  kind: z.literal('risk'),
  ...editionHeader,
  scale: z.strictObject({
    anchor_points: sourcedNumber('points'),
    anchor_odds: sourcedNumber('multiple'),
    doubling_points: sourcedNumber('points'),
    population_rate: sourcedNumber('ratio'),
  }),
  scorecards: z.array(scorecardSchema).min(1),
  macro_series: z.array(seriesSchema),
  grade_chance_max: sourcedTable('ratio'),
  grade_points_min: sourcedTable('points'),
})
export type RiskEdition = z.infer<typeof riskSchema>

const finding = (place: string, text: string): EditionFinding => ({ place, text })

/** Six decimals: what the bands of an edition may be cut at, and what an input is read to. */
const DECIMALS = 6
const SCALE = 10n ** BigInt(DECIMALS)
const DECIMAL_TEXT = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/

/**
 * Reads decimal text as a whole number of millionths, rounded down. Comparing it with an edge of at most six decimals
 * gives what comparing the decimal would. Text that is no decimal is our fault, and is thrown.
 */
export function millionthsDown(text: string): bigint {
  const found = DECIMAL_TEXT.exec(text)
  if (found === null) throw new RangeError(`not a plain decimal: ${JSON.stringify(text)}`)
  const [, sign, whole = '0', fraction = ''] = found
  const size = BigInt(whole) * SCALE + BigInt(fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0'))
  if (sign !== '-') return size
  return /[1-9]/.test(fraction.slice(DECIMALS)) ? -size - 1n : -size
}

const isEdge = (text: string): boolean => (text.split('.')[1] ?? '').length <= DECIMALS

type Banded = Extract<ScorecardAttribute, { type: 'bands' }>
type Row = Readonly<Record<string, string>>

/** The rows of a banded attribute in their order, the unknown row apart. */
export const bandRows = (attribute: Banded): Row[] =>
  Object.keys(attribute.bands.values)
    .filter(key => key !== UNKNOWN)
    .sort((a, b) => Number(a) - Number(b))
    .map(key => attribute.bands.values[key] ?? {})

function shapeFindings(attribute: Banded, place: string): EditionFinding[] {
  const keys = Object.keys(attribute.bands.values).filter(key => key !== UNKNOWN)
  const expected = keys.map((_, index) => String(index + 1))
  const fields = new Set(['at_least', 'less_than', 'points'])
  return [
    ...(expected.every(key => keys.includes(key))
      ? []
      : [finding(place, `bands are numbered 1 to ${keys.length}, not ${keys.join(', ')}`)]),
    ...(Object.hasOwn(attribute.bands.values, UNKNOWN) ? [] : [finding(place, 'has no points for an unknown input')]),
    ...Object.entries(attribute.bands.values).flatMap(([key, row]) => [
      ...Object.keys(row)
        .filter(field => !fields.has(field) || (key === UNKNOWN && field !== 'points'))
        .map(field => finding(`${place}.${key}`, `${field} is not a field of a band`)),
      ...(INTEGER_TEXT.test(row['points'] ?? '') ? [] : [finding(`${place}.${key}`, 'points are a whole number')]),
      ...[row['at_least'], row['less_than']]
        .filter(edge => edge !== undefined && !isEdge(edge))
        .map(edge => finding(`${place}.${key}`, `the edge ${edge} has more than ${DECIMALS} decimals`)),
    ]),
  ]
}

/** Bands cover every number once: no lower edge on the first, no upper one on the last, each begins where one ends. */
function coverFindings(rows: readonly Row[], place: string): EditionFinding[] {
  return rows.flatMap((row, index) => {
    const at = `${place}.${index + 1}`
    const [from, to] = [row['at_least'], row['less_than']]
    const next = rows[index + 1]
    if (index === 0 && from !== undefined) return [finding(at, `nothing is said of inputs below ${from}`)]
    if (next === undefined) return to === undefined ? [] : [finding(at, `nothing is said of inputs from ${to}`)]
    if (to === undefined || next['at_least'] === undefined) return [finding(at, 'has no edge towards the next band')]
    const [end, begin] = [millionthsDown(to), millionthsDown(next['at_least'])]
    if (begin > end) return [finding(at, `a gap: nothing is said of inputs from ${to} to ${next['at_least']}`)]
    if (begin < end) return [finding(at, `an overlap: two bands hold inputs from ${next['at_least']} to ${to}`)]
    return from !== undefined && millionthsDown(from) >= end ? [finding(at, 'begins at or above its end')] : []
  })
}

function orderFindings(points: readonly string[], isRising: boolean, place: string): EditionFinding[] {
  return points.slice(1).flatMap((value, index) => {
    const before = BigInt(points[index] ?? '0')
    const isWrong = isRising ? BigInt(value) < before : BigInt(value) > before
    return isWrong
      ? [finding(`${place}.${index + 2}`, `points ${value} after ${before}: a better input gets fewer`)]
      : []
  })
}

function attributeFindings(attribute: ScorecardAttribute, place: string): EditionFinding[] {
  if (attribute.type === 'bands') {
    const at = `${place}.bands`
    const shape = shapeFindings(attribute, at)
    if (shape.length > 0) return shape
    const rows = bandRows(attribute)
    const points = rows.map(row => row['points'] ?? '0')
    return [...coverFindings(rows, at), ...orderFindings(points, attribute.direction === 'higher_is_better', at)]
  }
  const at = `${place}.points`
  const values = attribute.points.values
  const missing = ['true', 'false', UNKNOWN].filter(key => !Object.hasOwn(values, key))
  if (missing.length > 0) return missing.map(key => finding(at, `has no points for ${key}`))
  const isWhole = Object.values(values).every(value => INTEGER_TEXT.test(value))
  if (!isWhole) return [finding(at, 'points are a whole number')]
  return orderFindings([values['false'] ?? '0', values['true'] ?? '0'], attribute.direction === 'true_is_better', at)
}

function scorecardFindings(card: Scorecard, series: ReadonlySet<string>): EditionFinding[] {
  const place = `scorecards.${card.code}`
  return [
    ...(INTEGER_TEXT.test(card.base_points.value)
      ? []
      : [finding(`${place}.base_points`, 'points are a whole number')]),
    ...repeated(card.attributes.map(attribute => attribute.code)).map(item => finding(place, `${item} is repeated`)),
    ...card.attributes.flatMap(attribute => [
      ...attributeFindings(attribute, `${place}.${attribute.code}`),
      ...(attribute.series === undefined || series.has(attribute.series)
        ? []
        : [finding(`${place}.${attribute.code}`, `the series ${attribute.series} is not in this edition`)]),
    ]),
  ]
}

/** One value per grade but the last, falling or rising strictly. */
function ladderFindings(values: Readonly<Record<string, string>>, place: string, isRising: boolean): EditionFinding[] {
  const grades = RISK_GRADES.slice(0, -1)
  const missing = grades.filter(grade => !Object.hasOwn(values, grade))
  if (missing.length > 0) return missing.map(grade => finding(place, `has no value for ${grade}`))
  const extra = Object.keys(values).filter(key => !grades.some(grade => grade === key))
  return [
    ...extra.map(key => finding(place, `${key} is no grade with a cut-off`)),
    ...grades.slice(1).flatMap((grade, index) => {
      const before = millionthsDown(values[grades[index] ?? ''] ?? '0')
      const value = millionthsDown(values[grade] ?? '0')
      const isOrdered = isRising ? value > before : value < before
      return isOrdered ? [] : [finding(`${place}.${grade}`, 'does not stand below the better grade above it')]
    }),
  ]
}

function seriesFindings(series: MacroSeries): EditionFinding[] {
  const place = `macro_series.${series.code}`
  const days = Object.keys(series.changes.values)
  return [
    ...days.filter(day => !dayText.safeParse(day).success).map(day => finding(place, `${day} is no day`)),
    ...days
      .filter(day => day > series.confirmed_until)
      .map(day => finding(place, `changes on ${day}, after it was last confirmed on ${series.confirmed_until}`)),
  ]
}

/**
 * What a well-shaped risk edition still gets wrong: bands with gaps, overlaps or points against common sense, rows
 * missing, cut-offs out of order, series unknown or dated after their confirmation.
 * @returns findings in the order of the file; none for a sound edition
 */
export function riskFindings(edition: RiskEdition): EditionFinding[] {
  const series = new Set(edition.macro_series.map(item => item.code))
  const isWhole = Object.values(edition.grade_points_min.values).every(value => integerText.safeParse(value).success)
  return [
    ...repeated(edition.scorecards.map(card => card.code)).map(item => finding('scorecards', `${item} is repeated`)),
    ...edition.scorecards.flatMap(card => scorecardFindings(card, series)),
    ...edition.macro_series.flatMap(seriesFindings),
    ...ladderFindings(edition.grade_chance_max.values, 'grade_chance_max', true),
    ...(isWhole ? [] : [finding('grade_points_min', 'points are a whole number')]),
    ...ladderFindings(edition.grade_points_min.values, 'grade_points_min', false),
  ]
}

/** The keys of the words a risk edition needs. */
export const riskWordKeys = (edition: RiskEdition): string[] => {
  const attributes = new Set(edition.scorecards.flatMap(card => card.attributes.map(attribute => attribute.code)))
  return [
    ...edition.scorecards.map(card => `scorecard.${card.code}.name`),
    ...[...attributes].flatMap(item => [`risk.${item}.name`, `risk.${item}.change`]),
    'risk.base.name',
    'risk.unknown.name',
    ...RISK_GRADES.flatMap(grade => [`risk_grade.${grade}.name`, `risk_grade.${grade}.meaning`]),
  ]
}
