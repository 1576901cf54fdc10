/** Words of the appraisers' pages. */
import { area } from '../words/engine.ts'

export const appraiser = area('appraiser', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
