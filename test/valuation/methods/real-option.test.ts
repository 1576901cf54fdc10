/** Options held to what is printed of them, to parity, and to what is certain where nothing is left to chance. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixedOfInteger } from '../../../src/kernel/fixed.ts'
import { sure } from '../../../src/kernel/result.ts'
import {
  americanLattice,
  blackScholesMerton,
  compoundOption,
  type Market,
  multipleOf,
  wonOfMultiple,
} from '../../../src/valuation/methods/real-option.ts'

const market = (riskFree: number, volatility: number, costOfDelay = 0): Market => ({
  riskFree,
  volatility,
  costOfDelay,
})

describe('as printed', () => {
  test('Hull: S 42, X 40, r 10 %, volatility 20 %, half a year: call 4.76, put 0.81', () => {
    const at = market(0.1, 0.2)
    expect((42 * blackScholesMerton('invest', 40 / 42, 0.5, at)).toFixed(2)).toBe('4.76')
    expect((42 * blackScholesMerton('abandon', 40 / 42, 0.5, at)).toFixed(2)).toBe('0.81')
  })

  test('Hull: American put, S = X = 50, r 10 %, volatility 40 %, five months: 4.49, and 4.283 with 500 steps', () => {
    const put = (steps: number) => 50 * sure(americanLattice('abandon', 1, 5 / 12, steps, market(0.1, 0.4)))
    expect(put(5).toFixed(2)).toBe('4.49')
    expect([30, 50, 100, 500].map(steps => put(steps).toFixed(3))).toEqual(['4.263', '4.272', '4.278', '4.283'])
    expect((50 * blackScholesMerton('abandon', 1, 5 / 12, market(0.1, 0.4))).toFixed(2)).toBe('4.08')
  })

  test('Haug: a put on a call of 21.1965 stands beside the call on the call by parity', () => {
    // Complete Guide to Option Pricing Formulas: S 500, call at 520 in half a year, option on it at 50 in a quarter,
    // r 8 %, carry 5 %, volatility 35 %. Call on call - put on call = call - 50 e^(-r / 4).
    const at = market(0.08, 0.35, 0.03)
    const call = 500 * blackScholesMerton('invest', 520 / 500, 0.5, at)
    const onCall = 21.1965 + call - 50 * Math.exp(-0.08 / 4)
    const gates = [
      { years: 0.25, cost: 50 / 500 },
      { years: 0.5, cost: 520 / 500 },
    ]
    expect(500 * sure(compoundOption(gates, 2000, at))).toBeCloseTo(onCall, 1)
  })
})

describe('what must hold', () => {
  const levels = fc.record({
    x: fc.double({ min: 0.2, max: 3, noNaN: true }),
    years: fc.double({ min: 0.1, max: 5, noNaN: true }),
    at: fc.record({
      riskFree: fc.double({ min: 0, max: 0.1, noNaN: true }),
      costOfDelay: fc.double({ min: 0, max: 0.1, noNaN: true }),
      volatility: fc.double({ min: 0.15, max: 0.9, noNaN: true }),
    }),
  })

  test('call less put is what is won less what is paid, both as of today', () =>
    fc.assert(
      fc.property(levels, ({ x, years, at }) => {
        const call = blackScholesMerton('invest', x, years, at)
        const put = blackScholesMerton('abandon', x, years, at)
        const forward = Math.exp(-at.costOfDelay * years) - x * Math.exp(-at.riskFree * years)
        expect(call - put).toBeCloseTo(forward, 10)
      }),
    ))

  test('an American option is worth at least its European twin and what it gives today', () =>
    fc.assert(
      fc.property(levels, fc.constantFrom('invest' as const, 'abandon' as const), ({ x, years, at }, kind) => {
        const american = sure(americanLattice(kind, x, years, 300, at))
        expect(american).toBeGreaterThan(blackScholesMerton(kind, x, years, at) - 0.01)
        expect(american).toBeGreaterThanOrEqual(Math.max(0, kind === 'invest' ? 1 - x : x - 1))
      }),
      { numRuns: 40 },
    ))

  test('without a cost of delay nobody invests early: American and European calls agree', () =>
    fc.assert(
      fc.property(levels, ({ x, years, at }) => {
        const free = { ...at, costOfDelay: 0 }
        const american = sure(americanLattice('invest', x, years, 800, free))
        expect(Math.abs(american - blackScholesMerton('invest', x, years, free))).toBeLessThan(0.003)
      }),
      { numRuns: 20 },
    ))

  test('without volatility: max(0, S - X e^(-rT)), on a lattice the best day of all', () => {
    expect(blackScholesMerton('invest', 0.8, 2, market(0.05, 0))).toBe(1 - 0.8 * Math.exp(-0.1))
    expect(blackScholesMerton('invest', 1.2, 2, market(0.05, 0))).toBe(0)
    expect(sure(americanLattice('invest', 0.8, 2, 10, market(0.05, 0)))).toBe(1 - 0.8 * Math.exp(-0.1))
    // Waiting costs more than money earns: best at once.
    expect(sure(americanLattice('invest', 0.8, 2, 10, market(0, 0, 0.5)))).toBeCloseTo(0.2, 12)
  })

  test('one gate is a European option, and a gate that costs nothing changes nothing', () => {
    const at = market(0.04, 0.5, 0.02)
    const one = sure(compoundOption([{ years: 2, cost: 0.9 }], 1500, at))
    expect(one).toBeCloseTo(blackScholesMerton('invest', 0.9, 2, at), 3)
    const gates = [
      { years: 1, cost: 0 },
      { years: 2, cost: 0.9 },
    ]
    expect(sure(compoundOption(gates, 1500, at))).toBeCloseTo(one, 12)
  })

  test('without volatility the gates are paid only where the whole way pays', () => {
    const way = (last: number) =>
      sure(
        compoundOption(
          [
            { years: 1, cost: 0.2 },
            { years: 2, cost: last },
          ],
          100,
          market(0.1, 0),
        ),
      )
    const spent = 0.2 * Math.exp(-0.1) + 0.5 * Math.exp(-0.2)
    expect(way(0.5)).toBeCloseTo(1 - spent, 12)
    expect(way(1.3)).toBe(0)
  })

  test('too few steps for the drift are refused, gates out of order too', () => {
    const found = americanLattice('invest', 1, 5, 2, market(0.5, 0.05))
    expect(found.ok ? [] : found.refusals.map(one => one.code)).toEqual(['valuation_lattice_too_coarse'])
    const gates = compoundOption(
      [
        { years: 2, cost: 0.1 },
        { years: 2, cost: 0.1 },
      ],
      100,
      market(0.1, 0.3),
    )
    expect(gates.ok ? [] : gates.refusals.map(one => `${one.code} ${one.at}`)).toEqual([
      'valuation_gates_unordered gates.1.years',
    ])
  })
})

test('a multiple becomes whole won by one rounding', () => {
  const underlying = fixedOfInteger(1_000_000_000n)
  expect(wonOfMultiple(underlying, 0.1234567894)).toBe(123_456_789n)
  expect(multipleOf(fixedOfInteger(250_000_000n), underlying)).toBe(0.25)
})
