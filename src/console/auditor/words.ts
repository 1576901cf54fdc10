/** Words of the auditor's pages. */
import { area } from '../words/engine.ts'

export const audit = area('audit', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
