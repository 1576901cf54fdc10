/** The editions a guarantee's paper rests on: attached whole, named by digest, and read for what is printed of them. */
import { z } from 'zod'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import { aftercareSchema } from '../../decision/aftercare-schema.ts'
import { holidaysSchema } from '../../decision/holidays-schema.ts'
import { termsSchema } from '../../decision/terms-schema.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { inForceOn } from '../../rules/edition.ts'
import type { Body } from './bodies.ts'

/** The kinds whose numbers are attached. */
export const NUMBER_KINDS = ['aftercare', 'terms', 'holidays'] as const
export type NumberKind = (typeof NUMBER_KINDS)[number]

export const numbersSchema = z.strictObject({
  aftercare: aftercareSchema,
  terms: termsSchema,
  holidays: holidaysSchema,
})
export type Numbers = z.output<typeof numbersSchema>

export const holidaysOf = ({ holidays }: Numbers): ReadonlySet<string> =>
  new Set(holidays.years.flatMap(year => year.days.map(one => one.day)))

/** The editions in force on a day, as they are attached, and as a body names them. */
export function numbersOn(
  { shelves }: Pick<RuleBook, 'shelves'>,
  day: CalendarDate,
): { readonly numbers: Numbers; readonly editions: Body['editions'] } {
  const [aftercare, terms, holidays] = [
    inForceOn<RuleBook['shelves']['aftercare'][number]>(shelves.aftercare, day),
    inForceOn<RuleBook['shelves']['terms'][number]>(shelves.terms, day),
    inForceOn<RuleBook['shelves']['holidays'][number]>(shelves.holidays, day),
  ]
  if (aftercare === undefined || terms === undefined || holidays === undefined)
    throw new Error(`the rules of ${day} lack an edition of ${NUMBER_KINDS.join(', ')}`)
  return {
    numbers: { aftercare: aftercare.content, terms: terms.content, holidays: holidays.content },
    editions: [aftercare, terms, holidays].map(({ kind, edition, digest }) => ({ kind, edition, digest })),
  }
}

/** The editions a body names, by their digests; it was ordered under editions of ours, so a strange one is thrown. */
export function numbersNamed({ shelves }: Pick<RuleBook, 'shelves'>, named: Body['editions']): Numbers {
  const digestOf = (kind: NumberKind) => named.find(one => one.kind === kind)?.digest
  const aftercare = shelves.aftercare.find(one => one.digest === digestOf('aftercare'))?.content
  const terms = shelves.terms.find(one => one.digest === digestOf('terms'))?.content
  const holidays = shelves.holidays.find(one => one.digest === digestOf('holidays'))?.content
  if (aftercare === undefined || terms === undefined || holidays === undefined)
    throw new Error(`no edition on the shelves is ${named.map(one => `${one.kind} ${one.digest}`).join(', ')}`)
  return { aftercare, terms, holidays }
}

/** The holidays known on a day, by the book as it then is. */
export const holidaysIn =
  (book: () => RuleBook) =>
  (day: CalendarDate): ReadonlySet<string> =>
    holidaysOf(numbersOn(book(), day).numbers)
