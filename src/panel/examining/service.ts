/**
 * Use cases of exams and training: an appraiser marks cases blind and is held against the reference. An exam counts,
 * and shows the score alone; training does not count, and shows every difference with what the reference rests on.
 */
import type { Actor } from '../../access/actor.ts'
import { addDays, calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { PanelEdition } from '../edition.ts'
import { reached, subjectOf } from '../roster/service.ts'
import { casesDrawn } from './drawing-cases.ts'
import type { ExamMaterial } from './material.ts'
import type { ExamCode } from './refusals.ts'
import type { ExamKind } from './schema.ts'
import { type Compared, compared, type GivenMark, type ReferenceMark, scored } from './score.ts'
import * as store from './store.ts'

export type ExaminingParts = {
  readonly panelOn: (day: string) => Result<PanelEdition>
  /** The shipped cases as an edition's fields sort them. */
  readonly materialOf: (edition: PanelEdition, day: string) => Result<ReadonlyMap<string, ExamMaterial>>
  readonly uuid: () => string
  /** A seed nobody could have known. */
  readonly chance: () => string
}

/** A mark of training beside the reference's, with what that rests on. */
export type Difference = Compared & { readonly reasons: ReferenceMark['reasons'] }
export type ExamShown = {
  readonly exam: store.KeptExam
  readonly material: readonly ExamMaterial[]
  readonly differences: readonly Difference[] | null
}

const no = (code: ExamCode, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<ExamCode>(refusal(code, at, params))

/** How often somebody was given each case. */
function seenIn(exams: readonly store.KeptExam[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>()
  for (const id of exams.flatMap(one => one.cases)) seen.set(id, (seen.get(id) ?? 0) + 1)
  return seen
}

export function makeExaminingService({ panelOn, materialOf, uuid, chance }: ExaminingParts) {
  /** What an exam asks, by the cases as they are shipped. */
  function shown(exam: store.KeptExam, day: string): Result<ExamShown> {
    const panel = panelOn(day)
    if (!panel.ok) return panel
    const all = materialOf(panel.value, day)
    if (!all.ok) return all
    const material = exam.cases.flatMap(id => all.value.get(id) ?? [])
    return ok({ exam, material, differences: differencesOf(exam, material) })
  }

  function differencesOf({ kind, marks }: store.KeptExam, material: readonly ExamMaterial[]) {
    if (kind === 'exam' || marks === null) return null
    const beside = compared(marks, material)
    // The cases were changed since; what was marked then is kept, and no reference stands beside it any more.
    if (!beside.ok) return null
    const reasonsOf = (one: Compared) =>
      material.find(other => other.id === one.case)?.reference.find(other => other.indicator === one.indicator)
        ?.reasons ?? []
    return beside.value.map(one => ({ ...one, reasons: reasonsOf(one) }))
  }

  async function one(tx: Tx, person: string, id: string): Promise<Result<store.KeptExam>> {
    const found = (await store.examsOf(tx, person)).find(other => other.id === id)
    return found === undefined ? no('exam_unknown', 'exam_id', { value: id }) : ok(found)
  }

  return {
    async list(tx: Tx, actor: Actor, person: string): Promise<Result<readonly store.KeptExam[]>> {
      const found = await reached(tx, actor, 'exam.read', person)
      if (!found.ok) return found
      await audited(tx, actor, { action: 'exam.read', subject: subjectOf(person) })
      return ok(await store.examsOf(tx, person))
    },

    async read(tx: Tx, actor: Actor, person: string, id: string, day: string): Promise<Result<ExamShown>> {
      const found = await reached(tx, actor, 'exam.read', person)
      if (!found.ok) return found
      const exam = await one(tx, person, id)
      if (!exam.ok) return exam
      await audited(tx, actor, { action: 'exam.read', subject: subjectOf(person), detail: { exam: id } })
      return shown(exam.value, day)
    },

    /**
     * Begins an exam or training: one at a time, and an exam only some days after one that was not passed. One that was
     * not handed in by its last day is closed as not passed.
     */
    async begin(tx: Tx, actor: Actor, person: string, kind: ExamKind, day: string): Promise<Result<ExamShown>> {
      const found = await reached(tx, actor, 'exam.take', person)
      if (!found.ok) return found
      const panel = panelOn(day)
      if (!panel.ok) return panel
      const { roster, edition } = panel.value
      const before = await store.examsOf(tx, person)
      const open = before.find(other => other.closed_on === null)
      if (open !== undefined && open.due_on >= day) return no('exam_open', '', { value: open.id, limit: open.due_on })
      if (open !== undefined) await store.close(tx, open.id, open.due_on, null)
      const last = before.find(other => other.kind === 'exam')
      const wait = addDays(calendarDate(last?.closed_on ?? last?.due_on ?? day), Number(roster.exam_wait.value))
      if (kind === 'exam' && last !== undefined && last.is_passed !== true && day < wait)
        return no('exam_wait', '', { value: day, limit: wait })
      const all = materialOf(panel.value, day)
      if (!all.ok) return all
      const ids = kind === 'exam' ? roster.exam_pool : roster.training_pool
      const pool = ids.flatMap(id => all.value.get(id) ?? [])
      const seed = chance()
      const examined = { fields: found.value.fields, seen: seenIn(before) }
      const exam = {
        id: uuid(),
        kind,
        edition,
        seed,
        cases: casesDrawn(seed, pool, Number(roster.exam_cases.value), examined),
        begun_on: day,
        due_on: addDays(calendarDate(day), Number(roster.exam_days.value)),
      }
      if (!(await store.begin(tx, person, exam))) return no('exam_open')
      const detail = { exam: exam.id, kind, cases: [...exam.cases] }
      await audited(tx, actor, { action: 'exam.take', subject: subjectOf(person), detail })
      return shown({ ...exam, closed_on: null, marks: null, result: null, is_passed: null }, day)
    },

    /** Takes the marks of an exam in, once and whole, and scores them by the edition it was begun under the day of. */
    async handIn(
      tx: Tx,
      actor: Actor,
      person: string,
      id: string,
      marks: readonly GivenMark[],
      day: string,
    ): Promise<Result<ExamShown>> {
      const found = await reached(tx, actor, 'exam.take', person)
      if (!found.ok) return found
      const exam = await one(tx, person, id)
      if (!exam.ok) return exam
      const { closed_on, due_on, begun_on, kind } = exam.value
      if (closed_on !== null) return no('exam_closed', '', { value: closed_on })
      if (due_on < day) return no('exam_overdue', '', { value: day, limit: due_on })
      const panel = panelOn(begun_on)
      if (!panel.ok) return panel
      const asked = shown(exam.value, begun_on)
      if (!asked.ok) return asked
      const beside = compared(marks, asked.value.material)
      if (!beside.ok) return beside
      const score = scored(beside.value, panel.value.roster)
      if (!(await store.close(tx, id, day, { marks, score }))) return no('exam_closed')
      const detail = { exam: id, kind, kappa: score.kappa, difference: score.difference, passed: score.isPassed }
      await audited(tx, actor, { action: 'exam.take', subject: subjectOf(person), detail })
      return shown({ ...exam.value, closed_on: day, marks, result: score, is_passed: score.isPassed }, begun_on)
    },
  }
}
export type ExaminingService = ReturnType<typeof makeExaminingService>
