/** What a worker thread is asked to run again, and what it makes of it: pure, for threads and their tests alike. */
import { type Replayed, replayerOf } from '../../appraisal/replay.ts'
import { type RuleBook, readRuleBook } from '../../appraisal/rule-book.ts'
import { type Tally, tallyOf } from './report.ts'

/** Files of a rule book, path below rules/ -> text. */
export type Files = ReadonlyMap<string, string>
/** Editions beside those of the product's own folder, with a name for them: a book of the same name is read once. */
export type Published = { readonly name: string; readonly files: Files }

export type Asked = {
  readonly records: readonly { readonly id: string; readonly record: string }[]
  readonly published: Published
}

/** Replays under a book, made ready at the first record and kept while the editions stay the same. */
export function replayingUnder(shipped: Files): (asked: Asked) => Tally {
  let last: { readonly name: string; readonly replayed: (text: string) => Replayed } | undefined
  const replayerFor = ({ name, files }: Published): ((text: string) => Replayed) => {
    if (last?.name === name) return last.replayed
    const book = readRuleBook(new Map([...shipped, ...files]))
    if (!book.ok) throw new Error(`the rules do not load: ${book.refusals.map(one => one.code).join(', ')}`)
    last = { name, replayed: replayerOf(book.value satisfies RuleBook) }
    return last.replayed
  }
  return ({ records, published }) => {
    const replayed = replayerFor(published)
    return tallyOf(records.map(({ id, record }) => [id, replayed(record)] as const))
  }
}
