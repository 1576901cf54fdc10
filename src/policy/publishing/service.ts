/**
 * The rule book of a process that runs: the shipped editions, and those published since, which are looked for every few
 * seconds. An edition is published before its first day, so that every process knows it by then; whoever decides
 * without knowing it keeps nothing (`app.keep_recommendation`), and reads it then.
 */
import { growingBook, NOTHING_PUBLISHED, type Published, textsWith } from '../../appraisal/published.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Workers } from '../../platform/workers.ts'
import { publishedCount, publishedRows } from '../editions/store.ts'
import { publishedOf } from '../editions/texts.ts'

/** A stop or a first day waits for no look: this bounds only how long a list is behind. */
const LOOK_MS = 3000

export type GrowingBook = {
  readonly now: () => RuleBook
  /** How many published editions are known. */
  readonly published: () => number
  /** Reads what was published since. */
  readonly relearn: () => Promise<void>
  /** Every text the book is made of, by its place below rules/. */
  readonly texts: () => ReadonlyMap<string, string>
  readonly known: () => Published
}

/** The rule book over shipped texts and the database; `relearn` reads it for the first time. */
export function makeGrowingBook(db: Database['plain'], shipped: ReadonlyMap<string, string>): GrowingBook {
  const bookOf = growingBook(shipped)
  let known: Published = NOTHING_PUBLISHED
  let reading: Promise<void> = Promise.resolve()

  async function read(): Promise<void> {
    const found = publishedOf(await publishedRows(db))
    // Read whole before it is known: a text that does not fit leaves the book as it was.
    if (found.key !== known.key) bookOf(found)
    known = found
  }

  return {
    now: () => bookOf(known),
    published: () => known.count,
    known: () => known,
    texts: () => textsWith(shipped, known),
    // Each begins after the one before: what was published when it was asked for is in it.
    relearn: () => {
      reading = reading.catch(() => undefined).then(read)
      return reading
    },
  }
}

/** Looks every few seconds whether more is published; what goes wrong is told, and looked for again. */
export function keepLooking(
  db: Database['plain'],
  book: GrowingBook,
  onProblem: (problem: unknown) => void,
): { readonly close: () => Promise<void> } {
  let isClosed = false
  let looking: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    try {
      if ((await publishedCount(db)) !== book.published()) await book.relearn()
    } catch (problem) {
      onProblem(problem)
    }
    if (!isClosed) wait()
  }
  const wait = (): void => {
    timer = setTimeout(() => {
      looking = look()
    }, LOOK_MS)
    timer.unref()
  }
  wait()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** Workers that are told what is published with each piece of work. */
export const toldOf = <Asked extends object, Answer>(
  workers: Workers<Asked & { readonly published?: Published }, Answer>,
  book: Pick<GrowingBook, 'known'>,
): Workers<Asked, Answer> => ({
  run: asked => workers.run({ ...asked, published: book.known() }),
  close: workers.close,
})
