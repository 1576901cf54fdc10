/** Words that every page may use. */
import { area } from './engine.ts'

export const everywhere = area('everywhere', {
  ko: () => import('./everywhere.ko.ts'),
  en: () => import('./everywhere.en.ts'),
  zh: () => import('./everywhere.zh.ts'),
})
