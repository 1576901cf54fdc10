/** Why a statistic is undefined, in words; and numbers of text as a chart takes them. */
import { i18n, type Say, useWords } from '../words/engine.ts'
import { qualityWords } from './words.ts'

export type QualityKey = Parameters<Say<NonNullable<(typeof qualityWords)['keys']>>>[0]

export const numberOf = (text: string | null): number | null => (text === null ? null : Number(text))

/** The reason by its code; a general sentence for one that has no words, and nothing where there is a figure. */
export function useWhy(): (code: string | null) => string {
  const say = useWords(qualityWords)
  return code => {
    if (code === null) return ''
    const key = `why_${code}`
    return `risk_quality.${key}` in i18n.messages ? say(key as QualityKey) : say('why_other')
  }
}
