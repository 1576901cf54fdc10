/**
 * The shape of rules/offices: how long rights live by law, what events and recordings of the offices mean, and how old
 * an application may be. What a file says that this table does not know is said, never taken for nothing.
 */
import { z } from 'zod'
import { editionHeader, GROUND, hasGround, provenance, sourcedNumber, sourcedTable } from '../../kernel/sourced.ts'
import type { LegalTerm } from '../rights/life.ts'
import { RIGHT_KINDS } from '../rights/schema.ts'

/** What an event is read as: a kind of event, or by the text of its recording, or of no concern here. */
const EVENTS = ['lapse', 'reinstatement', 'expiry', 'annuity_paid', 'litigation', 'conveyance', 'none'] as const
export type EventMeaning = (typeof EVENTS)[number]

/** The order is that in which a text is read: a release of a security agreement is a release. */
export const CONVEYANCES = ['unclear', 'security_release', 'security_interest', 'transfer'] as const
export type Conveyance = (typeof CONVEYANCES)[number]

const eventCode = z.string().regex(/^[A-Z0-9]{2,6}(\.[A-Z]{2}(\.[A-Z0-9]{1,6})?)?$/)
const phrases = z
  .string()
  .max(400)
  .regex(/^[A-Z][A-Z -]*(\|[A-Z][A-Z -]*)*$/)
const termTable = sourcedTable('years').refine(
  table =>
    Object.entries(table.values).every(
      ([key, years]) => TERM_KEY.test(key) && /^[1-9][0-9]?$/.test(typeof years === 'string' ? years : ''),
    ),
  { message: 'a term is whole years, of an office and a kind, such as KR.patent' },
)
const TERM_KEY = new RegExp(`^[A-Z]{2}\\.(${RIGHT_KINDS.join('|')})$`)

export const officesEditionSchema = z.strictObject({
  kind: z.literal('offices'),
  ...editionHeader,
  years_from_application: termTable,
  years_from_registration: termTable,
  inpadoc: z
    .strictObject({ values: z.record(eventCode, z.enum(EVENTS)), unit: z.literal('event'), ...provenance })
    .refine(hasGround, GROUND),
  conveyances: z
    .strictObject({ values: z.record(z.enum(CONVEYANCES), phrases), unit: z.literal('event'), ...provenance })
    .refine(hasGround, GROUND),
  pendency_max: sourcedNumber('years').refine(one => /^[1-9][0-9]?$/.test(one.value), {
    message: 'whole years below a hundred, or two digits could be two years',
  }),
})
export type OfficesEdition = z.output<typeof officesEditionSchema>

/** The edition as readers take it. */
export type OfficePolicy = {
  readonly meanings: ReadonlyMap<string, EventMeaning>
  readonly conveyances: readonly { readonly means: Conveyance; readonly phrases: readonly string[] }[]
  readonly pendencyYearsMax: number
  readonly terms: readonly LegalTerm[]
}

const termsOf = (values: Readonly<Record<string, string>>, from: LegalTerm['from']): readonly LegalTerm[] =>
  Object.entries(values).map(([key, years]) => {
    const [country = '', kind = ''] = key.split('.')
    return { country, kind: kind as LegalTerm['kind'], years: Number(years), from }
  })

export const officePolicyOf = (edition: OfficesEdition): OfficePolicy => ({
  meanings: new Map(Object.entries(edition.inpadoc.values)),
  conveyances: CONVEYANCES.map(means => ({ means, phrases: edition.conveyances.values[means].split('|') })),
  pendencyYearsMax: Number(edition.pendency_max.value),
  terms: [
    ...termsOf(edition.years_from_application.values, 'application'),
    ...termsOf(edition.years_from_registration.values, 'registration'),
  ],
})

/** What an event means, by its code, its country and its national code; the longest key that is known decides. */
export const meaningOf = (
  { meanings }: OfficePolicy,
  code: string,
  country: string,
  national: string,
): EventMeaning | undefined =>
  meanings.get(`${code}.${country}.${national}`) ?? meanings.get(`${code}.${country}`) ?? meanings.get(code)

/** Words in capitals, one blank between them, so that a phrase begins at a word: a client is no lien. */
const plainWords = (text: string): string => ` ${text.toUpperCase().replace(/[^A-Z-]+/g, ' ')}`

/** What a recording is, by its text; undefined where no phrase is known. */
export function conveyanceOf({ conveyances }: OfficePolicy, text: string): Conveyance | undefined {
  const words = plainWords(text)
  return conveyances.find(one => one.phrases.some(phrase => words.includes(` ${phrase}`)))?.means
}
