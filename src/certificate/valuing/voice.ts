/** How a valuation report speaks: labels, codes, amounts, rates and the valuer's own words, in one language. */
import { filled, type Language, type Words } from '../../kernel/words.ts'
import type { Spoken } from '../../valuation/reporting/request.ts'
import { grouped, percentText } from '../face.ts'
import { LABELS } from '../words.ts'
import { REPORT } from './words.ts'

export type Say = keyof typeof REPORT
export type Voice = {
  readonly language: Language
  readonly say: (label: Say, params?: Readonly<Record<string, string>>) => string
  readonly label: (label: keyof typeof LABELS) => string
  /** The word of a code, or the code itself. */
  readonly of: (table: Readonly<Record<string, Words>>, code: string) => string
  readonly won: (amount: string) => string
  readonly digits: (amount: string) => string
  readonly percent: (ratio: string) => string
  /** The valuer's own words; whether they are there in the language was asked before. */
  readonly own: (words: Spoken) => string
}

const signed = (amount: string): string => (amount.startsWith('-') ? `-${grouped(amount.slice(1))}` : grouped(amount))

export const voiceOf = (language: Language): Voice => ({
  language,
  say: (label, params = {}) => filled(REPORT[label][language], params),
  label: label => LABELS[label][language],
  of: (table, code) => table[code]?.[language] ?? code,
  won: amount => filled(LABELS.won[language], { amount: signed(amount) }),
  digits: signed,
  percent: ratio => `${percentText(ratio)}%`,
  own: words => words[language] ?? '',
})
