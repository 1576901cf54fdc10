/** Words of the bank's pages, by what they are about. */
import { area } from '../words/engine.ts'

export const bankCases = area('bank_cases', {
  ko: () => import('./words/cases.ko.ts'),
  en: () => import('./words/cases.en.ts'),
  zh: () => import('./words/cases.zh.ts'),
})
export const bankGuarantees = area('bank_guarantees', {
  ko: () => import('./words/guarantees.ko.ts'),
  en: () => import('./words/guarantees.en.ts'),
  zh: () => import('./words/guarantees.zh.ts'),
})
export const bankMonth = area('bank_month', {
  ko: () => import('./words/month.ko.ts'),
  en: () => import('./words/month.en.ts'),
  zh: () => import('./words/month.zh.ts'),
})
export const bankDeveloper = area('bank_developer', {
  ko: () => import('./words/developer.ko.ts'),
  en: () => import('./words/developer.en.ts'),
  zh: () => import('./words/developer.zh.ts'),
})
export const bankKeys = area('bank_keys', {
  ko: () => import('./words/keys.ko.ts'),
  en: () => import('./words/keys.en.ts'),
  zh: () => import('./words/keys.zh.ts'),
})
