/** Reasons the rules give beside their clauses and caps, as numbers of a pair's codes. */

/** Reasons that are no clause's and no cap's. */
export type OwnReasons = {
  readonly purpose: number
  readonly minimumGrade: number
  readonly termMonths: number
  readonly ceiling: number
  readonly need: number
  readonly nothing: number
}
export const ownReasons = (of: (code: string) => number): OwnReasons => ({
  purpose: of('programme.purpose'),
  minimumGrade: of('programme.minimum_grade'),
  termMonths: of('terms.term_months_max'),
  ceiling: of('cap.grade_ceiling'),
  need: of('cap.need'),
  nothing: of('terms.nothing_to_guarantee'),
})
