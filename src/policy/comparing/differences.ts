/** What any two editions differ in, by clause, row and cell, each as a sentence in three languages. */
import type { Json } from '../../kernel/digest.ts'
import { LANGUAGES, type Language, type Words } from '../../kernel/words.ts'
import { type Body, type Change, changesBetween, type EditionContent, type Step } from './changes.ts'
import { labelOf, labelOfPath, unitLabelOf } from './labels.ts'
import { valueSaid } from './said.ts'

/** The sentences that belong to two editions. */
export type WordsOfBoth = {
  readonly before: ReadonlyMap<string, Words>
  readonly after: ReadonlyMap<string, Words>
}

export type Difference = {
  readonly kind: Change['kind']
  /** Such as `coverage.reductions[long_use].by.value`. */
  readonly place: string
  /** Dotted path of the list, table or number. */
  readonly table: string
  /** The row or clause, by what names it; a row within a row behind it. Null where nothing is a row. */
  readonly row: string | null
  /** What of it, dotted: `by.value`, `when`, `source.id`. Null where the row as such is meant. */
  readonly cell: string | null
  readonly before: Json | undefined
  readonly after: Json | undefined
  readonly bodies: readonly Body[]
  readonly says: Words
}

/** What a number or a clause carries beside its value. */
const FIELDS: readonly string[] = [
  ...['value', 'unit', 'status', 'decided_by', 'source', 'legal_basis', 'note', 'formula'],
  ...['in_force_from', 'in_force_until', 'checked_on'],
]

const placeOf = (steps: readonly Step[]): string =>
  steps.reduce((place, step) => {
    if ('row' in step) return `${place}[${step.row}]`
    return place === '' ? step.key : `${place}.${step.key}`
  }, '')

/** A change taken apart: where it stands, and what of it. */
type Parts = {
  readonly table: readonly string[]
  readonly rows: readonly { readonly row: string; readonly isClause: boolean }[]
  readonly cell: readonly string[]
}

function partsOf(steps: readonly Step[]): Parts {
  const table: string[] = []
  const rows: { row: string; isClause: boolean }[] = []
  let cell: string[] = []
  for (const [at, step] of steps.entries()) {
    const before = steps[at - 1]
    const isNamed = before !== undefined && 'key' in before && before.key === 'parameters'
    const values = steps.findIndex(one => 'key' in one && one.key === 'values')
    if ('row' in step) {
      table.push(...cell)
      cell = []
      rows.push({ row: step.row, isClause: step.by === 'clause' })
    } else if (values >= 0 && at > values) {
      // A value of a table stands by its key, and in a grid by both.
      if (at === values + 1) {
        table.push(...cell)
        cell = ['value']
        rows.push({ row: step.key, isClause: false })
      } else rows.push({ row: step.key, isClause: false })
    } else if (at === values) continue
    else if (isNamed) {
      table.push(...cell)
      cell = []
      rows.push({ row: step.key, isClause: false })
    } else cell.push(step.key)
  }
  if (rows.length > 0) return { table, rows, cell }
  const field = cell.findIndex((key, at) => at > 0 && FIELDS.includes(key))
  return field < 0 ? { table: cell, rows, cell: [] } : { table: cell.slice(0, field), rows, cell: cell.slice(field) }
}

const ROW = { ko: '행', en: 'row', zh: '行' } as const satisfies Words
const CLAUSE = { ko: '조항', en: 'clause', zh: '条款' } as const satisfies Words

const SENTENCES = {
  changed: {
    ko: '{where}: {what}{before} -> {after}',
    en: '{where}: {what}{before} -> {after}',
    zh: '{where}：{what}{before} -> {after}',
  },
  added: {
    ko: '{where}: 추가, {what}{after}',
    en: '{where}: added, {what}{after}',
    zh: '{where}：新增，{what}{after}',
  },
  removed: {
    ko: '{where}: 삭제, {what}{before}',
    en: '{where}: removed, {what}{before}',
    zh: '{where}：删除，{what}{before}',
  },
  moved: {
    ko: '{where}: {before}번째에서 {after}번째로 옮김',
    en: '{where}: moved from place {before} to place {after}',
    zh: '{where}：由第 {before} 位移至第 {after} 位',
  },
} as const satisfies Readonly<Record<Change['kind'], Words>>

