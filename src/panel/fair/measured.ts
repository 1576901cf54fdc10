/** Severities measured for policy: of marks up to a day, in the greatest set that compares, and their fair marks. */
import { estimateText } from '../../kernel/decimal.ts'
import type { Rating } from '../agreement/ratings.ts'
import { MARKS } from '../schema.ts'
import { fairValues } from '../severity/fair.ts'
import { rasch } from '../severity/rasch.ts'
import type { Fair, FairMarks, Measurement } from './schema.ts'

const PLACES = 4
const FAIR_PLACES = 3

/** Three places, always written. */
function valueText(value: number): string {
  const [whole = '0', part = ''] = estimateText(value, FAIR_PLACES).split('.')
  return `${whole}.${part.padEnd(FAIR_PLACES, '0')}`
}

const fairMarks = (values: readonly number[]): FairMarks =>
  Object.fromEntries(MARKS.map((mark, step) => [mark, valueText(values[MARKS.length - 1 - step] ?? 0)])) as FairMarks

type Appraisers = Measurement['appraisers']
const byName = (one: { readonly appraiser: string }, other: { readonly appraiser: string }): number =>
  one.appraiser < other.appraiser ? -1 : 1

/**
 * Measures every appraiser of a list of marks. Severities of different sets have no common zero: only those of the set
 * with the most marks are told, and whoever marked in another one alone is not connected.
 *
 * @param ratings marks signed by the day, values 0 (E) to 4 (A)
 * @param to      the last day marks were signed on
 */
export function measurementOf(ratings: readonly Rating[], to: string): Measurement {
  const head = { measured_to: to, marks: ratings.length }
  const found = rasch(ratings)
  if (!found.ok) {
    const [first] = found.refusals
    return { ...head, undefined: first?.params['why'] ?? first?.code ?? 'not_known', appraisers: [] }
  }
  const [first, ...others] = found.value.subsets
  const own = (first?.measures.rater ?? []).map((one): Appraisers[number] => ({
    ...{ appraiser: one.name, is: one.isExtreme ? 'extreme' : 'measured', marks: one.marks },
    severity: estimateText(one.measure, PLACES),
    error: estimateText(one.error ?? one.modelError, PLACES),
    ...(one.isExtreme || first === undefined ? {} : { fair_marks: fairMarks(fairValues(first.fitted, one.measure)) }),
  }))
  const told = new Set(own.map(one => one.appraiser))
  const apart = others.flatMap(set =>
    set.measures.rater.flatMap(
      (one): Appraisers => (told.has(one.name) ? [] : [{ appraiser: one.name, is: 'not_connected', marks: one.marks }]),
    ),
  )
  for (const one of apart) told.add(one.appraiser)
  const unmeasured = found.value.unmeasured.flatMap(
    (one): Appraisers =>
      one.facet !== 'rater' || told.has(one.name)
        ? []
        : [{ appraiser: one.name, is: one.why === 'between_subsets' ? 'not_connected' : 'not_measured' }],
  )
  const appraisers = [...new Map([...own, ...apart, ...unmeasured].map(one => [one.appraiser, one])).values()]
  return { ...head, undefined: null, appraisers: appraisers.toSorted(byName) }
}

export type FairLimits = {
  /** Marks an appraiser must be measured on, and the greatest standard error, by which marks are made fair. */
  readonly fairMarksMin: number
  readonly fairErrorMax: string
}

/**
 * What a case carries of a measurement: each of its appraisers with what their marks stand for, or why they count as
 * given.
 * @param kept the measurement and the digest it was kept under; undefined where none was
 * @source rules/panel: raters.fair_marks_min, raters.fair_error_max
 */
export function fairOf(
  kept: { readonly measurement: Measurement; readonly digest: string } | undefined,
  limits: FairLimits,
  appraisers: readonly string[],
): Fair {
  const known = new Map((kept?.measurement.appraisers ?? []).map(one => [one.appraiser, one]))
  const of = (appraiser: string): Fair['appraisers'][number] => {
    const found = known.get(appraiser)
    if (found === undefined) return { appraiser, is: 'not_measured' }
    const { is, fair_marks: marks, ...told } = found
    if (is !== 'measured' || marks === undefined) return { ...told, is: is === 'measured' ? 'not_measured' : is }
    if ((told.marks ?? 0) < limits.fairMarksMin) return { ...told, is: 'few_marks' }
    if (Number(told.error) > Number(limits.fairErrorMax)) return { ...told, is: 'error_large' }
    return { ...told, is: 'fair', fair_marks: marks }
  }
  return {
    measured_to: kept?.measurement.measured_to ?? null,
    measurement: kept?.digest ?? null,
    marks_min: limits.fairMarksMin,
    error_max: limits.fairErrorMax,
    appraisers: [...new Set(appraisers)].map(of).toSorted(byName),
  }
}
