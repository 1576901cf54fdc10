/** The menu in English. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  sme: 'Applicant firms',
  applications: 'My applications',
  appraiser: 'Appraisal',
  appraisals: 'My appraisals',
  interests: 'Declared interests',
  feedback: 'How my marks compare',
  office: 'Guarantee office',
  office_work: 'My work',
  office_referred: 'Referred cases',
  office_money: 'Claims and fund',
  office_claims: 'Accidents and claims',
  office_fund: 'Fund and fees',
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
