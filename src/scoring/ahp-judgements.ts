/**
 * One judge's pairwise judgements, some of which may be missing: read cell by cell, weighed by the principal
 * eigenvector, and held to themselves by the consistency ratio.
 */
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Comparisons, type Matrix, priorities } from './ahp.ts'
import type { ScoringCode } from './refusals.ts'

/** A reciprocal matrix in which a pair nobody judged is undefined, in both its cells. */
export type Judged = readonly (readonly (number | undefined)[])[]

export type Weighed = {
  /** In the order of the codes, summing to 1. */
  readonly weights: readonly number[]
  readonly eigenvalue: number
  /** Every pair, the missing ones by the weights. */
  readonly completed: Matrix
  /** Pairs not judged. */
  readonly missing: number
}

/** Between a number and the reciprocal of one that was written with three digits. */
const WRITTEN_WITHIN = 0.001
const LEAST = 1 / 9
const GREATEST = 9

const TEXT = /^-?\d{1,12}(\.\d{1,12})?(\/\d{1,12}(\.\d{1,12})?)?$/

/** A judgement as text: a decimal, or one over another; undefined for any other text. */
export function judgementOf(text: string): number | undefined {
  if (!TEXT.test(text)) return undefined
  const [above = '', below = '1'] = text.split('/')
  const value = Number(above) / Number(below)
  return Number.isFinite(value) ? value : undefined
}

function cellRefusal(text: string, at: string): Refusal<ScoringCode> | undefined {
  const value = judgementOf(text)
  if (value === undefined || value <= 0)
    return refusal('judgement_not_positive', at, { value: text, limit: 'above 0, such as 3, 2.5 or 1/3' })
  const isOn = value >= LEAST * (1 - WRITTEN_WITHIN) && value <= GREATEST
  return isOn ? undefined : refusal('judgement_off_scale', at, { value: text, limit: '1/9 to 9' })
}

/**
 * Judgements as a reciprocal matrix.
 * @param order       the codes compared, in the order of the rows
 * @param comparisons row -> column -> how many times the row outweighs the column, 1/9 to 9; a pair may be given in
 *                    either direction, in both where they are reciprocal, or not at all
 * @param at          where the comparisons stand, named before the cell
 * @returns refused by the cell that names no pair, is not positive, is off the scale or contradicts its reciprocal
 */
export function judgedMatrix(
  order: readonly string[],
  comparisons: Comparisons,
  at = 'comparisons',
): Result<Judged, ScoringCode> {
  const found: Refusal<ScoringCode>[] = []
  const cells = order.map((_, row) => order.map((_, column): number | undefined => (row === column ? 1 : undefined)))
  for (const [row, columns] of Object.entries(comparisons))
    for (const [column, text] of Object.entries(columns)) {
      const [i, j] = [order.indexOf(row), order.indexOf(column)]
      const place = `${at}.${row}.${column}`
      if (i < 0 || j < 0) {
        found.push(refusal('judgement_pair_unknown', place, { value: i < 0 ? row : column, limit: order.join(', ') }))
        continue
      }
      const wrong = cellRefusal(text, place)
      const value = judgementOf(text) ?? 1
      const known = cells[i]?.[j]
      if (wrong !== undefined) found.push(wrong)
      else if (known !== undefined && Math.abs(value / known - 1) > WRITTEN_WITHIN)
        found.push(
          refusal('judgement_not_reciprocal', place, {
            value: text,
            limit: i === j ? '1' : `1 / ${comparisons[column]?.[row] ?? ''}`,
          }),
        )
      else if (known === undefined) {
        const [across, down] = [cells[i] ?? [], cells[j] ?? []]
        across[j] = value
        down[i] = 1 / value
      }
    }
  return found.length > 0 ? refuse(...found) : ok(cells)
}

