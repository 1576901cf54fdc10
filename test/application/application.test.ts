// What is asked for: reading, figures and completeness, by cases and by properties.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completed, isComplete, missingPapers } from '../../src/application/completeness.ts'
import { latestYear, ratiosOf, rndStaffRatio, salesGrowth } from '../../src/application/ratios.ts'
import { type Application, applicationSchema } from '../../src/application/schema.ts'
import { applicationWarnings } from '../../src/application/warnings.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { decimal, decimalText, isEqual, multiply, roundHalfEven } from '../../src/kernel/decimal.ts'
import { decimalOfFraction, type Fraction } from '../../src/kernel/fraction.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { partySchema } from '../../src/party/schema.ts'
import { changed, runCases } from '../cases.ts'
import { samplePartyJson } from '../party/sample.ts'
import { told } from '../problems.ts'
import { isStrict } from '../strictness.ts'
import { sampleApplicationJson } from './sample.ts'

const day = calendarDate('2026-06-15')

type Given = {
  readonly ask: 'read' | 'ratio' | 'growth' | 'complete' | 'warnings'
  readonly set?: Readonly<Record<string, unknown>>
  readonly leave_out?: readonly string[]
  readonly ratio?: string
  readonly years?: number
  readonly papers?: readonly string[]
}

const read = (set?: Given['set'], leaveOut?: Given['leave_out']): Application =>
  sure(parsed(applicationSchema, changed(sampleApplicationJson, set, leaveOut)))
const sample = read()
const party = sure(parsed(partySchema, samplePartyJson))

/** A ratio as a case writes it: rounded half to even at six decimals, or that it cannot be computed. */
const written = (value: Fraction | undefined): string =>
  value === undefined ? 'not computable' : decimalText(roundHalfEven(decimalOfFraction(value), 6))

runCases('application', row => {
  const asked = row as Given
  switch (asked.ask) {
    case 'read':
      return told(parsed(applicationSchema, changed(sampleApplicationJson, asked.set, asked.leave_out)))
    case 'ratio': {
      const application = read(asked.set, asked.leave_out)
      const ratios: Readonly<Record<string, unknown>> = {
        ...ratiosOf(application),
        rndStaff: rndStaffRatio(application),
      }
      return written(ratios[asked.ratio ?? ''] as Fraction | undefined)
    }
    case 'growth':
      return written(salesGrowth(read(asked.set, asked.leave_out), asked.years))
    case 'complete': {
      const application = read(asked.set, asked.leave_out)
      const whole = completed(asked.papers ?? [], application, party, day)
      return whole.ok ? 'complete' : whole.refusals.map(({ code, params }) => [code, params['limit']])
    }
    case 'warnings':
      return applicationWarnings(read(asked.set, asked.leave_out)).map(({ code, at, params }) => [
        code,
        at,
        params['value'],
        params['limit'],
      ])
    default:
      return asked.ask satisfies never
  }
})

isStrict('an application', applicationSchema, sampleApplicationJson)

describe('papers', () => {
  const types = fc.uniqueArray(fc.constantFrom('business_registration', 'technology_project_plan', 'lease', 'accounts'))
  test('what is missing and what is there make what the programme asks for', () => {
    fc.assert(
      fc.property(types, asked => {
        const missing = missingPapers(asked, sample, day)
        const there = asked.filter(type => sample.papers.some(paper => paper.type === type))
        expect([...missing, ...there].toSorted()).toEqual(asked.toSorted())
        expect(isComplete(asked, sample, day)).toBe(missing.length === 0)
        expect(completed(asked, sample, party, day).ok).toBe(missing.length === 0)
      }),
    )
  })
  test('a paper asked for twice is missing once', () => {
    expect(missingPapers(['lease', 'lease'], sample, day)).toEqual(['lease'])
    // A paper of 10 June is not there on the 9th, and is from the 10th on.
    expect(missingPapers(['technology_project_plan'], sample, calendarDate('2026-06-09'))).toEqual([
      'technology_project_plan',
    ])
    expect(missingPapers(['technology_project_plan'], sample, calendarDate('2026-06-10'))).toEqual([])
  })
})

describe('figures', () => {
  test('the latest year is the greatest, in whatever order the years stand', () => {
    const reversed: Application = { ...sample, financials: sample.financials.toReversed() }
    expect(latestYear(reversed)).toEqual(latestYear(sample))
    expect(latestYear(reversed)?.fiscal_year).toBe(2025)
    expect(ratiosOf(reversed)).toEqual(ratiosOf(sample))
  })
  test('a firm without figures has no ratio, and none is taken for zero', () => {
    const without: Application = { ...sample, financials: [] }
    expect(Object.values(ratiosOf(without)).every(value => value === undefined)).toBe(true)
  })
  test('a margin times the sales is the income again, exactly, where the quotient ends', () => {
    const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
    const powers = fc.integer({ min: 0, max: 15 }).map(exponent => 10n ** BigInt(exponent))
    fc.assert(
      fc.property(amount, powers, (income, sales) => {
        const year = { ...sample.financials[1]!, operating_income: income.toString(), sales: sales.toString() }
        const margin = decimalOfFraction(ratiosOf({ ...sample, financials: [year] }).operatingMargin as Fraction)
        expect(isEqual(multiply(margin, decimal(sales.toString())), decimal(income.toString()))).toBe(true)
      }),
    )
  })
  test('whatever the figures, every ratio is a decimal or not computable', () => {
    const positive = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String)
    const signed = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }).map(String)
    const figures = fc.record({
      sales: positive,
      operating_income: signed,
      net_income: signed,
      total_assets: positive,
      current_assets: positive,
      total_liabilities: positive,
      current_liabilities: positive,
      equity: signed,
    })
    fc.assert(
      fc.property(figures, figures, (then, now) => {
        const [first, second] = sample.financials as [(typeof sample.financials)[number], (typeof sample.financials)[0]]
        ratiosOf({
          ...sample,
          financials: [
            { ...first, ...then },
            { ...second, ...now },
          ],
        })
      }),
    )
  })
})
