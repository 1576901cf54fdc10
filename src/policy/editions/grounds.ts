/** What a proposal has to rest on beside its own text: found by other parts of the house, asked for by digest. */
import type { AnyKind } from '../../appraisal/edition-kinds.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'

/** What checking found; an error bars the proposal, a warning is shown. */
export type Finding = {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** `kind/edition.json#path`. */
  readonly at: string
  readonly params: Readonly<Record<string, string>>
}

/** Checks of a book with a draft in it, beyond those by which any book is read. */
export type Checks = (book: RuleBook, kind: AnyKind, edition: string) => readonly Finding[]
