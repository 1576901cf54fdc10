/**
 * Sharing a loss among the parties of a scheme, and sharing back what is recovered later.
 *
 * A loss falls through the layers in their order. What enters a layer is split by its shares until the first of its
 * limits is reached; the rest falls on, and the last layer has no limit, so that all of it is borne. The way down is
 * computed in exact fractions and rounded once, at its end: parts stand party by party, each in the order of the
 * layers, and a part is the running sum cut to the won less the one before it. So every part of a party, and all its
 * parts together, lie within one won of the exact ones, parts make the whole, none is below 0 and none above a limit,
 * since limits are whole won. Who stands first in the list is cut to the won in its own favour, as the fund is in a
 * split.
 *
 * Each loss and each recovery is rounded by itself: what was booked before is whole won and is not opened again.
 * Under a cap on the first layer the total is the cap, or what the losses give one by one, in whatever order they come.
 * Where a layer stands before the capped one, orders may differ by the won cut at each loss.
 */

import { mostOf, type SharingLayer, type SharingLimit, type SharingScheme } from '../decision/sharing-scheme.ts'
import { addDays, addMonths, type CalendarDate, rolledForward } from '../kernel/calendar.ts'
import { type Fixed, ONE } from '../kernel/fixed.ts'
import { type Money, maxMoney, minMoney, minus, money, moneyText, plus, sumMoney, ZERO } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { GuaranteeCode } from './refusals.ts'

/** What was paid and what came back, by part: party by party, each in the order of the layers. */
type Tally = { readonly paid: readonly Money[]; readonly returned: readonly Money[] }

/** What the limits of a scheme count: all so far, and what was paid in each calendar year with what came back of it. */
export type SharingUse = Tally & { readonly years: Readonly<Record<string, Tally>> }

/** A loss to be shared. */
export type SharedLoss = {
  readonly happenedOn: CalendarDate
  /** The day it is shared; its year is the one whose limits count. */
  readonly on: CalendarDate
  /** The whole loss, above 0. */
  readonly amount: Money
  /** What of it was recovered by that day; at most the loss. */
  readonly recovered: Money
  /** The loan or the volume of the portfolio, on that day. */
  readonly base: Money
}

/** A loss as it was borne: `sum of paid = amount`, and nowhere more returned than paid. */
export type BorneLoss = Tally & { readonly year: string; readonly amount: Money }

/** What a step does: the amounts by party, in the scheme's order, and what stands afterwards. */
export type Sharing = { readonly byParty: readonly Money[]; readonly borne: BorneLoss; readonly use: SharingUse }

/** At least 0; the denominator above 0. */
type Exact = { readonly over: bigint; readonly under: bigint }

/** An amount has at most 18 digits. */
const AMOUNT_END = 10n ** 18n

const whole = (amount: Money): Exact => ({ over: amount, under: 1n })
const isLess = (a: Exact, b: Exact): boolean => a.over * b.under < b.over * a.under
const least = (a: Exact, b: Exact): Exact => (isLess(b, a) ? b : a)
const greatest = (a: Exact, b: Exact): Exact => (isLess(a, b) ? b : a)
const sum = (a: Exact, b: Exact): Exact =>
  a.under === b.under
    ? { over: a.over + b.over, under: a.under }
    : { over: a.over * b.under + b.over * a.under, under: a.under * b.under }
const difference = (a: Exact, b: Exact): Exact => sum(a, { over: -b.over, under: b.under })
const scaledBy = (a: Exact, over: bigint, under: bigint): Exact => ({ over: a.over * over, under: a.under * under })

const noneOf = (scheme: SharingScheme): Money[] =>
  Array.from({ length: scheme.parties.length * scheme.layers.length }, () => ZERO)

/** Nothing shared yet. */
export const noUse = (scheme: SharingScheme): SharingUse => ({
  paid: noneOf(scheme),
  returned: noneOf(scheme),
  years: {},
})

/**
 * The first day on which a loss may be shared: the day it happened where there is no wait; else the day after the
 * months are over, their first day excluded and an end on a holiday rolled over (Civil Code 157, 160, 161).
 */
export const sharedFrom = (
  { waitMonths }: SharingScheme,
  happenedOn: CalendarDate,
  holidays: ReadonlySet<string>,
): CalendarDate =>
  waitMonths === 0 ? happenedOn : addDays(rolledForward(addMonths(happenedOn, waitMonths), holidays), 1)

