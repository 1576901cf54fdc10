/**
 * Who bears what of a loss, once more and from the scheme as written: reduced fractions, and the end of a layer found
 * on the corners of what each party pays, where the core solves for it. Shares no code with the core.
 */
import type { SharingSource } from '../decision/sharing-schema.ts'

export type Fraction = readonly [over: bigint, under: bigint]

const divisor = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}
const of = (over: bigint, under = 1n): Fraction => {
  const by = divisor(over, under)
  return by === 0n ? [0n, 1n] : [over / by, under / by]
}
const plus = (a: Fraction, b: Fraction) => of(a[0] * b[1] + b[0] * a[1], a[1] * b[1])
const minus = (a: Fraction, b: Fraction) => of(a[0] * b[1] - b[0] * a[1], a[1] * b[1])
const times = (a: Fraction, b: Fraction) => of(a[0] * b[0], a[1] * b[1])
const over = (a: Fraction, b: Fraction) => of(a[0] * b[1], a[1] * b[0])
const isAbove = (a: Fraction, b: Fraction) => a[0] * b[1] > b[0] * a[1]
const NOTHING = of(0n)
const ALL = of(1n)

const ofText = (text: string): Fraction => {
  const [whole = '0', decimals = ''] = text.split('.')
  return of(BigInt(whole + decimals), 10n ** BigInt(decimals.length))
}

/** What was booked for one loss: by party and layer. */
export type Booked = {
  readonly year: string
  readonly paid: readonly (readonly bigint[])[]
  readonly returned: readonly (readonly bigint[])[]
}

type Layer = SharingSource['layers'][number]

const shareIn = (layer: Layer, party: string) => ofText(layer.shares.find(one => one.party === party)?.share ?? '0')

const paidIn = (layer: Layer, party: string, through: Fraction): Fraction => {
  const own = shareIn(layer, party)
  if (layer.minimum === undefined) return times(own, through)
  const bound = shareIn(layer, layer.minimum.party)
  let first = times(bound, through)
  const due = ofText(layer.minimum.amount)
  if (isAbove(due, first)) first = isAbove(due, through) ? through : due
  if (party === layer.minimum.party) return first
  return isAbove(ALL, bound) ? over(times(own, minus(through, first)), minus(ALL, bound)) : NOTHING
}

/** The greatest amount up to `rest` at which `party` pays no more than `room`: along the corners, then between two. */
const endOf = (layer: Layer, party: string, room: Fraction, rest: Fraction): Fraction => {
  if (!isAbove(paidIn(layer, party, rest), room)) return rest
  const corners = [NOTHING, rest]
  if (layer.minimum !== undefined) {
    const due = ofText(layer.minimum.amount)
    const bound = shareIn(layer, layer.minimum.party)
    for (const corner of isAbove(bound, NOTHING) ? [due, over(due, bound)] : [due])
      if (isAbove(rest, corner)) corners.push(corner)
  }
  corners.sort((a, b) => (isAbove(a, b) ? 1 : isAbove(b, a) ? -1 : 0))
  const next = corners.findIndex(corner => isAbove(paidIn(layer, party, corner), room))
  const [low, high] = [corners[next - 1] as Fraction, corners[next] as Fraction]
  const [paidLow, paidHigh] = [paidIn(layer, party, low), paidIn(layer, party, high)]
  return plus(low, over(times(minus(high, low), minus(room, paidLow)), minus(paidHigh, paidLow)))
}

const mostOf = (most: Layer['limits'][number]['most'], base: bigint): bigint => {
  if (most.by === 'amount') return BigInt(most.amount)
  let exact = NOTHING
  for (const [place, band] of most.bands.entries()) {
    const from = BigInt(most.bands[place - 1]?.up_to ?? '0')
    const to = band.up_to === null || BigInt(band.up_to) > base ? base : BigInt(band.up_to)
    if (to > from) exact = plus(exact, times(ofText(band.rate), of(to - from)))
  }
  const [top, bottom] = times(exact, ofText(most.times))
  return top / bottom
}

/** The exact parts of a loss, by party and layer, after what was booked before. */
export function exactParts(
  scheme: SharingSource,
  before: readonly Booked[],
  loss: { readonly amount: bigint; readonly base: bigint; readonly year: string },
): Fraction[][] {
  const parts = scheme.parties.map((): Fraction[] => [])
  let rest = of(loss.amount)
  for (const [at, layer] of scheme.layers.entries()) {
    let through = rest
    for (const limit of layer.limits) {
      const party = scheme.parties.indexOf(limit.party)
      let room = mostOf(limit.most, loss.base)
      for (const one of limit.per === 'loss' ? [] : before) {
        if (limit.per === 'year' && one.year !== loss.year) continue
        room -= one.paid[party]?.[at] ?? 0n
        if (limit.restored) room += one.returned[party]?.[at] ?? 0n
      }
      const end = endOf(layer, limit.party, of(room < 0n ? 0n : room), rest)
      if (isAbove(through, end)) through = end
    }
    for (const [place, party] of scheme.parties.entries()) parts[place]?.push(paidIn(layer, party, through))
    rest = minus(rest, through)
  }
  return parts
}

/** The exact parts of a recovery on a loss: as what is still borne, or party after party and its last layer first. */
export function exactReturns(scheme: SharingSource, loss: Booked, amount: bigint): Fraction[][] {
  const open = loss.paid.map((row, party) => row.map((paid, at) => paid - (loss.returned[party]?.[at] ?? 0n)))
  const all = open.flat().reduce((sum, one) => sum + one, 0n)
  if (scheme.recoveries.by === 'as_borne') return open.map(row => row.map(one => of(one * amount, all)))
  const back = open.map(row => row.map((): Fraction => NOTHING))
  let left = amount
  for (const party of scheme.recoveries.parties.map(name => scheme.parties.indexOf(name))) {
    const row = open[party] ?? []
    for (const at of [...row.keys()].reverse()) {
      const own = (row[at] ?? 0n) < left ? (row[at] ?? 0n) : left
      ;(back[party] as Fraction[])[at] = of(own)
      left -= own
    }
  }
  return back
}

export const sumOf = (parts: readonly Fraction[]): Fraction => parts.reduce(plus, NOTHING)

/** Whether whole units lie within one unit of a fraction, one whole unit away excluded. */
export const isWithinOne = (units: bigint, [top, bottom]: Fraction): boolean => {
  const apart = units * bottom - top
  return (apart < 0n ? -apart : apart) < bottom
}
