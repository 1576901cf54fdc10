// Who asks: identifiers, industry, exclusion facts and standing, by cases and by properties.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CalendarDate, calendarDate } from '../../src/kernel/calendar.ts'
import { moneyText } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { classificationsSchema, currentIndustry, industryOf } from '../../src/party/classification.ts'
import {
  businessNumberCheckDigit,
  corporateNumberCheckDigit,
  isBusinessNumber,
  isCorporateNumber,
  taxpayerKindOf,
} from '../../src/party/identifiers.ts'
import { factReading } from '../../src/party/readings.ts'
import { type Party, partySchema } from '../../src/party/schema.ts'
import {
  affiliatesOn,
  ageYears,
  banOn,
  certificationsOn,
  groupOn,
  managersOf,
  otherGuarantorUse,
  ownExposure,
  ownerIndustryYears,
} from '../../src/party/standing.ts'
import { partyWarnings } from '../../src/party/warnings.ts'
import { changed, runCases } from '../cases.ts'
import { told } from '../problems.ts'
import { isStrict } from '../strictness.ts'
import { classifications, samplePartyJson } from './sample.ts'

const CONSENT = ['credit_bureau', 'tax_office'] as const
const sample = sure(parsed(partySchema, samplePartyJson))

type Given = {
  readonly ask: 'read' | 'industry' | 'fact' | 'standing' | 'business_numbers' | 'warnings'
  readonly set?: Readonly<Record<string, unknown>>
  readonly leave_out?: readonly string[]
  readonly day?: string
  readonly fresh_days?: number | null
  readonly facts?: readonly object[]
  readonly numbers?: readonly string[]
  readonly code?: string
  readonly revision?: string
}

const given = (row: Given): Party => sure(parsed(partySchema, changed(samplePartyJson, row.set, row.leave_out)))

/** The reading of one fact called `fact` as a case writes it. */
function reading(row: Given): unknown {
  const facts = (row.facts ?? []).map(fact => ({
    fact: 'fact',
    value: false,
    source: 'credit_bureau',
    as_of: '2026-06-01',
    valid_until: '2026-12-31',
    consent: 'consent-001',
    ...fact,
  }))
  const party = sure(parsed(partySchema, { ...samplePartyJson, exclusion_facts: facts }))
  const freshness = { freshDays: row.fresh_days === undefined ? 30 : row.fresh_days }
  const read = factReading(party, 'fact', calendarDate(row.day ?? ''), freshness, CONSENT)
  return read.state === 'known' ? ['known', read.value, read.source] : ['unknown', read.reason]
}

function standing(row: Given): unknown {
  const { firm } = given(row)
  const day = calendarDate(row.day ?? '')
  return {
    age: ageYears(firm.founded_on, day) ?? null,
    affiliates: affiliatesOn(firm, day).map(affiliate => affiliate.firm),
    certifications: [...certificationsOn(firm, day)],
    managers: managersOf(firm).map(manager => manager.person),
    own: moneyText(ownExposure(firm, day)),
    own_youth: moneyText(ownExposure(firm, day, 'youth_start_up')),
    others: moneyText(otherGuarantorUse(firm, day)),
    kodit: moneyText(otherGuarantorUse(firm, day, 'kodit')),
    banned: banOn(firm, day) !== undefined,
  }
}

runCases('party', row => {
  const asked = row as Given
  switch (asked.ask) {
    case 'read':
      return told(parsed(partySchema, changed(samplePartyJson, asked.set, asked.leave_out)))
    case 'industry': {
      const found = currentIndustry(asked.code ?? '', asked.revision ?? '', classifications)
      if (found.ok) return [found.value.revision, found.value.code, found.value.division, found.value.status]
      return found.refusals.map(({ code, params }) => [code, params['candidates'] ?? ''])
    }
    case 'fact':
      return reading(asked)
    case 'standing':
      return standing(asked)
    case 'business_numbers':
      return (asked.numbers ?? []).filter(isBusinessNumber)
    case 'warnings':
      return partyWarnings(given(asked)).map(({ code, at }) => [code, at])
    default:
      return asked.ask satisfies never
  }
})

