/**
 * Fees checked: the yearly rate as base, surcharges and discounts together make it, its bounds, and the rates added
 * later by long use and high amounts. A better case never pays more; a fact nobody knows never makes it cheaper.
 */
import { carriedOn } from '../../appraisal/rule-book.ts'
import { type Fixed, fixed } from '../../kernel/fixed.ts'
import { atLeast, oneOf, tableFact } from '../../rules/checking/conditions.ts'
import type { Table, TableRow } from '../../rules/checking/tables.ts'
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import { guaranteedRank } from './amounts.ts'
import { addedFindings, ratedRow } from './coverage.ts'
import { type Checked, factNamed, tableFindings, type WitnessFinding } from './finding.ts'

/** Rates by grade that are missing where somebody of the grade is guaranteed, or lie beyond the bounds of every fee. */
function baseFindings({ rules, fileOf }: Checked, worst: number): readonly WitnessFinding[] {
  const { base_by_grade: base, minimum, maximum } = rules.editions.terms.fees
  const place = `${fileOf('terms')}#fees`
  const table = 'base_by_grade'
  const crossed: readonly WitnessFinding[] =
    fixed(minimum.value) <= fixed(maximum.value)
      ? []
      : [
          {
            ...{ kind: 'bounds_crossed', severity: 'error', place: `${place}.minimum` },
            params: { table: 'fees', row: minimum.value, others: maximum.value, over: 'known' },
            witness: { grade: FINAL_GRADES[0] },
          },
        ]
  const rows = FINAL_GRADES.slice(0, worst + 1).flatMap((grade): readonly WitnessFinding[] => {
    const value = base.values[grade]
    const at = { place: `${place}.base_by_grade.values.${grade}`, witness: { grade } }
    if (value === undefined) return [{ ...at, kind: 'gap', severity: 'error', params: { table, over: 'known' } }]
    const rate: Fixed = fixed(value)
    if (rate >= fixed(minimum.value) && rate <= fixed(maximum.value)) return []
    const others = `${minimum.value}, ${maximum.value}`
    return [
      { ...at, kind: 'bounds_crossed', severity: 'warning', params: { table, row: value, others, over: 'known' } },
    ]
  })
  return [...crossed, ...rows]
}

function rateFindings(checked: Checked, worst: number): readonly WitnessFinding[] {
  const { terms } = checked.rules.policy
  const grade = factNamed(checked, 'grade')
  const place = `${checked.fileOf('terms')}#fees`
  const base: readonly TableRow[] = FINAL_GRADES.slice(0, worst + 1).map((code, rank) => ({
    ...{ code, when: oneOf(grade, [code]), gives: terms.feeBase[rank] ?? terms.feeMaximum, holdsUnknown: false },
  }))
  const surcharges = terms.surcharges.map(one => ratedRow(checked, one, true))
  const discounts = terms.discounts.map(one => ratedRow(checked, one, false, -1n))
  const isCrossed = terms.feeMinimum > terms.feeMaximum
  const table: Table = {
    rows: [...base, ...surcharges, ...discounts],
    ...{ hit: 'all', otherwise: 0n, better: isCrossed ? null : 'lower', directions: checked.directions },
    bounds: { least: terms.feeMinimum, most: terms.feeMaximum },
    possible: new Map([['grade', (value: number) => value <= worst]]),
  }
  const rowPlaces = [
    ...base.map(one => `${place}.base_by_grade.values.${one.code}`),
    ...surcharges.map((_, row) => `${place}.surcharges.${row}`),
    ...discounts.map((_, row) => `${place}.discounts.${row}`),
  ]
  return addedFindings(table, { table: 'fees', place, rowPlaces })
}

/** Steps of which the last that is passed counts: longer use or a higher amount is never cheaper. */
function additionFindings(checked: Checked): readonly WitnessFinding[] {
  const edition = carriedOn(checked.book, 'fees', checked.rules.day)
  if (!edition.ok) return []
  const { additions } = edition.value
  const kinds = [
    { name: 'long_use', unit: 'years', type: 'count', steps: additions.long_use },
    { name: 'high_amount', unit: 'won', type: 'money', steps: additions.high_amount },
  ] as const
  return kinds.flatMap(({ name, unit, type, steps }) => {
    const fact = tableFact(name, { type, unit, max: Number.MAX_SAFE_INTEGER - 1 })
    const place = `${checked.fileOf('fees')}#additions.${name}`
    const rows = steps.map(
      (step): TableRow => ({
        ...{ code: step.code, when: atLeast(fact, Number(step.over.value) + 1), gives: fixed(step.rate.value) },
        holdsUnknown: false,
      }),
    )
    const table: Table = {
      rows: rows.toReversed(),
      ...{ hit: 'first', otherwise: 0n, better: 'lower', directions: new Map([[name, 'falling'] as const]) },
      possible: new Map([[name, () => true]]),
    }
    const rowPlaces = rows.map((_, row) => `${place}.${row}`).toReversed()
    return tableFindings(table, { table: `additions_${name}`, place, rowPlaces })
  })
}

/** Every finding about fees. */
export function feeFindings(checked: Checked): readonly WitnessFinding[] {
  const worst = guaranteedRank(checked)
  return [...baseFindings(checked, worst), ...rateFindings(checked, worst), ...additionFindings(checked)]
}
