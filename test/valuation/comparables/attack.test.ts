/**
 * Nobody learns another's licence: every sequence of contributing, withdrawing and asking over small stores is played
 * against every world, and no answer leaves a licence of another one band. Stores that are less careful are played
 * against too, and each is seen to give a licence away.
 */
import { describe, expect, test } from 'vitest'
import { fixed } from '../../../src/kernel/fixed.ts'
import { type RangeRules, rangeOf, released, type Waiting } from '../../../src/valuation/comparables/ranges.ts'
import { MEASURES } from '../../../src/valuation/comparables/schema.ts'
import { type Deal, type Deed, every, type Game, pinned, type Schedule } from './attackers.ts'

const BANDS = 3
const rulesOf = (least: number): RangeRules => ({
  ...{ dealsMin: least, contributorsMin: least, rangeShare: fixed('0.25') },
  bands: Object.fromEntries(MEASURES.map(one => [one, BANDS])) as RangeRules['bands'],
})
const CELL = { measure: 'upfront', section: 'H', exclusivity: 'exclusive' } as const
const waitingOf = ({ id, contributor, band }: Deal): Waiting => ({ ...CELL, id, contributor, band })
const shown = ({ low, high }: { low: number; high: number }) => [low, high]

/** The store as it is: what was counted is never counted again. */
const shipped = (rules: RangeRules) => () => {
  const counted = new Set<string>()
  return (deals: readonly Deal[]) => {
    const open = deals.filter(one => one.isStanding && !counted.has(one.id)).map(waitingOf)
    const { ranges } = released(open, rules)
    for (const one of ranges.flatMap(range => range.counted)) counted.add(one)
    return ranges.map(shown)
  }
}
/** Told anew of everything that stands, as a live question would be. */
const live = (rules: RangeRules) => () => (deals: readonly Deal[]) => {
  const range = rangeOf(CELL, deals.filter(one => one.isStanding).map(waitingOf), rules)
  return range === undefined ? null : shown(range)
}
/** Counted once, but told from the outermost, or in one band where all agree. */
const careless = (rules: RangeRules, tell: (bands: readonly number[]) => unknown) => () => {
  const counted = new Set<string>()
  return (deals: readonly Deal[]) => {
    const open = deals.filter(one => one.isStanding && !counted.has(one.id))
    if (open.length < rules.dealsMin) return null
    for (const one of open) counted.add(one.id)
    return tell(open.map(one => one.band).toSorted((a, b) => a - b))
  }
}
/** Every licence counts, so that whoever contributes many stands for many. */
const byLicence = (rules: RangeRules) => () => {
  const counted = new Set<string>()
  return (deals: readonly Deal[]) => {
    const open = deals.filter(one => one.isStanding && !counted.has(one.id))
    const range = rangeOf(
      CELL,
      open.map(waitingOf).map(one => ({ ...one, contributor: one.id })),
      rules,
    )
    if (range !== undefined) for (const one of open) counted.add(one.id)
    return range === undefined ? null : shown(range)
  }
}

const DEEDS: readonly Deed[] = ['nothing', 'withdraw', ...Array(BANDS).keys()]
const at = (from: number, isWithdrawn = false): Schedule => ({ from, isWithdrawn })
/** The others are alike: what matters is how many of them come in the first period, the rest in the second. */
const early = (count: number): Schedule[][] =>
  Array.from({ length: count + 1 }, (_, first) => Array.from({ length: count }, (__, who) => at(who < first ? 0 : 1)))
const plays = every(DEEDS, 2)
/** One attacker over three periods, four others who come in any of the first two, one of whom may leave again. */
const alone = (store: Game['store']): Game => ({
  ...{ bands: BANDS, periods: 3, store },
  schedules: [...early(4), [at(0), at(0), at(0), at(0, true)], [at(0), at(0), at(1), at(0, true)]],
  attackers: every(DEEDS, 3).map(deeds => [deeds]),
})
/** One who contributes more than once before two others come. */
const crowded = (store: Game['store']): Game => ({ ...alone(store), schedules: [[at(2), at(2)]] })
/** Two attackers over two periods against three others. */
const together = (store: Game['store']): Game => ({
  ...{ bands: BANDS, periods: 2, store },
  schedules: early(3),
  attackers: plays.flatMap((one, place) => plays.slice(place).map(other => [one, other])),
})

describe('a licence of another', () => {
  test('is never pinned by one attacker, whatever they contribute, withdraw and ask', () => {
    expect(pinned(alone(shipped(rulesOf(4))))).toBeUndefined()
    expect(pinned(crowded(shipped(rulesOf(4))))).toBeUndefined()
  })

  test('is never pinned by two who put together what they know', () => {
    expect(pinned(together(shipped(rulesOf(5))))).toBeUndefined()
  })

  test.each<[string, Game]>([
    ['a store that answers of what stands now', alone(live(rulesOf(4)))],
    ['a range from the outermost that is not widened', alone(careless(rulesOf(4), bands => [bands[0], bands.at(-1)]))],
    ['a range of one band', alone(careless(rulesOf(4), bands => [bands[1], bands.at(-2)]))],
    ['a median beside the range', alone(careless(rulesOf(4), bands => bands[bands.length >> 1]))],
    ['an institution that counts as often as it contributes', crowded(byLicence(rulesOf(4)))],
    ['fewer institutions than those who act together leave three of', together(shipped(rulesOf(4)))],
  ])('is pinned through %s', (_, game) => {
    expect(pinned(game)).toEqual(expect.any(String))
  })
})
