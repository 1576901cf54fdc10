/**
 * What a claim that was paid comes to for all who share it, and what each then owes the fund or is owed.
 *
 * The loss of a guarantee is the whole debt it was claimed for, without what was denied. The fund pays its part of the
 * letter; the bank keeps the rest. The scheme says who bears what of the whole. Who is neither fund nor bank owes its
 * share; the bank owes, or is owed, what its share is more or less than what it keeps. So what the fund is left with is
 * its share, to the won.
 *
 * A recovery comes to the fund on what it paid. The bank pursues its own part, and is taken to recover on it in the
 * same proportion: the recovery of the whole is `loss x recovered / paid`, cut over all recoveries together, so that
 * the last won makes everybody whole and the books of a claim that is recovered stand at nothing.
 */

import type { SharingSource } from '../../decision/sharing-schema.ts'
import { mostOf, type SharingScheme, sharingOf } from '../../decision/sharing-scheme.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { fixed, fixedText, ONE } from '../../kernel/fixed.ts'
import { type Money, maxMoney, minus, money, plus, ZERO } from '../../kernel/money.ts'
import { ok, type Result, sure } from '../../kernel/result.ts'
import type { GuaranteeCode } from '../refusals.ts'
import { type BorneLoss, noUse, type SharingUse, shareLoss, shareRecovery } from '../sharing.ts'

export type { SharingSource } from '../../decision/sharing-schema.ts'
export type { SharingScheme } from '../../decision/sharing-scheme.ts'

export const FUND = 'fund'
export const BANK = 'bank'
/** The scheme of a guarantee whose programme names none: by its own ratio. */
export const BY_RATIO = 'proportional'

/** What a guarantee is under. */
export type Under = {
  readonly scheme: string
  readonly edition: string
  /** Null: by the ratio of the guarantee. */
  readonly source: SharingSource | null
}

/** Schemes in force on a day. */
export type Schemes = {
  readonly edition: string
  readonly schemes: readonly {
    readonly code: string
    readonly programmes: readonly string[]
    readonly source: SharingSource
  }[]
}

/** What a guarantee of a programme is under; by its ratio where no scheme names the programme. */
export function underFor({ edition, schemes }: Schemes, programme: string): Under {
  const found = schemes.find(one => one.programmes.includes(programme))
  return found === undefined
    ? { scheme: BY_RATIO, edition, source: null }
    : { scheme: found.code, edition, source: found.source }
}

/** A claim that was paid: the whole loss, the fund's payment on it, and what the fund recovered of that payment. */
export type SharedClaim = { readonly loss: Money; readonly paid: Money; readonly principal: Money }

/** By part: party by party, each in the order of the layers, as everywhere in sharing.ts. */
export type Parts = { readonly paid: readonly Money[]; readonly returned: readonly Money[] }
export type Due = { readonly party: string; readonly amount: bigint }
export type SharedStep = { readonly parts: Parts; readonly dues: readonly Due[] }

/** A scheme made ready; what was kept was checked when its edition was read. */
export const schemeUnder = ({ source }: Under, ratio: string): SharingScheme =>
  sure(
    sharingOf(
      source ?? {
        parties: [FUND, BANK],
        claims: 'before_recovery',
        wait_months: 0,
        recoveries: { by: 'as_borne' },
        layers: [
          {
            shares: [
              { party: FUND, share: ratio },
              { party: BANK, share: fixedText(ONE - fixed(ratio)) },
            ],
            limits: [],
          },
        ],
      },
    ),
  )

/** Whether what one loss takes leaves less for the next. */
export const isLimited = ({ layers }: SharingScheme): boolean =>
  layers.some(layer => layer.limits.some(one => one.per !== 'loss'))

export type LimitUsed = {
  readonly layer: number
  readonly party: string
  readonly per: 'year' | 'all'
  readonly year: string | null
  readonly most: Money
  readonly used: Money
  readonly left: Money
}

/** What of the limits of a scheme is used: of a yearly one in each year of a loss, of one on all once. */
export const limitsUsed = ({ parties, layers }: SharingScheme, use: SharingUse, volume: Money): LimitUsed[] =>
  layers.flatMap((layer, at) =>
    layer.limits.flatMap(limit => {
      if (limit.per === 'loss') return []
      const { per, isRestored, party } = limit
      const part = party * layers.length + at
      const most = mostOf(limit.most, volume)
      const one = (tally: Parts, year: string | null): LimitUsed => {
        const used = minus(tally.paid[part] ?? ZERO, isRestored ? (tally.returned[part] ?? ZERO) : ZERO)
        const left = maxMoney(ZERO, minus(most, used))
        return { layer: at, party: parties[party] ?? '', per, year, most, used, left }
      }
      return per === 'all' ? [one(use, null)] : Object.entries(use.years).map(([year, tally]) => one(tally, year))
    }),
  )

/**
 * The whole loss of a claim: the debt it was claimed for, in the proportion of the principal that was not denied, cut
 * to the won.
 */
export const lossOf = (whole: Money, principal: Money, denied: Money): Money =>
  money((whole * minus(principal, denied)) / principal)

