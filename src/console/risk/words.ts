/** Words of the pages about the rules: editions, their tables, trials and stops. */
import { area } from '../words/engine.ts'

export const risk = area('risk', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
