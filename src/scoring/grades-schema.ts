/**
 * The shape of a grades edition: cut-offs of the technology grades, the matrix technology grade x risk grade -> AAA..D,
 * the chance of default of each final grade with what it is derived from, and the loss given default.
 */
import { z } from 'zod'
import { editionHeader, sourcedGrid, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { millionthsDown, RISK_GRADES } from './risk-schema.ts'
import type { EditionFinding } from './rubric-schema.ts'

export const TECHNOLOGY_GRADES = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10'] as const
export type TechnologyGrade = (typeof TECHNOLOGY_GRADES)[number]
export const technologyGradeSchema = z.enum(TECHNOLOGY_GRADES)

/** The final grades, best first. */
export const FINAL_GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D'] as const
export type FinalGrade = (typeof FINAL_GRADES)[number]
export const finalGradeSchema = z.enum(FINAL_GRADES)

export const gradesSchema = z.strictObject({
  kind: z.literal('grades'),
  ...editionHeader,
  technology_score_min: sourcedTable('score'),
  matrix: sourcedGrid('grade'),
  observed: z.strictObject({
    evaluations: sourcedNumber('count'),
    accidents: sourcedTable('count'),
    accident_rates: sourcedTable('ratio'),
    recent_rates: sourcedTable('ratio'),
    book_rate: sourcedNumber('ratio'),
    recovery_long_run: sourcedNumber('ratio'),
    recovery_latest: sourcedNumber('ratio'),
  }),
  default_chance: sourcedTable('ratio'),
  loss_given_default: sourcedTable('ratio'),
})
export type GradesEdition = z.infer<typeof gradesSchema>

const finding = (place: string, text: string): EditionFinding => ({ place, text })

const rank = (grade: string | undefined): number => (FINAL_GRADES as readonly (string | undefined)[]).indexOf(grade)

function matrixFindings(matrix: Readonly<Record<string, Readonly<Record<string, string>>>>): EditionFinding[] {
  const cell = (t: string | undefined, r: string | undefined): string | undefined => matrix[t ?? '']?.[r ?? '']
  const unknown = [
    ...Object.keys(matrix)
      .filter(row => !TECHNOLOGY_GRADES.some(grade => grade === row))
      .map(row => finding(`matrix.${row}`, 'is no technology grade')),
    ...Object.entries(matrix).flatMap(([row, cells]) =>
      Object.keys(cells)
        .filter(column => !RISK_GRADES.some(grade => grade === column))
        .map(column => finding(`matrix.${row}.${column}`, 'is no risk grade')),
    ),
  ]
  const cells = TECHNOLOGY_GRADES.flatMap((t, i) =>
    RISK_GRADES.flatMap((r, j) => {
      const place = `matrix.${t}.${r}`
      const grade = cell(t, r)
      if (grade === undefined) return [finding(place, 'the cell is missing')]
      if (rank(grade) < 0) return [finding(place, `${grade} is no grade`)]
      const above = cell(TECHNOLOGY_GRADES[i - 1], r)
      const left = cell(t, RISK_GRADES[j - 1])
      return [
        ...(rank(above) > rank(grade)
          ? [finding(place, `${grade} is better than ${above} of the better ${TECHNOLOGY_GRADES[i - 1]}`)]
          : []),
        ...(rank(left) > rank(grade)
          ? [finding(place, `${grade} is better than ${left} of the better ${RISK_GRADES[j - 1]}`)]
          : []),
        ...((t === 'T10' || r === 'R10') && grade !== 'D'
          ? [finding(place, 'the worst technology or risk grade gives D')]
          : []),
      ]
    }),
  )
  return [...unknown, ...cells]
}

/** A value for each key, in an order; `sign` 1 where later ones may not be lower, -1 where each must be lower. */
function ladderFindings(
  values: Readonly<Record<string, string>>,
  keys: readonly string[],
  sign: 1 | -1,
  place: string,
): EditionFinding[] {
  const missing = keys.filter(key => !Object.hasOwn(values, key))
  if (missing.length > 0) return missing.map(key => finding(place, `has no value for ${key}`))
  return [
    ...Object.keys(values)
      .filter(key => !keys.includes(key))
      .map(key => finding(place, `${key} has no place here`)),
    ...keys.slice(1).flatMap((key, index) => {
      const before = millionthsDown(values[keys[index] ?? ''] ?? '0')
      const value = millionthsDown(values[key] ?? '0')
      if (sign === 1)
        return value < before ? [finding(`${place}.${key}`, 'is lower than that of the better grade above it')] : []
      return value >= before ? [finding(`${place}.${key}`, 'does not stand below the better grade above it')] : []
    }),
  ]
}

const outside = (values: Readonly<Record<string, string>>, place: string): EditionFinding[] =>
  Object.entries(values)
    .filter(([, value]) => millionthsDown(value) <= 0n || millionthsDown(value) > millionthsDown('1'))
    .map(([key]) => finding(`${place}.${key}`, 'lies above 0 and at most at 1'))

/**
 * What a well-shaped grades edition still gets wrong: missing cells, a matrix or a chance of default that rewards the
 * worse, cut-offs out of order.
 * @returns findings in the order of the file; none for a sound edition
 */
export function gradesFindings(edition: GradesEdition): EditionFinding[] {
  const chances = edition.default_chance.values
  return [
    ...ladderFindings(edition.technology_score_min.values, TECHNOLOGY_GRADES.slice(0, -1), -1, 'technology_score_min'),
    ...matrixFindings(edition.matrix.values),
    ...ladderFindings(chances, FINAL_GRADES, 1, 'default_chance'),
    ...outside(chances, 'default_chance'),
    ...ladderFindings(edition.loss_given_default.values, ['low', 'central', 'high'], 1, 'loss_given_default'),
    ...outside(edition.loss_given_default.values, 'loss_given_default'),
  ]
}

/** The keys of the words a grades edition needs. */
export const gradesWordKeys = (): string[] => [
  ...FINAL_GRADES.flatMap(grade => [`grade.${grade}.name`, `grade.${grade}.meaning`]),
  ...TECHNOLOGY_GRADES.flatMap(grade => [`technology_grade.${grade}.name`, `technology_grade.${grade}.meaning`]),
]
