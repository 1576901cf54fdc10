/**
 * An edition beside the others: a draft as its texts, read with the whole rule book as if it were published, and the
 * rules of a day with it in its place. What a trial is held against and what a challenger decides by.
 */
import { type AnyKind, everyKind, isKind } from '../appraisal/edition-kinds.ts'
import { editionsOn, type RuleBook, type Rules, readRuleBook, rulesNamed } from '../appraisal/rule-book.ts'
import type { BookCode, Shelved } from '../appraisal/rule-files.ts'
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'

export type NamedEdition = { readonly kind: string; readonly edition: string }
export type EditionTexts = NamedEdition & { readonly numbers: string; readonly words: string }

/** An edition in a rule book, with the digest of its numbers and the day it is in force from. */
export type Candidate = NamedEdition & { readonly digest: string; readonly day: CalendarDate; readonly book: RuleBook }

type Standing = Pick<Shelved<AnyKind>, 'edition' | 'digest' | 'in_force_from'>

const shelfOf = (book: RuleBook, kind: string): readonly Standing[] => {
  const found = everyKind.find(one => one === kind)
  return found === undefined ? [] : book.shelves[found]
}

/** An edition that stands in the book already. */
export function shelvedIn(book: RuleBook, { kind, edition }: NamedEdition): Candidate | undefined {
  const found = shelfOf(book, kind).find(one => one.edition === edition)
  return found && { kind, edition, digest: found.digest, day: calendarDate(found.in_force_from), book }
}

/**
 * A draft read with the rule book it is to join.
 * @param files the texts of the book by their place, such as `terms/2026-01.json`
 * @returns every finding of the book with the draft in it, with file and place
 */
export function candidateOf(
  files: ReadonlyMap<string, string>,
  { kind, edition, numbers, words }: EditionTexts,
): Result<Candidate, BookCode> {
  const place = `${kind}/${edition}`
  const book = readRuleBook(new Map([...files, [`${place}.json`, numbers], [`${place}.words.json`, words]]))
  if (!book.ok) return book
  const found = shelvedIn(book.value, { kind, edition })
  if (found === undefined)
    return refuse(refusal('rules_file_unreadable', `${place}.json`, { value: kind, limit: 'a kind of edition' }))
  return ok(found)
}

/**
 * The rules of a day with an edition in the place of its kind's own, whenever it begins.
 * @returns refused where it is of a kind no decision is made by, or another kind has no edition on the day
 */
export function rulesUnder({ kind, edition, digest, book }: Candidate, day: CalendarDate): Result<Rules, BookCode> {
  if (!isKind(kind)) return refuse(refusal('record_edition_unknown', 'kind', { value: kind }))
  const standing = editionsOn(book, day)
  if (!standing.ok) return standing
  const named = standing.value.map(one =>
    one.kind === kind ? { kind, edition, digest } : { kind: one.kind, edition: one.edition, digest: one.digest },
  )
  return rulesNamed(book, named, day)
}
