/** An application as a form: what it shows, what it keeps, what it leaves alone; and the way as a firm sees it. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STATES } from '../../src/application/life.ts'
import { contentSchema } from '../../src/appraisal/content.ts'
import { PART_BYTES, partsMissing } from '../../src/console/parts/file-parts.ts'
import * as choices from '../../src/console/sme/choices.ts'
import { words as codeWords } from '../../src/console/sme/code-words.ko.ts'
import { blankRow, type Field, fieldAt, filledWith, formOf, mistakesIn, wrongOf } from '../../src/console/sme/fields.ts'
import { words as formWords } from '../../src/console/sme/form-words.ko.ts'
import { at, percentIn, ratioIn, type Tree } from '../../src/console/sme/paths.ts'
import { beginning, company, financials, plan, request, SECTIONS, technology } from '../../src/console/sme/sections.ts'
import { placeOf, STAGES } from '../../src/console/sme/stages.ts'
import { papersDue, taskStates } from '../../src/console/sme/tasks.ts'
import { words as smeWords } from '../../src/console/sme/words.ko.ts'
import * as party from '../../src/party/schema.ts'
import { ASSET_KINDS } from '../../src/technology/schema.ts'

const draft = JSON.parse(readFileSync('fixtures/requests/firm-draft.json', 'utf8')) as { content: Tree; names: Tree }
const kept = { content: draft.content, names: draft.names }
const TODAY = '2026-11-22'
const every = Object.values(SECTIONS)

describe('an application as forms', () => {
  test.each(every)('$key: shown and kept again unchanged, it is what it was, to its sources and days', section => {
    expect(filledWith(section, kept, formOf(section, kept), TODAY)).toEqual(kept)
    expect(mistakesIn(section, formOf(section, kept))).toEqual({})
  })

  test('what is changed is said by the firm today; what is not keeps who said it', () => {
    const form = formOf(plan, kept)
    const { content } = filledWith(plan, kept, { ...form, values: { ...form.values, employees_total: '54' } }, TODAY)
    expect(at(content, 'application.plan.employees_total')).toEqual({
      value: 54,
      source: 'self_declaration',
      as_of: TODAY,
    })
    expect(at(content, 'application.plan.employees_rnd')).toEqual(at(kept.content, 'application.plan.employees_rnd'))
    expect(contentSchema.safeParse(content).success).toBe(true)
  })

  test('a row that is added is whole by the schema, and the one beside it stays as the tax office told it', () => {
    const form = formOf(financials, kept)
    const [list] = financials.lists
    if (list === undefined) throw new Error('the figures have no years')
    const rows = (form.lists['years'] ?? []).slice(0, 1)
    const row = { ...blankRow(list, { today: TODAY, uuid: 'u', firm: 'firm-901', place: 1 }) }
    for (const field of list.fields) if (row[field.key] === '') row[field.key] = '7'
    const { content } = filledWith(
      financials,
      kept,
      { ...form, lists: { years: [...rows, { ...row, net_income: '-7' }] } },
      TODAY,
    )
    const years = at(content, 'application.financials') as readonly Tree[]
    expect(years[0]).toEqual((at(kept.content, 'application.financials') as readonly Tree[])[0])
    expect(years[1]).toMatchObject({ fiscal_year: 2024, net_income: '-7', source: 'self_declaration', as_of: TODAY })
    expect(years[1]).not.toHaveProperty('key')
    expect(contentSchema.safeParse(content).error).toBeUndefined()
  })

  test('a right that is not relied on leaves the list of those that are', () => {
    const form = formOf(technology, kept)
    const assets = (form.lists['assets'] ?? []).map((row, place) => (place === 0 ? { ...row, relied: 'false' } : row))
    const { content } = filledWith(technology, kept, { ...form, lists: { ...form.lists, assets } }, TODAY)
    expect(at(content, 'technology.relied_on')).not.toContain('asset-1')
    expect(contentSchema.safeParse(content).success).toBe(true)
  })

  test('a name is kept beside the application and never in it', () => {
    const form = formOf(company, kept)
    const owners = (form.lists['owners'] ?? []).map(row => ({ ...row, name: '＜홍 길동＞ = 1+1' }))
    const { content, names } = filledWith(company, kept, { ...form, lists: { ...form.lists, owners } }, TODAY)
    expect(JSON.stringify(content)).not.toContain('길동')
    expect(names['person-901']).toMatchObject({ ko: '＜홍 길동＞ = 1+1', en: 'Demonstration owner (invented)' })
  })

  test('who is not registered yet is not asked for a number, and one given before is taken out', () => {
    const form = formOf(company, kept)
    const values = { ...form.values, legal_form: 'pre_startup' }
    const { content } = filledWith(company, kept, { ...form, values }, TODAY)
    expect(at(content, 'party.firm.business_number')).toBeUndefined()
    expect(at(content, 'party.firm.company_form')).toBeUndefined()
  })

  test('mistakes name the field, and a refusal of the service finds it', () => {
    const form = formOf(request, kept)
    const wrong = { ...form, values: { ...form.values, loan_amount: '?', term_months: 'zwölf', programme: '' } }
    expect(mistakesIn(request, wrong)).toEqual({
      'field-programme': 'required',
      'field-loan_amount': 'amount',
      'field-term_months': 'number',
    })
    // A year stands once; the second of two is where it is mended.
    const years = formOf(financials, kept)
    const [first = {}, ...others] = years.lists['years'] ?? []
    const twice = { ...years, lists: { years: [first, ...others, first] } }
    expect(mistakesIn(financials, twice)).toEqual({ [`field-years-${others.length + 1}-fiscal_year`]: 'twice' })
    expect(fieldAt(company, 'content.party.firm.business_number')).toBe('field-business_number')
    expect(fieldAt(financials, 'content.application.financials.1.sales')).toBe('field-years-1-sales')
    expect(fieldAt(company, 'content.technology')).toBeUndefined()
  })

  test('numbers and days are taken as papers print them', () => {
    const form = formOf(company, kept)
    const printed = { business_number: '101-86-00007', corporate_number: ' 110111-1234567 ', founded_on: '2014. 3. 2.' }
    const values = { ...form.values, ...printed }
    expect(mistakesIn(company, { ...form, values })).toEqual({})
    const firm = at(filledWith(company, kept, { ...form, values }, TODAY).content, 'party.firm')
    expect(firm).toMatchObject({
      business_number: '1018600007',
      corporate_number: '1101111234567',
      founded_on: '2014-03-02',
    })
    const wrong = { ...form, values: { ...values, founded_on: '2014.13.2' } }
    expect(mistakesIn(company, wrong)).toEqual({ 'field-founded_on': 'day' })
  })

  test('a field with a rule of its own says it where the service refuses it, in a row too', () => {
    expect(wrongOf('field-business_number')).toBe('wrong_business_number')
    expect(wrongOf('field-assets-0-registered_on')).toBe('wrong_registered_on')
    expect(wrongOf('field-name')).toBe('mistake_malformed')
  })

  test('nothing is asked twice: no place of an application stands in two forms', () => {
    const paths = every.flatMap(section => [
      ...section.fields.map(field => field.path),
      ...section.lists.flatMap(list => list.fields.map(field => `${list.path} ${field.path}`)),
    ])
    expect(new Set(paths).size).toBe(paths.length)
    const asked = every.flatMap(section => [...section.fields, ...section.lists.flatMap(list => list.fields)])
    expect(asked.length).toBeLessThanOrEqual(60)
  })
})

describe('words of the forms', () => {
  const fields = [...every, beginning(false)].flatMap(section => [
    ...section.fields,
    ...section.lists.flatMap(list => list.fields),
  ])
  test('every field, list and code a form shows has its word', () => {
    const lists = every.flatMap(section => section.lists)
    const due = [
      ...fields.map(field => `field_${field.key}`),
      ...lists.flatMap(({ key }) => [`list_${key}`, `list_${key}_text`, `row_${key}`, `add_${key}`]),
    ]
    expect(due.filter(key => !Object.hasOwn(formWords, key))).toEqual([])
    const set = (field: Field): string => (field.key === 'kind' ? 'asset' : field.key)
    const codes = fields.flatMap(field => (field.choices ?? []).map(code => `${set(field)}_${code.replace('-', '_')}`))
    expect(codes.filter(key => !Object.hasOwn(codeWords, key))).toEqual([])
  })
  test('the codes offered are all there are', () => {
    expect([...choices.LEGAL_FORMS].sort()).toEqual([...party.LEGAL_FORMS].sort())
    expect([...choices.COMPANY_FORMS].sort()).toEqual([...party.COMPANY_FORMS].sort())
    expect([...choices.OWNER_ROLES].sort()).toEqual([...party.OWNER_ROLES].sort())
    expect([...choices.CERTIFICATIONS].sort()).toEqual([...party.CERTIFICATIONS].sort())
    expect([...choices.REGIONS].sort()).toEqual([...party.REGIONS].sort())
    expect([...choices.ASSET_KINDS].sort()).toEqual([...ASSET_KINDS].sort())
  })
  test('every state has its word, its stage and somebody it lies with', () => {
    for (const state of STATES) {
      expect(smeWords).toHaveProperty([`state_${state}`])
      expect(STAGES).toContain(placeOf(state).stage)
      expect(smeWords).toHaveProperty([`holder_${placeOf(state).holder}`])
    }
  })
})

describe('the task list', () => {
  test('says what is done and what is due, and papers by their type', () => {
    const due = ['business_registration', 'valuation_report']
    expect(papersDue(kept, due)).toEqual(['valuation_report'])
    expect(taskStates(kept, due)).toEqual({
      company: 'done',
      request: 'done',
      plan: 'done',
      financials: 'done',
      technology: 'done',
      papers: 'begun',
    })
  })
})

describe('numbers in forms', () => {
  test('per cent and ratio are each other’s, exactly', () => {
    expect(percentIn('0.66')).toBe('66')
    expect(percentIn('0.103')).toBe('10.3')
    expect(percentIn('1')).toBe('100')
    expect(ratioIn('66.5%')).toBe('0.665')
    expect(ratioIn('-3')).toBe('-0.03')
    expect(ratioIn('viel')).toBeUndefined()
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 9n), scaled => {
        const digits = scaled.toString().padStart(7, '0')
        const ratio = `${digits.slice(0, -6).replace(/^0+(?=\d)/, '')}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
        expect(ratioIn(percentIn(ratio))).toBe(ratio)
      }),
    )
  })
  test('of a file in parts, what is missing is sent and nothing else', () => {
    const size = 2 * PART_BYTES + 1
    expect(partsMissing(size, [])).toEqual([0, 1, 2])
    expect(partsMissing(size, [{ part: 0 }, { part: 2 }])).toEqual([1])
    expect(partsMissing(PART_BYTES, [{ part: 0 }])).toEqual([])
  })
})
