/** Random schemes of sharing with random losses and recoveries, as fast-check makes and shrinks them. */
import fc from 'fast-check'
import { type Step, THOUSANDTHS } from '../../src/cli/sharing-waterfalls.ts'
import type { SharingSource } from '../../src/decision/sharing-schema.ts'

const NAMES = ['fund', 'bank', 'contributor', 'foundation', 'state', 'pool', 'seventh', 'eighth']

const textOf = (units: bigint, places: number): string => {
  const digits = units.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** Shares of `count` parties that make 1, with 1 to 18 decimals; some are 0. */
const sharesOf = (count: number) =>
  fc.integer({ min: 1, max: 18 }).chain(places =>
    fc.array(fc.bigInt(0n, 10n ** BigInt(places)), { minLength: count - 1, maxLength: count - 1 }).map(cuts => {
      const ends = [0n, ...cuts, 10n ** BigInt(places)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      return ends.slice(1).map((end, place) => textOf(end - (ends[place] ?? 0n), places))
    }),
  )

const amounts = fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 10n ** 13n))
const rates = fc.bigInt(0n, 10_000n).map(units => textOf(units, 4))

const mosts = fc.oneof(
  amounts.map(amount => ({ by: 'amount' as const, amount: String(amount) })),
  fc.record({
    by: fc.constant('rates' as const),
    bands: fc
      .tuple(
        fc.uniqueArray(fc.bigInt(1n, 10n ** 12n), { maxLength: 2 }),
        fc.array(rates, { minLength: 3, maxLength: 3 }),
      )
      .map(([ends, [first = '0', ...others]]) => [
        ...ends
          .toSorted((a, b) => (a < b ? -1 : 1))
          .map((end, place) => ({ up_to: String(end), rate: others[place] ?? '0' })),
        { up_to: null, rate: first },
      ]),
    times: rates,
  }),
)

const layersOf = (parties: readonly string[], isLast: boolean) =>
  fc
    .record({
      shares: sharesOf(parties.length),
      minimum: fc.option(fc.record({ party: fc.constantFrom(...parties), amount: amounts.map(String) }), {
        nil: undefined,
        freq: 2,
      }),
      limits: fc.array(
        fc.record({
          party: fc.nat(),
          per: fc.constantFrom('loss' as const, 'year' as const, 'all' as const),
          most: mosts,
          restored: fc.boolean(),
        }),
        { minLength: isLast ? 0 : 1, maxLength: isLast ? 0 : 3 },
      ),
    })
    .map(({ shares, minimum, limits }): SharingSource['layers'][number] => {
      const bearing = parties.filter((_, place) => /[1-9]/.test(shares[place] ?? ''))
      return {
        shares: parties.map((party, place) => ({ party, share: shares[place] ?? '0' })),
        ...(minimum === undefined ? {} : { minimum }),
        limits: limits.map(one => ({ ...one, party: bearing[one.party % bearing.length] ?? '' })),
      }
    })

export const schemes: fc.Arbitrary<SharingSource> = fc
  .tuple(fc.integer({ min: 1, max: NAMES.length }), fc.integer({ min: 1, max: 4 }))
  .chain(([count, depth]) => {
    const parties = NAMES.slice(0, count)
    return fc.record({
      parties: fc.constant(parties),
      claims: fc.constantFrom('before_recovery' as const, 'after_recovery' as const),
      wait_months: fc.constant(0),
      recoveries: fc.oneof(
        fc.constant({ by: 'as_borne' as const }),
        fc.shuffledSubarray(parties, { minLength: count }).map(order => ({ by: 'in_order' as const, parties: order })),
      ),
      layers: fc.tuple(...Array.from({ length: depth }, (_, at) => layersOf(parties, at === depth - 1))),
    })
  })

const losses = fc
  .record({
    of: fc.constant('loss' as const),
    amount: amounts.map(amount => amount + 1n),
    recovered: fc.bigInt(0n, THOUSANDTHS),
    base: fc.bigInt(0n, 10n ** 13n),
    year: fc.constantFrom('2026', '2027'),
  })
  .map(one => ({ ...one, recovered: one.recovered > 500n ? 0n : (one.amount * one.recovered) / THOUSANDTHS }))
const recoveries = fc.record({ of: fc.constant('recovery' as const), loss: fc.nat(), part: fc.bigInt(1n, THOUSANDTHS) })

export const waterfalls: fc.Arbitrary<readonly [SharingSource, readonly Step[]]> = fc.tuple(
  schemes,
  fc.tuple(losses, fc.array(fc.oneof(losses, recoveries), { maxLength: 7 })).map(([first, more]) => [first, ...more]),
)
