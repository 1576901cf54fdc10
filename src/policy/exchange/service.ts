/** Editions carried out and in: workbooks written, and what comes in read by a worker that is bounded. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import type { AnyKind } from '../../appraisal/edition-kinds.ts'
import type { RuleBook } from '../../appraisal/rule-book.ts'
import type { Shelved } from '../../appraisal/rule-files.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language, Words } from '../../kernel/words.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Tracing } from '../../platform/telemetry/tracing.ts'
import { openWorkers, type Workers } from '../../platform/workers.ts'
import { inForceOn } from '../../rules/edition.ts'
import { vocabularyOf } from '../../rules/facts.ts'
import type { EditionContent } from '../comparing/changes.ts'
import { type Difference, differencesBetween } from '../comparing/differences.ts'
import type { EditionService } from '../editions/service.ts'
import type { GrowingBook } from '../publishing/service.ts'
import { dmnOf } from './dmn-text.ts'
import type { FactTypes } from './feel.ts'
import { type GivenTable, type GridTable, gridOf } from './grid.ts'
import type { ImportAsked, ImportCode, Imported } from './importing.ts'
import { HEAD_ROWS, type Sheet, sheetsOf } from './sheets.ts'
import { tablesOf } from './tables.ts'
import type { WeighAsked, Weighed } from './weighing.ts'

/** Widths of columns in characters: as long as what stands in them, within what a screen shows. */
const WIDTH = { least: 10, most: 48 } as const
const widthOf = (rows: readonly (readonly string[])[], column: number): number =>
  rows
    .slice(HEAD_ROWS - 2)
    .reduce<number>(
      (width, row) => (width > (row[column]?.length ?? 0) + 2 ? width : (row[column]?.length ?? 0) + 2),
      WIDTH.least,
    )

/** The day every file within a workbook bears, so that the same edition is the same bytes whenever it is written. */
const FILE_DAY = '1980-01-02T00:00:00'

/**
 * The bytes of a workbook: every cell a text and formatted as one, so that what is typed over it stays a text. The same
 * sheets give the same bytes.
 */
export async function workbookOf(sheets: readonly Sheet[]): Promise<Uint8Array> {
  // Loaded with the first workbook that is asked for: most processes never write one.
  const [{ unzipSync, zipSync }, { default: writeExcelFile }] = await Promise.all([
    import('fflate'),
    import('write-excel-file/node'),
  ])
  const bytes = await writeExcelFile(
    sheets.map(({ name, rows }) => ({
      sheet: name,
      stickyRowsCount: HEAD_ROWS,
      columns: (rows[HEAD_ROWS - 1] ?? []).map((_, column) => {
        const width = widthOf(rows, column)
        return { width: width > WIDTH.most ? WIDTH.most : width }
      }),
      data: rows.map((row, place) =>
        row.map(text =>
          text === ''
            ? null
            : {
                value: text,
                type: String,
                format: '@',
                ...(place === 0 || place === 2 ? { fontWeight: 'bold' as const } : {}),
                ...(place === 1 || place === 3 ? { textColor: '#808080' } : {}),
              },
        ),
      ),
    })),
  ).toBuffer()
  const parts = unzipSync(new Uint8Array(bytes))
  return zipSync(parts, { mtime: FILE_DAY, level: 6 })
}

/** The types of the facts of a day, by which conditions are written and read. */
export function factTypesOn(book: RuleBook, day: string): FactTypes {
  const facts = inForceOn<Shelved<'facts'>>(book.shelves.facts, day as never) ?? book.shelves.facts[0]
  const vocabulary = vocabularyOf(facts?.content.facts ?? [])
  return new Map(vocabulary.ok ? vocabulary.value.facts.map(fact => [fact.name, fact.type] as const) : [])
}

export const FORMATS = ['xlsx', 'dmn'] as const
export type Format = (typeof FORMATS)[number]
export const MEDIA_TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  dmn: 'application/xml',
} as const satisfies Readonly<Record<Format, string>>

/** An edition as the bytes of a workbook or of a DMN file. Errors: `exchange_cell_long`. */
export async function carriedOut(
  edition: EditionContent,
  types: FactTypes,
  format: Format,
  language: Language,
): Promise<Result<Uint8Array>> {
  const carried = { kind: edition.kind, digest: digestOf(edition as unknown as Json), tables: tablesOf(edition, types) }
  if (format === 'dmn') return ok(new TextEncoder().encode(dmnOf(carried, language)))
  const sheets = sheetsOf(carried, language)
  return sheets.ok ? ok(await workbookOf(sheets.value)) : sheets
}

type Named = { readonly kind: AnyKind; readonly edition: string }

/** The words of an edition by their key. */
const wordsIn = (words: unknown): ReadonlyMap<string, Words> =>
  new Map(Object.entries((words as { readonly words?: Readonly<Record<string, Words>> } | undefined)?.words ?? {}))

