/**
 * Whether a right is in force in a country on a day. "No" is said only of what a later reading cannot change (expired,
 * ended, another country, never registered); whatever hangs on an old reading or an unstated fee is unknown.
 */
import { addMonths, type CalendarDate, daysBetween } from '../kernel/calendar.ts'
import type { Asset } from './schema.ts'

/** How old a reading of the register may be, and how long after its due day a fee can still be paid. From the rules. */
export type RightsPolicy = { readonly statusFreshDays: number; readonly annuityGraceMonths: number }

export type InForce = {
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly reason:
    | 'in_force'
    | 'registered_copyright'
    | 'unregistered_copyright'
    | 'no_exclusive_right'
    | 'other_country'
    | 'regional_right'
    | 'application_only'
    | 'not_registered'
    | 'ended'
    | 'expired'
    | 'status_later_than_day'
    | 'status_stale'
    | 'expiry_not_stated'
    | 'annuities_not_stated'
    | 'annuity_unpaid'
    | 'annuity_in_grace'
    | 'annuity_not_read'
}
const yes = (reason: InForce['reason']): InForce => ({ answer: 'yes', reason })
const no = (reason: InForce['reason']): InForce => ({ answer: 'no', reason })
const unknown = (reason: InForce['reason']): InForce => ({ answer: 'unknown', reason })

/** Offices of several countries: where such a right reaches has to be read country by country. */
const REGIONAL_OFFICES: readonly string[] = ['EP', 'EA', 'AP', 'OA', 'GC', 'EM', 'BX', 'QZ']
/** Countries that belong to none of those offices: a regional right says nothing there, and that is known. */
const OUTSIDE_REGIONS: readonly string[] = ['KR', 'US', 'JP', 'CN', 'TW']
/** The office of international applications grants nothing. */
const INTERNATIONAL_OFFICE = 'WO'
/** Rights kept alive by fees; trademarks are renewed by a new expiry instead. */
const KINDS_WITH_ANNUITIES: readonly Asset['kind'][] = ['patent', 'utility_model', 'design', 'plant_variety']

/** Whether the reading of the register can be used on the day; undefined when it can. */
export function unusableStatus(asset: Asset, day: CalendarDate, policy: RightsPolicy): InForce | undefined {
  if (asset.as_of > day) return unknown('status_later_than_day')
  if (daysBetween(asset.as_of as CalendarDate, day) > policy.statusFreshDays) return unknown('status_stale')
  return undefined
}

type Annuity = Asset['annuities'][number]

/** Paid by the day: on a day that has come, or known to be paid through a time without the day of payment. */
const isPaid = (annuity: Annuity, day: CalendarDate): boolean =>
  annuity.paid_on === undefined ? annuity.paid_until !== undefined : annuity.paid_on <= day

/** What a fee that is due and not paid means on a day. */
function unpaidState(annuity: Annuity, asset: Asset, day: CalendarDate, policy: RightsPolicy): InForce {
  if (asset.as_of < annuity.due_on) return unknown('annuity_not_read')
  const lastDay = addMonths(annuity.due_on as CalendarDate, policy.annuityGraceMonths)
  return day <= lastDay ? unknown('annuity_in_grace') : no('annuity_unpaid')
}

/** A payment through the day covers what stood before it; else one fee unpaid past its grace ends the right. */
function annuitiesState(asset: Asset, day: CalendarDate, policy: RightsPolicy): InForce {
  if (!KINDS_WITH_ANNUITIES.includes(asset.kind)) return yes('in_force')
  if (asset.annuities.length === 0) return unknown('annuities_not_stated')
  const paid = asset.annuities.filter(annuity => isPaid(annuity, day))
  const paidUntil =
    paid
      .map(annuity => annuity.paid_until ?? '')
      .toSorted()
      .at(-1) ?? ''
  if (paidUntil >= day) return yes('in_force')
  const unpaid = asset.annuities
    .filter(annuity => annuity.due_on <= day && !isPaid(annuity, day))
    .map(annuity => unpaidState(annuity, asset, day, policy))
  const worst = unpaid.find(state => state.answer === 'no') ?? unpaid[0]
  if (worst !== undefined) return worst
  // All fees listed are paid, but the last time paid for is over and no later fee is listed.
  const isOver = paidUntil !== '' && !paid.some(annuity => annuity.due_on >= paidUntil)
  return isOver ? unknown('annuities_not_stated') : yes('in_force')
}

function registeredRight(asset: Asset, country: string, day: CalendarDate, policy: RightsPolicy): InForce {
  const office = asset.office
  if (office === INTERNATIONAL_OFFICE) return no('application_only')
  const isRegional = office !== undefined && REGIONAL_OFFICES.includes(office)
  if (office !== country && (!isRegional || OUTSIDE_REGIONS.includes(country))) return no('other_country')
  if (asset.registered_on === undefined || asset.registered_on > day) return no('not_registered')
  if (asset.ended_on !== undefined && asset.ended_on <= day) return no('ended')
  if (asset.expires_on !== undefined && asset.expires_on < day) return no('expired')
  if (office !== country) return unknown('regional_right')
  const unusable = unusableStatus(asset, day, policy)
  if (unusable !== undefined) return unusable
  if (asset.expires_on === undefined) return unknown('expiry_not_stated')
  return annuitiesState(asset, day, policy)
}

/** Copyright needs no registration, but only a registration shows when and whose it is. */
function software(asset: Asset, country: string, day: CalendarDate): InForce {
  if (asset.ended_on !== undefined && asset.ended_on <= day) return no('ended')
  if (asset.expires_on !== undefined && asset.expires_on < day) return no('expired')
  const isRegistered =
    asset.number !== undefined &&
    asset.office === country &&
    asset.registered_on !== undefined &&
    asset.registered_on <= day
  return isRegistered ? yes('registered_copyright') : unknown('unregistered_copyright')
}

/**
 * Whether an asset is an exclusive right in force in a country on a day.
 * Registered rights: registered by the day at that country's office, not ended, not past its expiry (the expiry day
 * itself belongs to the right), read no more than `statusFreshDays` ago, every fee due paid or paid through the day.
 * Know-how gives no exclusive right against others, so the answer is no; software is in force where registered.
 * @param country WIPO ST.3 code of the country asked about
 * @param policy days and months, at least 0
 * @source rules/readiness: rights.status_fresh_days, rights.annuity_grace_months
 */
export function inForceOn(asset: Asset, country: string, day: CalendarDate, policy: RightsPolicy): InForce {
  switch (asset.kind) {
    case 'know_how':
      return no('no_exclusive_right')
    case 'software':
      return software(asset, country, day)
    case 'patent':
    case 'utility_model':
    case 'design':
    case 'trademark':
    case 'plant_variety':
      return registeredRight(asset, country, day, policy)
    default:
      return asset.kind satisfies never
  }
}

/** How many of some assets are rights in force, and for how many it is unknown; the measured item of the rubric. */
export function countInForce(
  assets: readonly Asset[],
  country: string,
  day: CalendarDate,
  policy: RightsPolicy,
): { readonly inForce: number; readonly unknown: number } {
  const answers = assets.map(asset => inForceOn(asset, country, day, policy).answer)
  return {
    inForce: answers.filter(answer => answer === 'yes').length,
    unknown: answers.filter(answer => answer === 'unknown').length,
  }
}
