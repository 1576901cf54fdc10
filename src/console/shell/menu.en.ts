/** The menu in English. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  sme: 'Applicant firms',
  applications: 'My applications',
  public: 'For everybody',
  consultation: 'See what is likely',
  criteria: 'The criteria',
  verify: 'Check a certificate',
}
