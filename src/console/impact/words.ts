/** Words of the risk officer's second half: impact, challengers, quality of appraisal, and cases as they stood. */
import { area } from '../words/engine.ts'

export const impactWords = area('risk_impact', {
  ko: () => import('./words/impact.ko.ts'),
  en: () => import('./words/impact.en.ts'),
  zh: () => import('./words/impact.zh.ts'),
})
export const shadowWords = area('risk_shadows', {
  ko: () => import('./words/shadows.ko.ts'),
  en: () => import('./words/shadows.en.ts'),
  zh: () => import('./words/shadows.zh.ts'),
})
export const qualityWords = area('risk_quality', {
  ko: () => import('./words/quality.ko.ts'),
  en: () => import('./words/quality.en.ts'),
  zh: () => import('./words/quality.zh.ts'),
})
export const timeWords = area('risk_time', {
  ko: () => import('./words/time.ko.ts'),
  en: () => import('./words/time.en.ts'),
  zh: () => import('./words/time.zh.ts'),
})
