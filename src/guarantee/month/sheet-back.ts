/**
 * The sheet given back: its rows as they were read, with what is wrong in a last column. No cell of it can be taken for
 * a formula.
 */
import type { Language } from '../../kernel/words.ts'
import { safeCsvRow } from './csv.ts'
import type { Problem } from './problems.ts'
import { rowWords as en } from './row-words.en.ts'
import { rowWords as ko } from './row-words.ko.ts'
import { rowWords as zh } from './row-words.zh.ts'
import { type Column, isProse } from './schema.ts'

const PROBLEMS: Readonly<Record<Language, string>> = { ko: '오류', en: 'problems', zh: '问题' }

/** The heading of the sheet in a language. */
export const headingBack = (columns: readonly Column[], language: Language): string =>
  safeCsvRow([...columns.map(one => one.names[language]), PROBLEMS[language]])

const WORDS: Readonly<Record<Language, Readonly<Record<keyof typeof ko, string>>>> = { ko, en, zh }

/** One problem as the reader's language has it: column, what is wrong, what came, what is due, and what to do. */
function said({ column, code, value, limit }: Problem, columns: readonly Column[], language: Language): string {
  const words = WORDS[language]
  const name = columns.find(one => one.key === column)?.names[language] ?? column
  const what = name === '' ? words[code] : `${name}: ${words[code]}`
  const came = value === '' ? what : `${what} (${value})`
  const due = limit === '' || isProse(limit) ? came : `${came} -> ${limit}`
  return `${due}. ${words[`remedy_${code}`]}`
}

/** One row of the sheet with its problems. */
export const rowBack = (
  columns: readonly Column[],
  texts: Readonly<Record<string, string>>,
  problems: readonly Problem[],
  language: Language,
): string =>
  safeCsvRow([
    ...columns.map(one => texts[one.key] ?? ''),
    problems.map(one => said(one, columns, language)).join(' / '),
  ])