/** What of the whole loss counts as recovered where the fund recovered a part of what it paid. */
export const recoveredOf = ({ loss, paid, principal }: SharedClaim): Money => money((loss * principal) / paid)

const difference = (a: readonly Money[], b: readonly Money[]): Money[] =>
  a.map((one, part) => minus(one, b[part] ?? ZERO))
const netOf = ({ parties, layers }: SharingScheme, { paid, returned }: Parts, party: string): bigint => {
  const first = parties.indexOf(party) * layers.length
  return layers.reduce((sum, _, at) => sum + (paid[first + at] ?? ZERO) - (returned[first + at] ?? ZERO), 0n)
}
/** What the bank is left with by the letter alone. */
const keptByBank = (claim: SharedClaim): bigint => claim.loss - claim.paid - (recoveredOf(claim) - claim.principal)

/** What each but the fund owes it, or is owed, where a claim came from one standing to another. */
function duesOf(scheme: SharingScheme, parts: Parts, before: SharedClaim | undefined, now: SharedClaim): Due[] {
  const kept = keptByBank(now) - (before === undefined ? 0n : keptByBank(before))
  return scheme.parties
    .filter(party => party !== FUND)
    .map(party => ({ party, amount: netOf(scheme, parts, party) - (party === BANK ? kept : 0n) }))
    .filter(one => one.amount !== 0n)
}

export type LossAsked = {
  readonly claim: SharedClaim
  readonly paidOn: CalendarDate
  readonly on: CalendarDate
  readonly base: Money
}

/**
 * Shares the loss of a claim that was paid. By the ratio alone nothing is computed anew: the letter has split it.
 * Errors: those of `shareLoss`.
 */
export function lossShared(
  scheme: SharingScheme,
  under: Under,
  use: SharingUse,
  { claim, paidOn, on, base }: LossAsked,
  holidays: ReadonlySet<string>,
): Result<SharedStep, GuaranteeCode> {
  if (under.source === null) {
    const parts = { paid: [claim.paid, minus(claim.loss, claim.paid)], returned: [ZERO, ZERO] }
    return ok({ parts, dues: duesOf(scheme, parts, undefined, claim) })
  }
  const loss = { happenedOn: paidOn, on, amount: claim.loss, recovered: recoveredOf(claim), base }
  const shared = shareLoss(scheme, use, loss, holidays)
  if (!shared.ok) return shared
  const { paid, returned } = shared.value.borne
  return ok({ parts: { paid, returned }, dues: duesOf(scheme, { paid, returned }, undefined, claim) })
}

/** What stands of a loss that was shared: its parts so far and the year it counts in. */
export type Borne = Parts & { readonly year: string }

const borneOf = ({ paid, returned, year }: Borne): BorneLoss => ({
  paid,
  returned,
  year,
  amount: paid.reduce((sum, one) => plus(sum, one), ZERO),
})

/** Shares back what the fund recovered since; undefined where that is nothing. Errors: those of `shareRecovery`. */
export function recoveryShared(
  scheme: SharingScheme,
  under: Under,
  use: SharingUse,
  borne: Borne,
  before: SharedClaim,
  principal: Money,
): Result<SharedStep | undefined, GuaranteeCode> {
  const now = { ...before, principal }
  const more = minus(recoveredOf(now), recoveredOf(before))
  if (principal <= before.principal || more <= 0n) return ok(undefined)
  const none = borne.paid.map(() => ZERO)
  if (under.source === null) {
    const own = minus(principal, before.principal)
    const parts = { paid: none, returned: [own, minus(more, own)] }
    return ok({ parts, dues: duesOf(scheme, parts, before, now) })
  }
  const back = shareRecovery(scheme, use, borneOf(borne), more)
  if (!back.ok) return back
  const parts = { paid: none, returned: difference(back.value.borne.returned, borne.returned) }
  return ok({ parts, dues: duesOf(scheme, parts, before, now) })
}

const without = (scheme: SharingScheme, use: SharingUse, borne: Borne): SharingUse => {
  const year = use.years[borne.year] ?? noUse(scheme)
  const less = (tally: Parts): Parts => ({
    paid: difference(tally.paid, borne.paid),
    returned: difference(tally.returned, borne.returned),
  })
  return { ...less(use), years: { ...use.years, [borne.year]: less(year) } }
}

/**
 * A loss that was another than was thought: shared as it should have been, on its own day and with what others have
 * used of the limits, of which the difference is kept. Errors: those of `shareLoss`.
 */
export function lossRestated(
  scheme: SharingScheme,
  use: SharingUse,
  borne: Borne,
  before: SharedClaim,
  asked: LossAsked,
  holidays: ReadonlySet<string>,
): Result<SharedStep, GuaranteeCode> {
  const { claim, paidOn, on, base } = asked
  const loss = { happenedOn: paidOn, on, amount: claim.loss, recovered: recoveredOf(claim), base }
  const shared = shareLoss(scheme, without(scheme, use, borne), loss, holidays)
  if (!shared.ok) return shared
  const parts = {
    paid: difference(shared.value.borne.paid, borne.paid),
    returned: difference(shared.value.borne.returned, borne.returned),
  }
  return ok({ parts, dues: duesOf(scheme, parts, before, claim) })
}
