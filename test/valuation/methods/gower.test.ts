/** Gower's coefficient against its definition, pair by pair, and the nearest against sorting them all. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest, packed, similarities, type Terms, type Weights } from '../../../src/valuation/methods/gower.ts'

const name = (names: readonly string[]) => fc.option(fc.constantFrom(...names), { nil: undefined })
const measure = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: undefined })
const terms: fc.Arbitrary<Terms> = fc.record({
  ipc: name(['H01M', 'H01L', 'H02J', 'G06F', 'H01', 'A']),
  industry: name(['battery', 'software']),
  stage: name(['pilot', 'market']),
  exclusivity: name(['exclusive', 'shared']),
  territory: name(['kr', 'world']),
  upfront: measure(1000),
  royalty: measure(20),
  month: measure(300),
})
const WEIGHTS: Weights = { ipc: 3, industry: 2, stage: 1, exclusivity: 1, upfront: 2, royalty: 4, month: 0.5 }

/** The definition, read off the paper, one pair at a time. */
function byDefinition(all: readonly Terms[], a: Terms, b: Terms): number {
  let sum = 0
  let full = 0
  for (const attribute of ['industry', 'stage', 'exclusivity', 'territory'] as const) {
    const weight = WEIGHTS[attribute] ?? 0
    if (a[attribute] === undefined || b[attribute] === undefined || weight === 0) continue
    full += weight
    if (a[attribute] === b[attribute]) sum += weight
  }
  for (const level of [1, 3, 4]) {
    const [one, other] = [a.ipc, b.ipc]
    if (one === undefined || other === undefined || one.length < level || other.length < level) continue
    full += (WEIGHTS.ipc ?? 0) / 3
    if (one.slice(0, level) === other.slice(0, level)) sum += (WEIGHTS.ipc ?? 0) / 3
  }
  for (const attribute of ['upfront', 'royalty', 'month'] as const) {
    const known = all.map(each => each[attribute]).filter(each => each !== undefined)
    const range = Math.max(...known) - Math.min(...known)
    const [x, y] = [a[attribute], b[attribute]]
    if (x === undefined || y === undefined) continue
    const weight = WEIGHTS[attribute] ?? 0
    full += weight
    sum += weight * (x === y ? 1 : range === 0 ? 0 : Math.max(0, 1 - Math.abs(x - y) / range))
  }
  return sum / full
}

test('every row is as alike as the definition says, and what is unknown on either side does not count', () =>
  fc.assert(
    fc.property(fc.array(terms, { minLength: 1, maxLength: 30 }), terms, (all, subject) => {
      const found = similarities(packed(all), subject, WEIGHTS)
      for (const [row, one] of all.entries()) {
        const expected = byDefinition(all, subject, one)
        if (Number.isNaN(expected)) expect(found[row]).toBeNaN()
        else expect(found[row]).toBeCloseTo(expected, 12)
      }
    }),
  ))

test('the nearest are the first of all sorted by likeness, of equals the earlier', () =>
  fc.assert(
    fc.property(
      fc.array(terms, { minLength: 1, maxLength: 40 }),
      terms,
      fc.integer({ min: 1, max: 10 }),
      (all, subject, count) => {
        const collection = packed(all)
        const sorted = [...similarities(collection, subject, WEIGHTS).entries()]
          .filter(([, similarity]) => !Number.isNaN(similarity))
          .sort(([a, x], [b, y]) => y - x || a - b)
          .slice(0, count)
        const found = nearest(collection, subject, WEIGHTS, count)
        expect(found.map(one => [one.row, one.similarity])).toEqual(sorted)
      },
    ),
  ))

test('a subject is wholly like itself, and like nothing where nothing agrees', () => {
  const one: Terms = { ipc: 'H01M', industry: 'battery', royalty: 5 }
  const other: Terms = { ipc: 'A61K', industry: 'software', royalty: 15 }
  const found = similarities(packed([one, other]), one, { ipc: 1, industry: 1, royalty: 1 })
  expect([...found]).toEqual([1, 0])
})
