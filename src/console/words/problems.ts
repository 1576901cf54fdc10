/** What refusals are called for people, by their codes; a code without words is told as the service tells it. */
import { area } from './engine.ts'

export const problems = area('problems', {
  ko: () => import('./problems.ko.ts'),
  en: () => import('./problems.en.ts'),
  zh: () => import('./problems.zh.ts'),
})
