/** What the watch reads of a case, of the bank's months and of registers, and what an edition of it has to be. */
import { describe, expect, test } from 'vitest'
import { isKind } from '../../../src/appraisal/edition-kinds.ts'
import { carriedOn, readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { arrearsReading, caseReadings } from '../../../src/guarantee/watch/baseline.ts'
import { rightsReadings } from '../../../src/guarantee/watch/rights.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { contentOf, fixture } from '../../flow/people.ts'
import { BOOK, EDITION, FILES, RULES } from './sample.ts'

const day = calendarDate

describe('readings', () => {
  test('of a case are its years on their last days, its employees, and what offices told, never the firm itself', () => {
    const reading = { as_of: '2026-04-01', valid_until: '2026-05-01', value: true }
    const found = caseReadings(
      {
        party: {
          firm: { employees: 12 },
          exclusion_facts: [
            { ...reading, fact: 'national_tax_delinquent', source: 'tax_office' },
            { ...reading, fact: 'local_tax_delinquent', source: 'self_declaration' },
          ],
        },
        application: {
          financials: [{ fiscal_year: 2025, sales: '7', equity: '-1', operating_income: '3' }],
        },
      },
      day('2026-04-14'),
    )
    const accounts = { asOf: '2025-12-31', validUntil: null, source: 'annual_accounts' }
    expect(found).toEqual([
      { fact: 'sales', value: '7', ...accounts },
      { fact: 'equity', value: '-1', ...accounts },
      { fact: 'operating_income', value: '3', ...accounts },
      { fact: 'employees', value: '12', asOf: '2026-04-14', validUntil: null, source: 'site_visit' },
      {
        ...{ fact: 'national_tax_delinquent', value: true, source: 'tax_office' },
        ...{ asOf: '2026-04-01', validUntil: '2026-05-01' },
      },
    ])
  })

  test('of a month count arrears to its last day', () => {
    const told = { fact: 'loan_arrears_days', validUntil: null, source: 'bank' }
    expect(arrearsReading({ month: '2026-02', arrearsSince: null })).toEqual({
      ...told,
      value: '0',
      asOf: '2026-02-28',
    })
    // 20 January to 28 February: 11 days of January and 28 of February.
    expect(arrearsReading({ month: '2026-02', arrearsSince: day('2026-01-20') })).toMatchObject({ value: '39' })
    expect(arrearsReading({ month: '2028-02', arrearsSince: day('2028-02-29') })).toMatchObject({
      value: '0',
      asOf: '2028-02-29',
    })
  })
})

describe('rights a decision relied on', () => {
  const content = contentOf(fixture('laser-rod-growth'))
  const { assets, relied_on } = content.technology
  const relied = assets.filter(one => relied_on.includes(one.id))
  const policy = { statusFreshDays: 100_000, annuityGraceMonths: 6 }
  const begun = day('2026-04-14')
  const on = (to: string, changed = relied) =>
    rightsReadings({ firm: content.party.firm.id, assets: changed, decidedOn: begun }, 'KR', day(to), policy)

  test('that stand tell of none lapsed and a clear title on their day alone', () => {
    expect(on('2026-04-14')).toEqual([
      { fact: 'rights_lapsed', value: '0', asOf: '2026-04-14', validUntil: '2026-04-14', source: 'register' },
      { fact: 'title', value: 'clear', asOf: '2026-04-14', validUntil: '2026-04-14', source: 'register' },
    ])
  })

  test('lapse by time alone: those with a term are over in thirty years', () => {
    // A utility model and a design of the country; its software has no term, and the patent of another country never counted.
    const termed = relied.filter(one => one.office === 'KR' && one.kind !== 'software')
    expect(termed.map(one => one.kind)).toEqual(['utility_model', 'design'])
    expect(on('2056-04-14').find(one => one.fact === 'rights_lapsed')?.value).toBe('2')
  })

  test('tell nothing where the register was last seen too long ago, where there are none, and before the guarantee', () => {
    const strict = { ...policy, statusFreshDays: 30 }
    const stale = rightsReadings(
      { firm: content.party.firm.id, assets: relied, decidedOn: begun },
      'KR',
      day('2027-04-14'),
      strict,
    )
    expect(stale).toEqual([])
    expect(on('2026-04-14', [])).toEqual([])
    expect(on('2026-04-13')).toEqual([])
  })
})

describe('the edition of the watch', () => {
  const NAME = 'watch/2026-01.json'
  const text = FILES.get(NAME) ?? ''
  const foundWith = (from: string, to: string): readonly string[] => {
    expect(text).toContain(from)
    const read = readRuleBook(new Map([...FILES, [NAME, text.replace(from, to)]]))
    return read.ok ? [] : read.refusals.map(one => one.at)
  }

  test('is read whole, and what is wrong is found at its place', () => {
    expect(foundWith('"rights_lapsed": "15"', '"rights_lapsed": "14"')).toEqual([])
    for (const [from, to, place] of [
      ['"rights_lapsed": "15",', '', 'task_days'],
      ['"warning": "3"', '"warning": "9"', 'severity_points'],
      ['"alarm": "9"', '"alarm": "2"', 'level_points'],
      ['"max": "24"', '"max": "10"', 'change_gap'],
      ['"value": "5000"', '"value": "0"', 'looks_per_night'],
      ['"fact": "sales_change"', '"fact": "sales_changes"', '/signals/0/conditions/fact'],
      ['"sales_change": "sales"', '"sales_change": "title"', 'changes.sales_change'],
      ['"told_by_bank": [', '"told_by_bank": ["sales_change",', 'told_by_bank'],
      ['"id": "DEC"', '"id": "NOWHERE"', 'signals.10.source'],
    ] as const) {
      const found = foundWith(from, to)
      expect([to, found.length]).toEqual([to, 1])
      expect(found[0]).toContain(`${NAME}#`)
      expect(found[0]).toContain(place.replace('/signals/0/conditions/fact', 'fact'))
    }
  })

  test('has words in three languages for each fact, signal, level and number, and is named by no record', () => {
    const { words } = JSON.parse(FILES.get('watch/2026-01.words.json') ?? '') as { words: object }
    const keys = [
      ...RULES.vocabulary.facts.map(fact => fact.words),
      ...EDITION.signals.map(one => one.says),
      ...Object.entries(EDITION).flatMap(([name, one]) =>
        typeof one === 'object' && !Array.isArray(one) && 'unit' in one ? [`watch.${name}.name`] : [],
      ),
      ...['clear', 'not_known', 'attention', 'watch', 'alarm'].map(level => `watch.level.${level}`),
    ]
    expect(Object.keys(words).sort()).toEqual(keys.sort())
    expect(isKind('watch')).toBe(false)
    expect(carriedOn(BOOK, 'watch', day('2025-12-31'))).toMatchObject({ refusals: [{ code: 'rules_not_in_force' }] })
  })
})
