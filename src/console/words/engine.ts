/**
 * Words of the pages, by Lingui: each area of the console brings a catalogue for each language, loaded when the area is
 * first opened. Korean is what the others are held to: a key that is missing in one of them does not compile.
 */
import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { useLingui } from '@lingui/react'
import { useCallback } from 'react'
import type { Language } from '../../kernel/words.ts'

export const i18n = setupI18n()
type Compiled = ReturnType<typeof compileMessage>
const compiled = new Map<string, Compiled>()
// A sentence is asked for at every drawing, and would be taken apart each time.
i18n.setMessagesCompiler(text => {
  const known = compiled.get(text) ?? compileMessage(text)
  compiled.set(text, known)
  return known
})

type Catalogue = Readonly<Record<string, string>>
type Sources<Key extends string> = Readonly<
  Record<Language, () => Promise<{ readonly words: Readonly<Record<Key, string>> }>>
>

/** Values of a sentence of ICU MessageFormat. */
export type Values = Readonly<Record<string, string | number>>
export type Say<Key extends string> = (key: Key, values?: Values) => string

export type Area<Key extends string> = {
  readonly name: string
  readonly load: (language: Language) => Promise<void>
  /** Kept for its keys alone. */
  readonly keys?: Key
}

const areas: Area<string>[] = []
const loaded = new Map<string, Catalogue>()

/** An area's words; its name stands before each of its keys. */
export function area<Key extends string>(name: string, sources: Sources<Key>): Area<Key> {
  const made: Area<Key> = {
    name,
    load: async language => {
      const place = `${name}:${language}`
      if (loaded.has(place)) return
      const { words } = await sources[language]()
      const named = Object.fromEntries(Object.entries<string>(words).map(([key, text]) => [`${name}.${key}`, text]))
      loaded.set(place, named)
      i18n.load(language, named)
    },
  }
  areas.push(made as Area<string>)
  return made
}

const LANGUAGE_KEY = 'language'
const isLanguage = (text: string | null): text is Language => text === 'ko' || text === 'en' || text === 'zh'

/** The reader's choice, else the browser's first language that is ours, else Korean. */
export function languageWanted(): Language {
  const chosen = localStorage.getItem(LANGUAGE_KEY)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map(each => each.slice(0, 2)).find(isLanguage) ?? 'ko'
}

export const languageNow = (): Language => (isLanguage(i18n.locale) ? i18n.locale : 'ko')

/** Shows everything in a language: words of areas already open are fetched first, so that nothing is half of each. */
export async function show(language: Language): Promise<void> {
  const open = areas.filter(each => [...loaded.keys()].some(place => place.startsWith(`${each.name}:`)))
  await Promise.all(open.map(each => each.load(language)))
  i18n.activate(language)
  localStorage.setItem(LANGUAGE_KEY, language)
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language
}

/** Says the words of an area in the language shown. */
export function useWords<Key extends string>(of: Area<Key>): Say<Key> {
  const { i18n: now } = useLingui()
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another language it says something else.
  return useCallback((key, values) => now._(`${of.name}.${key}`, values), [now, now.locale, of.name])
}

/** The language shown; a component that asks is drawn again when it changes. */
export function useLanguage(): Language {
  useLingui()
  return languageNow()
}
