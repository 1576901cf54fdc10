/** A month as its readers write it: 2026. 10., October 2026, 2026年10月. Pure. */
import type { Language } from '../../kernel/words.ts'

export function monthText(month: string, language: Language): string {
  const [year = '', number = ''] = month.split('-')
  switch (language) {
    case 'ko':
      return `${year}년 ${Number(number)}월`
    case 'zh':
      return `${year}年${Number(number)}月`
    case 'en':
      return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
        new Date(`${month}-01T00:00:00Z`),
      )
    default:
      return language satisfies never
  }
}
