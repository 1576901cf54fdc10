/** Words of the agency's pages, by what they are about. */
import { area } from '../words/engine.ts'

export const officerCases = area('officer_cases', {
  ko: () => import('./words/cases.ko.ts'),
  en: () => import('./words/cases.en.ts'),
  zh: () => import('./words/cases.zh.ts'),
})
export const officerMoney = area('officer_money', {
  ko: () => import('./words/money.ko.ts'),
  en: () => import('./words/money.en.ts'),
  zh: () => import('./words/money.zh.ts'),
})