const filledIn = (sentence: string, params: Readonly<Record<string, string>>): string =>
  // A row of which nothing is told but its name ends behind the word.
  sentence.replace(/\{([a-z]+)\}/g, (_, name: string) => params[name] ?? '').replace(/[,，] ?$/, '')

/** A row by its name, and by what its words call it. */
const rowSaid = (row: string, words: WordsOfBoth, table: string | undefined, language: Language): string => {
  const key = table === 'programmes' ? `programme.${row}.name` : undefined
  const name = key === undefined ? undefined : (words.after.get(key) ?? words.before.get(key))
  return name === undefined ? row : `${row} (${name[language]})`
}

function sentenceOf(change: Change, parts: Parts, words: WordsOfBoth, language: Language): string {
  const { table, rows, cell } = parts
  const field = cell.findIndex(key => FIELDS.includes(key))
  const [prefix, keys] = field < 0 ? [[], cell] : [cell.slice(0, field), cell.slice(field)]
  const where = [
    ...(table.length === 0 ? [] : [labelOfPath(table.join('.'), language)]),
    ...rows.map(
      ({ row, isClause }, at) =>
        `${(isClause ? CLAUSE : ROW)[language]} ${rowSaid(row, words, at === 0 ? table[0] : undefined, language)}`,
    ),
    ...prefix.map(key => labelOf(key, language)),
  ].join(', ')
  const isValue = keys.length === 1 && keys[0] === 'value'
  const what = isValue
    ? unitLabelOf(change.unit ?? 'value', language)
    : keys.map(key => labelOf(key, language)).join(', ')
  return filledIn(SENTENCES[change.kind][language], {
    where,
    what: what === '' ? '' : `${what} `,
    before: valueSaid(change.before, language),
    after: valueSaid(change.after, language),
  })
}

const inEach = (make: (language: Language) => string): Words =>
  Object.fromEntries(LANGUAGES.map(language => [language, make(language)])) as Record<Language, string>

const WORDS = { ko: '문구 {key}', en: 'Words {key}', zh: '文字 {key}' } as const satisfies Words

/** Sentences that are new, gone or worded otherwise; of the last, in which language. */
function wordDifferences({ before, after }: WordsOfBoth): Difference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort()
  return keys.flatMap(key => {
    const [was, is] = [before.get(key), after.get(key)]
    const changed = LANGUAGES.filter(language => was?.[language] !== is?.[language])
    return changed.map(language => {
      const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
      const [one, other] = [was?.[language], is?.[language]]
      return {
        kind,
        place: `words.${key}.${language}`,
        table: 'words',
        row: key,
        cell: language,
        before: one,
        after: other,
        bodies: [],
        says: inEach(reader =>
          filledIn(SENTENCES[kind][reader], {
            where: WORDS[reader].replace('{key}', key),
            what: `${language} `,
            before: valueSaid(one, reader),
            after: valueSaid(other, reader),
          }),
        ),
      } as const
    })
  })
}

/**
 * Every difference between two editions of a kind, in the order of their files, and then between their words. The same
 * edition under another key order has none.
 * @param words the sentences of both; equal maps where words are not to be compared
 */
export function differencesBetween(
  one: EditionContent,
  other: EditionContent,
  words: WordsOfBoth,
): readonly Difference[] {
  const ofContent = changesBetween(one, other).map(change => {
    const parts = partsOf(change.steps)
    const { kind, before, after, bodies } = change
    return {
      kind,
      place: placeOf(change.steps),
      table: parts.table.join('.'),
      row: parts.rows.length === 0 ? null : parts.rows.map(({ row }) => row).join(', '),
      cell: parts.cell.length === 0 ? null : parts.cell.join('.'),
      before,
      after,
      bodies,
      says: inEach(language => sentenceOf(change, parts, words, language)),
    }
  })
  return [...ofContent, ...wordDifferences(words)]
}
