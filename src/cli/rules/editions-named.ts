/** Editions as the command line names them: `terms/2026-01` of the shipped rules, or the path of a file. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type AnyKind, everyKind, SCHEMAS } from '../../appraisal/edition-kinds.ts'
import { readRuleBook } from '../../appraisal/rule-book.ts'
import { parsed, parsedJson } from '../../kernel/schema.ts'
import type { Words } from '../../kernel/words.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import type { EditionContent } from '../../policy/comparing/changes.ts'
import type { FactTypes } from '../../policy/exchange/feel.ts'
import { factTypesOn } from '../../policy/exchange/service.ts'
import { anyWordsSchema } from '../../rules/edition.ts'
import { granted, refuseWith, textOf } from '../command.ts'

export const kindOf = (text: string | undefined): AnyKind =>
  everyKind.find(kind => kind === text) ??
  refuseWith('exchange_kind_unknown', 'kind', { value: text ?? '', limit: everyKind.join(', ') })

/** The texts of the shipped rules, by their place below rules/. */
export const shippedTexts = (): ReadonlyMap<string, string> => textsBelow(join(HOME, 'rules'))

/** The types of the facts that are shipped, by which conditions are written and read. */
export function shippedFactTypes(day: string): FactTypes {
  return factTypesOn(granted(readRuleBook(shippedTexts())), day)
}

/** Where an edition stands: the path of a file, or its place in the shipped rules. */
function pathOf(named: string): string {
  const shipped = join(HOME, 'rules', `${named}.json`)
  if (/^[a-z]+\/\d{4}-\d{2}(?:\.\d+)?$/.test(named) && !existsSync(named)) return shipped
  return named
}

/** An edition held to the schema of its kind, with its words where they stand beside it. */
export type Named = { readonly content: EditionContent; readonly words: ReadonlyMap<string, Words> }

export function editionNamed(named: string): Named {
  const path = pathOf(named)
  const json = granted(parsedJson(textOf(path)))
  const kind = kindOf(String((json as { readonly kind?: unknown } | null)?.kind))
  granted(parsed(SCHEMAS[kind], json))
  const beside = path.replace(/\.json$/, '.words.json')
  const words = beside !== path && existsSync(beside) ? granted(parsedJson(textOf(beside))) : undefined
  const read = words === undefined ? undefined : granted(parsed(anyWordsSchema, words))
  return { content: json as EditionContent, words: new Map(Object.entries(read?.words ?? {})) }
}
