/** The shipped editions with a mistake planted in one of them, read and made ready as any draft is. */
import { type Rules, readRuleBook, rulesOn } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import type { WitnessFinding } from '../../../src/policy/checking/finding.ts'
import { witnessesOf } from '../../../src/policy/checking/witnesses.ts'
import { type Row, rowOf } from '../../../src/rules/rows.ts'
import { files, filesWith } from '../../appraisal/sample.ts'

type Set = Readonly<Record<string, unknown>>
export type Planted = { readonly rules: Rules; readonly found: readonly WitnessFinding[] }

export function planted(name: string, set: Set, leaveOut: readonly string[] = []): Planted {
  const book = sure(readRuleBook(filesWith(name, set, leaveOut)))
  const rules = sure(rulesOn(book, calendarDate('2026-03-16')))
  return { rules, found: witnessesOf(rules, book) }
}

export const plantedTerms = (set: Set, leaveOut?: readonly string[]): Planted => planted(TERMS, set, leaveOut)
/** With places of one programme changed, named by its code. */
export function plantedProgramme(code: string, set: Set): Planted {
  const places = Object.entries(set).map(([place, value]) => [`programmes.${placeOf(code)}.${place}`, value] as const)
  return planted(PROGRAMMES, Object.fromEntries(places))
}

export const TERMS = 'terms/2026-01.json'
export const PROGRAMMES = 'programmes/2026-01.json'
export const ELIGIBILITY = 'eligibility/2026-01.json'

const shipped = (name: string): unknown => JSON.parse(files.get(name) ?? 'null')
const listOf = (name: string, key: string) =>
  (shipped(name) as Readonly<Record<string, readonly { readonly code?: string; readonly clause?: string }[]>>)[key] ??
  []

/** Place of a programme in its edition. */
export const placeOf = (code: string): number => listOf(PROGRAMMES, 'programmes').findIndex(one => one.code === code)
/** Place of a clause in its set of the eligibility edition. */
export const clauseAt = (set: string, clause: string): string =>
  `${set}.${listOf(ELIGIBILITY, set).findIndex(one => one.clause === clause)}`

/** A part of a shipped file, to be planted elsewhere. */
export function shippedAt<Part>(name: string, place: string): Part {
  let part: unknown = shipped(name)
  for (const step of place.split('.')) part = (part as Readonly<Record<string, unknown>>)[step]
  return part as Part
}

/** The one finding of a kind; fails with what was found where there is none or another. */
export function theOne({ found }: Planted, kind: string, place: RegExp): WitnessFinding {
  const own = found.filter(one => one.kind === kind && place.test(one.place))
  const [first] = own
  if (first === undefined || own.length > 1) throw new Error(`${kind} at ${place}: ${JSON.stringify(found, null, 1)}`)
  return first
}

/** The row of a witness, as the real evaluators read it. */
export const rowFor = ({ rules }: Planted, witness: WitnessFinding['witness']): Row =>
  sure(rowOf(rules.vocabulary, witness))

/** Outcome of a clause of a programme on a witness, by the compiled clauses decisions are made by. */
export function outcomeOn(one: Planted, programme: string, clause: string, witness: WitnessFinding['witness']): string {
  const compiled = one.rules.policy.programmes.get(programme)
  const traced = compiled?.clauses.trace(rowFor(one, witness)).find(finding => finding.clause.clause === clause)
  return traced?.outcome ?? 'no such clause'
}

/** Signals of the watch in the order of their edition. */
export const WATCH_SIGNALS = shippedAt<readonly { readonly signal: string }[]>('watch/2026-01.json', 'signals').map(
  one => one.signal,
)
