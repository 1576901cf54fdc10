/**
 * The part of rules/worth that says how licence terms are kept, scored, told in ranges and compared: who may ask, from
 * how many a range is told, and in which bands.
 */
import { z } from 'zod'
import { type Fixed, fixed } from '../../kernel/fixed.ts'
import { sourcedNumber, sourcedTable } from '../../kernel/sourced.ts'
import type { Weights } from '../methods/gower.ts'

/** On what a contribution rests. */
export const EVIDENCE = ['contract', 'filing', 'statement', 'press'] as const
export type Evidence = (typeof EVIDENCE)[number]
/** Terms whose absence makes a licence less telling. */
export const COMPLETING = ['ipc', 'industry', 'stage', 'exclusivity', 'territory', 'upfront', 'royalty'] as const
export type Completing = (typeof COMPLETING)[number]
/** What likeness is measured by; never the royalty, which is what is asked. */
const WEIGHED = ['ipc', 'industry', 'stage', 'exclusivity', 'territory', 'upfront', 'month'] as const

/** A quartile that is not the outermost needs a second institution beyond it, on either side. */
export const CONTRIBUTORS_LEAST = 4

const isWhole = (text: string): boolean => /^(0|[1-9][0-9]{0,8})$/.test(text)
const count = (least: number) =>
  sourcedNumber('count').refine(one => isWhole(one.value) && Number(one.value) >= least, {
    message: `a whole number, not below ${least}`,
  })
const isOf = (values: Readonly<Record<string, string>>, keys: readonly string[]): boolean =>
  Object.keys(values).length === keys.length && keys.every(key => Object.hasOwn(values, key))
