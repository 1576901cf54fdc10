/** Words for people, in the three languages of the house: Korean first, English, simplified Chinese. */
import { z } from 'zod'
import { plainText } from './text.ts'

export const LANGUAGES = ['ko', 'en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]
export type Words = Readonly<Record<Language, string>>

export const languageSchema = z.enum(LANGUAGES)
export const wordsSchema = z.strictObject({ ko: plainText(2000), en: plainText(2000), zh: plainText(2000) })

/** Fills `{name}` in a sentence; a name without a value is our fault, and is thrown. */
export function filled(sentence: string, params: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`the sentence "${sentence}" asks for ${name}`)
    return value
  })
}
