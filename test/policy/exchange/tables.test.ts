/** Editions as tables: what goes out comes back to the byte, for every edition shipped and for what is made of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../src/kernel/digest.ts'
import { assembled } from '../../../src/policy/exchange/edition.ts'
import { tablesOf } from '../../../src/policy/exchange/tables.ts'
import { edition, kinds, type Loose, mutated, POLICY, types } from './sample.ts'

const back = (content: Loose) => {
  const made = assembled(content.kind, tablesOf(content, types), types, (...at) => at.join(' '))
  return made.ok ? canonicalJson(made.value.edition) : made.refusals
}

test.each(kinds)('every edition of %s goes into tables and comes back the same', kind => {
  expect(back(edition(kind))).toEqual(canonicalJson(edition(kind)))
})

test('a condition whose facts stand in another order than a row before has them keeps its order', () => {
  const draft = edition('terms')
  const surcharges = draft.fees.surcharges
  const [impaired] = surcharges.slice(-1)
  surcharges.push({ ...structuredClone(impaired), code: 'turned' })
  surcharges.at(-1).when.all.reverse()
  const table = tablesOf(draft, types).find(one => one.key === 'fees.surcharges')
  const turned = table?.rows.at(-1)?.filter(cell => cell !== undefined && cell.kind !== 'json')
  expect(turned?.map(cell => cell?.kind)).toEqual(['expression'])
  expect(back(draft)).toEqual(canonicalJson(draft))
})

test('so does whatever is made of them: values, rows and conditions changed, moved, left out and doubled', () => {
  fc.assert(
    fc.property(fc.constantFrom(...POLICY), mutated, (kind, mutate) => {
      const draft = mutate(edition(kind))
      expect(back(draft)).toEqual(canonicalJson(draft))
    }),
    { numRuns: 150 },
  )
}, 120_000)
