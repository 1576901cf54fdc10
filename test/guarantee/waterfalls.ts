/** Random schemes of sharing with random losses and recoveries, each step held to the oracle. */
import fc from 'fast-check'
import { type BorneLoss, noUse, type Sharing, shareLoss, shareRecovery } from '../../src/guarantee/sharing.ts'
import type { SharingSource } from '../../src/guarantee/sharing-schema.ts'
import { sharingOf } from '../../src/guarantee/sharing-scheme.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { money } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { type Booked, exactParts, exactReturns, type Fraction, isWithinOne, sumOf } from './sharing-oracle.ts'

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

export type Step =
  | {
      readonly of: 'loss'
      readonly amount: bigint
      readonly recovered: bigint
      readonly base: bigint
      readonly year: string
    }
  | { readonly of: 'recovery'; readonly loss: number; readonly part: bigint }

const THOUSANDTHS = 1000n
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

const NO_HOLIDAYS: ReadonlySet<string> = new Set()
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n)

/** Where a waterfall parts from the oracle or from what always holds; undefined where it never does. */
export function partedAt([source, steps]: readonly [SharingSource, readonly Step[]]): string | undefined {
  const scheme = sure(sharingOf(source))
  const depth = source.layers.length
  const grid = (parts: readonly bigint[]) =>
    source.parties.map((_, party) => parts.slice(party * depth, (party + 1) * depth))
  const bookedOf = (one: BorneLoss): Booked => ({ year: one.year, paid: grid(one.paid), returned: grid(one.returned) })
  const isHeld = (now: readonly bigint[], exact: Fraction[][]) =>
    grid(now).every(
      (row, party) =>
        isWithinOne(total(row), sumOf(exact[party] ?? [])) &&
        row.every((one, at) => one >= 0n && isWithinOne(one, exact[party]?.[at] ?? [0n, 1n])),
    )
  let use = noUse(scheme)
  const borne: BorneLoss[] = []
  const recover = (at: number, amount: bigint): string | undefined => {
    const loss = borne[at] as BorneLoss
    const done: Sharing = sure(shareRecovery(scheme, use, loss, money(amount)))
    const back = done.borne.returned.map((one, part) => one - (loss.returned[part] ?? 0n))
    if (total(back) !== amount) return `a recovery of ${amount} on loss ${at} goes back as ${total(back)}`
    if (total(done.byParty) !== amount) return `by party a recovery of ${amount} comes to ${total(done.byParty)}`
    if (!isHeld(back, exactReturns(source, bookedOf(loss), amount))) return `recovery on loss ${at}: ${back}`
    if (done.borne.returned.some((one, part) => one > (loss.paid[part] ?? 0n))) return `loss ${at}: more back than paid`
    borne[at] = done.borne
    use = done.use
    return undefined
  }
  for (const step of steps) {
    if (step.of === 'recovery') {
      const at = step.loss % borne.length
      const open = total(borne[at]?.paid ?? []) - total(borne[at]?.returned ?? [])
      const amount = (open * step.part + THOUSANDTHS - 1n) / THOUSANDTHS
      const found = amount === 0n ? undefined : recover(at, amount)
      if (found !== undefined) return found
      continue
    }
    const day = calendarDate(`${step.year}-03-02`)
    // Recovered before is held as a recovery of its own where the loss is shared whole.
    const isNet = source.claims === 'after_recovery'
    const loss = { happenedOn: day, on: day, base: money(step.base) }
    const amount = isNet ? step.amount - step.recovered : step.amount
    const done = sure(
      shareLoss(
        scheme,
        use,
        { ...loss, amount: money(step.amount), recovered: money(isNet ? step.recovered : 0n) },
        NO_HOLIDAYS,
      ),
    )
    const exact = exactParts(source, borne.map(bookedOf), { amount, base: step.base, year: step.year })
    if (total(done.borne.paid) !== amount) return `a loss of ${amount} is shared as ${total(done.borne.paid)}`
    if (total(done.byParty) !== amount) return `by party a loss of ${amount} comes to ${total(done.byParty)}`
    if (!isHeld(done.borne.paid, exact)) return `loss ${borne.length}: ${done.borne.paid}, exactly ${exact.join(' | ')}`
    const atOnce = isNet
      ? undefined
      : sure(
          shareLoss(
            scheme,
            use,
            { ...loss, amount: money(step.amount), recovered: money(step.recovered) },
            NO_HOLIDAYS,
          ),
        )
    use = done.use
    borne.push(done.borne)
    const found = isNet || step.recovered === 0n ? undefined : recover(borne.length - 1, step.recovered)
    if (found !== undefined) return found
    if (atOnce !== undefined && atOnce.borne.returned.join() !== borne.at(-1)?.returned.join())
      return `loss ${borne.length - 1}: shared with its recovery at once it is not what it is in two steps`
    const wholeLeft = use.paid.every((one, part) => one === total(borne.map(each => each.paid[part] ?? 0n)))
    if (!wholeLeft) return 'what is counted is not what was paid'
  }
  return undefined
}
