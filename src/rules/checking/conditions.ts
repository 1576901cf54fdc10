/**
 * Facts and conditions that stand in no file of clauses: what a table of an edition says by its keys and amounts,
 * written as conditions, so that one search looks at all of them alike.
 */
import type { Fact, FactType } from '../facts.ts'
import type { PlannedCondition } from '../plan.ts'

type Shape = {
  readonly type: FactType
  readonly unit: string
  readonly min?: number
  readonly max?: number
  readonly codes?: readonly string[]
}

/** A fact of a table that no vocabulary declares, such as the amount a level may sign. */
export function tableFact(name: string, { type, unit, min = 0, max = 1, codes = [] }: Shape): Fact {
  const isCode = type === 'code'
  return {
    ...{ name, index: -1, type, unit, scale: 0, source: 'a table', freshDays: null, words: null },
    ...{ min: isCode ? 0 : min, max: isCode ? codes.length - 1 : max },
    ...{ codes, codeIndex: new Map(codes.map((code, place) => [code, place])) },
  }
}

/** Low <= fact <= high, as scaled integers. */
export const within = (fact: Fact, low: number, high: number): PlannedCondition => ({
  ...{ kind: 'leaf', at: '', fact, operator: 'at_most', threshold: high, codes: null, parameter: null },
  test: { kind: 'range', low, high, isInside: true },
})

export const atMost = (fact: Fact, high: number): PlannedCondition => within(fact, Number.NEGATIVE_INFINITY, high)
export const atLeast = (fact: Fact, low: number): PlannedCondition => within(fact, low, Number.POSITIVE_INFINITY)

/** The fact is one of the codes; those the fact does not list are nobody's. */
export const oneOf = (fact: Fact, codes: readonly string[]): PlannedCondition => ({
  ...{ kind: 'leaf', at: '', fact, operator: 'one_of', threshold: Number.NaN, codes, parameter: null },
  test: { kind: 'codes', table: Uint8Array.from(fact.codes, code => (codes.includes(code) ? 1 : 0)) },
})

export const allOf = (...of: readonly PlannedCondition[]): PlannedCondition => ({ kind: 'all', at: '', of })
