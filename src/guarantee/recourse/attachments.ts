/** What of an obligor's property is attached for the claim, and by which day something has to be done about it. */
import { addDays, addYears, type CalendarDate } from '../../kernel/calendar.ts'
import { type Money, sumMoney } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { LimitationStep } from './limitation.ts'
import type { RecourseCode } from './refusals.ts'
import type { RecourseRules } from './terms.ts'

export const ATTACHMENT_KINDS = ['provisional_attachment', 'disposal_prohibition', 'attachment'] as const
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number]

export const ASSET_KINDS = [
  'real_estate',
  'vehicle',
  'machinery',
  'deposit',
  'receivable',
  'shares',
  'intellectual_property',
  'other',
] as const
export type AssetKind = (typeof ASSET_KINDS)[number]

/** Realised and distributed; given back or cancelled, which the law reads as if it had never been. */
export const RELEASES = ['realised', 'satisfied', 'cancelled_on_request', 'cancelled_as_unlawful'] as const
export type Release = (typeof RELEASES)[number]

export type Attachment = {
  readonly id: string
  /** Whose property it is. */
  readonly obligor: string
  readonly kind: AttachmentKind
  readonly asset: AssetKind
  /** Where it is registered or kept: a registry, a district, a bank; no more than is needed to find it. */
  readonly place: string
  readonly court: string
  /** As the court numbers it. */
  readonly caseNumber: string
  readonly on: CalendarDate
  /** Place among those who are paid from it, from 1. */
  readonly rank: number
  /** What it is assumed to bring the fund. */
  readonly value: Money
  readonly auctionOn: CalendarDate | null
  /** The day a suit on the claim itself was brought, where there was one. */
  readonly suitOn: CalendarDate | null
  readonly releasedOn: CalendarDate | null
  readonly release: Release | null
}

export const isStanding = ({ on, releasedOn }: Attachment, day: CalendarDate): boolean =>
  on <= day && (releasedOn === null || day < releasedOn)

/** Releases an attachment; once is enough. */
export function released(one: Attachment, on: CalendarDate, release: Release): Result<Attachment, RecourseCode> {
  if (one.releasedOn !== null) return refuse(refusal('attachment_released', 'attachment', { value: one.releasedOn }))
  if (on < one.on) return refuse(refusal('attachment_day', 'released_on', { value: on, limit: `from ${one.on}` }))
  return ok({ ...one, releasedOn: on, release })
}

/** What is done by when: `suit` before the remedy may be cancelled, `auction` on its day. */
export type AttachmentClock = {
  readonly attachment: string
  readonly what: 'suit' | 'auction'
  readonly by: CalendarDate
}

/**
 * The clocks of what stands on a day that end within some days, and those already over; the soonest first.
 * @source rules/recourse remedy_without_suit, attachment_warning
 */
export function clocksWithin(
  all: readonly Attachment[],
  day: CalendarDate,
  { remedyYears, attachmentWarningDays }: Pick<RecourseRules, 'remedyYears' | 'attachmentWarningDays'>,
): readonly AttachmentClock[] {
  const horizon = addDays(day, attachmentWarningDays)
  return all
    .filter(one => isStanding(one, day))
    .flatMap((one): AttachmentClock[] => [
      ...(one.kind !== 'attachment' && one.suitOn === null
        ? [{ attachment: one.id, what: 'suit' as const, by: addYears(one.on, remedyYears) }]
        : []),
      ...(one.auctionOn !== null && one.auctionOn >= day
        ? [{ attachment: one.id, what: 'auction' as const, by: one.auctionOn }]
        : []),
    ])
    .filter(one => one.by <= horizon)
    .sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
}

/** What stands on a day is assumed to bring. */
export const assumedValue = (all: readonly Attachment[], day: CalendarDate): Money =>
  sumMoney(all.filter(one => isStanding(one, day)).map(one => one.value))

const UNDONE: readonly (Release | null)[] = ['cancelled_on_request', 'cancelled_as_unlawful']

/**
 * An attachment as a step of limitation: it interrupts while it stands, and not at all where it was cancelled (175).
 */
export const stepOf = ({ on, releasedOn, release }: Attachment): LimitationStep => ({
  type: 'attachment',
  on,
  ended: releasedOn === null ? null : { on: releasedOn, how: UNDONE.includes(release) ? 'cancelled' : 'done' },
})
