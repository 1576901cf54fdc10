/**
 * A grid looked at while it is edited: put together, held to the schema of its kind, and checked in the book it would
 * stand in, every finding at its row and cell. Nothing is kept, and what is wrong is the answer.
 */
import { type AnyKind, SCHEMAS } from '../../appraisal/edition-kinds.ts'
import { readRuleBook } from '../../appraisal/rule-book.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import type { Refusal } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import { draftFindings } from '../checking/draft-checks.ts'
import type { Finding } from '../editions/grounds.ts'
import { numbersPlace, textsOf, wordsPlace } from '../editions/texts.ts'
import { type DecisionTable, pathOf } from './decision-table.ts'
import { assembled } from './edition.ts'
import type { FactTypes } from './feel.ts'
import { type GivenTable, type GridPlace, gridPlace, placeOfGrid, tablesOfGrid } from './grid.ts'

export type WeighAsked = {
  readonly kind: AnyKind
  readonly edition: string
  readonly tables: readonly GivenTable[]
  readonly words: unknown
  readonly types: FactTypes
  /** Every text of the book, by its place. */
  readonly texts: ReadonlyMap<string, string>
}

export type PlacedFinding = Finding & { readonly place: GridPlace | null }
export type Weighed = {
  /** The edition as its file would hold it; null where the cells make none. */
  readonly numbers: Json | null
  readonly digest: string | null
  readonly findings: readonly PlacedFinding[]
}

/** Where something found in an edition stands in the grid: the place itself, else the nearest around it. */
function placeIn(tables: readonly DecisionTable[], places: ReadonlyMap<string, string>, at: string): GridPlace | null {
  const path = at
    .slice(at.indexOf('#') + 1)
    .replace(/^\//, '')
    .replaceAll('/', '.')
  const whole = tables.findIndex(table => table.parent === '' && table.shape === 'rows' && table.key === path)
  if (whole >= 0) return { table: whole, row: null, column: null }
  for (let inner = path; inner !== ''; inner = inner.slice(0, Math.max(0, inner.lastIndexOf('.')))) {
    const place = places.get(inner)
    if (place !== undefined) return gridPlace(place) ?? null
  }
  // Values of a table carry its provenance once; what is said of all of them is said of the table.
  const table = tables.findIndex(
    one => pathOf(one) !== '' && (path === pathOf(one) || path.startsWith(`${pathOf(one)}.`)),
  )
  return table < 0 ? null : { table, row: null, column: null }
}

const unmade = (refusals: readonly Refusal[]): Weighed => ({
  numbers: null,
  digest: null,
  findings: refusals.map(({ code, at, params }) => ({
    ...{ code, at, params, severity: 'error' },
    place: gridPlace(at) ?? null,
  })),
})

/** What a grid comes to: the edition it makes, and everything found of it. */
export function weighed({ kind, edition, tables: given, words, types, texts }: WeighAsked): Weighed {
  const tables = tablesOfGrid(given)
  if (!tables.ok) return unmade(tables.refusals)
  const made = assembled(kind, tables.value, types, placeOfGrid)
  if (!made.ok) return unmade(made.refusals)
  const { edition: numbers, places } = made.value
  const answer = (findings: readonly Finding[]): Weighed => ({
    numbers,
    digest: digestOf(numbers),
    findings: findings.map(one => ({ ...one, place: placeIn(tables.value, places, one.at) })),
  })
  const asErrors = (refusals: readonly Refusal[]): readonly Finding[] =>
    refusals.map(({ code, at, params }) => ({ code, at, params, severity: 'error' }))
  const shaped = parsed(SCHEMAS[kind], numbers)
  if (!shaped.ok) return answer(asErrors(shaped.refusals))
  const named = { kind, edition }
  const head = textsOf(named, numbers, words)
  if (!head.ok) return answer(asErrors(head.refusals.map(one => ({ ...one, at: one.at.replace(/^numbers\./, '') }))))
  const book = readRuleBook(
    new Map([...texts, [numbersPlace(named), head.value.numbers], [wordsPlace(named), head.value.words]]),
  )
  return answer(book.ok ? draftFindings(book.value, kind, edition) : asErrors(book.refusals))
}