/** The codes that judgements join, by judgements over others. */
export function joined(judged: Judged): number[][] {
  const groups: number[][] = []
  const seen = new Set<number>()
  for (let first = 0; first < judged.length; first++) {
    if (seen.has(first)) continue
    const group = [first]
    seen.add(first)
    for (let next = 0; next < group.length; next++)
      for (let other = 0; other < judged.length; other++)
        if (!seen.has(other) && judged[group[next] ?? 0]?.[other] !== undefined) {
          seen.add(other)
          group.push(other)
        }
    groups.push(group)
  }
  return groups
}

/**
 * Weights of judgements, complete or not: the principal eigenvector, in which a pair not judged is as the weights say.
 * Formula: of row i with m_i pairs missing b_ii = 1 + m_i, b_ij = a_ij, and 0 where missing; B w = lambda w.
 * @source Saaty (1980); Harker (1987), Mathematical Modelling 9, 353-360, for the missing
 */
export function weighed(order: readonly string[], judged: Judged, at = 'comparisons'): Result<Weighed, ScoringCode> {
  const groups = joined(judged)
  if (groups.length > 1) {
    const named = groups.map(group => group.map(place => order[place] ?? '').join(', '))
    return refuse(
      refusal('judgements_disconnected', at, {
        value: named.join(' | '),
        limit: 'a judgement between each two groups',
      }),
    )
  }
  const absent = judged.map(row => row.filter(one => one === undefined).length)
  const matrix = judged.map((row, i) => row.map((one, j) => (i === j ? 1 + (absent[i] ?? 0) : (one ?? 0))))
  const { weights, eigenvalue } = priorities(matrix)
  const completed = judged.map((row, i) => row.map((one, j) => one ?? (weights[i] ?? 0) / (weights[j] ?? 1)))
  return ok({ weights, eigenvalue, completed, missing: absent.reduce((sum, one) => sum + one, 0) / 2 })
}

/**
 * How far judgements contradict each other, against judgements made by chance with as many pairs missing.
 * Formula: CR = (lambda - n) / (n - 1) / (RI(n) (1 - 2 m / ((n - 1) (n - 2)))) of n codes and m missing pairs.
 * Judgements that form a tree cannot contradict each other: CR = 0.
 * @param randomIndex n as text -> RI as decimal text
 * @source rules/models, random_index; Agoston & Csato (2022), Omega 108, 102576: the index falls nearly linearly with
 *   the pairs missing, to nothing where a tree is left
 */
export function consistencyRatio(
  { weights, eigenvalue, missing }: Weighed,
  randomIndex: Readonly<Record<string, string>>,
): Result<number, ScoringCode> {
  const size = weights.length
  const cycles = ((size - 1) * (size - 2)) / 2 - missing
  if (cycles <= 0) return ok(0)
  const random = Number(randomIndex[String(size)])
  if (!(random > 0))
    return refuse(
      refusal('random_index_missing', 'order', { value: String(size), limit: Object.keys(randomIndex).join(', ') }),
    )
  const index = Math.max(0, (eigenvalue - size) / (size - 1))
  return ok(index / (random * ((2 * cycles) / ((size - 1) * (size - 2)))))
}

/** A pair, what was judged of it, and what the weights imply. */
export type Furthest = {
  readonly row: number
  readonly column: number
  readonly judged: number
  readonly implied: number
}

/**
 * The pair whose judgement is furthest, by ratio, from what the weights imply: the first to ask the judges about again.
 * @returns of pairs as far the first by row; undefined where nothing contradicts anything
 * @source Saaty (1994), Fundamentals of Decision Making, on improving consistency
 */
export function furthest({ weights, completed }: Weighed): Furthest | undefined {
  let [found, away]: [Furthest | undefined, number] = [undefined, WRITTEN_WITHIN]
  for (const [row, cells] of completed.entries())
    for (const [column, judged] of cells.entries()) {
      const implied = (weights[row] ?? 0) / (weights[column] ?? 1)
      const distance = Math.abs(Math.log(judged / implied))
      // Of a pair and its reciprocal, which are as far but for the last bits, the one above the diagonal.
      if (column > row && distance > away) [found, away] = [{ row, column, judged, implied }, distance]
    }
  return found
}
