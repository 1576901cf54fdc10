/**
 * One comparison of the ways a clause set is evaluated - closures, traced closures, columns - with json-rules-engine,
 * case by case. `npm run oracle` makes it a million times, the tests a few thousand.
 */
import { sure } from '../kernel/result.ts'
import { columnsOf, compileColumns } from '../rules/columns.ts'
import { compileClauses } from '../rules/compile.ts'
import { OUTCOMES } from '../rules/evaluate.ts'
import { oracleOf } from '../rules/oracle.ts'
import { type FactValue, rowOf } from '../rules/rows.ts'
import { type ClauseSet, type Draw, drawFrom, generatedClauses, generatedValues } from './oracle-cases.ts'

export type Difference = {
  readonly clause: unknown
  readonly values: Readonly<Record<string, FactValue>>
  readonly engine: string
  readonly closures: string
  readonly traced: string
  readonly columns: string
}
export type Comparison = {
  sets: number
  cases: number
  /** Clause outcomes compared, by what json-rules-engine said. */
  readonly outcomes: Record<(typeof OUTCOMES)[number], number>
  mismatches: number
  readonly differences: Difference[]
}

export const emptyComparison = (): Comparison => ({
  sets: 0,
  cases: 0,
  outcomes: { not_met: 0, unknown: 0, met: 0, not_applicable: 0 },
  mismatches: 0,
  differences: [],
})

const DIFFERENCES_SHOWN = 5
const nameOf = (code: number | undefined) => OUTCOMES[code ?? -1] ?? 'unknown'

/** Compares all evaluators over one clause set and `cases` rows, adding to `comparison`. */
export const compareSet = async (set: ClauseSet, cases: number, draw: Draw, comparison: Comparison): Promise<void> => {
  const compiled = sure(compileClauses(set.clauses, set.vocabulary, set.parameters))
  const oracle = oracleOf(set.clauses, set.vocabulary, set.parameters)
  const values = Array.from({ length: cases }, () => generatedValues(draw))
  const rows = values.map(one => sure(rowOf(set.vocabulary, one)))
  comparison.sets += 1
  const columns = compileColumns(compiled.plan)(columnsOf(set.vocabulary, rows))
  for (const [i, row] of rows.entries()) {
    const given = values[i] ?? {}
    const engine = await oracle.outcomes(given)
    const closures = compiled.outcomes(row)
    const findings = compiled.trace(row)
    comparison.cases += 1
    for (const [c, clause] of set.clauses.entries()) {
      const said = {
        engine: nameOf(engine[c]),
        closures: nameOf(closures[c]),
        traced: findings[c]?.outcome ?? 'none',
        columns: nameOf(columns[c]?.[i]),
      }
      comparison.outcomes[said.engine] += 1
      if (said.closures === said.engine && said.traced === said.engine && said.columns === said.engine) continue
      comparison.mismatches += 1
      if (comparison.differences.length >= DIFFERENCES_SHOWN) continue
      comparison.differences.push({ clause: clause.json, values: given, ...said })
    }
  }
}

/** What is generated: sets of so many clauses, of 1 to `leavesMax` conditions each, and so many rows for each set. */
export type Generated = {
  readonly clauses: number
  readonly leavesMax: number
  readonly appliesShare: number
  readonly rows: number
}

/** Compares all evaluators over generated clause sets until `cases` rows are through. */
export const compareGenerated = async (
  cases: number,
  seed: number,
  { clauses, leavesMax, appliesShare, rows }: Generated,
  progress: (comparison: Comparison) => void = () => {},
): Promise<Comparison> => {
  const draw = drawFrom(seed)
  const comparison = emptyComparison()
  while (comparison.cases < cases) {
    const set = generatedClauses(draw, clauses, () => 1 + draw.below(leavesMax), appliesShare)
    await compareSet(set, Math.min(rows, cases - comparison.cases), draw, comparison)
    progress(comparison)
  }
  return comparison
}
