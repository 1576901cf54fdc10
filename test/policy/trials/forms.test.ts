/** The three forms of the rules agree over the trial cases; a slip in any one of them is found, with clause and row. */
import { beforeAll, describe, expect, test } from 'vitest'
import { rulesOn } from '../../../src/appraisal/rule-book.ts'
import { sure } from '../../../src/kernel/result.ts'
import {
  type FormSet,
  formDifferences,
  formSetsOf,
  rowsOfSet,
  valuesOf,
  WHENS,
} from '../../../src/policy/trials/forms.ts'
import { trialOf } from '../../../src/policy/trials/trial.ts'
import { oracleOf } from '../../../src/rules/oracle.ts'
import type { Row } from '../../../src/rules/rows.ts'
import { book } from '../../appraisal/sample.ts'
import { bookWith, casesOf, DAY } from './sample.ts'

const rules = sure(rulesOn(book, DAY))
const sets = sure(formSetsOf(rules))
const cases = casesOf('eligibility')
const rowsRun = sure(trialOf(book, DAY, cases)).rows
const set = (name: string): FormSet => sets.find(one => one.name === name) as FormSet
const ORDINARY = set('technology_guarantee')
const rows = rowsOfSet(ORDINARY, rowsRun)
let engine: Uint8Array[]

const secondOf = async (of: FormSet, some: readonly Row[]): Promise<Uint8Array[]> => {
  const oracle = oracleOf(of.compiled.clauses, rules.vocabulary, of.parameters)
  return Promise.all(some.map(row => oracle.outcomes(valuesOf(rules.vocabulary, row))))
}
beforeAll(async () => {
  engine = await secondOf(ORDINARY, rows)
})

const place = (clause: string): number => ORDINARY.compiled.clauses.findIndex(one => one.clause === clause)

describe('the three forms', () => {
  test('agree over every clause of the trial cases, outcome by outcome', () => {
    expect(rows.length).toBeGreaterThan(30)
    expect(formDifferences(ORDINARY, rows, engine)).toEqual([])
  })

  test('agree over every condition of the terms and programmes', async () => {
    const own = rowsOfSet(set(WHENS), rowsRun)
    expect(own).toHaveLength(rowsRun.length)
    expect(formDifferences(set(WHENS), own, await secondOf(set(WHENS), own))).toEqual([])
  })

  test('are made for each programme and for what stands in a condition', () => {
    expect(sets.map(one => one.name)).toEqual([WHENS, ...rules.policy.programmes.keys()])
  })
})

describe('a slip', () => {
  // The shipped threshold is 30 days; the planted one 31: one row, of 30 days, tells them apart.
  const slipped = sure(
    formSetsOf(sure(rulesOn(bookWith('eligibility', { 'parameters.arrears_days_decline.value': '31' }), DAY))),
  )
  const wrong = slipped.find(one => one.name === 'technology_guarantee') as FormSet
  const clause = 'general.arrears_long'
  const thirty = (): number =>
    rows.findIndex(row => row[rules.vocabulary.byName.get('arrears_days')?.index ?? -1] === 30)

  test('of the closures is found, with the clause, the row and what each form said', () => {
    const compiled = { ...ORDINARY.compiled, outcomes: wrong.compiled.outcomes }
    expect(formDifferences({ ...ORDINARY, compiled }, rows, engine)).toEqual([
      {
        ...{ set: 'technology_guarantee', clause, row: thirty() },
        ...{ closures: 'met', traced: 'not_met', columns: 'not_met', engine: 'not_met' },
      },
    ])
  })

  test('of the columns is found', () => {
    const compiled = { ...ORDINARY.compiled, plan: wrong.compiled.plan }
    expect(formDifferences({ ...ORDINARY, compiled }, rows, engine)).toMatchObject([{ clause, columns: 'met' }])
  })

  test('of the trace is found', () => {
    const compiled = { ...ORDINARY.compiled, trace: wrong.compiled.trace }
    expect(formDifferences({ ...ORDINARY, compiled }, rows, engine)).toMatchObject([{ clause, traced: 'met' }])
  })

  test('of json-rules-engine is found, also where it says nothing of a row', () => {
    const other = engine.map((one, number) => (number === thirty() ? one.with(place(clause), 2) : one))
    expect(formDifferences(ORDINARY, rows, other)).toMatchObject([{ clause, engine: 'met' }])
    expect(formDifferences(ORDINARY, rows, engine.slice(0, -1))).toHaveLength(ORDINARY.compiled.clauses.length)
  })
})
