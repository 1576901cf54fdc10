/** Words of what one is told: the bell, the list, the settings. */
import { area } from '../words/engine.ts'

export const notifications = area('notifications', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
