/** The files of the rule book, read one by one: an edition, its words, or sources, each in its shape and its place. */
import type { z } from 'zod'
import { digestOf, type Json } from '../kernel/digest.ts'
import { type Refusal, refusal } from '../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../kernel/schema.ts'
import { sourcesSchema } from '../kernel/sourced.ts'
import type { Words } from '../kernel/words.ts'
import { anyWordsSchema } from '../rules/edition.ts'
import type { RulesCode } from '../rules/refusals.ts'
import { type AnyKind, type EditionOf, everyKind, isKind, SCHEMAS } from './edition-kinds.ts'
import type { AppraisalCode } from './refusals.ts'

/** An edition as it was read: its head, its digest over canonical JSON, its content. */
export type Shelved<K extends AnyKind> = {
  readonly kind: K
  readonly edition: string
  readonly in_force_from: string
  readonly digest: string
  readonly content: EditionOf<K>
}

export type BookCode = AppraisalCode | InputCode | RulesCode
export type Found = Refusal<BookCode>[]

const NAME = /^([a-z]+)\/(\d{4}-\d{2}(?:\.\d+)?)(\.words)?\.json$/

/** Every source named anywhere in a file, with its place. */
export function sourcesIn(file: unknown, at: string): { id: string; at: string }[] {
  if (Array.isArray(file)) return file.flatMap((item, place) => sourcesIn(item, `${at}.${place}`))
  if (typeof file !== 'object' || file === null) return []
  return Object.entries(file).flatMap(([key, item]) => {
    const isReference = (key === 'source' || key === 'legal_basis') && typeof item === 'object' && item !== null
    const id = isReference ? (item as { id?: unknown }).id : undefined
    return typeof id === 'string' ? [{ id, at: `${at}.${key}` }] : sourcesIn(item, `${at}.${key}`)
  })
}

/** What has been read of the files so far. */
export type Reading = {
  readonly shelves: Record<AnyKind, Shelved<AnyKind>[]>
  readonly words: Map<string, Words>
  /** By kind and edition, such as `terms/2026-01`; of every kind. */
  readonly wordsOf: Map<string, ReadonlyMap<string, Words>>
  /** Kinds that have words. */
  readonly worded: Set<string>
  readonly sources: Record<string, z.output<typeof sourcesSchema>[string]>
  readonly raw: Map<string, unknown>
}

/**
 * Rows in one list of a file: far more than any table a person checks, few enough that a draft costs little to refuse.
 */
export const ROWS_MAX = 2000

/** Lists longer than a rule file holds, each with its place. */
function tooLong(file: unknown, at: string): Found {
  if (typeof file !== 'object' || file === null) return []
  if (Array.isArray(file) && file.length > ROWS_MAX)
    return [
      refusal('input_out_of_bounds', at, { value: `${file.length} rows`, limit: `at most ${ROWS_MAX} in a list` }),
    ]
  return Object.entries(file).flatMap(([key, item]) => tooLong(item, at === '' ? key : `${at}.${key}`))
}

const placed = (file: string, refusals: readonly Refusal<BookCode>[]): Found =>
  refusals.map(one => ({ ...one, at: `${file}#${one.at}`, params: { ...one.params, file } }))

/** Reads one file into what has been read; gives what is wrong with it. */
export function readFile(name: string, text: string, to: Reading): Found {
  // Trial cases lie beside the editions they belong to; nothing is decided by them.
  if (name.startsWith('trials/')) return []
  const json = parsedJson(text)
  if (!json.ok) return placed(name, json.refusals)
  const long = tooLong(json.value, '')
  if (long.length > 0) return placed(name, long)
  if (name.startsWith('sources/')) {
    const read = parsed(sourcesSchema, json.value)
    if (!read.ok) return placed(name, read.refusals)
    const again = Object.keys(read.value).filter(id => Object.hasOwn(to.sources, id))
    Object.assign(to.sources, read.value)
    return again.map(id =>
      refusal('rules_edition_repeated', `${name}#${id}`, { value: id, limit: 'a source stands once' }),
    )
  }
  const parts = NAME.exec(name)
  const kind = parts?.[1]
  if (parts === null || kind === undefined || !Object.hasOwn(SCHEMAS, kind))
    return [
      refusal('rules_file_unreadable', name, {
        value: name,
        limit: `<kind>/<edition>.json of ${everyKind.join(', ')}`,
      }),
    ]
  if (parts[3] !== undefined) {
    const read = parsed(anyWordsSchema, json.value)
    if (!read.ok) return placed(name, read.refusals)
    const isInPlace = read.value.kind === kind && read.value.edition === parts[2]
    if (!isInPlace)
      return [
        refusal('rules_file_unreadable', `${name}#kind`, {
          value: `${read.value.kind} ${read.value.edition}`,
          limit: name,
        }),
      ]
    const words = new Map(Object.entries(read.value.words))
    to.wordsOf.set(`${kind}/${read.value.edition}`, words)
    // A certificate is drawn by the words of what decided it, and holds their digest: others are left out.
    if (isKind(kind)) for (const [key, text] of words) to.words.set(key, text)
    to.worded.add(kind)
    return []
  }
  const read = parsed(SCHEMAS[kind as AnyKind], json.value)
  if (!read.ok) return placed(name, read.refusals)
  if (read.value.edition !== parts[2])
    return [refusal('rules_file_unreadable', `${name}#edition`, { value: read.value.edition, limit: parts[2] ?? '' })]
  to.raw.set(name, json.value)
  const head = { kind: kind as AnyKind, edition: read.value.edition, in_force_from: read.value.in_force_from }
  to.shelves[kind as AnyKind].push({ ...head, digest: digestOf(json.value as Json), content: read.value })
  return []
}
