/**
 * The shape of rules/rubric: modules, groups and indicators, what a mark is worth, what a measured indicator is
 * measured by, and what raising a mark costs. Scoring reads a rubric; `rubricFindings` says what a well-shaped one
 * still gets wrong.
 */
import { z } from 'zod'
import { compare, type Decimal, decimal, isAtMost, isLess } from '../kernel/decimal.ts'
import { editionHeader, editionWords, sourcedFlag, sourcedNumber, sourcedTable, type Unit } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import { MARKS } from '../panel/schema.ts'

/** Technology grades, best first. */
export const TECHNOLOGY_GRADES = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10'] as const

/** The marks a band ends at, best first; what misses D's band is marked E. */
export const BAND_MARKS = ['A', 'B', 'C', 'D'] as const
/** One step up the scale, cheapest to start first. */
export const STEPS = ['E_D', 'D_C', 'C_B', 'B_A'] as const

/** How soon a firm can change what an indicator looks at. */
export const HORIZONS = ['at_once', 'within_a_year', 'longer'] as const

/** A sourced table whose rows are exactly `keys`. */
const tableOver = (unit: Unit, keys: readonly string[]) =>
  sourcedTable(unit).refine(table => sameCodes(Object.keys(table.values), keys), {
    message: `the table holds exactly ${keys.join(', ')}`,
  })

export const measureSchema = z.strictObject({
  /** The fact the mark is read from. */
  fact: code,
  /** Whether more of the fact is better; then a band is the least value for its mark, otherwise the most. */
  direction: z.enum(['higher', 'lower']),
  bands: sourcedTable().refine(table => sameCodes(Object.keys(table.values), BAND_MARKS), {
    message: 'bands are given for A, B, C and D; what misses D is E',
  }),
})
export type Measure = z.infer<typeof measureSchema>

export const indicatorSchema = z
  .strictObject({
    code,
    basis: z.enum(['judged', 'measured']),
    /** Read from the accounts or the firm's funds; start-up models leave such an indicator out. */
    financial: z.boolean(),
    /** Types of paper that count as evidence for a mark. */
    evidence: z.array(code).min(1),
    measure: measureSchema.optional(),
    improvement: z.strictObject({ cost: tableOver('effort_points', STEPS), horizon: z.enum(HORIZONS) }),
  })
  .refine(indicator => (indicator.basis === 'measured') === (indicator.measure !== undefined), {
    message: 'a measured indicator has a measure and a judged one has none',
  })
export type Indicator = z.infer<typeof indicatorSchema>

export const rubricSchema = z.strictObject({
  kind: z.literal('rubric'),
  ...editionHeader,
  mark_points: tableOver('points', MARKS),
  /** Marks that count only with evidence named. */
  evidence_required_marks: z.array(z.enum(MARKS)).min(1),
  /** Steps by which the marks of two appraisers on one indicator may differ. */
  mark_tolerance: sourcedNumber('count'),
  sheet_validity_months: sourcedNumber('months'),
  site_visit: z.strictObject({ required: sourcedFlag() }),
  appraisers: z.strictObject({
    ordinary: sourcedNumber('persons'),
    large: sourcedNumber('persons'),
    /** Above this loan the number is `large`. */
    large_loan_over: sourcedNumber('won'),
  }),
  /** Least weighted average of the points of the measured indicators that a technology grade demands. */
  minimum_quantitative_score: tableOver('score', TECHNOLOGY_GRADES),
  modules: z
    .array(
      z.strictObject({
        code,
        groups: z.array(z.strictObject({ code, indicators: z.array(code).min(1) })).min(1),
      }),
    )
    .min(1),
  indicators: z.array(indicatorSchema).min(1),
})
export type RubricEdition = z.infer<typeof rubricSchema>

export const rubricWordsSchema = editionWords('rubric')
export type RubricWords = z.infer<typeof rubricWordsSchema>

/** What is wrong with an edition that has the right shape: where, and in a sentence. */
export type EditionFinding = { readonly place: string; readonly text: string }

const finding = (place: string, text: string): EditionFinding => ({ place, text })

function sameCodes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set(a).size === a.length && a.every(item => b.includes(item))
}

/** The codes that stand more than once, each once. */
export const repeated = (codes: readonly string[]): string[] => [
  ...new Set(codes.filter((item, index) => codes.indexOf(item) !== index)),
]

const figure = (values: Readonly<Record<string, string>>, key: string): Decimal => decimal(values[key] ?? '0')

/** Neighbours in `keys` whose values do not go down: strictly, or at least not up. */
function notFalling(values: Readonly<Record<string, string>>, keys: readonly string[], isStrict: boolean): string[] {
  return keys.slice(1).filter((key, index) => {
    const before = figure(values, keys[index] ?? '')
    return isStrict ? compare(before, figure(values, key)) <= 0 : isLess(before, figure(values, key))
  })
}

