/** The menu in English. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  appraiser: 'Appraisal',
  appraisals: 'My appraisals',
  feedback: 'How my marks compare',
  public: 'For everybody',
  consultation: 'See what is likely',
  criteria: 'The criteria',
  verify: 'Check a certificate',
}
