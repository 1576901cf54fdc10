/**
 * Where a firm stands on a day: its age, its certificates and affiliates then, and what guarantors already carry for
 * it.
 */
import { type CalendarDate, fullYearsBetween } from '../kernel/calendar.ts'
import { type Money, moneyFromText, sumMoney } from '../kernel/money.ts'
import type { Firm } from './schema.ts'

type Span = { readonly from?: string | undefined; readonly until?: string | undefined }
/** Both days of a period belong to it; a period without an end goes on. */
const covers = (span: Span, day: CalendarDate): boolean =>
  (span.from === undefined || span.from <= day) && (span.until === undefined || day <= span.until)

/** Whole years gone by since a day; undefined when the day is not stated or has not come. For firms and for people. */
export function ageYears(since: string | undefined, day: CalendarDate): number | undefined {
  if (since === undefined || since > day) return undefined
  return fullYearsBetween(since as CalendarDate, day)
}

/** The affiliates of a firm on a day, in the order of the file. */
export const affiliatesOn = (firm: Firm, day: CalendarDate): readonly Firm['affiliates'][number][] =>
  firm.affiliates.filter(affiliate => covers(affiliate, day))

/** The firms of the group on a day, the firm itself first, each once: the scope of a cap on a group. */
export const groupOn = (firm: Firm, day: CalendarDate): readonly string[] => [
  ...new Set([firm.id, ...affiliatesOn(firm, day).map(affiliate => affiliate.firm)]),
]

/** The certificates that are valid on a day. */
export const certificationsOn = (firm: Firm, day: CalendarDate): ReadonlySet<Firm['certifications'][number]['kind']> =>
  new Set(
    firm.certifications
      .filter(item => covers({ from: item.valid_from, until: item.valid_until }, day))
      .map(item => item.kind),
  )

/** Those who run the firm: its real managers, or its owners where none is named. */
export function managersOf(firm: Firm): readonly Firm['owners'][number][] {
  const managers = firm.owners.filter(owner => owner.role === 'real_manager')
  return managers.length > 0 ? managers : firm.owners.filter(owner => owner.role === 'owner')
}

/**
 * Years in the industry of those who run the firm: the most that is stated for one of them, since one who knows the
 * trade is enough. Undefined when none is stated.
 */
export function ownerIndustryYears(firm: Firm): number | undefined {
  const years = managersOf(firm).flatMap(manager => manager.industry_years?.value ?? [])
  return years.length === 0 ? undefined : Math.max(...years)
}

type Exposure = Firm['standing']['exposures'][number]

/** The balances meant, begun by the day, added up; whole won. */
const balances = (firm: Firm, day: CalendarDate, isMeant: (exposure: Exposure) => boolean): Money =>
  sumMoney(
    firm.standing.exposures
      .filter(exposure => exposure.since <= day && isMeant(exposure))
      .map(exposure => moneyFromText(exposure.balance)),
  )

/**
 * What the fund itself already guarantees for the firm: the sum of its balances begun by the day, in won.
 * @param programme only that programme's balances when given
 */
export const ownExposure = (firm: Firm, day: CalendarDate, programme?: string): Money =>
  balances(firm, day, one => one.guarantor === 'own' && (programme === undefined || one.programme === programme))

/**
 * What other guarantors carry for the firm, in won.
 * @param guarantor only that kind of guarantor when given
 */
export const otherGuarantorUse = (
  firm: Firm,
  day: CalendarDate,
  guarantor?: Exclude<Exposure['guarantor'], 'own'>,
): Money =>
  balances(firm, day, one => one.guarantor !== 'own' && (guarantor === undefined || one.guarantor === guarantor))

/** The ban in force on a day, if any. */
export const banOn = (firm: Firm, day: CalendarDate): Firm['standing']['ban'] =>
  firm.standing.ban !== undefined && covers(firm.standing.ban, day) ? firm.standing.ban : undefined