const rowsOf = (values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(values).toSorted(([a], [b]) => Number(a) - Number(b))
const isRising = (values: Readonly<Record<string, string>>): boolean => {
  const edges = rowsOf(values).map(([, edge]) => fixed(edge))
  return edges.every((edge, at) => edge > (edges[at - 1] ?? 0n))
}
const RISING = { message: 'each above the one before, the first above 0' }
const isOfPoints = (values: Readonly<Record<string, string>>): boolean => Object.values(values).every(isWhole)
const POINTS = { message: 'whole points, not below 0' }
/** Two bands at least, since a range never lies in one. */
const EDGES = { message: 'two edges at least' }

export const comparablesSchema = z
  .strictObject({
    deals_min: count(CONTRIBUTORS_LEAST),
    contributors_min: count(CONTRIBUTORS_LEAST),
    range_share: sourcedNumber('ratio').refine(one => fixed(one.value) > 0n && fixed(one.value) < fixed('0.5'), {
      message: 'above 0 and below one half',
    }),
    royalty_bands: sourcedTable('ratio')
      .refine(table => isRising(table.values), RISING)
      .refine(table => rowsOf(table.values).length >= 2, EDGES),
    upfront_bands: sourcedTable('won')
      .refine(table => isRising(table.values), RISING)
      .refine(table => rowsOf(table.values).length >= 2, EDGES),
    counts_told: sourcedTable('count').refine(table => isRising(table.values), RISING),
    release_months: sourcedNumber('months').refine(one => /^[1-9][0-9]?$/.test(one.value), {
      message: '1 to 99 months',
    }),
    access_deals: count(1),
    access_years: sourcedNumber('years').refine(one => /^[1-9][0-9]?$/.test(one.value), { message: '1 to 99 years' }),
    completeness_points: sourcedTable('points')
      .refine(table => isOf(table.values, COMPLETING), { message: `points for each of ${COMPLETING.join(', ')}` })
      .refine(table => isOfPoints(table.values), POINTS),
    evidence_points: sourcedTable('points')
      .refine(table => isOf(table.values, EVIDENCE), { message: `points for each of ${EVIDENCE.join(', ')}` })
      .refine(table => isOfPoints(table.values), POINTS),
    /** By whole years since the licence, from each row on. */
    recency_points: sourcedTable('points')
      .refine(table => Object.keys(table.values).every(isWhole) && Object.hasOwn(table.values, '0'), {
        message: 'rows of whole years, the first of them 0',
      })
      .refine(table => isOfPoints(table.values), POINTS),
    quality_min: sourcedNumber('points').refine(one => isWhole(one.value), POINTS),
    nearest_count: count(1),
    nearest_min: count(1),
    weights: sourcedTable('weight').refine(
      table => isOf(table.values, WEIGHED) && Object.values(table.values).every(isWhole),
      { message: `a whole weight for each of ${WEIGHED.join(', ')}` },
    ),
  })
  .refine(part => fixed(part.contributors_min.value) <= fixed(part.deals_min.value), {
    path: ['deals_min'],
    message: 'not fewer deals than institutions',
  })
  .refine(part => pointsMost(part) <= 100n, {
    path: ['completeness_points'],
    message: 'all points together: 100 at most',
  })
export type ComparablesEdition = z.output<typeof comparablesSchema>

type Points = Pick<
  Record<'completeness_points' | 'evidence_points' | 'recency_points', { values: Readonly<Record<string, string>> }>,
  'completeness_points' | 'evidence_points' | 'recency_points'
>
const most = (values: readonly string[]): bigint =>
  values.map(BigInt).reduce((greatest, one) => (one > greatest ? one : greatest), 0n)
const pointsMost = ({ completeness_points, evidence_points, recency_points }: Points): bigint =>
  Object.values(completeness_points.values).reduce((sum, one) => sum + BigInt(one), 0n) +
  most(Object.values(evidence_points.values)) +
  most(Object.values(recency_points.values))

/** The same as numbers, as the core reads them. */
export type ComparablesRules = {
  readonly edition: string
  readonly dealsMin: number
  readonly contributorsMin: number
  readonly rangeShare: Fixed
  readonly royaltyBands: readonly string[]
  readonly upfrontBands: readonly string[]
  readonly countsTold: readonly number[]
  readonly releaseMonths: number
  readonly accessDeals: number
  readonly accessYears: number
  readonly completeness: Readonly<Record<Completing, number>>
  readonly evidence: Readonly<Record<Evidence, number>>
  /** Points from so many whole years on, the youngest first. */
  readonly recency: readonly { readonly from: number; readonly points: number }[]
  readonly qualityMin: number
  readonly nearestCount: number
  readonly nearestMin: number
  readonly weights: Weights
}

const numbers = <Key extends string>(values: Readonly<Record<string, string>>, keys: readonly Key[]) =>
  Object.fromEntries(keys.map(key => [key, Number(values[key])])) as Record<Key, number>
const edgesOf = (values: Readonly<Record<string, string>>): readonly string[] => rowsOf(values).map(([, edge]) => edge)

/**
 * The rules of comparables.
 * @source rules/worth: comparables
 */
export const comparablesRules = (edition: string, part: ComparablesEdition): ComparablesRules => ({
  edition,
  dealsMin: Number(part.deals_min.value),
  contributorsMin: Number(part.contributors_min.value),
  rangeShare: fixed(part.range_share.value),
  royaltyBands: edgesOf(part.royalty_bands.values),
  upfrontBands: edgesOf(part.upfront_bands.values),
  countsTold: edgesOf(part.counts_told.values).map(Number),
  releaseMonths: Number(part.release_months.value),
  accessDeals: Number(part.access_deals.value),
  accessYears: Number(part.access_years.value),
  completeness: numbers(part.completeness_points.values, COMPLETING),
  evidence: numbers(part.evidence_points.values, EVIDENCE),
  recency: rowsOf(part.recency_points.values).map(([from, points]) => ({ from: Number(from), points: Number(points) })),
  qualityMin: Number(part.quality_min.value),
  nearestCount: Number(part.nearest_count.value),
  nearestMin: Number(part.nearest_min.value),
  weights: numbers(part.weights.values, WEIGHED),
})
