/**
 * Coverage checked: each programme's rows, and the ordinary ratio with what lowers it. A programme that has rows of its
 * own is to have one for every case; a better case is never covered less.
 */
import type { CompiledProgramme, Guard, Rated } from '../../decision/policy.ts'
import { nodeOf, satisfying } from '../../rules/checking/search.ts'
import { factsOf, spaceOf, witnessOf } from '../../rules/checking/space.ts'
import type { Table, TableRow } from '../../rules/checking/tables.ts'
import type { PlannedCondition } from '../../rules/plan.ts'
import { possibleIn } from './eligibility.ts'
import { type Checked, type Placed, tableFindings, type WitnessFinding } from './finding.ts'

/** The condition behind a guard; null where there is none. */
export const guardOf = ({ rules }: Checked, guard: Guard): PlannedCondition | null =>
  guard < 0 ? null : (rules.policy.guards.plan.clauses[guard]?.conditions ?? null)

export const ratedRow = (checked: Checked, one: Rated, holdsUnknown: boolean, sign = 1n): TableRow => ({
  ...{ code: one.code, when: guardOf(checked, one.guard), gives: one.rate * sign, holdsUnknown },
})

function programmeFindings(checked: Checked, programme: CompiledProgramme, at: number): readonly WitnessFinding[] {
  const place = `${checked.fileOf('programmes')}#programmes.${at}.coverage`
  const table: Table = {
    rows: programme.coverage.map(one => ratedRow(checked, one, false)),
    ...{ hit: 'first', otherwise: undefined, better: 'higher', directions: checked.directions },
    possible: possibleIn(checked, programme),
  }
  return tableFindings(table, {
    ...{ table: 'coverage', place, rowPlaces: table.rows.map((_, row) => `${place}.${row}`) },
    params: { programme: programme.code },
  })
}

/** Rows that are added up: by what they add in the right order, and by the steps each makes over one number alone. */
export function addedFindings(table: Table, placed: Placed): readonly WitnessFinding[] {
  const whole = tableFindings(table, placed)
  const groups = new Map<string, number[]>()
  for (const [place, row] of table.rows.entries()) {
    const [fact, ...more] = row.when === null ? [] : factsOf([row.when])
    if (fact !== undefined && more.length === 0) groups.set(fact.name, [...(groups.get(fact.name) ?? []), place])
  }
  const steps = [...groups.values()].filter(places => places.length > 1 && places.length < table.rows.length)
  return [
    ...whole,
    ...steps.flatMap(places => {
      const rows = places.map(place => table.rows[place] as TableRow)
      const rowPlaces = places.map(place => placed.rowPlaces[place] ?? placed.place)
      const own: Table = { ...table, rows, better: null }
      return tableFindings(own, { ...placed, rowPlaces }).filter(one => one.kind === 'gap')
    }),
  ]
}

/** Reductions of which so many may hold at once that nothing is left to guarantee. */
const SUBSETS_MAX = 12

function nothingLeft(checked: Checked, place: string): readonly WitnessFinding[] {
  const { coverageBasic, coverageReductions } = checked.rules.policy.terms
  const rows = coverageReductions.map(one => ({ ...one, when: guardOf(checked, one.guard) }))
  const finding = (
    kind: 'nothing_given' | 'not_decided',
    codes: readonly string[],
    witness: WitnessFinding['witness'],
  ) => ({
    ...{ kind, severity: kind === 'nothing_given' ? ('error' as const) : ('warning' as const), place },
    ...{ params: { table: 'coverage_reductions', row: codes.join(', '), over: 'known' }, witness },
  })
  const all = rows.reduce((sum, row) => sum + row.rate, 0n)
  if (coverageBasic - all > 0n) return []
  const conditions = rows.flatMap(row => (row.when === null ? [] : [row.when]))
  const space = spaceOf(conditions, { withUnknown: false })
  const codes = rows.map(row => row.code)
  const unknown = Object.fromEntries(space.facts.map(fact => [fact.name, null]))
  if (rows.length > SUBSETS_MAX) return [finding('not_decided', codes, unknown)]
  for (let subset = 1; subset < 1 << rows.length; subset++) {
    const some = rows.filter((_, row) => (subset >> row) & 1)
    if (coverageBasic - some.reduce((sum, row) => sum + row.rate, 0n) > 0n) continue
    const search = satisfying(
      space,
      some.flatMap(row => (row.when === null ? [] : [{ node: nodeOf(space, row.when), allowed: 4 }])),
    )
    const own = some.map(row => row.code)
    if (search.state === 'found') return [finding('nothing_given', own, witnessOf(space, search.chosen))]
    if (search.state === 'not_decided') return [finding('not_decided', own, unknown)]
  }
  return []
}

/** Every finding about coverage. */
export function coverageFindings(checked: Checked): readonly WitnessFinding[] {
  const { terms, programmes } = checked.rules.policy
  const place = `${checked.fileOf('terms')}#coverage.reductions`
  const reductions: Table = {
    rows: terms.coverageReductions.map(one => ratedRow(checked, one, true, -1n)),
    ...{ hit: 'all', otherwise: terms.coverageBasic, better: 'higher', directions: checked.directions },
    bounds: { least: 0n, most: terms.coverageBasic },
  }
  return [
    ...[...programmes.values()].flatMap((one, at) =>
      one.coverage.length === 0 ? [] : programmeFindings(checked, one, at),
    ),
    ...addedFindings(reductions, {
      ...{ table: 'coverage_reductions', place, rowPlaces: reductions.rows.map((_, row) => `${place}.${row}`) },
    }),
    ...nothingLeft(checked, place),
  ]
}
