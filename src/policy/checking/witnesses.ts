/**
 * Every check of the editions of one day, each finding with the case that shows it. Pure: the rules and their book in,
 * findings out, errors first.
 */
import type { RuleBook, Rules } from '../../appraisal/rule-book.ts'
import { amountFindings } from './amounts.ts'
import { authorityFindings } from './authority.ts'
import { coverageFindings } from './coverage.ts'
import { eligibilityFindings } from './eligibility.ts'
import { feeFindings } from './fees.ts'
import { type Checked, checkedOf, type WitnessFinding } from './finding.ts'

/**
 * What the editions of a day get wrong, or may get wrong, as a whole.
 * @param book the book the rules are of: the editions no decision is made by are read from it
 */
export function witnessesOf(rules: Rules, book: RuleBook): readonly WitnessFinding[] {
  const checked = checkedOf(rules, book)
  const found = [
    ...undirected(checked),
    ...eligibilityFindings(checked),
    ...coverageFindings(checked),
    ...amountFindings(checked),
    ...feeFindings(checked),
    ...authorityFindings(checked),
  ]
  return [...found.filter(one => one.severity === 'error'), ...found.filter(one => one.severity === 'warning')]
}

/** Without safeguards on the day no fact has a direction, and nothing is asked by order: that is said. */
function undirected({ directions }: Checked): readonly WitnessFinding[] {
  if (directions.size > 0) return []
  return [
    {
      ...{ kind: 'not_decided', severity: 'warning', place: 'safeguards/none.json#better_when_higher' },
      ...{ params: { table: 'safeguards' }, witness: {} },
    },
  ]
}
