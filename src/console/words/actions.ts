/** Words of what is done to what: the actions of the table of access, and the subjects of the audit log. */
import { area } from './engine.ts'

export const actions = area('actions', {
  ko: () => import('./actions.ko.ts'),
  en: () => import('./actions.en.ts'),
  zh: () => import('./actions.zh.ts'),
})
