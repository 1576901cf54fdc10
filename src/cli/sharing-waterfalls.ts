/**
 * Waterfalls of losses and recoveries held to the oracle, and random ones: `npm run oracle -- sharing` runs a million
 * of them, the tests a few thousand and those fast-check finds.
 */
import type { SharingSource } from '../decision/sharing-schema.ts'
import { sharingOf } from '../decision/sharing-scheme.ts'
import { type BorneLoss, noUse, type Sharing, shareLoss, shareRecovery } from '../guarantee/sharing.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { money } from '../kernel/money.ts'
import { sure } from '../kernel/result.ts'
import { type Draw, drawFrom } from './oracle-cases.ts'
import { type Booked, exactParts, exactReturns, type Fraction, isWithinOne, sumOf } from './sharing-oracle.ts'

/** Recoveries are thousandths of what is still borne. */
export const THOUSANDTHS = 1000n

export type Step =
  | {
      readonly of: 'loss'
      readonly amount: bigint
      readonly recovered: bigint
      readonly base: bigint
      readonly year: string
    }
  | { readonly of: 'recovery'; readonly loss: number; readonly part: bigint }

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

/** A whole number from 0 up to below `end`, of any size. */
const belowWide = (draw: Draw, end: bigint): bigint => {
  let wide = 0n
  for (let bits = 0; bits < 96; bits += 24) wide = wide * 16_777_216n + BigInt(draw.below(16_777_216))
  return wide % end
}

/**
 * A third of the amounts are near nothing, where a won counts; a third are millions; the others any of thirteen
 * digits.
 */
const generatedAmount = (draw: Draw): bigint => belowWide(draw, draw.of([300n, 1_000_000n, 10_000_000_000_000n]))

const decimalText = (units: bigint, places: number): string => {
  const digits = units.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}
const generatedRate = (draw: Draw): string => decimalText(BigInt(draw.below(10_001)), 4)

/** Shares that make 1, cut at random places; some are 0. */
const generatedShares = (draw: Draw, parties: readonly string[]) => {
  const places = 1 + draw.below(18)
  const one = 10n ** BigInt(places)
  const ends = [...parties.slice(1).map(() => belowWide(draw, one + 1n)), one].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  )
  return parties.map((party, at) => ({ party, share: decimalText((ends[at] ?? one) - (ends[at - 1] ?? 0n), places) }))
}

type Layer = SharingSource['layers'][number]

const generatedMost = (draw: Draw): Layer['limits'][number]['most'] => {
  if (draw.chance(0.5)) return { by: 'amount', amount: String(generatedAmount(draw)) }
  const ends = new Set(Array.from({ length: draw.below(3) }, () => 1n + belowWide(draw, 1_000_000_000_000n)))
  const closed = [...ends]
    .sort((a, b) => (a < b ? -1 : 1))
    .map(end => ({ up_to: String(end), rate: generatedRate(draw) }))
  return { by: 'rates', bands: [...closed, { up_to: null, rate: generatedRate(draw) }], times: generatedRate(draw) }
}

const generatedLayer = (draw: Draw, parties: readonly string[], isLast: boolean): Layer => {
  const shares = generatedShares(draw, parties)
  const bearing = shares.filter(one => /[1-9]/.test(one.share)).map(one => one.party)
  const minimum = draw.chance(0.3) ? { party: draw.of(parties), amount: String(generatedAmount(draw)) } : undefined
  const limits = Array.from({ length: isLast ? 0 : 1 + draw.below(3) }, () => ({
    party: draw.of(bearing),
    per: draw.of(['loss', 'year', 'all'] as const),
    most: generatedMost(draw),
    restored: draw.chance(0.5),
  }))
  return { shares, ...(minimum === undefined ? {} : { minimum }), limits }
}

const shuffled = (draw: Draw, list: readonly string[]): string[] => {
  const left = [...list]
  return list.map(() => left.splice(draw.below(left.length), 1)[0] ?? '')
}

/**
 * One random waterfall: four layers, eight steps; half of them of up to four parties, a quarter of up to
 * `partiesMax`.
 */
export function generatedWaterfall(draw: Draw, partiesMax: number): readonly [SharingSource, readonly Step[]] {
  const most = draw.of([4, 4, 8, partiesMax])
  const parties = Array.from({ length: 1 + draw.below(most) }, (_, at) => `party_${at + 1}`)
  const depth = 1 + draw.below(4)
  const source: SharingSource = {
    parties,
    claims: draw.of(['before_recovery', 'after_recovery'] as const),
    wait_months: 0,
    recoveries: draw.chance(0.5) ? { by: 'as_borne' } : { by: 'in_order', parties: shuffled(draw, parties) },
    layers: Array.from({ length: depth }, (_, at) => generatedLayer(draw, parties, at === depth - 1)),
  }
  const loss = (): Step => {
    const amount = generatedAmount(draw) + 1n
    const recovered = draw.chance(0.5) ? 0n : (amount * BigInt(draw.below(501))) / THOUSANDTHS
    return {
      of: 'loss',
      amount,
      recovered,
      base: belowWide(draw, 10_000_000_000_000n),
      year: draw.of(['2026', '2027']),
    }
  }
  const more = Array.from(
    { length: draw.below(8) },
    (): Step =>
      draw.chance(0.5) ? loss() : { of: 'recovery', loss: draw.below(8), part: BigInt(1 + draw.below(1000)) },
  )
  return [source, [loss(), ...more]]
}

export type Waterfalls = {
  waterfalls: number
  losses: number
  recoveries: number
  partiesMax: number
  parted: number
  readonly shown: { readonly at: string; readonly waterfall: unknown }[]
}

const SHOWN = 5

/** Random waterfalls, each held to the oracle; the first that part from it are kept to be shown. */
export function compareWaterfalls(
  count: number,
  seed: number,
  partiesMax: number,
  progress: (found: Waterfalls) => void = () => {},
): Waterfalls {
  const draw = drawFrom(seed)
  const found: Waterfalls = { waterfalls: 0, losses: 0, recoveries: 0, partiesMax: 0, parted: 0, shown: [] }
  while (found.waterfalls < count) {
    const waterfall = generatedWaterfall(draw, partiesMax)
    const [source, steps] = waterfall
    const at = partedAt(waterfall)
    found.waterfalls += 1
    found.losses += steps.filter(step => step.of === 'loss').length
    found.recoveries += steps.filter(step => step.of === 'recovery' || step.recovered > 0n).length
    found.partiesMax = Math.max(found.partiesMax, source.parties.length)
    if (at !== undefined) {
      found.parted += 1
      if (found.shown.length < SHOWN) found.shown.push({ at, waterfall })
    }
    progress(found)
  }
  return found
}
