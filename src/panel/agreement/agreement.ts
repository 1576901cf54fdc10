/**
 * How far the marks of a panel agree: over all, by item of the rubric, by field, by pair of raters and rater by rater.
 * Each place names which statistics it has and which the marks leave undefined.
 */
import { chanceFrom } from '../../kernel/chance.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type Alpha, alphaOf, coincidencesOf, type Metric } from './alpha.ts'
import { type AlphaInterval, alphaInterval, type Resampled } from './alpha-interval.ts'
import { type Icc, iccOf } from './icc.ts'
import { categoryCounts, type FleissKappa, fleissKappa, type Kappa, weightedKappa } from './kappa.ts'
import { codesOf, type RaterAgreement, ratersAgainstOthers } from './leave-one-out.ts'
import { type Rating, type RatingTable, tableOf } from './ratings.ts'
import type { AgreementCode } from './refusals.ts'

export type AgreementAsked = {
  /** Every mark there is, rising and evenly apart, such as 0 to 4 for E to A. */
  readonly scale: readonly number[]
  readonly metric: Metric
  /** Of the intervals, above 0 and below 1. */
  readonly level: number
  /** How the intervals of alpha are drawn; undefined where none are asked for. */
  readonly resampling?: { readonly by: Resampled; readonly count: number; readonly seed: number }
  /** The field of a subject; a subject without one stands in no field. */
  readonly fieldOf: (subject: string) => string | undefined
}

/** The agreement of one item, of one field, or of all marks. */
export type GroupAgreement = {
  readonly name: string
  readonly subjects: number
  readonly raters: number
  readonly marks: number
  readonly alpha: Result<Alpha, AgreementCode>
  /** Undefined where none was asked for. */
  readonly alphaInterval: Result<AlphaInterval, AgreementCode> | undefined
  readonly icc: Icc
  readonly fleissKappa: Result<FleissKappa, AgreementCode>
}

export type PairAgreement = {
  readonly raters: readonly [string, string]
  /** Marks of the same item of the same subject by both. */
  readonly compared: number
  /** Of those, the ones that are the same. */
  readonly same: number
  readonly linearKappa: Result<Kappa, AgreementCode>
  readonly quadraticKappa: Result<Kappa, AgreementCode>
}

export type Agreement = {
  readonly all: GroupAgreement
  readonly items: readonly GroupAgreement[]
  readonly fields: readonly GroupAgreement[]
  readonly pairs: readonly PairAgreement[]
  readonly raters: readonly RaterAgreement[]
}

/** A mark whose subject is one item of one subject. */
type Unit = Rating & { readonly of: string }

/** A text that no other pair of names makes. */
const unitName = ({ subject, item }: Rating): string => `${item}\n${subject}`

function groupOf(name: string, place: number, marks: readonly Rating[], asked: AgreementAsked) {
  const table = tableOf(marks)
  if (!table.ok) return table
  const { resampling, metric, level } = asked
  const found = coincidencesOf(table.value)
  const group: GroupAgreement = {
    name,
    subjects: table.value.subjects.length,
    raters: table.value.raters.length,
    marks: table.value.values.length,
    alpha: found.ok ? alphaOf(found.value, metric) : found,
    alphaInterval:
      resampling === undefined
        ? undefined
        : found.ok
          ? alphaInterval(found.value, metric, { ...resampling, chance: chanceFrom(resampling.seed, place), level })
          : found,
    icc: iccOf(table.value, level),
    fleissKappa: fleissKappa(categoryCounts(table.value, asked.scale)),
  }
  return ok({ group, table: table.value })
}

/** Marks by name, names in their order. */
function grouped<One>(list: readonly One[], nameOf: (one: One) => string | undefined): [string, One[]][] {
  const found = new Map<string, One[]>()
  for (const one of list) {
    const name = nameOf(one)
    if (name === undefined) continue
    const known = found.get(name)
    if (known === undefined) found.set(name, [one])
    else known.push(one)
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Every two raters who have marked the same, with how often each gave what where the other gave what. */
function pairsOf(table: RatingTable, { scale, level }: AgreementAsked): PairAgreement[] {
  const codes = codesOf(table, scale)
  const size = scale.length
  const found = new Map<number, Float64Array>()
  for (let unit = 0; unit < table.subjects.length; unit++)
    for (let first = table.starts[unit] ?? 0; first < (table.starts[unit + 1] ?? 0); first++)
      for (let second = first + 1; second < (table.starts[unit + 1] ?? 0); second++) {
        const key = (table.raterAt[first] ?? 0) * table.raters.length + (table.raterAt[second] ?? 0)
        let counts = found.get(key)
        if (counts === undefined) {
          counts = new Float64Array(size * size)
          found.set(key, counts)
        }
        const cell = (codes[first] ?? 0) * size + (codes[second] ?? 0)
        counts[cell] = (counts[cell] ?? 0) + 1
      }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([key, counts]) => {
      const first = Math.floor(key / table.raters.length)
      const rows = scale.map((_, row) => [...counts.subarray(row * size, (row + 1) * size)])
      const compared = counts.reduce((sum, count) => sum + count, 0)
      const same = rows.reduce((sum, row, place) => sum + (row[place] ?? 0), 0)
      return {
        raters: [table.raters[first] ?? '', table.raters[key % table.raters.length] ?? ''],
        compared,
        same,
        linearKappa: weightedKappa(rows, 'linear', level),
        quadraticKappa: weightedKappa(rows, 'quadratic', level),
      }
    })
}

/**
 * The agreement of a list of marks.
 *
 * Over all and by field a unit is one item of one subject; by item it is the subject. The interval of the group at
 * place p (all, then the items, then the fields, by name) is drawn from the seed and p, so that it can be drawn again.
 *
 * @param ratings in any order; one value for each subject, rater and item
 * @returns refused where a mark is off the scale or given twice; a statistic left undefined is refused in its own place
 */
export function agreementOf(ratings: readonly Rating[], asked: AgreementAsked): Result<Agreement, AgreementCode> {
  const known = new Set(asked.scale)
  const off: Refusal<AgreementCode>[] = ratings.flatMap((one, place) =>
    known.has(one.value)
      ? []
      : [
          refusal('rating_off_scale' as const, `${place}.value`, {
            value: String(one.value),
            limit: asked.scale.join(),
          }),
        ],
  )
  if (off.length > 0) return refuse(...off)
  const units: Unit[] = ratings.map(one => ({ ...one, subject: unitName(one), of: one.subject }))
  const all = groupOf('all', 0, units, asked)
  if (!all.ok) return all

  // What is one mark in the whole is one in its item and its field, so that nothing is refused below.
  let place = 0
  const told = (name: string, list: readonly Rating[]): GroupAgreement[] => {
    place += 1
    const found = groupOf(name, place, list, asked)
    return found.ok ? [found.value.group] : []
  }
  const items = grouped(ratings, one => one.item).flatMap(([name, list]) => told(name, list))
  const fields = grouped(units, one => asked.fieldOf(one.of)).flatMap(([name, list]) => told(name, list))
  return ok({
    all: all.value.group,
    items,
    fields,
    pairs: pairsOf(all.value.table, asked),
    raters: ratersAgainstOthers(all.value.table, asked.scale, asked.metric),
  })
}
