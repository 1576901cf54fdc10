/**
 * What a right on file is: what the offices' own files say of one right in one country, its owners, what happened to it
 * and where each was read. `standing.ts` tells what follows from it on a day; values and collateral build on both.
 */
import { z } from 'zod'
import { dayText, digestText, moneyNotNegative, plainText } from '../../kernel/text.ts'

export const RIGHT_KINDS = ['patent', 'utility_model', 'design', 'trademark', 'programme'] as const
export const NUMBER_TYPES = ['application', 'publication', 'registration'] as const

/** What may happen to a right, in the order in which events of one day are read: what burdens before what frees. */
export const EVENT_KINDS = [
  'grant',
  'reinstatement',
  'lapse',
  'expiry',
  'transfer',
  'pledge',
  'security_interest',
  'seizure',
  'exclusive_licence',
  'litigation',
  'annuity_paid',
  'pledge_release',
  'security_release',
  'seizure_release',
  'licence_end',
  'litigation_end',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Each burden, and the one kind of event that ends it. */
export const RELEASE_OF = {
  pledge: 'pledge_release',
  security_interest: 'security_release',
  seizure: 'seizure_release',
  exclusive_licence: 'licence_end',
  litigation: 'litigation_end',
} as const satisfies Partial<Record<EventKind, EventKind>>
export type BurdenKind = keyof typeof RELEASE_OF

const NAME_MAX = 300
const REFERENCE_MAX = 120
const EVENTS_MAX = 2000
const OWNERS_MAX = 500

const countryCode = z.string().regex(/^[A-Z]{2}$/, 'a country is two capital letters (ISO 3166, WIPO ST.3), such as KR')
const officeNumber = z
  .string()
  .max(32)
  .regex(/^[A-Z0-9][A-Z0-9./-]*$/, 'a number of an office is ASCII capital letters, digits, dots, slashes, hyphens')

const SHARE = /^[1-9][0-9]{0,9}\/[1-9][0-9]{0,9}$/
const isShare = (text: string): boolean => {
  if (!SHARE.test(text)) return false
  const [part = 0n, whole = 0n] = text.split('/').map(BigInt)
  return part <= whole
}
/** A part of a whole as an exact fraction: "1/2", "1/1"; never a rounded decimal. */
export const exactShare = z
  .string()
  .max(24)
  .refine(isShare, { message: 'a share is an exact fraction of at most the whole, such as "1/3"' })

export const owner = z
  .strictObject({
    name: plainText(NAME_MAX),
    share: exactShare,
    since: dayText,
    /** The first day on which it is no longer theirs. */
    until: dayText.nullable(),
  })
  .refine(one => one.until === null || one.since <= one.until, {
    message: 'an owner ceases on the first day or later',
    path: ['until'],
  })

export const rightEvent = z.strictObject({
  kind: z.enum(EVENT_KINDS),
  /** From when it holds. */
  day: dayText,
  holder: plainText(NAME_MAX).nullable(),
  rank: z.int().min(1).max(999).nullable(),
  /** What a burden secures at most, whole won. */
  amount: moneyNotNegative.nullable(),
  /** Under which the office keeps it: reel and frame, or the place in the register. */
  reference: plainText(REFERENCE_MAX),
  recorded_on: dayText.nullable(),
  /** Of a transfer: who gave it, where the file says so. */
  from: plainText(NAME_MAX).optional(),
  /** Of a release: the reference of what it ends, where the file says so. */
  ends: plainText(REFERENCE_MAX).optional(),
  /** The file does not say whole what this is of, or whom it concerns. */
  unclear: z.boolean().optional(),
})

export const source = z.strictObject({
  file_kind: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  digest: digestText,
  /** The day on which the office said it. */
  read_on: dayText,
  /** WIPO ST.3 code of the office, or the name of who passes on what offices say. */
  office: plainText(40),
})

const right = z
  .strictObject({
    country: countryCode,
    kind: z.enum(RIGHT_KINDS),
    number: officeNumber,
    number_type: z.enum(NUMBER_TYPES),
    /** The office that granted it, where that is none of the country's own: EP for a European patent. */
    office: countryCode.optional(),
    /** Null where no file says it. */
    title: plainText(1000).nullable(),
    applied_on: dayText,
    registered_on: dayText.nullable(),
    /** The last day of the legal life. */
    expires_on: dayText.nullable(),
    family: plainText(64).optional(),
  })
  .refine(one => one.registered_on === null || one.applied_on <= one.registered_on, {
    message: 'a right is registered on the day of its application or later',
    path: ['registered_on'],
  })
  .refine(one => one.expires_on === null || one.applied_on <= one.expires_on, {
    message: 'a right expires after its application',
    path: ['expires_on'],
  })

export const rightOnFile = z.strictObject({
  right,
  owners: z.array(owner).max(OWNERS_MAX),
  events: z.array(rightEvent).max(EVENTS_MAX),
  annuities_paid_until: dayText.nullable(),
  sources: z.array(source).min(1).max(100),
})

export type Owner = z.output<typeof owner>
export type RightEvent = z.output<typeof rightEvent>
export type RightSource = z.output<typeof source>
export type RightOnFile = z.output<typeof rightOnFile>

/** What a right is called wherever it is named: country, kind, type of number and number. */
export const rightKey = ({ right: one }: RightOnFile): string =>
  `${one.country}:${one.kind}:${one.number_type}:${one.number}`
