/**
 * Editions published since the product was shipped, and the rule book that stands on both. The shipped texts are read
 * from rules/, the published ones are kept by the service; a record of either is run again by the same book.
 */
import { sure } from '../kernel/result.ts'
import { type RuleBook, readRuleBook } from './rule-book.ts'

export type Published = {
  /** Another one for other editions. */
  readonly key: string
  /** How many editions there are: whoever knows fewer decides by rules that may be over. */
  readonly count: number
  /** Texts of numbers and words by their place below rules/, such as `terms/2026-11.json`. */
  readonly texts: ReadonlyMap<string, string>
}

export const NOTHING_PUBLISHED: Published = { key: '', count: 0, texts: new Map() }

/** What a worker is asked, with what it has to know of the rules; one that is told nothing knows the shipped ones. */
export type Knowing<Asked> = Asked & { readonly published?: Published }

/** The shipped texts with the published ones. An edition of one name is one text: two are our mistake, and thrown. */
export function textsWith(shipped: ReadonlyMap<string, string>, { texts }: Published): ReadonlyMap<string, string> {
  const both = [...texts.keys()].find(name => shipped.has(name))
  if (both !== undefined) throw new Error(`${both} is shipped, and was published here as well`)
  return new Map([...shipped, ...texts])
}

/** The rule book of the shipped texts and whatever is published, read again only where that is another. */
export function growingBook(shipped: ReadonlyMap<string, string>): (published?: Published) => RuleBook {
  let last: { readonly key: string; readonly book: RuleBook } | undefined
  return (published = NOTHING_PUBLISHED) => {
    if (last?.key !== published.key)
      last = { key: published.key, book: sure(readRuleBook(textsWith(shipped, published))) }
    return last.book
  }
}