export type FileReading = Workers<ImportAsked | WeighAsked, Result<Imported, ImportCode> | Weighed>

/** The thread in which files are read: what takes more memory or time than the largest edition ends, and it with it. */
export const openFileReading = (tracing?: Tracing): FileReading =>
  openWorkers({
    file: new URL('./reading.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 20,
    megabytesMax: 384,
    told: { name: 'edition files', tracing },
  })

/** What a file holds, read in that thread. */
export async function readIn(workers: FileReading, asked: ImportAsked): Promise<Result<Imported>> {
  try {
    return (await workers.run(asked)) as Result<Imported, ImportCode>
  } catch {
    const value = 'it took more memory or time than a file is given'
    return refuse(refusal('exchange_too_large', 'file', { value }))
  }
}

/** What a grid comes to, looked at in that thread. */
async function weighedIn(workers: FileReading, asked: WeighAsked): Promise<Result<Weighed>> {
  try {
    return ok((await workers.run(asked)) as Weighed)
  } catch {
    const value = 'it took more memory or time than a grid is given'
    return refuse(refusal('exchange_too_large', 'tables', { value }))
  }
}

export type ExchangeParts = {
  readonly editions: Pick<EditionService, 'read'>
  readonly book: Pick<GrowingBook, 'now' | 'texts'>
  readonly workers: FileReading
}

export function makeExchangeService({ editions, book, workers }: ExchangeParts) {
  return {
    /** An edition as a workbook or DMN. */
    async exported(
      tx: Tx,
      actor: Actor,
      named: Named,
      asked: { readonly format: Format; readonly language: Language },
      day: string,
    ): Promise<Result<{ readonly bytes: Uint8Array; readonly mediaType: string; readonly fileName: string }>> {
      const found = await editions.read(tx, actor, named, day)
      if (!found.ok) return found
      const { format, language } = asked
      const types = factTypesOn(book.now(), day)
      const made = await carriedOut(found.value.texts.numbers as EditionContent, types, format, language)
      if (!made.ok) return made
      const fileName = `${named.kind}-${named.edition}.${format}`
      return ok({ bytes: made.value, mediaType: MEDIA_TYPES[format], fileName })
    },

    /** What one edition of a kind has that another has not. */
    async differences(
      tx: Tx,
      actor: Actor,
      asked: { readonly kind: AnyKind; readonly before: string; readonly after: string },
      day: string,
    ): Promise<Result<readonly Difference[]>> {
      const { kind } = asked
      const before = await editions.read(tx, actor, { kind, edition: asked.before }, day)
      if (!before.ok) return before
      const after = await editions.read(tx, actor, { kind, edition: asked.after }, day)
      if (!after.ok) return after
      const [one, other] = [before.value.texts, after.value.texts]
      return ok(
        differencesBetween(one.numbers as EditionContent, other.numbers as EditionContent, {
          before: wordsIn(one.words),
          after: wordsIn(other.words),
        }),
      )
    },

    /** An edition as the grid somebody edits it in, and the version that is. */
    async grid(
      tx: Tx,
      actor: Actor,
      named: Named,
      day: string,
    ): Promise<Result<{ readonly version: number | null; readonly tables: readonly GridTable[] }>> {
      const found = await editions.read(tx, actor, named, day)
      if (!found.ok) return found
      const now = book.now()
      const tables = tablesOf(found.value.texts.numbers as EditionContent, factTypesOn(now, day))
      return ok({ version: found.value.version, tables: gridOf(tables, key => now.words.get(key)) })
    },

    /** Looks at a grid while no transaction is open; nothing of it is kept. */
    async weighing(
      tx: Tx,
      actor: Actor,
      named: Named,
      given: { readonly tables: readonly GivenTable[]; readonly words?: unknown },
      day: string,
    ): Promise<Result<() => Promise<Result<Weighed>>>> {
      const allowed = may(actor, 'edition.draft', 'none')
      if (!allowed.ok) return allowed
      const found = await editions.read(tx, actor, named, day)
      if (!found.ok) return found
      const { tables, words = found.value.texts.words } = given
      const asked = { ...named, tables, words, types: factTypesOn(book.now(), day), texts: book.texts() }
      return ok(() => weighedIn(workers, asked))
    },

    /** Reads a file that came in, while no transaction is open; nothing of it is kept. */
    reading(actor: Actor, named: Named, bytes: Uint8Array, day: string) {
      const allowed = may(actor, 'edition.draft', 'none')
      if (!allowed.ok) return allowed
      const types = factTypesOn(book.now(), day)
      return ok(() => readIn(workers, { ...named, bytes, types, texts: book.texts() }))
    },
  }
}
export type ExchangeService = ReturnType<typeof makeExchangeService>