isStrict('a party', partySchema, samplePartyJson)

const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map(list => list.join(''))

describe('identifiers', () => {
  test('a business number with its check digit is one, and with any other tenth digit is none', () => {
    fc.assert(
      fc.property(digits(9), nine => {
        const right = businessNumberCheckDigit(nine)
        for (let digit = 0; digit <= 9; digit++) expect(isBusinessNumber(`${nine}${digit}`)).toBe(digit === right)
      }),
    )
  })
  test('a digit mistyped among the first eight is found, since every weight there is prime to ten', () => {
    fc.assert(
      fc.property(digits(9), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 9 }), (nine, place, by) => {
        const wrong = (Number(nine[place]) + by) % 10
        const mistyped = `${nine.slice(0, place)}${wrong}${nine.slice(place + 1)}`
        expect(businessNumberCheckDigit(mistyped)).not.toBe(businessNumberCheckDigit(nine))
      }),
    )
  })
  test('a corporate number has one right thirteenth digit', () => {
    fc.assert(
      fc.property(digits(12), twelve => {
        const right = corporateNumberCheckDigit(twelve)
        for (let digit = 0; digit <= 9; digit++) expect(isCorporateNumber(`${twelve}${digit}`)).toBe(digit === right)
      }),
    )
  })
  test('no text but ten ASCII digits is a business number', () => {
    for (const text of [
      '',
      '124-81-00998',
      '1248100998\n',
      ' 1248100998',
      '124810099',
      '\uff11248100998',
      '0x4810099a',
    ])
      expect(isBusinessNumber(text)).toBe(false)
  })
  test.each([
    ['1011200000', 'individual_taxable'],
    ['1018000000', 'association'],
    ['1018100000', 'company_head_office'],
    ['1018200000', 'non_profit_corporation'],
    ['1018300000', 'public_body'],
    ['1018400000', 'foreign_corporation'],
    ['1018500000', 'company_branch'],
    ['1018800000', 'company_head_office'],
    ['1018900000', 'religious_body'],
    ['1019000000', 'individual_exempt'],
    ['1010000000', 'unassigned'],
  ])('the middle of %s says %s', (number, kind) => {
    expect(taxpayerKindOf(number)).toBe(kind)
  })
})

describe('the classification', () => {
  const { classes } = classifications.revision_10
  const tenth = Object.values(classes).flatMap(line => line.split(' '))
  const { unchanged, to_one, to_several } = classifications.revision_9_to_10
  const kept = Object.values(unchanged).flatMap(line => line.split(' '))

  test('it holds the numbers of classes Statistics Korea counts: 1,196 in 77 divisions, and 1,145 before', () => {
    expect(new Set(tenth).size).toBe(1196)
    expect(Object.keys(classes)).toHaveLength(77)
    expect(new Set([...kept, ...Object.keys(to_one), ...Object.keys(to_several)]).size).toBe(1145)
    expect(kept.length + Object.keys(to_one).length + Object.keys(to_several).length).toBe(1145)
  })
  test('every class of the tenth revision came from one of the ninth', () => {
    const reached = new Set([
      ...kept,
      ...Object.values(to_one),
      ...Object.values(to_several).flatMap(l => l.split(' ')),
    ])
    expect(tenth.filter(code => !reached.has(code))).toEqual([])
  })
  test('every code of the tenth revision stands, and converting one of the ninth gives one of the tenth', () => {
    for (const code of tenth) expect(currentIndustry(code, '10', classifications).ok).toBe(true)
    for (const code of [...kept, ...Object.keys(to_one)]) {
      const found = sure(currentIndustry(code, '9', classifications))
      expect(tenth).toContain(found.code)
      expect(found.code.startsWith(found.division)).toBe(true)
    }
  })
  test('a code that became several is never converted', () => {
    for (const code of Object.keys(to_several)) {
      const found = currentIndustry(code, '9', classifications)
      expect(found.ok ? 'converted' : found.refusals[0]?.code).toBe('industry_code_ambiguous')
    }
  })
  test('no text, whatever it is, throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('9', '10', '11', '12', ''), (code, revision) => {
        currentIndustry(code, revision, classifications)
      }),
    )
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(currentIndustry(name, '9', classifications).ok).toBe(false)
  })
  test('five characters across two codes of a list are no code, nor is anything longer or shorter', () => {
    for (const line of Object.values(classes)) {
      const across = Array.from({ length: line.length }, (_, at) => line.slice(at, at + 5)).filter(
        (_, at) => at % 6 > 0,
      )
      for (const text of [...across, `${line} `, line.slice(0, 4)])
        expect(currentIndustry(text, '10', classifications).ok).toBe(false)
    }
  })
  test('an edition whose conversion leads to no class of the tenth revision does not load', () => {
    const edition = structuredClone(classifications)
    edition.revision_9_to_10.to_one['01300'] = '99998'
    expect(told(parsed(classificationsSchema, edition))).toEqual([
      ['input_malformed', 'revision_9_to_10', expect.any(String), '99998 is no class of the tenth revision'],
    ])
  })
  test('the industry of the sample firm is electronic components', () => {
    expect(sure(industryOf(sample.firm.ksic, classifications)).division).toBe('26')
  })
})

