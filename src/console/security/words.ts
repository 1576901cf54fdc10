/** Words of the page on which people keep what they log in by. */
import { area } from '../words/engine.ts'

export const security = area('security', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
