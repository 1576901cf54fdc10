/** Days and moments as people of the house read them: 2026. 11. 22., and the hour of Seoul. */

import type { Language } from '../../kernel/words.ts'
import { useLanguage } from '../words/engine.ts'

/** A legal day, YYYY-MM-DD. */
export function dayText(day: string, language: Language): string {
  const [year = '', month = '', date = ''] = day
    .slice(0, 10)
    .split('-')
    .map(part => String(Number(part)))
  switch (language) {
    case 'ko':
      return `${year}. ${month}. ${date}.`
    case 'zh':
      return `${year}年${month}月${date}日`
    case 'en':
      return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
        new Date(`${day.slice(0, 10)}T00:00:00Z`),
      )
    default:
      return language satisfies never
  }
}

/** A moment, shown in the legal zone. */
export function momentText(moment: string, language: Language): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Seoul',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(moment))
  const of = (type: string): string => parts.find(part => part.type === type)?.value ?? ''
  const hour = Number(of('hour'))
  const day = dayText(`${of('year')}-${of('month')}-${of('day')}`, language)
  if (language === 'ko')
    return `${day} ${hour < 12 ? '오전' : '오후'} ${hour % 12 === 0 ? 12 : hour % 12}:${of('minute')}`
  return `${day} ${of('hour')}:${of('minute')}`
}

export function Day({ of }: { readonly of: string | null | undefined }) {
  const language = useLanguage()
  if (of === null || of === undefined) return <>–</>
  return <time dateTime={of}>{dayText(of, language)}</time>
}

export function Moment({ of }: { readonly of: string | null | undefined }) {
  const language = useLanguage()
  if (of === null || of === undefined) return <>–</>
  return <time dateTime={of}>{momentText(of, language)}</time>
}
