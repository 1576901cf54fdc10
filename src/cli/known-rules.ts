/**
 * The rules a command reads records and papers by: the shipped ones, and with `--editions` those a service published
 * since, from a folder `rules published` wrote or from the database of the service itself.
 */
import type { Published } from '../appraisal/published.ts'
import { type EditionReference, type RuleBook, readRuleBook } from '../appraisal/rule-book.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import type { Refusal, Result } from '../kernel/result.ts'
import { parsedJson } from '../kernel/schema.ts'
import { serviceConfigOf } from '../platform/config.ts'
import { openServiceDatabase } from '../platform/db/service-database.ts'
import { HOME, isFolder, textsBelow } from '../platform/folders.ts'
import { publishedRows } from '../policy/editions/store.ts'
import { publishedOf } from '../policy/editions/texts.ts'
import { granted, Refused, refuseWith, shippedRules } from './command.ts'

export const EDITIONS_USAGE = '[--editions FOLDER|database]'
export const EDITIONS_HELP = [
  '--editions FOLDER    beside the shipped editions those of a folder, as `rules published` writes the ones a service',
  '                     has published; --editions database takes them from its database (DATABASE_URL, else DATA_DIR)',
] as const
const DATABASE = 'database'
const WHERE = '`rules published <dir> --api <url>` fetches what a service has published; then --editions <dir>'

type Texts = ReadonlyMap<string, string>
const EDITION = /^[a-z]+\/\d{4}-\d{2}(?:\.\d+)?(?:\.words)?\.json$/
const shippedTexts = (): Texts => textsBelow(`${HOME}/rules`)

const isSame = (one: string, other: string): boolean =>
  [one, other].map(text => canonicalJson(granted(parsedJson(text)) as Json)).every((text, _, all) => text === all[0])

/** Editions of a folder that are not shipped; one that is shipped under its name is the same, or is refused. */
function inFolder(folder: string): Texts {
  if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of editions' })
  const all = [...textsBelow(folder)].filter(([name]) => EDITION.test(name))
  if (all.length === 0)
    return refuseWith('file_missing', folder, { value: folder, limit: 'editions in it, such as terms/2026-04.json' })
  const shipped = shippedTexts()
  const another = all.find(([name, text]) => shipped.has(name) && !isSame(text, shipped.get(name) ?? ''))
  if (another !== undefined)
    return refuseWith('rules_edition_repeated', another[0], {
      value: `${folder}/${another[0]}`,
      limit: 'the text the product ships under that name',
    })
  return new Map(all.filter(([name]) => !shipped.has(name)))
}

async function inDatabase(): Promise<Published> {
  const { config, errors } = serviceConfigOf(process.env)
  if (errors.length > 0) return refuseWith('command_misused', '', { limit: errors.join('; ') })
  const { database, close } = await openServiceDatabase(config, config.database, { isVisitor: true })
  try {
    return publishedOf(await publishedRows(database.plain))
  } finally {
    await close()
  }
}

/** Texts of the editions beside the shipped ones, by their place below rules/; none where nobody names any. */
export async function editionsBeside(named: string | undefined): Promise<Texts> {
  if (named === undefined) return new Map()
  return named === DATABASE ? (await inDatabase()).texts : inFolder(named)
}

/** The rule book a command works by. */
export async function knownRules(named: string | undefined): Promise<RuleBook> {
  if (named === undefined) return shippedRules()
  return granted(readRuleBook(new Map([...shippedTexts(), ...(await editionsBeside(named))])))
}

type Named = Pick<EditionReference, 'edition' | 'digest'> & { readonly kind: string }
const shelfOf = (book: RuleBook, kind: string): readonly { readonly edition: string; readonly digest: string }[] =>
  (book.shelves as Readonly<Record<string, readonly { edition: string; digest: string }[]>>)[kind] ?? []

/** Editions that are named and not known here, in a line each that says where they are to be had. */
export const unknownLines = (book: RuleBook, named: readonly Named[]): readonly string[] =>
  named
    .filter(one => !shelfOf(book, one.kind).some(other => other.digest === one.digest))
    .map(one => `  not known   ${one.kind}/${one.edition}: ${WHERE}`)

/** As `granted`; of an edition that is not known it is said which are, and where the others are to be had. */
export function grantedUnder<Value>(book: RuleBook, result: Result<Value>): Value {
  if (result.ok) return result.value
  throw new Refused(
    result.refusals.map((one): Refusal => {
      if (one.code !== 'record_edition_unknown') return one
      const kind = one.at.replace(/^editions\./, '')
      const known = shelfOf(book, kind).map(other => other.edition)
      return { ...one, params: { ...one.params, limit: `known here: ${known.join(', ') || 'none'}; ${WHERE}` } }
    }),
  )
}
