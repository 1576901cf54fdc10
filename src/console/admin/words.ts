/** Words of the admin's pages. */
import { area } from '../words/engine.ts'

export const admin = area('admin', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