function hierarchyFindings(rubric: RubricEdition): EditionFinding[] {
  const groups = rubric.modules.flatMap(module => module.groups)
  const placed = groups.flatMap(group => group.indicators)
  const known = rubric.indicators.map(indicator => indicator.code)
  return [
    ...repeated(rubric.modules.map(module => module.code)).map(item =>
      finding('modules', `module ${item} is repeated`),
    ),
    ...repeated(groups.map(group => group.code)).map(item => finding('modules', `group ${item} is repeated`)),
    ...repeated(known).map(item => finding('indicators', `indicator ${item} is repeated`)),
    ...repeated(placed).map(item => finding('modules', `indicator ${item} stands in more than one group`)),
    ...known
      .filter(item => !placed.includes(item))
      .map(item => finding('modules', `indicator ${item} stands in no group`)),
    ...placed
      .filter(item => !known.includes(item))
      .map(item => finding('modules', `indicator ${item} is grouped but not described`)),
  ]
}

function indicatorFindings(indicator: Indicator): EditionFinding[] {
  const place = `indicators.${indicator.code}`
  const { measure, improvement } = indicator
  const order = measure?.direction === 'lower' ? BAND_MARKS.toReversed() : BAND_MARKS
  return [
    ...(measure === undefined ? [] : notFalling(measure.bands.values, order, true)).map(mark =>
      finding(
        `${place}.measure.bands`,
        `the band of ${mark} does not follow its neighbour (${measure?.direction} is better)`,
      ),
    ),
    ...STEPS.filter(step => isAtMost(figure(improvement.cost.values, step), decimal('0'))).map(step =>
      finding(`${place}.improvement.cost.${step}`, 'raising a mark costs more than 0'),
    ),
    ...repeated(indicator.evidence).map(item => finding(`${place}.evidence`, `${item} is repeated`)),
  ]
}

/**
 * What a rubric of the right shape still gets wrong: the hierarchy, bands, points and floors out of order.
 * @param rubric an edition that passed `rubricSchema`
 * @returns findings in the order of the file; none for a sound edition
 */
export function rubricFindings(rubric: RubricEdition): EditionFinding[] {
  const { ordinary, large } = rubric.appraisers
  const floors = rubric.minimum_quantitative_score.values
  return [
    ...notFalling(rubric.mark_points.values, MARKS, true).map(mark =>
      finding('mark_points', `${mark} is worth no less than the mark above it`),
    ),
    ...(isLess(decimal(large.value), decimal(ordinary.value))
      ? [finding('appraisers.large', 'a large loan needs no fewer appraisers than an ordinary one')]
      : []),
    ...notFalling(floors, TECHNOLOGY_GRADES, false).map(grade =>
      finding('minimum_quantitative_score', `${grade} demands more than the better grade above it`),
    ),
    ...TECHNOLOGY_GRADES.filter(grade => isLess(figure(rubric.mark_points.values, 'A'), figure(floors, grade))).map(
      grade => finding('minimum_quantitative_score', `${grade} demands more than the best mark is worth`),
    ),
    ...hierarchyFindings(rubric),
    ...rubric.indicators.flatMap(indicatorFindings),
  ]
}

/** The keys under which a rubric's words must stand. */
export function rubricWordKeys(rubric: RubricEdition): string[] {
  const evidence = new Set(rubric.indicators.flatMap(indicator => indicator.evidence))
  const texts = ['name', 'question', ...MARKS.map(mark => `anchor.${mark}`), 'improvement']
  return [
    ...rubric.modules.map(module => `module.${module.code}.name`),
    ...rubric.modules.flatMap(module => module.groups).map(group => `group.${group.code}.name`),
    ...rubric.indicators.flatMap(indicator => texts.map(text => `indicator.${indicator.code}.${text}`)),
    ...[...evidence].map(item => `evidence.${item}.name`),
    ...HORIZONS.map(horizon => `horizon.${horizon}.name`),
  ]
}

/**
 * Words missing from, or unknown to, an edition, and an edition and words that are not of one another.
 * @param numbers kind and edition of the numbers file
 * @param keys every key the numbers call for
 * @param words the words file beside it
 */
export function wordFindings(
  numbers: { readonly kind: string; readonly edition: string },
  keys: readonly string[],
  words: { readonly kind: string; readonly edition: string; readonly words: Readonly<Record<string, unknown>> },
): EditionFinding[] {
  const isPair = numbers.kind === words.kind && numbers.edition === words.edition
  const wanted = new Set(keys)
  return [
    ...(isPair
      ? []
      : [finding('edition', `these words are of ${words.kind} ${words.edition}, not ${numbers.edition}`)]),
    ...keys.filter(key => !Object.hasOwn(words.words, key)).map(key => finding(`words.${key}`, 'has no words')),
    ...Object.keys(words.words)
      .filter(key => !wanted.has(key))
      .map(key => finding(`words.${key}`, 'names nothing in the edition')),
  ]
}
