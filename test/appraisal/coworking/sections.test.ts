/** Sections of an application: nobody reads or changes what is not theirs, and what is theirs is kept as given. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SECTIONS, type Section } from '../../../src/appraisal/coworking/schema.ts'
import { changedIn, mergedInto, type Part, PLACES, partOf } from '../../../src/appraisal/coworking/sections.ts'
import { SECTIONS as CONSOLE } from '../../../src/console/sme/sections.ts'
import { sure } from '../../../src/kernel/result.ts'

const whole: Part = {
  content: {
    party: {
      firm: {
        ...{ id: 'firm-1', legal_form: 'company', region: 'seoul', employees: 12, standing: { exposures: [] } },
        owners: [{ person: 'person-1', role: 'owner', share: '1' }],
      },
    },
    application: {
      ...{ programme: 'ordinary', estimated_sales: { value: '1' }, financials: [{ fiscal_year: 2025 }] },
      request: { bank: 'bank-1', purpose: 'working_capital', loan_amount: '100', term_months: 12 },
    },
    technology: { assets: [{ id: 'asset-1' }], readiness: { components: [], kind: 'device' }, relied_on: ['asset-1'] },
  },
  names: { 'firm-1': { ko: '한빛' }, 'person-1': { ko: '김하나' }, 'person-2': { ko: '이두리' } },
}
const sets = fc.subarray([...SECTIONS], { minLength: 1 })
/** Every place of a section set to something else. */
const altered = (part: Part, sections: readonly Section[]): Part =>
  JSON.parse(
    JSON.stringify(partOf(part, sections), (key, value: unknown) =>
      typeof value === 'string' && !['person', 'ko'].includes(key) ? `${value}x` : value,
    ),
  )
const refusedAt = (given: Part, sections: readonly Section[]) => {
  const found = mergedInto(whole, given, sections)
  return found.ok ? null : found.refusals.map(one => `${one.code} ${one.at}`)
}

describe('places', () => {
  test('are in one section only, none above another', () => {
    const all = SECTIONS.flatMap(section => [...PLACES[section]])
    expect(new Set(all).size).toBe(all.length)
    for (const one of all) expect(all.filter(other => other.startsWith(`${one}.`))).toEqual([])
  })

  test('hold every field of the same section of the console, and of no other', () => {
    expect(Object.keys(CONSOLE)).toEqual([...SECTIONS])
    for (const section of SECTIONS) {
      const { fields, lists } = CONSOLE[section]
      for (const { path } of [...fields, ...lists])
        expect([path, PLACES[section].some(place => path === place || path.startsWith(`${place}.`))]).toEqual([
          path,
          true,
        ])
    }
  })
})

describe('a part', () => {
  test('holds nothing of other sections, nor of what is in none', () => {
    expect(partOf(whole, ['request'])).toEqual({
      content: {
        application: {
          programme: 'ordinary',
          request: { purpose: 'working_capital', loan_amount: '100', term_months: 12 },
        },
      },
      names: {},
    })
    expect(partOf(whole, ['company']).names).toEqual({ 'person-1': { ko: '김하나' } })
    fc.assert(
      fc.property(sets, sections => {
        const rest = SECTIONS.filter(one => !sections.includes(one))
        expect(
          changedIn(partOf(whole, sections), { content: {}, names: {} }).filter(one => rest.includes(one)),
        ).toEqual([])
      }),
    )
  })

  test('given back unchanged leaves the whole as it was; changed, it changes its own sections and no other', () => {
    fc.assert(
      fc.property(sets, sections => {
        expect(sure(mergedInto(whole, partOf(whole, sections), sections))).toEqual(whole)
        const given = altered(whole, sections)
        const after = sure(mergedInto(whole, given, sections))
        expect(partOf(after, sections)).toEqual(given)
        const rest = SECTIONS.filter(one => !sections.includes(one))
        expect(partOf(after, rest)).toEqual(partOf(whole, rest))
        expect(changedIn(whole, after).every(one => sections.includes(one))).toBe(true)
        const { party } = after.content as { party: { firm: Record<string, unknown> } }
        expect([party.firm['id'], party.firm['standing']]).toEqual(['firm-1', { exposures: [] }])
      }),
    )
  })

  test('a place left out is taken out', () => {
    const after = sure(mergedInto(whole, { content: {}, names: {} }, ['plan']))
    expect(after.content['application']).not.toHaveProperty('estimated_sales')
  })

  test('another section, the firm’s own id, the bank and what is in no section are refused with their place', () => {
    const bank = { content: { application: { request: { bank: 'bank-2' } } }, names: {} }
    expect(refusedAt(bank, [...SECTIONS])).toEqual(['co_working_section_other content.application.request.bank'])
    const id = { content: { party: { firm: { id: 'firm-2' } } }, names: {} }
    expect(refusedAt(id, ['company'])).toEqual(['co_working_section_other content.party.firm.id'])
    const other = { content: { application: { financials: [] } }, names: {} }
    expect(refusedAt(other, ['company', 'plan'])).toEqual(['co_working_section_other content.application.financials'])
    const folder = { content: { party: 'gone' }, names: {} }
    expect(refusedAt(folder, ['company'])).toEqual(['co_working_section_other content.party'])
    const poisoned = { content: JSON.parse('{"__proto__":{"application":{}}}'), names: {} }
    expect(refusedAt(poisoned, ['company'])).toEqual(['co_working_section_other content.__proto__'])
  })

  test('nobody is renamed but owners, and whoever is named elsewhere is not made one', () => {
    const renaming = (person: string) => ({
      content: { party: { firm: { owners: [{ person }] } } },
      names: { [person]: { ko: '박세라' } },
    })
    expect(refusedAt(renaming('person-1'), ['company'])).toBeNull()
    expect(refusedAt(renaming('person-9'), ['company'])).toBeNull()
    // Nor is their name read by an owner's row without one.
    const unnamed = { content: renaming('person-2').content, names: {} }
    expect(refusedAt(unnamed, ['company', 'technology'])).toEqual(['co_working_section_other names.person-2'])
    // A name goes with its row.
    const without = { content: { party: { firm: { owners: [] } } }, names: {} }
    expect(Object.keys(sure(mergedInto(whole, without, ['company'])).names)).toEqual(['firm-1', 'person-2'])
    expect(refusedAt(renaming('person-2'), ['company'])).toEqual(['co_working_section_other names.person-2'])
    expect(refusedAt({ content: {}, names: { 'firm-1': { ko: '다른' } } }, ['plan'])).toEqual([
      'co_working_section_other names.firm-1',
    ])
  })
})
