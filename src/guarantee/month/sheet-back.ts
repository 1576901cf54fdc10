/**
 * The sheet given back: its rows as they were read, with what is wrong in a last column. No cell of it can be taken for
 * a formula.
 */
import type { Language } from '../../kernel/words.ts'
import type { Column } from './columns.ts'
import { safeCsvRow } from './csv.ts'
import type { Problem } from './problems.ts'

const PROBLEMS: Readonly<Record<Language, string>> = { ko: '오류', en: 'problems', zh: '问题' }

/** The heading of the sheet in a language. */
export const headingBack = (columns: readonly Column[], language: Language): string =>
  safeCsvRow([...columns.map(one => one.names[language]), PROBLEMS[language]])

/** One problem in a few words: column, code, what came and what is due. */
const said = ({ column, code, value, limit }: Problem): string =>
  [column === '' ? code : `${column}: ${code}`, value === '' ? '' : `(${value})`, limit === '' ? '' : `-> ${limit}`]
    .filter(part => part !== '')
    .join(' ')

/** One row of the sheet with its problems. */
export const rowBack = (
  columns: readonly Column[],
  texts: Readonly<Record<string, string>>,
  problems: readonly Problem[],
): string => safeCsvRow([...columns.map(one => texts[one.key] ?? ''), problems.map(said).join('; ')])