describe('what is known of a firm', () => {
  const FACT = sample.exclusion_facts[0] as Party['exclusion_facts'][number]
  const freshness = { freshDays: 30 }
  const days = fc.integer({ min: 0, max: 400 })
  const dayAt = (number: number): CalendarDate => {
    const month = String((Math.floor(number / 28) % 12) + 1).padStart(2, '0')
    const year = 2026 + Math.floor(number / 336)
    return calendarDate(`${year}-${month}-${String((number % 28) + 1).padStart(2, '0')}`)
  }
  test('what a firm says of itself is never known, whatever the days', () => {
    fc.assert(
      fc.property(days, days, (asOf, day) => {
        const fact = { ...FACT, source: 'self_declaration' as const, as_of: dayAt(asOf), valid_until: '2099-12-31' }
        const party: Party = { ...sample, exclusion_facts: [fact] }
        expect(factReading(party, 'tax_arrears', dayAt(day), freshness, CONSENT).state).toBe('unknown')
      }),
    )
  })
  test('a fact once stale stays stale', () => {
    fc.assert(
      fc.property(days, days, (a, b) => {
        const [early, late] = [dayAt(Math.min(a, b)), dayAt(Math.max(a, b))]
        const at = (day: CalendarDate) => factReading(sample, 'tax_arrears', day, freshness, CONSENT)
        const first = at(early)
        if (first.state === 'unknown' && first.reason === 'stale') expect(at(late)).toEqual(first)
      }),
    )
  })
  test('a fact that nobody told is absent', () => {
    expect(factReading(sample, 'closed', dayAt(0), freshness, CONSENT)).toEqual({ state: 'unknown', reason: 'absent' })
  })
  test('the most years of one manager count, an owner who manages nothing adds none, none stated is unknown', () => {
    const [manager, owner] = sample.firm.owners as [Party['firm']['owners'][number], Party['firm']['owners'][number]]
    const years = (value: number) => ({ industry_years: { value, source: 'career_certificate' } })
    const { industry_years: _, ...unstated } = manager
    expect(ownerIndustryYears({ ...sample.firm, owners: [manager, { ...owner, ...years(30) }] })).toBe(14)
    expect(ownerIndustryYears({ ...sample.firm, owners: [manager, { ...manager, ...years(21) }] })).toBe(21)
    expect(ownerIndustryYears({ ...sample.firm, owners: [unstated, owner] })).toBeUndefined()
  })
  test('the group of a firm begins with the firm and holds each affiliate of the day once', () => {
    expect(groupOn(sample.firm, calendarDate('2025-07-01'))).toEqual(['firm-001', 'firm-002', 'firm-003'])
    expect(groupOn(sample.firm, calendarDate('2026-07-01'))).toEqual(['firm-001', 'firm-003'])
  })
})
