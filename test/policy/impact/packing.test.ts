/** Columns narrow and exact, money in doubles that is never rounded, and sums that add in any order. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feeOf } from '../../../src/decision/terms.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { fixed } from '../../../src/kernel/fixed.ts'
import { money, portionRoundedDown, wholeRoundedUp } from '../../../src/kernel/money.ts'
import { consolidated } from '../../../src/panel/consolidated.ts'
import { MARKS, type SignedSheet } from '../../../src/panel/schema.ts'
import { blockOf, readBlock } from '../../../src/policy/impact/block.ts'
import { generatorOf } from '../../../src/policy/impact/generated.ts'
import { impactOf } from '../../../src/policy/impact/impact.ts'
import { narrow, shapeOf, WIDTHS, widen } from '../../../src/policy/impact/narrow.ts'
import { footingOf } from '../../../src/policy/impact/packed.ts'
import {
  DIVERGENT,
  MARK_BITS,
  markOf,
  markRuleOf,
  NO_MARK,
  patternsOf,
  REFUSED,
} from '../../../src/policy/impact/panel-marks.ts'
import { feeUp, portion, portionOf, wholeUp } from '../../../src/policy/impact/portion.ts'
import { reckoningOf } from '../../../src/policy/impact/reckoning.ts'
import { reportOf } from '../../../src/policy/impact/report.ts'
import { rules } from '../../appraisal/sample.ts'

const won = fc.oneof(
  fc.nat(2_000_000_000),
  fc.integer({ min: 0, max: 2 ** 50 }),
  fc.constantFrom(0, 1, 999_999, 2 ** 50),
)
const rate = fc.oneof(
  fc.constantFrom('0', '0.85', '1', '0.05', '0.333333', '0.7777', '1.5', '0.123456789012', '0.0125'),
  fc.nat(1_000_000).map(parts => `0.${String(parts).padStart(7, '0')}`),
)

describe('a portion in doubles', () => {
  test('is the portion in bigints, whatever the amount and the rate', () => {
    fc.assert(
      fc.property(won, rate, (amount, text) => {
        const by = portionOf(fixed(text))
        expect(portion(amount, by, { count: 0 })).toBe(Number(portionRoundedDown(money(BigInt(amount)), fixed(text))))
        if (fixed(text) > 0n && amount <= 2 ** 44)
          expect(wholeUp(amount, by, { count: 0 })).toBe(
            Math.min(Number.MAX_SAFE_INTEGER, Number(wholeRoundedUp(money(BigInt(amount)), fixed(text)))),
          )
      }),
      { numRuns: 4000 },
    )
  })

  test('makes the fee that bigints make, cut twice', () => {
    fc.assert(
      fc.property(
        won,
        rate,
        fc.integer({ min: 1, max: 366 }),
        fc.constantFrom(1, 10, 1000),
        (amount, text, days, step) => {
          const due = feeOf(money(BigInt(amount)), fixed(text), days, 365n, money(BigInt(step)))
          expect(feeUp(amount, portionOf(fixed(text)), days, 365, step, { count: 0 })).toBe(Number(due))
        },
      ),
      { numRuns: 4000 },
    )
  })

  test('is counted where doubles would not hold it', () => {
    const wide = { count: 0 }
    portion(1_000_000_000, portionOf(fixed('0.85')), wide)
    expect(wide.count).toBe(0)
    portion(2 ** 50, portionOf(fixed('0.85')), wide)
    expect(wide.count).toBe(1)
  })
})

describe('a column', () => {
  const value = fc.oneof(
    fc.constant(Number.NaN),
    fc.nat(3),
    fc.integer({ min: -500, max: 500 }),
    fc.nat(400).map(hundred => hundred * 1_000_000),
    fc.maxSafeInteger(),
  )
  test('comes back as it was, in every width', () => {
    const widths = new Set<string>()
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(value, { minLength: 1, maxLength: 60 }),
          fc.array(fc.nat(200), { minLength: 1, maxLength: 60 }),
          fc.array(fc.nat(60_000), { minLength: 1, maxLength: 60 }),
          fc.array(fc.nat(4_000_000_000), { minLength: 1, maxLength: 60 }),
        ),
        list => {
          const values = Float64Array.from(list)
          const shape = shapeOf(values)
          widths.add(shape.width)
          const bytes = new Uint8Array(8 * values.length)
          narrow(values, shape, bytes)
          const out = new Float64Array(values.length)
          widen(shape, bytes, out)
          expect([...out]).toEqual(list)
        },
      ),
      { numRuns: 2000 },
    )
    expect([...widths].toSorted()).toEqual(Object.keys(WIDTHS).toSorted())
  })

  test('of one value takes no bytes, and of millions of won takes one or two a case', () => {
    expect(shapeOf(Float64Array.of(7, 7, 7))).toEqual({ width: 'one', base: 7, step: 1 })
    expect(shapeOf(Float64Array.of(Number.NaN, Number.NaN))).toEqual({ width: 'one', base: null, step: 1 })
    expect(shapeOf(Float64Array.of(5e6, 9e6, 250e6)).width).toBe('u8')
    expect(shapeOf(Float64Array.of(0, 254)).width).toBe('u8')
    expect(shapeOf(Float64Array.of(0, 1, 255)).width).toBe('u16')
  })
})

describe('a pattern of marks', () => {
  const day = calendarDate('2026-03-16')
  const given = fc.record({ mark: fc.constantFrom(...MARKS), hasReason: fc.boolean(), hasEvidence: fc.boolean() })
  const sheets = fc.array(fc.option(given), { minLength: 1, maxLength: 4 })
  test('is consolidated as the sheets are, under any rule and beside any measured mark', () => {
    fc.assert(
      fc.property(
        sheets,
        fc.option(fc.constantFrom(...MARKS)),
        fc.integer({ min: 0, max: 4 }),
        fc.subarray([...MARKS]),
        (signed, measured, toleranceSteps, needing) => {
          const made = signed.map(
            (one, place) =>
              ({
                id: `sheet-${place}`,
                appraiser: `person-${place}`,
                appraiser_grade: '1',
                signed_on: day,
                marks:
                  one === null
                    ? []
                    : [
                        {
                          indicator: 'novelty',
                          mark: one.mark,
                          evidence: one.hasEvidence ? [{}] : [],
                          ...(one.hasReason ? { override_reason: 'seen otherwise' } : {}),
                        },
                      ],
              }) as unknown as SignedSheet,
          )
          const whole = consolidated(
            made,
            {
              indicators: ['novelty'],
              known: new Set(['novelty']),
              evidenceRequired: new Set(needing),
              toleranceSteps,
              validityMonths: 12,
            },
            new Map([['novelty', measured ?? undefined]]),
            day,
          )
          const found = markOf(
            patternsOf(made).get('novelty') ?? 0,
            measured === null ? NO_MARK : MARKS.indexOf(measured),
            markRuleOf(new Set(needing), toleranceSteps),
          )
          expect((found & REFUSED) !== 0).toBe(!whole.ok)
          if (!whole.ok) return
          expect(MARKS[found & MARK_BITS]).toBe(whole.value.marks[0]?.mark)
          expect((found & DIVERGENT) !== 0).toBe(whole.value.divergent.length > 0)
        },
      ),
      { numRuns: 5000 },
    )
  })
})

describe('a book made from a seed', () => {
  const facts = rules.vocabulary.facts.map(fact => fact.name)
  const footing = footingOf(rules)
  const made = generatorOf(rules, 11)
  const blockFrom = (from: number, count: number) =>
    readBlock(
      blockOf(
        Array.from({ length: count }, (_, place) => made(from + place)),
        facts,
        footing,
      ),
    )

  test('is the same again, and says something: cases are approved, referred and declined', () => {
    expect(generatorOf(rules, 11)(7)).toEqual(made(7))
    expect(generatorOf(rules, 12)(7)).not.toEqual(made(7))
    const { tally } = impactOf(rules, rules, [blockFrom(0, 1000)])
    const report = reportOf(tally, reckoningOf(rules, rules, null))
    expect(report.swap.approve.approve).toBeGreaterThan(100)
    expect(report.swap.refer.refer).toBeGreaterThan(100)
    expect(report.swap.decline.decline).toBeGreaterThan(100)
    expect([report.swap.approve.decline, report.not_run]).toEqual([0, 0])
  })

  test('adds up the same in one block, in many, and whatever the order', () => {
    const one = impactOf(rules, rules, [blockFrom(0, 900)]).tally
    const many = [blockFrom(600, 300), blockFrom(0, 200), blockFrom(200, 400)]
    expect(impactOf(rules, rules, many).tally).toEqual(impactOf(rules, rules, many.toReversed()).tally)
    const split = impactOf(rules, rules, many).tally
    expect({ ...split, groups: null }).toEqual({ ...one, groups: null })
    for (const [name, groups] of Object.entries(split.groups))
      for (const [group, sides] of Object.entries(groups))
        expect(sides).toEqual((one.groups as Record<string, Record<string, unknown>>)[name]?.[group])
  })
})
