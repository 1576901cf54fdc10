/** Words of the applicant's pages: of the pages, of the forms, of the codes in them, of results, and of co-workers. */
import { area } from '../words/engine.ts'

export const sme = area('sme', {
  ko: () => import('./words.ko.ts'),
  en: () => import('./words.en.ts'),
  zh: () => import('./words.zh.ts'),
})
export const form = area('sme_form', {
  ko: () => import('./form-words.ko.ts'),
  en: () => import('./form-words.en.ts'),
  zh: () => import('./form-words.zh.ts'),
})
export const codes = area('sme_codes', {
  ko: () => import('./code-words.ko.ts'),
  en: () => import('./code-words.en.ts'),
  zh: () => import('./code-words.zh.ts'),
})
export const result = area('sme_result', {
  ko: () => import('./result-words.ko.ts'),
  en: () => import('./result-words.en.ts'),
  zh: () => import('./result-words.zh.ts'),
})
export const helping = area('sme_helping', {
  ko: () => import('./co-worker-words.ko.ts'),
  en: () => import('./co-worker-words.en.ts'),
  zh: () => import('./co-worker-words.zh.ts'),
})
