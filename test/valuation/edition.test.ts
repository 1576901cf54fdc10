/** The edition of the valuation rules: every number with its ground, every code with its words. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { provenanceOf, sourcesSchema } from '../../src/kernel/sourced.ts'
import { filled, LANGUAGES } from '../../src/kernel/words.ts'
import { LIFE_FACTORS, RISK_ITEMS, STRENGTH_ITEMS } from '../../src/valuation/items.ts'
import { refusals } from '../../src/valuation/refusals.ts'
import {
  GUIDES,
  METHODS,
  RATIO_SOURCES,
  RATIOS,
  SCENARIOS,
  SIZES,
  type ValuationRequest,
  valuationEditionSchema,
  valuationWordsSchema,
} from '../../src/valuation/schema.ts'
import { value } from '../../src/valuation/value.ts'
import { compiled, edition, editionFile, plainRequest, publishedRequest } from './example.ts'

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../rules/${path}`, import.meta.url), 'utf8'))
const { words } = valuationWordsSchema.parse(read('valuation/2026-01.words.json'))

type Loose = { [key: string]: Loose }
const planted = (change: (file: Loose) => void): boolean => {
  const file = editionFile() as Loose
  change(file)
  return valuationEditionSchema.safeParse(file).success
}

describe('the numbers', () => {
  test('the shipped file is an edition', () => {
    expect(planted(() => undefined)).toBe(true)
  })

  test.each<[string, (file: Loose) => void]>([
    ['a published number without a source', file => void delete file['tax_rate']?.['source']],
    ['an assumed number that does not say so', file => void delete file['value_step']?.['note']],
    [
      'a factor of the life without a weight',
      file => void delete file['life']?.['weights']?.['values']?.['superiority'],
    ],
    ['a gap in the table of premiums', file => void delete file['premium']?.['table']?.['values']?.['33']],
    ['a table of premiums that ends too early', file => void delete file['premium']?.['table']?.['values']?.['50']],
    [
      'a company size nobody knows',
      file => {
        const rows = file['discount_2021']?.['published']?.['debt_cost']?.['values']
        if (rows !== undefined) rows['A01'] = { tiny: '0.1' as unknown as Loose }
      },
    ],
    ['a quartile left out', file => void delete file['life']?.['citation_life']?.['values']?.['H']?.['q3']],
    ['a scenario left out', file => void delete file['scenarios']?.['sales_factor']?.['values']?.['low']],
    [
      'a percent written as a number',
      file => {
        if (file['tax_rate'] !== undefined) file['tax_rate']['value'] = 0.22 as unknown as Loose
      },
    ],
    [
      'a field nobody reads',
      file => {
        file['extra'] = {}
      },
    ],
  ])('%s does not load', (_, change) => {
    expect(planted(change)).toBe(false)
  })

  test('every source named is described', () => {
    const sources = sourcesSchema.parse(read('sources/valuation.json'))
    const named = provenanceOf(edition).flatMap(line => (line.source === null ? [] : [line.source.split(',')[0] ?? '']))
    expect(named.filter(id => !(id in sources))).toEqual([])
  })

  test('every signed mark that decides an item is an indicator of the rubric', () => {
    const { indicators } = read('rubric/2026-01.json') as { indicators: { code: string }[] }
    const codes = new Set(indicators.map(indicator => indicator.code))
    const asked = Object.values(edition.item_marks).flatMap(list => Object.values(list))
    expect(asked.filter(code => !codes.has(code))).toEqual([])
  })

  test('the published capital rows are the printed ones', () => {
    const { published } = edition.discount_2021
    expect(published.equity_cost.values['B08']).toEqual({
      large: '0.0763',
      medium: '0.088',
      small: '0.1039',
      startup: '0.1175',
    })
    expect(published.equity_cost.values['C10']).toEqual({
      large: '0.0706',
      medium: '0.0794',
      small: '0.0914',
      startup: '0.1016',
    })
    expect(published.equity_cost.values['C11']).toEqual({
      large: '0.0626',
      medium: '0.0713',
      small: '0.0832',
      startup: '0.0933',
    })
    expect(published.debt_cost.values['A02']).toEqual({
      large: '0.0604',
      medium: '0.0711',
      small: '0.0835',
      startup: '0.0978',
    })
    expect(published.equity_share.values).toEqual({
      A01: '0.5727',
      A02: '0.7345',
      A03: '0.6382',
      B05: '0.6405',
      B06: '0.6405',
      B07: '0.6442',
      B08: '0.6405',
    })
  })

  test('what could not be obtained is assumed, never published', () => {
    expect(edition.life.citation_life.status).toBe('assumed')
    expect(edition.technology_factor.published).toBeUndefined()
    expect(edition.discount_2021.assumed.equity_cost.status).toBe('assumed')
    expect(edition.scenarios.discount_points.status).toBe('assumed')
  })
})

describe('the words', () => {
  const names = (prefix: string, codes: readonly string[]) => codes.map(code => `${prefix}.${code}.name`)
  const expected = [
    ...names('method', METHODS),
    ...names('guide', GUIDES),
    ...names('size', SIZES),
    ...names('scenario', SCENARIOS),
    ...names('life_factors', LIFE_FACTORS),
    ...names('risk_items', RISK_ITEMS),
    ...names('strength_items', STRENGTH_ITEMS),
    ...names('ratio', RATIOS),
    ...names('ratio_source', RATIO_SOURCES),
    ...names('ground', ['published', 'assumed', 'quoted', 'policy']),
    ...names('licence_industry', Object.keys(edition.royalty.rates.values)),
    ...Object.keys(refusals).map(code => `refusal.${code}`),
  ]

  test('every code has its words', () => {
    expect(expected.filter(key => !(key in words))).toEqual([])
  })

  test('every assumption, refusal, column and factor that is given can be said in three languages', () => {
    const day = calendarDate('2026-11-22')
    const losing: ValuationRequest = {
      ...plainRequest,
      expires_on: undefined,
      income: {
        technology_share: '0.6',
        strength_items: plainRequest.income?.strength_items,
        ratios: {
          manual: {
            cost_of_goods: '1.2',
            selling_and_administration: '0.2',
            capital_expenditure: '0',
            depreciation: '0',
            receivables: '0',
            inventory: '0',
            payables: '0',
          },
        },
      },
    }
    const said = new Set<string>()
    for (const request of [plainRequest, publishedRequest, losing]) {
      const valuation = sure(value(compiled, request, day))
      const given = [...valuation.assumptions, ...valuation.methods.flatMap(method => method.assumptions)]
      for (const { code, params } of given) {
        said.add(code)
        for (const language of LANGUAGES)
          expect(filled(words[`assumption.${code}`]?.[language] ?? '', params)).not.toBe('')
      }
      for (const method of valuation.methods) {
        expect(words[`status.${method.status}`]).toBeDefined()
        for (const factor of Object.keys(method.steps.factors)) expect(words[`factor.${factor}.name`]).toBeDefined()
        for (const cell of Object.keys(method.steps.years[0]?.cells ?? {}))
          expect(words[`cell.${cell}.name`]).toBeDefined()
      }
      expect(words[`why.${valuation.why.code}`]).toBeDefined()
      expect(words[`bound.${valuation.basis.bound}`]).toBeDefined()
    }
    expect(said).toContain('negative_floored')
    const sentences = Object.keys(words)
      .filter(key => key.startsWith('assumption.'))
      .map(key => key.slice(11))
    expect(sentences.filter(code => !said.has(code))).toEqual([])
  })

  test('a sentence asks for the same values in every language', () => {
    const asked = (sentence: string) => [...sentence.matchAll(/\{([a-z_]+)\}/g)].map(found => found[1]).sort()
    for (const [key, word] of Object.entries(words)) {
      expect([key, asked(word.en)]).toEqual([key, asked(word.ko)])
      expect([key, asked(word.zh)]).toEqual([key, asked(word.ko)])
    }
  })
})
