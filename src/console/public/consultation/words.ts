/** Words of the consultation without log-in. */
import { area } from '../../words/engine.ts'

export const consultation = area('consultation', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
