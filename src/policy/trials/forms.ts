/**
 * The rules in their three forms held against each other: the closures every decision runs through, the columns a
 * whole book is run through, and json-rules-engine as the second opinion. Whatever one of them says otherwise is a
 * difference, and rules with a difference are not proposed.
 */
import type { Rules } from '../../appraisal/rule-book.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { columnsOf, compileColumns } from '../../rules/columns.ts'
import type { CompiledClauses } from '../../rules/compile.ts'
import { OUTCOMES } from '../../rules/evaluate.ts'
import type { Vocabulary } from '../../rules/facts.ts'
import { type Parameters, parametersOf } from '../../rules/parameters.ts'
import type { RulesCode } from '../../rules/refusals.ts'
import { type FactValue, type Row, valueText } from '../../rules/rows.ts'

/** Clauses that are compiled together: a programme's, or every `when` of the terms and programmes. */
export type FormSet = { readonly name: string; readonly compiled: CompiledClauses; readonly parameters: Parameters }

/** The name of the set that holds every `when`. */
export const WHENS = 'when'

/** The sets of clauses of a rule book: one a programme, and every `when`. */
export function formSetsOf(rules: Rules): Result<readonly FormSet[], RulesCode> {
  const { eligibility, terms, programmes } = rules.editions
  const whens = parametersOf([eligibility.parameters, terms.parameters])
  if (!whens.ok) return whens
  const sets: FormSet[] = [{ name: WHENS, compiled: rules.policy.guards, parameters: whens.value }]
  for (const programme of programmes.programmes) {
    const compiled = rules.policy.programmes.get(programme.code)
    const parameters = parametersOf([eligibility.parameters, programme.parameters])
    if (!parameters.ok) return parameters
    if (compiled !== undefined)
      sets.push({ name: programme.code, compiled: compiled.clauses, parameters: parameters.value })
  }
  return ok(sets)
}

/** A row as facts are given to json-rules-engine: text and flags, what is not known left out. */
export function valuesOf(vocabulary: Vocabulary, row: Row): Readonly<Record<string, FactValue>> {
  const values: Record<string, FactValue> = {}
  for (const fact of vocabulary.facts) {
    const value = valueText(fact, row[fact.index] ?? Number.NaN)
    if (value !== null) values[fact.name] = fact.type === 'flag' ? value === 'true' : value
  }
  return values
}

/** A clause that does not come out alike: by form, what each said. */
export type FormDifference = {
  readonly set: string
  readonly clause: string
  /** The number of the row among those that were run. */
  readonly row: number
  readonly closures: string
  readonly traced: string
  readonly columns: string
  readonly engine: string
}

const nameOf = (code: number | undefined): string => OUTCOMES[code ?? -1] ?? 'nothing'

/**
 * Where the forms of one set of clauses differ over rows.
 * @param engine what json-rules-engine made of each row: outcome codes in the clauses' order
 */
export function formDifferences(
  { name, compiled }: FormSet,
  rows: readonly Row[],
  engine: readonly Uint8Array[],
): readonly FormDifference[] {
  const columns = compileColumns(compiled.plan)(columnsOf(compiled.plan.vocabulary, rows))
  return rows.flatMap((row, number) => {
    const closures = compiled.outcomes(row)
    const traced = compiled.trace(row)
    return compiled.clauses.flatMap((clause, place) => {
      const said = {
        closures: nameOf(closures[place]),
        traced: traced[place]?.outcome ?? 'nothing',
        columns: nameOf(columns[place]?.[number]),
        engine: nameOf(engine[number]?.[place]),
      }
      const isAlike = [said.traced, said.columns, said.engine].every(one => one === said.closures)
      return isAlike ? [] : [{ set: name, clause: clause.clause, row: number, ...said }]
    })
  })
}

/** The rows of a set among rows of several programmes: its own, or all of them for every `when`. */
export const rowsOfSet = (
  set: FormSet,
  rows: readonly { readonly programme: string; readonly row: Row }[],
): readonly Row[] => rows.filter(one => set.name === WHENS || one.programme === set.name).map(one => one.row)
