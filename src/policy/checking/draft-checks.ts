/** A draft checked in the book it would stand in: each finding with its case, and as a sentence in three languages. */
import type { AnyKind } from '../../appraisal/edition-kinds.ts'
import { type RuleBook, rulesOn } from '../../appraisal/rule-book.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Finding } from '../editions/grounds.ts'
import { witnessesOf } from './witnesses.ts'
import { sentenceOf } from './words.ts'

/**
 * What the editions in force on the first day of one of them get wrong, or may get wrong, together.
 * @param book with the edition in it; one that does not load has no book, and its findings are its refusals
 */
export function draftFindings(book: RuleBook, kind: AnyKind, edition: string): readonly Finding[] {
  const shelf: readonly { readonly edition: string; readonly in_force_from: string }[] = book.shelves[kind]
  const draft = shelf.find(one => one.edition === edition)
  if (draft === undefined) throw new Error(`${kind}/${edition} is not in the book it is checked in`)
  const rules = rulesOn(book, draft.in_force_from as CalendarDate)
  // Before every kind has an edition nothing is decided by any of them.
  if (!rules.ok) return []
  const said = (key: string) => book.words.get(key)
  return witnessesOf(rules.value, book).map(one => ({
    code: one.kind,
    severity: one.severity,
    at: one.place,
    params: one.params,
    witness: one.witness,
    beside: one.beside ?? null,
    says: { ko: sentenceOf(one, said, 'ko'), en: sentenceOf(one, said, 'en'), zh: sentenceOf(one, said, 'zh') },
  }))
}
