/** Editions to be carried out and in: those shipped, and drafts made of them by chance. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { FactTypes } from '../../../src/policy/exchange/feel.ts'

// biome-ignore lint/suspicious/noExplicitAny: a draft is changed at any place
export type Loose = any

const texts = new Map<string, string>()
export const kinds: readonly string[] = readdirSync('rules').filter(kind => kind !== 'sources' && kind !== 'trials')
export const edition = (kind: string): Loose => {
  const text = texts.get(kind) ?? readFileSync(`rules/${kind}/2026-01.json`, 'utf8')
  texts.set(kind, text)
  return JSON.parse(text)
}
export const types: FactTypes = new Map(edition('facts').facts.map((one: Loose) => [one.name, one.type]))

/** Kinds whose tables are held through every form. */
export const POLICY = ['terms', 'grades', 'authority', 'eligibility', 'programmes', 'fees'] as const

/** Every place of a draft that holds something, as the object it stands in and its key there. */
function placesOf(value: Loose, found: (readonly [Loose, string | number])[] = []) {
  if (typeof value !== 'object' || value === null) return found
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    found.push([value, key])
    placesOf(value[key], found)
  }
  return found
}

const text = fc.oneof(
  fc.constantFrom(
    '0.80',
    '5000000000',
    '-1',
    'true',
    '(none)',
    '(rows)',
    '"quoted"',
    '[a, b]',
    '=1+1',
    '+1',
    '-x',
    ' ',
  ),
  fc.constantFrom('가나다', '担保', 'a\nb', 'a_x000D_b', 'it\'s <b> & "so"', '', '`', '1e5', '2026-01-01', '\u{1f600}'),
  fc.string({ maxLength: 12 }),
)
const condition: fc.Arbitrary<Loose> = fc.letrec(tie => ({
  leaf: fc.oneof(
    fc.record({
      fact: fc.constantFrom('loan_amount', 'guarantee_use_years'),
      operator: fc.constantFrom('at_least', 'at_most', 'more_than', 'less_than', 'equals', 'differs'),
      value: fc.constantFrom(
        '10',
        '0.5',
        { fact: 'parameter', params: { name: 'high_amount' } },
        { fact: 'sales_latest' },
      ),
    }),
    fc.record({
      fact: fc.constantFrom('purpose', 'programme', 'grade'),
      operator: fc.constantFrom('one_of', 'none_of'),
      value: fc.constantFrom(['rnd'], ['facility', 'rnd'], ['AAA', 'AA', 'A']),
    }),
    fc.record({
      fact: fc.constant('green_certified'),
      operator: fc.constantFrom('equals', 'differs'),
      value: fc.boolean(),
    }),
  ),
  group: fc.oneof(
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
  ),
  tree: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('group')),
})).tree

type Step = { readonly place: number; readonly what: string; readonly text: string; readonly condition: Loose }
const step: fc.Arbitrary<Step> = fc.record({
  place: fc.nat(),
  what: fc.constantFrom('text', 'text', 'condition', 'drop', 'double', 'reverse', 'empty'),
  text,
  condition,
})

/** A draft: one to five places of an edition changed. */
export const mutated: fc.Arbitrary<(draft: Loose) => Loose> = fc
  .array(step, { minLength: 1, maxLength: 5 })
  .map(steps => draft => {
    for (const { place, what, text: other, condition: tree } of steps) {
      const places = placesOf(draft).filter(
        ([inside, key]) => inside !== draft || !['kind', 'edition'].includes(String(key)),
      )
      const [inside, key] = places[place % places.length] ?? [draft, 'note']
      const value = inside[key]
      const isList = Array.isArray(value)
      if (what === 'text' && typeof value === 'string') inside[key] = other
      if (what === 'condition' && key === 'when') inside[key] = tree
      if (what === 'condition' && Array.isArray(inside) && inside[0]?.fact) inside.push(tree)
      if (what === 'drop') Array.isArray(inside) ? inside.splice(Number(key), 1) : delete inside[key]
      if (what === 'double' && Array.isArray(inside)) inside.push(structuredClone(value))
      if (what === 'reverse' && isList) value.reverse()
      if (what === 'empty' && typeof value === 'object' && value !== null) inside[key] = isList ? [] : {}
    }
    return draft
  })