/** Shares a loss; what was recovered before is taken off, or shared back at once, as the scheme says. */
export function shareLoss(
  scheme: SharingScheme,
  use: SharingUse,
  loss: SharedLoss,
  holidays: ReadonlySet<string>,
): Result<Sharing, GuaranteeCode> {
  const from = sharedFrom(scheme, loss.happenedOn, holidays)
  for (const [at, amount, lowest] of [
    ['amount', loss.amount, 1n],
    ['recovered', loss.recovered, 0n],
    ['base', loss.base, 0n],
  ] as const) {
    if (amount < lowest || amount >= AMOUNT_END) return refuse(amountRefused(at, amount, lowest))
  }
  if (loss.on < from) return refuse(refusal('sharing_too_early', 'on', { value: loss.on, limit: from }))
  if (loss.recovered > loss.amount) return refuse(recoveryRefused('recovered', loss.recovered, loss.amount))
  const amount = scheme.isNetOfRecovery ? minus(loss.amount, loss.recovered) : loss.amount
  const year = loss.on.slice(0, 4)
  const paid = cut(partsOf(scheme, use, { amount, base: loss.base, year }))
  const borne = { year, amount, paid, returned: noneOf(scheme) }
  const shared = { byParty: byParty(scheme, paid), borne, use: counted(scheme, use, borne) }
  if (scheme.isNetOfRecovery || loss.recovered === 0n) return ok(shared)
  const back = shareRecovery(scheme, shared.use, borne, loss.recovered)
  if (!back.ok) return back
  return ok({
    ...back.value,
    byParty: shared.byParty.map((one, party) => minus(one, back.value.byParty[party] ?? ZERO)),
  })
}

/**
 * Shares back what is recovered on a loss, never more than the loss that the use of the scheme counts: in the
 * proportions of what each part still bears, so that the last won recovered makes everybody whole; or in the scheme's
 * order, of one party what its last layer bore first.
 */
export function shareRecovery(
  scheme: SharingScheme,
  use: SharingUse,
  borne: BorneLoss,
  amount: Money,
): Result<Sharing, GuaranteeCode> {
  if (amount < 1n || amount >= AMOUNT_END) return refuse(amountRefused('amount', amount, 1n))
  const unsound = unsoundIn(scheme, use, borne)
  if (unsound !== undefined) return refuse(unsound)
  const owed = borne.paid.map((paid, part) => minus(paid, borne.returned[part] ?? ZERO))
  const left = sumMoney(owed)
  if (amount > left) return refuse(recoveryRefused('amount', amount, left))
  const back =
    scheme.order === undefined
      ? cut(owed.map(one => ({ over: one * amount, under: left })))
      : inOrder(scheme, scheme.order, owed, amount)
  const now = { ...borne, returned: added(borne.returned, back) }
  const year = use.years[borne.year] ?? noUse(scheme)
  return ok({
    byParty: byParty(scheme, back),
    borne: now,
    use: {
      paid: use.paid,
      returned: added(use.returned, back),
      years: { ...use.years, [borne.year]: { paid: year.paid, returned: added(year.returned, back) } },
    },
  })
}

/**
 * A loss that this scheme did not bear so: parts that are not its own, that make another sum, or that came back
 * twice.
 */
function unsoundIn(scheme: SharingScheme, use: SharingUse, borne: BorneLoss) {
  const parts = scheme.parties.length * scheme.layers.length
  const no = (value: string, limit: string) => refusal<GuaranteeCode>('sharing_loss_unsound', 'borne', { value, limit })
  if (borne.paid.length !== parts || borne.returned.length !== parts)
    return no(`${borne.paid.length} parts`, `${parts} parts`)
  const paid = sumMoney(borne.paid)
  if (paid !== borne.amount) return no(moneyText(paid), moneyText(borne.amount))
  const year = use.years[borne.year] ?? noUse(scheme)
  for (const [part, own] of borne.paid.entries()) {
    const back = borne.returned[part] ?? ZERO
    if (back < 0n || back > own) return no(`${moneyText(back)} back`, `at most ${moneyText(own)} of a part`)
    for (const { paid: all, returned } of [use, year]) {
      // Of all the part bore, what did not come back yet holds at least what this loss has not had back.
      const [counted, had] = [all[part] ?? ZERO, returned[part] ?? ZERO]
      if (own > counted || back > had || own - back > counted - had)
        return no(moneyText(minus(own, back)), `${moneyText(minus(counted, had))} of what is counted as borne`)
    }
  }
  return undefined
}

const amountRefused = (at: string, amount: Money, lowest: bigint) =>
  refusal<GuaranteeCode>('sharing_amount', at, {
    value: moneyText(amount),
    limit: `from ${lowest} to below ${AMOUNT_END}`,
  })
