/** The menu in English. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  sme: 'Applicant firms',
  applications: 'My applications',
  appraiser: 'Appraisal',
  appraisals: 'My appraisals',
  feedback: 'How my marks compare',
  public: 'For everybody',
  consultation: 'See what is likely',
  criteria: 'The criteria',
  bank: 'Bank',
  bank_cases: 'Cases',
  bank_guarantees: 'Guarantees',
  bank_months: 'Monthly reports',
  bank_statements: 'Statements',
  bank_developer: 'Developer',
  bank_sandbox: 'Sandbox',
  verify: 'Check a certificate',
}
