/**
 * What the checks of editions find: kind, place, the rows or clauses it is about, and the case that shows it. Codes and
 * values only; the sentences are made at the edge (words.ts).
 */
import type { AnyKind } from '../../appraisal/edition-kinds.ts'
import { carriedOn, type RuleBook, type Rules } from '../../appraisal/rule-book.ts'
import type { Shelved } from '../../appraisal/rule-files.ts'
import type { ClauseFinding, ClauseFindingKind } from '../../rules/checking/clauses.ts'
import { orderFindings } from '../../rules/checking/order.ts'
import { rowsFindings, type TABLE_FINDINGS, type Table, type TableFinding } from '../../rules/checking/tables.ts'
import { inForceOn } from '../../rules/edition.ts'
import type { Fact } from '../../rules/facts.ts'

/** Each kind of finding: what it is, and whether it bars a proposal wherever nothing else is said. */
export const FINDINGS = {
  gap: 'error',
  overlap: 'error',
  row_unreachable: 'error',
  row_shadowed: 'error',
  row_redundant: 'warning',
  not_monotone: 'error',
  unknown_rewarded: 'warning',
  not_rising: 'error',
  bounds_crossed: 'error',
  nothing_given: 'error',
  parts_make_no_whole: 'error',
  clause_unreachable: 'error',
  clause_contradictory: 'error',
  clause_always_met: 'warning',
  clauses_exclude: 'error',
  clauses_conflict: 'error',
  clause_duplicate: 'warning',
  clause_implied: 'warning',
  clauses_nobody_passes: 'error',
  not_decided: 'warning',
} as const satisfies Readonly<
  Record<ClauseFindingKind | (typeof TABLE_FINDINGS)[number], Severity> & Record<string, Severity>
>
export type FindingKind = keyof typeof FINDINGS
export type Severity = 'error' | 'warning'

export type Witness = Readonly<Record<string, string | boolean | null>>

export type WitnessFinding = {
  readonly kind: FindingKind
  /** An error bars a proposal; a warning is shown. */
  readonly severity: Severity
  /** `kind/edition.json#place`. */
  readonly place: string
  /**
   * The table, and the rows or clauses by their codes. `over` is `known` where it is so among known values, `unknown`
   * where it is so only because a fact is not known, `all` where it is so whether facts are known or not.
   */
  readonly params: Readonly<Record<string, string>>
  /** The case that shows it: every fact the rows read; null where it is not known. Other facts have no part in it. */
  readonly witness: Witness
  /** The second case, where two are held side by side: the better one, that is given the worse terms. */
  readonly beside?: Witness
}

/** What is checked: the rules of a day, the book they are of, and which way facts count. */
export type Checked = {
  readonly rules: Rules
  readonly book: RuleBook
  readonly directions: Table['directions']
  /** The file of a kind's edition on the day. */
  readonly fileOf: (kind: AnyKind) => string
}

export function checkedOf(rules: Rules, book: RuleBook): Checked {
  const held = carriedOn(book, 'safeguards', rules.day)
  const values = held.ok ? held.value.better_when_higher.values : {}
  const fileOf = (kind: AnyKind): string => {
    const own = rules.references.find(one => one.kind === kind)
    const edition = own ?? inForceOn<Shelved<AnyKind>>(book.shelves[kind], rules.day)
    return `${kind}/${edition?.edition ?? 'none'}.json`
  }
  return {
    ...{ rules, book, fileOf },
    directions: new Map(
      Object.entries(values).map(([fact, isRising]) => [fact, isRising === 'true' ? 'rising' : 'falling']),
    ),
  }
}

/** A declared fact; what the editions read by name in code is declared, or nothing would compile. */
export function factNamed({ rules }: Checked, name: string): Fact {
  const fact = rules.vocabulary.byName.get(name)
  if (fact === undefined) throw new Error(`the fact ${name} is not declared`)
  return fact
}

export type Placed = {
  /** What the table is, as its sentence names it. */
  readonly table: string
  /** Where the whole table stands. */
  readonly place: string
  /** Where each row stands. */
  readonly rowPlaces: readonly string[]
  readonly severities?: Readonly<Partial<Record<FindingKind, Severity>>>
  readonly params?: Readonly<Record<string, string>>
}

const listed = (codes: readonly (string | undefined)[]): string => codes.filter(code => code !== undefined).join(', ')

/** A finding of a table with its place, its rows by their codes. */
export function tableFinding(one: TableFinding, table: Table, placed: Placed): WitnessFinding {
  const codes = one.rows.map(row => table.rows[row]?.code)
  const [first, ...others] = codes
  const severity =
    placed.severities?.[one.kind] ?? (one.kind === 'gap' && one.over === 'unknown' ? 'warning' : FINDINGS[one.kind])
  const isOfRow = one.rows.length > 0 && one.kind !== 'gap'
  return {
    ...{ kind: one.kind, severity },
    place: (isOfRow ? placed.rowPlaces[one.rows[0] ?? -1] : undefined) ?? placed.place,
    params: {
      table: placed.table,
      ...placed.params,
      ...(first === undefined ? {} : { row: first }),
      ...(others.length === 0 ? {} : { others: listed(others) }),
      ...(one.fact === undefined ? {} : { fact: one.fact }),
      over: one.over,
    },
    witness: one.witness,
    ...(one.beside === undefined ? {} : { beside: one.beside }),
  }
}

/** Everything a table gets wrong, by its rows and by its order. */
export function tableFindings(table: Table, placed: Placed): readonly WitnessFinding[] {
  const rows = rowsFindings(table)
  const hasGap = table.otherwise === undefined && rows.some(one => one.kind === 'gap')
  return [...rows, ...orderFindings(table, hasGap)].map(one => tableFinding(one, table, placed))
}

/** A finding of clauses with its place. */
export function clauseFindingAt(
  one: ClauseFinding,
  place: string,
  severity: Severity = FINDINGS[one.kind],
  params: Readonly<Record<string, string>> = {},
): WitnessFinding {
  return {
    ...{ kind: one.kind, severity, place },
    params: {
      ...params,
      row: one.clause.clause.clause,
      ...(one.others.length === 0 ? {} : { others: listed(one.others.map(other => other.clause.clause)) }),
      ...(one.isAlsoUnknown === null ? {} : { over: one.isAlsoUnknown ? 'all' : 'known' }),
    },
    witness: one.witness,
  }
}
