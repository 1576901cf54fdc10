/** The table of exams: drawn, handed in, scored. */
import type { Tx } from '../../platform/db/database.ts'
import type { ExamKind } from './schema.ts'
import type { GivenMark, Score } from './score.ts'

export type KeptExam = {
  readonly id: string
  readonly kind: ExamKind
  readonly edition: string
  readonly seed: string
  readonly cases: readonly string[]
  readonly begun_on: string
  readonly due_on: string
  readonly closed_on: string | null
  readonly marks: readonly GivenMark[] | null
  readonly result: Score | null
  readonly is_passed: boolean | null
}
const COLUMNS = [
  ...(['id', 'kind', 'edition', 'seed', 'cases', 'begun_on', 'due_on'] as const),
  ...(['closed_on', 'marks', 'result', 'is_passed'] as const),
]

/** Exams and training of somebody, the latest first. */
export const examsOf = async (tx: Tx, person: string): Promise<readonly KeptExam[]> =>
  (await tx
    .selectFrom('app.appraiser_exams')
    .select(COLUMNS)
    .where('person', '=', person)
    .orderBy('id', 'desc')
    .execute()) as unknown as readonly KeptExam[]

export type Begun = Pick<KeptExam, 'id' | 'kind' | 'edition' | 'seed' | 'begun_on' | 'due_on' | 'cases'>
/** Begins one; false where another one is open. */
export async function begin(tx: Tx, person: string, given: Begun): Promise<boolean> {
  const done = await tx
    .insertInto('app.appraiser_exams')
    .values({ ...given, cases: [...given.cases], person })
    .onConflict(conflict => conflict.column('person').where('closed_on', 'is', null).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** Closes one, on the day it was handed in, or on its last day with nothing; false where it is closed. */
export async function close(
  tx: Tx,
  id: string,
  on: string,
  given: { readonly marks: readonly GivenMark[]; readonly score: Score } | null,
): Promise<boolean> {
  const done = await tx
    .updateTable('app.appraiser_exams')
    .set({
      closed_on: on,
      marks: given === null ? null : JSON.stringify(given.marks),
      result: given === null ? null : JSON.stringify(given.score),
      is_passed: given?.score.isPassed ?? false,
    })
    .where('id', '=', id)
    .where('closed_on', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}
