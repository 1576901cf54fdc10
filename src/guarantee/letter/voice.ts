/** How the faces of a guarantee's papers speak: labels, words of the rules, amounts, articles, names; one language. */
import { grouped, percentText, type WordsOf } from '../../certificate/face.ts'
import { LABELS } from '../../certificate/words.ts'
import { filled, type Language, type Words } from '../../kernel/words.ts'
import { LETTER } from './words.ts'
import { STATEMENTS } from './words-statements.ts'

const ALL = { ...LETTER, ...STATEMENTS } as const
export type Say = keyof typeof ALL

/** Names printed beside ids; they stand in no record. An id without a name is printed as it is. */
export type Printed = {
  readonly names: Readonly<Record<string, string>>
  readonly business_number: string | null
  /** Address of the public verifier; the number is put behind it. */
  readonly verifier: string
}

export type Voice = {
  readonly language: Language
  readonly say: (label: Say, params?: Readonly<Record<string, string>>) => string
  readonly issuer: string
  /** The words of an edition, or the key itself where it has none. */
  readonly word: (key: string) => string
  /** The word of a code in a table, or the code itself. */
  readonly of: (table: Readonly<Record<string, Words>>, code: string) => string
  readonly won: (amount: string) => string
  /** Digits in groups, for a column whose head names the currency. */
  readonly digits: (amount: string) => string
  readonly percent: (ratio: string) => string
  readonly months: (count: number) => string
  readonly name: (id: string) => string
  readonly article: (text: string) => string
}

const ARTICLE = /^(Act|Decree) ([0-9]+)(?:-([0-9]+))?$/
const LAW = { Act: { ko: '법', en: 'Act', zh: '法' }, Decree: { ko: '영', en: 'Decree', zh: '施行令' } } as const

/** `Act 37-2, Decree 27-2` as the statutes are cited in a language. */
export function articleText(text: string, language: Language): string {
  const cited = text.split(', ').map(one => {
    const found = ARTICLE.exec(one)
    if (found === null) return one
    const [, law = 'Act', article = '', branch] = found
    const name = LAW[law as keyof typeof LAW][language]
    if (language === 'ko') return `${name} 제${article}조${branch === undefined ? '' : `의${branch}`}`
    if (language === 'zh') return `${name}第${article}条${branch === undefined ? '' : `之${branch}`}`
    return `${name}, art. ${article}${branch === undefined ? '' : `-${branch}`}`
  })
  return cited.join(language === 'en' ? '; ' : ', ')
}

export function voiceIn(language: Language, words: WordsOf, printed: Printed): Voice {
  const label = (key: keyof typeof LABELS, params: Readonly<Record<string, string>> = {}) =>
    filled(LABELS[key][language], params)
  return {
    language,
    say: (key, params = {}) => filled(ALL[key][language], params),
    issuer: label('issuer'),
    word: key => words(key)?.[language] ?? key,
    of: (table, code) => table[code]?.[language] ?? code,
    won: amount => label('won', { amount: grouped(amount) }),
    digits: grouped,
    percent: percentText,
    months: count => label('months', { count: String(count) }),
    name: id => printed.names[id] ?? id,
    article: text => articleText(text, language),
  }
}
