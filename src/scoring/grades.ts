/**
 * From the two scores to one grade: the technology score gives T1..T10, the risk score R1..R10, and the matrix of the
 * edition the final grade AAA..D. Reads a grades edition compiled once.
 */
import { type Decimal, decimal } from '../kernel/decimal.ts'
import {
  FINAL_GRADES,
  type FinalGrade,
  finalGradeSchema,
  type GradesEdition,
  TECHNOLOGY_GRADES,
  type TechnologyGrade,
} from './grades-schema.ts'
import { millionthsDown, RISK_GRADES, type RiskGrade } from './risk-schema.ts'

/** A grades edition made ready for use. */
export type CompiledGrades = {
  readonly edition: string
  readonly cutOffs: readonly { readonly grade: TechnologyGrade; readonly scoreMicro: number }[]
  readonly cells: Readonly<Record<TechnologyGrade, Readonly<Record<RiskGrade, FinalGrade>>>>
  readonly chances: Readonly<Record<FinalGrade, Decimal>>
}

function recordOf<Key extends string, Value>(keys: readonly Key[], make: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map(key => [key, make(key)])) as Record<Key, Value>
}

/** The edition's findings have been read: a gap here is our fault, and is thrown. */
function present(text: string | undefined, place: string): string {
  if (text === undefined) throw new RangeError(`the grades edition has nothing at ${place}`)
  return text
}

/**
 * Makes a grades edition ready for use.
 * @param edition one without findings (`gradesFindings`); a fault in it is thrown
 */
export function compileGrades(edition: GradesEdition): CompiledGrades {
  const { values } = edition.matrix
  return {
    edition: edition.edition,
    cutOffs: TECHNOLOGY_GRADES.slice(0, -1).map(grade => ({
      grade,
      scoreMicro: Number(millionthsDown(present(edition.technology_score_min.values[grade], grade))),
    })),
    cells: recordOf(TECHNOLOGY_GRADES, t =>
      recordOf(RISK_GRADES, r => finalGradeSchema.parse(present(values[t]?.[r], `matrix.${t}.${r}`))),
    ),
    chances: recordOf(FINAL_GRADES, grade => decimal(present(edition.default_chance.values[grade], grade))),
  }
}

/**
 * The technology grade of a score: the best one whose least score it reaches, T10 below all.
 * @param scoreMicro technology score 0..100 times 1,000,000, a whole number
 * @source rules/grades/<edition>.json, technology_score_min
 */
export const technologyGradeOf = (compiled: CompiledGrades, scoreMicro: number): TechnologyGrade =>
  compiled.cutOffs.find(cutOff => scoreMicro >= cutOff.scoreMicro)?.grade ?? 'T10'

/**
 * The final grade of a technology grade and a risk grade.
 * @source rules/grades/<edition>.json, matrix
 */
export const finalGradeOf = (
  compiled: CompiledGrades,
  technologyGrade: TechnologyGrade,
  riskGrade: RiskGrade,
): FinalGrade => compiled.cells[technologyGrade][riskGrade]

/** Place of a final grade, 0 for AAA to 9 for D. */
export const gradeRank = (grade: FinalGrade): number => FINAL_GRADES.indexOf(grade)

/** Whether a grade is at least as good as another. */
export const isAtLeastGrade = (grade: FinalGrade, wanted: FinalGrade): boolean => gradeRank(grade) <= gradeRank(wanted)

/** Chance that a firm of this grade defaults within one year, as the edition states it. */
export const defaultChanceOf = (compiled: CompiledGrades, grade: FinalGrade): Decimal => compiled.chances[grade]
