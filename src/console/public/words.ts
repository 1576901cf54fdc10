/** Words of the pages for everybody. */
import { area } from '../words/engine.ts'

export const verify = area('verify', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
