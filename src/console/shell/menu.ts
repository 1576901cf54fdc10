/** What the menu calls areas and pages. */
import { area } from '../words/engine.ts'

export const menu = area('menu', {
  ko: () => import('./menu.ko.ts'),
  en: () => import('./menu.en.ts'),
  zh: () => import('./menu.zh.ts'),
})