const recoveryRefused = (at: string, amount: Money, most: Money) =>
  refusal<GuaranteeCode>('sharing_recovery_above_loss', at, { value: moneyText(amount), limit: moneyText(most) })

const added = (a: readonly Money[], b: readonly Money[]): Money[] => a.map((one, part) => plus(one, b[part] ?? ZERO))

function counted(scheme: SharingScheme, use: SharingUse, { year, paid }: BorneLoss): SharingUse {
  const before = use.years[year] ?? noUse(scheme)
  const years = { ...use.years, [year]: { paid: added(before.paid, paid), returned: before.returned } }
  return { paid: added(use.paid, paid), returned: use.returned, years }
}

const byParty = ({ parties, layers }: SharingScheme, parts: readonly Money[]): Money[] =>
  parties.map((_, party) => sumMoney(parts.slice(party * layers.length, (party + 1) * layers.length)))

/** The running sum cut to the won, less the one before. What makes a whole number of won still makes it afterwards. */
function cut(parts: readonly Exact[]): Money[] {
  let running: Exact = whole(ZERO)
  let before = 0n
  return parts.map(part => {
    running = sum(running, part)
    const now = running.over / running.under
    const own = money(now - before)
    before = now
    return own
  })
}

function inOrder({ layers }: SharingScheme, order: readonly number[], owed: readonly Money[], amount: Money): Money[] {
  const back = owed.map(() => ZERO)
  let left = amount
  for (const party of order) {
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const part = party * layers.length + layer
      const own = minMoney(left, owed[part] ?? ZERO)
      back[part] = own
      left = minus(left, own)
    }
  }
  return back
}

type Falling = { readonly amount: Money; readonly base: Money; readonly year: string }

/** The exact parts of a loss, party by party, each in the order of the layers. */
function partsOf(scheme: SharingScheme, use: SharingUse, { amount, base, year }: Falling): Exact[] {
  const parts = noneOf(scheme).map(whole)
  let rest = whole(amount)
  for (const [at, layer] of scheme.layers.entries()) {
    let through = rest
    for (const limit of layer.limits) {
      const part = limit.party * scheme.layers.length + at
      const tally = limit.per === 'year' ? use.years[year] : use
      const used = limit.per === 'loss' ? ZERO : usedOf(limit, tally, part)
      const room = maxMoney(ZERO, minus(mostOf(limit.most, base), used))
      through = least(through, reachOf(layer, limit.party, room) ?? through)
    }
    for (const party of scheme.parties.keys()) parts[party * scheme.layers.length + at] = partOf(layer, party, through)
    rest = difference(rest, through)
  }
  return parts
}

const usedOf = ({ isRestored }: SharingLimit, tally: Tally | undefined, part: number): Money =>
  minus(tally?.paid[part] ?? ZERO, isRestored ? (tally?.returned[part] ?? ZERO) : ZERO)

const shareOf = (layer: SharingLayer, party: number): Fixed => layer.shares[party] ?? 0n

/** The minimum of a layer with the share it stands on, where it changes anything: who bears all bears the least too. */
function minimumOf(
  layer: SharingLayer,
): { readonly party: number; readonly least: Exact; readonly share: Fixed } | undefined {
  if (layer.minimum === undefined) return undefined
  const share = shareOf(layer, layer.minimum.party)
  return share === ONE ? undefined : { party: layer.minimum.party, least: whole(layer.minimum.amount), share }
}

/** What a party bears of what goes through a layer. */
function partOf(layer: SharingLayer, party: number, through: Exact): Exact {
  const minimum = minimumOf(layer)
  const plain = scaledBy(through, shareOf(layer, party), ONE)
  if (minimum === undefined) return plain
  const first = greatest(scaledBy(through, minimum.share, ONE), least(through, minimum.least))
  if (minimum.party === party) return first
  return scaledBy(difference(through, first), shareOf(layer, party), ONE - minimum.share)
}

/** The most that may go through a layer before a party has borne its room; undefined where it bears nothing of more. */
function reachOf(layer: SharingLayer, party: number, room: Money): Exact | undefined {
  const minimum = minimumOf(layer)
  const share = shareOf(layer, party)
  const plain = share === 0n ? undefined : scaledBy(whole(room), ONE, share)
  if (minimum === undefined) return plain
  if (minimum.party === party) return isLess(whole(room), minimum.least) ? whole(room) : plain
  if (plain === undefined) return undefined
  return greatest(plain, sum(minimum.least, scaledBy(whole(room), ONE - minimum.share, share)))
}
