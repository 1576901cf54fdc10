/**
 * A file read as an edition: a workbook or DMN by its content, put together, held to the schema of its kind, and every
 * finding at the sheet and cell or the element and line it was read from. It is taken whole or not at all.
 */
import type { Inflate } from '../../application/papers/content.ts'
import { type AnyKind, SCHEMAS } from '../../appraisal/edition-kinds.ts'
import { readRuleBook } from '../../appraisal/rule-book.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type InputCode, parsed } from '../../kernel/schema.ts'
import type { EditionContent } from '../comparing/changes.ts'
import { numbersPlace } from '../editions/texts.ts'
import { readDmn } from './dmn-reading.ts'
import { assembled } from './edition.ts'
import type { FactTypes } from './feel.ts'
import type { ExchangeCode } from './refusals.ts'
import { type SheetsRead, tablesOfSheets } from './sheets.ts'
import { readWorkbook } from './workbook.ts'

export type ImportCode = ExchangeCode | InputCode

/** What is asked: the bytes, what they are to be, the facts conditions may name, and the texts of the rule book. */
export type ImportAsked = {
  readonly bytes: Uint8Array
  readonly kind: AnyKind
  readonly edition: string
  readonly types: FactTypes
  readonly texts: ReadonlyMap<string, string>
}

export type Imported = {
  /** The edition as its file would hold it. */
  readonly text: string
  readonly digest: string
  /** Digest of the edition the file was made from. */
  readonly from: string
  /** What the rule book finds in it, each where it was read. */
  readonly findings: readonly Refusal[]
}

/** Bytes of ZIP, and of the Office files before it and of locked ones. */
const begins = (bytes: Uint8Array, ...signs: readonly number[]): boolean =>
  signs.every((sign, at) => bytes[at] === sign)

function tablesIn(bytes: Uint8Array, inflate: Inflate): Result<SheetsRead, ExchangeCode> {
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return refuse(
      refusal('exchange_unreadable', 'file', {
        value: 'an old or locked Office file',
        limit: 'XLSX without a password',
      }),
    )
  if (!begins(bytes, 0x50, 0x4b)) return readDmn(bytes)
  const sheets = readWorkbook(bytes, inflate)
  return sheets.ok ? tablesOfSheets(sheets.value) : sheets
}

/**
 * Where a place of an edition was read: the place itself, else the nearest around it.
 * @param at dotted path, or a pointer behind the name of a file: `terms/2026-01.json#coverage.basic`
 */
function readAt(places: ReadonlyMap<string, string>, at: string): string {
  const path = at
    .slice(at.indexOf('#') + 1)
    .replace(/^\//, '')
    .replaceAll('/', '.')
  for (let inner = path; inner !== ''; inner = inner.includes('.') ? inner.slice(0, inner.lastIndexOf('.')) : '') {
    const place = places.get(inner)
    if (place !== undefined) return inner === path ? `${place} (${path})` : `${place} (at ${path})`
  }
  return path
}

/** Refusals of an edition, each shown where it was read. */
const shownWhereRead = <Code extends string>(
  refusals: readonly Refusal<Code>[],
  places: ReadonlyMap<string, string>,
): readonly Refusal<Code>[] => refusals.map(one => ({ ...one, at: readAt(places, one.at) }))

/**
 * What the rule book finds in an edition that would stand in it, beside its words of before.
 * @param texts every text of the book, by its place
 */
function findingsIn(
  texts: ReadonlyMap<string, string>,
  named: { readonly kind: string; readonly edition: string },
  text: string,
  places: ReadonlyMap<string, string>,
): readonly Refusal[] {
  const own = numbersPlace(named)
  const { in_force_from: day } = JSON.parse(text) as EditionContent
  // An edition of the same first day gives way: what comes in is a draft of it, and not a second one.
  const others = [...texts].filter(([place, other]) => {
    const isNumbers = place.startsWith(`${named.kind}/`) && !place.endsWith('.words.json')
    return !(isNumbers && (JSON.parse(other) as EditionContent).in_force_from === day)
  })
  const read = readRuleBook(new Map([...others, [own, text]]))
  if (read.ok) return []
  return read.refusals.map(one => (one.at.startsWith(own) ? (shownWhereRead([one], places)[0] ?? one) : one))
}

/**
 * The edition a file holds, and what the book it would stand in finds in it.
 * Errors: those of workbooks, DMN and tables, `exchange_kind_unknown`, those of the schema of its kind.
 */
export function imported(asked: ImportAsked, inflate: Inflate): Result<Imported, ImportCode> {
  const { kind, types } = asked
  const read = tablesIn(asked.bytes, inflate)
  if (!read.ok) return read
  const { kind: named, digest: from, tables, placeOf } = read.value
  if (named !== kind) return refuse(refusal('exchange_kind_unknown', 'kind', { value: named, limit: kind }))
  const made = assembled(kind, tables, types, placeOf)
  if (!made.ok) return made
  const { edition, places } = made.value
  const checked = parsed(SCHEMAS[kind], edition)
  if (!checked.ok) return { ok: false, refusals: shownWhereRead(checked.refusals, places) }
  if (checked.value.edition !== asked.edition)
    return refuse(
      refusal('exchange_form', readAt(places, 'edition'), { value: checked.value.edition, limit: asked.edition }),
    )
  const text = `${JSON.stringify(edition, null, 2)}\n`
  return ok({ text, digest: digestOf(edition as Json), from, findings: findingsIn(asked.texts, asked, text, places) })
}
