/** How far each part of an application is: what is done needs no attention, the rest says what is due. Pure. */
import { formOf, type Kept, mistakesIn } from './fields.ts'
import { at, listAt } from './paths.ts'
import { SECTIONS } from './sections.ts'

export const TASKS = ['company', 'request', 'plan', 'financials', 'technology', 'papers'] as const
export type Task = (typeof TASKS)[number]
/** Few, as a task list has them: nothing is said in colour alone. */
export type TaskState = 'done' | 'begun' | 'untouched'

const isFlawless = (key: keyof typeof SECTIONS, kept: Kept): boolean =>
  Object.keys(mistakesIn(SECTIONS[key], formOf(SECTIONS[key], kept))).length === 0

/** @param due papers that the programme asks for, by type */
export function taskStates(kept: Kept, due: readonly string[]): Readonly<Record<Task, TaskState>> {
  const { content } = kept
  const owners = listAt(content, 'party.firm.owners')
  const isPlanned = ['application.estimated_sales', 'application.plan.employees_total'].some(
    path => at(content, path) !== undefined,
  )
  const papers = new Set(listAt(content, 'application.papers').map(paper => paper['type']))
  const stated = (isDone: boolean, isBegun: boolean): TaskState => (isDone ? 'done' : isBegun ? 'begun' : 'untouched')
  const rows = (key: 'financials' | 'technology', path: string): TaskState => {
    const { length } = listAt(content, path)
    return stated(length > 0 && isFlawless(key, kept), length > 0)
  }
  return {
    company: stated(owners.length > 0 && isFlawless('company', kept), true),
    request: stated(isFlawless('request', kept), true),
    plan: stated(isPlanned, false),
    financials: rows('financials', 'application.financials'),
    technology: rows('technology', 'technology.assets'),
    papers: stated(
      due.every(type => papers.has(type)),
      papers.size > 0,
    ),
  }
}

/** Types of papers that are still due, in the programme's order. */
export function papersDue(kept: Kept, due: readonly string[]): readonly string[] {
  const there = new Set(listAt(kept.content, 'application.papers').map(paper => paper['type']))
  return due.filter(type => !there.has(type))
}
